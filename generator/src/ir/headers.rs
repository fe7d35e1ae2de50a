//! Header fields of answers.

use super::Type;

/// One of [`Api::headers`](super::Api::headers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadersId(pub usize);

/// Header fields that answers are documented to carry together, whichever operations give them.
#[derive(Debug, Clone)]
pub struct Headers {
    /// The name of the struct that holds them.
    pub type_name: String,
    /// In the document's order.
    pub fields: Vec<Header>,
}

/// A header field of an answer.
#[derive(Debug, Clone)]
pub struct Header {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// The value's type.
    pub ty: Type,
    /// How it is written.
    pub form: HeaderForm,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
}

/// How the value of a header field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderForm {
    /// A text, a number, a boolean.
    Scalar,
    /// Items with commas between them.
    List,
    /// Names and values, all with commas between them.
    Object,
    /// `name=value`, with commas between them.
    Exploded,
    /// JSON.
    Json,
}
