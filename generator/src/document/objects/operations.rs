//! Paths, operations, and what goes in and out of them (OpenAPI 3.0.4, 4.7.8 to 4.7.21).

use super::Shape::{Any, Boolean, Choice, List, Map, Object as An, Reference, Schema, Text};
use super::security::SECURITY_REQUIREMENT;
use super::{EXTERNAL_DOCUMENTATION, Field, Object, Rest, SERVER, assumed, has, object, prose, required};

pub(in crate::document) static PATHS: Object =
    object("Paths Object", "`paths`", &[]).rest(Rest::Paths(&Reference(&PATH_ITEM)));

pub(in crate::document) static PATH_ITEM: Object = object(
    "Path Item Object",
    "the path item",
    &[
        prose("summary", Text),
        prose("description", Text),
        has("get", An(&OPERATION)),
        has("put", An(&OPERATION)),
        has("post", An(&OPERATION)),
        has("delete", An(&OPERATION)),
        has("options", An(&OPERATION)),
        has("head", An(&OPERATION)),
        has("patch", An(&OPERATION)),
        has("trace", An(&OPERATION)),
        has("servers", List(&An(&SERVER))),
        has("parameters", List(&Reference(&PARAMETER))),
    ],
)
.newer(&[has("query", An(&OPERATION)), has("additionalOperations", Map(&An(&OPERATION)))]);

pub(in crate::document) static OPERATION: Object = object(
    "Operation Object",
    "the operation",
    &[
        has("tags", List(&Text)),
        prose("summary", Text),
        prose("description", Text),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
        has("operationId", Text),
        has("parameters", List(&Reference(&PARAMETER))),
        has("requestBody", Reference(&REQUEST_BODY)),
        required("responses", An(&RESPONSES)),
        has("callbacks", Map(&Reference(&CALLBACK))),
        has("deprecated", Boolean),
        has("security", List(&SECURITY_REQUIREMENT)),
        has("servers", List(&An(&SERVER))),
    ],
);

pub(in crate::document) static PARAMETER: Object = object(
    "Parameter Object",
    "the parameter",
    &[
        required("name", Text),
        required("in", Choice(&["query", "header", "path", "cookie"])),
        prose("description", Text),
        has("required", Boolean),
        has("deprecated", Boolean),
        has("allowEmptyValue", Boolean),
        has(
            "style",
            Choice(&["simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        has("explode", Boolean),
        has("allowReserved", Boolean),
        has("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        has("content", Map(&An(&MEDIA_TYPE))),
    ],
)
.section("parameters")
.newer(&[
    required("in", Choice(&["query", "header", "path", "cookie", "querystring"])),
    has(
        "style",
        Choice(&[
            "simple",
            "form",
            "label",
            "matrix",
            "spaceDelimited",
            "pipeDelimited",
            "deepObject",
            "cookie",
        ]),
    ),
]);

pub(in crate::document) static REQUEST_BODY: Object = object(
    "Request Body Object",
    "the request body",
    &[prose("description", Text), required("content", Map(&An(&MEDIA_TYPE))), has("required", Boolean)],
)
.section("requestBodies");

pub(in crate::document) static MEDIA_TYPE: Object = object(
    "Media Type Object",
    "the media type",
    &[
        has("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        has("encoding", Map(&An(&ENCODING))),
    ],
)
.newer(&[has("itemSchema", Schema), prose("itemEncoding", Any), prose("prefixEncoding", Any)]);

pub(in crate::document) static ENCODING: Object = object(
    "Encoding Object",
    "the encoding",
    &[
        has("contentType", Text),
        has("headers", Map(&Reference(&HEADER))),
        has("style", Choice(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        has("explode", Boolean),
        has("allowReserved", Boolean),
    ],
)
.newer(&[prose("encoding", Any), prose("itemEncoding", Any), prose("prefixEncoding", Any)]);

pub(in crate::document) static RESPONSES: Object =
    object("Responses Object", "`responses`", &[has("default", Reference(&RESPONSE))])
        .rest(Rest::Statuses(&Reference(&RESPONSE)));

pub(in crate::document) static RESPONSE: Object = object(
    "Response Object",
    "the response",
    &[
        Field { matters: false, ..assumed("description", Text, "\"\"") },
        has("headers", Map(&Reference(&HEADER))),
        has("content", Map(&An(&MEDIA_TYPE))),
        prose("links", Map(&Reference(&LINK))),
    ],
)
.section("responses")
.newer(&[prose("summary", Text)]);

pub(in crate::document) static CALLBACK: Object = object("Callback Object", "the callback", &[])
    .section("callbacks")
    .rest(Rest::Expressions(&Reference(&PATH_ITEM)));

pub(in crate::document) static EXAMPLE: Object = object(
    "Example Object",
    "the example",
    &[prose("summary", Text), prose("description", Text), prose("value", Any), prose("externalValue", Text)],
)
.section("examples")
.newer(&[prose("dataValue", Any), prose("serializedValue", Text)]);

pub(in crate::document) static LINK: Object = object(
    "Link Object",
    "the link",
    &[
        prose("operationRef", Text),
        prose("operationId", Text),
        prose("parameters", Map(&Any)),
        prose("requestBody", Any),
        prose("description", Text),
        prose("server", An(&SERVER)),
    ],
)
.section("links");

pub(in crate::document) static HEADER: Object = object(
    "Header Object",
    "the header",
    &[
        prose("description", Text),
        has("required", Boolean),
        has("deprecated", Boolean),
        prose("allowEmptyValue", Boolean),
        has("style", Choice(&["simple"])),
        has("explode", Boolean),
        prose("allowReserved", Boolean),
        has("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        has("content", Map(&An(&MEDIA_TYPE))),
    ],
)
.section("headers");
