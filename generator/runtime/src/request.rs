//! A request being put together: what an [`Operation`](super::call::Operation) gives the transport.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, COOKIE, HeaderName, HeaderValue, PROXY_AUTHORIZATION,
    TRANSFER_ENCODING,
};
use http::{HeaderMap, Method};
use serde::Serialize;
use url::Url;

use super::http_client::Attempt;
use super::multipart::Parts;
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

/// Header fields on their way into a request. Few as they are, a list of them is found through, and copied, sooner than a
/// map.
#[derive(Clone, Default)]
pub(super) struct Fields(Vec<(HeaderName, HeaderValue)>);

impl Fields {
    /// Sets a field, in the place of all others of its name.
    pub(super) fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.retain(|(other, _)| *other != name);
        self.add(name, value);
    }

    /// Adds a field beside others of its name.
    pub(super) fn add(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.push((name, value));
    }

    pub(super) fn has(&self, name: &HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// The first field of a name.
    pub(super) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds them to a request, in the place of all others of their names.
    pub(super) fn lay(&self, headers: &mut HeaderMap) {
        for (index, (name, value)) in self.0.iter().enumerate() {
            if self.0.iter().take(index).any(|(before, _)| before == name) {
                headers.append(name.clone(), value.clone());
            } else {
                headers.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Fields appear by name only.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name.as_str())).finish()
    }
}

/// A request, before credentials and the server's address are added.
pub struct Request {
    pub(super) attempt: Attempt,
    pub(super) path: Cow<'static, str>,
    query: String,
    pub(super) headers: Fields,
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Payload>,
    /// Those of a body that is yet to be written.
    pub(super) parts: Option<Parts>,
    pub(super) security: Security,
    server: Option<Cow<'static, str>>,
    pub(super) redirects: &'static [u16],
    pub(super) violations: Violations,
    pub(super) validate: bool,
    defect: Option<RequestError>,
}

/// `Debug` shows where the request goes, not what it says: parameters may be secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.attempt.method)
            .field("path", &self.attempt.template)
            .field("headers", &self.headers)
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
            attempt: Attempt { operation: "", method, template: path, number: 0, call: None },
            path: Cow::Borrowed(path),
            query: String::new(),
            headers: Fields::default(),
            cookies: Vec::new(),
            body: None,
            parts: None,
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
            self.headers.set(name, value);
        }
    }

    /// Puts an expanded value into the path, in the place of its parameter.
    pub(super) fn fill(&mut self, name: &str, value: &str) {
        let mut path = String::with_capacity(self.path.len() + value.len());
        let mut rest = &*self.path;
        while let Some(brace) = rest.bytes().position(|byte| byte == b'{') {
            let (before, after) = rest.split_at(brace);
            let filled = after[1..].strip_prefix(name).and_then(|after| after.strip_prefix('}'));
            path.push_str(before);
            path.push_str(if filled.is_some() { value } else { "{" });
            rest = filled.unwrap_or(&after[1..]);
        }
        path.push_str(rest);
        self.path = Cow::Owned(path);
    }

    /// Adds a pair to the query, both encoded already.
    pub(super) fn add_to_query(&mut self, name: &str, value: &str) {
        let separator = if self.query.is_empty() { "" } else { "&" };
        self.query.reserve(separator.len() + name.len() + 1 + value.len());
        self.query.extend([separator, name, "=", value]);
    }

    /// Adds what is a whole query, encoded already.
    pub(super) fn put_query(&mut self, query: &str) {
        let separator = if self.query.is_empty() || query.is_empty() { "" } else { "&" };
        self.query.extend([separator, query]);
    }

    /// Sends the request to the operation's own `servers` entry, which may be relative to the client's base URL.
    pub fn server(&mut self, url: &'static str) {
        self.server = Some(Cow::Borrowed(url));
    }

    /// Says which operation of the document it is for.
    pub(super) fn of(&mut self, operation: &'static str, call: Option<Arc<dyn Any + Send + Sync>>) {
        self.attempt.operation = operation;
        self.attempt.call = call;
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

    /// Finishes the request, but for credentials, and says where it goes.
    pub(super) fn finish(&mut self, base: &Url) -> Result<Url, RequestError> {
        if let Some(defect) = self.defect.take() {
            return Err(defect);
        }
        self.write_parts();
        // Most paths have nothing in them that need be looked at.
        if self.path.bytes().any(|byte| matches!(byte, b'{' | b'.')) {
            check_path(&self.path, self.attempt.template)?;
        }
        let Some(server) = &self.server else { return target(base, &self.path, &self.query) };
        let server = base.join(server).map_err(no_url)?;
        match no_server(&server) {
            Some(why) => Err(RequestError::new("the server's URL", why)),
            None => target(&server, &self.path, &self.query),
        }
    }
}

/// A request whose every byte is known, but for credentials.
pub(super) struct Prepared {
    pub(super) request: Request,
    pub(super) url: Url,
    /// Whether it goes to where the caller wants it to go, and takes credentials and headers along.
    pub(super) at_home: bool,
}

/// A path has all of its values, and none of them leads out of it.
fn check_path(path: &str, template: &str) -> Result<(), RequestError> {
    if let Some((_, rest)) = path.split_once('{') {
        let name = rest.split('}').next().unwrap_or(rest).to_owned();
        return Err(RequestError { part: name, reason: "the path needs a value".to_owned() });
    }
    // Values are safe each for itself, but a template may put two of them side by side: `{a}{b}`.
    let dots = |path: &str| path.contains('.') && path.split('/').any(|part| matches!(part, "." | ".."));
    if dots(path) && !dots(template) {
        return Err(RequestError::new("the path", "`..` would lead to another resource"));
    }
    Ok(())
}

/// The server's URL followed by the path, which is not resolved against it: `/v2` + `/users` is `/v2/users`. A path of the
/// document may have a query of its own, which goes before the parameters'.
fn target(server: &Url, path: &str, query: &str) -> Result<Url, RequestError> {
    let path = path.trim_start_matches('/');
    let (path, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
    let separator = match (query.is_empty(), path.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    let behind =
        |prefix: &str| [prefix.trim_end_matches('/'), "/", path, separator, query, fragment].concat();
    // What is a path and no more need not have its host read again.
    let reference = behind(server.path());
    let plain = |byte: u8| byte > b' ' && byte != b'\\';
    let url = if reference.bytes().all(plain) && !reference.starts_with("//") {
        Url::options().base_url(Some(server)).parse(&reference)
    } else {
        Url::parse(&behind(server.as_str()))
    };
    url.map_err(no_url)
}

/// Why a URL cannot be that of a server.
pub(super) fn no_server(url: &Url) -> Option<&'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        return Some("it holds a name or password: give them as a credential");
    }
    let more = url.query().is_some() || url.fragment().is_some();
    more.then_some("it has a query or fragment, and paths are appended to it")
}

fn no_url(error: url::ParseError) -> RequestError {
    unwritable("the URL", &error)
}

/// A name and a value as a header.
pub(super) fn header(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let (field, value) = header_field(name, text)?;
    // A length that is not the body's has the server wait for the rest of it, or take the next request for that.
    if [CONTENT_LENGTH, TRANSFER_ENCODING].contains(&field) {
        return Err(RequestError::new(name, "how long the body is, the HTTP client says itself"));
    }
    Ok((field, value))
}

/// A header field of whatever has header fields: a part of a form has its own.
pub(super) fn header_field(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let field = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| RequestError::new(name, "not the name of a header"))?;
    let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| no_value(name))?;
    // What these hold, no log may show, nor a table of HTTP/2's headers keep (RFC 7541 section 7.1.3).
    value.set_sensitive([AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&field));
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
