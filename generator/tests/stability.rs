//! A document that grows: the emitted crate changes where the document did, and nowhere else.
//!
//! `GROWN` names a folder with other documents to try.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::Config;
use generator::document::{Document, NoFiles, Options};
use serde_json::{Map, Value, json};

type Files = BTreeMap<String, String>;

/// The files of a document's crate, or nothing where it is refused.
fn emitted(tree: &Value) -> Option<Files> {
    let text = serde_json::to_string(tree).unwrap();
    let options = Options { lenient: true, files: &NoFiles, overlays: &[] };
    let (document, _) = Document::read_with("api.json", text, options).ok()?;
    let config = Config::new("api.json", "client");
    let (api, lowered) = generator::lower::lower(&document, &config);
    assert!(!lowered.has_errors(), "{lowered}");
    let files = generator::emit::emit(&api, &config).unwrap();
    Some(files.0.into_iter().map(|(path, text)| (path.to_string(), text)).collect())
}

fn documents() -> Vec<(String, Value)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let folder = std::env::var_os("GROWN").map_or(own, PathBuf::from);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let tree = serde_json::from_str(&text).ok().or_else(|| serde_yaml::from_str::<Value>(&text).ok())?;
        Some((path.file_name()?.to_string_lossy().into_owned(), tree))
    };
    paths.into_iter().filter_map(read).collect()
}

fn members<'a>(tree: &'a mut Value, path: &[&str]) -> &'a mut Map<String, Value> {
    let mut node = tree;
    for key in path {
        node = node.as_object_mut().unwrap().entry(*key).or_insert_with(|| json!({}));
    }
    node.as_object_mut().unwrap()
}

/// Lists of all there is, which have to change with it: one line for each new thing, and none for another.
fn is_list(path: &str) -> bool {
    path.ends_with("/mod.rs") || ["API.txt", "README.md", "src/lib.rs", "src/mock.rs"].contains(&path)
}

/// Asserts that every file but lists is the same or new, and that lists only grew.
fn assert_grown(what: &str, before: &Files, after: &Files, may_change: impl Fn(&str) -> bool) {
    for (path, text) in before {
        let now = after.get(path).unwrap_or_else(|| panic!("{what}: {path} is gone"));
        if path == "API.txt" {
            let lost = text.lines().find(|line| !now.lines().any(|other| other == *line));
            assert_eq!(lost.filter(|_| !may_change(path)), None, "{what}: a line of API.txt is gone");
        } else if !is_list(path) && !may_change(path) {
            assert!(
                now == text,
                "{what}: {path} changed:\n{}",
                similar::TextDiff::from_lines(text, now).unified_diff()
            );
        }
    }
}

#[test]
fn a_new_schema_changes_no_other() {
    for (name, tree) in documents() {
        let Some(before) = emitted(&tree) else { continue };
        for key in ["Aardvark", "Zymurgy"] {
            let mut grown = tree.clone();
            let added = json!({
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "type": "string", "enum": ["a", "b"] }, "part": { "type": "object", "properties": { "n": { "type": "integer" } } } },
            });
            // In front of all others, and behind them.
            let schemas = members(&mut grown, &["components", "schemas"]);
            let old = std::mem::take(schemas);
            match key {
                "Aardvark" => schemas.extend([(key.to_owned(), added)].into_iter().chain(old)),
                _ => schemas.extend(old.into_iter().chain([(key.to_owned(), added)])),
            }
            assert_grown(&format!("{name}, schema {key}"), &before, &emitted(&grown).unwrap(), |_| false);
        }
    }
}

#[test]
fn a_new_operation_changes_no_other() {
    for (name, tree) in documents() {
        let Some(before) = emitted(&tree) else { continue };
        let mut grown = tree.clone();
        let body = json!({ "type": "object", "properties": { "inner": { "type": "object", "properties": { "n": { "type": "integer" } } } } });
        let response = json!({ "description": "D", "content": { "application/json": { "schema": body } } });
        members(&mut grown, &["paths"]).insert(
            "/aardvarks".to_owned(),
            json!({
                "get": { "operationId": "listAardvarks", "responses": { "200": response } },
            }),
        );
        assert_grown(&format!("{name}, an operation"), &before, &emitted(&grown).unwrap(), |path| {
            // The client's examples show an operation that is easy to call.
            path == "src/client.rs"
        });
    }
}

#[test]
fn a_new_property_changes_its_own_schema() {
    for (name, tree) in documents() {
        let Some(before) = emitted(&tree) else { continue };
        let schemas = tree.pointer("/components/schemas").and_then(Value::as_object);
        let object = schemas.into_iter().flatten().find(|(key, schema)| {
            let named = format!("#/components/schemas/{key}\"");
            schema.get("type").is_some_and(|kind| kind == "object")
                && schema.get("properties").is_some()
                && !tree.to_string().contains(&named)
        });
        let Some((key, _)) = object else { continue };
        let mut grown = tree.clone();
        members(&mut grown, &["components", "schemas", key, "properties"]).insert(
            "aardvark".to_owned(),
            json!({ "type": "object", "properties": { "n": { "type": "integer" } } }),
        );
        let after = emitted(&grown).unwrap();
        assert_grown(&format!("{name}, a property of {key}"), &before, &after, |path| {
            path == "API.txt" || is_own(path, &before, &after)
        });
        let changed =
            before.iter().filter(|(path, text)| !is_list(path) && after.get(*path) != Some(*text)).count();
        assert!((1..=3).contains(&changed), "{name}, a property of {key}: {changed} files changed");
    }
}

/// A file that now speaks of the new property.
fn is_own(path: &str, before: &Files, after: &Files) -> bool {
    after.get(path).is_some_and(|text| text.contains("aardvark")) && before.contains_key(path)
}

#[test]
fn the_order_of_schemas_names_nothing() {
    for (name, tree) in documents() {
        let Some(before) = emitted(&tree) else { continue };
        let mut turned = tree.clone();
        for section in [&["components", "schemas"][..], &["paths"]] {
            let turned = members(&mut turned, section);
            *turned = std::mem::take(turned).into_iter().rev().collect();
        }
        let after = emitted(&turned).unwrap();
        assert_eq!(before["API.txt"], after["API.txt"], "{name}");
        let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&before), paths(&after), "{name}");
    }
}
