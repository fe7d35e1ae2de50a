//! What a server says about when to come back: `Retry-After`, and the headers of rate limits.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use super::platform::now;

/// The caller's quota, as the last answer told it.
///
/// Read from `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`, from the same names without
/// `X-`, or from the one header `RateLimit` (drafts of the IETF's "RateLimit header fields for HTTP").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in a window of time.
    pub limit: Option<u64>,
    /// Requests left in this window.
    pub remaining: Option<u64>,
    /// When the window ends and the quota is restored.
    pub reset: Option<SystemTime>,
}

impl RateLimit {
    /// Reads the headers of an answer; `None` when they say nothing of a limit.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let field = |name: &str| {
            let value = number(headers, &format!("x-ratelimit-{name}"));
            value.or_else(|| number(headers, &format!("ratelimit-{name}")))
        };
        let mut limits = Self {
            limit: field("limit"),
            remaining: field("remaining"),
            reset: field("reset").and_then(instant),
        };
        if let Some(text) = headers.get("ratelimit").and_then(|value| value.to_str().ok()) {
            limits.read_item(text);
        }
        (limits != Self::default()).then_some(limits)
    }

    /// `"default";r=50;t=30`, or as earlier drafts had it, `limit=100, remaining=50, reset=30`.
    fn read_item(&mut self, text: &str) {
        for part in text.split([';', ',']) {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let Ok(value) = value.trim().parse() else {
                continue;
            };
            match name.trim() {
                "limit" | "q" => self.limit = self.limit.or(Some(value)),
                "remaining" | "r" => self.remaining = self.remaining.or(Some(value)),
                "reset" | "t" => self.reset = self.reset.or(instant(value)),
                _ => {}
            }
        }
    }
}

/// How long `Retry-After` asks to wait, from now (RFC 9110 section 10.2.3): seconds, or a date.
///
/// A date that has passed is no wait at all; a value that is neither is ignored.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    seconds(text).or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(now()).unwrap_or_default())
    })
}

/// A number of seconds, which some servers write with a fraction.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // A number too large for this is a long time all the same.
    let whole = Duration::from_secs(whole.parse().unwrap_or(u64::MAX));
    let nanoseconds = format!("{fraction:0<9.9}").parse().unwrap_or(0);
    Some(whole.saturating_add(Duration::from_nanos(nanoseconds)))
}

/// How long an answer of this status asks to wait: by `Retry-After`, or for a 429 (RFC 6585 section 4) without one, until
/// the rate limit's window ends. Many servers name that window's end in each of their answers, where it asks for nothing.
pub(super) fn wait_asked(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    retry_after(headers).or_else(|| {
        let limited = status == StatusCode::TOO_MANY_REQUESTS;
        let reset = RateLimit::read(headers).filter(|_| limited)?.reset?;
        reset.duration_since(now()).ok()
    })
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    // Some write a fraction of a second, or a policy behind the number: `1700000000.5`, `100, 100;w=60`.
    let text = headers.get(name)?.to_str().ok()?;
    text.split(['.', ',', ';']).next()?.trim().parse().ok()
}

/// Servers write a reset in one of three ways; their sizes tell which.
fn instant(value: u64) -> Option<SystemTime> {
    const SECONDS_SINCE_1970: u64 = 1_000_000_000;
    const MILLISECONDS_SINCE_1970: u64 = 1_000_000_000_000;
    if value >= MILLISECONDS_SINCE_1970 {
        UNIX_EPOCH.checked_add(Duration::from_millis(value))
    } else if value >= SECONDS_SINCE_1970 {
        UNIX_EPOCH.checked_add(Duration::from_secs(value))
    } else {
        now().checked_add(Duration::from_secs(value))
    }
}
