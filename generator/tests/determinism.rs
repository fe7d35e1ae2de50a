//! The same document gives the same bytes, and a change of the document changes no more than it has to.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::{Config, generate};
use serde_json::{Value, json};

fn emitted(document: &Value) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("api.json");
    std::fs::write(&file, document.to_string()).expect("the document can be written");
    let output = generate(&Config::new(&file, "out/api"));
    output.unwrap_or_else(|problems| panic!("{}", problems.render(false))).files.0
}

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the documents are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    files
}

/// A document with schemas whose names and inline types meet.
fn sample() -> Value {
    let member = |tag: &str| {
        json!({"type": "object", "required": ["kind"], "properties": {
            "kind": {"type": "string", "enum": [tag]},
            "inner": {"type": "object", "properties": {"a": {"type": "string"}}},
        }})
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Sample", "version": "1"},
        "paths": {"/pets": {"get": {"operationId": "listPets", "responses": {"200": {
            "description": "All.",
            "content": {"application/json": {"schema": {"type": "array", "items": {
                "$ref": "#/components/schemas/Pet"}}}},
        }}}}},
        "components": {"schemas": {
            "Pet": {"oneOf": [{"$ref": "#/components/schemas/cat"}, {"$ref": "#/components/schemas/Dog"}]},
            "cat": member("cat"),
            "Cat": member("other"),
            "CatInner": {"type": "object", "properties": {"b": {"type": "boolean"}}},
            "Dog": member("dog"),
            "Loop": {"type": "array", "items": {"$ref": "#/components/schemas/Pool"}},
            "Pool": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Loop"}},
            "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
        }},
    })
}

#[test]
fn twice_is_the_same() {
    for document in documents() {
        let config = Config::new(&document, "out/api");
        let once = generate(&config).expect("the document is right").files;
        let twice = generate(&config).expect("the document is right").files;
        assert!(once == twice, "{} differs from run to run", document.display());
    }
}

#[test]
fn the_order_of_schemas_does_not_matter() {
    let document = sample();
    let mut turned = document.clone();
    let schemas = document["components"]["schemas"].as_object().expect("it has schemas");
    turned["components"]["schemas"] =
        schemas.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect();
    let (one, other) = (emitted(&document), emitted(&turned));
    for (path, text) in &one {
        assert_eq!(Some(text), other.get(path), "{path} differs");
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn a_new_schema_leaves_other_files_alone() {
    let document = sample();
    let mut grown = document.clone();
    grown["components"]["schemas"]["Unrelated"] =
        json!({"type": "object", "properties": {"inner": {"type": "object", "required": ["x"]}}});
    let (before, after) = (emitted(&document), emitted(&grown));
    let changed: Vec<&str> = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(
        changed,
        [
            "API.txt",
            "src/models/mod.rs",
            "src/models/unrelated.rs",
            "src/schemas/mod.rs",
            "src/schemas/unrelated.rs",
            "src/wire/mod.rs",
            "src/wire/unrelated.rs",
        ]
    );
    assert!(before.keys().all(|path| after.contains_key(path)));
}
