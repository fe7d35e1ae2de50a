//! Objects that 3.1 and 3.2 changed, schemas aside: `mutualTLS`, and what 3.2 adds.

use serde_json::{Map, Value};

use super::super::objects::{OPENAPI, OPERATION, Object, PATH_ITEM};
use super::super::origins;
use super::super::repair::Repair;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes};

/// What is known of the document, and was said about it.
#[derive(Default)]
pub(super) struct Root {
    mutual: Vec<String>,
    pub(super) diagnostics: Diagnostics,
    pub(super) left_out: Vec<Repair>,
}

impl Root {
    /// Rewrites one object.
    pub(super) fn object(&mut self, members: &mut Map<String, Value>, object: &'static Object, at: &str) {
        if std::ptr::eq(object, &OPENAPI) {
            self.mutual_tls(members);
            self.security(members);
        } else if std::ptr::eq(object, &OPERATION) {
            self.security(members);
            self.query_strings(members, at);
        } else if std::ptr::eq(object, &PATH_ITEM) {
            self.methods(members, at);
            self.query_strings(members, at);
        }
    }

    /// `type: mutualTLS` (OpenAPI 3.1, 4.8.27): the connection itself is the credential, and none is sent with a
    /// request. So it is what the caller's HTTP client is set up with.
    fn mutual_tls(&mut self, members: &mut Map<String, Value>) {
        let schemes =
            members.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
        let Some(Value::Object(schemes)) = schemes else {
            return;
        };
        let mutual = |scheme: &Value| scheme.get("type").is_some_and(|kind| kind == "mutualTLS");
        for (name, _) in schemes.iter().filter(|(_, scheme)| mutual(scheme)) {
            let place = Pointer::from_iter(["components", "securitySchemes", name, "type"]);
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::MUTUAL_TLS,
                    format!("`{}` is a client certificate", Excerpt(name)),
                )
                .at(Place::value(place))
                .label("no request carries it")
                .help("give the emitted client an HTTP client that has the certificate"),
            );
            self.mutual.push(name.clone());
        }
        schemes.retain(|_, scheme| !mutual(scheme));
    }

    fn security(&self, members: &mut Map<String, Value>) {
        let requirements = members.get_mut("security").and_then(Value::as_array_mut);
        for requirement in requirements.into_iter().flatten().filter_map(Value::as_object_mut) {
            requirement.retain(|name, _| !self.mutual.contains(name));
        }
    }

    /// Methods that 3.2 adds to a path.
    fn methods(&mut self, members: &Map<String, Value>, at: &str) {
        for key in ["query", "additionalOperations"].iter().filter(|key| members.contains_key(**key)) {
            self.ignored(&format!("`{key}` of a path"), &origins::child(at, key));
        }
    }

    /// `in: querystring` of 3.2: a parameter that is the whole query.
    fn query_strings(&mut self, members: &Map<String, Value>, at: &str) {
        let Some(Value::Array(parameters)) = members.get("parameters") else {
            return;
        };
        let whole = |parameter: &Value| parameter.get("in").is_some_and(|place| place == "querystring");
        if let Some(index) = parameters.iter().position(whole) {
            let parameter = origins::child(&origins::child(at, "parameters"), &index.to_string());
            self.ignored("a parameter `in: querystring`", &origins::child(&parameter, "in"));
            self.left_out.extend(Pointer::parse(&parameter).map(Repair::Remove));
        }
    }

    fn ignored(&mut self, what: &str, at: &str) {
        self.diagnostics.push(
            Diagnostic::warning(codes::IGNORED, format!("{what} came with OpenAPI 3.2"))
                .at(Pointer::parse(at).map_or(Place::None, Place::key))
                .label("left out"),
        );
    }
}
