//! Equality of JSON values as JSON Schema defines it, and values as text in a message.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::{Literal, Number};

/// The longest text of a value that a message shows, in characters.
const SHOWN: usize = 64;

impl Literal {
    /// Whether a value equals this one: numbers by value, objects in any order, and `1` is not `true`.
    pub(super) fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Literal::Null, Value::Null) => true,
            (Literal::Boolean(ours), Value::Bool(theirs)) => ours == theirs,
            (Literal::Number(ours), Value::Number(theirs)) => {
                ours.compare(Number::of(theirs)) == Ordering::Equal
            }
            (Literal::Text(ours), Value::String(theirs)) => ours == theirs,
            (Literal::Json(ours), theirs) => {
                serde_json::from_str(ours).is_ok_and(|ours: Value| canonical(&ours) == canonical(theirs))
            }
            _ => false,
        }
    }

    /// As JSON, for a message.
    pub(super) fn text(&self) -> String {
        match self {
            Literal::Null => "null".to_owned(),
            Literal::Boolean(boolean) => boolean.to_string(),
            Literal::Number(number) => number.to_string(),
            Literal::Text(text) => quoted(text),
            Literal::Json(json) => (*json).to_owned(),
        }
    }
}

/// A text in which two values are the same exactly when JSON Schema holds them equal.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => {
            let number = Number::of(number);
            match number.whole() {
                Some(whole) => text.push_str(&whole.to_string()),
                None => text.push_str(&format!("{:e}", number.as_f64())),
            }
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(properties) => {
            text.push('{');
            for (name, value) in properties.iter().collect::<BTreeMap<_, _>>() {
                text.push_str(&quoted(name));
                text.push(':');
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Null => text.push_str("null"),
        Value::Bool(boolean) => text.push_str(if *boolean { "true" } else { "false" }),
        Value::String(string) => text.push_str(&quoted(string)),
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// What a value is, with its text when it is short and simple: `is "abc"`, `is an object`.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("is {}", shortened(text)),
        Value::Number(number) => format!("is {}", Number::of(number)),
        _ => kind_only(value),
    }
}

/// What a value is, without its text: `is a string of 12 characters`.
pub(super) fn hidden(value: &Value) -> String {
    match value {
        Value::String(text) => format!("is a string of {}", counted(text.chars().count(), "character")),
        Value::Bool(_) => "is a boolean".to_owned(),
        _ => kind_only(value),
    }
}

/// The JSON type of a value in words.
pub(super) fn kind_only(value: &Value) -> String {
    match value {
        Value::Null => "is null",
        Value::Bool(true) => "is true",
        Value::Bool(false) => "is false",
        Value::Number(number) if Number::of(number).is_whole() => "is an integer",
        Value::Number(_) => "is a number",
        Value::String(_) => "is a string",
        Value::Array(_) => "is an array",
        Value::Object(_) => "is an object",
    }
    .to_owned()
}

/// `1 character`, `2 characters`.
pub(super) fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// A text in quotes, cut when it is long.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => quoted(text),
        Some((end, _)) => format!("{}...", quoted(&text[..end])),
    }
}
