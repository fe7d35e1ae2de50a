//! How models are read: what their `Deserialize` implementations share.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

/// A model that is read property by property.
///
/// One visitor serves all of them, so that a model adds no more than its own properties to what is compiled.
pub trait Object<'de>: Sized {
    /// What was expected, for whoever reads that something else came.
    const EXPECTED: &'static str;

    /// Reads the properties.
    ///
    /// # Errors
    ///
    /// When a property is missing or not of its type.
    fn read<A: MapAccess<'de>>(properties: Properties<'de, A>) -> Result<Self, A::Error>;
}

/// Reads an [`Object`].
///
/// # Errors
///
/// When something else came, or [`Object::read`] fails.
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(Properties { map, error: None, seen: 0, seen_above: Vec::new(), keys: PhantomData })
    }
}

/// The properties of an object while it is read.
///
/// The first error is kept and ends the reading, so that what is written for a property is one call, with no way out of
/// its own: an exit for each property is what makes such code slow to compile.
pub struct Properties<'de, A: MapAccess<'de>> {
    map: A,
    error: Option<A::Error>,
    /// Which of the first required properties were there, a bit for each.
    seen: u64,
    /// The numbers of those for which there is no bit.
    seen_above: Vec<u32>,
    keys: PhantomData<Key<'de>>,
}

impl<'de, A: MapAccess<'de>> Properties<'de, A> {
    /// The name of the next property; none at the end, and after an error.
    pub fn key(&mut self) -> Option<Key<'de>> {
        if self.error.is_some() {
            return None;
        }
        match self.map.next_key() {
            Ok(key) => key,
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }

    /// Reads a required property, the one of this number among them.
    pub fn required<T: Deserialize<'de>>(&mut self, number: u32, slot: &mut Option<T>) {
        match 1_u64.checked_shl(number) {
            Some(bit) => self.seen |= bit,
            None => self.seen_above.push(number),
        }
        self.value(slot);
    }

    /// Reads an optional property in which `null`, if its type has one, is a value like others.
    pub fn value<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *slot = Some(value),
            Err(error) => self.fail(error),
        }
    }

    /// Reads an optional property: `null` is taken for absence, as servers send it.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *slot = value,
            Err(error) => self.fail(error),
        }
    }

    /// Reads a property that the document does not name.
    pub fn other<T: Deserialize<'de>>(&mut self, others: &mut BTreeMap<String, T>, key: Key<'de>) {
        match self.map.next_value() {
            Ok(value) => drop(others.insert(key.into_string(), value)),
            Err(error) => self.fail(error),
        }
    }

    /// Passes over the value of a property.
    pub fn skip(&mut self) {
        if let Err(error) = self.map.next_value::<IgnoredAny>() {
            self.fail(error);
        }
    }

    /// Passes over all properties.
    pub fn skip_all(&mut self) {
        while self.key().is_some() {
            self.skip();
        }
    }

    /// What was read.
    ///
    /// # Errors
    ///
    /// The first of the reading.
    pub fn finish<T>(self, value: T) -> Result<T, A::Error> {
        self.error.map_or(Ok(value), Err)
    }

    /// Why not every required property is there: the error that ended the reading, or which of them is missing.
    #[must_use]
    pub fn missing(self, required: &[&'static str]) -> A::Error {
        let was_there = |number: u32| match 1_u64.checked_shl(number) {
            Some(bit) => self.seen & bit != 0,
            None => self.seen_above.contains(&number),
        };
        self.error.unwrap_or_else(|| {
            let missing = (0..).zip(required).find(|(number, _)| !was_there(*number));
            missing.map_or_else(
                || A::Error::custom("a property is missing"),
                |(_, name)| A::Error::missing_field(name),
            )
        })
    }

    #[cold]
    fn fail(&mut self, error: A::Error) {
        self.error.get_or_insert(error);
    }
}

/// The name of a property while an object is read: borrowed from the input when it stands there as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key<'de>(Cow<'de, str>);

impl Key<'_> {
    /// The name as an owned text, for a model that keeps what it does not know.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl Deref for Key<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(name)))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name.to_owned())))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name)))
    }
}

/// Reads an integer, which JSON Schema lets be written as `1.0`, too.
///
/// # Errors
///
/// When it is no integer, or none of 64 bits.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(IntegerVisitor)
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        // From here on a float may stand for several integers.
        const LIMIT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= LIMIT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Ok(value as i64)
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }
}

/// Stands for a value that must not be seen in a `Debug` implementation.
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What is wrong with a body, without a word of it: serde's messages quote the values they did not expect, and a
/// value may be a secret.
pub(super) fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match error.classify() {
        serde_json::error::Category::Eof => "JSON that ends too early".to_owned(),
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            format!("not JSON ({text})")
        }
        serde_json::error::Category::Data => {
            if text.starts_with("missing field ") || text.starts_with("duplicate field ") {
                return format!("not of the documented shape ({text})");
            }
            let quotes = ["invalid type: ", "invalid value: ", "invalid length "];
            match text.rsplit_once(", expected ") {
                Some((unexpected, expected)) if quotes.iter().any(|q| unexpected.starts_with(q)) => {
                    format!("not of the documented shape (expected {expected})")
                }
                _ => "not of the documented shape".to_owned(),
            }
        }
    }
}
