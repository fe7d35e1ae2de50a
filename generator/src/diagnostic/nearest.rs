//! What helps a message along: "did you mean", and text of the document that is safe to show.

use std::fmt;

/// The candidate that someone who wrote `word` most likely meant: at most a third of its letters
/// differ (one at least, if there are three). Of equals the first.
pub fn nearest<'a, I>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let word: Vec<char> = word.chars().take(LONGEST).collect();
    let limit = if word.len() < 3 { 0 } else { (word.len() / 3).max(1) };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&word, candidate, limit)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

const LONGEST: usize = 64;

/// Edits (insert, delete, replace, swap neighbours; case is free) that turn one word into another;
/// None when they are more than `limit`.
fn distance(word: &[char], candidate: &str, limit: usize) -> Option<usize> {
    let word: Vec<char> = word.iter().flat_map(|letter| letter.to_lowercase()).collect();
    let other: Vec<char> = candidate.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    if word.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, with) in other.iter().enumerate() {
            let replaced = cost(&last, column) + usize::from(letter != with);
            let mut best = replaced.min(cost(&last, column + 1) + 1).min(cost(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && word.get(row - 1) == Some(with)
                && other.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(cost(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

fn cost(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(LONGEST)
}

/// Text of a document, to be shown inside a message: on one line, without control characters, of
/// bounded length.
pub struct Excerpt<'a>(pub &'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(LONGEST) {
            if character.is_control()
                || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        if characters.next().is_some() { f.write_str("...") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let fields = ["required", "readOnly", "type", "properties"];
        assert_eq!(nearest("requird", fields), Some("required"));
        assert_eq!(nearest("tpye", fields), Some("type"));
        assert_eq!(nearest("readonly", fields), Some("readOnly"));
        assert_eq!(nearest("banana", fields), None);
        assert_eq!(nearest("ab", ["ac"]), None);
    }

    #[test]
    fn shows_text_safely() {
        assert_eq!(Excerpt("a\nb\u{1b}[0m").to_string(), "a\\nb\\u{1b}[0m");
        assert_eq!(Excerpt(&"x".repeat(100)).to_string().len(), 67);
    }
}
