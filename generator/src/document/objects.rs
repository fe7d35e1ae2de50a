//! The objects of OpenAPI 3.0.4, a table each: which fields there are, of what shape, which must be
//! there. `check` walks a document along these tables; a field is added or changed here alone.

mod operations;
mod schemas;
mod security;

pub(super) use operations::{
    CALLBACK, ENCODING, HEADER, LINK, MEDIA_TYPE, OPERATION, PARAMETER, PATH_ITEM, PATHS, REQUEST_BODY,
    RESPONSE, RESPONSES,
};
pub(super) use schemas::{DISCRIMINATOR, SCHEMA};
pub(super) use security::OAUTH_FLOWS;

use Shape::{List, Map, Object as An, Reference, Schema, Text};
use operations::EXAMPLE;
use security::{SECURITY_REQUIREMENT, SECURITY_SCHEME};
use serde_json::{Map as Members, Value};

/// What a value must be.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Any JSON value.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A whole number that is not negative.
    Count,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A list of such values.
    List(&'static Shape),
    /// An object whose keys are names, of such values.
    Map(&'static Shape),
    /// An object with fields of its own.
    Object(&'static Object),
    /// Such an object, or a Reference Object in its place.
    Reference(&'static Object),
    /// A Schema Object, or a Reference Object in its place.
    Schema,
    /// `additionalProperties`: a schema, a reference to one, `true` or `false`.
    SchemaOrBoolean,
}

/// A kind of object.
pub(super) struct Object {
    /// What OpenAPI calls it, as in "Schema Object".
    pub(super) name: &'static str,
    /// What a sentence calls it.
    pub(super) called: &'static str,
    /// The field of the Components Object that keeps such objects.
    pub(super) section: Option<&'static str>,
    /// Its fixed fields.
    pub(super) fields: &'static [Field],
    /// Fields that it has from OpenAPI 3.1 or 3.2 on, beyond what is rewritten in the words of 3.0, and those that may
    /// have other values since.
    pub(super) newer: &'static [Field],
    /// What its other keys are.
    pub(super) rest: Rest,
    /// The field whose value adds fields, with the objects that list these.
    pub(super) by: Option<(&'static str, &'static [(&'static str, &'static Object)])>,
}

/// What the keys of an object are that no fixed field names. `x-` is an extension everywhere.
#[derive(Clone, Copy)]
pub(super) enum Rest {
    /// Nothing OpenAPI knows.
    Unknown,
    /// A path, from `/`.
    Paths(&'static Shape),
    /// A status code: `200`, `2XX`.
    Statuses(&'static Shape),
    /// A runtime expression.
    Expressions(&'static Shape),
}

/// A fixed field.
pub(super) struct Field {
    /// Its key.
    pub(super) name: &'static str,
    /// What its value must be.
    pub(super) shape: Shape,
    /// Whether it must be there.
    pub(super) need: Need,
    /// Whether the emitted code depends on it. What is wrong in other fields is a warning only, and
    /// the field is left out.
    pub(super) matters: bool,
}

/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It may be missing.
    Optional,
    /// Without it there is nothing to generate from.
    Required,
    /// OpenAPI requires it, but this JSON value does as well.
    Assumed(&'static str),
}

const fn has(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, need: Need::Optional, matters: true }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, need: Need::Required, matters: true }
}

const fn assumed(name: &'static str, shape: Shape, value: &'static str) -> Field {
    Field { name, shape, need: Need::Assumed(value), matters: true }
}

/// A field that only documents.
const fn prose(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, need: Need::Optional, matters: false }
}

const fn object(name: &'static str, called: &'static str, fields: &'static [Field]) -> Object {
    Object { name, called, section: None, fields, newer: &[], rest: Rest::Unknown, by: None }
}

impl Object {
    const fn section(mut self, section: &'static str) -> Object {
        self.section = Some(section);
        self
    }

    const fn newer(mut self, newer: &'static [Field]) -> Object {
        self.newer = newer;
        self
    }

    const fn rest(mut self, rest: Rest) -> Object {
        self.rest = rest;
        self
    }

    const fn by(mut self, field: &'static str, kinds: &'static [(&'static str, &'static Object)]) -> Object {
        self.by = Some((field, kinds));
        self
    }
}

/// The field of an object that a key names. `newer`: those from 3.1 on count.
pub(super) fn field(object: &'static Object, key: &str, newer: bool) -> Option<&'static Field> {
    object.all_fields(newer).find(|field| field.name == key)
}

/// What adds fields to an object, by the value that one of its fields has.
pub(super) fn kind(object: &'static Object, members: &Members<String, Value>) -> Option<&'static Object> {
    let (field, kinds) = object.by?;
    let value = members.get(field)?.as_str()?;
    kinds.iter().find(|(name, _)| *name == value).map(|(_, kind)| *kind)
}

/// What a section of `components` holds.
pub(super) fn component(section: &str) -> Option<Shape> {
    match field(&COMPONENTS, section, false)?.shape {
        Shape::Map(member) => Some(*member),
        _ => None,
    }
}

impl Object {
    /// Its fixed fields.
    pub(super) fn all_fields(&'static self, newer: bool) -> impl Iterator<Item = &'static Field> {
        let newer: &'static [Field] = if newer { self.newer } else { &[] };
        newer.iter().chain(self.fields)
    }
}

pub(super) static OPENAPI: Object = object(
    "OpenAPI Object",
    "the document",
    &[
        required("openapi", Text),
        required("info", An(&INFO)),
        has("servers", List(&An(&SERVER))),
        required("paths", An(&PATHS)),
        has("components", An(&COMPONENTS)),
        has("security", List(&SECURITY_REQUIREMENT)),
        prose("tags", List(&An(&TAG))),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
    ],
)
.newer(&[
    has("webhooks", Map(&Reference(&PATH_ITEM))),
    prose("jsonSchemaDialect", Text),
    prose("$self", Text),
]);

pub(super) static INFO: Object = object(
    "Info Object",
    "`info`",
    &[
        required("title", Text),
        prose("description", Text),
        prose("termsOfService", Text),
        prose("contact", An(&CONTACT)),
        prose("license", An(&LICENSE)),
        required("version", Text),
    ],
)
.newer(&[prose("summary", Text)]);

static CONTACT: Object =
    object("Contact Object", "the contact", &[prose("name", Text), prose("url", Text), prose("email", Text)]);

static LICENSE: Object =
    object("License Object", "the license", &[required("name", Text), prose("url", Text)])
        .newer(&[prose("identifier", Text)]);

pub(super) static SERVER: Object = object(
    "Server Object",
    "the server",
    &[required("url", Text), prose("description", Text), has("variables", Map(&An(&SERVER_VARIABLE)))],
)
.newer(&[prose("name", Text)]);

pub(super) static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    "the server variable",
    &[has("enum", List(&Text)), required("default", Text), prose("description", Text)],
);

pub(super) static COMPONENTS: Object = object(
    "Components Object",
    "`components`",
    &[
        has("schemas", Map(&Schema)),
        has("responses", Map(&Reference(&RESPONSE))),
        has("parameters", Map(&Reference(&PARAMETER))),
        prose("examples", Map(&Reference(&EXAMPLE))),
        has("requestBodies", Map(&Reference(&REQUEST_BODY))),
        has("headers", Map(&Reference(&HEADER))),
        has("securitySchemes", Map(&Reference(&SECURITY_SCHEME))),
        prose("links", Map(&Reference(&LINK))),
        has("callbacks", Map(&Reference(&CALLBACK))),
    ],
)
.newer(&[prose("pathItems", Map(&Reference(&PATH_ITEM))), prose("mediaTypes", Map(&Reference(&MEDIA_TYPE)))]);

static TAG: Object = object(
    "Tag Object",
    "the tag",
    &[required("name", Text), prose("description", Text), prose("externalDocs", An(&EXTERNAL_DOCUMENTATION))],
)
.newer(&[prose("summary", Text), prose("parent", Text), prose("kind", Text)]);

static EXTERNAL_DOCUMENTATION: Object = object(
    "External Documentation Object",
    "the external documentation",
    &[prose("description", Text), required("url", Text)],
);
