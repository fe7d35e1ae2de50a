//! Request bodies, and the types of media types.

use openapiv3::{MediaType, ReferenceOr, RequestBody};
use serde_json::Value;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Api, Body, Content, JsonKind, MediaKind, Parts, Schema, Type};

use super::Lowering;
use super::conversions::same;
use super::media::{Alternative, is_events, is_form, is_media_type, is_xml, words};
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
        let alternatives = self.bodies_of(&content, &body.content);
        let words = words(&alternatives);
        let mut contents = Vec::new();
        for (index, (one, word)) in alternatives.iter().zip(words).enumerate() {
            let hint = if index == 0 { hint.clone() } else { hint.child(&word) };
            contents.push(self.content(&content.join(one.media), one, word, &hint));
        }
        let at = contents.first()?.pointer.clone();
        let mut docs = body.description.clone().unwrap_or_default().trim().to_owned();
        let quoted = |media: &str| format!("`{media}`");
        let others: Vec<String> = body
            .content
            .keys()
            .filter(|media| alternatives.iter().all(|one| one.media != media.as_str()))
            .map(|media| quoted(media))
            .collect();
        if !others.is_empty() {
            let taken: Vec<String> = alternatives.iter().map(|one| quoted(one.media)).collect();
            let note = format!("Sent as {}; the API also takes {}.", taken.join(" or "), others.join(", "));
            docs = super::docs::joined(&docs, &[note]);
        }
        for content in &contents {
            let note = match &content.parts {
                Parts::Named => continue,
                Parts::Only(part) => format!("Sent as a form of one part, `{}`.", part.replace('`', "'")),
                Parts::Unnamed => format!("Sent as `{}`, a part for each value.", content.content_type),
            };
            docs = super::docs::joined(&docs, &[note]);
        }
        Some(Body { name, type_name: String::new(), required: body.required, contents, docs, pointer: at })
    }

    fn content(&mut self, at: &Pointer, one: &Alternative<'a>, name: String, hint: &Hint) -> Content {
        let parts = self.parts(at, one);
        let (ty, schema) = match parts {
            Parts::Unnamed => self.unnamed_parts(at, one, hint),
            _ => self.media_type(at, one.kind, one.source, hint),
        };
        let encodings = match parts {
            Parts::Unnamed => self.unnamed_encodings(at, one),
            _ => self.encodings(at, one.kind),
        };
        let encodings = match one.kind {
            MediaKind::Multipart => self.spoken(at, one, encodings),
            _ => encodings,
        };
        self.warn_of_text(at, one, "is sent");
        let ty = if one.kind == MediaKind::Bytes { Type::File } else { ty };
        let media = if one.media.contains('*') { any_of_kind(one.kind) } else { one.media };
        let media = if is_media_type(media) { media } else { any_of_kind(one.kind) };
        let media = if one.kind == MediaKind::Multipart { without_boundary(media) } else { media.to_owned() };
        if !is_media_type(one.media) {
            self.warn_of_media(at, one.media, &format!("sent as `{media}`"));
        }
        Content {
            parts,
            name,
            ty,
            schema,
            kind: one.kind,
            content_type: media,
            encodings,
            converts: false,
            pointer: at.to_string(),
            example: self.example(one.source),
            sample: None,
        }
    }

    pub(super) fn resolve_body(
        &mut self,
        pointer: &Pointer,
        body: &'a ReferenceOr<RequestBody>,
        hint: &Hint,
    ) -> Option<(Pointer, &'a RequestBody, Hint)> {
        match body {
            ReferenceOr::Item(body) => Some((pointer.clone(), body, hint.child("Request"))),
            ReferenceOr::Reference { reference } => {
                let target = Pointer::parse(reference)?;
                let key = target.component("requestBodies")?;
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
        let listed = || {
            media.examples.values().find_map(|example| match example {
                ReferenceOr::Item(example) => example.value.clone(),
                ReferenceOr::Reference { reference } => {
                    let key = Pointer::parse(reference)?.component("examples")?;
                    let components = self.document.openapi.components.as_ref()?;
                    components.examples.get(&key)?.as_item()?.value.clone()
                }
            })
        };
        media.example.clone().or_else(listed)
    }

    /// A name that is no media type, and what is made of it.
    pub(super) fn warn_of_media(&mut self, pointer: &Pointer, media: &str, does: &str) {
        let message = format!("`{media}` is no media type: {does}");
        self.warn(codes::NOT_A_MEDIA_TYPE, pointer, message, "media types have the form `type/subtype`");
    }

    /// A body that the document describes further than the emitted types do.
    pub(super) fn warn_of_text(&mut self, pointer: &Pointer, one: &Alternative<'a>, does: &str) {
        let described = one.source.schema.as_ref().is_some_and(|schema| {
            let keywords = self.resolve(&Some(Node::new(pointer.join("schema"), schema)));
            keywords
                .is_some_and(|keywords| matches!(keywords.kind(), Some(JsonKind::Object | JsonKind::Array)))
        });
        let what = match one.kind {
            // They have a type of their own.
            MediaKind::Bytes if is_events(one.media) => return,
            MediaKind::Bytes if described || is_multipart(one.media) => "bytes",
            MediaKind::Text if described || is_xml(one.media) || is_form(one.media) => "text",
            _ => return,
        };
        let message = format!("`{}` {does} as the {what} it is", one.media);
        self.warn(codes::BODY_BYTES, pointer, message, "");
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
            (MediaKind::Text | MediaKind::TextOrJson, _) => (Type::String, Schema::any()),
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
        MediaKind::Text | MediaKind::TextOrJson => "text/plain",
        MediaKind::Bytes => "application/octet-stream",
    }
}

/// A media type of parts without what ends them: that is found for each body.
fn without_boundary(media: &str) -> String {
    let is_boundary = |part: &&str| part.trim_start().to_ascii_lowercase().starts_with("boundary");
    let kept: Vec<&str> = media.split(';').filter(|part| !is_boundary(part)).map(str::trim).collect();
    kept.join("; ")
}

/// Of the contents of a body, the first of each type is what a value of that type is taken for.
pub(super) fn find_conversions(api: &mut Api) {
    for index in 0..api.operations.len() {
        let Some(body) = &api.operations[index].body else { continue };
        let contents = &body.contents;
        let first = |at: usize| !contents[..at].iter().any(|other| same(api, &other.ty, &contents[at].ty));
        let converts: Vec<bool> = (0..contents.len()).map(first).collect();
        if let Some(body) = &mut api.operations[index].body {
            for (content, converts) in body.contents.iter_mut().zip(converts) {
                content.converts = converts;
            }
        }
    }
}
