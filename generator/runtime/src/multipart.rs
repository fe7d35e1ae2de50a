//! Bodies of parts: `multipart/form-data` (RFC 7578), whose parts have names, and every other `multipart`, whose parts have an
//! order alone (RFC 2046 section 5.1).

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
            parts.extend(pairs.into_iter().map(|(name, text)| Part::named(&style::decoded(&name), text)));
            continue;
        }
        for item in items(value) {
            parts.extend(part(name, item, encoding, true)?);
        }
    }
    Ok(parts)
}

/// The parts of a body whose parts have no names: those of an object in the order of its properties, each like that of a
/// form, or those of an array. What belongs to a part is found by its property's name or by its index; what belongs to all
/// other items, by the empty name.
pub(super) fn unnamed(value: &Parameter, encodings: &[Encoding]) -> Result<Vec<Part>, RequestError> {
    let encoding = |name: &str| encodings.iter().find(|encoding| encoding.name == name);
    let mut parts: Vec<Part> = Vec::new();
    match value {
        Parameter::Object(entries) => {
            for (name, value) in entries {
                for item in items(value) {
                    parts.extend(part(name, item, encoding(name), false)?);
                }
            }
        }
        Parameter::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let index = index.to_string();
                parts.extend(part(&index, item, encoding(&index).or_else(|| encoding("")), false)?);
            }
        }
        _ => return Err(RequestError::new("the body", "parts are those of an object or of an array")),
    }
    Ok(parts)
}

/// The values that are a part each.
fn items(value: &Parameter) -> &[Parameter] {
    match value {
        Parameter::List(items) => items,
        value => std::slice::from_ref(value),
    }
}

/// A body of parts that may yet get header fields.
pub(super) struct Parts {
    /// The media type of the whole, but for the boundary.
    pub(super) media: &'static str,
    pub(super) parts: Vec<Part>,
}

impl Parts {
    /// The whole's media type, and its bytes.
    pub(super) fn written(self) -> (String, Payload) {
        let root = self.parts.first().map(|root| essence(&root.media).to_owned()).unwrap_or_default();
        let (boundary, body) = written(self.parts);
        let media = format!("{}; boundary={boundary}", self.media);
        // What kind of thing the parts are together is said by the first of them (RFC 2387 section 3.1).
        let says = |parameter: &str| parameter.trim_start().to_ascii_lowercase().starts_with("type=");
        if essence(self.media).eq_ignore_ascii_case("multipart/related")
            && !self.media.split(';').any(says)
            && !root.is_empty()
            && !root.contains(['"', '\\'])
        {
            return (format!("{media}; type=\"{root}\""), body);
        }
        (media, body)
    }
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// The boundary, and the body: the parts with the boundary between them.
fn written(parts: Vec<Part>) -> (String, Payload) {
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

/// A part: what it is called here, its media type, its header fields, and its content or where that is.
pub(super) struct Part {
    pub(super) name: String,
    media: String,
    head: String,
    content: Vec<u8>,
    path: Option<String>,
}

impl Part {
    /// A text of a form.
    fn named(name: &str, text: String) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n", escaped(name));
        Self { head, ..Self::unnamed(name, text) }
    }

    fn unnamed(name: &str, text: String) -> Self {
        let (media, head) = (String::new(), String::new());
        Self { name: name.to_owned(), media, head, content: text.into_bytes(), path: None }
    }

    /// Says what the content is.
    fn typed(mut self, media: &str) -> Result<Self, RequestError> {
        media.clone_into(&mut self.media);
        field(&mut self.head, "Content-Type", media)?;
        Ok(self)
    }

    /// Adds a header field.
    pub(super) fn add_header(&mut self, name: &str, value: &str) -> Result<(), RequestError> {
        field(&mut self.head, name, value)
    }
}

/// A value as a part, of a form if it is `named`.
fn part(
    name: &str,
    value: &Parameter,
    encoding: Option<&Encoding>,
    named: bool,
) -> Result<Option<Part>, RequestError> {
    let json = encoding.is_some_and(Encoding::is_json);
    // Of a list or a range of media types, none is the value's own.
    let given = encoding.map(|encoding| encoding.content_type).filter(|media| !media.contains([',', '*']));
    let given = given.filter(|media| !media.is_empty());
    let (media, text) = match value {
        Parameter::Null => return Ok(None),
        Parameter::File(file) => return file_part(name, file, given, named).map(Some),
        // Unless it is said, a text is read as ASCII (RFC 2046 section 5.1), but in a form (RFC 7578 section 5.1.2).
        Parameter::Text(text) | Parameter::Literal(text) if !json => {
            (given.or((!named).then_some("text/plain; charset=utf-8")), text.clone())
        }
        nested => (given.or(Some("application/json")), as_json(nested)?),
    };
    let part = if named { Part::named(name, text) } else { Part::unnamed(name, text) };
    Ok(Some(match media {
        Some(media) => part.typed(media)?,
        None => part,
    }))
}

fn file_part(name: &str, file: &FilePart, given: Option<&str>, named: bool) -> Result<Part, RequestError> {
    let media = file.content_type.as_deref().or(given).unwrap_or("application/octet-stream");
    let shown = escaped(file.name.as_deref().unwrap_or(name));
    let mut part = Part::unnamed(name, String::new());
    if named {
        let name = escaped(name);
        part.head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{shown}\"\r\n");
    } else if file.name.is_some() {
        part.head = format!("Content-Disposition: attachment; filename=\"{shown}\"\r\n");
    }
    let mut part = part.typed(media)?;
    for (name, value) in &file.headers {
        part.add_header(name, value)?;
    }
    Ok(Part { content: file.content.clone(), path: file.path.clone(), ..part })
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
