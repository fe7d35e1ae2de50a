//! Translates regular expressions of ECMA 262 for an engine that takes linear time.
//!
//! Valid expressions only are translated, and what has no certain equal is given back: every single character and
//! every class is written out as ranges of code points, so that nothing depends on what `\d`, `\s`, `.` or `[&&]`
//! mean to the other engine.

use regex::{Regex, RegexBuilder};

type Ranges = Vec<(u32, u32)>;

/// The last code point.
const LAST: u32 = 0x10_FFFF;
/// The largest program, in bytes: `.{10000}` is just within it. What is longer is left to the other engine.
const MAX_PROGRAM: usize = 1 << 24;
/// The largest program that is asked about any text. Each character may take as long as the program is large.
const SMALL_PROGRAM: usize = 1 << 16;
/// The longest text for the largest program, in bytes; for one of half the size it is twice as long.
const MAX_TEXT: usize = 1000;

/// A part of a pattern: all parts must hold.
pub(super) struct Linear {
    regex: Regex,
    negated: bool,
    /// The longest text that it is asked about.
    pub(super) limit: usize,
}

impl Linear {
    pub(super) fn holds(&self, text: &str) -> bool {
        self.regex.is_match(text) != self.negated
    }
}

/// The parts of a pattern, or nothing when it cannot be translated.
pub(super) fn translate(source: &str, unicode: bool, any_case: bool) -> Option<Vec<Linear>> {
    let mut parts = Vec::new();
    let mut rest = source;
    // `^(?=A)(?!B)C` is `^A` and not `^B` and `^C`.
    if let Some(behind) = source.strip_prefix('^') {
        let mut lookaheads = behind;
        while let Some((negated, body, after)) = lookahead(lookaheads) {
            parts.push(linear(&format!("^(?:{body})"), unicode, any_case, negated)?);
            lookaheads = after;
        }
        if !parts.is_empty() {
            rest = lookaheads;
            if has_alternatives(rest) {
                return None;
            }
        }
    }
    let last = if parts.is_empty() { rest.to_owned() } else { format!("^(?:{rest})") };
    let mut part = linear(&last, unicode, any_case, false)?;
    if counts_once(rest.strip_prefix('^').unwrap_or(rest)) && last.starts_with('^') {
        part.limit = usize::MAX;
    }
    parts.push(part);
    Some(parts)
}

fn linear(source: &str, unicode: bool, any_case: bool, negated: bool) -> Option<Linear> {
    let text = Translation { rest: source, unicode, out: String::new() }.run()?;
    let build = |size: usize| RegexBuilder::new(&text).case_insensitive(any_case).size_limit(size).build();
    let sizes = std::iter::successors(Some(SMALL_PROGRAM), |size| size.checked_mul(4));
    let fitting = |size: usize| Some((build(size).ok()?, size));
    let (regex, size) = sizes.take_while(|size| *size <= MAX_PROGRAM).find_map(fitting)?;
    let limit = if size == SMALL_PROGRAM { usize::MAX } else { MAX_TEXT * (MAX_PROGRAM / size) };
    Some(Linear { regex, negated, limit })
}

/// Whether an expression repeats a single character, in one place, and nothing else: `.{1,5000}$`. Behind `^`, however far it
/// counts, at each character of a text there is but one place in the program to be.
fn counts_once(source: &str) -> bool {
    let mut plain = structure(source).map(|(_, character, _)| character);
    let mut repeats = 0;
    let simple = plain.all(|character| {
        repeats += usize::from(character == '{');
        !['*', '+', '(', '|'].contains(&character)
    });
    simple && repeats <= 1
}

/// The lookahead a text begins with: whether it is negative, what is in it, what is behind it.
fn lookahead(source: &str) -> Option<(bool, &str, &str)> {
    // A group of nothing else, and not repeated, is the same as none.
    let wrapped = ["(?:", "("].iter().find_map(|group| bare_lookahead(source.strip_prefix(group)?));
    let (negated, body, after) = match wrapped {
        Some((negated, body, after)) => (negated, body, after.strip_prefix(')')?),
        None => bare_lookahead(source)?,
    };
    (!after.starts_with(['*', '+', '?', '{'])).then_some((negated, body, after))
}

fn bare_lookahead(source: &str) -> Option<(bool, &str, &str)> {
    let (negated, body) = match (source.strip_prefix("(?="), source.strip_prefix("(?!")) {
        (Some(body), _) => (false, body),
        (None, Some(body)) => (true, body),
        (None, None) => return None,
    };
    let end = structure(body).find(|(_, _, depth)| *depth < 0)?.0;
    Some((negated, &body[..end], &body[end + 1..]))
}

fn has_alternatives(source: &str) -> bool {
    structure(source).any(|(_, character, depth)| character == '|' && depth == 0)
}

/// The characters outside of classes and escapes, with their index and how many groups are open behind them.
fn structure(source: &str) -> impl Iterator<Item = (usize, char, i32)> {
    let (mut depth, mut class, mut escaped) = (0, false, false);
    source.char_indices().filter_map(move |(index, character)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match character {
            '\\' => escaped = true,
            ']' => class = false,
            _ if class => {}
            '[' => class = true,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (!class && !escaped).then_some((index, character, depth))
    })
}

struct Translation<'s> {
    rest: &'s str,
    unicode: bool,
    out: String,
}

impl Translation<'_> {
    fn run(mut self) -> Option<String> {
        while let Some(character) = self.next() {
            match character {
                '^' => self.out.push_str(r"\A"),
                '$' => self.out.push_str(r"\z"),
                '.' => {
                    self.class(&complement(vec![(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))?;
                }
                '(' => self.group()?,
                ')' | '|' | '*' | '+' | '?' => self.out.push(character),
                '{' => self.braces()?,
                '[' => {
                    let ranges = self.brackets()?;
                    self.class(&ranges)?;
                }
                '\\' => match self.rest.chars().next()? {
                    boundary @ ('b' | 'B') => {
                        self.next();
                        // Words are of ASCII.
                        self.out.push_str(if boundary == 'b' { r"(?-u:\b)" } else { r"(?-u:\B)" });
                    }
                    _ => {
                        let ranges = self.escape()?;
                        self.class(&ranges)?;
                    }
                },
                literal => self.class(&[(literal.into(), literal.into())])?,
            }
        }
        Some(self.out)
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn take(&mut self, prefix: &str) -> bool {
        self.rest.strip_prefix(prefix).map(|rest| self.rest = rest).is_some()
    }

    fn group(&mut self) -> Option<()> {
        if self.take("?<") {
            if self.rest.starts_with(['=', '!']) {
                return None;
            }
            self.rest = self.rest.split_once('>')?.1;
        } else if self.rest.starts_with('?') && !self.take("?:") {
            return None;
        }
        self.out.push_str("(?:");
        Some(())
    }

    /// A quantifier; a brace that is none stands for itself, which is valid without `u`.
    fn braces(&mut self) -> Option<()> {
        let (bounds, after) = self.rest.split_once('}').unwrap_or(("", ""));
        let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !digits(least) || !digits(most) {
            return self.class(&[('{'.into(), '{'.into())]);
        }
        self.out.push('{');
        self.out.push_str(bounds);
        self.out.push('}');
        self.rest = after;
        Some(())
    }

    /// What is between `[` and `]`.
    fn brackets(&mut self) -> Option<Ranges> {
        let negated = self.take("^");
        let mut ranges = Vec::new();
        while !self.take("]") {
            let mut from = self.class_item()?;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.take("-");
                let to = self.class_item()?;
                match (from.as_slice(), to.as_slice()) {
                    ([(start, only)], [(only_end, end)]) if start == only && only_end == end => {
                        from = vec![(*start, *end)];
                    }
                    // `[\d-x]` is no range but three things, which is valid without `u`.
                    _ => from.extend(to.into_iter().chain([(0x2D, 0x2D)])),
                }
            }
            ranges.extend(from);
        }
        Some(if negated { complement(ranges) } else { ranges })
    }

    fn class_item(&mut self) -> Option<Ranges> {
        match self.next()? {
            '\\' if self.take("b") => Some(vec![(0x08, 0x08)]),
            '\\' if self.take("-") => Some(vec![(0x2D, 0x2D)]),
            '\\' => self.escape(),
            // Without `u` these are two units each, and a class holds either.
            character if !self.unicode && u32::from(character) > 0xFFFF => None,
            character => Some(vec![(character.into(), character.into())]),
        }
    }

    /// What is behind a backslash.
    fn escape(&mut self) -> Option<Ranges> {
        let digit = || vec![(0x30, 0x39)];
        let word = || vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
        let single = |code: u32| vec![(code, code)];
        Some(match self.next()? {
            'd' => digit(),
            'D' => complement(digit()),
            'w' => word(),
            'W' => complement(word()),
            's' => spaces(),
            'S' => complement(spaces()),
            't' => single(0x09),
            'n' => single(0x0A),
            'v' => single(0x0B),
            'f' => single(0x0C),
            'r' => single(0x0D),
            '0' if !self.rest.starts_with(|next: char| next.is_ascii_digit()) => single(0),
            'c' => match self.next()? {
                letter if letter.is_ascii_alphabetic() => single(u32::from(letter) % 32),
                _ => return None,
            },
            'x' => single(self.hexadecimal(2)?),
            'u' if self.rest.starts_with('{') && self.unicode => {
                let (digits, after) = self.rest[1..].split_once('}')?;
                self.rest = after;
                single(u32::from_str_radix(digits, 16).ok()?)
            }
            'u' => match self.hexadecimal(4)? {
                // Halves of a pair are no characters of their own here.
                0xD800..=0xDFFF => return None,
                code => single(code),
            },
            character if !character.is_alphanumeric() => single(character.into()),
            _ => return None,
        })
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let text =
            self.rest.get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.rest = &self.rest[digits..];
        u32::from_str_radix(text, 16).ok()
    }

    /// Writes a class; one that nothing matches has no equal.
    fn class(&mut self, ranges: &[(u32, u32)]) -> Option<()> {
        if ranges.is_empty() {
            return None;
        }
        self.out.push('[');
        for &(start, end) in ranges {
            // Surrogates are no characters: a range goes around them.
            for (start, end) in [(start, end.min(0xD7FF)), (start.max(0xE000), end)] {
                if start <= end {
                    self.out.push_str(&format!(r"\x{{{start:X}}}-\x{{{end:X}}}"));
                }
            }
        }
        self.out.push(']');
        Some(())
    }
}

/// `\s`: WhiteSpace and LineTerminator of ECMA 262.
fn spaces() -> Ranges {
    vec![
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ]
}

fn complement(mut ranges: Ranges) -> Ranges {
    ranges.sort_unstable();
    let mut gaps = Vec::new();
    let mut next = 0;
    for (start, end) in ranges {
        if start > next {
            gaps.push((next, start - 1));
        }
        next = next.max(end + 1);
    }
    if next <= LAST {
        gaps.push((next, LAST));
    }
    gaps
}
