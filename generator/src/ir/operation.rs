//! Operations: what is sent, and what comes back.

use super::{HeadersId, Sample, Schema, Type, TypeId};

/// One operation of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The method's name on the client.
    pub name: String,
    /// The name of the struct that holds the call's parameters.
    pub type_name: String,
    /// The name of the enumeration of its documented errors.
    pub error_name: String,
    /// The module (and file) it lives in.
    pub module: String,
    /// The `operationId`, as the document writes it; else method and path.
    pub id: String,
    /// `GET`, `POST`, ...
    pub method: String,
    /// The path template.
    pub path: String,
    /// A server of its own, overriding the document's.
    pub server: Option<String>,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// Path, query, header and cookie parameters.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The name of the enumeration of its successes, where they differ.
    pub success_name: String,
    /// The documented successes.
    pub successes: Vec<Case>,
    /// What a success gives.
    pub output: Output,
    /// The documented statuses that are not a success.
    pub errors: Vec<Case>,
    /// The header fields of its successes.
    pub headers: Option<HeadersId>,
    /// The header fields of its errors.
    pub error_headers: Option<HeadersId>,
    /// Alternatives, each a set of schemes.
    pub security: Vec<Vec<Requirement>>,
    /// The data of the server-sent events that it can answer with.
    pub events: Option<Events>,
    /// The JSON in lines that it can answer with.
    pub lines: Option<Lines>,
    /// How its pages follow one another.
    pub pagination: Option<Pagination>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// `in`.
    pub location: Location,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub reserved: bool,
    /// What the document says of the properties of a form that is the whole query.
    pub encodings: Vec<Encoding>,
    /// The value's type.
    pub ty: Type,
    /// What a valid value looks like.
    pub schema: Schema,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// `default`.
    pub default: Option<serde_json::Value>,
    /// A value from the document, for examples.
    pub example: Option<serde_json::Value>,
    /// A value in Rust, for examples.
    pub sample: Option<Sample>,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path template.
    Path,
    /// In the query.
    Query,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
    /// The whole of the query: `querystring`, OpenAPI 3.2.
    QueryString,
}

/// How a parameter's value is written: OpenAPI's `style`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is OpenAPI's style of its name")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// OpenAPI 3.2's: `form`, with nothing encoded.
    Cookie,
    /// No style: the parameter's `content` is JSON.
    Json,
    /// No style: the parameter's `content` is text.
    Text,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// The Rust name of the argument.
    pub name: String,
    /// The name of the enumeration of what it can be, where that is more than one thing.
    pub type_name: String,
    /// `required`.
    pub required: bool,
    /// What it can be; never empty, the first is the usual one.
    pub contents: Vec<Content>,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
}

impl Body {
    /// The only thing that it can be.
    pub fn only(&self) -> Option<&Content> {
        match self.contents.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// A request body in one of its media types.
#[derive(Debug, Clone)]
pub struct Content {
    /// The variant's name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What a valid body looks like.
    pub schema: Schema,
    /// How it is written.
    pub kind: MediaKind,
    /// The media type.
    pub content_type: String,
    /// What its parts are, if it is in parts.
    pub parts: Parts,
    /// What the document says of the properties of a form.
    pub encodings: Vec<Encoding>,
    /// Whether a value of its type is taken for it without naming the variant.
    pub converts: bool,
    /// Where the document defines it.
    pub pointer: String,
    /// A value from the document, for examples.
    pub example: Option<serde_json::Value>,
    /// A value in Rust, for examples.
    pub sample: Option<Sample>,
}

/// The parts of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// They are called as the properties of an object: a form.
    Named,
    /// A form that the document gives no properties, and the name of the one part that it has.
    Only(String),
    /// They have an order alone: the properties of an object, or the items of an array.
    Unnamed,
}

/// How a property of a form is written: OpenAPI's Encoding Object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoding {
    /// The property's name on the wire.
    pub name: String,
    /// `contentType`; empty: what follows from the value.
    pub content_type: String,
    /// `style` and `explode`.
    pub style: Option<(Style, bool)>,
    /// `allowReserved`.
    pub reserved: bool,
}

/// How a body is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// JSON, any `+json` type included.
    Json,
    /// `application/x-www-form-urlencoded`: requests only.
    Form,
    /// `multipart/form-data`: requests only.
    Multipart,
    /// Text.
    Text,
    /// A text in any media type, JSON among them: answers only.
    TextOrJson,
    /// Bytes as they are.
    Bytes,
}

/// What a success gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing: no success has a body.
    Empty,
    /// A body of one type, whatever the status.
    Body {
        /// Its type.
        ty: Type,
        /// How it is read.
        kind: MediaKind,
        /// Whether a success may come without it: then it is an `Option`.
        optional: bool,
    },
    /// One of the successes, as an enumeration with a variant for each.
    Enum,
}

/// What a documented status carries, in one of its media types.
#[derive(Debug, Clone)]
pub struct Case {
    /// Which statuses.
    pub status: Status,
    /// The media type that tells this one from others of its status; none: whatever the others are not.
    pub media: Option<String>,
    /// The variant's name.
    pub name: String,
    /// The body's type and its reading; none: the body is ignored.
    pub body: Option<(Type, MediaKind)>,
    /// The media type to ask for.
    pub accept: Option<String>,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// The field of the body in which the server says what is wrong, and whether it is optional.
    pub message: Option<(String, bool)>,
}

/// Server-sent events.
#[derive(Debug, Clone)]
pub struct Events {
    /// The type of an event's data; none: its text.
    pub data: Option<Type>,
}

/// JSON in lines.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The type of a line's value.
    pub line: Type,
    /// The media type.
    pub media: String,
}

/// The key of a `responses` entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// `4XX`: the first digit.
    Range(u16),
    /// `default`.
    Default,
}

/// The statuses by which a request is sent on to another URL (RFC 9110 section 15.4).
pub const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];

impl Status {
    /// Whether it is one by which a request is sent on.
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(code) if REDIRECTS.contains(&code))
    }
}

/// A scheme that a request has to satisfy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The scheme's key in the document.
    pub scheme: String,
    /// OAuth 2 scopes.
    pub scopes: Vec<String>,
}

/// A list in pages.
#[derive(Debug, Clone)]
pub struct Pagination {
    /// How the next page is asked for.
    pub next: Next,
    /// The index of the parameter that says how many items a page has.
    pub size: Option<usize>,
    /// How many items a page has when nothing is said.
    pub default_size: Option<u64>,
    /// The type of an item.
    pub item: Type,
    /// Where the items are.
    pub items: PageItems,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// By its number.
    Page {
        /// The index of the parameter.
        parameter: usize,
        /// The number of the first page.
        first: i64,
        /// The number of the last page that may be asked for.
        last: Option<i64>,
    },
    /// By the index of its first item.
    Offset {
        /// The index of the parameter.
        parameter: usize,
    },
    /// By what the page before gives for it.
    Cursor {
        /// The index of the parameter.
        parameter: usize,
    },
    /// By a link of the page before.
    Link,
}

/// Where the items of a page are.
#[derive(Debug, Clone)]
pub enum PageItems {
    /// The answer is the list.
    List,
    /// The answer is an object that has the list in a field.
    Field {
        /// The object.
        ty: TypeId,
        /// The list's field, and whether it is optional.
        items: (String, bool),
        /// The field with the number of items on all pages.
        total: Option<Count>,
        /// The field with the index of the first item among all.
        start: Option<Count>,
        /// The field with the number of items that a page can hold.
        limit: Option<Count>,
        /// The way to what the next page is asked for with.
        cursor: Option<Vec<Step>>,
        /// The way to whether there are more pages.
        more: Option<Vec<Step>>,
    },
    /// The answer is a union of such answers: the type, and what each variant holds.
    Union(TypeId, Vec<(String, PageItems)>),
}

/// A field that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The field's name.
    pub name: String,
    /// Whether it is optional.
    pub optional: bool,
    /// What type it has.
    pub kind: CountKind,
}

/// The type of a field that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountKind {
    /// `i32` or `i64`.
    Signed,
    /// `u64`.
    Unsigned,
    /// `f64`, which many documents call their whole numbers.
    Float,
}

/// A field on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The field's name.
    pub name: String,
    /// How many `Option`s are around its value: it may be absent, and it may be `null`.
    pub options: u8,
}
