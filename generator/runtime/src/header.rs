//! Header fields of answers, read as what the document says they are.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// How the value of a header field is written: OpenAPI's style `simple`, or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderForm {
    /// A text, a number, a boolean.
    Scalar,
    /// `blue,black,brown`.
    List,
    /// `R,100,G,200`.
    Object,
    /// `R=100,G=200`: `explode: true`.
    Exploded,
    /// `content: application/json`.
    Json,
}

/// The header field of a name; `None` when it is absent, or is nothing of this type. Its raw value is there all the
/// same, in the answer's headers.
pub fn read<T: DeserializeOwned>(headers: &HeaderMap, name: &str, form: HeaderForm) -> Option<T> {
    candidates(headers, name, form).into_iter().find_map(|value| serde_json::from_value(value).ok())
}

/// What the field may mean as JSON: its parts as texts, then as whatever JSON they are.
fn candidates(headers: &HeaderMap, name: &str, form: HeaderForm) -> Vec<Value> {
    // Not by `to_str`, to which all beyond ASCII is nothing.
    let lines = headers.get_all(name).iter();
    let mut lines = lines.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    let Some(first) = lines.next() else { return Vec::new() };
    match form {
        HeaderForm::Scalar => vec![text(first), literal(first)],
        HeaderForm::Json => vec![literal(first)],
        // RFC 9110 section 5.3: several lines are one, with commas between them.
        HeaderForm::List | HeaderForm::Object | HeaderForm::Exploded => {
            let all: Vec<&str> = std::iter::once(first).chain(lines).collect();
            let all = all.join(",");
            let parts: Vec<&str> = all.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
            [text, literal].map(|value| structured(&parts, form, value)).to_vec()
        }
    }
}

fn structured(parts: &[&str], form: HeaderForm, value: fn(&str) -> Value) -> Value {
    let pairs: Map<String, Value> = match form {
        HeaderForm::Object => {
            parts.chunks_exact(2).map(|pair| (pair[0].to_owned(), value(pair[1]))).collect()
        }
        HeaderForm::Exploded => parts
            .iter()
            .filter_map(|part| part.split_once('='))
            .map(|(name, text)| (name.to_owned(), value(text)))
            .collect(),
        _ => return parts.iter().map(|part| value(part)).collect(),
    };
    Value::Object(pairs)
}

fn text(text: &str) -> Value {
    text.into()
}

fn literal(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}
