//! A document's row: how many calls came through, and why the rest did not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::calls::Line;

/// What came of a document.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    document: String,
    error: Option<String>,
    operations: usize,
    calls: usize,
    /// Calls that Prism refuses against OpenAPI's own rules: they count nowhere.
    excused: usize,
    accepted: usize,
    /// Accepted calls that Prism has an answer to.
    answered: usize,
    parsed: usize,
    /// The operations of each reason, and the case of each.
    reasons: BTreeMap<String, Vec<String>>,
}

impl Row {
    pub(super) fn of(document: String, lines: &[Line]) -> Self {
        let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines {
            if let Some(reason) = line.reason() {
                let media = if line.media.is_empty() { String::new() } else { format!(", {}", line.media) };
                reasons.entry(reason).or_default().push(format!("{} ({}{media})", line.operation, line.case));
            }
        }
        Self {
            document,
            error: None,
            operations: lines.iter().map(|line| &line.operation).collect::<BTreeSet<_>>().len(),
            calls: lines.len(),
            excused: lines.iter().filter(|line| line.is_excused()).count(),
            accepted: lines.iter().filter(|line| line.is_accepted()).count(),
            answered: lines.iter().filter(|line| line.is_accepted() && !line.is_unanswered()).count(),
            parsed: lines.iter().filter(|line| line.is_parsed()).count(),
            reasons,
        }
    }

    pub(super) fn failed(document: String, error: String) -> Self {
        Self { document, error: Some(error), ..Self::default() }
    }

    /// Whether enough calls were accepted, and enough of the answers read.
    pub(super) fn passes(&self, bar: f64) -> bool {
        self.error.is_none()
            && share(self.accepted, self.calls - self.excused) >= bar
            && share(self.parsed, self.answered) >= bar
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The row, and the reasons with some operations each, the most frequent first.
    pub(super) fn render(&self, show: usize) -> String {
        if let Some(error) = &self.error {
            return format!("{}: {error}", self.document);
        }
        let mut text = format!(
            "{}: {} operations, {} calls, {} excused; accepted {} ({:.2} %); answered {}; parsed {} ({:.2} %)",
            self.document,
            self.operations,
            self.calls,
            self.excused,
            self.accepted,
            100.0 * share(self.accepted, self.calls - self.excused),
            self.answered,
            self.parsed,
            100.0 * share(self.parsed, self.answered),
        );
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, operations)| std::cmp::Reverse(operations.len()));
        for (reason, operations) in reasons {
            let shown: String = reason.chars().take(300).collect();
            let named = operations.iter().take(show).cloned().collect::<Vec<_>>().join(", ");
            text.push_str(&format!("\n  {:>4}  {shown}\n        {named}", operations.len()));
        }
        text
    }
}

#[allow(clippy::cast_precision_loss, reason = "no document has 2^52 operations")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
