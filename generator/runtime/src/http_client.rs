//! What carries a request to a server: reqwest's client, or one of the caller's own.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::Method;

use super::failure::BoxError;
use super::platform::{self, BoxFuture};

/// An answer under way. To drop it is to cancel the request.
pub type HttpFuture = BoxFuture<'static, Result<reqwest::Response, HttpError>>;

/// What sends one request and gives its answer: a [`reqwest::Client`] set up in the caller's way, a layer around one, or a
/// fake.
///
/// It is asked for one exchange at a time and neither repeats nor redirects: the transport does, by rules of its own.
///
/// ```text
/// struct Fake;
///
/// impl HttpClient for Fake {
///     fn execute(&self, _: reqwest::Request, _: &Attempt) -> HttpFuture {
///         let answer = http::Response::builder().status(204).body("").unwrap();
///         Box::pin(std::future::ready(Ok(answer.into())))
///     }
/// }
/// ```
pub trait HttpClient: Send + Sync + 'static {
    /// Sends a request.
    fn execute(&self, request: reqwest::Request, attempt: &Attempt) -> HttpFuture;
}

impl HttpClient for reqwest::Client {
    fn execute(&self, request: reqwest::Request, _: &Attempt) -> HttpFuture {
        let answer = reqwest::Client::execute(self, request);
        Box::pin(async move { answer.await.map_err(HttpError::from) })
    }
}

/// What a request is sent for.
#[derive(Clone)]
pub struct Attempt {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) template: &'static str,
    pub(super) number: u32,
    pub(super) call: Option<Arc<dyn Any + Send + Sync>>,
}

impl Attempt {
    /// The operation's name in the document; empty for a request for a token.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as the document has it, such as `/users/{id}`; empty for a request for a token.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// How often the request was repeated before: 0 for the first time.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The operation with its parameters, where it is known: feature `mock`.
    pub fn call(&self) -> Option<&Arc<dyn Any + Send + Sync>> {
        self.call.as_ref()
    }
}

/// Parameters may be secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("template", &self.template)
            .field("number", &self.number)
            .finish()
    }
}

/// Why there was no answer.
#[derive(Debug)]
pub struct HttpError {
    pub(super) kind: HttpErrorKind,
    pub(super) source: BoxError,
}

/// What is known of a request that was not answered: it decides whether the request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpErrorKind {
    /// It cannot be sent by anyone.
    Unwritable,
    /// No connection was made: nothing was sent.
    NotSent,
    /// The time allowed for a connection was over: nothing was sent.
    ConnectTimeout,
    /// The time allowed by the client itself was over. The request may have been processed.
    Timeout,
    /// The connection was lost. The request may have been processed.
    Interrupted,
}

impl HttpError {
    /// An error, and where it came from.
    pub fn new(kind: HttpErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// What is known of the request.
    pub fn kind(&self) -> HttpErrorKind {
        self.kind
    }
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        Self::new(platform::kind(&error), error)
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer: {}", super::failure::innermost(&*self.source))
    }
}

impl std::error::Error for HttpError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
