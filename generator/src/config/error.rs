//! What is wrong with a `codegen.toml`, shown as the compiler would.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Source, Span, codes};

use super::ConfigSource;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
    help: Option<String>,
    place: Option<(ConfigSource, Range<usize>)>,
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: None }
    }

    /// An error of the TOML reader, with its own place.
    pub(super) fn syntax(error: &toml::de::Error, source: &ConfigSource) -> Self {
        let end = source.text.len();
        Self::new(error.message()).at(source.clone(), error.span().unwrap_or(end..end))
    }

    pub(super) fn at(mut self, source: ConfigSource, bytes: Range<usize>) -> Self {
        self.place = Some((source, bytes));
        self
    }

    /// The same error with a line on what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, where that can be said.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file and the bytes of it; none when there is no file, or it could not be read.
    pub fn place(&self) -> Option<(&ConfigSource, Range<usize>)> {
        self.place.as_ref().map(|(source, bytes)| (source, bytes.clone()))
    }

    /// The error with file, line and column, the line itself with the place underlined, and the help.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let title = Level::ERROR.primary_title(&self.message);
        let Some((source, bytes)) = &self.place else {
            // Two renderings: in one, a bar that leads to no excerpt would join the two.
            let help = self.help.iter().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
            let groups = std::iter::once(Group::with_title(title)).chain(help);
            return groups.map(|group| renderer.render(&[group])).collect::<Vec<_>>().join("\n");
        };
        let underlined = AnnotationKind::Primary.span(bytes.clone());
        let excerpt = Snippet::source(&source.text).path(&source.name).annotation(underlined);
        let help = self.help.iter().map(|help| Level::HELP.message(help));
        renderer.render(&[title.element(excerpt).elements(help)])
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for ConfigError {}

impl From<ConfigError> for Diagnostic {
    fn from(error: ConfigError) -> Self {
        let mut diagnostic = Diagnostic::error(codes::CONFIG, error.message);
        diagnostic.help = error.help;
        if let Some((source, bytes)) = error.place {
            let file = std::sync::Arc::new(Source { name: source.name, text: source.text });
            diagnostic.place = Place::Span(Span { file, bytes });
        }
        diagnostic
    }
}

impl From<ConfigError> for Diagnostics {
    fn from(error: ConfigError) -> Self {
        Diagnostic::from(error).into()
    }
}
