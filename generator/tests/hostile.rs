//! Documents that are large in one respect: each is emitted in a time that grows with it, or little faster.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use generator::Config;
use generator::document::{Document, NoFiles, Options};
use serde_json::{Map, Value, json};

/// The text of all files of a crate with these schemas, which has to be there soon: without optimization, and on a busy
/// machine.
fn emitted(schemas: Map<String, Value>) -> String {
    let tree = json!({
        "openapi": "3.1.0",
        "info": { "title": "Hostile", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    let start = Instant::now();
    let options = Options { lenient: false, files: &NoFiles, overlays: &[] };
    let (document, _) = Document::read_with("api.json", tree.to_string(), options).unwrap();
    let config = Config::new("api.json", "client");
    let (api, lowered) = generator::lower::lower(&document, &config);
    assert!(!lowered.has_errors(), "{lowered}");
    let files = generator::emit::emit(&api, &config).unwrap();
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    files.0.into_values().collect()
}

fn schema(name: &str, schema: Value) -> Map<String, Value> {
    [(name.to_owned(), schema)].into_iter().collect()
}

#[test]
fn a_list_of_many_values() {
    let texts: Vec<String> = (0..20_000).map(|number| format!("v{number}")).collect();
    assert!(emitted(schema("Text", json!({ "type": "string", "enum": texts }))).contains("V19999"));
    let objects: Vec<Value> = (0..20_000).map(|number| json!({ "a": number })).collect();
    emitted(schema("Object", json!({ "enum": objects })));
}

/// Each property tells but one member from the others: to ask for all of them, one after the other, would take the third power
/// of their number.
#[test]
fn a_union_of_many_members() {
    let member = |number: usize| {
        let name = format!("p{number}");
        let mut properties = schema(&name, json!({ "type": "integer" }));
        properties.insert("k".to_owned(), json!({ "const": format!("k{number}") }));
        json!({ "type": "object", "properties": properties, "required": [name] })
    };
    let members: Vec<Value> = (0..500).map(member).collect();
    let text = emitted(schema("Union", json!({ "oneOf": members })));
    assert!(text.contains("p499"));
}

#[test]
fn schemas_that_lead_to_the_same_again_and_again() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let name = |level: usize| format!("Level{level}");
        let reference = |level: usize| json!({ "$ref": format!("#/components/schemas/{}", name(level)) });
        let mut schemas =
            schema(&name(0), json!({ "type": "object", "properties": { "a": { "type": "integer" } } }));
        for level in 1..60 {
            schemas.insert(name(level), json!({ keyword: [reference(level - 1), reference(level - 1)] }));
        }
        emitted(schemas);
    }
}

/// Every schema extends all that are before it: a value of the first may be of any of them, by more ways than can be counted.
#[test]
fn heirs_of_heirs_of_heirs() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = schema(
        "Heir0",
        json!({
            "type": "object",
            "required": ["kind"],
            "properties": { "kind": { "type": "string" }, "next": reference("Heir0") },
            "discriminator": { "propertyName": "kind" },
        }),
    );
    for heir in 1..40 {
        let mut parts: Vec<Value> = (0..heir).map(|before| reference(&format!("Heir{before}"))).collect();
        parts.push(json!({ "type": "object", "properties": { format!("p{heir}"): { "type": "integer" } } }));
        schemas.insert(format!("Heir{heir}"), json!({ "allOf": parts }));
    }
    assert!(emitted(schemas).contains("Heir39"));
}

/// Each schema extends the one before it: a chain that is longer than the stack of a thread is deep.
#[test]
fn a_long_line_of_heirs() {
    let mut schemas = schema(
        "Heir0",
        json!({
            "type": "object",
            "properties": { "kind": { "type": "string" }, "next": { "$ref": "#/components/schemas/Heir0" } },
            "discriminator": { "propertyName": "kind" },
        }),
    );
    for heir in 1..1000 {
        let before = json!({ "$ref": format!("#/components/schemas/Heir{}", heir - 1) });
        let own = json!({ "type": "object", "properties": { format!("p{heir}"): { "type": "integer" } } });
        schemas.insert(format!("Heir{heir}"), json!({ "allOf": [before, own] }));
    }
    assert!(emitted(schemas).contains("Heir999"));
}
