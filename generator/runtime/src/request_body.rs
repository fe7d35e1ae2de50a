//! The body of a request, by its media type.
//!
//! A body that cannot be written is the request's defect, as with parameters.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::Value;

use super::encoding::Encoding;
use super::file::File;
use super::form;
use super::multipart::{self, Part, Parts};
use super::parameter::Parameter;
use super::request::{Request, RequestError, unwritable};
use super::schema::Schema;
use super::validate::validate_typed;
use super::violation::push_step;

impl Request {
    /// Sets the body to a value written as JSON, of the type `application/json`.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.json_as("application/json", value);
    }

    /// Sets the body to JSON under a media type of its own, such as `application/merge-patch+json` (RFC 6839).
    pub fn json_as<T: Serialize + ?Sized>(&mut self, content_type: &'static str, value: &T) {
        let body = serde_json::to_vec(value).map_err(|error| unwritable("the body", &error));
        if let Some(body) = self.keep(body) {
            self.body(content_type, body.into());
        }
    }

    /// Sets the body to the fields of an object, of the type `application/x-www-form-urlencoded`. An array repeats its
    /// name, what is nested deeper is written as JSON (OpenAPI 3.0.4, "Encoding Object"), what is `null` is left out.
    ///
    /// `encodings` is what the document says of some of the fields. Only an object can be written.
    pub fn form<T: Serialize + ?Sized>(&mut self, value: &T, encodings: &[Encoding]) {
        let body = fields(value).and_then(|fields| form::form("the body", &fields, encodings));
        if let Some(body) = self.keep(body) {
            self.body("application/x-www-form-urlencoded", body.into());
        }
    }

    /// Sets the body to the fields of an object, of the type `multipart/form-data`: a part for each, and for each item of an
    /// array. Only an object can be written.
    pub fn multipart<T: Serialize + ?Sized>(&mut self, value: &T, encodings: &[Encoding]) {
        let parts = fields(value).and_then(|fields| multipart::parts(&fields, encodings));
        self.set_parts("multipart/form-data", parts);
    }

    /// Sets the body to the parts of an object or of an array, under any other `multipart` media type: one after the other,
    /// each with its own media type and without a name (RFC 2046 section 5.1).
    ///
    /// Of `encodings`, those of an array are called by the index of the item, or by nothing for all others.
    pub fn multipart_as<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        value: &T,
        encodings: &[Encoding],
    ) {
        let parts = fields(value).and_then(|value| multipart::unnamed(&value, encodings));
        self.set_parts(content_type, parts);
    }

    fn set_parts(&mut self, media: &'static str, parts: Result<Vec<Part>, RequestError>) {
        if let Some(parts) = self.keep(parts) {
            self.parts = Some(Parts { media, parts });
        }
    }

    /// Sets the body to a form of one part, or to a part for each item of an array, of the type `multipart/form-data`: for a
    /// document that says what the part holds, and gives the form no properties.
    pub fn multipart_of<T: Serialize + ?Sized>(&mut self, name: &str, value: &T, encodings: &[Encoding]) {
        let parts = fields(value).and_then(|value| {
            multipart::parts(&Parameter::Object(vec![(name.to_owned(), value)]), encodings)
        });
        self.set_parts("multipart/form-data", parts);
    }

    /// Adds a header field to each part of this name.
    pub(super) fn add_part_header(
        &mut self,
        part: &str,
        name: &str,
        value: &str,
    ) -> Result<(), RequestError> {
        let parts = self.parts.iter_mut().flat_map(|parts| &mut parts.parts);
        let mut named = parts.filter(|other| other.name == part).peekable();
        if named.peek().is_none() {
            return Err(RequestError::new(part, "the body has no such part"));
        }
        named.try_for_each(|part| part.add_header(name, value))
    }

    /// Writes the parts, now that they have all of their header fields.
    pub(super) fn write_parts(&mut self) {
        if let Some(parts) = self.parts.take() {
            let (media, body) = parts.written();
            self.set_header(CONTENT_TYPE, media.into());
            self.body = Some(body);
        }
    }

    /// Sets the body to a file, or to bytes that are read as they are sent. The media type is its own, or else the
    /// document's.
    pub fn upload(&mut self, content_type: &'static str, file: &File) {
        let content_type = match file.content_type() {
            Some(own) => Bytes::copy_from_slice(own.as_bytes()),
            None => Bytes::from_static(content_type.as_bytes()),
        };
        self.set_header(CONTENT_TYPE, content_type);
        self.body = Some(file.into());
    }

    /// Sets the body to bytes of any type.
    pub fn body(&mut self, content_type: &'static str, body: Bytes) {
        self.set_header(CONTENT_TYPE, Bytes::from_static(content_type.as_bytes()));
        self.body = Some(body.into());
    }

    /// Validates the body. What breaks the document's constraints is kept and reported with the rest, before anything is
    /// sent. Of a file that is not in memory, nothing is asked.
    pub fn check_body<T: Serialize + ?Sized>(&mut self, value: &T, schema: &'static Schema) {
        if !self.validate {
            return;
        }
        let mut files = Vec::new();
        let checked = validate_typed(schema, value).or_else(|| {
            // What cannot be written either is said where that is tried.
            let fields = Parameter::of(value).ok()?;
            validate_typed(schema, &stand_in(&fields, &mut String::new(), &mut files))
        });
        if let Some(Err(mut violations)) = checked {
            violations.forget(&files);
            self.violations.extend_under("", violations);
        }
    }
}

/// The JSON of a form, with an empty text in the place of each file that is not in memory, and where these are.
fn stand_in(value: &Parameter, place: &mut String, files: &mut Vec<String>) -> Value {
    match value {
        Parameter::Object(entries) => {
            let entry =
                |(name, value): &(String, Parameter)| (name.clone(), below(name, value, place, files));
            Value::Object(entries.iter().map(entry).collect())
        }
        Parameter::List(items) => {
            let item = |(index, value): (usize, _)| below(&index.to_string(), value, place, files);
            Value::Array(items.iter().enumerate().map(item).collect())
        }
        Parameter::File(file) if file.path.is_some() => {
            files.push(place.clone());
            Value::String(String::new())
        }
        // All that is left can be JSON.
        other => serde_json::to_value(other).unwrap_or_default(),
    }
}

fn below(step: &str, value: &Parameter, place: &mut String, files: &mut Vec<String>) -> Value {
    let outer = place.len();
    push_step(place, step);
    let value = stand_in(value, place, files);
    place.truncate(outer);
    value
}

fn fields<T: Serialize + ?Sized>(value: &T) -> Result<Parameter, RequestError> {
    Parameter::of(value).map_err(|error| unwritable("the body", &error))
}
