//! A document's schemas for the other validator: as they are written, OpenAPI 3.0's words in those of JSON Schema.

use generator::document::{Document, Pointer};
use serde_json::{Map, Value, json};

/// Keywords that are no part of a schema's meaning, and may hold anything.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// All component schemas, under `components/schemas`.
pub(super) fn components(document: &Document) -> Value {
    let root = Pointer::root().join("components").join("schemas");
    let names = document.get(&root).and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let schemas: Map<String, Value> =
        names.map(|name| (name.clone(), schema(document, &root.join(name)))).collect();
    json!({ "components": { "schemas": schemas } })
}

fn schema(document: &Document, at: &Pointer) -> Value {
    let Some(Value::Object(keywords)) = document.written_at(at) else {
        return document.written_at(at).cloned().unwrap_or(Value::Bool(true));
    };
    let mut copy = Map::new();
    for (key, value) in keywords {
        let here = at.join(key);
        let value = match (key.as_str(), value) {
            (key, value) if VALUES.contains(&key) => value.clone(),
            ("properties" | "patternProperties" | "dependentSchemas" | "$defs", Value::Object(schemas)) => {
                let each = schemas.keys().map(|name| (name.clone(), schema(document, &here.join(name))));
                Value::Object(each.collect())
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                (0..schemas.len()).map(|index| schema(document, &here.join(&index.to_string()))).collect()
            }
            (
                "items"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "additionalProperties"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                value,
            ) if value.is_object() || value.is_boolean() => schema(document, &here),
            (_, value) => value.clone(),
        };
        copy.insert(key.clone(), value);
    }
    // The document's own addresses are what references mean now.
    ["$id", "$schema", "$anchor"].iter().for_each(|key| drop(copy.shift_remove(*key)));
    if !document.is_newer() {
        of_3_0(&mut copy);
    }
    Value::Object(copy)
}

fn of_3_0(schema: &mut Map<String, Value>) {
    if schema.contains_key("$ref") {
        schema.retain(|key, _| key == "$ref");
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(Value::Bool(flag)) = schema.get(exclusive).cloned() {
            schema.shift_remove(exclusive);
            if let Some(bound) = schema.shift_remove(inclusive) {
                schema.insert(if flag { exclusive } else { inclusive }.to_owned(), bound);
            }
        }
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        if let Some(Value::String(name)) = schema.get("type").cloned() {
            schema.insert("type".to_owned(), json!([name, "null"]));
        }
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.push(Value::Null);
        }
    }
}
