//! Bodies of the type `multipart/form-data` (RFC 7578).

use super::encoding::Encoding;
use super::form::as_json;
use super::parameter::{FilePart, Parameter};
use super::payload::{Payload, Segment};
use super::request::{RequestError, header_field};
use super::style;

/// The parts of a body. A file, a text and a number are a part each, an array is a part for each item, an object is JSON, and
/// `null` is left out (OpenAPI 3.0.4, "Encoding Object"). What an encoding styles is a part for each name that it has in
/// that style, as from OpenAPI 3.1 on.
pub(super) fn parts(value: &Parameter, encodings: &[Encoding]) -> Result<Vec<Part>, RequestError> {
    let Parameter::Object(entries) = value else {
        return Err(RequestError::new("the body", "a form must be an object"));
    };
    let mut parts: Vec<Part> = Vec::new();
    for (name, value) in entries {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        if let Some(Encoding { style: Some((style, explode)), .. }) = encoding
            && let Ok(pairs) = style::pairs(name, value, *style, *explode, style::verbatim)
        {
            parts.extend(pairs.into_iter().map(|(name, text)| Part::text(&style::decoded(&name), text)));
            continue;
        }
        let items = match value {
            Parameter::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for item in items {
            parts.extend(part(name, item, encoding)?);
        }
    }
    Ok(parts)
}

/// The boundary, and the body: the parts with the boundary between them.
pub(super) fn written(parts: Vec<Part>) -> (String, Payload) {
    let boundary = boundary(&parts);
    let mut segments = Vec::new();
    let mut held = Vec::new();
    for part in parts {
        held.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.head).as_bytes());
        held.extend_from_slice(&part.content);
        if let Some(path) = part.path {
            segments.push(Segment::Held(std::mem::take(&mut held).into()));
            segments.push(Segment::Path(path.into()));
        }
        held.extend_from_slice(b"\r\n");
    }
    held.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    segments.push(Segment::Held(held.into()));
    (boundary, Payload::of(segments))
}

/// A part: its name, its header fields, and its content or where that is.
pub(super) struct Part {
    pub(super) name: String,
    head: String,
    content: Vec<u8>,
    path: Option<String>,
}

impl Part {
    fn text(name: &str, text: String) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n", escaped(name));
        Self { name: name.to_owned(), head, content: text.into_bytes(), path: None }
    }

    /// Adds a header field.
    pub(super) fn add_header(&mut self, name: &str, value: &str) -> Result<(), RequestError> {
        field(&mut self.head, name, value)
    }
}

fn part(name: &str, value: &Parameter, encoding: Option<&Encoding>) -> Result<Option<Part>, RequestError> {
    let json = encoding.is_some_and(Encoding::is_json);
    // Of a list or a range of media types, none is the value's own.
    let given = encoding.map(|encoding| encoding.content_type).filter(|media| !media.contains([',', '*']));
    let given = given.filter(|media| !media.is_empty());
    let (media, text) = match value {
        Parameter::Null => return Ok(None),
        Parameter::File(file) => return file_part(name, file, given).map(Some),
        Parameter::Text(text) | Parameter::Literal(text) if !json => (given, text.clone()),
        nested => (given.or(Some("application/json")), as_json(nested)?),
    };
    let mut part = Part::text(name, text);
    if let Some(media) = media {
        field(&mut part.head, "Content-Type", media)?;
    }
    Ok(Some(part))
}

fn file_part(name: &str, file: &FilePart, given: Option<&str>) -> Result<Part, RequestError> {
    let media = file.content_type.as_deref().or(given).unwrap_or("application/octet-stream");
    let shown = escaped(file.name.as_deref().unwrap_or(name));
    let mut head =
        format!("Content-Disposition: form-data; name=\"{}\"; filename=\"{shown}\"\r\n", escaped(name));
    field(&mut head, "Content-Type", media)?;
    for (name, value) in &file.headers {
        field(&mut head, name, value)?;
    }
    Ok(Part { name: name.to_owned(), head, content: file.content.clone(), path: file.path.clone() })
}

/// Adds a header field, if it is one.
fn field(head: &mut String, name: &str, value: &str) -> Result<(), RequestError> {
    header_field(name, value)?;
    head.push_str(&format!("{name}: {value}\r\n"));
    Ok(())
}

/// A name between quotes, as browsers write it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// A boundary that no part in memory holds; that one on disk holds it is as likely as that two such boundaries are equal.
fn boundary(parts: &[Part]) -> String {
    loop {
        let boundary = format!("form-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let bytes = boundary.as_bytes();
        let held = |content: &[u8]| content.windows(bytes.len()).any(|window| window == bytes);
        if !parts.iter().any(|part| held(part.head.as_bytes()) || held(&part.content)) {
            return boundary;
        }
    }
}
