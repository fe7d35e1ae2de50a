//! Schemas (OpenAPI 3.0.4, 4.7.24 to 4.7.26).

use super::Shape::{
    Any, Boolean, Choice, Count, List, Map, Number, Object as An, Schema, SchemaOrBoolean, Text,
};
use super::{EXTERNAL_DOCUMENTATION, Object, has, object, prose, required};

/// The types a schema can name (OpenAPI 3.0.4, 4.7.24.1).
pub(in crate::document) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object"];

pub(in crate::document) static SCHEMA: Object = object(
    "Schema Object",
    "the schema",
    &[
        prose("title", Text),
        has("multipleOf", Number),
        has("maximum", Number),
        has("exclusiveMaximum", Boolean),
        has("minimum", Number),
        has("exclusiveMinimum", Boolean),
        has("maxLength", Count),
        has("minLength", Count),
        has("pattern", Text),
        has("maxItems", Count),
        has("minItems", Count),
        has("uniqueItems", Boolean),
        has("maxProperties", Count),
        has("minProperties", Count),
        has("required", List(&Text)),
        has("enum", List(&Any)),
        has("type", Choice(TYPES)),
        has("allOf", List(&Schema)),
        has("oneOf", List(&Schema)),
        has("anyOf", List(&Schema)),
        has("not", Schema),
        has("items", Schema),
        has("properties", Map(&Schema)),
        has("additionalProperties", SchemaOrBoolean),
        prose("description", Text),
        has("format", Text),
        has("default", Any),
        has("nullable", Boolean),
        has("discriminator", An(&DISCRIMINATOR)),
        has("readOnly", Boolean),
        has("writeOnly", Boolean),
        prose("xml", An(&XML)),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
        prose("example", Any),
        has("deprecated", Boolean),
    ],
)
.section("schemas")
.newer(&[
    prose("examples", Any),
    prose("$id", Text),
    prose("$schema", Text),
    prose("$anchor", Text),
    prose("$dynamicAnchor", Text),
    prose("$vocabulary", Any),
    prose("$comment", Any),
    has("$dynamicRef", Text),
    has("$defs", Map(&Schema)),
    prose("definitions", Map(&Schema)),
    has("prefixItems", List(&Schema)),
    has("contains", Schema),
    has("minContains", Count),
    has("maxContains", Count),
    has("patternProperties", Map(&Schema)),
    has("propertyNames", Schema),
    has("dependentRequired", Map(&List(&Text))),
    has("dependentSchemas", Map(&Schema)),
    has("if", Schema),
    has("then", Schema),
    has("else", Schema),
    has("unevaluatedItems", SchemaOrBoolean),
    has("unevaluatedProperties", SchemaOrBoolean),
    has("contentEncoding", Text),
    has("contentMediaType", Text),
    has("contentSchema", Schema),
]);

pub(in crate::document) static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    "the discriminator",
    &[required("propertyName", Text), has("mapping", Map(&Text))],
)
.newer(&[prose("defaultMapping", Text)]);

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
)
.newer(&[prose("nodeType", Text)]);
