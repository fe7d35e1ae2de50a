//! The rows as a table for people.

use std::collections::BTreeMap;

use generator::diagnostic::codes;

use super::measure::Row;
use crate::terminal::count;

/// A line a document, then the totals.
pub(super) fn render(rows: &[Row], check: bool) -> String {
    let width = rows.iter().map(|row| row.document.chars().count()).max().unwrap_or_default().max(8);
    let mut text = format!(
        "{:width$}  {:>11}  {:>11}  {:>6}  {:>8}  {:>8}  {:>7}  {:>7}  {:>7}  result\n",
        "document", "operations", "schemas", "types", "degraded", "lines", "emit s", "MB", "check s"
    );
    for row in rows {
        let degraded: usize = row.degraded.values().sum();
        text.push_str(&format!(
            "{:width$}  {:>11}  {:>11}  {:>6}  {degraded:>8}  {:>8}  {:>7}  {:>7}  {:>7}  {}\n",
            row.document,
            format!("{}/{}", row.operations_out, row.operations_in),
            format!("{}/{}", row.schemas_out, row.schemas_in),
            row.types_out,
            row.lines,
            figure(row.emit_cpu_s),
            figure(row.peak_mb),
            figure(row.check_cpu_s),
            row.error.as_deref().unwrap_or("ok"),
        ));
    }
    let passed = rows.iter().filter(|row| row.ok).count();
    let what = if check { "emitted and checked" } else { "emitted" };
    text.push_str(&format!("\n{passed} of {} {what}", rows.len()));
    let failed: Vec<&str> = rows.iter().filter(|row| !row.ok).map(|row| row.document.as_str()).collect();
    if !failed.is_empty() {
        text.push_str(&format!("; short: {}", failed.join(", ")));
    }
    text.push_str(&kinds(rows));
    text
}

/// What was degraded over all documents, by kind.
fn kinds(rows: &[Row]) -> String {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, count) in rows.iter().flat_map(|row| &row.degraded) {
        let kind = kinds.entry(code).or_default();
        *kind = (kind.0 + count, kind.1 + 1);
    }
    let mut text = String::new();
    if !kinds.is_empty() {
        text.push_str("\n\nDegraded, or wrong in the document:\n");
    }
    for (code, (places, documents)) in kinds {
        let says = codes::TABLE.iter().find(|(known, _)| *known == code).map_or("", |(_, says)| says.trim());
        let documents = count(documents, "document");
        text.push_str(&format!("{places:>8}  {code}  {says} ({documents})\n"));
    }
    text.trim_end().to_owned()
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}
