//! Why a call gave no output.
//!
//! `Debug` and `Display` of everything here leave out bodies, credentials, header values and queries of URLs: they may
//! be logged. What they leave out can be had by name, as by [`Unreadable::body`]. Of a documented error `Display` shows
//! the one property in which the server says what is wrong.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::answer::{Answer, HeaderNames};
use super::credentials::CredentialsError;
pub use super::failure::{
    Interrupted, NotSent, Phase, RedirectRefusal, Redirected, Timeout, TooLarge, Unreadable,
};
use super::rate_limit::{RateLimit, wait_asked};
use super::request::RequestError;
use super::violation::Violations;

/// Why a call gave no output. `E` holds the bodies of the error statuses that the document gives for the operation; where it
/// gives none there is nothing to hold, and the type is `Error` alone.
#[non_exhaustive]
pub enum Error<E = Infallible> {
    /// The request breaks the document's constraints; it was not sent.
    Invalid(Violations),
    /// The request cannot be written; it was not sent.
    Request(RequestError),
    /// The credentials are missing, or the token endpoint gave none; the request was not sent.
    Credentials(CredentialsError),
    /// No connection was made (name not found, refused, TLS): the server has seen nothing of the request.
    NotSent(NotSent),
    /// The connection was lost after the request was sent: the server **may have processed it**.
    Interrupted(Interrupted),
    /// The time allowed was over.
    Timeout(Timeout),
    /// The server answered with a redirect that is not followed.
    Redirected(Box<Redirected>),
    /// The answer's body is larger than the client accepts.
    TooLarge(Box<TooLarge>),
    /// The answer's body is not what its status promises.
    Unreadable(Box<Unreadable>),
    /// An error status that the document gives, with its body.
    Answer(Box<Answer<E>>),
    /// A status that the document does not give, with its body as it came.
    Undocumented(Box<Answer<Bytes>>),
}

/// An error of no particular operation.
pub type Failure = Error;

impl Failure {
    /// The same error, as one of any operation.
    pub fn widen<E>(self) -> Error<E> {
        match self {
            Self::Invalid(error) => Error::Invalid(error),
            Self::Request(error) => Error::Request(error),
            Self::Credentials(error) => Error::Credentials(error),
            Self::NotSent(error) => Error::NotSent(error),
            Self::Interrupted(error) => Error::Interrupted(error),
            Self::Timeout(error) => Error::Timeout(error),
            Self::Redirected(error) => Error::Redirected(error),
            Self::TooLarge(error) => Error::TooLarge(error),
            Self::Unreadable(error) => Error::Unreadable(error),
            Self::Answer(answer) => match *answer.body() {},
            Self::Undocumented(answer) => Error::Undocumented(answer),
        }
    }
}

impl<E> Error<E> {
    /// The answer's status, if there was an answer; the token endpoint's, where that is what failed.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Credentials(error) => error.status(),
            Self::Interrupted(error) => error.status(),
            Self::Redirected(error) => Some(error.status()),
            Self::TooLarge(error) => Some(error.status),
            Self::Unreadable(error) => Some(error.status()),
            Self::Answer(answer) => Some(answer.status()),
            Self::Undocumented(answer) => Some(answer.status()),
            Self::Invalid(_) | Self::Request(_) | Self::NotSent(_) | Self::Timeout(_) => None,
        }
    }

    /// The answer's headers, if there was an answer; the token endpoint's, where that is what failed.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Credentials(error) => error.headers(),
            Self::Redirected(error) => Some(&error.headers),
            Self::TooLarge(error) => Some(&error.headers),
            Self::Unreadable(error) => Some(error.headers()),
            Self::Answer(answer) => Some(answer.headers()),
            Self::Undocumented(answer) => Some(answer.headers()),
            _ => None,
        }
    }

    /// How long the server asks to wait before the next request: `Retry-After` (RFC 9110 section 10.2.3), or for a 429
    /// without one, until the rate limit's window ends.
    pub fn retry_after(&self) -> Option<Duration> {
        wait_asked(self.status()?, self.headers()?)
    }

    /// What the answer's headers say about the caller's quota.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(self.headers()?)
    }

    /// What is wrong with the request, when that is why it was not sent.
    pub fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// The body of the error status, when it is one that the document gives.
    pub fn answer(&self) -> Option<&E> {
        match self {
            Self::Answer(answer) => Some(answer.body()),
            _ => None,
        }
    }

    /// The body of an answer that is an error, as it came: also of a status for which the document gives none. Of one that
    /// could not be read, the first 64 KiB.
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Unreadable(error) => Some(error.body()),
            Self::Answer(answer) => Some(answer.raw()),
            Self::Undocumented(answer) => Some(answer.body()),
            _ => None,
        }
    }

    /// Whether the time allowed was over.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the server has seen nothing of the request, so that to send it again cannot do a thing twice.
    pub fn is_unsent(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Request(_) | Self::Credentials(_) | Self::NotSent(_) => true,
            Self::Timeout(timeout) => timeout.phase() == Phase::Connect,
            _ => false,
        }
    }

    fn plain(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Request(error) => Some(error),
            Self::Credentials(error) => Some(error),
            Self::NotSent(error) => Some(error),
            Self::Interrupted(error) => Some(error),
            Self::Timeout(error) => Some(error),
            Self::Redirected(error) => Some(&**error),
            Self::TooLarge(error) => Some(&**error),
            Self::Unreadable(error) => Some(&**error),
            Self::Answer(_) | Self::Undocumented(_) => None,
        }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => {
                write!(f, "the request is not valid and was not sent:\n{violations}")
            }
            Self::Answer(answer) => write!(f, "{}: {}", answer.status(), answer.body()),
            Self::Undocumented(answer) => {
                write!(f, "{}, which is not documented ({} bytes)", answer.status(), answer.body().len())
            }
            other => other.plain().map_or(Ok(()), |error| fmt::Display::fmt(error, f)),
        }
    }
}

/// Writes what the document says of a status, and what the server says of the case: on one line, and not at length,
/// because it may be anything.
///
/// # Errors
///
/// Those of the formatter.
pub fn said(f: &mut fmt::Formatter<'_>, documented: &str, message: Option<&str>) -> fmt::Result {
    const LONGEST: usize = 300;
    f.write_str(documented)?;
    let Some(message) = message.filter(|message| !message.is_empty()) else { return Ok(()) };
    write!(f, ": ")?;
    for c in message.chars().take(LONGEST) {
        write!(f, "{}", if c.is_control() { ' ' } else { c })?;
    }
    f.write_str(if message.chars().nth(LONGEST).is_some() { "..." } else { "" })
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => f.debug_tuple("Answer").field(answer).finish(),
            Self::Undocumented(answer) => {
                let length = answer.body().len();
                f.debug_struct("Undocumented")
                    .field("status", &answer.status().as_u16())
                    .field("headers", &HeaderNames(answer.headers()))
                    .field("body", &format_args!("{length} bytes"))
                    .finish()
            }
            Self::Invalid(violations) => f.debug_tuple("Invalid").field(violations).finish(),
            other => other.plain().map_or(Ok(()), |error| fmt::Debug::fmt(error, f)),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The errors inside print themselves as this one: their own source comes next.
        self.plain().and_then(std::error::Error::source)
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl<E> From<Violations> for Error<E> {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}
