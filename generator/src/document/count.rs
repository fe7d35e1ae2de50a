//! What a document has before anything in it is repaired, rewritten or left out: what must come out again.

use serde_json::{Map, Value};

/// The methods that are fields of a path item, OpenAPI 3.2's included.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// How much a document holds, as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Operations of its paths.
    pub operations: usize,
    /// Schemas directly under its components.
    pub schemas: usize,
}

/// Schemas with a name of their own. To be counted before references are followed, which gives names to more.
pub(super) fn schemas(tree: &Value) -> usize {
    let schemas = tree.get("components").and_then(|components| components.get("schemas"));
    members(schemas).filter(|(name, _)| *name != "$ref").count()
}

/// Operations. To be counted when references are followed: a path item may be one.
pub(super) fn operations(tree: &Value) -> usize {
    let items = members(tree.get("paths")).filter(|(path, _)| !path.starts_with("x-"));
    items.filter_map(|(_, item)| item.as_object()).map(of_item).sum()
}

fn of_item(item: &Map<String, Value>) -> usize {
    let method = |key: &str| METHODS.iter().any(|method| method.eq_ignore_ascii_case(key));
    let named = item.iter().filter(|(key, value)| method(key) && value.is_object()).count();
    named + members(item.get("additionalOperations")).filter(|(_, value)| value.is_object()).count()
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
