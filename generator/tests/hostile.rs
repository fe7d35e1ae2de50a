//! Documents that are large in one respect: each is emitted in a time that grows with it, or little faster.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use cpu_time::ThreadTime;
use generator::Config;
use generator::document::{Document, NoFiles, Options};
use serde_json::{Map, Value, json};

/// The text of all files of a crate with these schemas, which has to be there soon: without optimization some seconds of CPU
/// are soon.
fn emitted(schemas: Map<String, Value>) -> String {
    emitted_with(schemas, json!({}), false)
}

/// The same of a crate with a test program, which sends a value of one of the schemas.
fn sent(name: &str, schemas: Map<String, Value>) -> String {
    let content = json!({ "application/json": { "schema": reference(name) } });
    let send = json!({
        "operationId": "send",
        "requestBody": { "required": true, "content": content },
        "responses": { "204": { "description": "Sent." } },
    });
    emitted_with(schemas, json!({ "/things": { "post": send } }), true)
}

fn emitted_with(schemas: Map<String, Value>, paths: Value, smoke: bool) -> String {
    let tree = json!({
        "openapi": "3.1.0",
        "info": { "title": "Hostile", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let start = ThreadTime::now();
    let options = Options { lenient: false, files: &NoFiles, overlays: &[] };
    let (document, _) = Document::read_with("api.json", tree.to_string(), options).unwrap();
    let mut config = Config::new("api.json", "client");
    config.smoke = smoke;
    let (api, lowered) = generator::lower::lower(&document, &config);
    assert!(!lowered.has_errors(), "{lowered}");
    let files = generator::emit::emit(&api, &config).unwrap();
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    files.0.into_values().collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
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

/// Members that are told apart by long lists of values.
#[test]
fn a_union_of_members_with_many_values() {
    let mut schemas = schema("Union", json!({ "oneOf": [reference("A"), reference("B")] }));
    for name in ["A", "B"] {
        let texts: Vec<String> = (0..40_000).map(|number| format!("{name}{number}")).collect();
        let properties = json!({ "kind": { "type": "string", "enum": texts } });
        schemas.insert(
            name.to_owned(),
            json!({ "type": "object", "required": ["kind"], "properties": properties }),
        );
    }
    let text = emitted(schemas);
    assert!(!text.contains("if validate::fits("), "they are told apart by their values");
}

/// Each member is looked for among all that the mapping names.
#[test]
fn a_discriminator_with_a_long_mapping() {
    let name = |number: usize| format!("Member{number}");
    let pairs = (0..3000).map(|number| {
        let target = format!("#/components/schemas/{}", name(number));
        (format!("m{number}"), Value::from(target))
    });
    let discriminator = json!({ "propertyName": "kind", "mapping": pairs.collect::<Map<_, _>>() });
    let kind =
        json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } });
    let members: Vec<Value> = (0..3000).map(|number| reference(&name(number))).collect();
    let mut schemas = schema("Union", json!({ "oneOf": members, "discriminator": discriminator }));
    schemas.extend((0..3000).map(|number| (name(number), kind.clone())));
    assert!(sent("Union", schemas).contains("m2999"));

    let mut parent = kind;
    parent["discriminator"] = discriminator;
    let mut schemas = schema("Parent", parent);
    let heir = json!({ "allOf": [reference("Parent"), { "type": "object" }] });
    schemas.extend((0..3000).map(|number| (name(number), heir.clone())));
    assert!(sent("Parent", schemas).contains("m2999"));
}

/// To make a value of each, or to see whether one fits, by every way there is, would take two to the power of their number.
#[test]
fn values_of_schemas_that_lead_to_the_same_again_and_again() {
    let nests: [fn(Value) -> Value; 7] = [
        |inner| json!({ "allOf": [inner, inner] }),
        |inner| json!({ "anyOf": [inner, inner] }),
        |inner| json!({ "oneOf": [inner, { "type": "object", "properties": { "b": inner } }] }),
        |inner| json!({ "allOf": [{ "not": { "not": inner } }, { "not": { "not": inner } }] }),
        |inner| json!({ "if": inner, "then": inner, "else": inner }),
        |inner| json!({ "type": "object", "properties": { "a": inner, "b": inner }, "required": ["a", "b"] }),
        |inner| json!({ "type": "object", "dependentSchemas": { "a": inner, "b": inner } }),
    ];
    for nest in nests {
        let properties = json!({ "a": { "type": "string" }, "b": { "type": "integer" } });
        let mut schemas = schema(
            "Level0",
            json!({ "type": "object", "properties": properties, "required": ["a"], "example": { "a": "x", "b": 1 } }),
        );
        for level in 1..60 {
            schemas.insert(format!("Level{level}"), nest(reference(&format!("Level{}", level - 1))));
        }
        sent("Level59", schemas);
        // And one that leads to itself.
        sent("Level", schema("Level", nest(reference("Level"))));
    }
}
