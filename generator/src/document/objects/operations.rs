//! Paths, operations, and what goes in and out of them (OpenAPI 3.0.4, 4.7.8 to 4.7.21).

use super::Shape::{Any, Boolean, Choice, List, Map, Object as An, Reference, Schema, Text};
use super::security::SECURITY_REQUIREMENT;
use super::{EXTERNAL_DOCUMENTATION, Field, Object, Rest, SERVER, assumed, field, object, prose, required};

pub(in crate::document) static PATHS: Object =
    object("Paths Object", "`paths`", &[]).rest(Rest::Paths(&Reference(&PATH_ITEM)));

pub(in crate::document) static PATH_ITEM: Object = object(
    "Path Item Object",
    "the path item",
    &[
        prose("summary", Text),
        prose("description", Text),
        field("get", An(&OPERATION)),
        field("put", An(&OPERATION)),
        field("post", An(&OPERATION)),
        field("delete", An(&OPERATION)),
        field("options", An(&OPERATION)),
        field("head", An(&OPERATION)),
        field("patch", An(&OPERATION)),
        field("trace", An(&OPERATION)),
        field("servers", List(&An(&SERVER))),
        field("parameters", List(&Reference(&PARAMETER))),
    ],
);

pub(in crate::document) static OPERATION: Object = object(
    "Operation Object",
    "the operation",
    &[
        field("tags", List(&Text)),
        prose("summary", Text),
        prose("description", Text),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
        field("operationId", Text),
        field("parameters", List(&Reference(&PARAMETER))),
        field("requestBody", Reference(&REQUEST_BODY)),
        required("responses", An(&RESPONSES)),
        field("callbacks", Map(&Reference(&CALLBACK))),
        field("deprecated", Boolean),
        field("security", List(&SECURITY_REQUIREMENT)),
        field("servers", List(&An(&SERVER))),
    ],
);

pub(in crate::document) static PARAMETER: Object = object(
    "Parameter Object",
    "the parameter",
    &[
        required("name", Text),
        required("in", Choice(&["query", "header", "path", "cookie"])),
        prose("description", Text),
        field("required", Boolean),
        field("deprecated", Boolean),
        field("allowEmptyValue", Boolean),
        field(
            "style",
            Choice(&["simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        field("explode", Boolean),
        field("allowReserved", Boolean),
        field("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        field("content", Map(&An(&MEDIA_TYPE))),
    ],
)
.section("parameters");

pub(in crate::document) static REQUEST_BODY: Object = object(
    "Request Body Object",
    "the request body",
    &[prose("description", Text), required("content", Map(&An(&MEDIA_TYPE))), field("required", Boolean)],
)
.section("requestBodies");

pub(in crate::document) static MEDIA_TYPE: Object = object(
    "Media Type Object",
    "the media type",
    &[
        field("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        field("encoding", Map(&An(&ENCODING))),
    ],
);

pub(in crate::document) static ENCODING: Object = object(
    "Encoding Object",
    "the encoding",
    &[
        field("contentType", Text),
        field("headers", Map(&Reference(&HEADER))),
        field("style", Choice(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        field("explode", Boolean),
        field("allowReserved", Boolean),
    ],
);

pub(in crate::document) static RESPONSES: Object =
    object("Responses Object", "`responses`", &[field("default", Reference(&RESPONSE))])
        .rest(Rest::Statuses(&Reference(&RESPONSE)));

pub(in crate::document) static RESPONSE: Object = object(
    "Response Object",
    "the response",
    &[
        Field { matters: false, ..assumed("description", Text, "\"\"") },
        field("headers", Map(&Reference(&HEADER))),
        field("content", Map(&An(&MEDIA_TYPE))),
        prose("links", Map(&Reference(&LINK))),
    ],
)
.section("responses");

pub(in crate::document) static CALLBACK: Object = object("Callback Object", "the callback", &[])
    .section("callbacks")
    .rest(Rest::Expressions(&Reference(&PATH_ITEM)));

pub(in crate::document) static EXAMPLE: Object = object(
    "Example Object",
    "the example",
    &[prose("summary", Text), prose("description", Text), prose("value", Any), prose("externalValue", Text)],
)
.section("examples");

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
        field("required", Boolean),
        field("deprecated", Boolean),
        prose("allowEmptyValue", Boolean),
        field("style", Choice(&["simple"])),
        field("explode", Boolean),
        prose("allowReserved", Boolean),
        field("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        field("content", Map(&An(&MEDIA_TYPE))),
    ],
)
.section("headers");
