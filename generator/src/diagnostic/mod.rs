//! One error type for the whole pipeline: a code, a message, a place in the source, a help.
//!
//! A room reports a problem by a [`Pointer`] into the document, which is all that it knows; the
//! document turns pointers into [`Span`]s ([`Document::resolve`](crate::document::Document::resolve))
//! when there is something to show, and [`Diagnostics::render`] prints them the way rustc does.

pub mod codes;
mod nearest;
mod pointer;
mod render;
mod source;

pub use nearest::{Excerpt, nearest};
pub use pointer::Pointer;
pub(crate) use pointer::{append, percent_decode, steps};
pub use source::{Source, Span};

use std::cmp::Ordering;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No crate comes out.
    Error,
    /// A crate comes out; the message says what in it differs from what the document may have meant.
    Warning,
}

/// Which half of a member a pointer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key (an item of a list has none: its value's first line is shown).
    Key,
    /// The value. Of an object or a list, the key is shown instead: a value of 300 lines says nothing.
    Value,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nowhere in particular.
    None,
    /// At a node of the document, not yet looked up in its text.
    Pointer {
        /// The node.
        pointer: Pointer,
        /// Its key or its value.
        part: Part,
    },
    /// In the text.
    Span(Span),
}

impl Place {
    /// The key of a node.
    pub fn key(pointer: Pointer) -> Place {
        Place::Pointer { pointer, part: Part::Key }
    }

    /// The value of a node.
    pub fn value(pointer: Pointer) -> Place {
        Place::Pointer { pointer, part: Part::Value }
    }
}

/// A second place that a reader needs to see, such as where a name was taken first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there.
    pub text: String,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its entry in [`codes`].
    pub code: &'static str,
    /// Whether a crate can come out all the same.
    pub severity: Severity,
    /// What is wrong, in one line that reads well without the excerpt.
    pub message: String,
    /// What is wrong with the underlined text, in a few words. May be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub place: Place,
    /// Other places that belong to the story.
    pub also: Vec<Label>,
}

impl Diagnostic {
    /// A problem without which a crate could come out.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Error, message.into())
    }

    /// A problem in spite of which a crate comes out.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Severity::Warning, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Diagnostic {
        let (label, help, place, also) = (String::new(), None, Place::None, Vec::new());
        Diagnostic { code, severity, message, label, help, place, also }
    }

    /// Says where it is.
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = place;
        self
    }

    /// Says what is wrong with the underlined text.
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The same with a help that there may not be.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    /// Names another place that belongs to the story.
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Diagnostic {
        self.also.push(Label { place, text: text.into() });
        self
    }

    /// The span of the place, once it is known.
    pub fn span(&self) -> Option<&Span> {
        match &self.place {
            Place::Span(span) => Some(span),
            Place::None | Place::Pointer { .. } => None,
        }
    }
}

/// The problems of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None so far.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether no crate can come out.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|each| each.severity == Severity::Error)
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|each| each.severity == Severity::Error).count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    /// Forgets all but the first `len` problems.
    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// How many problems there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no problem.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each problem in turn.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Each problem in turn, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }

    /// Brings them into the order of the text and drops repetitions: the same problem at the same
    /// place, which a construct reached by two ways reports twice. Problems without a place come first.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| by_place(a, b).then_with(|| a.code.cmp(b.code)));
        self.0.dedup_by(|a, b| a.place == b.place && a.code == b.code && a.message == b.message);
    }

    /// The report, as rustc would print it, with a last line that counts the problems. Of each kind
    /// of warning the first few are shown in full and the rest are counted.
    pub fn render(&self, color: bool) -> String {
        render::render(&self.0, color)
    }
}

fn by_place(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    match (a.span(), b.span()) {
        (Some(a), Some(b)) => a
            .file
            .name
            .cmp(&b.file.name)
            .then_with(|| (a.bytes.start, a.bytes.end).cmp(&(b.bytes.start, b.bytes.end))),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

impl From<Box<Diagnostic>> for Diagnostics {
    fn from(diagnostic: Box<Diagnostic>) -> Diagnostics {
        Diagnostics(vec![*diagnostic])
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Diagnostics {
        Diagnostics(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Diagnostics {
        Diagnostics(iter.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
