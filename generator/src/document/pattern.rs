//! `pattern`: regular expressions of ECMA 262.

use regress::Regex;

/// The most alternatives that the engine is given: between one and two thousand of them overflow the stack of a thread.
const MAX_ALTERNATIVES: usize = 500;

/// A pattern, compiled as JSON Schema asks for it, with the flag `u`, or without it as many are written. None where it is
/// too much to be looked at.
///
/// # Errors
/// Why it is no regular expression.
pub(crate) fn compile(pattern: &str) -> Option<Result<Regex, String>> {
    if pattern.bytes().filter(|byte| *byte == b'|').count() > MAX_ALTERNATIVES {
        return None;
    }
    let unicode = Regex::with_flags(pattern, "u");
    Some(unicode.or_else(|error| match is_foreign(pattern) {
        true => Err(error.to_string()),
        false => Regex::new(pattern).map_err(|_| error.to_string()),
    }))
}

/// Whether a letter is escaped that ECMA 262 gives no meaning, such as `\A` and `\p{Print}`. Without the flag it would be
/// that letter, which nobody means who writes it so.
fn is_foreign(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character == '\\'
            && characters.next().is_some_and(|escaped| {
                escaped.is_ascii_alphabetic() && !"bBcdDfknrsStuvwWx".contains(escaped)
            })
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn what_the_engine_cannot_take_is_not_asked() {
        assert!(compile("^a|b$").is_some_and(|compiled| compiled.is_ok()));
        assert!(compile(r"^[\w\-]$").is_some_and(|compiled| compiled.is_ok()), "a stray escape");
        for foreign in [r"\Aa\z", r"\p{Print}+", r"[\_\h]"] {
            assert!(compile(foreign).is_some_and(|compiled| compiled.is_err()), "{foreign}");
        }
        assert!(compile(r"\p{L}\\A").is_some_and(|compiled| compiled.is_ok()));
        assert!(compile("(").is_some_and(|compiled| compiled.is_err()));
        assert!(compile(&"a|".repeat(500)).is_some_and(|compiled| compiled.is_ok()));
        assert!(compile(&"a|".repeat(100_000)).is_none());
    }
}
