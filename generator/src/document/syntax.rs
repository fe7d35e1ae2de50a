//! Words for texts that are no JSON or YAML.

use std::string::FromUtf8Error;
use std::sync::Arc;

use super::locate;
use super::parse::DEPTH;
use super::quotes::{self, Unclosed};
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
    let source = Arc::new(Source { name: name.to_owned(), text });
    Diagnostic::error(codes::NOT_TEXT, "the file is not text in UTF-8")
        .at(Place::Span(Span { file: source, bytes: end..end }))
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
    let diagnostic =
        Diagnostic::error(codes::DUPLICATE_KEY, format!("the key `{}` is there twice", Excerpt(key)));
    match places {
        Some((first, again)) => diagnostic
            .at(Place::Span(again))
            .label("each key of an object must be unique")
            .also(Place::Span(first), "first used here"),
        None => diagnostic.at(Place::key(object.clone())),
    }
}

pub(super) fn too_deep(source: &Arc<Source>, at: usize) -> Diagnostic {
    Diagnostic::error(codes::TOO_DEEP, "the document is nested too deeply")
        .at(Place::Span(character(source, at)))
        .label(format!("more than {DEPTH} levels"))
}

/// YAML that is none.
pub(super) fn yaml(source: &Arc<Source>, error: &serde_yaml::Error) -> Diagnostic {
    let text = &source.text;
    let message = error.to_string();
    let Some(location) = error.location() else {
        return unlocated(source, &message);
    };
    let at = place(text, location.line(), location.column()).unwrap_or(text.len());
    if message.contains("recursion limit") {
        return too_deep(source, at);
    }
    let problem = without_places(&message);
    let mistake = Mistake::find(&problem, &message, text, at);
    mistake.diagnostic(source)
}

/// YAML that is read, but in which a string swallowed what follows it.
pub(super) fn swallowed(source: &Arc<Source>, unclosed: &Unclosed) -> Diagnostic {
    Mistake::unclosed(unclosed).diagnostic(source)
}

fn unlocated(source: &Arc<Source>, message: &str) -> Diagnostic {
    let top = Place::Span(character(source, 0));
    if message.contains("repetition limit") {
        return Diagnostic::error(codes::TOO_LARGE, "YAML aliases make the document too large").at(top);
    }
    if message.contains("more than one document") {
        let second = source.text.match_indices("\n---").map(|(at, _)| at + 1).find(|at| *at > 4);
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
    label: &'static str,
    help: Option<&'static str>,
    also: Option<(usize, &'static str)>,
}

/// What the parser said: `problem` without places, `full` with them.
struct Said<'a> {
    problem: &'a str,
    full: &'a str,
    text: &'a str,
    at: usize,
}

impl Mistake {
    fn diagnostic(self, source: &Arc<Source>) -> Diagnostic {
        let at = last_text(&source.text, self.at);
        let message = format!("this is not YAML: {}", self.message);
        let diagnostic = Diagnostic::error(codes::SYNTAX, message)
            .at(Place::Span(character(source, at)))
            .label(self.label)
            .maybe_help(self.help.map(str::to_owned));
        match self.also {
            Some((at, text)) => diagnostic.also(Place::Span(character(source, at)), text),
            None => diagnostic,
        }
    }

    fn new(message: &str, at: usize, label: &'static str, help: Option<&'static str>) -> Mistake {
        Mistake { message: message.to_owned(), at, label, help, also: None }
    }

    fn unclosed(unclosed: &Unclosed) -> Mistake {
        let label = "the string begins here";
        let help = Some("close the quote");
        let end = "and ends here, at a quote that was meant to begin or end another";
        Mistake {
            also: unclosed.closed.map(|closed| (closed, end)),
            ..Mistake::new("a quoted string does not end on its line", unclosed.opened, label, help)
        }
    }

    fn find(problem: &str, full: &str, text: &str, at: usize) -> Mistake {
        let said = Said { problem, full, text, at };
        let found = said.tab().or_else(|| said.quote()).or_else(|| said.bracket());
        let found = found.or_else(|| said.colon()).or_else(|| said.block());
        found.unwrap_or_else(|| said.other())
    }
}

impl Said<'_> {
    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|words| self.problem.contains(words))
    }

    fn place_after(&self, what: &str) -> Option<usize> {
        place_after(self.full, what, self.text)
    }

    /// The line of the problem: where it begins, and its text.
    fn line(&self) -> (usize, &str) {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(start..).unwrap_or_default();
        (start, rest.lines().next().unwrap_or_default())
    }

    fn tab(&self) -> Option<Mistake> {
        let (start, line) = self.line();
        let blank = line.len() - line.trim_start().len();
        let tab = start + line.get(..blank)?.find('\t')?;
        let help = "YAML is indented with spaces only";
        Some(Mistake::new("a tab in the indentation", tab, "tab", Some(help)))
    }

    fn quote(&self) -> Option<Mistake> {
        let broken = locate::Index::new(self.text, false).broken;
        if let Some(unclosed) = broken.and_then(|broken| quotes::unclosed(self.text, &broken)) {
            return Some(Mistake::unclosed(&unclosed));
        }
        let opened = self.says(&["quoted scalar"]).then(|| self.place_after("quoted scalar at "))?;
        Some(Mistake::unclosed(&Unclosed { opened: opened.unwrap_or(self.at), closed: None }))
    }

    fn bracket(&self) -> Option<Mistake> {
        if !self.says(&["flow sequence", "flow mapping"]) {
            return None;
        }
        let opened = self.place_after("flow sequence at ").or(self.place_after("flow mapping at "));
        let message = "a bracket or brace does not end";
        let help = "close the bracket or brace";
        Some(Mistake {
            also: opened.map(|opened| (opened, "opened here")),
            ..Mistake::new(message, self.at, "expected `,` or the end", Some(help))
        })
    }

    fn colon(&self) -> Option<Mistake> {
        if self.says(&["could not find expected ':'"]) {
            let start = self.place_after("simple key at ").unwrap_or(self.at);
            return Some(Mistake::new("a key without a `:`", start, "expected `key: value`", None));
        }
        if !self.says(&["mapping values are not allowed"]) {
            return None;
        }
        let (start, line) = self.line();
        let first = line.find(": ").is_none_or(|colon| start + colon >= self.at);
        if let Some(above) = self.without_colon().filter(|_| first) {
            return Some(Mistake::new("a key without a `:`", above, "expected `key: value`", None));
        }
        if first {
            let key = start + line.len() - line.trim_start().len();
            let help = "put a key into the same column as the others of its object";
            let label = "deeper than the line before allows";
            return Some(Mistake::new("this line is indented too far", key, label, Some(help)));
        }
        let help = "put the value in quotes if it is text with a `:` in it";
        let label = "one `key: value` is enough for a line";
        Some(Mistake::new("a `:` that cannot be here", self.at, label, Some(help)))
    }

    /// The line above, if it is in the same column and has no key.
    fn without_colon(&self) -> Option<usize> {
        let (start, line) = self.line();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let above = self.text.get(..start)?.lines().next_back()?;
        let key = above.trim();
        let no_key =
            !key.is_empty() && !key.starts_with(['-', '#']) && !key.contains(": ") && !key.ends_with(':');
        let begin = start.checked_sub(above.len() + 1)?;
        (no_key && indent(above) == indent(line)).then(|| begin + indent(above))
    }

    fn block(&self) -> Option<Mistake> {
        if !self.says(&["block mapping", "block collection", "block sequence"]) {
            return None;
        }
        let message = "this line does not fit into the block around it";
        let label = "neither a part of the block nor its end";
        let help = "bring the lines of a block into one column; or complete the line before";
        Some(Mistake {
            also: self.other_column().map(|first| (first, "the block is in this column")),
            ..Mistake::new(message, self.at, label, Some(help))
        })
    }

    /// The line above that this one was most likely meant to be in one column with: the one that it is a part of by its
    /// indentation, or the first below that.
    fn other_column(&self) -> Option<usize> {
        let (start, line) = self.line();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let column = indent(line);
        // The first line below, its place, and whether it is the one just above.
        let mut first: Option<(usize, usize, bool)> = None;
        let mut nearest = true;
        let mut end = start;
        while let Some(newline) = end.checked_sub(1) {
            let begin = self.text.get(..newline)?.rfind('\n').map_or(0, |before| before + 1);
            let above = self.text.get(begin..newline)?;
            end = begin;
            if above.trim().is_empty() || above.trim_start().starts_with('#') {
                continue;
            }
            let place = begin + indent(above);
            if let Some(item) = above.trim_start().strip_prefix("- ").filter(|_| indent(above) <= column) {
                // What an item of a list is made of begins behind its dash.
                return Some(begin + above.len() - item.trim_start().len());
            }
            if indent(above) < column {
                let outer = column - indent(above);
                let inner = first.filter(|(indent, _, nearest)| {
                    let inner = indent.abs_diff(column);
                    inner < outer || inner == outer && *nearest
                });
                return Some(inner.map_or(place, |(_, place, _)| place));
            }
            first = (indent(above) != column).then_some((indent(above), place, nearest));
            nearest = false;
        }
        first.map(|(_, place, _)| place)
    }

    fn other(&self) -> Mistake {
        if self.says(&["cannot start any token"]) {
            let message = "a value cannot begin with this character";
            return Mistake::new(message, self.at, "not allowed here", Some("put the value in quotes"));
        }
        if self.says(&["unknown anchor"]) {
            let message = "an alias of an anchor that is not there";
            return Mistake::new(message, self.at, "no `&` names it above", None);
        }
        Mistake::new(self.problem, self.at, "", None)
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
    let (_, said) = message.split_once(what)?;
    let mut numbers =
        said.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<usize>().ok());
    place(text, numbers.next()?, numbers.next()?)
}

/// The byte of a line and a column, both counted from one, and the column in characters.
fn place(text: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let within = text.get(start..)?.char_indices().nth(column.checked_sub(1)?);
    Some(within.map_or(text.len(), |(byte, _)| start + byte))
}

/// A place that has something to show: at the end of the text, the end of its last line with text.
pub(super) fn last_text(text: &str, at: usize) -> usize {
    if text.get(at..).is_some_and(|rest| !rest.trim().is_empty()) {
        return at;
    }
    text.trim_end().char_indices().last().map_or(0, |(byte, _)| byte)
}

/// The character at a byte.
pub(super) fn character(source: &Arc<Source>, at: usize) -> Span {
    let mut start = at.min(source.text.len());
    while !source.text.is_char_boundary(start) {
        start -= 1;
    }
    let width = source.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span { file: Arc::clone(source), bytes: start..start + width }
}
