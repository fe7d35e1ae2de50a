//! The objects of OpenAPI 3.0.4, a table each: which fields there are, of what shape, which must be
//! there. `check` walks a document along these tables; a field is added or changed here alone.

mod operations;
mod schemas;
mod security;

pub(super) use operations::{CALLBACK, HEADER, LINK, OPERATION, PARAMETER, PATH_ITEM};
pub(super) use schemas::{DISCRIMINATOR, SCHEMA};

use Shape::{List, Map, Object as An, Reference, Schema, Text};
use operations::{EXAMPLE, PATHS, REQUEST_BODY, RESPONSE};
use security::{SECURITY_REQUIREMENT, SECURITY_SCHEME};

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

const fn field(name: &'static str, shape: Shape) -> Field {
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
    Object { name, called, section: None, fields, rest: Rest::Unknown, by: None }
}

impl Object {
    const fn section(mut self, section: &'static str) -> Object {
        self.section = Some(section);
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

pub(super) static OPENAPI: Object = object(
    "OpenAPI Object",
    "the document",
    &[
        required("openapi", Text),
        required("info", An(&INFO)),
        field("servers", List(&An(&SERVER))),
        required("paths", An(&PATHS)),
        field("components", An(&COMPONENTS)),
        field("security", List(&SECURITY_REQUIREMENT)),
        prose("tags", List(&An(&TAG))),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
    ],
);

static INFO: Object = object(
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
);

static CONTACT: Object =
    object("Contact Object", "the contact", &[prose("name", Text), prose("url", Text), prose("email", Text)]);

static LICENSE: Object =
    object("License Object", "the license", &[required("name", Text), prose("url", Text)]);

pub(super) static SERVER: Object = object(
    "Server Object",
    "the server",
    &[required("url", Text), prose("description", Text), field("variables", Map(&An(&SERVER_VARIABLE)))],
);

pub(super) static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    "the server variable",
    &[field("enum", List(&Text)), required("default", Text), prose("description", Text)],
);

static COMPONENTS: Object = object(
    "Components Object",
    "`components`",
    &[
        field("schemas", Map(&Schema)),
        field("responses", Map(&Reference(&RESPONSE))),
        field("parameters", Map(&Reference(&PARAMETER))),
        prose("examples", Map(&Reference(&EXAMPLE))),
        field("requestBodies", Map(&Reference(&REQUEST_BODY))),
        field("headers", Map(&Reference(&HEADER))),
        field("securitySchemes", Map(&Reference(&SECURITY_SCHEME))),
        prose("links", Map(&Reference(&LINK))),
        field("callbacks", Map(&Reference(&CALLBACK))),
    ],
);

static TAG: Object = object(
    "Tag Object",
    "the tag",
    &[required("name", Text), prose("description", Text), prose("externalDocs", An(&EXTERNAL_DOCUMENTATION))],
);

static EXTERNAL_DOCUMENTATION: Object = object(
    "External Documentation Object",
    "the external documentation",
    &[prose("description", Text), required("url", Text)],
);
