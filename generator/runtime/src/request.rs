//! A request being put together: what an [`Operation`](super::call::Operation) gives the transport.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde::Serialize;
use url::Url;

use super::answer::HeaderNames;
use super::encoding::Encoding;
use super::form;
use super::multipart;
use super::parameter::Parameter;
use super::style::{self, Nested, Style};
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
    template: &'static str,
    path: String,
    query: Vec<String>,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: Option<Bytes>,
    security: Security,
    server: Option<&'static str>,
    redirects: &'static [u16],
    violations: Violations,
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
    /// A request to `path`, a template of the document such as `/users/{id}`.
    pub fn new(method: Method, path: &'static str, security: Security) -> Self {
        Self {
            method,
            template: path,
            path: path.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: None,
            security,
            server: None,
            redirects: &[],
            violations: Violations::new(),
            defect: None,
        }
    }

    /// Puts a value in the place of `{name}` in the path. All but unreserved characters are percent-encoded
    /// (RFC 3986 section 2.3), so that the value stays within its segment.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value is empty, or `.` or `..` stands alone in it or beside a slash: a client, a proxy
    /// or a server would resolve those to another resource (RFC 3986 section 5.2.4).
    pub fn path<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<(), RequestError> {
        let value = parameter(name, value)?;
        self.put_path(name, &value, style, explode)
    }

    fn put_path(
        &mut self,
        name: &'static str,
        value: &Parameter,
        style: Style,
        explode: bool,
    ) -> Result<(), RequestError> {
        if leaves_its_segment(value) {
            return Err(RequestError::new(name, "`.` and `..` would lead to another resource"));
        }
        let expanded = match style {
            Style::Label => style::label(value, explode),
            Style::Matrix => style::matrix(name, value, explode),
            _ => style::simple(value, explode, style::encode),
        };
        let expanded = expanded.map_err(|Nested| nested(name))?.unwrap_or_default();
        if expanded.is_empty() || expanded == "." {
            return Err(RequestError::new(name, "an empty value would lead to another resource"));
        }
        self.path = self.path.replace(&format!("{{{name}}}"), &expanded);
        Ok(())
    }

    /// Adds a parameter to the query. What is `null` or an empty array is left out.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the style cannot write the value: arrays and objects within one another.
    pub fn query<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<(), RequestError> {
        let value = parameter(name, value)?;
        let pairs = style::pairs(name, &value, style, explode, style::encode);
        self.put_query(name, pairs)
    }

    /// [`Request::query`] with `allowReserved: true`: the value's reserved characters are not encoded (RFC 3986 section
    /// 2.2), but for `&`, `#`, `+`, `[` and `]`, which would not arrive as part of the value.
    ///
    /// # Errors
    ///
    /// As [`Request::query`].
    pub fn query_reserved<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<(), RequestError> {
        let value = parameter(name, value)?;
        let pairs = style::pairs(name, &value, style, explode, style::encode_reserved);
        self.put_query(name, pairs)
    }

    /// Adds a parameter with `content: application/json` to the query: its value is JSON.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value cannot be written as JSON.
    pub fn query_json<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), RequestError> {
        let json = json(name, value)?;
        self.query.push(format!("{}={}", style::encode(name), style::encode(&json)));
        Ok(())
    }

    fn put_query(
        &mut self,
        name: &'static str,
        pairs: Result<Vec<(String, String)>, Nested>,
    ) -> Result<(), RequestError> {
        let pairs = pairs.map_err(|Nested| nested(name))?;
        self.query.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
        Ok(())
    }

    /// Adds a header parameter, in the style `simple`, the only one headers have.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value is nested, or holds what no header may (RFC 9110 section 5.5: line breaks and
    /// other control characters).
    pub fn header_param<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        explode: bool,
    ) -> Result<(), RequestError> {
        let value = parameter(name, value)?;
        let text = style::simple(&value, explode, style::verbatim).map_err(|Nested| nested(name))?;
        match text {
            Some(text) => self.put_header(name, text),
            None => Ok(()),
        }
    }

    /// Adds a header parameter with `content: application/json`: its value is JSON.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value cannot be written as JSON.
    pub fn header_json<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), RequestError> {
        let json = json(name, value)?;
        self.put_header(name, json)
    }

    fn put_header(&mut self, name: &'static str, text: String) -> Result<(), RequestError> {
        let (field, value) = header(name, &text)?;
        self.headers.append(field, value);
        Ok(())
    }

    /// Adds a cookie parameter (RFC 6265 section 4.2), percent-encoded; an exploded array or object becomes a cookie
    /// for each member.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value is nested.
    pub fn cookie<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        explode: bool,
    ) -> Result<(), RequestError> {
        let value = parameter(name, value)?;
        let pairs = style::pairs(name, &value, Style::Form, explode, style::encode);
        let pairs = pairs.map_err(|Nested| nested(name))?;
        self.cookies.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
        Ok(())
    }

    /// Sets the body to a value written as JSON, of the type `application/json`.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), RequestError> {
        self.json_as("application/json", value)
    }

    /// Sets the body to JSON under a media type of its own, such as `application/merge-patch+json` (RFC 6839).
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value has no JSON form.
    pub fn json_as<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        value: &T,
    ) -> Result<(), RequestError> {
        let body = serde_json::to_vec(value).map_err(|error| unwritable("the body", &error))?;
        self.body(content_type, body.into());
        Ok(())
    }

    /// Sets the body to the fields of an object, of the type `application/x-www-form-urlencoded`. An array repeats its
    /// name, what is nested deeper is written as JSON (OpenAPI 3.0.4, "Encoding Object"), what is `null` is left out.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value is not an object.
    pub fn form<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), RequestError> {
        self.form_with(value, &[])
    }

    /// [`Request::form`] with what the document says of some of the fields.
    ///
    /// # Errors
    ///
    /// As [`Request::form`], and when a style cannot write its value.
    pub fn form_with<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        encodings: &[Encoding],
    ) -> Result<(), RequestError> {
        let body = form::form(&parameter("the body", value)?, encodings)?;
        self.body("application/x-www-form-urlencoded", body.into());
        Ok(())
    }

    /// Sets the body to the fields of an object, of the type `multipart/form-data`: a part for each, and for each item of an
    /// array.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the value is not an object.
    pub fn multipart<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        encodings: &[Encoding],
    ) -> Result<(), RequestError> {
        let (boundary, body) = multipart::multipart(&parameter("the body", value)?, encodings)?;
        self.set_header(CONTENT_TYPE, &format!("multipart/form-data; boundary={boundary}"));
        self.body = Some(body.into());
        Ok(())
    }

    /// Sets the body to bytes of any type.
    pub fn body(&mut self, content_type: &'static str, body: Bytes) {
        self.set_header(CONTENT_TYPE, content_type);
        self.body = Some(body);
    }

    /// Names the media types that the answer may have (RFC 9110 section 12.5.1).
    pub fn accept(&mut self, media_types: &'static str) {
        self.set_header(ACCEPT, media_types);
    }

    /// A media type the document got wrong is an error when the request is sent.
    fn set_header(&mut self, name: HeaderName, text: &str) {
        match header(name.as_str(), text) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.defect = Some(error),
        }
    }

    /// Sends the request to the operation's own `servers` entry, which may be relative to the client's base URL.
    pub fn server(&mut self, url: &'static str) {
        self.server = Some(url);
    }

    /// The redirects that the document gives as answers of this operation: they are neither followed nor refused.
    pub fn documented_redirects(&mut self, statuses: &'static [u16]) {
        self.redirects = statuses;
    }

    /// Keeps what a validator found, its places put below `prefix`, so that body and parameters report together.
    pub fn check(&mut self, prefix: &str, result: Result<(), Violations>) {
        if let Err(violations) = result {
            self.violations.extend_under(prefix, violations);
        }
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
        let dots = |segment: &str| matches!(segment, "." | "..");
        if self.path.split('/').any(dots) && !self.template.split('/').any(dots) {
            return Err(RequestError::new("the path", "`..` would lead to another resource"));
        }
        let mut url = target(base, self.server, &self.path)?;
        if !self.query.is_empty() {
            let mut query = url.query().map(|query| format!("{query}&")).unwrap_or_default();
            query.push_str(&self.query.join("&"));
            url.set_query(Some(&query));
        }
        Ok(Prepared {
            method: self.method,
            url,
            headers: self.headers,
            cookies: self.cookies,
            body: self.body,
            security: self.security,
            redirects: self.redirects,
        })
    }
}

/// A request whose every byte is known, but for credentials.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Bytes>,
    pub(super) security: Security,
    pub(super) redirects: &'static [u16],
}

/// The server's URL followed by the path, which is not resolved against it: `/v2` + `/users` is `/v2/users`.
fn target(base: &Url, server: Option<&str>, path: &str) -> Result<Url, RequestError> {
    let bad = |error: url::ParseError| RequestError { part: "the URL".to_owned(), reason: error.to_string() };
    let server = match server {
        Some(server) => base.join(server).map_err(bad)?,
        None => base.clone(),
    };
    let prefix = server.as_str().trim_end_matches('/');
    let path = path.trim_start_matches('/');
    Url::parse(&format!("{prefix}/{path}")).map_err(bad)
}

/// A name and a value as a header.
pub(super) fn header(name: &str, text: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let field = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| RequestError::new(name, "not the name of a header"))?;
    let value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| RequestError::new(name, "a header cannot hold control characters"))?;
    Ok((field, value))
}

/// Whether a value has a dot segment (RFC 3986 section 3.3). Encoded slashes count: there are servers which decode them
/// before they resolve the path.
fn leaves_its_segment(value: &Parameter) -> bool {
    match value {
        Parameter::Text(text) => text.split(['/', '\\']).any(|part| part == "." || part == ".."),
        Parameter::List(items) => items.iter().any(leaves_its_segment),
        Parameter::Object(entries) => entries.iter().any(|(_, value)| leaves_its_segment(value)),
        Parameter::Null | Parameter::Literal(_) | Parameter::File { .. } => false,
    }
}

fn parameter<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Parameter, RequestError> {
    Parameter::of(value).map_err(|error| unwritable(name, &error))
}

fn json<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<String, RequestError> {
    serde_json::to_string(value).map_err(|error| unwritable(name, &error))
}

fn unwritable(name: &str, error: &dyn fmt::Display) -> RequestError {
    RequestError { part: name.to_owned(), reason: error.to_string() }
}

fn nested(name: &str) -> RequestError {
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
