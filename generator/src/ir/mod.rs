//! The API in Rust's terms: what [`lower`](crate::lower) decided and [`emit`](crate::emit) prints.
//!
//! Plain data. Nothing here knows OpenAPI's types, and nothing here knows tokens. A name in this room is final:
//! it is a legal Rust identifier, unique in its scope.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

mod feature;
mod headers;
mod operation;
mod schema;
mod service;
mod trial;
mod types;
mod uses;
mod webhook;

pub use feature::{Feature, Features, Part};
pub use headers::{Header, HeaderForm, Headers, HeadersId};
pub use operation::{
    Body, Case, Content, Count, CountKind, Encoding, Events, Lines, Location, MediaKind, Next, Operation,
    Output, PageItems, Pagination, Parameter, Parts, REDIRECTS, Requirement, Status, Step, Style,
};
pub use schema::{Format, Keyword, Literal, Number, Schema};
pub use service::{ApiKeyPlace, SchemeKind, SecurityScheme, Server, ServerVariable};
pub use trial::Trial;
pub use types::{
    Common, Constant, Conversion, Dispatch, Enum, EnumValue, Fallback, Field, JsonKind, Member, Rest, Sample,
    Shape, Struct, Type, TypeDef, TypeId, Union,
};
pub use webhook::{Webhook, WebhookKind};

/// Everything that one emitted crate says.
#[derive(Debug, Clone)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, Markdown.
    pub description: Option<String>,
    /// Every named type, in the document's order.
    pub types: Vec<TypeDef>,
    /// Every operation, in the document's order.
    pub operations: Vec<Operation>,
    /// The header fields of answers, each set once.
    pub headers: Vec<Headers>,
    /// What the API sends of its own accord, in the document's order.
    pub webhooks: Vec<Webhook>,
    /// `servers`; the first is the default.
    pub servers: Vec<Server>,
    /// `components.securitySchemes`.
    pub security: Vec<SecurityScheme>,
    /// What the test program calls operations with; empty: there is none.
    pub trials: Vec<Trial>,
    /// Components that the document has elsewhere: where they are said to be, and where they are written.
    pub lifted: BTreeMap<String, String>,
    /// What can be left out.
    pub features: Features,
    /// Whether a host name is asserted anywhere, which takes a crate of its own ([`Format::is_idn`]).
    pub idn: bool,
    /// The names of all types.
    pub names: BTreeSet<String>,
}

impl Api {
    /// The type that an id stands for.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The header fields that an id stands for; none: those of no header.
    pub fn headers_of(&self, id: Option<HeadersId>) -> &[Header] {
        id.map(|HeadersId(index)| self.headers[index].fields.as_slice()).unwrap_or_default()
    }

    /// Where in the document a node is written.
    pub fn written<'p>(&self, pointer: &'p str) -> Cow<'p, str> {
        // A component is three steps from the root.
        let end = pointer.match_indices('/').nth(3).map_or(pointer.len(), |(end, _)| end);
        match pointer.split_at_checked(end).and_then(|(head, tail)| Some((self.lifted.get(head)?, tail))) {
            Some((written, tail)) => Cow::Owned(format!("{written}{tail}")),
            None => Cow::Borrowed(pointer),
        }
    }

    /// Whether a type is called so.
    pub fn has_type(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// How many types are component schemas of the document.
    pub fn schemas(&self) -> usize {
        let component = |def: &&TypeDef| {
            def.pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
        };
        self.types.iter().filter(component).count()
    }

    /// Follows aliases down to a type that is not one.
    pub fn unalias<'a>(&'a self, mut ty: &'a Type) -> &'a Type {
        // An alias never leads back to itself (`lower` makes a newtype of such a cycle), so this ends.
        while let Type::Named(id) = ty {
            match &self.type_def(*id).shape {
                Shape::Alias(target) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// Whether a value of this type may hold a secret, at any depth.
    pub fn holds_secret(&self, ty: &Type) -> bool {
        match ty {
            Type::Secret => true,
            Type::Named(id) => self.type_def(*id).secret,
            ty => ty.parts().iter().any(|part| self.holds_secret(part)),
        }
    }
}
