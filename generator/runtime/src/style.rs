//! How a parameter is written: the styles of OpenAPI 3.0.4, "Parameter Object", which are the expansions of
//! [RFC 6570](https://www.rfc-editor.org/rfc/rfc6570) and three of OpenAPI's own.
//!
//! What is undefined is left out, as RFC 6570 section 2.3 has it: `null`, an empty array, an empty object, and
//! a member of either that is `null`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::parameter::Parameter;

/// The `style` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `blue,black,brown`: paths and headers, the default of both (RFC 6570 section 3.2.2).
    Simple,
    /// `.blue,black,brown`: paths (RFC 6570 section 3.2.5).
    Label,
    /// `;color=blue,black,brown`: paths (RFC 6570 section 3.2.7).
    Matrix,
    /// `color=blue,black,brown`: queries and cookies, the default of both (RFC 6570 section 3.2.8).
    Form,
    /// `color=blue%20black%20brown`: arrays and objects in a query, not exploded.
    SpaceDelimited,
    /// `color=blue%7Cblack%7Cbrown`: arrays and objects in a query, not exploded.
    PipeDelimited,
    /// `color%5BR%5D=100&color%5BG%5D=200`: objects in a query.
    ///
    /// OpenAPI leaves deeper levels undefined; here an object goes on in the same way (`a[b][c]=1`), an array of
    /// scalars as `a[b][]=1&a[b][]=2`, an array of anything else by its indices (`a[b][0][c]=1`).
    DeepObject,
}

/// RFC 3986 section 2.3: all that is not a letter, a digit or one of `-._~` is encoded.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `allowReserved`: the reserved characters of RFC 3986 section 2.2 stand for themselves, but for those that would
/// end the value (`&`, `#`), be read as a space (`+`) or may not stand in a query at all (`[`, `]`).
const NOT_RESERVED: &AsciiSet = &NOT_UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Percent-encodes all but the unreserved characters.
pub(super) fn encode(text: &str) -> String {
    encoded(text).into_owned()
}

/// [`encode`], not copied where nothing is to be encoded.
pub(super) fn encoded(text: &str) -> Cow<'_, str> {
    if is_unreserved(text) {
        return Cow::Borrowed(text);
    }
    utf8_percent_encode(text, NOT_UNRESERVED).into()
}

/// Whether all of a text stands for itself wherever it is put (RFC 3986 section 2.3).
pub(super) fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

/// Percent-encodes a query's value under `allowReserved`. What is encoded already passes as it is (RFC 6570 section 3.2.3):
/// so a caller may have `%26` where `&` would end the value.
pub(super) fn encode_reserved(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut parts = text.split('%');
    encoded.extend(parts.next().map(|part| utf8_percent_encode(part, NOT_RESERVED)).into_iter().flatten());
    for part in parts {
        let is_triple = part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        encoded.push_str(if is_triple { "%" } else { "%25" });
        encoded.extend(utf8_percent_encode(part, NOT_RESERVED));
    }
    encoded
}

/// The name of a pair where nothing is encoded.
pub(super) fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// A header's value stands as it is: OpenAPI encodes nothing there.
pub(super) fn verbatim(text: &str) -> String {
    text.to_owned()
}

/// A value in a place that this style cannot write it to: an array or object inside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nested;

/// A parameter of one level, its texts encoded.
enum Flat {
    Absent,
    One(String),
    Many(Vec<String>),
    Pairs(Vec<(String, String)>),
}

type Encode = fn(&str) -> String;

fn flatten(value: &Parameter, encode: Encode) -> Result<Flat, Nested> {
    match value {
        Parameter::List(items) => {
            let items = items.iter().filter_map(|item| scalar(item, encode).transpose());
            Ok(some_or_absent(items.collect::<Result<Vec<_>, _>>()?, Flat::Many))
        }
        Parameter::Object(entries) => {
            let mut pairs = Vec::with_capacity(entries.len());
            for (name, value) in entries {
                if let Some(value) = scalar(value, encode)? {
                    pairs.push((encode(name), value));
                }
            }
            Ok(some_or_absent(pairs, Flat::Pairs))
        }
        value => Ok(scalar(value, encode)?.map_or(Flat::Absent, Flat::One)),
    }
}

fn some_or_absent<T>(items: Vec<T>, make: fn(Vec<T>) -> Flat) -> Flat {
    if items.is_empty() { Flat::Absent } else { make(items) }
}

fn scalar(value: &Parameter, encode: Encode) -> Result<Option<String>, Nested> {
    match value {
        Parameter::Null => Ok(None),
        Parameter::Text(text) | Parameter::Literal(text) => Ok(Some(encode(text))),
        Parameter::File(_) | Parameter::List(_) | Parameter::Object(_) => Err(Nested),
    }
}

/// Names and values alternating, `R,100,G,200`, or as pairs, `R=100,G=200`.
fn joined(pairs: &[(String, String)], separator: &str, explode: bool) -> String {
    let between = if explode { "=" } else { separator };
    let written: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}{between}{value}")).collect();
    written.join(separator)
}

/// RFC 6570 section 3.2.2. `None` when there is nothing to write.
pub(super) fn simple(value: &Parameter, explode: bool, encode: Encode) -> Result<Option<String>, Nested> {
    Ok(match flatten(value, encode)? {
        Flat::Absent => None,
        Flat::One(text) => Some(text),
        Flat::Many(items) => Some(items.join(",")),
        Flat::Pairs(pairs) => Some(joined(&pairs, ",", explode)),
    })
}

/// RFC 6570 section 3.2.5. `None` when there is nothing to write.
pub(super) fn label(value: &Parameter, explode: bool) -> Result<Option<String>, Nested> {
    let separator = if explode { "." } else { "," };
    let text = match flatten(value, encode)? {
        Flat::Absent => return Ok(None),
        Flat::One(text) => text,
        Flat::Many(items) => items.join(separator),
        Flat::Pairs(pairs) => joined(&pairs, separator, explode),
    };
    Ok(Some(format!(".{text}")))
}

/// RFC 6570 section 3.2.7. `None` when there is nothing to write.
pub(super) fn matrix(name: &str, value: &Parameter, explode: bool) -> Result<Option<String>, Nested> {
    let name = encode(name);
    let one = |name: &str, text: &str| {
        // An empty value loses its `=`, in this style alone.
        if text.is_empty() { format!(";{name}") } else { format!(";{name}={text}") }
    };
    Ok(match flatten(value, encode)? {
        Flat::Absent => None,
        Flat::One(text) => Some(one(&name, &text)),
        Flat::Many(items) if explode => Some(items.iter().map(|item| one(&name, item)).collect()),
        Flat::Many(items) => Some(one(&name, &items.join(","))),
        Flat::Pairs(pairs) if explode => Some(pairs.iter().map(|(name, value)| one(name, value)).collect()),
        Flat::Pairs(pairs) => Some(one(&name, &joined(&pairs, ",", false))),
    })
}

/// The `name=value` pairs of a query (joined by `&`) or of a cookie (joined by `; `), encoded.
///
/// [`Style::Simple`], [`Style::Label`] and [`Style::Matrix`] do not exist there and are read as [`Style::Form`].
pub(super) fn pairs(
    name: &str,
    value: &Parameter,
    style: Style,
    explode: bool,
    encode_value: Encode,
) -> Result<Vec<(String, String)>, Nested> {
    let nests = matches!(value, Parameter::Object(_) | Parameter::List(_)) && !value.is_on_disk();
    if style == Style::DeepObject && nests {
        let mut pairs = Vec::new();
        deep(&encode(name), value, encode_value, &mut pairs);
        return Ok(pairs);
    }
    if let (true, Parameter::Object(entries)) = (explode, value) {
        return exploded(entries, encode_value);
    }
    let separator = || match style {
        Style::SpaceDelimited => encode_value(" "),
        Style::PipeDelimited => encode_value("|"),
        _ => ",".to_owned(),
    };
    let name = encode(name);
    Ok(match flatten(value, encode_value)? {
        Flat::Absent => Vec::new(),
        Flat::One(text) => vec![(name, text)],
        Flat::Many(items) if explode => items.into_iter().map(|item| (name.clone(), item)).collect(),
        Flat::Many(items) => vec![(name, items.join(&separator()))],
        Flat::Pairs(pairs) => vec![(name, joined(&pairs, &separator(), false))],
    })
}

/// Each property as a parameter of its own. Of a list in it OpenAPI says nothing; as a parameter it would be repeated, and
/// so it is by whoever takes such objects. What nests deeper is JSON, as in a form.
fn exploded(entries: &[(String, Parameter)], encode: Encode) -> Result<Vec<(String, String)>, Nested> {
    let mut pairs = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let items = match value {
            Parameter::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for item in items {
            let text = match item {
                Parameter::List(_) | Parameter::Object(_) => {
                    Some(encode(&serde_json::to_string(item).map_err(|_| Nested)?))
                }
                item => scalar(item, encode)?,
            };
            pairs.extend(text.map(|text| (self::encode(name), text)));
        }
    }
    Ok(pairs)
}

fn deep(name: &str, value: &Parameter, encode: Encode, pairs: &mut Vec<(String, String)>) {
    match value {
        Parameter::Null => {}
        Parameter::Text(text) | Parameter::Literal(text) => pairs.push((name.to_owned(), encode(text))),
        Parameter::File(file) => pairs.push((name.to_owned(), encode(&file.text()))),
        Parameter::Object(entries) => {
            for (key, value) in entries {
                deep(&format!("{name}%5B{}%5D", self::encode(key)), value, encode, pairs);
            }
        }
        Parameter::List(items) => {
            let scalars = items.iter().all(|item| scalar(item, encode).is_ok());
            for (index, item) in items.iter().enumerate() {
                let index = if scalars { String::new() } else { index.to_string() };
                deep(&format!("{name}%5B{index}%5D"), item, encode, pairs);
            }
        }
    }
}
