//! What can go wrong between a request and its answer: the parts of [`Error`](super::error::Error).

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};

use super::answer::RawAnswer;

/// An error of another library, kept as the source of one of ours.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The last of an error's causes, which is the one that tells something ("Connection refused").
pub(super) fn innermost<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> &'a (dyn std::error::Error + 'static) {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

/// No connection was made: nothing of the request was sent.
#[derive(Debug)]
pub struct NotSent {
    host: String,
    source: BoxError,
}

impl NotSent {
    pub(super) fn new(host: String, source: BoxError) -> Self {
        Self { host, source }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = innermost(&*self.source);
        write!(f, "no connection to {}, nothing was sent: {cause}", self.host)
    }
}

impl std::error::Error for NotSent {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// The connection was lost after the request was sent.
#[derive(Debug)]
pub struct Interrupted {
    status: Option<StatusCode>,
    source: BoxError,
}

impl Interrupted {
    pub(super) fn new(status: Option<StatusCode>, source: BoxError) -> Self {
        Self { status, source }
    }

    /// The status of the answer that was cut short, if it had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was lost ")?;
        match self.status {
            Some(status) => write!(f, "in the middle of an answer {status}")?,
            None => f.write_str("before the answer, the request may have been processed")?,
        }
        write!(f, ": {}", innermost(&*self.source))
    }
}

impl std::error::Error for Interrupted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// What the time was allowed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Making the connection: nothing of the request was sent.
    Connect,
    /// The whole call: tokens, repeats and waits included. The request may have been processed.
    Call,
}

/// The time allowed was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout {
    phase: Phase,
    limit: Duration,
}

impl Timeout {
    pub(super) fn new(phase: Phase, limit: Duration) -> Self {
        Self { phase, limit }
    }

    /// What the time was allowed for.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The time allowed.
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.phase {
            Phase::Connect => write!(f, "no connection within {:?}, nothing was sent", self.limit),
            Phase::Call => write!(f, "no answer within {:?}", self.limit),
        }
    }
}

impl std::error::Error for Timeout {}

/// Why a redirect is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectRefusal {
    /// Only GET and HEAD are followed: another request might be done twice, or change its meaning on the way
    /// (RFC 9110 section 15.4).
    Method,
    /// It was the eleventh in a row.
    TooMany,
    /// It leads from https to http, or to http where that is not allowed.
    Insecure,
    /// It leads to what is not a URL of http or https.
    Target,
}

/// The server answered with a redirect that is not followed.
pub struct Redirected {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) location: String,
    pub(super) shown: String,
    pub(super) refusal: RedirectRefusal,
}

impl Redirected {
    /// The answer's status, 301, 302, 303, 307 or 308.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where it leads: `Location`, made absolute where that was possible.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// Why it is not followed.
    pub fn refusal(&self) -> RedirectRefusal {
        self.refusal
    }
}

impl fmt::Display for Redirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.refusal {
            RedirectRefusal::Method => "only GET and HEAD are followed",
            RedirectRefusal::TooMany => "too many in a row",
            RedirectRefusal::Insecure => "it is not https",
            RedirectRefusal::Target => "it is not a URL of http or https",
        };
        write!(f, "{}: the server redirects to {}; not followed, {why}", self.status, self.shown)
    }
}

impl fmt::Debug for Redirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirected")
            .field("status", &self.status.as_u16())
            .field("location", &self.shown)
            .field("refusal", &self.refusal)
            .finish()
    }
}

impl std::error::Error for Redirected {}

/// The answer's body is larger than the client accepts.
pub struct TooLarge {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) limit: usize,
}

impl TooLarge {
    /// How many bytes the client accepts.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the body is larger than the {} bytes allowed", self.status, self.limit)
    }
}

impl fmt::Debug for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TooLarge").field("status", &self.status.as_u16()).field("limit", &self.limit).finish()
    }
}

impl std::error::Error for TooLarge {}

/// The answer's body is not what its status promises: empty, malformed, or of another shape.
pub struct Unreadable {
    answer: RawAnswer,
    why: String,
    place: Option<(usize, usize)>,
}

impl Unreadable {
    /// Enough of a body to see what it is, without holding on to all of it.
    const KEPT: usize = 64 * 1024;

    pub(super) fn new(answer: RawAnswer, why: String, place: Option<(usize, usize)>) -> Self {
        let answer = match answer.body().get(..Self::KEPT) {
            Some(start) => {
                let start = Bytes::copy_from_slice(start);
                RawAnswer::new(answer.status(), answer.headers().clone(), start)
            }
            None => answer,
        };
        Self { answer, why, place }
    }

    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The body as it came, its first 64 KiB at most.
    pub fn body(&self) -> &[u8] {
        self.answer.body()
    }

    /// Line and column, both from 1, of the first byte that is not as it should be; `None` where that is unknown. An
    /// empty body has column 0.
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the body is {}", self.answer.status(), self.why)?;
        if let Some((line, column)) = self.place {
            write!(f, " at line {line}, column {column}")?;
        }
        if let Some(media_type) = self.answer.media_type().filter(|media_type| !media_type.contains("json")) {
            write!(f, "; it is {media_type}")?;
        }
        // One that was asked for is undone, and the field taken away.
        let encoding = self.headers().get(CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok());
        encoding.map_or(Ok(()), |encoding| write!(f, "; it is encoded: {encoding}"))
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable")
            .field("why", &self.why)
            .field("place", &self.place)
            .field("answer", &self.answer)
            .finish()
    }
}

impl std::error::Error for Unreadable {}
