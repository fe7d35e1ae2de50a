//! Bodies of the type `multipart/form-data` (RFC 7578).

use super::encoding::Encoding;
use super::form::as_json;
use super::parameter::Parameter;
use super::request::RequestError;

/// The body and its boundary. A file, a text and a number are a part each, an array is a part for each item, an object is
/// JSON, and `null` is left out (OpenAPI 3.0.4, "Encoding Object").
pub(super) fn multipart(
    value: &Parameter,
    encodings: &[Encoding],
) -> Result<(String, Vec<u8>), RequestError> {
    let Parameter::Object(entries) = value else {
        return Err(RequestError::new("the body", "a form must be an object"));
    };
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in entries {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        let items = match value {
            Parameter::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for item in items {
            parts.extend(part(name, item, encoding)?);
        }
    }
    let boundary = boundary(&parts);
    let mut body =
        Vec::with_capacity(parts.iter().map(|(head, content)| head.len() + content.len() + 80).sum());
    for (head, content) in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((boundary, body))
}

/// The header fields of a part, and its content.
fn part(
    name: &str,
    value: &Parameter,
    encoding: Option<&Encoding>,
) -> Result<Option<(String, Vec<u8>)>, RequestError> {
    let json = encoding.is_some_and(Encoding::is_json);
    // Of a list or a range of media types, none is the value's own.
    let given = encoding.map(|encoding| encoding.content_type).filter(|media| !media.contains([',', '*']));
    let given = given.filter(|media| !media.is_empty());
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escaped(name));
    let (media, content) = match value {
        Parameter::Null => return Ok(None),
        Parameter::File { name: file, content_type, content } => {
            head.push_str(&format!("; filename=\"{}\"", escaped(file.as_deref().unwrap_or(name))));
            let media = content_type.as_deref().or(given);
            (Some(media.unwrap_or("application/octet-stream")), content.clone())
        }
        Parameter::Text(text) | Parameter::Literal(text) if !json => (given, text.clone().into_bytes()),
        nested => (given.or(Some("application/json")), as_json(nested)?.into_bytes()),
    };
    head.push_str("\r\n");
    if let Some(media) = media {
        if media.contains(|c: char| c.is_ascii_control()) {
            return Err(RequestError::new(name, "a media type cannot hold control characters"));
        }
        head.push_str(&format!("Content-Type: {media}\r\n"));
    }
    Ok(Some((head, content)))
}

/// A name between quotes, as browsers write it (WHATWG HTML, "multipart/form-data encoding algorithm").
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// A boundary that no part holds.
fn boundary(parts: &[(String, Vec<u8>)]) -> String {
    loop {
        let boundary = format!("form-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let bytes = boundary.as_bytes();
        let held = |content: &[u8]| content.windows(bytes.len()).any(|window| window == bytes);
        if !parts.iter().any(|(head, content)| held(head.as_bytes()) || held(content)) {
            return boundary;
        }
    }
}
