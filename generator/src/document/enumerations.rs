//! `enum` beside a `type` that its values are not of: no value is valid by the letter, and what is meant can be told. A
//! number in a list of texts lacks its quotes, and values beside a list's `items` are those of the items.

use serde_json::{Map, Number, Value};

use super::objects::{OPENAPI, Object, Shape};
use super::origins::{self, Origins};
use super::walk::{self, Visit};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Pointer, codes};

/// Puts such values right, and says so. This comes before all else: validators are made of what is meant as well.
pub(super) fn mend(tree: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut mending = Mending { origins, diagnostics: Diagnostics::new() };
    walk::walk(tree, Shape::Object(&OPENAPI), &mut String::new(), &mut mending);
    mending.diagnostics
}

struct Mending<'a> {
    origins: &'a mut Origins,
    diagnostics: Diagnostics,
}

impl Visit for Mending<'_> {
    fn schema(&mut self, schema: &mut Value, at: &str) {
        let Value::Object(members) = schema else { return };
        let Some(kind) = kind(members).map(str::to_owned) else { return };
        let Some(values) = members.get("enum").and_then(Value::as_array) else { return };
        let odd = |value: &Value| !value.is_null() && !is(value, &kind);
        let Some(index) = values.iter().position(odd) else { return };
        let list = origins::child(at, "enum");
        let said = |does: &str| {
            let place = Pointer::parse(&origins::child(&list, &index.to_string()));
            Diagnostic::warning(
                codes::LOOSE_VALUE,
                format!("`enum` has values that are not of the type `{kind}`"),
            )
            .at(place.map_or(Place::None, Place::value))
            .label(does.to_owned())
        };
        if kind == "array" {
            if values.iter().all(|value| !value.is_array() && !value.is_object()) && takes_values(members) {
                self.diagnostics.push(said("taken for the values of its items"));
                into_items(members);
                self.origins.moved(&list, &origins::child(&origins::child(at, "items"), "enum"));
            }
            return;
        }
        let mended: Option<Vec<Value>> = values
            .iter()
            .map(|value| if odd(value) { converted(value, &kind) } else { Some(value.clone()) })
            .collect();
        if let Some(mended) = mended {
            self.diagnostics.push(said(&format!("taken for `{kind}` in another notation")));
            members.insert("enum".to_owned(), Value::Array(mended));
        } else if values.iter().all(odd) {
            self.diagnostics.push(said("the list is left out, of which nothing would be valid"));
            members.shift_remove("enum");
        }
    }

    fn object(&mut self, _: &mut Map<String, Value>, _: &'static Object) {}
}

/// The only type of a schema, beside `null`.
fn kind(members: &Map<String, Value>) -> Option<&str> {
    match members.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            kinds.next().filter(|_| kinds.next().is_none())
        }
        _ => None,
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => true,
    }
}

/// A value of another type, where it is one of this type but for the notation.
fn converted(value: &Value, kind: &str) -> Option<Value> {
    match (kind, value) {
        ("string", Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
        ("integer" | "number" | "boolean", Value::String(text)) => {
            let value = match kind {
                "boolean" => Value::Bool(text.parse().ok()?),
                _ => Value::Number(text.parse::<Number>().ok()?),
            };
            is(&value, kind).then_some(value)
        }
        _ => None,
    }
}

/// Whether a list's items say nothing of their values yet.
fn takes_values(members: &Map<String, Value>) -> bool {
    let says_some = |items: &Map<String, Value>| items.contains_key("$ref") || items.contains_key("enum");
    members.get("items").is_none_or(|items| items.as_object().is_some_and(|items| !says_some(items)))
}

fn into_items(members: &mut Map<String, Value>) {
    let Some(values) = members.shift_remove("enum") else { return };
    let items = members.entry("items").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(items) = items {
        items.insert("enum".to_owned(), values);
    }
}
