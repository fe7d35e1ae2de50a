//! What came of the examples: a row a document, and every disagreement below it.

use std::fmt::Write;

use super::examples::{Disagreement, Row};

/// How many disagreements of one document are told.
const TOLD: usize = 10;

/// The heading.
pub(super) fn head() -> String {
    format!(
        "{:<56} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "document", "examples", "agree", "disagree", "valid", "invalid"
    )
}

/// A document.
pub(super) fn row(row: &Row) -> String {
    let mut text = line(row);
    if let Some(error) = &row.error {
        let _ = write!(text, "  {error}");
    }
    for (why, examples) in &row.unjudged {
        let _ = write!(text, "\n    {examples} not asked about: {why}");
    }
    for Disagreement { example, theirs, ours } in row.disagreements.iter().take(TOLD) {
        let says = |text: &Option<String>| text.clone().unwrap_or_else(|| "valid".to_owned());
        let _ =
            write!(text, "\n    {example}\n        theirs: {}\n        ours:   {}", says(theirs), says(ours));
    }
    if row.mutants > 0 {
        let Row { mutants, told_once, told_each, .. } = row;
        let _ = write!(text, "\n    {told_once} of {mutants} broken keywords told once");
        if *told_each > 0 {
            let _ = write!(text, ", {told_each} as often as they are broken in a union");
        }
    }
    for told in row.told_otherwise.iter().take(TOLD) {
        let _ = write!(text, "\n    {}: {}\n        theirs: {}", told.example, told.broken, told.theirs);
        for ours in &told.ours {
            let _ = write!(text, "\n        ours:   {ours}");
        }
    }
    if row.disagreements.len() > TOLD {
        let _ = write!(text, "\n    and {} more", row.disagreements.len() - TOLD);
    }
    text
}

/// All documents together.
pub(super) fn total(rows: &[Row]) -> String {
    let mut all = Row { document: "all".to_owned(), ..Row::default() };
    let mut disagreements = 0;
    for row in rows {
        all.examples += row.examples;
        all.agree += row.agree;
        all.valid += row.valid;
        all.invalid += row.invalid;
        disagreements += row.disagreements.len();
    }
    let Row { document, examples, agree, valid, invalid, .. } = &all;
    format!("{document:<56} {examples:>8} {agree:>8} {disagreements:>8} {valid:>8} {invalid:>8}")
}

fn line(row: &Row) -> String {
    let Row { document, examples, agree, disagreements, valid, invalid, .. } = row;
    let disagree = disagreements.len();
    format!("{document:<56} {examples:>8} {agree:>8} {disagree:>8} {valid:>8} {invalid:>8}")
}
