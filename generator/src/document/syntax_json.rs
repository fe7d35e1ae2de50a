//! Words for texts that are no JSON.

use std::cmp::Ordering;
use std::sync::Arc;

use super::syntax::{character, last_text, too_deep};
use crate::diagnostic::{Diagnostic, Place, Source, codes};

/// JSON that is none.
pub(super) fn json(source: &Arc<Source>, error: &serde_json::Error) -> Diagnostic {
    let text = &source.text;
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if message.contains("recursion limit") {
        return too_deep(source, at);
    }
    let stopped = if error.is_eof() { text.len() } else { at };
    let (at, label) =
        if error.is_eof() { (last_text(text, text.len()), "the text ends here") } else { (at, message) };
    if message.starts_with("control character") {
        let opened = text.get(..at).and_then(|before| before.rfind('"')).unwrap_or(at);
        return Diagnostic::error(codes::SYNTAX, "this is not JSON: a string does not end on its line")
            .at(Place::Span(character(source, opened)))
            .label("the string begins here")
            .help("close the quote, or write a line break in it as `\\n`");
    }
    if let Some(opened) = unclosed_by(error, message).and_then(|()| unclosed(text, stopped)) {
        let what =
            if text.get(opened..).is_some_and(|rest| rest.starts_with('[')) { "bracket" } else { "brace" };
        return Diagnostic::error(codes::SYNTAX, format!("this is not JSON: a {what} is not closed"))
            .at(Place::Span(character(source, opened)))
            .label("opened here")
            .also(Place::Span(character(source, at)), "still open here")
            .help(format!("close the {what} where what it holds ends"));
    }
    if let Some((closes, opened)) = closed_early(text, stopped).filter(|_| is_between(message)) {
        return Diagnostic::error(codes::SYNTAX, "this is not JSON: more is closed than is open")
            .at(Place::Span(character(source, closes)))
            .label("by the indentation, it closes something else")
            .also(Place::Span(character(source, opened)), "it closes this")
            .help("a brace or bracket that opens is missing between the two, or this one is too many");
    }
    let comma = (message == "trailing comma").then(|| text.get(..at)?.rfind(',')).flatten();
    let at = comma.unwrap_or(at);
    Diagnostic::error(codes::SYNTAX, format!("this is not JSON: {message}"))
        .at(Place::Span(character(source, at)))
        .label(label)
        .maybe_help(json_help(message, text, at))
}

/// Whether the message may come of a brace or bracket that is not closed.
fn unclosed_by(error: &serde_json::Error, message: &str) -> Option<()> {
    let ends = error.is_eof() && !message.contains("string");
    (ends || message.starts_with("expected `,`") || message == "key must be a string").then_some(())
}

/// The brace or bracket that is not closed, of those that are open where the parser stopped: by the indentation, it ended
/// before that.
fn unclosed(text: &str, at: usize) -> Option<usize> {
    let (open, line) = match brackets(text, at) {
        Ok(found) => found,
        Err(odd) => return (odd.order == Ordering::Less).then_some(odd.opened),
    };
    let (opened, around) = open.last().copied()?;
    let mut below = text.get(opened..)?.lines().skip(1).filter(|line| !line.trim().is_empty());
    let is_indented = below.next().is_some_and(|line| line.len() - line.trim_start().len() > around);
    let is_over = at == text.len() || line.is_blank && line.indent <= around;
    (is_indented && is_over).then_some(opened)
}

/// The first brace or bracket that closes what, by the indentation, is around what it belongs to, and what it closes.
fn closed_early(text: &str, at: usize) -> Option<(usize, usize)> {
    let odd = brackets(text, at.saturating_add(1)).err()?;
    (odd.order == Ordering::Greater && odd.usual).then_some((odd.closes, odd.opened))
}

/// Whether the message may come of a brace or bracket that is not opened.
fn is_between(message: &str) -> bool {
    message.starts_with("trailing characters") || message.starts_with("expected `,`")
}

/// A brace or bracket at the beginning of its line that closes one whose line is indented otherwise.
struct Odd {
    closes: usize,
    opened: usize,
    /// How its indentation compares with that of what it closes.
    order: Ordering,
    /// Whether others before it have that of what they close: else that is not how the text is written.
    usual: bool,
}

/// The braces and brackets that are open at a place, each with the indentation of its line, and that place's line.
fn brackets(text: &str, at: usize) -> Result<(Vec<(usize, usize)>, Line), Odd> {
    let (mut open, mut line) = (Vec::new(), Line::default());
    let (mut quoted, mut escaped, mut usual) = (false, false, false);
    for (place, byte) in text.bytes().enumerate().take(at) {
        match byte {
            _ if quoted => {
                quoted = escaped || byte != b'"';
                escaped = byte == b'\\' && !escaped;
            }
            b'"' => quoted = true,
            b'{' | b'[' => open.push((place, line.indent)),
            b'}' | b']' => {
                let (opened, around): (usize, usize) = open.pop().unwrap_or((place, line.indent));
                let order = line.indent.cmp(&around);
                if line.is_blank && order != Ordering::Equal {
                    return Err(Odd { closes: place, opened, order, usual });
                }
                usual |= line.is_blank;
            }
            _ => {}
        }
        line.read(byte);
    }
    Ok((open, line))
}

/// A line as far as it was read.
struct Line {
    is_blank: bool,
    indent: usize,
}

impl Default for Line {
    fn default() -> Self {
        Self { is_blank: true, indent: 0 }
    }
}

impl Line {
    fn read(&mut self, byte: u8) {
        match byte {
            b'\n' => *self = Self::default(),
            b' ' | b'\t' if self.is_blank => self.indent += 1,
            b'\r' => {}
            _ => self.is_blank = false,
        }
    }
}

fn json_help(message: &str, text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?.trim_end();
    let help = match message {
        "trailing comma" => "remove the comma",
        _ if text.get(at..)?.starts_with(['/', '#']) => "JSON has no comments",
        "key must be a string" => "write keys in double quotes",
        _ if message.starts_with("expected `,`") && !before.is_empty() => "a comma may be missing before it",
        _ if message.starts_with("EOF") => "a closing brace, bracket or quote is missing",
        "expected value" if text.get(at..)?.starts_with('\'') => "JSON has double quotes only",
        _ => return None,
    };
    Some(help.to_owned())
}
