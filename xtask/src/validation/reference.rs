//! A document's schemas for the other validator: as they are written, OpenAPI 3.0's words in those of JSON Schema.

use generator::document::{Document, Pointer};
use serde_json::{Map, Value, json};

/// Keywords that are no part of a schema's meaning, and may hold anything.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// All component schemas.
pub(super) fn components(document: &Document, formats: bool) -> Map<String, Value> {
    let root = Pointer::root().join("components").join("schemas");
    let names = document.get(&root).and_then(Value::as_object).into_iter().flat_map(Map::keys);
    names.map(|name| (name.clone(), schema(document, &root.join(name), formats))).collect()
}

/// The component schema at an address, with those that it refers to and no others: the other validator reads all that
/// it is given.
pub(super) fn reached(schemas: &Map<String, Value>, at: &str) -> Value {
    let reference = format!("#{}", at.replace('%', "%25"));
    let mut found: Map<String, Value> = Map::new();
    let mut left: Vec<String> = target(&reference).into_iter().collect();
    while let Some(name) = left.pop() {
        if let Some(schema) = schemas.get(&name).filter(|_| !found.contains_key(&name)) {
            referred(schema, &mut left);
            found.insert(name, schema.clone());
        }
    }
    json!({ "$ref": reference, "components": { "schemas": found } })
}

/// The names of the components that a schema refers to; too many, where a value looks like a reference.
fn referred(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| referred(item, names)),
        Value::Object(members) => {
            let texts = ["$ref", "$dynamicRef"].iter().filter_map(|key| members.get(*key)?.as_str());
            names.extend(texts.filter_map(target));
            members.values().for_each(|member| referred(member, names));
        }
        _ => {}
    }
}

pub(super) fn target(reference: &str) -> Option<String> {
    let pointer = Pointer::parse(reference)?;
    let mut tokens = pointer.tokens().skip(2);
    tokens.next()
}

fn schema(document: &Document, at: &Pointer, formats: bool) -> Value {
    let Some(Value::Object(keywords)) = document.written_at(at) else {
        return document.written_at(at).cloned().unwrap_or(Value::Bool(true));
    };
    let mut copy = Map::new();
    for (key, value) in keywords {
        let here = at.join(key);
        let value = match (key.as_str(), value) {
            (key, value) if VALUES.contains(&key) => value.clone(),
            ("properties" | "patternProperties" | "dependentSchemas" | "$defs", Value::Object(schemas)) => {
                let each =
                    schemas.keys().map(|name| (name.clone(), schema(document, &here.join(name), formats)));
                Value::Object(each.collect())
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => (0..schemas.len())
                .map(|index| schema(document, &here.join(&index.to_string()), formats))
                .collect(),
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
            ) if value.is_object() || value.is_boolean() => schema(document, &here, formats),
            (_, value) => value.clone(),
        };
        copy.insert(key.clone(), value);
    }
    // The document's own addresses are what references mean now.
    ["$id", "$schema", "$anchor"].iter().for_each(|key| drop(copy.shift_remove(*key)));
    if !document.is_newer() {
        of_3_0(&mut copy);
    }
    if formats {
        of_numbers(&mut copy);
    }
    Value::Object(copy)
}

/// The formats of integers are OpenAPI's, which the other validator does not know: they are bounds, beside those of the schema.
fn of_numbers(schema: &mut Map<String, Value>) {
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    let bounds = json!({ "minimum": least, "maximum": most });
    match schema.get_mut("allOf") {
        Some(Value::Array(all)) => all.push(bounds),
        _ => drop(schema.insert("allOf".to_owned(), json!([bounds]))),
    }
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
    if schema.get("nullable") == Some(&Value::Bool(true))
        && let Some(Value::String(name)) = schema.get("type").cloned()
    {
        schema.insert("type".to_owned(), json!([name, "null"]));
    }
}
