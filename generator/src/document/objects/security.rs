//! Security schemes and requirements (OpenAPI 3.0.4, 4.7.27 to 4.7.30).

use super::Shape::{Any, Boolean, Choice, List, Map, Object as An, Text};
use super::{Object, Shape, assumed, has, object, prose, required};

pub(in crate::document) static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    "the security scheme",
    &[required("type", Choice(&["apiKey", "http", "oauth2", "openIdConnect"])), prose("description", Text)],
)
.section("securitySchemes")
.by("type", &[("apiKey", &API_KEY), ("http", &HTTP), ("oauth2", &OAUTH2), ("openIdConnect", &OPEN_ID)])
.newer(&[prose("deprecated", Boolean)]);

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
    object("Security Scheme Object", "the `oauth2` security scheme", &[required("flows", An(&OAUTH_FLOWS))])
        .newer(&[prose("oauth2MetadataUrl", Text)]);

pub(in crate::document) static OPEN_ID: Object = object(
    "Security Scheme Object",
    "the `openIdConnect` security scheme",
    &[required("openIdConnectUrl", Text)],
);

pub(in crate::document) static OAUTH_FLOWS: Object = object(
    "OAuth Flows Object",
    "`flows`",
    &[
        has("implicit", An(&IMPLICIT_FLOW)),
        has("password", An(&TOKEN_FLOW)),
        has("clientCredentials", An(&TOKEN_FLOW)),
        has("authorizationCode", An(&CODE_FLOW)),
    ],
)
.newer(&[prose("deviceAuthorization", Any)]);

pub(in crate::document) static IMPLICIT_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[required("authorizationUrl", Text), has("refreshUrl", Text), assumed("scopes", Map(&Text), "{}")],
);

pub(in crate::document) static TOKEN_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[required("tokenUrl", Text), has("refreshUrl", Text), assumed("scopes", Map(&Text), "{}")],
);

pub(in crate::document) static CODE_FLOW: Object = object(
    "OAuth Flow Object",
    "the flow",
    &[
        required("authorizationUrl", Text),
        required("tokenUrl", Text),
        has("refreshUrl", Text),
        assumed("scopes", Map(&Text), "{}"),
    ],
);

/// A Security Requirement Object: the scopes each scheme must grant.
pub(in crate::document) static SECURITY_REQUIREMENT: Shape = Map(&List(&Text));
