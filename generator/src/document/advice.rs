//! The words of the messages: what was expected, what was found, and what to do about mistakes that
//! are common enough to have an answer.

use serde_json::Value;

use super::objects::{HEADER, Object, PARAMETER, Rest, SCHEMA, Shape};
use super::path::Path;
use crate::diagnostic::{Diagnostic, Excerpt, Severity, codes};

/// What a shape asks for.
pub(super) fn expected(shape: Shape) -> String {
    let text = match shape {
        Shape::Any => "a value",
        Shape::Text => "a string",
        Shape::Boolean => "`true` or `false`",
        Shape::Number => "a number",
        Shape::Count => "a whole number from 0",
        Shape::Choice(choices) => return one_of(choices),
        Shape::List(Shape::Text) => "a list of strings",
        Shape::List(_) => "a list",
        Shape::Map(_) => "an object",
        Shape::Object(object) | Shape::Reference(object) => {
            return format!("an object ({})", object.name);
        }
        Shape::Schema => "a schema (an object)",
        Shape::SchemaOrBoolean => "a schema (an object), `true` or `false`",
    };
    text.to_owned()
}

/// "`a`, `b` or `c`"
pub(super) fn one_of(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What there is instead.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the string \"{}\"", Excerpt(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// What to do about a value of a wrong type.
pub(super) fn wrong_type(value: &Value, shape: Shape, path: &Path<'_>) -> Option<String> {
    let help = match (path.last_key(), shape, value) {
        (Some("required"), _, value) if is_switch(value) => {
            "in a schema, `required` lists the names of the properties that must be there: \
             name this property in the `required` of the schema around it"
                .to_owned()
        }
        (Some("type"), _, Value::Array(types)) if types.iter().any(|name| name == "null") => {
            "lists of types came with OpenAPI 3.1; in 3.0, write the one type and `nullable: true`".to_owned()
        }
        (Some("type"), _, Value::Array(_)) => {
            "lists of types came with OpenAPI 3.1; in 3.0, write an `anyOf` with a schema for each".to_owned()
        }
        (Some(key @ ("exclusiveMinimum" | "exclusiveMaximum")), _, Value::Number(number)) => {
            let bound = if key == "exclusiveMinimum" { "minimum" } else { "maximum" };
            format!("in OpenAPI 3.0, write `{bound}: {number}` and `{key}: true`")
        }
        (_, Shape::Text | Shape::Choice(_), Value::Number(_) | Value::Bool(_)) => {
            "put it in quotes to make it a string".to_owned()
        }
        (_, Shape::Number | Shape::Count | Shape::Boolean, Value::String(text)) if literal(text, shape) => {
            format!("write {text} without quotes")
        }
        (_, Shape::List(Shape::Text), Value::String(text)) => {
            format!("write a list of one: [{}]", Excerpt(text))
        }
        (_, Shape::Schema, Value::Bool(true)) => {
            "schemas that are `true` came with OpenAPI 3.1; in 3.0, `{}` allows any value".to_owned()
        }
        (Some("items"), Shape::Schema, Value::Array(_)) => {
            "OpenAPI 3.0 has one schema for all items".to_owned()
        }
        _ => return None,
    };
    Some(help)
}

/// Whether something is said to be or not to be.
fn is_switch(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => literal(text, Shape::Boolean),
        _ => false,
    }
}

/// Whether a string would fit without its quotes.
fn literal(text: &str, shape: Shape) -> bool {
    match shape {
        Shape::Boolean => matches!(text, "true" | "false"),
        Shape::Count => text.parse::<u64>().is_ok(),
        _ => text.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// What to do about a value that is none of the allowed ones.
pub(super) fn wrong_choice(text: &str, path: &Path<'_>) -> Option<String> {
    let help = match (path.last_key()?, text) {
        ("in", "body") => "that was Swagger 2.0: in OpenAPI 3, a body is described by `requestBody`",
        ("in", "formData") => {
            "that was Swagger 2.0: in OpenAPI 3, a form is a `requestBody` of its media type"
        }
        ("type", "null") => "OpenAPI 3.0 has no type `null`: write the other type and `nullable: true`",
        ("type", "file") => {
            "that was Swagger 2.0: in OpenAPI 3, a file is `type: string` with `format: binary`"
        }
        ("type", "bool") => "write `type: boolean`",
        ("type", "str" | "text" | "char") => "write `type: string`",
        ("type", "enum") => "write `type: string`, and the values as a list in `enum`",
        ("type", "datetime" | "timestamp") => "write `type: string` with `format: date-time`",
        ("type", "map" | "dict" | "hash" | "json" | "struct") => {
            "write `type: object`; `additionalProperties` is the schema of a map's values"
        }
        ("type", "list" | "set" | "tuple") => "write `type: array`, and the schema of its items in `items`",
        ("type", "any") => "leave `type` out to allow any value",
        ("type", "date" | "date-time" | "uuid" | "email" | "uri" | "byte" | "binary" | "password") => {
            return Some(format!("write `type: string` with `format: {text}`"));
        }
        ("type", "int" | "int32" | "int64" | "long") => {
            "write `type: integer`, with `format: int32` or `int64`"
        }
        ("type", "float" | "double" | "decimal") => "write `type: number`, with `format: float` or `double`",
        ("type", "basic" | "bearer") => "write `type: http` with it as the `scheme`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// What to do about a key of the wrong form.
pub(super) fn key(key: &str, rest: &Rest) -> Option<String> {
    match rest {
        Rest::Paths(_) => Some(format!("write `/{}`", Excerpt(key))),
        Rest::Statuses(_) if matches!(key, "content" | "description" | "headers") => {
            Some("a response goes under its status code: `\"200\":`".to_owned())
        }
        Rest::Statuses(_) => {
            let digits = key.replace(['O', 'o'], "0").replace(['l', 'I'], "1");
            let is_status = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_status.then(|| format!("did you mean `\"{digits}\"`, with digits alone?"))
        }
        _ => None,
    }
}

/// Keywords of OpenAPI 3.1 (JSON Schema 2020-12) that say something 3.0 cannot, or says otherwise.
pub(super) const NEWER: &[&str] = &[
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "pathItems",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "webhooks",
];

/// What to do about a field that is not known.
pub(super) fn unknown_field(key: &str, object: &Object) -> Option<String> {
    let schema = SCHEMA.fields.iter().any(|field| field.name == key);
    if schema && (std::ptr::eq(object, &PARAMETER) || std::ptr::eq(object, &HEADER)) {
        return Some(format!("`{key}` belongs under `schema`"));
    }
    match (object.name, key) {
        ("Schema Object", "examples") => Some("OpenAPI 3.0 has one `example` of a schema".to_owned()),
        ("Schema Object", "const") => Some("in OpenAPI 3.0, write an `enum` of that one value".to_owned()),
        ("Response Object" | "Request Body Object", "schema") => {
            Some("a schema goes under its media type: `content`, then `application/json`".to_owned())
        }
        ("OpenAPI Object", "definitions") => {
            Some("in OpenAPI 3, schemas go under `components/schemas`".to_owned())
        }
        ("OpenAPI Object", "schemas" | "responses" | "parameters" | "securitySchemes") => {
            Some(format!("it goes under `components`: `components/{key}`"))
        }
        ("Path Item Object", "responses" | "requestBody" | "operationId" | "tags") => {
            Some(format!("an operation has `{key}`, and stands under its method: `get:`"))
        }
        ("Path Item Object", "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE") => {
            Some(format!("methods are written in lower case: `{}`", key.to_lowercase()))
        }
        _ if NEWER.contains(&key) => Some(format!("`{key}` came with OpenAPI 3.1")),
        _ => None,
    }
}

/// The warning that an error becomes where nothing depends on it, or where it was repaired; and what was done.
pub(super) fn loosened(mut diagnostic: Diagnostic, done: &str) -> Diagnostic {
    if diagnostic.severity == Severity::Warning {
        return diagnostic;
    }
    diagnostic.severity = Severity::Warning;
    diagnostic.code = match diagnostic.code {
        codes::WRONG_TYPE => codes::LOOSE_TYPE,
        codes::MISSING_FIELD => codes::LOOSE_MISSING,
        codes::UNKNOWN_REFERENCE
        | codes::WRONG_REFERENCE
        | codes::CIRCULAR_REFERENCE
        | codes::EXTERNAL_REFERENCE => codes::LOOSE_REFERENCE,
        _ => codes::LOOSE_VALUE,
    };
    if !diagnostic.label.is_empty() {
        diagnostic.label.push_str(&format!(": {done}"));
    }
    diagnostic
}
