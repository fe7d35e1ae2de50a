//! A text that a pattern of ECMA 262 matches: the pattern is read, and of each part the plainest that it allows is
//! written.
//!
//! What says that something is not there (lookarounds), and references to groups, are passed over: whoever asks tries
//! the text on the pattern, and asks for another.

/// How much is written of a repetition without an end, at most.
const MOST: usize = 64;
/// The longest text that a repetition may give.
const LONGEST: usize = 10_000;
/// How deep groups are read.
const DEPTH: usize = 24;

/// A text for a pattern. `extra` is added to each repetition that allows it, `choice` picks among alternatives.
pub(super) fn text(pattern: &str, extra: usize, choice: usize) -> Option<String> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, extra, choice };
    let text = reader.alternatives(DEPTH)?;
    (reader.at == reader.chars.len()).then_some(text)
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    extra: usize,
    choice: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn takes(&mut self, text: &str) -> bool {
        let taken = text.chars().enumerate().all(|(index, c)| self.chars.get(self.at + index) == Some(&c));
        self.at += if taken { text.chars().count() } else { 0 };
        taken
    }

    fn alternatives(&mut self, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let mut found = vec![self.sequence(depth)?];
        while self.takes("|") {
            found.push(self.sequence(depth)?);
        }
        let index = self.choice % found.len();
        Some(found.swap_remove(index))
    }

    fn sequence(&mut self, depth: usize) -> Option<String> {
        let mut text = String::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            self.at += 1;
            let atom = match next {
                '^' | '$' => continue,
                '(' => self.group(depth)?,
                '[' => self.class()?.to_string(),
                '.' => "a".to_owned(),
                '\\' => match self.escape()? {
                    Some(choices) => plainest(&choices, false)?.to_string(),
                    None => String::new(),
                },
                other => other.to_string(),
            };
            let times = self.repetition();
            if atom.len().saturating_mul(times) > LONGEST {
                return None;
            }
            text.push_str(&atom.repeat(times));
        }
        Some(text)
    }

    fn group(&mut self, depth: usize) -> Option<String> {
        let silent = self.takes("?=") || self.takes("?!") || self.takes("?<=") || self.takes("?<!");
        if !silent && !self.takes("?:") && self.takes("?<") {
            while self.next()? != '>' {}
        }
        let inner = self.alternatives(depth)?;
        self.takes(")").then(|| if silent { String::new() } else { inner })
    }

    /// How often the atom before is written.
    fn repetition(&mut self) -> usize {
        let (least, most) = if self.takes("*") {
            (0, MOST)
        } else if self.takes("+") {
            (1, MOST)
        } else if self.takes("?") {
            (0, 1)
        } else {
            match self.counted() {
                Some(bounds) => bounds,
                None => return 1,
            }
        };
        // A lazy repetition allows as much.
        self.takes("?");
        least.saturating_add(self.extra).min(most.max(least)).min(least.max(MOST))
    }

    fn counted(&mut self) -> Option<(usize, usize)> {
        let braces = self.chars.get(self.at..).filter(|rest| rest.starts_with(&['{']))?;
        let end = braces.iter().position(|c| *c == '}')?;
        let inner: String = braces.get(1..end)?.iter().collect();
        let bounds = match inner.split_once(',') {
            None => inner.parse().ok().map(|times| (times, times)),
            Some((least, "")) => least.parse().ok().map(|least: usize| (least, least.saturating_add(MOST))),
            Some((least, most)) => least.parse().ok().zip(most.parse().ok()),
        }?;
        self.at += end + 1;
        Some(bounds)
    }

    /// A character of a class, its `[` already read.
    fn class(&mut self) -> Option<char> {
        let negated = self.takes("^");
        let mut choices: Vec<(char, char)> = Vec::new();
        loop {
            let first = match self.next()? {
                ']' => break,
                '\\' => match self.escape()? {
                    Some(escaped) if escaped.len() == 1 && escaped[0].0 == escaped[0].1 => escaped[0].0,
                    Some(escaped) => {
                        choices.extend(escaped);
                        continue;
                    }
                    None => continue,
                },
                other => other,
            };
            let ranged = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            if !ranged {
                choices.push((first, first));
                continue;
            }
            self.at += 1;
            let last = match self.next()? {
                '\\' => self.escape()?.and_then(|escaped| escaped.first().copied())?.1,
                other => other,
            };
            choices.push((first, last));
        }
        plainest(&choices, negated)
    }

    /// The ranges of characters that an escape stands for, its backslash already read; none for an assertion.
    fn escape(&mut self) -> Option<Option<Vec<(char, char)>>> {
        let one = |c: char| Some(Some(vec![(c, c)]));
        match self.next()? {
            'd' => Some(Some(vec![('0', '9')])),
            'w' => Some(Some(vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')])),
            's' => one(' '),
            'D' | 'S' => one('a'),
            'W' => one('-'),
            'b' | 'B' => Some(None),
            'n' => one('\n'),
            'r' => one('\r'),
            't' => one('\t'),
            'f' => one('\u{c}'),
            'v' => one('\u{b}'),
            '0' => one('\0'),
            'p' | 'P' => {
                while self.next()? != '}' {}
                one('a')
            }
            'x' => self.hexadecimal(2),
            'u' if self.takes("{") => {
                let end = self.chars.get(self.at..)?.iter().position(|c| *c == '}')?;
                let read = self.hexadecimal(end);
                self.takes("}");
                read
            }
            'u' => self.hexadecimal(4),
            digit if digit.is_ascii_digit() => Some(None),
            other => one(other),
        }
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<Option<Vec<(char, char)>>> {
        let text: String = self.chars.get(self.at..self.at + digits)?.iter().collect();
        self.at += digits;
        let c = char::from_u32(u32::from_str_radix(&text, 16).ok()?)?;
        Some(Some(vec![(c, c)]))
    }
}

/// The plainest character of some ranges, or outside of them.
fn plainest(ranges: &[(char, char)], negated: bool) -> Option<char> {
    let plain = ('a'..='z').chain('0'..='9').chain('A'..='Z').chain("-_.:/@ ".chars());
    let within = |c: &char| ranges.iter().any(|(first, last)| (*first..=*last).contains(c));
    let mut plain = plain.filter(|c| within(c) != negated);
    plain.next().or_else(|| ranges.first().filter(|_| !negated).map(|(first, _)| *first))
}

#[cfg(test)]
mod tests {
    use super::super::samples_fits::matches;
    use super::text;

    #[test]
    fn what_is_written_is_found() {
        for pattern in [
            "^[A-Z]{3}-\\d{4,6}$",
            "^(foo|bar)+baz?$",
            "^\\w+@\\w+\\.[a-z]{2,}$",
            "^[^aeiou\\s]{5}$",
            "^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$",
            "^(?<year>\\d{4})-(0[1-9]|1[0-2])$",
            "^\\/[\\w\\-.\\/]*$",
            "^.{2,3}?x{0,2}\\u0041\\x42$",
            "^a{,3}[\\]\\-]$",
        ] {
            let found =
                (0..4).find_map(|choice| text(pattern, 0, choice).filter(|text| matches(pattern, text)));
            assert!(found.is_some(), "{pattern}: {:?}", text(pattern, 0, 0));
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let deep = "(".repeat(10_000);
        for pattern in ["((a{9999}){9999}){9999}", "(", "[", "\\", "a{", "[a-", "\\u{", "(?<", &deep] {
            let _ = text(pattern, 63, 5);
        }
        assert_eq!(text("((a{9999}){9999}){9999}", 0, 0), None);
    }
}
