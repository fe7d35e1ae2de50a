//! Objects that 3.1 changed, schemas aside: `mutualTLS`.

use serde_json::{Map, Value};

use super::super::objects::{OPENAPI, OPERATION, Object};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes};

/// What is known of the document, and was said about it.
#[derive(Default)]
pub(super) struct Root {
    mutual: Vec<String>,
    pub(super) diagnostics: Diagnostics,
}

impl Root {
    /// Rewrites one object.
    pub(super) fn object(&mut self, members: &mut Map<String, Value>, object: &'static Object) {
        if std::ptr::eq(object, &OPENAPI) {
            self.mutual_tls(members);
            self.security(members);
        } else if std::ptr::eq(object, &OPERATION) {
            self.security(members);
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
}
