//! Files and other bytes to be sent: held in memory, on disk, or as they come.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, SerializeStruct, Serializer};

#[cfg(feature = "client")]
use super::payload::Once;

/// The name under which a file passes through serde, for the writer of forms to know it by.
pub(super) const TOKEN: &str = "$file";

/// A file to be uploaded, in a form or as a whole body, with a name and a media type if there are any.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct File {
    pub(super) content: Content,
    name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

/// Where the bytes are.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Held(Arc<Vec<u8>>),
    Path(PathBuf),
    #[cfg(feature = "client")]
    Once(Once),
}

impl Default for Content {
    fn default() -> Self {
        Self::Held(Arc::default())
    }
}

impl File {
    /// A file of these bytes.
    pub fn new(content: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::Held(Arc::new(content.into())), ..Self::default() }
    }

    /// A file on disk, called as it is there. It is read piece by piece when it is sent, and again when that is repeated;
    /// that it is not there is an error of the call, as it always is in a browser.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { content: Content::Path(path), name, ..Self::default() }
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

    /// Adds a header field to its part of a form (OpenAPI, `headers` of the "Encoding Object").
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes, if they are held in memory.
    pub fn content(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Held(bytes) => Some(bytes),
            _ => None,
        }
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

#[cfg(feature = "client")]
impl File {
    /// Bytes as they come, to be sent as a whole body: a part of a form cannot be read this way. As they come but once,
    /// a call with them is not repeated.
    ///
    /// Of a `length`, so many of them are sent, and fewer are an error of the call. Without one they are sent in chunks,
    /// which not every server takes. A browser reads all of them before it sends any.
    pub fn from_reader(reader: impl tokio::io::AsyncRead + Send + 'static, length: Option<u64>) -> Self {
        Self { content: Content::Once(Once::new(reader, length)), ..Self::default() }
    }
}

#[cfg(feature = "client")]
impl From<bytes::Bytes> for File {
    fn from(content: bytes::Bytes) -> Self {
        Self::new(content)
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
            .field("length", &self.content().map(<[u8]>::len))
            .finish_non_exhaustive()
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
        let path = match &file.content {
            Content::Held(bytes) if serializer.is_human_readable() => {
                return serializer.serialize_str(&String::from_utf8_lossy(bytes));
            }
            Content::Held(_) => None,
            Content::Path(path) if !serializer.is_human_readable() => {
                Some(path.to_str().ok_or_else(|| S::Error::custom("the path of a file is not UTF-8"))?)
            }
            _ => return Err(S::Error::custom("a file that is not in memory can be no text")),
        };
        let mut parts = serializer.serialize_struct(TOKEN, 5)?;
        parts.serialize_field("name", &file.name)?;
        parts.serialize_field("content_type", &file.content_type)?;
        parts.serialize_field("headers", &file.headers)?;
        parts.serialize_field("path", &path)?;
        parts.serialize_field("content", &Octets(file.content().unwrap_or_default()))?;
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
