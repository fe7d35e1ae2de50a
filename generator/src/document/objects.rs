//! The objects of OpenAPI 3.0.4, a table each: which fields there are, of what shape, which must be
//! there. `check` walks a document along these tables; a field is added or changed here alone.

use Shape::{
    Any, Boolean, Choice, Count, List, Map, Number, Object as An, Reference, Schema,
    SchemaOrBoolean, Text,
};

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
    Field {
        name,
        shape,
        need: Need::Optional,
        matters: true,
    }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Required,
        matters: true,
    }
}

const fn assumed(name: &'static str, shape: Shape, value: &'static str) -> Field {
    Field {
        name,
        shape,
        need: Need::Assumed(value),
        matters: true,
    }
}

/// A field that only documents.
const fn prose(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Optional,
        matters: false,
    }
}

const fn object(name: &'static str, called: &'static str, fields: &'static [Field]) -> Object {
    Object {
        name,
        called,
        section: None,
        fields,
        rest: Rest::Unknown,
        by: None,
    }
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

    const fn by(
        mut self,
        field: &'static str,
        kinds: &'static [(&'static str, &'static Object)],
    ) -> Object {
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

static CONTACT: Object = object(
    "Contact Object",
    "the contact",
    &[
        prose("name", Text),
        prose("url", Text),
        prose("email", Text),
    ],
);

static LICENSE: Object = object(
    "License Object",
    "the license",
    &[required("name", Text), prose("url", Text)],
);

static SERVER: Object = object(
    "Server Object",
    "the server",
    &[
        required("url", Text),
        prose("description", Text),
        field("variables", Map(&An(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    "the server variable",
    &[
        field("enum", List(&Text)),
        required("default", Text),
        prose("description", Text),
    ],
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

static PATHS: Object =
    object("Paths Object", "`paths`", &[]).rest(Rest::Paths(&Reference(&PATH_ITEM)));

pub(super) static PATH_ITEM: Object = object(
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

pub(super) static OPERATION: Object = object(
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

static EXTERNAL_DOCUMENTATION: Object = object(
    "External Documentation Object",
    "the external documentation",
    &[prose("description", Text), required("url", Text)],
);

pub(super) static PARAMETER: Object = object(
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
            Choice(&[
                "simple",
                "form",
                "label",
                "matrix",
                "spaceDelimited",
                "pipeDelimited",
                "deepObject",
            ]),
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

static REQUEST_BODY: Object = object(
    "Request Body Object",
    "the request body",
    &[
        prose("description", Text),
        required("content", Map(&An(&MEDIA_TYPE))),
        field("required", Boolean),
    ],
)
.section("requestBodies");

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    "the media type",
    &[
        field("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Reference(&EXAMPLE))),
        field("encoding", Map(&An(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    "Encoding Object",
    "the encoding",
    &[
        field("contentType", Text),
        field("headers", Map(&Reference(&HEADER))),
        field(
            "style",
            Choice(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        field("explode", Boolean),
        field("allowReserved", Boolean),
    ],
);

static RESPONSES: Object = object(
    "Responses Object",
    "`responses`",
    &[field("default", Reference(&RESPONSE))],
)
.rest(Rest::Statuses(&Reference(&RESPONSE)));

static RESPONSE: Object = object(
    "Response Object",
    "the response",
    &[
        Field {
            matters: false,
            ..assumed("description", Text, "\"\"")
        },
        field("headers", Map(&Reference(&HEADER))),
        field("content", Map(&An(&MEDIA_TYPE))),
        prose("links", Map(&Reference(&LINK))),
    ],
)
.section("responses");

pub(super) static CALLBACK: Object = object("Callback Object", "the callback", &[])
    .section("callbacks")
    .rest(Rest::Expressions(&Reference(&PATH_ITEM)));

pub(super) static EXAMPLE: Object = object(
    "Example Object",
    "the example",
    &[
        prose("summary", Text),
        prose("description", Text),
        prose("value", Any),
        prose("externalValue", Text),
    ],
)
.section("examples");

pub(super) static LINK: Object = object(
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

pub(super) static HEADER: Object = object(
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

static TAG: Object = object(
    "Tag Object",
    "the tag",
    &[
        required("name", Text),
        prose("description", Text),
        prose("externalDocs", An(&EXTERNAL_DOCUMENTATION)),
    ],
);

/// The types a schema can name (OpenAPI 3.0.4, 4.7.24.1).
pub(super) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object"];

pub(super) static SCHEMA: Object = object(
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

pub(super) static DISCRIMINATOR: Object = object(
    "Discriminator Object",
    "the discriminator",
    &[required("propertyName", Text), field("mapping", Map(&Text))],
);

static XML: Object = object(
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

pub(super) static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    "the security scheme",
    &[
        required(
            "type",
            Choice(&["apiKey", "http", "oauth2", "openIdConnect"]),
        ),
        prose("description", Text),
    ],
)
.section("securitySchemes")
.by(
    "type",
    &[
        ("apiKey", &API_KEY),
        ("http", &HTTP),
        ("oauth2", &OAUTH2),
        ("openIdConnect", &OPEN_ID),
    ],
);

static API_KEY: Object = object(
    "Security Scheme Object",
    "the `apiKey` security scheme",
    &[
        required("name", Text),
        required("in", Choice(&["query", "header", "cookie"])),
    ],
);

static HTTP: Object = object(
    "Security Scheme Object",
    "the `http` security scheme",
    &[required("scheme", Text), prose("bearerFormat", Text)],
);

static OAUTH2: Object = object(
    "Security Scheme Object",
    "the `oauth2` security scheme",
    &[required("flows", An(&OAUTH_FLOWS))],
);

static OPEN_ID: Object = object(
    "Security Scheme Object",
    "the `openIdConnect` security scheme",
    &[required("openIdConnectUrl", Text)],
);

static OAUTH_FLOWS: Object = object(
    "OAuth Flows Object",
    "`flows`",
    &[
        field("implicit", An(&IMPLICIT_FLOW)),
        field("password", An(&TOKEN_FLOW)),
        field("clientCredentials", An(&TOKEN_FLOW)),
        field("authorizationCode", An(&CODE_FLOW)),
    ],
);

static IMPLICIT_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[
        required("authorizationUrl", Text),
        field("refreshUrl", Text),
        assumed("scopes", Map(&Text), "{}"),
    ],
);

static TOKEN_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[
        required("tokenUrl", Text),
        field("refreshUrl", Text),
        assumed("scopes", Map(&Text), "{}"),
    ],
);

static CODE_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[
        required("authorizationUrl", Text),
        required("tokenUrl", Text),
        field("refreshUrl", Text),
        assumed("scopes", Map(&Text), "{}"),
    ],
);

/// A Security Requirement Object: the scopes each scheme must grant.
static SECURITY_REQUIREMENT: Shape = Map(&List(&Text));
