//! `const`, numeric `exclusiveMinimum` and `exclusiveMaximum`, `examples`, and schemas that are `true` or `false`.

use serde_json::{Value, json};

use super::Node;

/// `true` allows everything, `false` nothing (JSON Schema 2020-12, core, 4.3.2).
pub(super) fn boolean(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        _ => {}
    }
}

/// `const: x` becomes `enum: [x]`.
pub(super) fn constant(node: &mut Node<'_>) {
    let Some(value) = node.members.shift_remove("const") else {
        return;
    };
    if value.is_null() && !node.members.contains_key("type") {
        node.members.insert("nullable".to_owned(), Value::Bool(true));
    }
    node.members.insert("enum".to_owned(), json!([value]));
    node.moved(&["const"], &["enum"]);
    node.moved(&["const"], &["enum", "0"]);
}

/// `exclusiveMinimum: 1` becomes `minimum: 1` and `exclusiveMinimum: true`, unless `minimum` is stricter.
pub(super) fn numeric_bounds(node: &mut Node<'_>) {
    bound(node, "exclusiveMinimum", "minimum", |exclusive, inclusive| inclusive > exclusive);
    bound(node, "exclusiveMaximum", "maximum", |exclusive, inclusive| inclusive < exclusive);
}

fn bound(node: &mut Node<'_>, exclusive: &str, inclusive: &str, stricter: fn(f64, f64) -> bool) {
    let Some(Value::Number(limit)) = node.members.get(exclusive).cloned() else {
        return;
    };
    let other = node.members.get(inclusive).and_then(Value::as_f64);
    if other.zip(limit.as_f64()).is_some_and(|(other, limit)| stricter(limit, other)) {
        node.members.shift_remove(exclusive);
        return;
    }
    node.members.insert(inclusive.to_owned(), Value::Number(limit));
    node.members.insert(exclusive.to_owned(), Value::Bool(true));
    node.moved(&[exclusive], &[inclusive]);
}

/// The first of `examples` is the `example`; the list stays.
pub(super) fn examples(node: &mut Node<'_>) {
    let Some(first) = node.list("examples").first().cloned() else {
        return;
    };
    if !node.members.contains_key("example") {
        node.members.insert("example".to_owned(), first);
        node.moved(&["examples", "0"], &["example"]);
    }
}
