//! `pattern`: regular expressions of ECMA 262, judged in a time that the text's author cannot blow up.
//!
//! A backtracking engine takes exponential time on `^(a+)+$` and thirty letters. So a pattern is translated for an
//! engine of linear time wherever it can be, which is nearly everywhere: lookaheads right behind `^`, as in
//! password rules, become expressions of their own. What is left (references to groups, other lookarounds,
//! `\p{..}`) runs on the backtracking engine, and only on texts that are short enough for it: 1000 bytes, or 24 when
//! a group is repeated. On longer ones such a pattern asserts nothing, as does one that is not valid at all. So it is with
//! one that is large, unless it does no more than count (`^.{1,5000}$`): linear time is that of the text times that of the
//! pattern, and `.{0,10000}x` on texts of megabytes would take minutes.
//!
//! Nor is the ECMA engine asked about more than 500 alternatives, for each of which it needs some of the stack: they are
//! translated, or assert nothing.
//!
//! Of what other languages have, `(?i)` in front is understood: many documents have it. What escapes a letter that means
//! something in those alone (`\A`, `\p{Print}`) asserts nothing.

use std::fmt;
use std::sync::OnceLock;

use super::pattern_linear::{Linear, translate};

/// The longest text, in bytes, for a pattern that backtracks: its work is a power of the length.
const MAX_BACKTRACKED: usize = 1000;
/// The same when a group is repeated, because two to this power is still quick.
const MAX_BACKTRACKED_REPEATING: usize = 24;

/// The most alternatives for the ECMA engine: between one and two thousand of them overflow the stack of a thread.
const MAX_ALTERNATIVES: usize = 500;

/// A `pattern` (ECMA 262), compiled once, when it is first used. One that does not compile asserts nothing.
///
/// It holds its compiled form, so it must be a `static` of its own:
///
/// ```text
/// static CODE_PATTERN: Pattern = Pattern::new("^[A-Z]{3}$");
/// static CODE: Schema = Schema(&[Keyword::Pattern(&CODE_PATTERN)]);
/// ```
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Compiled>,
}

enum Compiled {
    Linear(Vec<Linear>),
    Backtracking { regex: Box<regress::Regex>, limit: usize },
    Invalid,
}

impl Compiled {
    /// The longest text that it is asked about, in bytes.
    fn limit(&self) -> usize {
        match self {
            Compiled::Linear(parts) => parts.iter().map(|part| part.limit).min().unwrap_or(usize::MAX),
            Compiled::Backtracking { limit, .. } => *limit,
            Compiled::Invalid => 0,
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Compiled::Linear(parts) => parts.iter().all(|part| part.holds(text)),
            Compiled::Backtracking { regex, .. } => regex.find(text).is_some(),
            Compiled::Invalid => true,
        }
    }
}

impl Pattern {
    /// A pattern, not yet compiled.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Pattern { source, compiled: OnceLock::new() }
    }

    /// The pattern as it was written.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| compile(self.source))
    }

    /// Whether the pattern is known to be found in a text, which it is not where it asserts nothing.
    #[must_use]
    pub(super) fn is_found(&self, text: &str) -> bool {
        let compiled = self.compiled();
        !matches!(compiled, Compiled::Invalid) && text.len() <= compiled.limit() && compiled.holds(text)
    }

    /// Whether the pattern is found in a text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled();
        text.len() > compiled.limit() || compiled.holds(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

/// Whether a text is a regular expression of ECMA 262, by the rules of its `u` flag.
pub(super) fn is_valid(source: &str) -> bool {
    match has_few_alternatives(source) {
        true => regress::Regex::with_flags(source, "u").is_ok(),
        false => translate(source, true, false).is_some(),
    }
}

fn has_few_alternatives(source: &str) -> bool {
    source.bytes().filter(|byte| *byte == b'|').count() <= MAX_ALTERNATIVES
}

/// JSON Schema asks for Unicode; patterns with stray escapes (`\-`) are valid without it only.
fn ecma(source: &str, any_case: bool) -> Option<(regress::Regex, bool)> {
    let (unicode, plain) = if any_case { ("ui", "i") } else { ("u", "") };
    match regress::Regex::with_flags(source, unicode) {
        Ok(regex) => Some((regex, true)),
        Err(_) if is_foreign(source) => None,
        Err(_) => regress::Regex::with_flags(source, plain).ok().map(|regex| (regex, false)),
    }
}

/// Whether a letter is escaped that ECMA 262 gives no meaning, such as `\A` and `\p{Print}`. Without the flag it would be
/// that letter, which nobody means who writes it so.
fn is_foreign(source: &str) -> bool {
    let mut bytes = source.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'\\'
            && bytes.next().is_some_and(|escaped| {
                escaped.is_ascii_alphabetic() && !b"bBcdDfknrsStuvwWx".contains(&escaped)
            })
        {
            return true;
        }
    }
    false
}

fn compile(source: &str) -> Compiled {
    if !has_few_alternatives(source) {
        return translate(source, true, false).map_or(Compiled::Invalid, Compiled::Linear);
    }
    // The ECMA engine goes first because it alone knows what is valid.
    if let Some(known) = ecma(source, false) {
        return compile_valid(source, known, false);
    }
    let rest = source.strip_prefix("(?i)").and_then(|rest| Some((rest, ecma(rest, true)?)));
    rest.map_or(Compiled::Invalid, |(rest, known)| compile_valid(rest, known, true))
}

fn compile_valid(source: &str, (regex, unicode): (regress::Regex, bool), any_case: bool) -> Compiled {
    // What a class leaves out it leaves out in either case, which the other engine does not see; it knows the cases of
    // ASCII alone.
    let translatable = !any_case || source.is_ascii() && !source.contains("[^");
    if translatable && let Some(parts) = translate(source, unicode, any_case) {
        return Compiled::Linear(parts);
    }
    let repeats = [")*", ")+", "){"].iter().any(|repeated| source.contains(repeated));
    let limit = if repeats { MAX_BACKTRACKED_REPEATING } else { MAX_BACKTRACKED };
    Compiled::Backtracking { regex: Box::new(regex), limit }
}
