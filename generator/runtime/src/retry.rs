//! Which requests are repeated, and after what wait.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use super::error::{Error, Failure, Phase};
use super::rate_limit::{retry_after, wait_asked};

/// When a request is sent again.
///
/// Only where a repeat cannot do a thing twice (RFC 9110 section 9.2.2):
///
/// | what happened | GET, HEAD, OPTIONS, TRACE, PUT, DELETE | POST, PATCH and others |
/// |---|---|---|
/// | the connection was never made | repeated | repeated |
/// | the connection was lost, or the answer cut short | repeated | **never** |
/// | 429 Too Many Requests | repeated | repeated |
/// | 503 Service Unavailable | repeated | repeated if it has a `Retry-After` |
/// | 408, 502, 504 | repeated | never |
/// | 500 | GET and HEAD alone | never |
///
/// [`RetryPolicy::every_method`] lifts the right column up to the left one, for a caller who knows that it does no
/// harm.
///
/// So does an idempotency key: [`Call::idempotency_key`](super::call::Call::idempotency_key),
/// [`TransportBuilder::idempotency_keys`](super::transport::TransportBuilder::idempotency_keys).
///
/// A repeat waits as long as the server asks, by `Retry-After` or `X-RateLimit-Reset`, or else, and where that is no time at
/// all, a random time that doubles with each repeat. All waits count towards the call's time-out: when a wait would outlast
/// it, the answer at hand is returned at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    max_retries: u32,
    base: Duration,
    max_backoff: Duration,
    max_wait: Duration,
    every_method: bool,
}

impl Default for RetryPolicy {
    /// Two repeats; waits of up to 0.5 s, then 1 s, where the server asks for none; at most a minute where it does.
    fn default() -> Self {
        Self {
            max_retries: 2,
            base: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            max_wait: Duration::from_secs(60),
            every_method: false,
        }
    }
}

impl RetryPolicy {
    /// The default policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// No request is ever sent twice.
    pub fn never() -> Self {
        Self::default().max_retries(0)
    }

    /// How many times a request may be repeated after it was first sent.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// The wait before the first repeat is random up to `base`, doubles with each repeat, and never exceeds `max`.
    /// It applies where the server does not say how long to wait.
    pub fn backoff(mut self, base: Duration, max: Duration) -> Self {
        self.base = base;
        self.max_backoff = max;
        self
    }

    /// A server that asks for a longer wait than this has its answer returned at once.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Treats POST and PATCH like GET: repeats them after a lost connection or a server's error, **though the first
    /// may have been processed**.
    pub fn every_method(mut self, allowed: bool) -> Self {
        self.every_method = allowed;
        self
    }

    /// How long to wait before the repeat after `retries` of them, and whether the server asks for it; `None` when there
    /// is to be none.
    pub(super) fn wait(
        &self,
        method: &Method,
        retries: u32,
        outcome: Outcome<'_>,
    ) -> Option<(Duration, bool)> {
        if retries >= self.max_retries || !self.may_repeat(method, outcome) {
            return None;
        }
        let asked = match outcome {
            Outcome::Answered(status, headers) => wait_asked(status, headers),
            Outcome::Failed(_) => None,
        };
        // To be told to come back at once is to be told nothing, and no leave to hammer a server that is down.
        match asked.filter(|asked| !asked.is_zero()) {
            Some(asked) => (asked <= self.max_wait).then_some((asked, true)),
            None => Some((self.jittered(retries), false)),
        }
    }

    /// Whether the outcome is one to repeat, however often it was.
    pub(super) fn may_repeat(&self, method: &Method, outcome: Outcome<'_>) -> bool {
        let idempotent = self.every_method || method.is_idempotent();
        match outcome {
            Outcome::Failed(failure) => match failure {
                Error::NotSent(_) => true,
                Error::Timeout(timeout) => timeout.phase() == Phase::Connect,
                Error::Interrupted(_) => idempotent,
                _ => false,
            },
            Outcome::Answered(status, headers) => match status.as_u16() {
                429 => true,
                503 => idempotent || retry_after(headers).is_some(),
                408 | 502 | 504 => idempotent,
                500 => self.every_method || *method == Method::GET || *method == Method::HEAD,
                _ => false,
            },
        }
    }

    /// "Full jitter": any wait up to the exponential one, so that clients who failed together do not return together.
    fn jittered(&self, retries: u32) -> Duration {
        let factor = 2u32.saturating_pow(retries);
        let most = self.base.saturating_mul(factor).min(self.max_backoff);
        Duration::try_from_secs_f64(most.as_secs_f64() * fastrand::f64()).unwrap_or(most)
    }
}

/// How one attempt ended.
#[derive(Clone, Copy)]
pub(super) enum Outcome<'a> {
    /// With an answer, whatever its status.
    Answered(StatusCode, &'a HeaderMap),
    /// Without one.
    Failed(&'a Failure),
}
