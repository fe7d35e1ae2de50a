//! Which OpenAPI a document is.

use std::fmt;

use serde_json::{Map, Value};

use super::advice::found;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes, nearest};

/// The versions that are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Version {
    /// 3.0, which openapiv3 reads.
    Supported,
    /// 3.1, 3.2 and what may follow, as the document writes it: rewritten in the words of 3.0.
    Newer(String),
}

impl Version {
    /// The second number.
    pub(super) fn minor(&self) -> u32 {
        match self {
            Version::Supported => 0,
            Version::Newer(text) => text.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(1),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenAPI 3.{}", self.minor())
    }
}

/// Reads `openapi`, or says why this is no OpenAPI 3 document.
pub(super) fn check(tree: &Value) -> Result<Version, Diagnostics> {
    let Value::Object(members) = tree else {
        let message = match tree {
            Value::Null => "the document is empty".to_owned(),
            other => format!("the document must be an object, but is {}", found(other)),
        };
        return Err(Diagnostic::error(codes::NOT_AN_OBJECT, message)
            .at(Place::value(Pointer::root()))
            .label("expected an OpenAPI document, with `openapi: 3.0.3` and more")
            .into());
    };
    if members.contains_key("swagger") {
        let message = "this is a Swagger 2.0 document";
        return Err(Diagnostic::error(codes::NOT_OPENAPI, message)
            .at(Place::key(Pointer::from_iter(["swagger"])))
            .label("OpenAPI 3 is needed")
            .help("convert it to OpenAPI 3 first")
            .into());
    }
    match members.get("openapi") {
        Some(version) => version_of(version).map_err(Diagnostics::from),
        None => Err(missing(members).into()),
    }
}

fn version_of(version: &Value) -> Result<Version, Box<Diagnostic>> {
    let wrong = |message: String| {
        Diagnostic::error(codes::NOT_OPENAPI, message)
            .at(Place::value(Pointer::from_iter(["openapi"])))
            .label("expected a version such as `3.0.3`")
    };
    let Value::String(text) = version else {
        let diagnostic = wrong(format!("`openapi` must be a string, but is {}", found(version)));
        let help = version.as_number().map(|number| match number.as_u64() {
            Some(major) => format!("write \"{major}.0.3\""),
            None => format!("write it in full and in quotes: \"{number}.3\""),
        });
        return Err(Box::new(diagnostic.maybe_help(help)));
    };
    let mut numbers = text.split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(3)), Some(Ok(0))) => Ok(Version::Supported),
        (Some(Ok(3)), Some(Ok(_))) => Ok(Version::Newer(text.clone())),
        _ => Err(Box::new(wrong(format!("`{}` is no version of OpenAPI 3", Excerpt(text))))),
    }
}

fn missing(members: &Map<String, Value>) -> Diagnostic {
    let misspelt = nearest("openapi", members.keys().map(String::as_str));
    let place = misspelt.map_or(Pointer::root(), |key| Pointer::from_iter([key]));
    let message = "the document has no `openapi`, which says its version";
    Diagnostic::error(codes::NOT_OPENAPI, message).at(Place::key(place)).label("`openapi` is missing").help(
        match misspelt {
            Some(key) => format!("`{}` looks like it: write `openapi`", Excerpt(key)),
            None => "write `openapi: 3.0.3` if this is an OpenAPI 3.0 document".to_owned(),
        },
    )
}
