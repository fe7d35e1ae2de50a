//! Files in `multipart/form-data` and other bodies of parts: which binary strings of the document are uploaded, and in which bodies.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Document, Pointer};

use super::heirs::Parents;

/// How deep schemas are searched for files.
const DEPTH: usize = 32;

/// What the media types of bodies in parts begin with.
const MULTIPART: &str = "multipart/";

/// The files of a document.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    /// The schemas of files: strings of the format `binary`.
    pub(super) files: BTreeSet<Pointer>,
    /// The media types that have a file.
    pub(super) bodies: BTreeSet<Pointer>,
}

/// The search through one body.
struct Search<'a> {
    document: &'a Document,
    parents: &'a Parents,
    files: &'a mut BTreeSet<Pointer>,
    /// The objects and the values that were looked at: one that is met again says nothing new.
    seen: BTreeSet<(bool, Pointer)>,
}

impl Uploads {
    /// Looks through the request bodies of every operation.
    pub(super) fn of(document: &Document, parents: &Parents) -> Self {
        let mut uploads = Self::default();
        let root = Pointer::root().join("paths");
        for (path, item) in members(document, &root) {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation.get("requestBody").is_some() {
                    let body = root.join(path).join(method).join("requestBody");
                    uploads.body(document, parents, &body);
                }
            }
        }
        uploads
    }

    fn body(&mut self, document: &Document, parents: &Parents, body: &Pointer) {
        let content = target(document, body).join("content");
        for (media, source) in members(document, &content) {
            if !is_multipart(media) {
                continue;
            }
            let media = content.join(media);
            let files = &mut self.files;
            let mut search = Search { document, parents, files, seen: BTreeSet::new() };
            let mut found = false;
            if source.get("schema").is_some() {
                // Or it is the file itself, in a form of one part.
                let schema = media.join("schema");
                found = search.object(&schema, DEPTH) | search.value(&schema, DEPTH);
            }
            if source.get("itemSchema").is_some() {
                found |= search.value(&media.join("itemSchema"), DEPTH);
            }
            if found {
                self.bodies.insert(media);
            }
        }
    }
}

impl Search<'_> {
    /// Whether an object has a file among its properties.
    fn object(&mut self, schema: &Pointer, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let schema = target(self.document, schema);
        if !self.seen.insert((true, schema.clone())) {
            return false;
        }
        let mut found = false;
        for (name, _) in members(self.document, &schema.join("properties")) {
            found |= self.value(&schema.join("properties").join(name), depth);
        }
        for member in self.alternatives(&schema) {
            found |= self.object(&member, depth);
        }
        found
    }

    /// Whether a value is a file, or a list of files.
    fn value(&mut self, schema: &Pointer, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let schema = target(self.document, schema);
        if !self.seen.insert((false, schema.clone())) {
            return false;
        }
        let Some(keywords) = self.document.get(&schema) else { return false };
        if is_binary(self.document, &schema) {
            self.files.insert(schema);
            return true;
        }
        let mut found = keywords.get("items").is_some() && self.value(&schema.join("items"), depth);
        let first = keywords.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..first {
            found |= self.value(&schema.join("prefixItems").index(index), depth);
        }
        for member in self.alternatives(&schema) {
            found |= self.value(&member, depth);
        }
        found
    }

    /// What else describes a value of a schema, or of its heirs.
    fn alternatives(&self, schema: &Pointer) -> Vec<Pointer> {
        let mut found: Vec<Pointer> = self.parents.heirs(schema).collect();
        for key in ["allOf", "oneOf", "anyOf"] {
            let list = schema.join(key);
            let length = self.document.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
            found.extend((0..length).map(|index| list.join(&index.to_string())));
        }
        found
    }
}

/// Whether a schema, or what it refers to, is a string of the format `binary`.
pub(super) fn is_binary(document: &Document, schema: &Pointer) -> bool {
    let Some(keywords) = document.get(&target(document, schema)) else { return false };
    let is = |key: &str, value: &str| keywords.get(key).and_then(Value::as_str) == Some(value);
    is("type", "string") && is("format", "binary")
}

/// Whether a body of this media type is in parts.
pub(super) fn is_multipart(media: &str) -> bool {
    media.trim_start().get(..MULTIPART.len()).is_some_and(|main| main.eq_ignore_ascii_case(MULTIPART))
}

/// Whether the parts of a body of this media type are those of a form. They are where it may be any.
pub(super) fn is_form_data(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    let sub = essence.get(MULTIPART.len()..).filter(|_| is_multipart(essence));
    sub.is_some_and(|sub| sub.eq_ignore_ascii_case("form-data") || sub == "*")
}

fn members<'a>(document: &'a Document, pointer: &Pointer) -> impl Iterator<Item = (&'a String, &'a Value)> {
    document.get(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// What a reference leads to, or the place itself.
fn target(document: &Document, pointer: &Pointer) -> Pointer {
    let mut pointer = pointer.clone();
    for _ in 0..DEPTH {
        let reference = document.get(&pointer).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        match reference.and_then(Pointer::parse) {
            Some(next) => pointer = next,
            None => break,
        }
    }
    pointer
}
