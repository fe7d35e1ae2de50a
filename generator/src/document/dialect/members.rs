//! `oneOf` and `anyOf` with a member for `null`.

use serde_json::{Value, json};

use super::Node;

/// A member that is `null` becomes `nullable: true`.
pub(super) fn null_among_alternatives(node: &mut Node<'_>) {
    for key in ["oneOf", "anyOf"] {
        let nulls: Vec<bool> = node.list(key).iter().map(is_null).collect();
        if nulls.contains(&true) {
            without(node, key, &nulls);
        }
    }
}

fn without(node: &mut Node<'_>, key: &str, nulls: &[bool]) {
    let allowed = match node.members.get("type") {
        None => true,
        Some(Value::Array(types)) => types.iter().any(|name| name == "null"),
        Some(name) => name == "null",
    };
    if allowed {
        node.members.insert("nullable".to_owned(), Value::Bool(true));
    }
    if !nulls.contains(&false) {
        node.members.shift_remove(key);
        node.members.insert("enum".to_owned(), json!([null]));
        node.moved(&[key], &["enum"]);
        return;
    }
    let kept = nulls.iter().enumerate().filter(|(_, null)| !**null).map(|(index, _)| index);
    for (now, before) in kept.enumerate().filter(|(now, before)| now < before) {
        node.moved(&[key, &before.to_string()], &[key, &now.to_string()]);
    }
    if let Some(Value::Array(members)) = node.members.get_mut(key) {
        let mut nulls = nulls.iter();
        members.retain(|_| nulls.next() == Some(&false));
    }
}

/// Whether a list of schemas has one for `null`.
pub(in crate::document) fn has_null(members: &Value) -> bool {
    members.as_array().is_some_and(|members| members.iter().any(is_null))
}

/// Whether a schema allows `null` and nothing else.
fn is_null(schema: &Value) -> bool {
    let only =
        |key: &str| schema.get(key).and_then(Value::as_array).is_some_and(|list| *list == [Value::Null]);
    let named = schema.get("type").is_some_and(|kind| kind == "null" || *kind == json!(["null"]));
    schema.get("$ref").is_none() && (named || only("enum") || schema.get("const").is_some_and(Value::is_null))
}
