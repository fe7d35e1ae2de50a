//! Requests that the API sends: webhooks and callbacks.

use super::{Schema, Type};

/// A request that the API sends.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The name of the type that stands for it.
    pub name: String,
    /// Its name in the document.
    pub id: String,
    /// `POST`, ...
    pub method: String,
    /// What makes the API send it.
    pub kind: WebhookKind,
    /// The body's type; a JSON value where the document says nothing of it.
    pub payload: Type,
    /// What a valid body looks like.
    pub schema: Schema,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// `deprecated: true`.
    pub deprecated: bool,
}

/// What makes the API send a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookKind {
    /// A subscription that was made elsewhere.
    Webhook,
    /// A call of an operation: the name of the client's method, and the expression of the URL.
    Callback(String, String),
}
