//! Parameters of a request: where their values go, and in which style.
//!
//! A value that cannot be written where it belongs is the request's defect, which sending it reports: what writes a
//! request has no way out between two parameters.

use serde::Serialize;

use super::encoding::Encoding;
use super::form::form;
use super::parameter::Parameter;
use super::request::{Request, RequestError, header, json, nested, unwritable};
use super::schema::Schema;
use super::style::{self, Nested, Style};
use super::validate::validate;
use super::violation::push_step;

impl Request {
    /// Puts a value in the place of `{name}` in the path, in the style `simple`. All but unreserved characters are
    /// percent-encoded (RFC 3986 section 2.3), so that the value stays within its segment.
    ///
    /// The value may not be empty, and neither `.` nor `..` may stand alone in it or beside a slash: a client, a proxy or a
    /// server would resolve those to another resource (RFC 3986 section 5.2.4).
    pub fn path<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.path_as(name, value, Style::Simple, false);
    }

    /// [`Request::path`] in any style.
    pub fn path_as<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) {
        let written = parameter(name, value).and_then(|value| expand(name, value, style, explode));
        if let Some(expanded) = self.keep(written) {
            self.fill(name, &expanded);
        }
    }

    /// Puts a parameter with `content: application/json` into the path: its value is JSON, percent-encoded.
    pub fn path_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.keep(json(name, value)) {
            self.path(name, &json);
        }
    }

    /// Adds a parameter to the query, in the style `form`, exploded: an array repeats the name. What is absent, `null` or
    /// an empty array is left out.
    ///
    /// An object is a parameter for each property, what nests deeper in one is JSON. Arrays and objects in an array cannot be
    /// written.
    pub fn query<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.query_as(name, value, Style::Form, true);
    }

    /// [`Request::query`] in any style.
    pub fn query_as<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) {
        self.query_encoded(name, parameter(name, value), style, explode, style::encode);
    }

    /// [`Request::query_as`] with `allowReserved: true`: the value's reserved characters are not encoded (RFC 3986
    /// section 2.2), but for `&`, `#`, `+`, `[` and `]`, which would not arrive as part of the value.
    pub fn query_reserved<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        style: Style,
        explode: bool,
    ) {
        self.query_encoded(name, parameter(name, value), style, explode, style::encode_reserved);
    }

    /// Adds a parameter with `content: application/json` to the query: its value is JSON.
    pub fn query_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.keep(json(name, value)) {
            self.add_to_query(&style::encode(name), &style::encode(&json));
        }
    }

    /// Makes a text the whole query (`in: querystring`, OpenAPI 3.2), percent-encoded. What is absent is left out.
    pub fn query_string<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        let text = parameter(name, value)
            .and_then(|value| style::simple(&value, false, style::encode).map_err(|Nested| nested(name)));
        if let Some(text) = self.keep(text).flatten() {
            self.put_query(&text);
        }
    }

    /// [`Request::query_string`] with `content: application/json`.
    pub fn query_string_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.keep(json(name, value)) {
            self.put_query(&style::encode(&json));
        }
    }

    /// [`Request::query_string`] with `content: application/x-www-form-urlencoded`: what [`Request::form`] is as a body.
    pub fn query_string_form<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        encodings: &[Encoding],
    ) {
        let written = parameter(name, value).and_then(|value| match value {
            Parameter::Null => Ok(String::new()),
            value => form(name, &value, encodings),
        });
        if let Some(query) = self.keep(written) {
            self.put_query(&query);
        }
    }

    fn query_encoded(
        &mut self,
        name: &'static str,
        value: Result<Parameter, RequestError>,
        style: Style,
        explode: bool,
        encode: fn(&str) -> String,
    ) {
        let pairs = value.and_then(|value| match value {
            // Nearly all of them: one text, the same in each style.
            Parameter::Text(text) | Parameter::Literal(text) => {
                let text = if style::is_unreserved(&text) { text } else { encode(&text) };
                self.add_to_query(&style::encoded(name), &text);
                Ok(Vec::new())
            }
            value => style::pairs(name, &value, style, explode, encode).map_err(|Nested| nested(name)),
        });
        for (name, value) in self.keep(pairs).unwrap_or_default() {
            self.add_to_query(&name, &value);
        }
    }

    /// Adds a header parameter, in the style `simple`, the only one headers have. What is absent or `null` is left out.
    ///
    /// The value can neither be nested, nor hold what no header may (RFC 9110 section 5.5: line breaks and other control
    /// characters).
    pub fn header_param<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.header_as(name, value, false);
    }

    /// [`Request::header_param`], exploded or not.
    pub fn header_as<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T, explode: bool) {
        let text = parameter(name, value)
            .and_then(|value| style::simple(&value, explode, style::verbatim).map_err(|Nested| nested(name)));
        if let Some(text) = self.keep(text).flatten() {
            self.put_header(name, &text);
        }
    }

    /// Adds a header parameter with `content: application/json`: its value is JSON.
    pub fn header_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.keep(json(name, value)) {
            self.put_header(name, &json);
        }
    }

    fn put_header(&mut self, name: &'static str, text: &str) {
        if let Some((field, value)) = self.keep(header(name, text)) {
            self.headers.add(field, value);
        }
    }

    /// Adds a cookie parameter (RFC 6265 section 4.2), percent-encoded; an array or object becomes a cookie for each
    /// member. What is absent or `null` is left out. The value cannot be nested.
    pub fn cookie<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.cookie_as(name, value, true);
    }

    /// [`Request::cookie`], exploded or not.
    pub fn cookie_as<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T, explode: bool) {
        let pairs = parameter(name, value).and_then(|value| {
            style::pairs(name, &value, Style::Form, explode, style::encode).map_err(|Nested| nested(name))
        });
        let pairs = self.keep(pairs).unwrap_or_default();
        self.cookies.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
    }

    /// [`Request::cookie_as`] in the style `cookie` of OpenAPI 3.2, which encodes nothing: what no cookie can hold is for the
    /// caller to escape (RFC 6265 section 4.1.1), and a value that would begin another one is refused.
    pub fn cookie_verbatim<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T, explode: bool) {
        let pairs = parameter(name, value).and_then(|value| {
            let pairs = style::pairs(name, &value, Style::Form, explode, style::verbatim);
            let pairs = pairs.map_err(|Nested| nested(name))?.into_iter();
            let pairs: Vec<_> = pairs.map(|(name, value)| (style::decoded(&name), value)).collect();
            let fit = |(name, value): &(String, String)| {
                is_in_a_cookie(name) && !name.contains('=') && is_in_a_cookie(value)
            };
            if pairs.iter().all(fit) {
                return Ok(pairs);
            }
            Err(RequestError::new(name, "a cookie holds no `;`, and of ASCII what can be seen"))
        });
        let pairs = self.keep(pairs).unwrap_or_default();
        self.cookies.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
    }

    /// Adds a cookie parameter with `content: application/json`: its value is JSON, percent-encoded.
    pub fn cookie_json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Some(json) = self.keep(json(name, value)) {
            self.cookies.push(format!("{}={}", style::encode(name), style::encode(&json)));
        }
    }

    /// Validates a parameter. What breaks the document's constraints is kept and reported with the rest, before anything
    /// is sent.
    pub fn check<T: Serialize + ?Sized>(&mut self, name: &str, value: &T, schema: &'static Schema) {
        // What has no JSON form breaks no schema: its writer says more of it.
        if self.validate
            && let Err(violations) = validate(schema, value)
            && violations.iter().any(|violation| !violation.schema.is_empty())
        {
            let mut place = String::new();
            push_step(&mut place, name);
            self.violations.extend_under(&place, violations);
        }
    }

    /// [`Request::check`] of a parameter that may be absent.
    pub fn check_optional<T: Serialize>(&mut self, name: &str, value: &Option<T>, schema: &'static Schema) {
        if let Some(value) = value {
            self.check(name, value, schema);
        }
    }
}

fn expand(name: &'static str, value: Parameter, style: Style, explode: bool) -> Result<String, RequestError> {
    if leaves_its_segment(&value) {
        return Err(RequestError::new(name, "`.` and `..` would lead to another resource"));
    }
    let expanded = match (style, value) {
        (Style::Label, value) => style::label(&value, explode),
        (Style::Matrix, value) => style::matrix(name, &value, explode),
        (_, Parameter::Text(text)) if style::is_unreserved(&text) => Ok(Some(text)),
        (_, value) => style::simple(&value, explode, style::encode),
    };
    let expanded = expanded.map_err(|Nested| nested(name))?.unwrap_or_default();
    if expanded.is_empty() || expanded == "." {
        return Err(RequestError::new(name, "an empty value would lead to another resource"));
    }
    Ok(expanded)
}

/// Whether a text stays within its cookie, as those read it that read cookies (RFC 6265 section 5.2).
fn is_in_a_cookie(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b';')
}

/// Whether a value has a dot segment (RFC 3986 section 3.3). Encoded slashes count: there are servers which decode them
/// before they resolve the path.
fn leaves_its_segment(value: &Parameter) -> bool {
    match value {
        Parameter::Text(text) => {
            text.contains('.') && text.split(['/', '\\']).any(|part| part == "." || part == "..")
        }
        Parameter::List(items) => items.iter().any(leaves_its_segment),
        Parameter::Object(entries) => entries.iter().any(|(_, value)| leaves_its_segment(value)),
        Parameter::Null | Parameter::Literal(_) | Parameter::File(_) => false,
    }
}

fn parameter<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Parameter, RequestError> {
    Parameter::of(value).map_err(|error| unwritable(name, &error))
}
