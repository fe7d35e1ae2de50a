//! Help for the hand-shaped serde implementations of the models.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap};

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
        f.write_str("the name of a property")
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

/// Stands for a value that must not be seen in a `Debug` implementation.
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The value of a required property, or serde's "missing field" error.
///
/// # Errors
///
/// When the property was not there.
pub fn required<T, E: de::Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

/// Reads the value of a property that is optional and nullable: `null` is `Some(None)`, absence stays `None`.
///
/// # Errors
///
/// When the value is neither `null` nor a `T`.
pub fn nullable<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    map: &mut A,
) -> Result<Option<Option<T>>, A::Error> {
    map.next_value::<Option<T>>().map(Some)
}

/// Writes the properties that the document allows without naming them.
///
/// # Errors
///
/// When one of them has a name that the document does give. That property has a field of its own; written here too, it
/// would stand in the object twice, and each reader would take the one it likes (RFC 8259 section 4): what was validated
/// need not be what the server reads.
pub fn write_others<M: SerializeMap, V: Serialize>(
    map: &mut M,
    others: &BTreeMap<String, V>,
    named: &[&str],
) -> Result<(), M::Error> {
    for (name, value) in others {
        if named.contains(&name.as_str()) {
            let why = format!("`{name}` has a field of its own, and cannot be an additional property");
            return Err(M::Error::custom(why));
        }
        map.serialize_entry(name, value)?;
    }
    Ok(())
}
