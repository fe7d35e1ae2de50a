//! Words for texts that are no JSON or YAML.

use std::ops::Range;
use std::string::FromUtf8Error;
use std::sync::Arc;

use super::locate::Bytes;
use super::parse::DEPTH;
use crate::diagnostic::{Diagnostic, Excerpt, Place, Pointer, Source, Span, codes};

/// Bytes that are not UTF-8.
pub(super) fn not_text(name: &str, error: &FromUtf8Error) -> Diagnostic {
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let help = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16: save it as UTF-8",
        _ => "save it as UTF-8",
    };
    // What comes before is text, and ends where the problem is.
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default()).into_owned();
    let end = text.len();
    let source = Arc::new(Source {
        name: name.to_owned(),
        text,
    });
    Diagnostic::error(codes::NOT_TEXT, "the file is not text in UTF-8")
        .at(Place::Span(Span {
            file: source,
            bytes: end..end,
        }))
        .label(format!("byte {valid} of the file"))
        .help(help)
}

/// A document that aliases blow up.
pub(super) fn too_large(pointer: Pointer) -> Diagnostic {
    Diagnostic::error(codes::TOO_LARGE, "YAML aliases make the document too large")
        .at(Place::key(pointer))
        .label("the limit is reached here")
}

/// A key that an object has twice.
pub(super) fn duplicate(key: &str, object: &Pointer, places: Option<(Span, Span)>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::DUPLICATE_KEY,
        format!("the key `{}` is there twice", Excerpt(key)),
    );
    match places {
        Some((first, again)) => diagnostic
            .at(Place::Span(again))
            .label("each key of an object must be unique")
            .also(Place::Span(first), "first used here"),
        None => diagnostic.at(Place::key(object.clone())),
    }
}

/// JSON that is none.
pub(super) fn json(source: &Arc<Source>, error: &serde_json::Error) -> Diagnostic {
    let text = &source.text;
    let start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    if message.contains("recursion limit") {
        return too_deep(source, at);
    }
    let (at, label) = if error.is_eof() {
        (last_text(text, text.len()), "the text ends here")
    } else {
        (at, message)
    };
    let comma = (message == "trailing comma")
        .then(|| text.get(..at)?.rfind(','))
        .flatten();
    let at = comma.unwrap_or(at);
    Diagnostic::error(codes::SYNTAX, format!("this is not JSON: {message}"))
        .at(Place::Span(character(source, at)))
        .label(label)
        .maybe_help(json_help(message, text, at))
}

fn json_help(message: &str, text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?.trim_end();
    let help = match message {
        "trailing comma" => "remove the comma",
        _ if text.get(at..)?.starts_with(['/', '#']) => "JSON has no comments",
        "key must be a string" => "write keys in double quotes",
        _ if message.starts_with("expected `,`") && !before.is_empty() => {
            "a comma may be missing before it"
        }
        _ if message.starts_with("EOF") => "a closing brace, bracket or quote is missing",
        _ if message.starts_with("control character") => {
            "a quote may be missing at the end of the line, or write `\\n`"
        }
        "expected value" if text.get(at..)?.starts_with('\'') => "JSON has double quotes only",
        _ => return None,
    };
    Some(help.to_owned())
}

fn too_deep(source: &Arc<Source>, at: usize) -> Diagnostic {
    Diagnostic::error(codes::TOO_DEEP, "the document is nested too deeply")
        .at(Place::Span(character(source, at)))
        .label(format!("more than {DEPTH} levels"))
}

/// YAML that is none.
pub(super) fn yaml(source: &Arc<Source>, error: &serde_yaml::Error) -> Diagnostic {
    let text = &source.text;
    let bytes = Bytes::new(text);
    let message = error.to_string();
    let Some(location) = error.location() else {
        return unlocated(source, &message);
    };
    let at = bytes.of(location.index());
    if message.contains("recursion limit") {
        return too_deep(source, at);
    }
    let problem = without_places(&message);
    let mistake = Mistake::find(&problem, &message, text, at);
    let diagnostic = Diagnostic::error(
        codes::SYNTAX,
        format!("this is not YAML: {}", mistake.message),
    )
    .at(Place::Span(character(source, last_text(text, mistake.at))))
    .label(mistake.label)
    .maybe_help(mistake.help);
    match mistake.also {
        Some((at, text)) => diagnostic.also(Place::Span(character(source, at)), text),
        None => diagnostic,
    }
}

fn unlocated(source: &Arc<Source>, message: &str) -> Diagnostic {
    let top = Place::Span(character(source, 0));
    if message.contains("repetition limit") {
        return Diagnostic::error(codes::TOO_LARGE, "YAML aliases make the document too large")
            .at(top);
    }
    if message.contains("more than one document") {
        let second = source
            .text
            .match_indices("\n---")
            .map(|(at, _)| at + 1)
            .find(|at| *at > 4);
        return Diagnostic::error(codes::SYNTAX, "the file holds more than one YAML document")
            .at(Place::Span(character(source, second.unwrap_or_default())))
            .label("a second document begins here");
    }
    Diagnostic::error(codes::SYNTAX, format!("this is not YAML: {message}")).at(top)
}

/// A YAML syntax error in words that someone can act upon.
struct Mistake {
    message: String,
    at: usize,
    label: String,
    help: Option<String>,
    also: Option<(usize, String)>,
}

impl Mistake {
    fn find(problem: &str, full: &str, text: &str, at: usize) -> Mistake {
        let line = line_of(text, at);
        let indent = text.get(line.clone()).unwrap_or_default();
        let tab = indent.len() - indent.trim_start().len();
        let tab = indent.get(..tab).and_then(|blank| blank.find('\t'));
        let plain = |message: &str, label: &str, help: Option<&str>| Mistake {
            message: message.to_owned(),
            at,
            label: label.to_owned(),
            help: help.map(str::to_owned),
            also: None,
        };
        if let Some(tab) = tab {
            return Mistake {
                at: line.start + tab,
                ..plain(
                    "a tab in the indentation",
                    "tab",
                    Some("YAML is indented with spaces only"),
                )
            };
        }
        if problem.contains("quoted scalar") {
            let opened = place_after(full, "quoted scalar at ", text).unwrap_or(at);
            return Mistake {
                at: opened,
                ..plain(
                    "a quoted string does not end",
                    "the string begins here",
                    Some("close the quote"),
                )
            };
        }
        if problem.contains("flow sequence") || problem.contains("flow mapping") {
            let opened = place_after(full, "flow sequence at ", text).or(place_after(
                full,
                "flow mapping at ",
                text,
            ));
            return Mistake {
                also: opened.map(|opened| (opened, "opened here".to_owned())),
                ..plain(
                    "a bracket or brace does not end",
                    "expected `,` or the end",
                    Some("close the bracket or brace"),
                )
            };
        }
        if let Some((opened, closed)) = super::locate::string_over_lines(text, at) {
            return Mistake {
                at: opened,
                also: Some((closed, "and ends here".to_owned())),
                ..plain(
                    "a quoted string goes on to another line",
                    "the string begins here",
                    Some("close the quote"),
                )
            };
        }
        let key = indent.trim_start();
        let column = line.len() - key.len();
        let first = key
            .find(": ")
            .is_none_or(|colon| line.start + column + colon >= at);
        if problem.contains("mapping values are not allowed") && first {
            let help = "put a key into the same column as the others of its object";
            return Mistake {
                at: line.start + column,
                ..plain(
                    "this line is indented too far",
                    "deeper than the line before allows",
                    Some(help),
                )
            };
        }
        if problem.contains("mapping values are not allowed") {
            let help = "put the value in quotes if it is text with a `:` in it";
            return plain(
                "a `:` that cannot be here",
                "one `key: value` is enough for a line",
                Some(help),
            );
        }
        if problem.contains("found character that cannot start any token") {
            let help = "put the value in quotes";
            return plain(
                "a value cannot begin with this character",
                "not allowed here",
                Some(help),
            );
        }
        if problem.contains("block mapping")
            || problem.contains("block collection")
            || problem.contains("block sequence")
        {
            let opened = place_after(full, "while parsing a block mapping at ", text).or(
                place_after(full, "while parsing a block collection at ", text),
            );
            return Mistake {
                also: opened.map(|opened| {
                    (
                        opened,
                        "the block that it does not fit into begins here".to_owned(),
                    )
                }),
                ..plain(
                    "this line does not fit into the block around it",
                    "neither a `key:` nor the end of the block",
                    Some(
                        "check its indentation, and what is missing at the end of the line before",
                    ),
                )
            };
        }
        if problem.contains("could not find expected ':'") {
            let start = place_after(full, "simple key at ", text).unwrap_or(at);
            return Mistake {
                at: start,
                ..plain("a key without a `:`", "expected `key: value`", None)
            };
        }
        if problem.contains("unknown anchor") {
            return plain(
                "an alias of an anchor that is not there",
                "no `&` names it above",
                None,
            );
        }
        plain(problem, "", None)
    }
}

/// "did not find expected key, while parsing a block mapping": the message without its places.
fn without_places(message: &str) -> String {
    let mut rest = message;
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once(" at line ") {
        plain.push_str(before);
        let digits = |text: &'_ str| text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let tail = after.get(after.len() - digits(after)..).unwrap_or_default();
        let tail = tail.strip_prefix(" column ").unwrap_or(tail);
        rest = tail.get(tail.len() - digits(tail)..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// The byte of the place that follows `what` in a message: "line 3 column 5".
fn place_after(message: &str, what: &str, text: &str) -> Option<usize> {
    let (_, place) = message.split_once(what)?;
    let mut numbers = place
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse::<usize>().ok());
    let (line, column) = (numbers.next()?, numbers.next()?);
    let start: usize = text
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let within = text
        .get(start..)?
        .char_indices()
        .nth(column.checked_sub(1)?);
    Some(within.map_or(text.len(), |(byte, _)| start + byte))
}

fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let end = text
        .get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |newline| at + newline);
    start..end
}

/// A place that has something to show: at the end of the text, the end of its last line with text.
fn last_text(text: &str, at: usize) -> usize {
    if text.get(at..).is_some_and(|rest| !rest.trim().is_empty()) {
        return at;
    }
    text.trim_end()
        .char_indices()
        .last()
        .map_or(0, |(byte, _)| byte)
}

/// The character at a byte.
fn character(source: &Arc<Source>, at: usize) -> Span {
    let mut start = at.min(source.text.len());
    while !source.text.is_char_boundary(start) {
        start -= 1;
    }
    let width = source
        .text
        .get(start..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    Span {
        file: Arc::clone(source),
        bytes: start..start + width,
    }
}
