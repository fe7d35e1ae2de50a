//! Equality of JSON values as JSON Schema defines it, and values as text in a message.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::instance::{Instance, Kind};
use super::schema::{Literal, Number};

/// The longest text of a value that a message shows, in characters.
const SHOWN: usize = 64;

impl Literal {
    /// Whether a value equals this one: numbers by value, objects in any order, and `1` is not `true`.
    pub(super) fn equals<I: Instance>(&self, value: I) -> bool {
        match (self, value.kind()) {
            (Literal::Null, Kind::Null) => true,
            (Literal::Boolean(ours), Kind::Boolean(theirs)) => *ours == theirs,
            (Literal::Number(ours), Kind::Number(theirs)) => ours.compare(theirs) == Ordering::Equal,
            (Literal::Text(ours), Kind::Text(theirs)) => *ours == theirs,
            (Literal::Array(ours), Kind::Array) => {
                ours.len() == value.len()
                    && ours.iter().zip(value.items()).all(|(one, other)| one.equals(other))
            }
            (Literal::Object(ours), Kind::Object) => {
                let same = |(name, one): &(&str, Literal)| {
                    value.property(name).is_some_and(|other| one.equals(other))
                };
                ours.len() == value.len() && ours.iter().all(same)
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
fn equal<I: Instance>(one: I, other: I) -> bool {
    match (one.kind(), other.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Boolean(one), Kind::Boolean(other)) => one == other,
        (Kind::Number(one), Kind::Number(other)) => one.compare(other) == Ordering::Equal,
        (Kind::Text(one), Kind::Text(other)) => one == other,
        (Kind::Array, Kind::Array) => {
            one.len() == other.len() && one.items().zip(other.items()).all(|(one, other)| equal(one, other))
        }
        (Kind::Object, Kind::Object) => {
            let same = |(name, one): (&str, I)| other.property(name).is_some_and(|other| equal(one, other));
            one.len() == other.len() && one.properties().all(same)
        }
        _ => false,
    }
}

/// The first two items that are equal.
pub(super) fn repeated<I: Instance>(array: I) -> Option<(usize, usize)> {
    // Few are compared with each other, many by their digests, which only equal ones share but for chance.
    const FEW: usize = 32;
    if array.len() <= FEW {
        return array.items().enumerate().find_map(|(later, item)| {
            let same = |other: I| match (item.kind(), other.kind()) {
                // Most are texts, and most of those have different lengths.
                (Kind::Text(one), Kind::Text(other)) => one.len() == other.len() && one == other,
                _ => equal(item, other),
            };
            array.items().take(later).position(same).map(|first| (first, later))
        });
    }
    let items: Vec<I> = array.items().collect();
    let mut digests: Vec<(u64, usize)> = items.iter().copied().map(digest).zip(0..).collect();
    digests.sort_unstable();
    let mut found: Option<(usize, usize)> = None;
    for run in digests.chunk_by(|(one, _), (other, _)| one == other).filter(|run| run.len() > 1) {
        let places: Vec<usize> = run.iter().map(|(_, place)| *place).collect();
        let pair = places.iter().enumerate().find_map(|(at, later)| {
            let earlier = places.iter().take(at);
            let same = |first: &&usize| {
                items.get(**first).zip(items.get(*later)).is_some_and(|(a, b)| equal(*a, *b))
            };
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
fn digest<I: Instance>(value: I) -> u64 {
    let mut hasher = DefaultHasher::new();
    write_digest(value, &mut hasher);
    hasher.finish()
}

fn write_digest<I: Instance>(value: I, hasher: &mut DefaultHasher) {
    match value.kind() {
        Kind::Null => hasher.write_u8(0),
        Kind::Boolean(boolean) => hasher.write_u8(1 + u8::from(boolean)),
        Kind::Number(number) => match number.whole() {
            Some(whole) => hasher.write_i128(whole),
            None => hasher.write_u64(number.as_f64().to_bits()),
        },
        Kind::Text(text) => text.hash(hasher),
        Kind::Array => {
            hasher.write_u8(3);
            value.items().for_each(|item| write_digest(item, hasher));
        }
        Kind::Object => {
            // Whatever the order of the members.
            let each = value.properties().map(|(name, value)| {
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
