//! Schemas (OpenAPI 3.0.4, 4.7.24 to 4.7.26).

use super::Shape::{
    Any, Boolean, Choice, Count, List, Map, Number, Object as An, Schema, SchemaOrBoolean, Text,
};
use super::{EXTERNAL_DOCUMENTATION, Object, field, object, prose, required};

/// The types a schema can name (OpenAPI 3.0.4, 4.7.24.1).
pub(in crate::document) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object"];

pub(in crate::document) static SCHEMA: Object = object(
    "Schema Object",
    "the schema",
    &[
        prose("title", Text),
        field("multipleOf", Number),
        field("maximum", Number),
        field("exclusiveMaximum", Boolean),
        field("minimum", Number),
        field("exclusiveMinimum", Boolean),
        field("maxLength", Count),
        field("minLength", Count),
        field("pattern", Text),
        field("maxItems", Count),
        field("minItems", Count),
        field("uniqueItems", Boolean),
        field("maxProperties", Count),
        field("minProperties", Count),
        field("required", List(&Text)),
        field("enum", List(&Any)),
        field("type", Choice(TYPES)),
        field("allOf", List(&Schema)),
        field("oneOf", List(&Schema)),
        field("anyOf", List(&Schema)),
        field("not", Schema),
        field("items", Schema),
        field("properties", Map(&Schema)),
        field("additionalProperties", SchemaOrBoolean),
        prose("description", Text),
        field("format", Text),
        field("default", Any),
        field("nullable", Boolean),
        field("discriminator", An(&DISCRIMINATOR)),
        field("readOnly", Boolean),
        field("writeOnly", Boolean),
        prose("xml", An(&XML)),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
        prose("example", Any),
        field("deprecated", Boolean),
    ],
)
.section("schemas");

pub(in crate::document) static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    "the discriminator",
    &[required("propertyName", Text), field("mapping", Map(&Text))],
);

pub(in crate::document) static XML: Object = object(
    "XML Object",
    "`xml`",
    &[
        prose("name", Text),
        prose("namespace", Text),
        prose("prefix", Text),
        prose("attribute", Boolean),
        prose("wrapped", Boolean),
    ],
);
