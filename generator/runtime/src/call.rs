//! A call: an operation of the document with its parameters, ready to be sent.

use std::any::Any;
use std::fmt::{Debug, Display};
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::HeaderName;
use url::Url;

use super::answer::{Answer, RawAnswer};
use super::error::{Error, Failure};
use super::request::{Fields, Request, RequestError, header};
use super::retry::RetryPolicy;
use super::transport::{Execution, Transport};

/// An operation of the document: how its parameters become a request, and an answer its output.
pub trait Operation: Send + Sync + Sized + 'static {
    /// What a success gives.
    type Output: Send + 'static;
    /// The bodies of the error statuses that the document gives.
    type Error: Debug + Display + Send + Sync + 'static;
    /// The operation's name in the document.
    const NAME: &'static str;

    /// Writes the request. It keeps what is wrong with it: a parameter that cannot be written where it belongs, and what
    /// breaks a constraint of the document, if it is to `validate`.
    fn request(&self, validate: bool) -> Request;

    /// Reads the answer by its status.
    ///
    /// # Errors
    ///
    /// The answer is not a success, or its body is not what the document says.
    fn answer(answer: RawAnswer) -> Result<Answer<Self::Output>, Error<Self::Error>>;
}

/// The header by which a server knows a request that it has seen before (draft-ietf-httpapi-idempotency-key-header).
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a call sets for itself.
#[derive(Clone)]
pub struct Options {
    pub(super) timeout: Option<Duration>,
    pub(super) headers: Fields,
    /// Of parts of a form: the part's name, the field's, and its value.
    pub(super) part_headers: Vec<[String; 3]>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) validate: bool,
    pub(super) server: Option<String>,
    pub(super) repeatable: bool,
    /// Where the operation's next page is, instead of where its parameters lead.
    pub(super) follow: Option<Box<Url>>,
    /// A header that is none: the call's error once it is sent.
    pub(super) defect: Option<Box<RequestError>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: None,
            headers: Fields::default(),
            part_headers: Vec::new(),
            retry: None,
            validate: true,
            server: None,
            repeatable: false,
            follow: None,
            defect: None,
        }
    }
}

/// Headers appear by name only.
impl Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("headers", &self.headers)
            .field("retry", &self.retry)
            .field("validate", &self.validate)
            .finish()
    }
}

/// A call that has not been sent yet.
///
/// `.await` sends it and gives the output alone; [`Call::send`] gives status and headers too.
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<O> {
    /// The operation and its parameters.
    pub operation: O,
    pub(super) transport: Transport,
    pub(super) options: Options,
}

impl<O> Call<O> {
    /// A call of an operation, to be sent over a transport.
    pub fn new(transport: &Transport, operation: O) -> Self {
        Self { operation, transport: transport.clone(), options: Options::default() }
    }

    /// The time allowed for the call, everything included: tokens, repeats, waits, reading the answer. After it, the call
    /// ends with [`Error::Timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Sets a header of this request, in the place of any other of its name, `Authorization` included. A name or value
    /// that no header may have is the call's [`Error::Request`].
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.options.headers.set(name, value);
            }
            Err(error) => {
                self.options.defect.get_or_insert_with(|| Box::new(error));
            }
        }
        self
    }

    /// Adds a header field to each part of this name, of a body that is in parts (OpenAPI, `headers` of the "Encoding
    /// Object"): that of its property, also where parts have no names on the wire, or its index in an array, from 0. Where
    /// there is no such part, or no part may have such a field, that is the call's [`Error::Request`]. A file can have its
    /// own: [`File::with_header`](super::file::File::with_header).
    pub fn part_header(
        mut self,
        part: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.options.part_headers.push([part.into(), name.into(), value.into()]);
        self
    }

    /// Sends this call to another server than the client's, or than the operation's own: one of those that the document
    /// gives the operation, or any. It is given the same credentials.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.options.server = Some(url.into());
        self
    }

    /// Asks for another media type than those of the document (RFC 9110 section 12.5.1), or for one of them alone.
    pub fn accept(self, media_types: &str) -> Self {
        self.header(http::header::ACCEPT.as_str(), media_types)
    }

    /// Which failures this call repeats, in the place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Sends `Idempotency-Key` with this value, by which the server knows a repeat: POST and PATCH are then repeated like
    /// GET. Only for servers that keep such keys.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.options.repeatable = true;
        self.header(IDEMPOTENCY_KEY.as_str(), key)
    }

    /// Sends the request even if it breaks the document's constraints. For a server that knows more than its document;
    /// what would lead to another resource is refused all the same.
    pub fn skip_validation(mut self) -> Self {
        self.options.validate = false;
        self
    }
}

/// The operation itself, for a stand-in of the server to know it by.
#[cfg(feature = "mock")]
pub(super) fn known<O: Operation>(operation: O) -> Option<Arc<dyn Any + Send + Sync>> {
    Some(Arc::new(operation))
}

/// The operation is needed no longer.
#[cfg(not(feature = "mock"))]
pub(super) fn known<O: Operation>(operation: O) -> Option<Arc<dyn Any + Send + Sync>> {
    drop(operation);
    None
}

impl<O: Operation> Call<O> {
    /// Sends the call, and gives the answer with its status and headers.
    ///
    /// The request is written at once, and sent when the future is awaited. To drop that is to cancel the call at once, in
    /// the middle of a wait as well.
    ///
    /// # Errors
    ///
    /// [`Error`]: the request is not valid, could not be sent, or was not answered with a success.
    pub fn send(self) -> Sending<O> {
        let mut request = self.operation.request(self.options.validate);
        request.of(O::NAME, known(self.operation));
        Sending { execution: self.transport.execute(request, self.options), of: PhantomData }
    }
}

/// A call under way. To drop it is to cancel it.
// Written out: what an `async` block for each operation would cost to compile is more than what it does.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<O> {
    pub(super) execution: Execution,
    of: PhantomData<fn() -> O>,
}

impl<O> Debug for Sending<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<Answer<O::Output>, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.execution.as_mut().poll(context));
        Poll::Ready(answer.map_err(Failure::widen).and_then(|answer| O::answer(*answer)))
    }
}

/// A call under way that gives the output alone. To drop it is to cancel it.
#[must_use = "nothing is sent until it is awaited"]
pub struct Giving<O>(Sending<O>);

impl<O> Debug for Giving<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Giving").finish_non_exhaustive()
    }
}

impl<O: Operation> Future for Giving<O> {
    type Output = Result<O::Output, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.map(Answer::into_body))
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error<O::Error>>;
    type IntoFuture = Giving<O>;

    fn into_future(self) -> Giving<O> {
        Giving(self.send())
    }
}
