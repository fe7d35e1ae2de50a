//! Bodies of the type `application/x-www-form-urlencoded`.

use super::encoding::Encoding;
use super::parameter::Parameter;
use super::request::RequestError;
use super::style;

/// The fields of an object. What an encoding styles is written as in a query. Of the rest, and of what its style
/// cannot write, an array repeats its name, what is nested deeper is JSON, and `null` is left out.
pub(super) fn form(part: &str, value: &Parameter, encodings: &[Encoding]) -> Result<String, RequestError> {
    let Parameter::Object(entries) = value else {
        return Err(RequestError::new(part, "a form must be an object"));
    };
    let mut parts: Vec<String> = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        match encoding {
            Some(Encoding { style: Some((style, explode)), allow_reserved, .. }) => {
                let encode = if *allow_reserved { style::encode_reserved } else { style::encode };
                let pairs = style::pairs(name, value, *style, *explode, encode);
                match pairs {
                    Ok(pairs) => {
                        parts.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
                    }
                    Err(style::Nested) => plain(name, value, false, &mut parts)?,
                }
            }
            _ => plain(name, value, encoding.is_some_and(Encoding::is_json), &mut parts)?,
        }
    }
    Ok(parts.join("&"))
}

fn plain(name: &str, value: &Parameter, json: bool, parts: &mut Vec<String>) -> Result<(), RequestError> {
    let items = match value {
        Parameter::List(items) if !json => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    for item in items {
        let text = match item {
            Parameter::Null => continue,
            Parameter::Text(text) | Parameter::Literal(text) if !json => text.clone(),
            Parameter::File(file) if file.path.is_some() => {
                return Err(RequestError::new(name, "a file that is not in memory can be no text"));
            }
            Parameter::File(file) if !json => file.text(),
            nested => as_json(nested)?,
        };
        let mut pair = url::form_urlencoded::Serializer::new(String::new());
        pair.append_pair(name, &text);
        parts.push(pair.finish());
    }
    Ok(())
}

/// A value as JSON.
pub(super) fn as_json(value: &Parameter) -> Result<String, RequestError> {
    serde_json::to_string(value).map_err(|error| RequestError::new("the body", &error.to_string()))
}
