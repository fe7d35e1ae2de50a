//! `type`: a list of types, and the type `null` (JSON Schema 2020-12, validation, 6.1.1).

use serde_json::{Map, Value, json};

use super::Node;

/// Keywords that speak of values of one type alone, and that type.
const ABOUT: &[(&str, &[&str])] = &[
    (
        "string",
        &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"],
    ),
    ("number", &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
    (
        "array",
        &[
            "items",
            "prefixItems",
            "contains",
            "minContains",
            "maxContains",
            "minItems",
            "maxItems",
            "uniqueItems",
            "unevaluatedItems",
        ],
    ),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ],
    ),
];

/// `[T, "null"]` becomes `T` and `nullable`; several types become an `anyOf` of schemas with one type each.
pub(super) fn list_of_types(node: &mut Node<'_>) {
    let named: Vec<String> = match node.members.get("type") {
        Some(Value::String(name)) if name == "null" => vec![name.clone()],
        Some(Value::Array(names)) if names.iter().all(Value::is_string) && !names.is_empty() => {
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => return,
    };
    let null = named.iter().any(|name| name == "null");
    let number = named.iter().any(|name| name == "number");
    let mut types: Vec<&str> = Vec::new();
    for name in &named {
        let implied = name == "integer" && number;
        if name != "null" && !implied && !types.contains(&name.as_str()) {
            types.push(name);
        }
    }
    if null {
        node.members.insert("nullable".to_owned(), Value::Bool(true));
    }
    match types.as_slice() {
        [] => only_null(node),
        [only] => drop(node.members.insert("type".to_owned(), json!(only))),
        several => alternatives(node, several, &named, null),
    }
}

/// 3.0 has no type `null`, but a list of values may have it alone.
fn only_null(node: &mut Node<'_>) {
    node.members.shift_remove("type");
    node.members.insert("enum".to_owned(), json!([null]));
    node.moved(&["type"], &["enum"]);
}

fn alternatives(node: &mut Node<'_>, types: &[&str], named: &[String], null: bool) {
    node.members.shift_remove("type");
    if ["oneOf", "anyOf", "allOf"].iter().any(|key| node.members.contains_key(*key)) {
        // The alternatives say more about the type than the list does; the validator holds values to both.
        return;
    }
    let every = ["string", "number", "boolean", "array", "object"].iter().all(|name| types.contains(name));
    if every {
        match null {
            true => drop(node.members.shift_remove("nullable")),
            false => drop(node.members.entry("not").or_insert_with(|| json!({ "enum": [null] }))),
        }
        return;
    }
    node.moved(&["type"], &["anyOf"]);
    let mut members: Vec<Map<String, Value>> = Vec::new();
    for name in types {
        let mut member = Map::new();
        member.insert("type".to_owned(), json!(name));
        let index = members.len().to_string();
        for keyword in about(name, types, node.members) {
            if let Some(value) = node.members.get(&keyword).cloned() {
                member.insert(keyword.clone(), value);
                node.moved(&[&keyword], &["anyOf", &index, &keyword]);
            }
        }
        if !node.members.contains_key("enum") || values(node, name, &mut member) {
            let written = named.iter().position(|other| other == name).unwrap_or_default().to_string();
            node.moved(&["type", &written], &["anyOf", &index, "type"]);
            members.push(member);
        }
    }
    let moved = types.iter().flat_map(|name| about(name, types, node.members)).collect::<Vec<_>>();
    moved.iter().for_each(|keyword| drop(node.members.shift_remove(keyword)));
    if node.members.get("enum").is_none_or(|_| !members.is_empty()) {
        node.members.shift_remove("enum");
        node.members.insert("anyOf".to_owned(), members.into_iter().map(Value::Object).collect());
    }
}

/// The keywords of a schema that go to the alternative of one type.
fn about(name: &str, types: &[&str], members: &Map<String, Value>) -> Vec<String> {
    let kind = if name == "integer" { "number" } else { name };
    let mut keywords: Vec<String> = ABOUT
        .iter()
        .filter(|(about, _)| *about == kind)
        .flat_map(|(_, keywords)| keywords.iter().map(|keyword| (*keyword).to_owned()))
        .collect();
    let format = members.get("format").and_then(Value::as_str);
    let numeric = matches!(format, Some("int32" | "int64" | "float" | "double"));
    let owner = match kind {
        "number" => numeric || !types.contains(&"string"),
        "string" => !numeric,
        _ => false,
    };
    if format.is_some() && owner {
        keywords.push("format".to_owned());
    }
    keywords
}

/// Gives an alternative the values of `enum` that are of its type. False when there are none.
fn values(node: &mut Node<'_>, name: &str, member: &mut Map<String, Value>) -> bool {
    let fits = |value: &&Value| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let values: Vec<Value> = node.list("enum").iter().filter(fits).cloned().collect();
    let some = !values.is_empty();
    member.insert("enum".to_owned(), Value::Array(values));
    some
}
