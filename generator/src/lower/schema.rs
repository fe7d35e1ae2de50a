//! One view of a Schema Object, whichever of openapiv3's variants it was read as.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind, Type};
use serde_json::Value;

use crate::document::{Document, Pointer};
use crate::ir::JsonKind;

/// A schema, or a reference to one, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) pointer: Pointer,
    pub(super) schema: Target<'a>,
    /// The schema as the document has it, where whoever made this had it at hand.
    raw: Option<&'a Value>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> Node<'a> {
    pub(super) fn new(pointer: Pointer, schema: &'a ReferenceOr<Schema>) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => Target::Reference(reference),
            ReferenceOr::Item(schema) => Target::Schema(schema),
        };
        Self { pointer, schema, raw: None }
    }

    fn boxed(pointer: Pointer, schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => Target::Reference(reference),
            ReferenceOr::Item(schema) => Target::Schema(schema),
        };
        Self { pointer, schema, raw: None }
    }

    /// With the schema as the document has it: what is below it needs no look from the document's root.
    fn seen_as(self, raw: Option<&'a Value>) -> Self {
        Self { raw, ..self }
    }
}

/// What `additionalProperties` says.
#[derive(Debug, Clone)]
pub(super) enum Additional<'a> {
    /// Nothing: any further property is legal, and none is meant.
    Unsaid,
    /// `true`, or an empty schema.
    Any,
    /// `false`.
    None,
    /// A schema for each further property.
    Schema(Node<'a>),
}

/// The keywords of one schema.
#[derive(Debug, Clone)]
pub(super) struct Keywords<'a> {
    pub(super) pointer: Pointer,
    pub(super) data: &'a SchemaData,
    /// The schema as the document has it: for numbers to the last digit, and for what openapiv3 does not keep.
    raw: Option<&'a Value>,
    pub(super) properties: Vec<(&'a str, Node<'a>)>,
    /// Properties that are described in parts, by schemas that all hold: what is said before the one that counts.
    pub(super) layered: Vec<(&'a str, Vec<Node<'a>>)>,
    /// Properties that alternatives have, each with every description of it. A schema has none.
    pub(super) mixed: Vec<(&'a str, Vec<Node<'a>>)>,
    pub(super) required: Vec<&'a str>,
    pub(super) additional: Additional<'a>,
    pub(super) items: Option<Node<'a>>,
    pub(super) all_of: Vec<Node<'a>>,
    pub(super) any_of: Vec<Node<'a>>,
    pub(super) one_of: Vec<Node<'a>>,
    pub(super) not: Option<Node<'a>>,
}

/// Whether a schema describes, and asserts nothing.
pub(super) fn is_prose(schema: Option<&Value>) -> bool {
    says_only(schema, &[])
}

/// Whether a schema describes, and has no other keyword than some.
fn says_only(schema: Option<&Value>, keywords: &[&str]) -> bool {
    // `nullable` says of the type that stands beside it that it may be null, and asserts nothing on its own.
    const PROSE: &[&str] =
        &["title", "description", "example", "examples", "externalDocs", "$comment", "nullable"];
    let is_known = |keyword: &str| PROSE.contains(&keyword) || keywords.contains(&keyword);
    let said = schema.and_then(Value::as_object);
    said.is_some_and(|said| said.keys().all(|keyword| is_known(keyword) || keyword.starts_with("x-")))
}

impl<'a> Keywords<'a> {
    /// Those of a node's schema.
    pub(super) fn of(document: &'a Document, node: &Node<'a>, schema: &'a Schema) -> Self {
        let mut keywords = Self {
            pointer: node.pointer.clone(),
            data: &schema.schema_data,
            raw: node.raw.or_else(|| document.get(&node.pointer)),
            properties: Vec::new(),
            layered: Vec::new(),
            mixed: Vec::new(),
            required: Vec::new(),
            additional: Additional::Unsaid,
            items: None,
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: None,
        };
        keywords.read(&schema.schema_kind);
        keywords
    }

    fn read(&mut self, kind: &'a SchemaKind) {
        match kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.read_object(&object.properties, &object.required, object.additional_properties.as_ref());
            }
            SchemaKind::Type(Type::Array(array)) => self.items = self.boxed(array.items.as_ref(), "items"),
            SchemaKind::Type(_) => {}
            SchemaKind::OneOf { one_of } => self.one_of = self.list(one_of, "oneOf"),
            SchemaKind::AllOf { all_of } => self.all_of = self.list(all_of, "allOf"),
            SchemaKind::AnyOf { any_of } => self.any_of = self.list(any_of, "anyOf"),
            SchemaKind::Not { not } => self.not = Some(self.node(not, "not")),
            SchemaKind::Any(any) => {
                self.read_object(&any.properties, &any.required, any.additional_properties.as_ref());
                self.items = self.boxed(any.items.as_ref(), "items");
                self.one_of = self.list(&any.one_of, "oneOf");
                self.all_of = self.list(&any.all_of, "allOf");
                self.any_of = self.list(&any.any_of, "anyOf");
                self.not = any.not.as_ref().map(|not| self.node(not, "not"));
            }
        }
    }

    fn read_object(
        &mut self,
        properties: &'a indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &'a [String],
        additional: Option<&'a AdditionalProperties>,
    ) {
        let (pointer, raw) = (self.pointer.join("properties"), self.raw("properties"));
        let property = |(name, schema): (&'a String, _)| {
            let node = Node::boxed(pointer.join(name), schema).seen_as(raw.and_then(|raw| raw.get(name)));
            (name.as_str(), node)
        };
        self.properties = properties.iter().map(property).collect();
        self.required = required.iter().map(String::as_str).collect();
        self.additional = match additional {
            None => Additional::Unsaid,
            Some(AdditionalProperties::Any(true)) => Additional::Any,
            Some(AdditionalProperties::Any(false)) => Additional::None,
            Some(AdditionalProperties::Schema(schema)) => {
                Additional::Schema(self.node(schema, "additionalProperties"))
            }
        };
    }

    fn boxed(&self, schema: Option<&'a ReferenceOr<Box<Schema>>>, keyword: &str) -> Option<Node<'a>> {
        let raw = self.raw(keyword);
        schema.map(|schema| Node::boxed(self.pointer.join(keyword), schema).seen_as(raw))
    }

    fn node(&self, schema: &'a ReferenceOr<Schema>, keyword: &str) -> Node<'a> {
        Node::new(self.pointer.join(keyword), schema).seen_as(self.raw(keyword))
    }

    fn list(&self, schemas: &'a [ReferenceOr<Schema>], keyword: &str) -> Vec<Node<'a>> {
        let (pointer, raw) = (self.pointer.join(keyword), self.raw(keyword));
        let member = |(index, schema)| {
            Node::new(pointer.index(index), schema).seen_as(raw.and_then(|raw| raw.get(index)))
        };
        schemas.iter().enumerate().map(member).collect()
    }

    /// Whether it describes, and asserts nothing: what is put beside a reference to say what it is for.
    pub(super) fn is_prose(&self) -> bool {
        is_prose(self.raw)
    }

    /// Whether it asserts a type and nothing else.
    pub(super) fn is_type_alone(&self) -> bool {
        says_only(self.raw, &["type", "default", "deprecated"])
    }

    /// A keyword as the document has it.
    pub(super) fn raw(&self, keyword: &str) -> Option<&'a Value> {
        self.raw?.get(keyword)
    }

    pub(super) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.raw(keyword)?.as_str()
    }

    pub(super) fn count(&self, keyword: &str) -> Option<u64> {
        whole(self.raw(keyword)?)
    }

    pub(super) fn flag(&self, keyword: &str) -> bool {
        self.raw(keyword).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn format(&self) -> Option<&'a str> {
        self.text("format")
    }

    /// `enum`, as the document has it.
    pub(super) fn values(&self) -> &'a [Value] {
        self.raw("enum").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// `type`, or what the other keywords leave no doubt about.
    pub(super) fn kind(&self) -> Option<JsonKind> {
        if let Some(name) = self.text("type") {
            return kind_named(name);
        }
        if !self.properties.is_empty() || matches!(self.additional, Additional::Schema(_) | Additional::Any) {
            return Some(JsonKind::Object);
        }
        if self.items.is_some() {
            return Some(JsonKind::Array);
        }
        let mut kinds = self.values().iter().filter(|value| !value.is_null()).map(kind_of);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// Whether `null` is a valid value.
    pub(super) fn nullable(&self) -> bool {
        self.data.nullable || (self.text("type").is_none() && self.values().iter().any(Value::is_null))
    }
}

/// A count; 2.0 is the integer 2 to JSON Schema.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
        (number >= 0.0 && number.fract() == 0.0 && number < 9e15).then_some(number as u64)
    })
}

/// The kind that a `type` names.
pub(super) fn kind_named(name: &str) -> Option<JsonKind> {
    Some(match name {
        "null" => JsonKind::Null,
        "boolean" => JsonKind::Boolean,
        "integer" => JsonKind::Integer,
        "number" => JsonKind::Number,
        "string" => JsonKind::String,
        "array" => JsonKind::Array,
        "object" => JsonKind::Object,
        _ => return None,
    })
}

/// The kind of a JSON value.
pub(super) fn kind_of(value: &Value) -> JsonKind {
    match value {
        Value::Null => JsonKind::Null,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(number) if number.is_f64() => JsonKind::Number,
        Value::Number(_) => JsonKind::Integer,
        Value::String(_) => JsonKind::String,
        Value::Array(_) => JsonKind::Array,
        Value::Object(_) => JsonKind::Object,
    }
}
