//! Prints diagnostics the way rustc does.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Place, Severity, Span};

/// How many warnings of one kind are shown in full.
const SHOWN_OF_A_KIND: usize = 10;
/// How many errors are shown in full.
const SHOWN_ERRORS: usize = 50;
/// How much of a line is shown around the place, in bytes: a minified document is one line.
const LINE: usize = 200;
/// How much of a text is underlined at most, in bytes.
const UNDERLINED: usize = 100;

/// The whole report.
pub(super) fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut report = String::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut errors, mut warnings) = (0, 0);
    for diagnostic in diagnostics {
        let shown = match diagnostic.severity {
            Severity::Error => {
                errors += 1;
                errors <= SHOWN_ERRORS
            }
            Severity::Warning => {
                warnings += 1;
                let of_kind = kinds.entry(diagnostic.code).or_default();
                *of_kind += 1;
                *of_kind <= SHOWN_OF_A_KIND
            }
        };
        if shown {
            report.push_str(&one(diagnostic, &renderer));
            report.push_str("\n\n");
        }
    }
    for line in unshown(errors, &kinds) {
        report.push_str(&renderer.render(&[Group::with_title(Level::NOTE.primary_title(line))]));
        report.push('\n');
    }
    if !diagnostics.is_empty() {
        report.push_str(&count(errors, warnings));
        report.push('\n');
    }
    report
}

/// What was counted only.
fn unshown(errors: usize, kinds: &BTreeMap<&str, usize>) -> Vec<String> {
    let errors = (errors > SHOWN_ERRORS).then(|| format!("{} more errors", errors - SHOWN_ERRORS));
    let warnings = kinds.iter().filter(|(_, count)| **count > SHOWN_OF_A_KIND).map(|(code, count)| {
        let more = count - SHOWN_OF_A_KIND;
        format!("{more} more warning{} {code}", if more == 1 { "" } else { "s" })
    });
    errors.into_iter().chain(warnings).collect()
}

/// "2 errors, 1 warning"
fn count(errors: usize, warnings: usize) -> String {
    let some = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        many => Some(format!("{many} {what}s")),
    };
    let parts: Vec<String> =
        [some(errors, "error"), some(warnings, "warning")].into_iter().flatten().collect();
    parts.join(", ")
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code).elements(None::<Origin<'_>>);
    match &diagnostic.place {
        Place::Span(span) => {
            for (origin, snippet) in excerpts(span, diagnostic) {
                group = group.elements(origin).element(snippet);
            }
        }
        Place::Pointer { pointer, .. } if pointer.is_root() => {}
        Place::Pointer { pointer, .. } => group = group.element(Origin::path(format!("#{pointer}"))),
        Place::None => {}
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let text = renderer.render(&[group]);
    // The renderer marks a snippet without a path by a line that says nothing.
    text.lines().filter(|line| !is_bare_mark(line)).collect::<Vec<_>>().join("\n")
}

/// Whether a line holds `:::` alone, colours aside.
fn is_bare_mark(line: &str) -> bool {
    let escapes = line.split('\u{1b}').enumerate();
    let plain =
        escapes.map(
            |(index, part)| {
                if index == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) }
            },
        );
    plain.collect::<String>().trim() == ":::"
}

/// A line of the source, and where it is if the renderer cannot know.
type Excerpt<'a> = (Option<Origin<'a>>, Snippet<'a, Annotation<'a>>);

/// A place to be underlined.
struct Marked<'a> {
    kind: AnnotationKind,
    span: &'a Span,
    label: &'a str,
}

/// The lines of the source that matter. Places on one line share it.
fn excerpts<'a>(primary: &'a Span, diagnostic: &'a Diagnostic) -> Vec<Excerpt<'a>> {
    let kind = AnnotationKind::Primary;
    let mut lines = vec![vec![Marked { kind, span: primary, label: &diagnostic.label }]];
    for also in &diagnostic.also {
        let Place::Span(span) = &also.place else {
            continue;
        };
        let marked = Marked { kind: AnnotationKind::Context, span, label: &also.text };
        let line = line(span);
        let shared = lines.iter_mut().find(|marks| {
            let first = marks.first().map(|first| first.span);
            first.is_some_and(|first| first.file == span.file && self::line(first) == line)
        });
        match shared {
            Some(marks) if line.len() <= 2 * LINE => marks.push(marked),
            _ => lines.push(vec![marked]),
        }
    }
    lines.iter().filter_map(|marks| excerpt(marks)).collect()
}

/// One line of the source with places underlined. Only that line is handed to the renderer, which
/// would index all 13 MB of a large document for each message; and of a long line only its middle.
fn excerpt<'a>(marks: &[Marked<'a>]) -> Option<Excerpt<'a>> {
    let span = marks.first()?.span;
    let text = &span.file.text;
    let line = line(span);
    let window = window(text, &line, underlined(span));
    let shown = text.get(window.clone()).unwrap_or_default();
    let (number, column) = span.file.line_column(underlined(span).start);
    // The renderer counts columns in what it is given: where that is a part of a line, the place is
    // written out.
    let whole = window.start == line.start;
    let name = span.file.name.as_str();
    let origin = (!whole).then(|| Origin::path(name).line(number).char_column(column));
    let mut snippet = Snippet::source(shown).line_start(number).path(whole.then_some(name));
    for mark in marks {
        let bytes = underlined(mark.span);
        let bytes = bytes.start - window.start..bytes.end - window.start;
        let label = (!mark.label.is_empty()).then_some(mark.label);
        snippet = snippet.annotation(mark.kind.span(bytes).label(label));
    }
    Some((origin, snippet))
}

/// The line that a span begins on.
fn line(span: &Span) -> Range<usize> {
    span.file.line_range(underlined(span).start)
}

/// What is underlined of a span: not beyond its first line.
fn underlined(span: &Span) -> Range<usize> {
    let text = &span.file.text;
    let start = floor(text, span.bytes.start.min(text.len()));
    let line = span.file.line_range(start);
    let end = span.bytes.end.min(line.end).min(start + UNDERLINED).max(start);
    start..floor(text, end)
}

fn window(text: &str, line: &Range<usize>, place: Range<usize>) -> Range<usize> {
    if line.len() <= 2 * LINE {
        return line.clone();
    }
    let start = floor(text, place.start.saturating_sub(LINE / 2).max(line.start));
    let end = floor(text, (place.end + LINE / 2).min(line.end));
    start..end.max(place.end)
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
