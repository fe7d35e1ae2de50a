//! Telling the members of a `oneOf` or `anyOf` apart by what stands in the JSON.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde_json::Value;

use super::validate::Validate;

/// What stands at the place that tells the members of a union apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// Nothing: a step of the path is not there.
    Absent,
    /// A text.
    Text(&'a str),
    /// A number without a fraction (`1.0` is one).
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// Something that is never a tag: an array, an object, a number with a fraction or out of range.
    Other,
}

/// The tag at a path of property names, as in `tag(value, &["setup", "type"])`.
#[must_use]
pub fn tag<'a>(value: &'a Value, path: &[&str]) -> Tag<'a> {
    match step(value, path) {
        None => Tag::Absent,
        Some(Value::Null) => Tag::Null,
        Some(Value::Bool(boolean)) => Tag::Boolean(*boolean),
        Some(Value::String(text)) => Tag::Text(text),
        Some(Value::Number(number)) => whole(number).map_or(Tag::Other, Tag::Integer),
        Some(Value::Array(_) | Value::Object(_)) => Tag::Other,
    }
}

/// Whether something, `null` included, stands at a path of property names.
#[must_use]
pub fn has(value: &Value, path: &[&str]) -> bool {
    step(value, path).is_some()
}

/// Writes a member that is a model as serde writes a newtype, under the name of the model: in JSON that is the model itself, and
/// the validator knows by it which member is meant.
///
/// # Errors
///
/// Those of the serializer.
pub fn write<S: Serializer, T: Validate>(model: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(T::SCHEMA.model().map_or("", |(name, _)| name), model)
}

/// The JSON type of a value, with integers told apart from other numbers as JSON Schema does: by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction (`1.0` is one).
    Integer,
    /// A number with a fraction.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// The kind of a value.
#[must_use]
pub fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(number) if is_whole(number) => Kind::Integer,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::String,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
    }
}

/// Reads the member that was chosen.
///
/// # Errors
///
/// When the value is not that member, in the words of its own `Deserialize`.
pub fn read<T: DeserializeOwned, E: de::Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Reads the member that a value says it is, or, where it lacks what that member requires, the other: its tag alone does not make
/// such a value invalid.
///
/// # Errors
///
/// When it is neither, in the words of the first.
pub fn read_or<T: DeserializeOwned, O: DeserializeOwned, U, E: de::Error>(
    value: Value,
    member: impl FnOnce(T) -> U,
    otherwise: impl FnOnce(O) -> U,
) -> Result<U, E> {
    match T::deserialize(&value) {
        Ok(read) => Ok(member(read)),
        Err(error) => serde_json::from_value(value).map(otherwise).map_err(|_| E::custom(error)),
    }
}

/// A union of which an array or an object, or both, are one member each: that one is read as it comes, not from JSON that was
/// read before.
pub trait ByKind<'de>: Sized {
    /// Reads an array.
    ///
    /// # Errors
    ///
    /// When it is not as its member says.
    fn array<D: Deserializer<'de>>(array: D) -> Result<Self, D::Error> {
        Self::other(Value::deserialize(array)?)
    }

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// When it is not as its member says.
    fn object<D: Deserializer<'de>>(object: D) -> Result<Self, D::Error> {
        Self::other(Value::deserialize(object)?)
    }

    /// Reads everything else.
    ///
    /// # Errors
    ///
    /// When it is not as its member says.
    fn other<E: de::Error>(value: Value) -> Result<Self, E>;
}

/// Reads a [`ByKind`].
///
/// # Errors
///
/// Those of its methods.
pub fn by_kind<'de, T: ByKind<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(KindVisitor(PhantomData))
}

struct KindVisitor<T>(PhantomData<T>);

impl<'de, T: ByKind<'de>> Visitor<'de> for KindVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
        T::array(SeqAccessDeserializer::new(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::object(MapAccessDeserializer::new(object))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<T, E> {
        T::other(value.into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        T::other(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        T::other(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<T, D::Error> {
        by_kind(value)
    }
}

fn step<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(*name))
}

fn is_whole(number: &serde_json::Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

fn whole(number: &serde_json::Number) -> Option<i64> {
    // Up to 2^53 every whole f64 is exactly one integer; beyond, guessing a tag from it would be wrong.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        Some(float as i64)
    })
}
