//! Inline schemas that say, word for word, what another schema says: one type serves both.
//!
//! Descriptions that were bundled by a tool repeat their schemas wherever they are used. A type for each repetition
//! would bury the API under copies that Rust cannot tell are the same.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::document::Document;
use crate::document::Pointer;
use crate::ir::TypeId;

/// How many properties, values or members a schema without title and description must have for its equal to be no
/// coincidence.
const SUBSTANCE: usize = 3;

/// Schemas that have a type, by what they say.
#[derive(Debug, Default)]
pub(super) struct Twins {
    by_content: BTreeMap<u64, Vec<(Pointer, TypeId)>>,
}

impl Twins {
    /// Remembers the type of a schema.
    pub(super) fn add(&mut self, document: &Document, pointer: &Pointer, id: TypeId) {
        if let Some(content) = document.get(pointer).filter(|content| speaks_for_itself(content)) {
            self.by_content.entry(outline(content)).or_default().push((pointer.clone(), id));
        }
    }

    /// The type of a schema that says the same.
    pub(super) fn find(&self, document: &Document, pointer: &Pointer) -> Option<TypeId> {
        let content = document.get(pointer).filter(|content| speaks_for_itself(content))?;
        let alike = self.by_content.get(&outline(content))?;
        alike.iter().find(|(other, _)| document.get(other) == Some(content)).map(|(_, id)| *id)
    }
}

/// Whether a schema becomes a type of its own, and says enough to be known by it.
fn speaks_for_itself(schema: &Value) -> bool {
    let Some(keywords) = schema.as_object() else { return false };
    let parts: usize = ["properties", "enum", "oneOf", "anyOf", "allOf"]
        .iter()
        .filter_map(|keyword| match keywords.get(*keyword)? {
            Value::Object(properties) => Some(properties.len()),
            Value::Array(list) => Some(list.len()),
            _ => None,
        })
        .sum();
    let described = ["title", "description"].iter().any(|keyword| keywords.contains_key(*keyword));
    parts >= SUBSTANCE || (parts > 0 && described)
}

/// A number that equal schemas share: made of what stands at the top, since each schema within this one is looked up
/// as well. Whether two that have the same are equal is to be asked yet.
fn outline(schema: &Value) -> u64 {
    let members = schema.as_object().into_iter().flatten();
    let one = |(keyword, value): (&String, &Value)| {
        let mut hasher = DefaultHasher::new();
        keyword.hash(&mut hasher);
        match value {
            Value::Object(members) => names(members).hash(&mut hasher),
            Value::Array(items) => items.len().hash(&mut hasher),
            scalar => scalar.hash(&mut hasher),
        }
        hasher.finish()
    };
    members.map(one).fold(0, u64::wrapping_add)
}

/// The same, whatever the order of the members.
fn names(members: &serde_json::Map<String, Value>) -> u64 {
    let one = |name: &String| {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish()
    };
    members.keys().map(one).fold(0, u64::wrapping_add)
}

/// A number that equal values share.
pub(super) fn digest(content: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}
