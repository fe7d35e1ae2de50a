//! A change as text, for `--check`.

use std::time::Duration;

use similar::TextDiff;

use super::plan::Change;

/// After this the rest of a file is shown as replaced: a minimal diff of two large and unlike files takes minutes,
/// and nobody reads it.
const PATIENCE: Duration = Duration::from_secs(1);

/// The unified diff of one file, with the `a/` and `b/` that `git apply` and most viewers expect.
pub(super) fn unified(change: &Change) -> String {
    let name = |side: &str, text: &Option<Vec<u8>>| match text {
        Some(_) => format!("{side}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let text = |text: &Option<Vec<u8>>| {
        text.as_deref().map(String::from_utf8_lossy).unwrap_or_default().into_owned()
    };
    let (before, after) = (text(&change.before), text(&change.after));
    TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(&before, &after)
        .unified_diff()
        .header(&name("a", &change.before), &name("b", &change.after))
        .to_string()
}
