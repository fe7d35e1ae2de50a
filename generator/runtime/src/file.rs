//! A file in a form: its bytes, and what the form says of it.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// The name under which a file passes through serde, for the writer of forms to know it by.
pub(super) const TOKEN: &str = "$file";

/// A file to be uploaded: its bytes, with a name and a media type if there are any.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct File {
    content: Vec<u8>,
    name: Option<String>,
    content_type: Option<String>,
}

impl File {
    /// A file of these bytes.
    pub fn new(content: impl Into<Vec<u8>>) -> Self {
        Self { content: content.into(), name: None, content_type: None }
    }

    /// Says what the file is called. Without a name, it is sent under the name of its field: many servers take a part
    /// for a file only if it has one.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what the file's media type is.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The file's name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl From<Vec<u8>> for File {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl From<&[u8]> for File {
    fn from(content: &[u8]) -> Self {
        Self::new(content)
    }
}

impl From<String> for File {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

/// `Debug` shows how long the file is, not what is in it.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("length", &self.content.len())
            .finish()
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, &Inner(self))
    }
}

/// To JSON, a file is its text; the writer of forms is given all of it.
struct Inner<'a>(&'a File);

impl Serialize for Inner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file = self.0;
        if serializer.is_human_readable() {
            return serializer.serialize_str(&String::from_utf8_lossy(&file.content));
        }
        let mut parts = serializer.serialize_struct(TOKEN, 3)?;
        parts.serialize_field("name", &file.name)?;
        parts.serialize_field("content_type", &file.content_type)?;
        parts.serialize_field("content", &Octets(&file.content))?;
        parts.end()
    }
}

struct Octets<'a>(&'a [u8]);

impl Serialize for Octets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, &Raw(self.0))
    }
}

struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
