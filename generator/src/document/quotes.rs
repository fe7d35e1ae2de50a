//! Quotes that someone forgot to close.
//!
//! The string then goes on to the next quote, which may be 300 lines below, and takes all keys on the
//! way with it. The lenient parser that reads values either complains about what follows there, or,
//! where a `#` follows, finds a comment and nothing wrong. The strict one that finds places sees it.

use super::locate::Broken;

/// A string that goes over the end of its line.
pub(super) struct Unclosed {
    /// Its first quote.
    pub(super) opened: usize,
    /// The quote that ends it, if it is known.
    pub(super) closed: Option<usize>,
}

/// Whether it was a quote that stopped the strict parser.
pub(super) fn unclosed(text: &str, broken: &Broken) -> Option<Unclosed> {
    let indentation = broken.problem.contains("indentation in quoted scalar");
    if indentation || broken.problem.contains("while scanning a quoted scalar") {
        return Some(Unclosed { opened: broken.at, closed: None });
    }
    let mut from = broken.after;
    while let Some(opened) = opening_quote(text.get(from..broken.at)?).map(|quote| from + quote) {
        let quote = text.get(opened..)?.chars().next()?;
        let length = text.get(opened + 1..broken.at)?.find(quote)?;
        let closed = opened + 1 + length;
        if text.get(closed + 1..broken.at)?.trim().is_empty() {
            let over = text.get(opened..closed)?.contains('\n');
            return over.then_some(Unclosed { opened, closed: Some(closed) });
        }
        from = closed + 1;
    }
    None
}

/// The same for a text that the lenient parser took: there must be keys in the string.
pub(super) fn swallowed(text: &str, broken: &Broken) -> Option<Unclosed> {
    let unclosed = unclosed(text, broken)?;
    let quote = text.get(unclosed.opened..)?.chars().next()?;
    let inside = text.get(unclosed.opened + 1..)?;
    let inside = inside.get(..inside.find(quote)?)?;
    inside.lines().skip(1).any(is_key).then_some(unclosed)
}

/// `key:` or `- key: value`
fn is_key(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("- ");
    let key = line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '));
    key.is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '))
}

/// The first quote that begins a value.
fn opening_quote(text: &str) -> Option<usize> {
    let mut quotes = text.match_indices(['"', '\'']).map(|(at, _)| at);
    quotes.find(|at| text.get(..*at).is_some_and(|lead| lead.ends_with([' ', '[', '{', ','])))
}
