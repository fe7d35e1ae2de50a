//! Equality of JSON values as JSON Schema defines it, and values as text in a message.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

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
            (Literal::Array(ours), Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| one.equals(other))
            }
            (Literal::Object(ours), Value::Object(theirs)) => {
                let same =
                    |(name, one): &(&str, Literal)| theirs.get(*name).is_some_and(|other| one.equals(other));
                ours.len() == theirs.len() && ours.iter().all(same)
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
            Literal::Array(items) => {
                let items: Vec<String> = items.iter().map(Literal::text).collect();
                format!("[{}]", items.join(","))
            }
            Literal::Object(members) => {
                let member = |(name, value): &(&str, Literal)| format!("{}:{}", quoted(name), value.text());
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

/// Whether two values are equal as JSON Schema defines it.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            Number::of(one).compare(Number::of(other)) == Ordering::Equal
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same =
                |(name, one): (&String, &Value)| other.get(name).is_some_and(|other| equal(one, other));
            one.len() == other.len() && one.iter().all(same)
        }
        (one, other) => one == other,
    }
}

/// The first two items that are equal.
pub(super) fn repeated(items: &[Value]) -> Option<(usize, usize)> {
    // Few are compared with each other, many by their digests, which only equal ones share but for chance.
    const FEW: usize = 32;
    if items.len() <= FEW {
        return items.iter().enumerate().find_map(|(later, item)| {
            items.iter().take(later).position(|other| equal(item, other)).map(|first| (first, later))
        });
    }
    let mut digests: Vec<(u64, usize)> = items.iter().map(digest).zip(0..).collect();
    digests.sort_unstable();
    let mut found: Option<(usize, usize)> = None;
    for run in digests.chunk_by(|(one, _), (other, _)| one == other).filter(|run| run.len() > 1) {
        let places: Vec<usize> = run.iter().map(|(_, place)| *place).collect();
        let pair = places.iter().enumerate().find_map(|(at, later)| {
            let earlier = places.iter().take(at);
            let same =
                |first: &&usize| items.get(**first).zip(items.get(*later)).is_some_and(|(a, b)| equal(a, b));
            earlier.copied().find(|first| same(&first)).map(|first| (first, *later))
        });
        if let Some(pair) = pair
            && found.is_none_or(|found| pair.1 < found.1)
        {
            found = Some(pair);
        }
    }
    found
}

/// A number that equal values share.
fn digest(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    write_digest(value, &mut hasher);
    hasher.finish()
}

fn write_digest(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(boolean) => hasher.write_u8(1 + u8::from(*boolean)),
        Value::Number(number) => {
            let number = Number::of(number);
            match number.whole() {
                Some(whole) => hasher.write_i128(whole),
                None => hasher.write_u64(number.as_f64().to_bits()),
            }
        }
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            hasher.write_u8(3);
            items.iter().for_each(|item| write_digest(item, hasher));
        }
        Value::Object(members) => {
            // Whatever the order of the members.
            let each = members.iter().map(|(name, value)| {
                let mut member = DefaultHasher::new();
                name.hash(&mut member);
                write_digest(value, &mut member);
                member.finish()
            });
            hasher.write_u64(each.fold(4, u64::wrapping_add));
        }
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
