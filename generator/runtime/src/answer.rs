//! An answer of the server: status, headers and body.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::de;
use super::error::{Error, Failure, Unreadable};
use super::rate_limit::{RateLimit, retry_after};

/// An answer whose body has been read into a `T`.
#[derive(Clone)]
pub struct Answer<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
    /// Of an error, the body as it came.
    raw: Bytes,
}

impl<T> Answer<T> {
    /// The status, which may be another success than the one the document gives.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Status, headers and body.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status, self.headers, self.body)
    }

    /// The media type of the body, without its parameters and in lower case (RFC 9110 section 8.3).
    pub fn media_type(&self) -> Option<String> {
        media_type(&self.headers)
    }

    /// Of an error, the body as it came.
    pub(super) fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// An error of a status that the document gives.
    fn into_error(self, raw: Bytes) -> Error<T> {
        Error::Answer(Box::new(Answer { raw, ..self }))
    }

    /// Status and headers alone, as they arrived.
    pub(super) fn without_body(self) -> RawAnswer {
        RawAnswer::new(self.status, self.headers, Bytes::new())
    }

    /// How long `Retry-After` asks to wait (RFC 9110 section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers)
    }

    /// What the headers say about the caller's quota.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(&self.headers)
    }

    /// The same answer with its body turned into another.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { status: self.status, headers: self.headers, body: change(self.body), raw: self.raw }
    }
}

/// Headers appear by name only: their values may be cookies or tokens.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status.as_u16())
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &self.body)
            .finish()
    }
}

/// The names of headers, for `Debug`.
pub(super) struct HeaderNames<'a>(pub(super) &'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys().map(|name| name.as_str())).finish()
    }
}

/// An answer as it arrived: what an [`Operation`](super::call::Operation) turns into its output or its error.
#[derive(Clone)]
pub struct RawAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawAnswer {
    /// An answer of these parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, headers, body }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body's bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The media type of the body, without its parameters and in lower case (RFC 9110 section 8.3).
    pub fn media_type(&self) -> Option<String> {
        media_type(&self.headers)
    }

    /// Whether the body is of a media type, which may be a range such as `text/*`.
    pub fn is(&self, media_type: &str) -> bool {
        let wanted = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some(own) = self.media_type() else { return false };
        match wanted.strip_suffix('*') {
            Some("*/") => true,
            Some(range) => own.starts_with(range),
            None => own == wanted,
        }
    }

    /// The body read as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`], with status, headers, place and body, when it is empty, malformed or of another shape.
    pub fn json<T: DeserializeOwned, E>(self) -> Result<Answer<T>, Error<E>> {
        // Each text in it would have to be found out to be one, were the whole of it not: that takes far longer.
        let read = match std::str::from_utf8(without_mark(&self.body)) {
            Ok(text) => serde_json::from_str(text),
            Err(error) => return Err(self.no_text(error.valid_up_to()).widen()),
        };
        match read {
            Ok(body) => Ok(self.with(body)),
            Err(error) => Err(self.unreadable(&error).widen()),
        }
    }

    /// The body read as text: UTF-8, or ISO 8859-1 where `Content-Type` says so.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`] when it is neither.
    pub fn text<E>(self) -> Result<Answer<String>, Error<E>> {
        match std::str::from_utf8(without_mark(&self.body)) {
            Ok(text) => {
                let text = text.to_owned();
                Ok(self.with(text))
            }
            // Each byte is the code point of its number.
            Err(_) if is_latin(&self.headers) => {
                let text = self.body.iter().copied().map(char::from).collect();
                Ok(self.with(text))
            }
            Err(error) => {
                let why = format!("not UTF-8 after {} bytes", error.valid_up_to());
                Err(Error::Unreadable(Box::new(Unreadable::new(self, why, None))))
            }
        }
    }

    /// A text that may come in any media type: it is JSON where the server says so, or says nothing, and else as it is.
    ///
    /// # Errors
    ///
    /// Those of [`RawAnswer::json`] and [`RawAnswer::text`].
    pub fn text_or_json<E>(self) -> Result<Answer<String>, Error<E>> {
        let is_json = |media: String| media.ends_with("/json") || media.ends_with("+json");
        if self.media_type().is_none_or(is_json) { self.json() } else { self.text() }
    }

    /// The body's bytes as they are.
    ///
    /// # Errors
    ///
    /// None: the signature is that of its siblings.
    pub fn bytes<E>(self) -> Result<Answer<Bytes>, Error<E>> {
        let body = self.body.clone();
        Ok(self.with(body))
    }

    /// No body: one that came all the same is dropped.
    ///
    /// # Errors
    ///
    /// None: the signature is that of its siblings.
    pub fn empty<E>(self) -> Result<Answer<()>, Error<E>> {
        Ok(self.with(()))
    }

    /// The body as `read` reads it, or `None` where there is none: for operations with successes with and without.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub fn optional<T, E>(
        self,
        read: impl FnOnce(Self) -> Result<Answer<T>, Error<E>>,
    ) -> Result<Answer<Option<T>>, Error<E>> {
        if self.body.is_empty() {
            return Ok(self.with(None));
        }
        read(self).map(|answer| answer.map(Some))
    }

    /// No body, where another success has one: one that came all the same is dropped.
    ///
    /// # Errors
    ///
    /// None: the signature is that of its siblings.
    pub fn nothing<T, E>(self) -> Result<Answer<Option<T>>, Error<E>> {
        Ok(self.with(None))
    }

    /// The body read as JSON and put into a variant by `wrap`, for operations whose successes differ.
    ///
    /// # Errors
    ///
    /// Those of [`RawAnswer::json`].
    pub fn success<T: DeserializeOwned, S, E>(
        self,
        wrap: impl FnOnce(T) -> S,
    ) -> Result<Answer<S>, Error<E>> {
        self.json().map(|answer| answer.map(wrap))
    }

    /// The body read as text and put into a variant by `wrap`, for operations whose successes differ.
    ///
    /// # Errors
    ///
    /// Those of [`RawAnswer::text`].
    pub fn success_text<S, E>(self, wrap: impl FnOnce(String) -> S) -> Result<Answer<S>, Error<E>> {
        self.text().map(|answer| answer.map(wrap))
    }

    /// The body as a text in any media type, put into a variant by `wrap`, for operations whose successes differ.
    ///
    /// # Errors
    ///
    /// Those of [`RawAnswer::text_or_json`].
    pub fn success_text_or_json<S, E>(self, wrap: impl FnOnce(String) -> S) -> Result<Answer<S>, Error<E>> {
        self.text_or_json().map(|answer| answer.map(wrap))
    }

    /// The body's bytes put into a variant by `wrap`, for operations whose successes differ.
    ///
    /// # Errors
    ///
    /// None: the signature is that of its siblings.
    pub fn success_bytes<S, E>(self, wrap: impl FnOnce(Bytes) -> S) -> Result<Answer<S>, Error<E>> {
        self.bytes().map(|answer| answer.map(wrap))
    }

    /// A success without a body, for operations whose successes differ.
    ///
    /// # Errors
    ///
    /// None: the signature is that of its siblings.
    pub fn success_as<S, E>(self, success: S) -> Result<Answer<S>, Error<E>> {
        Ok(self.with(success))
    }

    /// The error of a status that the document gives, its body read as JSON and put into a variant by `wrap`.
    pub fn documented<T: DeserializeOwned, E>(self, wrap: impl FnOnce(T) -> E) -> Error<E> {
        let raw = self.body.clone();
        match self.json() {
            Ok(answer) => answer.map(wrap).into_error(raw),
            Err(error) => error,
        }
    }

    /// The error of a status that the document gives, its body read as text and put into a variant by `wrap`.
    pub fn documented_text<E>(self, wrap: impl FnOnce(String) -> E) -> Error<E> {
        let raw = self.body.clone();
        match self.text() {
            Ok(answer) => answer.map(wrap).into_error(raw),
            Err(error) => error,
        }
    }

    /// The error of a status that the document gives, its body a text in any media type, put into a variant by `wrap`.
    pub fn documented_text_or_json<E>(self, wrap: impl FnOnce(String) -> E) -> Error<E> {
        let raw = self.body.clone();
        match self.text_or_json() {
            Ok(answer) => answer.map(wrap).into_error(raw),
            Err(error) => error,
        }
    }

    /// The error of a status that the document gives, its body put into a variant by `wrap`.
    pub fn documented_bytes<E>(self, wrap: impl FnOnce(Bytes) -> E) -> Error<E> {
        let raw = self.body.clone();
        self.with(wrap(raw.clone())).into_error(raw)
    }

    /// The error of a status that the document gives, whose body was read already, or of which the document says nothing.
    pub fn documented_as<E>(self, error: E) -> Error<E> {
        let raw = self.body.clone();
        self.with(error).into_error(raw)
    }

    /// The error of a status that the document does not give.
    pub fn undocumented<E>(self) -> Error<E> {
        let body = self.body.clone();
        Error::Undocumented(Box::new(self.with(body)))
    }

    /// The error of a body that is JSON, but not what it should be.
    pub(super) fn misshapen(self, why: &str) -> Failure {
        let why = format!("not of the documented shape ({why})");
        Error::Unreadable(Box::new(Unreadable::new(self, why, None)))
    }

    pub(super) fn with<T>(self, body: T) -> Answer<T> {
        Answer { status: self.status, headers: self.headers, body, raw: Bytes::new() }
    }

    // These are not generic, so that each type of body adds one call to its own code.
    fn no_text(self, valid: usize) -> Failure {
        let text = without_mark(&self.body).get(..valid).unwrap_or_default();
        let lines = text.split(|byte| *byte == b'\n');
        let place = lines.enumerate().last().map(|(index, line)| (index + 1, line.len() + 1));
        Error::Unreadable(Box::new(Unreadable::new(self, "not JSON (not UTF-8)".to_owned(), place)))
    }

    fn unreadable(self, error: &serde_json::Error) -> Failure {
        let why = if self.body.is_empty() { "empty".to_owned() } else { de::describe(error) };
        let place = (error.line(), error.column());
        Error::Unreadable(Box::new(Unreadable::new(self, why, Some(place))))
    }
}

/// The body appears by its length, the headers by name.
impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status.as_u16())
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.as_bytes();
    let essence = value.split(|byte| *byte == b';').next()?;
    Some(std::str::from_utf8(essence).ok()?.trim().to_ascii_lowercase())
}

/// Whether the charset of the body is ISO 8859-1 (RFC 9110 section 8.3.2).
fn is_latin(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let value = String::from_utf8_lossy(value).to_ascii_lowercase();
    let charset = value.split(';').find_map(|parameter| parameter.trim().strip_prefix("charset="));
    charset.is_some_and(|charset| matches!(charset.trim_matches('"'), "iso-8859-1" | "latin1"))
}

/// RFC 8259 section 8.1 lets a reader of JSON ignore a byte order mark, which serde_json does not; nor is it part of a text.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}
