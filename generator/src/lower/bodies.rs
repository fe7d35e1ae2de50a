//! Request bodies, and how a media type is written and read.

use openapiv3::{MediaType, ReferenceOr, RequestBody};
use serde_json::Value;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Body, MediaKind, Schema, Type};

use super::Lowering;
use super::schema::Node;
use super::types::Hint;
use super::uploads::is_multipart;

impl<'a> Lowering<'a> {
    pub(super) fn body(
        &mut self,
        pointer: &Pointer,
        body: &'a ReferenceOr<RequestBody>,
        name: String,
        hint: &Hint,
    ) -> Option<Body> {
        let (pointer, body, hint) = self.resolve_body(pointer, body, hint)?;
        let content = pointer.join("content");
        // JSON cannot hold a file.
        let upload =
            body.content.iter().find(|(media, _)| self.uploads.bodies.contains(&content.join(media)));
        let upload = upload.map(|(media, source)| (media.as_str(), source));
        let (media, source) = upload.or_else(|| preferred(&body.content))?;
        let kind = match media_kind(media) {
            // Nothing says what the parts are.
            MediaKind::Multipart if source.schema.is_none() => MediaKind::Bytes,
            // Any media type, and no word of what is in it.
            MediaKind::Json if media.contains('*') && source.schema.is_none() => MediaKind::Bytes,
            kind => kind,
        };
        let at = pointer.join("content").join(media);
        let others: Vec<&str> =
            body.content.keys().map(String::as_str).filter(|other| *other != media).collect();
        let (ty, schema) = self.media_type(&at, kind, source, &hint);
        if kind == MediaKind::Bytes
            && source.schema.is_some()
            && !media.starts_with("application/octet-stream")
        {
            self.warn(
                codes::BODY_BYTES,
                &at,
                format!("a `{media}` body is sent as the bytes it is given"),
                "encode the body before the call",
            );
        }
        let mut docs = body.description.clone().unwrap_or_default().trim().to_owned();
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|media| format!("`{media}`")).collect();
            let note = format!("Sent as `{media}`; the API also takes {}.", others.join(", "));
            docs = super::docs::joined(&docs, &[note]);
        }
        Some(Body {
            name,
            ty,
            schema,
            required: body.required,
            kind,
            content_type: if media.contains('*') { any_of_kind(kind) } else { media }.to_owned(),
            encodings: self.encodings(&at, kind),
            docs,
            pointer: at.to_string(),
            example: self.example(source),
            sample: None,
        })
    }

    fn resolve_body(
        &mut self,
        pointer: &Pointer,
        body: &'a ReferenceOr<RequestBody>,
        hint: &Hint,
    ) -> Option<(Pointer, &'a RequestBody, Hint)> {
        match body {
            ReferenceOr::Item(body) => Some((pointer.clone(), body, hint.child("Request"))),
            ReferenceOr::Reference { reference } => {
                let target = Pointer::parse(reference)?;
                let key = target.child_of(&Pointer::root().join("components").join("requestBodies"))?;
                let bodies = &self.document.openapi.components.as_ref()?.request_bodies;
                let body = bodies.get(&key)?.as_item()?;
                let name = super::names::model_name(&key);
                let hint = Hint { name, module: super::names::module_name(&key) };
                Some((target, body, hint))
            }
        }
    }

    /// The first example of a media type.
    fn example(&self, media: &MediaType) -> Option<Value> {
        let root = Pointer::root().join("components").join("examples");
        let listed = || {
            media.examples.values().find_map(|example| match example {
                ReferenceOr::Item(example) => example.value.clone(),
                ReferenceOr::Reference { reference } => {
                    let key = Pointer::parse(reference)?.child_of(&root)?;
                    let components = self.document.openapi.components.as_ref()?;
                    components.examples.get(&key)?.as_item()?.value.clone()
                }
            })
        };
        media.example.clone().or_else(listed)
    }

    /// The type and the assertions of a media type's value.
    pub(super) fn media_type(
        &mut self,
        pointer: &Pointer,
        kind: MediaKind,
        media: &'a MediaType,
        hint: &Hint,
    ) -> (Type, Schema) {
        match (kind, &media.schema) {
            (MediaKind::Json | MediaKind::Form | MediaKind::Multipart, Some(schema)) => {
                let node = Node::new(pointer.join("schema"), schema);
                let lowered = self.lower_node(&node, hint);
                let schema = self.validator(&node, Some(""));
                (lowered.into_type(), schema)
            }
            (MediaKind::Json | MediaKind::Form | MediaKind::Multipart, None) => (Type::Value, Schema::any()),
            (MediaKind::Text, _) => (Type::String, Schema::any()),
            (MediaKind::Bytes, _) => (Type::Bytes, Schema::any()),
        }
    }
}

/// What a body is sent as where the document names a range of media types.
fn any_of_kind(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Json => "application/json",
        MediaKind::Form => "application/x-www-form-urlencoded",
        MediaKind::Multipart => "multipart/form-data",
        MediaKind::Text => "text/plain",
        MediaKind::Bytes => "application/octet-stream",
    }
}

/// The media type to use: JSON where there is a choice.
pub(super) fn preferred(content: &indexmap::IndexMap<String, MediaType>) -> Option<(&str, &MediaType)> {
    let rank = |media: &str| match media_kind(media) {
        MediaKind::Json if media.starts_with("application/json") => 0,
        MediaKind::Json => 1,
        MediaKind::Form => 2,
        MediaKind::Multipart => 3,
        MediaKind::Text => 4,
        MediaKind::Bytes => 5,
    };
    content.iter().map(|(media, source)| (media.as_str(), source)).min_by_key(|(media, _)| rank(media))
}

/// How a media type is written and read. RFC 6839: `+json` is JSON.
pub(super) fn media_kind(media: &str) -> MediaKind {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence.ends_with("/json") || essence.ends_with("+json") || essence == "*/*" {
        MediaKind::Json
    } else if essence == "application/x-www-form-urlencoded" {
        MediaKind::Form
    } else if is_multipart(&essence) {
        MediaKind::Multipart
    } else if essence.starts_with("text/") && essence != "text/event-stream" {
        MediaKind::Text
    } else {
        MediaKind::Bytes
    }
}
