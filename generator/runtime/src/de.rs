//! Help for the hand-shaped serde implementations of the models.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap};

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
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads an [`Object`].
///
/// # Errors
///
/// When something else came, or [`Object::read`] fails.
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Properties(PhantomData))
}

struct Properties<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Properties<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// The name of the next property.
///
/// # Errors
///
/// When the object is malformed.
pub fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Key<'de>>, A::Error> {
    map.next_key()
}

/// Reads the value of a property in which `null`, if its type has one, is a value like others.
///
/// # Errors
///
/// When the value is not of the property's type.
pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = Some(map.next_value()?);
    Ok(())
}

/// Reads the value of an optional property: `null` is taken for absence, as servers send it.
///
/// # Errors
///
/// When the value is not of the property's type.
pub fn optional<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = map.next_value()?;
    Ok(())
}

/// Reads the value of a property that the document does not name.
///
/// # Errors
///
/// When the value is not of the type that such properties have.
pub fn other<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    others: &mut BTreeMap<String, T>,
    key: Key<'de>,
    map: &mut A,
) -> Result<(), A::Error> {
    others.insert(key.into_string(), map.next_value()?);
    Ok(())
}

/// Passes over the value of a property.
///
/// # Errors
///
/// When it is malformed.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Passes over an object in which nothing is of interest.
///
/// # Errors
///
/// When it is malformed.
pub fn skip_all<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
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
