//! Every example of a document: a value, and the address of the schema that it belongs to.

use serde_json::{Map, Value, json};

/// An example.
pub(super) struct Example {
    /// Where it is written: a JSON Pointer.
    pub(super) at: String,
    /// The address of its schema.
    pub(super) schema: String,
    pub(super) value: Value,
}

/// What a value is, as far as it matters here.
#[derive(Clone, Copy)]
enum Kind {
    Schema,
    /// Schemas by names that anyone may choose, or one after the other.
    Schemas,
    /// Objects of OpenAPI by names that anyone may choose.
    Objects,
    Object,
    Components,
}

/// All examples and defaults beside a schema, in the order of the document.
pub(super) fn examples(tree: &Value) -> Vec<Example> {
    let mut search = Search { tree, found: Vec::new() };
    search.value(tree, Kind::Object, &mut String::new());
    search.found
}

/// Gives every schema that examples belong to a name of its own; `schema` of the examples is the address by that name.
pub(super) fn name(tree: &mut Value, examples: &mut [Example]) {
    let Value::Object(root) = tree else { return };
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else { return };
    let Some(schemas) = components.entry("schemas").or_insert_with(|| json!({})).as_object_mut() else {
        return;
    };
    let mut names: Map<String, Value> = Map::new();
    for example in examples {
        if is_component(&example.schema) {
            continue;
        }
        let next = format!("SchemaOfExample{}", names.len());
        let name = names.entry(example.schema.clone()).or_insert_with(|| {
            schemas.insert(next.clone(), json!({ "$ref": reference(&example.schema) }));
            Value::from(next)
        });
        example.schema = format!("/components/schemas/{}", name.as_str().unwrap_or_default());
    }
}

fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

fn reference(pointer: &str) -> String {
    format!("#{}", pointer.replace('%', "%25"))
}

struct Search<'a> {
    tree: &'a Value,
    found: Vec<Example>,
}

impl<'a> Search<'a> {
    fn value(&mut self, value: &'a Value, kind: Kind, at: &mut String) {
        match value {
            Value::Object(members) => {
                match kind {
                    Kind::Schema => self.of_schema(members, at),
                    Kind::Object => self.beside_schema(members, at),
                    _ => {}
                }
                for (key, value) in members {
                    if let Some(kind) = below(kind, key) {
                        step(at, key, |at| self.value(value, kind, at));
                    }
                }
            }
            Value::Array(items) => {
                let kind = if matches!(kind, Kind::Schemas) { Kind::Schema } else { kind };
                for (index, value) in items.iter().enumerate() {
                    step(at, &index.to_string(), |at| self.value(value, kind, at));
                }
            }
            _ => {}
        }
    }

    /// The examples of a schema, and its `default`.
    fn of_schema(&mut self, members: &'a Map<String, Value>, at: &str) {
        for key in ["example", "default"] {
            if let Some(value) = members.get(key) {
                self.add(format!("{at}/{key}"), at, value);
            }
        }
        for (index, value) in
            members.get("examples").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            self.add(format!("{at}/examples/{index}"), at, value);
        }
    }

    /// Those of a media type, parameter or header.
    fn beside_schema(&mut self, members: &'a Map<String, Value>, at: &str) {
        if !members.get("schema").is_some_and(|schema| schema.is_object() || schema.is_boolean()) {
            return;
        }
        let schema = format!("{at}/schema");
        if let Some(value) = members.get("example") {
            self.add(format!("{at}/example"), &schema, value);
        }
        for (name, example) in members.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let target = example.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            let example = target.map_or(Some(example), |target| self.tree.pointer(target));
            if let Some(value) = example.and_then(|example| example.get("value")) {
                let mut at = format!("{at}/examples");
                step(&mut at, name, |at| self.add(at.clone(), &schema, value));
            }
        }
    }

    fn add(&mut self, at: String, schema: &str, value: &Value) {
        self.found.push(Example { at, schema: schema.to_owned(), value: value.clone() });
    }
}

/// What a member of something is; none for what holds no schemas.
fn below(kind: Kind, key: &str) -> Option<Kind> {
    Some(match kind {
        Kind::Schema => match key {
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" | "allOf"
            | "anyOf" | "oneOf" | "prefixItems" => Kind::Schemas,
            "items"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "additionalProperties"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema" => Kind::Schema,
            _ => return None,
        },
        Kind::Schemas => Kind::Schema,
        Kind::Objects => Kind::Object,
        Kind::Components => match key {
            "schemas" => Kind::Schemas,
            "examples" => return None,
            _ => Kind::Objects,
        },
        Kind::Object => match key {
            "schema" | "itemSchema" => Kind::Schema,
            "components" => Kind::Components,
            "paths"
            | "webhooks"
            | "callbacks"
            | "responses"
            | "headers"
            | "content"
            | "encoding"
            | "additionalOperations" => Kind::Objects,
            "example" | "examples" | "default" | "links" => return None,
            key if key.starts_with("x-") => return None,
            _ => Kind::Object,
        },
    })
}

pub(super) fn step(at: &mut String, key: &str, then: impl FnOnce(&mut String)) {
    let length = at.len();
    at.push('/');
    at.push_str(&key.replace('~', "~0").replace('/', "~1"));
    then(at);
    at.truncate(length);
}
