//! Security schemes and requirements (OpenAPI 3.0.4, 4.7.27 to 4.7.30).

use super::Shape::{Choice, List, Map, Object as An, Text};
use super::{Object, Shape, assumed, field, object, prose, required};

pub(in crate::document) static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    "the security scheme",
    &[required("type", Choice(&["apiKey", "http", "oauth2", "openIdConnect"])), prose("description", Text)],
)
.section("securitySchemes")
.by("type", &[("apiKey", &API_KEY), ("http", &HTTP), ("oauth2", &OAUTH2), ("openIdConnect", &OPEN_ID)]);

pub(in crate::document) static API_KEY: Object = object(
    "Security Scheme Object",
    "the `apiKey` security scheme",
    &[required("name", Text), required("in", Choice(&["query", "header", "cookie"]))],
);

pub(in crate::document) static HTTP: Object = object(
    "Security Scheme Object",
    "the `http` security scheme",
    &[required("scheme", Text), prose("bearerFormat", Text)],
);

pub(in crate::document) static OAUTH2: Object =
    object("Security Scheme Object", "the `oauth2` security scheme", &[required("flows", An(&OAUTH_FLOWS))]);

pub(in crate::document) static OPEN_ID: Object = object(
    "Security Scheme Object",
    "the `openIdConnect` security scheme",
    &[required("openIdConnectUrl", Text)],
);

pub(in crate::document) static OAUTH_FLOWS: Object = object(
    "OAuth Flows Object",
    "`flows`",
    &[
        field("implicit", An(&IMPLICIT_FLOW)),
        field("password", An(&TOKEN_FLOW)),
        field("clientCredentials", An(&TOKEN_FLOW)),
        field("authorizationCode", An(&CODE_FLOW)),
    ],
);

pub(in crate::document) static IMPLICIT_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[required("authorizationUrl", Text), field("refreshUrl", Text), assumed("scopes", Map(&Text), "{}")],
);

pub(in crate::document) static TOKEN_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[required("tokenUrl", Text), field("refreshUrl", Text), assumed("scopes", Map(&Text), "{}")],
);

pub(in crate::document) static CODE_FLOW: Object = object(
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
pub(in crate::document) static SECURITY_REQUIREMENT: Shape = Map(&List(&Text));
