//! A `discriminator` without `oneOf`: the schemas that extend this one by `allOf` are what a value may be, and the document
//! does not list them where the value is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::codes;
use crate::document::{Document, Pointer};

use super::Lowering;

/// How many heirs are named.
const NAMED: usize = 3;

impl Lowering<'_> {
    /// Says where a value is read as its parent, without what its own schema adds.
    pub(super) fn warn_of_heirs(&mut self) {
        if self.keeps() {
            return;
        }
        for (parent, heirs) in heirs(self.document) {
            let names: Vec<String> = heirs.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
            let more = if heirs.len() > NAMED { ", ... add" } else { " add" };
            let message = format!("`{parent}` is read without what {}{more} to it", names.join(", "));
            let place = Pointer::root().join("components").join("schemas").join(parent).join("discriminator");
            let help = "list them under `oneOf` beside the `discriminator`, or keep unknown fields";
            self.warn(codes::HEIRS, &place, message, help);
        }
    }
}

/// The components that have a discriminator and no alternatives, and are used as types; with those that extend each.
fn heirs(document: &Document) -> BTreeMap<&str, Vec<&str>> {
    let schemas = Pointer::root().join("components").join("schemas");
    let schemas = document.get(&schemas).and_then(Value::as_object);
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let has = |key: &str| schema.get(key).is_some();
        if has("discriminator") && !has("oneOf") && !has("anyOf") {
            parents.insert(name, Vec::new());
        }
    }
    if parents.is_empty() {
        return parents;
    }
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(extended) = schema.as_object().and_then(extended) else { continue };
        for parent in extended.iter().filter_map(component) {
            if let Some(heirs) = parents.get_mut(parent) {
                heirs.push(name);
            }
        }
    }
    let mut used = BTreeSet::new();
    document.get(&Pointer::root()).into_iter().for_each(|root| uses(root, &mut used));
    parents.retain(|parent, heirs| !heirs.is_empty() && used.contains(parent));
    parents
}

/// The schemas that one extends, if it adds anything to them.
fn extended(schema: &Map<String, Value>) -> Option<&[Value]> {
    let members = schema.get("allOf")?.as_array()?;
    (members.len() > 1 || schema.contains_key("properties")).then_some(members)
}

/// The component that a schema refers to.
fn component(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// Every component that stands for a value, and is not only extended.
fn uses<'a>(root: &'a Value, used: &mut BTreeSet<&'a str>) {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        used.extend(component(value));
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let skipped = extended(members);
                open.extend(
                    members
                        .iter()
                        .filter(|(key, _)| *key != "allOf" || skipped.is_none())
                        .map(|(_, value)| value),
                );
                // What an heir adds may have values of its parent.
                open.extend(skipped.into_iter().flatten().filter(|member| component(member).is_none()));
            }
            _ => {}
        }
    }
}
