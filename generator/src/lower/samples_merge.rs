//! A schema with its references followed and its `allOf` made one.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Document;

use super::samples_fits::target;

/// How deep `allOf` within `allOf` is followed.
const DEPTH: usize = 32;

/// The keywords that hold together, and the choices that are left.
#[derive(Debug, Clone, Default)]
pub(super) struct Flat {
    /// Keywords; of `allOf`, `oneOf` and `anyOf` none.
    pub(super) keywords: Map<String, Value>,
    /// The members of each `oneOf` and `anyOf`.
    pub(super) choices: Vec<Vec<Value>>,
    /// The references that were followed: what is said twice holds once.
    followed: BTreeSet<String>,
}

/// A schema made flat.
pub(super) fn flatten(document: &Document, schema: &Value) -> Flat {
    let mut flat = Flat::default();
    flat.add(document, schema);
    flat
}

impl Flat {
    /// What has to hold besides.
    pub(super) fn add(&mut self, document: &Document, schema: &Value) {
        self.merge(document, schema, DEPTH);
    }

    /// The type, said or implied; empty: any.
    pub(super) fn kind(&self) -> &str {
        if let Some(kind) = self.keywords.get("type").and_then(Value::as_str) {
            return kind;
        }
        let has = |names: &[&str]| names.iter().any(|name| self.keywords.contains_key(*name));
        if has(&[
            "properties",
            "patternProperties",
            "propertyNames",
            "additionalProperties",
            "required",
            "minProperties",
            "maxProperties",
        ]) {
            "object"
        } else if has(&["items", "minItems", "maxItems", "uniqueItems"]) {
            "array"
        } else if has(&["pattern", "minLength", "maxLength"]) {
            "string"
        } else if has(&["minimum", "maximum", "multipleOf"]) {
            "number"
        } else if has(&["format"]) && !has(&["example", "default"]) {
            "string"
        } else {
            ""
        }
    }

    fn merge(&mut self, document: &Document, schema: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let reference = schema.get("$ref").and_then(Value::as_str);
        if reference.is_some_and(|reference| !self.followed.insert(reference.to_owned())) {
            return;
        }
        let Some(Value::Object(keywords)) = target(document, schema) else { return };
        for (keyword, value) in keywords {
            match (keyword.as_str(), value) {
                ("allOf" | "then" | "else", _) => {}
                // What holds with a condition is another choice.
                ("if", _) => self.choices.push(conditions(keywords, value)),
                ("oneOf" | "anyOf", Value::Array(members)) if !members.is_empty() => {
                    self.choices.push(members.clone());
                }
                _ => self.keyword(keyword, value),
            }
        }
        for member in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.merge(document, member, depth);
        }
    }

    fn keyword(&mut self, keyword: &str, value: &Value) {
        let Some(present) = self.keywords.get_mut(keyword) else {
            self.keywords.insert(keyword.to_owned(), value.clone());
            return;
        };
        match keyword {
            "required" => union(present, value),
            "properties" => properties(present, value),
            "enum" => {
                if let (Some(one), Some(other)) = (present.as_array_mut(), value.as_array()) {
                    one.retain(|listed| other.contains(listed));
                }
            }
            "multipleOf" => multiple(present, value),
            "items" | "contains" if present != value => {
                *present = json!({ "allOf": [present.clone(), value] })
            }
            "minimum" | "minLength" | "minItems" | "minProperties" => bound(present, value, true),
            "maximum" | "maxLength" | "maxItems" | "maxProperties" => bound(present, value, false),
            "additionalProperties" if present == &Value::Bool(true) => *present = value.clone(),
            "type" if present == "number" && value == "integer" => *present = value.clone(),
            "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" if value == &Value::Bool(true) => {
                *present = value.clone();
            }
            _ => {}
        }
    }
}

/// The two ways that `if` leaves open: that it holds, and what goes with it, or that it does not.
fn conditions(keywords: &Map<String, Value>, condition: &Value) -> Vec<Value> {
    let branch = |keyword: &str| keywords.get(keyword).cloned().unwrap_or_else(|| json!({}));
    vec![
        json!({ "allOf": [condition, branch("then")] }),
        json!({ "allOf": [branch("else"), { "not": condition }] }),
    ]
}

fn union(present: &mut Value, value: &Value) {
    if let (Some(one), Some(other)) = (present.as_array_mut(), value.as_array()) {
        for name in other {
            if !one.contains(name) {
                one.push(name.clone());
            }
        }
    }
}

fn properties(present: &mut Value, value: &Value) {
    if let (Some(one), Some(other)) = (present.as_object_mut(), value.as_object()) {
        for (name, schema) in other {
            match one.get_mut(name) {
                Some(known) if known != schema => *known = json!({ "allOf": [known.clone(), schema] }),
                Some(_) => {}
                None => drop(one.insert(name.clone(), schema.clone())),
            }
        }
    }
}

/// A step that is one of both.
fn multiple(present: &mut Value, value: &Value) {
    if let (Some(one), Some(other)) = (present.as_u64(), value.as_u64())
        && one > 0
        && other > 0
        && !one.is_multiple_of(other)
    {
        let product = if other.is_multiple_of(one) { Some(other) } else { one.checked_mul(other) };
        *present = product.map_or(present.take(), Value::from);
    }
}

/// The narrower of two bounds.
fn bound(present: &mut Value, value: &Value, greater: bool) {
    if let (Some(one), Some(other)) = (present.as_f64(), value.as_f64())
        && (other > one) == greater
        && other != one
    {
        *present = value.clone();
    }
}
