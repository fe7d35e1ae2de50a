//! What a caller sees of the requests under way, and adds to them.

use std::time::Duration;

use super::answer::RawAnswer;
use super::error::Failure;
use super::http_client::Attempt;

/// Sees each request before it goes out and each answer as it comes in, repeats and redirects included: for metrics, logs,
/// signatures and headers that change with each request. Requests for tokens pass by.
///
/// All methods do nothing unless they are written. They are called on the way, so they had better be quick.
pub trait Hook: Send + Sync + 'static {
    /// Before a request goes out. Its credentials are in it already: headers marked as sensitive must not be logged.
    fn before(&self, attempt: &Attempt, request: &mut reqwest::Request) {
        let _ = (attempt, request);
    }

    /// After a request was answered, or was not, so much time after it went out.
    fn after(&self, attempt: &Attempt, outcome: Result<&RawAnswer, &Failure>, elapsed: Duration) {
        let _ = (attempt, outcome, elapsed);
    }

    /// Before the wait for a repeat.
    fn retry(&self, attempt: &Attempt, outcome: Result<&RawAnswer, &Failure>, wait: Duration) {
        let _ = (attempt, outcome, wait);
    }
}
