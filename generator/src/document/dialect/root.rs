//! Objects that 3.1 and 3.2 changed, schemas aside: `mutualTLS`, and what 3.2 adds.

use serde_json::{Map, Value};

use super::super::objects::{OPENAPI, OPERATION, Object, PARAMETER, PATH_ITEM};
use super::super::origins::{self, Origins};
use super::super::repair::Repair;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes};

/// The media type of a form in a query.
const FORM: &str = "application/x-www-form-urlencoded";

/// What is known of the document, and was said about it.
#[derive(Default)]
pub(super) struct Root {
    mutual: Vec<String>,
    pub(super) diagnostics: Diagnostics,
    pub(super) left_out: Vec<Repair>,
}

impl Root {
    /// Rewrites one object.
    pub(super) fn object(
        &mut self,
        members: &mut Map<String, Value>,
        object: &'static Object,
        at: &str,
        origins: &mut Origins,
    ) {
        if std::ptr::eq(object, &OPENAPI) {
            self.mutual_tls(members);
            self.security(members);
        } else if std::ptr::eq(object, &OPERATION) {
            self.security(members);
            self.query_strings(members, at, origins);
        } else if std::ptr::eq(object, &PATH_ITEM) {
            self.query_strings(members, at, origins);
        } else if std::ptr::eq(object, &PARAMETER)
            && members.get("style").is_some_and(|style| style == "cookie")
        {
            self.cookie_style(members, at);
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

    /// `in: querystring` of 3.2, a parameter that is the whole query: with a form as its content it is what an
    /// exploded object in the query is. Any other content is left out.
    fn query_strings(&mut self, members: &mut Map<String, Value>, at: &str, origins: &mut Origins) {
        let Some(Value::Array(parameters)) = members.get_mut("parameters") else {
            return;
        };
        let whole = |parameter: &Value| parameter.get("in").is_some_and(|place| place == "querystring");
        let Some(index) = parameters.iter().position(whole) else {
            return;
        };
        let at = origins::child(&origins::child(at, "parameters"), &index.to_string());
        if let Some(Value::Object(parameter)) = parameters.get_mut(index) {
            let media = parameter.get_mut("content").and_then(|content| content.get_mut(FORM));
            let schema = media.and_then(|media| media.as_object_mut()?.shift_remove("schema"));
            if let Some(schema) = schema {
                let content = origins::child(&origins::child(&at, "content"), FORM);
                origins.moved(&origins::child(&content, "schema"), &origins::child(&at, "schema"));
                parameter.shift_remove("content");
                parameter.insert("schema".to_owned(), schema);
                parameter.insert("in".to_owned(), Value::from("query"));
                parameter.insert("style".to_owned(), Value::from("form"));
                parameter.insert("explode".to_owned(), Value::from(true));
                return;
            }
        }
        self.ignored("a parameter `in: querystring` that is no form", &origins::child(&at, "in"));
        self.left_out.extend(Pointer::parse(&at).map(Repair::Remove));
    }

    /// `style: cookie` of 3.2 is `form` without percent-encoding, which what is sent here keeps.
    fn cookie_style(&mut self, members: &mut Map<String, Value>, at: &str) {
        members.insert("style".to_owned(), Value::from("form"));
        let place = Pointer::parse(&origins::child(at, "style")).map_or(Place::None, Place::value);
        let message = "`style: cookie` came with OpenAPI 3.2";
        let warning = Diagnostic::warning(codes::IGNORED, message).at(place);
        self.diagnostics.push(warning.label("read as `form`: what no cookie may hold is percent-encoded"));
    }

    fn ignored(&mut self, what: &str, at: &str) {
        self.diagnostics.push(
            Diagnostic::warning(codes::IGNORED, format!("{what} came with OpenAPI 3.2"))
                .at(Pointer::parse(at).map_or(Place::None, Place::key))
                .label("left out"),
        );
    }
}
