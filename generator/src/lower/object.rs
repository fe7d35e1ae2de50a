//! `type: object`: a struct when properties are named, a map when they are not.

use serde_json::Value;

use crate::config::Section;
use crate::document::Pointer;
use crate::ir::{Constant, Field, JsonKind, Literal, Rest, Shape, Struct, Type};

use super::schema::{Additional, Keywords, Node, Target};
use super::types::{Hint, Lowered};
use super::{Lowering, docs, names};

/// The name of the map that keeps properties the document speaks of without naming them.
const REST: &str = "additional_properties";

/// The method that adds to it.
const REST_SETTER: &str = "with_additional_property";

impl<'a> Lowering<'a> {
    pub(super) fn object(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        let rest = self.rest(keywords, hint);
        let nothing_named =
            keywords.properties.is_empty() && keywords.mixed.is_empty() && keywords.required.is_empty();
        if nothing_named && (rest.is_some() || !matches!(keywords.additional, Additional::None)) {
            let value = rest.map_or(Type::Value, |rest| rest.ty);
            return Shape::Alias(Type::Map(Box::new(value)));
        }
        let mut object = Struct { rest, ..Struct::default() };
        let taken: &[&str] = if object.rest.is_some() { &[REST] } else { &[] };
        let (constants, varying): (Vec<_>, Vec<_>) = keywords
            .properties
            .iter()
            .map(|(wire, node)| (*wire, node, self.constant(keywords, wire, node)))
            .partition(|(_, _, constant)| constant.is_some());

        let wires: Vec<&str> = constants.iter().map(|(wire, ..)| *wire).collect();
        let constant_names = names::unique(&wires, names::constant_name, &[]);
        for ((wire, node, value), name) in constants.into_iter().zip(constant_names) {
            let Some(value) = value else { continue };
            object.constants.push(Constant {
                name,
                wire: wire.to_owned(),
                docs: self.said_of(node, docs::prose),
                pointer: node.pointer.to_string(),
                value,
            });
        }

        let undeclared: Vec<&str> =
            keywords.required.iter().copied().filter(|name| !keywords.has_property(name)).collect();
        let mixed =
            keywords.mixed.iter().filter_map(|(wire, nodes)| Some((*wire, nodes.first()?.pointer.clone())));
        let places: Vec<(&str, Pointer)> = varying
            .iter()
            .map(|(wire, node, _)| (*wire, node.pointer.clone()))
            .chain(mixed)
            .chain(undeclared.iter().map(|wire| (*wire, keywords.pointer.join("required"))))
            .collect();
        let wires: Vec<&str> = places.iter().map(|(wire, _)| *wire).collect();
        let given = self.properties_given(&places);
        let mut field_names =
            self.unique(Section::Properties, &given, &wires, names::value_name, taken).into_iter();
        for ((wire, node, _), name) in varying.into_iter().zip(field_names.by_ref()) {
            let field = self.field(keywords, wire, node, name, hint);
            object.fields.push(field);
        }
        for ((wire, nodes), name) in keywords.mixed.iter().zip(field_names.by_ref()) {
            let field = self.mixed_field(keywords, wire, nodes, name);
            object.fields.push(field);
        }
        for (wire, name) in undeclared.into_iter().zip(field_names) {
            object.fields.push(undeclared_field(keywords, wire, name));
        }
        name_setters(&mut object);
        Shape::Struct(object)
    }

    fn field(
        &mut self,
        keywords: &Keywords<'a>,
        wire: &str,
        node: &Node<'a>,
        name: String,
        hint: &Hint,
    ) -> Field {
        let layers = keywords.layered.iter().find(|(name, _)| *name == wire);
        let together = layers.and_then(|(_, before)| self.layered(before, node, &hint.child(wire)));
        let mut lowered = match together {
            Some(ty) => Lowered { ty, nullable: self.node_is_nullable(node) },
            None => self.lower_node(node, &self.home(&node.pointer, hint).child(wire)),
        };
        if lowered.ty == Type::String && self.is_secret_place(&node.pointer) {
            lowered.ty = Type::Secret;
        }
        let target = self.resolve(&Some(node.clone()));
        Field {
            name,
            setter: String::new(),
            null_setter: String::new(),
            wire: wire.to_owned(),
            docs: self.said_of(node, docs::of_property),
            pointer: node.pointer.to_string(),
            ty: lowered.ty,
            required: keywords.required.contains(&wire),
            nullable: lowered.nullable,
            hidden: self.is_secret_place(&node.pointer)
                || target.as_ref().is_some_and(|target| self.is_secret(target)),
            deprecated: target.as_ref().is_some_and(|target| target.data.deprecated),
            default: target.and_then(|target| target.raw("default").map(Value::to_string)),
            fallback: None,
        }
    }

    fn said_of(&self, node: &Node<'a>, docs: impl Fn(&Keywords<'a>) -> String) -> String {
        let docs = self.resolve(&Some(node.clone())).map(|keywords| docs(&keywords)).unwrap_or_default();
        // What is said beside a reference is about this property, what is said of its target is about all of them.
        let own = match node.schema {
            Target::Reference(_) => {
                self.document.get(&node.pointer).and_then(|own| own.get("description")?.as_str())
            }
            Target::Schema(_) => None,
        };
        own.map_or(docs, |own| own.trim().to_owned())
    }

    /// A required property with but one legal value, or the one that a discriminator knows the schema by. It says
    /// nothing, so it is written and not stored.
    fn constant(&self, keywords: &Keywords<'a>, wire: &str, node: &Node<'a>) -> Option<Literal> {
        if self.tells_heirs(&keywords.pointer, wire) {
            return None;
        }
        if let Some(tag) = self.tag_of(keywords, wire, node) {
            return Some(tag);
        }
        if !keywords.required.contains(&wire) {
            return None;
        }
        self.only_value(node)
    }

    /// The one value that a schema allows, if it is a scalar.
    pub(super) fn only_value(&self, node: &Node<'a>) -> Option<Literal> {
        let target = self.resolve(&Some(node.clone()))?;
        match target.values() {
            [value]
                if !target.nullable()
                    && matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)) =>
            {
                Some(Literal::from(value))
            }
            _ => None,
        }
    }

    /// The schemas of `patternProperties`.
    fn pattern_properties(&self, keywords: &Keywords<'a>) -> Vec<Node<'a>> {
        let patterns = keywords.raw("patternProperties").and_then(Value::as_object);
        let pointer = keywords.pointer.join("patternProperties");
        let node = |pattern: &String| {
            let pointer = pointer.join(pattern);
            self.document.carried(&pointer).map(|schema| Node::new(pointer, schema))
        };
        patterns.into_iter().flat_map(|patterns| patterns.keys()).filter_map(node).collect()
    }

    /// Properties that the document allows without naming them are kept; those it does not mention are not.
    fn rest(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Option<Rest> {
        if let Some(kept) = self.kept_rest(keywords) {
            return kept.map(|ty| Rest { name: REST.to_owned(), ty, secret: false });
        }
        let patterns = self.pattern_properties(keywords);
        let ty = match &keywords.additional {
            Additional::None if !patterns.is_empty() => self.one_type(&patterns, &hint.child("Value")),
            _ if !patterns.is_empty() => Type::Value,
            Additional::Unsaid | Additional::None => return None,
            Additional::Any => Type::Value,
            Additional::Schema(node) => self.lower_node(node, &hint.child("Value")).into_type(),
        };
        let secret = self.is_secret_place(&keywords.pointer.join("additionalProperties"));
        Some(Rest { name: REST.to_owned(), ty, secret })
    }
}

/// Names for the methods that set optional fields. Some property may be called `null_x` beside a nullable `x`.
fn name_setters(object: &mut Struct) {
    let plain = |field: &Field| field.name.trim_start_matches("r#").to_owned();
    let setters: Vec<String> = object.fields.iter().map(|field| format!("with_{}", plain(field))).collect();
    let nulls: Vec<String> =
        object.fields.iter().map(|field| format!("with_null_{}", plain(field))).collect();
    let mut taken: Vec<&str> = setters.iter().map(String::as_str).collect();
    taken.push(REST_SETTER);
    let nulls: Vec<&str> = nulls.iter().map(String::as_str).collect();
    let nulls = names::unique(&nulls, names::as_is, &taken);
    let rest: &[&str] = if object.rest.is_some() { &[REST_SETTER] } else { &[] };
    let setters: Vec<&str> = setters.iter().map(String::as_str).collect();
    let setters = names::unique(&setters, names::as_is, rest);
    for ((field, setter), null) in object.fields.iter_mut().zip(setters).zip(nulls) {
        field.setter = setter;
        field.null_setter = null;
    }
}

/// `required` names it, `properties` does not: it has to be there, and may be anything.
fn undeclared_field(keywords: &Keywords<'_>, wire: &str, name: String) -> Field {
    Field {
        name,
        setter: String::new(),
        null_setter: String::new(),
        wire: wire.to_owned(),
        docs: "Required, but not described by the document.".to_owned(),
        pointer: keywords.pointer.join("required").to_string(),
        ty: Type::Value,
        required: true,
        nullable: false,
        hidden: false,
        deprecated: false,
        default: None,
        fallback: None,
    }
}

impl Keywords<'_> {
    pub(super) fn has_property(&self, name: &str) -> bool {
        self.properties.iter().any(|(property, _)| *property == name)
            || self.mixed.iter().any(|(property, _)| *property == name)
    }

    /// Whether it describes what is in its values.
    pub(super) fn has_parts(&self) -> bool {
        !self.properties.is_empty()
            || self.items.is_some()
            || matches!(self.additional, Additional::Schema(_))
            || [&self.all_of, &self.one_of, &self.any_of].iter().any(|list| !list.is_empty())
    }

    /// Whether a value of this schema can be an object.
    pub(super) fn may_be_object(&self) -> bool {
        matches!(self.kind(), None | Some(JsonKind::Object))
    }
}
