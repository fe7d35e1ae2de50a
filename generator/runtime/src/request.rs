//! A request being put together: what an [`Operation`](super::call::Operation) gives the transport.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde::Serialize;
use url::Url;

use super::answer::HeaderNames;
use super::payload::Payload;
use super::violation::Violations;

/// One security scheme that an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// The scheme's name in the document.
    pub scheme: &'static str,
    /// The scopes a token must have.
    pub scopes: &'static [&'static str],
}

impl Requirement {
    /// A scheme by its name in the document, with the scopes that the operation wants of it.
    pub const fn new(scheme: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// What an operation's `security` says: alternatives, each a set of schemes needed together.
///
/// No alternatives: the operation needs no credentials. An empty alternative: it can do without.
pub type Security = &'static [&'static [Requirement]];

/// A request, before credentials and the server's address are added.
pub struct Request {
    method: Method,
    operation: &'static str,
    call: Option<Arc<dyn Any + Send + Sync>>,
    template: &'static str,
    pub(super) path: String,
    query: String,
    pub(super) headers: HeaderMap,
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Payload>,
    security: Security,
    server: Option<Cow<'static, str>>,
    redirects: &'static [u16],
    pub(super) violations: Violations,
    pub(super) validate: bool,
    defect: Option<RequestError>,
}

/// `Debug` shows where the request goes, not what it says: parameters may be secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.template)
            .field("headers", &HeaderNames(&self.headers))
            .field("violations", &self.violations.len())
            .finish_non_exhaustive()
    }
}

impl Request {
    /// A request with a method that HTTP itself does not name, such as `QUERY`. What is no method at all is never
    /// sent: [`RequestError`] says so.
    pub fn with_method(method: &'static str, path: &'static str, security: Security, validate: bool) -> Self {
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => Self::new(method, path, security, validate),
            Err(_) => {
                let mut request = Self::new(Method::OPTIONS, path, security, validate);
                request.defect = Some(RequestError::new("method", "is no method of HTTP"));
                request
            }
        }
    }

    /// A request to `path`, a template of the document such as `/users/{id}`. Unless it is to `validate`, nothing is checked
    /// that the document says of its parameters and its body.
    pub fn new(method: Method, path: &'static str, security: Security, validate: bool) -> Self {
        Self {
            method,
            operation: "",
            call: None,
            template: path,
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: None,
            security,
            server: None,
            redirects: &[],
            violations: Violations::new(),
            validate,
            defect: None,
        }
    }

    /// Names the media types that the answer may have (RFC 9110 section 12.5.1).
    pub fn accept(&mut self, media_types: &'static str) {
        self.set_header(ACCEPT, Bytes::from_static(media_types.as_bytes()));
    }

    /// A media type the document got wrong is an error when the request is sent.
    pub(super) fn set_header(&mut self, name: HeaderName, text: Bytes) {
        let value = HeaderValue::from_maybe_shared(text);
        if let Some(value) = self.keep(value.map_err(|_| no_value(name.as_str()))) {
            self.headers.insert(name, value);
        }
    }

    /// Puts an expanded value into the path, in the place of its parameter.
    pub(super) fn fill(&mut self, name: &str, value: &str) {
        let mut path = String::with_capacity(self.path.len() + value.len());
        let mut rest = self.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let filled = after.strip_prefix(name).and_then(|after| after.strip_prefix('}'));
            path.extend([before, if filled.is_some() { value } else { "{" }]);
            rest = filled.unwrap_or(after);
        }
        path.push_str(rest);
        self.path = path;
    }

    /// Adds a pair to the query, both encoded already.
    pub(super) fn add_to_query(&mut self, name: &str, value: &str) {
        let separator = if self.query.is_empty() { "" } else { "&" };
        self.query.extend([separator, name, "=", value]);
    }

    /// Sends the request to the operation's own `servers` entry, which may be relative to the client's base URL.
    pub fn server(&mut self, url: &'static str) {
        self.server = Some(Cow::Borrowed(url));
    }

    /// Says which operation of the document it is for.
    pub(super) fn of(&mut self, operation: &'static str, call: Option<Arc<dyn Any + Send + Sync>>) {
        self.operation = operation;
        self.call = call;
    }

    /// Goes to the server that the call names.
    pub(super) fn set_server(&mut self, url: &str) {
        self.server = Some(Cow::Owned(url.to_owned()));
    }

    /// Goes to the client's base URL, whatever the document says of the operation.
    pub(super) fn forget_server(&mut self) {
        self.server = None;
    }

    /// The redirects that the document gives as answers of this operation: they are neither followed nor refused.
    pub fn documented_redirects(&mut self, statuses: &'static [u16]) {
        self.redirects = statuses;
    }

    /// Keeps the first thing that is wrong with the request, which is its error once it is sent.
    pub(super) fn keep<T>(&mut self, written: Result<T, RequestError>) -> Option<T> {
        written.map_err(|defect| self.defect.get_or_insert(defect)).ok()
    }

    /// What the validators found.
    pub(super) fn take_violations(&mut self) -> Option<Violations> {
        let violations = std::mem::take(&mut self.violations);
        (!violations.is_empty()).then_some(violations)
    }

    /// Turns the request into what goes over the wire, but for credentials.
    pub(super) fn prepare(self, base: &Url) -> Result<Prepared, RequestError> {
        if let Some(defect) = self.defect {
            return Err(defect);
        }
        if let Some((_, rest)) = self.path.split_once('{') {
            let name = rest.split('}').next().unwrap_or(rest).to_owned();
            return Err(RequestError { part: name, reason: "the path needs a value".to_owned() });
        }
        // Values are safe each for itself, but a template may put two of them side by side: `{a}{b}`.
        let dots = |path: &str| path.contains('.') && path.split('/').any(|part| matches!(part, "." | ".."));
        if dots(&self.path) && !dots(self.template) {
            return Err(RequestError::new("the path", "`..` would lead to another resource"));
        }
        Ok(Prepared {
            method: self.method,
            url: target(base, self.server.as_deref(), &self.path, &self.query)?,
            headers: self.headers,
            cookies: self.cookies,
            body: self.body,
            security: self.security,
            redirects: self.redirects,
            operation: self.operation,
            template: self.template,
            call: self.call,
        })
    }
}

/// A request whose every byte is known, but for credentials.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Payload>,
    pub(super) security: Security,
    pub(super) redirects: &'static [u16],
    pub(super) operation: &'static str,
    pub(super) template: &'static str,
    pub(super) call: Option<Arc<dyn Any + Send + Sync>>,
}

/// The server's URL followed by the path, which is not resolved against it: `/v2` + `/users` is `/v2/users`. A path of the
/// document may have a query of its own, which goes before the parameters'.
fn target(base: &Url, server: Option<&str>, path: &str, query: &str) -> Result<Url, RequestError> {
    let bad = |error: url::ParseError| RequestError { part: "the URL".to_owned(), reason: error.to_string() };
    let server = match server {
        Some(server) => Cow::Owned(base.join(server).map_err(bad)?),
        None => Cow::Borrowed(base),
    };
    let prefix = server.as_str().trim_end_matches('/');
    let path = path.trim_start_matches('/');
    let (path, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
    let separator = match path.contains('?') {
        _ if query.is_empty() => "",
        true => "&",
        false => "?",
    };
    Url::parse(&[prefix, "/", path, separator, query, fragment].concat()).map_err(bad)
}

/// A name and a value as a header.
pub(super) fn header(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let field = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| RequestError::new(name, "not the name of a header"))?;
    let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| no_value(name))?;
    Ok((field, value))
}

fn no_value(name: &str) -> RequestError {
    RequestError::new(name, "a header cannot hold control characters")
}

pub(super) fn json<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<String, RequestError> {
    serde_json::to_string(value).map_err(|error| unwritable(name, &error))
}

pub(super) fn unwritable(name: &str, error: &dyn fmt::Display) -> RequestError {
    RequestError { part: name.to_owned(), reason: error.to_string() }
}

pub(super) fn nested(name: &str) -> RequestError {
    RequestError::new(name, "its style has no way to write an array or object inside another")
}

/// A request that cannot be written; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    part: String,
    reason: String,
}

impl RequestError {
    /// An error in the part of this name, a parameter's or a header's.
    pub fn new(part: &str, reason: &str) -> Self {
        Self { part: part.to_owned(), reason: reason.to_owned() }
    }

    /// The name of the parameter or header that is wrong.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request cannot be written and was not sent: {}: {}", self.part, self.reason)
    }
}

impl std::error::Error for RequestError {}
