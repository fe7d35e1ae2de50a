//! The values that the test program calls each operation with: the least that is valid, and everything filled in.

use serde_json::{Map, Value};

use crate::config::Config;
use crate::document::{Document, Pointer};
use crate::ir::{Content, Location, MediaKind, Operation, Parameter, Parts, Trial, Type};

use super::samples_fits::target;
use super::samples_json::Maker;

/// The values for each operation, in their order, and for each media type of its body.
pub(super) fn trials(document: &Document, config: &Config, operations: &[Operation]) -> Vec<Trial> {
    let mut trials = Vec::with_capacity(operations.len());
    for (index, operation) in operations.iter().enumerate() {
        let contents = operation.body.as_ref().map_or(1, |body| body.contents.len());
        trials.extend((0..contents).map(|content| {
            let values = |full| {
                let maker = Maker::new(document, &config.formats, full);
                arguments(document, maker, operation, content, full)
            };
            Trial { operation: index, content, least: values(false), full: values(true) }
        }));
    }
    trials
}

/// Values by the Rust names of what they are for.
fn arguments(
    document: &Document,
    mut maker: Maker<'_>,
    operation: &Operation,
    content: usize,
    full: bool,
) -> Map<String, Value> {
    let mut values = Map::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required || full) {
        if let Some(value) = argument(document, &mut maker, parameter) {
            values.insert(parameter.name.clone(), value);
        }
    }
    // A body that need not be there is, where one of its other media types is to be tried.
    if let Some(body) = operation.body.as_ref().filter(|body| body.required || full || content > 0) {
        let value = body.contents.get(content).and_then(|content| sent(document, &mut maker, content));
        values.extend(value.map(|value| (body.name.clone(), value)));
    }
    values
}

/// A body of a media type.
fn sent(document: &Document, maker: &mut Maker<'_>, content: &Content) -> Option<Value> {
    let media = Pointer::parse(&content.pointer).and_then(|media| document.get(&media));
    let said = |keyword: &str| media.and_then(|media| media.get(keyword));
    let items = said("itemSchema").filter(|_| content.parts == Parts::Unnamed);
    let parts = items.map(|items| serde_json::json!({ "type": "array", "items": items, "minItems": 1 }));
    let schema = said("schema").or(parts.as_ref());
    let example = content.example.as_ref();
    let value = match schema {
        Some(schema) => maker.value(schema, example)?,
        None => example.cloned().unwrap_or_else(|| "example".into()),
    };
    Some(match (content.kind, value) {
        (_, value)
            if matches!(content.parts, Parts::Only(_))
                || value.is_array() && content.parts == Parts::Unnamed =>
        {
            value
        }
        (MediaKind::Text, value) if !value.is_string() => value.to_string().into(),
        // A form has fields, though the document may ask for none, or say of none: without any it is no body.
        (MediaKind::Form | MediaKind::Multipart, value) => match value {
            Value::Object(fields) if fields.is_empty() => {
                let some = serde_json::json!({ "allOf": [schema, { "minProperties": 1 }] });
                maker.value(&some, example).unwrap_or(Value::Object(fields))
            }
            Value::Object(fields) => Value::Object(fields),
            value => serde_json::json!({ "example": value }),
        },
        (_, value) => value,
    })
}

fn argument(document: &Document, maker: &mut Maker<'_>, parameter: &Parameter) -> Option<Value> {
    let any = Value::Object(Map::new());
    let schema = schema(document, parameter).unwrap_or(&any);
    let header = parameter.location == Location::Header;
    let example = parameter.example.as_ref().filter(|example| !header || is_one_line(example));
    let value = maker.value(schema, example).filter(|value| !value.is_null());
    // What would not be written at all is no value to try: an empty list is as good as none, an empty segment leads
    // elsewhere.
    match value {
        // A content that is sent as the text it is given.
        Some(value) if parameter.ty == Type::String && !value.is_string() => Some(value.to_string().into()),
        Some(Value::Array(items)) if items.is_empty() => {
            let some = serde_json::json!({ "allOf": [schema, { "minItems": 1 }] });
            maker.value(&some, example)
        }
        Some(Value::Object(entries)) if entries.is_empty() && parameter.location == Location::Path => {
            let some = serde_json::json!({ "allOf": [schema, { "minProperties": 1 }] });
            maker.value(&some, example)
        }
        Some(Value::String(text)) if text.is_empty() && parameter.location == Location::Path => {
            Some(Value::String("example".to_owned()))
        }
        // An example within the schema, broken into lines to be read.
        Some(Value::String(text)) if header && !is_one_line(&Value::String(text.clone())) => {
            maker.value(&serde_json::json!({ "allOf": [schema, { "pattern": ONE_LINE }] }), None)
        }
        None if parameter.location == Location::Path => Some(Value::String("example".to_owned())),
        value => value,
    }
}

/// A text without control characters.
const ONE_LINE: &str = r"^[^\x00-\x1F\x7F]+$";

/// Whether a value is no text that a header cannot hold.
fn is_one_line(value: &Value) -> bool {
    value.as_str().is_none_or(|text| !text.chars().any(char::is_control))
}

/// The schema of a parameter, or of its content.
fn schema<'a>(document: &'a Document, parameter: &Parameter) -> Option<&'a Value> {
    let source = target(document, document.get(&Pointer::parse(&parameter.pointer)?)?)?;
    let content = || source.get("content")?.as_object()?.values().next()?.get("schema");
    source.get("schema").or_else(content)
}
