//! The values that the test program calls each operation with: the least that is valid, and everything filled in.

use serde_json::{Map, Value};

use crate::config::Config;
use crate::document::{Document, Pointer};
use crate::ir::{Location, MediaKind, Operation, Parameter, Trial};

use super::samples_fits::target;
use super::samples_json::Maker;

/// The values for each operation, in their order.
pub(super) fn trials(document: &Document, config: &Config, operations: &[Operation]) -> Vec<Trial> {
    operations
        .iter()
        .map(|operation| Trial {
            least: arguments(document, Maker::new(document, &config.formats, false), operation, false),
            full: arguments(document, Maker::new(document, &config.formats, true), operation, true),
        })
        .collect()
}

/// Values by the Rust names of what they are for.
fn arguments(
    document: &Document,
    mut maker: Maker<'_>,
    operation: &Operation,
    full: bool,
) -> Map<String, Value> {
    let mut values = Map::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required || full) {
        if let Some(value) = argument(document, &mut maker, parameter) {
            values.insert(parameter.name.clone(), value);
        }
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required || full) {
        let usual = body.contents.first();
        let media = usual.and_then(|usual| Pointer::parse(&usual.pointer)).map(|media| media.join("schema"));
        let example = usual.and_then(|usual| usual.example.as_ref());
        let value = match media.and_then(|media| document.get(&media)) {
            Some(schema) => maker.value(schema, example),
            None => example.cloned().or_else(|| Some(Value::String("example".to_owned()))),
        };
        let text = usual.is_some_and(|usual| usual.kind == MediaKind::Text);
        let value =
            value.map(|value| if text && !value.is_string() { value.to_string().into() } else { value });
        values.extend(value.map(|value| (body.name.clone(), value)));
    }
    values
}

fn argument(document: &Document, maker: &mut Maker<'_>, parameter: &Parameter) -> Option<Value> {
    let any = Value::Object(Map::new());
    let schema = schema(document, parameter).unwrap_or(&any);
    let value = maker.value(schema, parameter.example.as_ref()).filter(|value| !value.is_null());
    // What would not be written at all is no value to try: an empty list is as good as none, an empty segment leads
    // elsewhere.
    match value {
        Some(Value::Array(items)) if items.is_empty() => {
            let some = serde_json::json!({ "allOf": [schema, { "minItems": 1 }] });
            maker.value(&some, parameter.example.as_ref())
        }
        Some(Value::String(text)) if text.is_empty() && parameter.location == Location::Path => {
            Some(Value::String("example".to_owned()))
        }
        None if parameter.location == Location::Path => Some(Value::String("example".to_owned())),
        value => value,
    }
}

/// The schema of a parameter, or of its content.
fn schema<'a>(document: &'a Document, parameter: &Parameter) -> Option<&'a Value> {
    let source = target(document, document.get(&Pointer::parse(&parameter.pointer)?)?)?;
    let content = || source.get("content")?.as_object()?.values().next()?.get("schema");
    source.get("schema").or_else(content)
}
