//! How models are written: what their `Serialize` implementations share.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap, Serializer};

/// Begins a JSON object.
pub fn object<S: Serializer>(serializer: S) -> Object<S> {
    match serializer.serialize_map(None) {
        Ok(map) => Object { map: Some(map), error: None },
        Err(error) => Object { map: None, error: Some(error) },
    }
}

/// A JSON object while it is written.
///
/// An error is kept until the end, so that what is written for a property is one call, with no way out of its own: an exit
/// for each property is what makes such code slow to compile.
#[must_use = "an object has an end"]
pub struct Object<S: Serializer> {
    /// None at its end.
    map: Option<S::SerializeMap>,
    error: Option<S::Error>,
}

impl<S: Serializer> Object<S> {
    /// Writes a property.
    pub fn property<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> &mut Self {
        self.write(name, value);
        self
    }

    /// Writes a property that may be absent.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> &mut Self {
        if let Some(value) = value {
            self.write(name, value);
        }
        self
    }

    /// Writes the properties that the document allows without naming them.
    ///
    /// It is an error when one of them has a name that the document does give. That property has a field of its own; written
    /// here too, it would stand in the object twice, and each reader would take the one it likes (RFC 8259 section 4): what
    /// was validated need not be what the server reads.
    pub fn others<T: Serialize>(&mut self, others: &BTreeMap<String, T>, named: &[&str]) -> &mut Self {
        for (name, value) in others {
            if named.contains(&name.as_str()) {
                let why = format!("`{name}` has a field of its own, and cannot be an additional property");
                self.fail(S::Error::custom(why));
                break;
            }
            self.write(name, value);
        }
        self
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first that writing met.
    pub fn end(&mut self) -> Result<S::Ok, S::Error> {
        match (self.error.take(), self.map.take()) {
            (Some(error), _) => Err(error),
            (None, Some(map)) => map.end(),
            (None, None) => Err(S::Error::custom("an object has one end")),
        }
    }

    fn write<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Some(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.fail(error);
        }
    }

    /// Nothing more is written.
    #[cold]
    fn fail(&mut self, error: S::Error) {
        self.map = None;
        self.error = Some(error);
    }
}
