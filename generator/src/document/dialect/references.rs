//! `$ref` with siblings (JSON Schema 2020-12, core, 8.2.3.1): in 3.1 what stands beside a reference holds, too.

use serde_json::{Value, json};

use super::Node;

/// What may stand beside a reference without changing what is valid or what type it is.
const PROSE: &[&str] =
    &["$ref", "$comment", "description", "summary", "title", "example", "examples", "externalDocs"];

/// `{$ref, more}` becomes `{allOf: [{$ref}], more}`. Beside prose alone the reference stays what it is.
pub(super) fn siblings(node: &mut Node<'_>) {
    let asserts = |key: &String| !PROSE.contains(&key.as_str()) && !key.starts_with("x-");
    if !node.members.get("$ref").is_some_and(Value::is_string) || !node.members.keys().any(asserts) {
        return;
    }
    let Some(reference) = node.members.shift_remove("$ref") else {
        return;
    };
    let all_of = node.members.entry("allOf").or_insert_with(|| json!([]));
    let Value::Array(all_of) = all_of else {
        node.members.insert("$ref".to_owned(), reference);
        return;
    };
    all_of.push(json!({ "$ref": reference }));
    let index = (all_of.len() - 1).to_string();
    node.moved(&["$ref"], &["allOf", &index, "$ref"]);
}
