//! Header fields of answers: the typed view of what `headers` of a Response Object names.

use openapiv3::{Header as Source, ParameterSchemaOrContent, ReferenceOr, Response};

use crate::document::Pointer;
use crate::ir::{Header, HeaderForm, JsonKind, MediaKind, Type};

use super::media::media_kind;
use super::schema::Node;
use super::types::Hint;
use super::{Lowering, names};

impl<'a> Lowering<'a> {
    /// Adds the header fields of a response to those of its siblings. Two of one name and different types are text.
    pub(super) fn headers(
        &mut self,
        pointer: &Pointer,
        response: &'a ReferenceOr<Response>,
        hint: &Hint,
        all: &mut Vec<Header>,
    ) {
        let Some((pointer, response, hint)) = self.resolve_response(pointer, response, hint) else { return };
        for (wire, header) in &response.headers {
            // "If a response header is defined with the name Content-Type, it SHALL be ignored."
            if wire.eq_ignore_ascii_case("content-type")
                || http::HeaderName::from_bytes(wire.as_bytes()).is_err()
            {
                continue;
            }
            let found = self.header(&pointer.join("headers").join(wire), wire, header, &hint);
            match all.iter_mut().find(|other| other.wire.eq_ignore_ascii_case(wire)) {
                Some(other) if (&other.ty, other.form) != (&found.ty, found.form) => {
                    (other.ty, other.form) = (Type::String, HeaderForm::Scalar);
                }
                Some(_) => {}
                None => all.push(found),
            }
        }
    }

    fn header(
        &mut self,
        pointer: &Pointer,
        wire: &str,
        header: &'a ReferenceOr<Source>,
        hint: &Hint,
    ) -> Header {
        let mut found = Header {
            name: String::new(),
            wire: wire.to_owned(),
            // What the server may use to sign its caller in (RFC 6265).
            ty: if wire.eq_ignore_ascii_case("set-cookie") { Type::Secret } else { Type::String },
            form: HeaderForm::Scalar,
            docs: String::new(),
            pointer: pointer.to_string(),
        };
        let Some((pointer, source, hint)) = self.resolve_header(pointer, wire, header, hint) else {
            return found;
        };
        found.pointer = pointer.to_string();
        found.docs = source.description.clone().unwrap_or_default().trim().to_owned();
        let (node, json) = match &source.format {
            ParameterSchemaOrContent::Schema(schema) => (Node::new(pointer.join("schema"), schema), false),
            ParameterSchemaOrContent::Content(content) => {
                let json = content.iter().find(|(media, _)| media_kind(media) == MediaKind::Json);
                let Some((media, schema)) =
                    json.and_then(|(media, content)| Some((media, content.schema.as_ref()?)))
                else {
                    return found;
                };
                (Node::new(pointer.join("content").join(media).join("schema"), schema), true)
            }
        };
        let lowered = self.lower_node(&node, &hint);
        if found.ty == Type::String {
            found.ty = lowered.ty;
        }
        let kind = self.resolve(&Some(node)).and_then(|keywords| keywords.kind());
        found.form = match kind {
            _ if json => HeaderForm::Json,
            Some(JsonKind::Array) => HeaderForm::List,
            Some(JsonKind::Object) if self.explodes(&pointer) => HeaderForm::Exploded,
            Some(JsonKind::Object) => HeaderForm::Object,
            _ => HeaderForm::Scalar,
        };
        found
    }

    /// `explode`, which openapiv3 does not keep.
    fn explodes(&self, pointer: &Pointer) -> bool {
        self.document.get(&pointer.join("explode")).and_then(serde_json::Value::as_bool).unwrap_or_default()
    }

    fn resolve_header(
        &self,
        pointer: &Pointer,
        wire: &str,
        header: &'a ReferenceOr<Source>,
        hint: &Hint,
    ) -> Option<(Pointer, &'a Source, Hint)> {
        match header {
            ReferenceOr::Item(header) => Some((pointer.clone(), header, hint.child(wire))),
            ReferenceOr::Reference { reference } => {
                let target = Pointer::parse(reference)?;
                let key = target.component("headers")?;
                let header = self.document.openapi.components.as_ref()?.headers.get(&key)?.as_item()?;
                let hint = Hint { name: names::model_name(&key), module: names::module_name(&key) };
                Some((target, header, hint))
            }
        }
    }
}
