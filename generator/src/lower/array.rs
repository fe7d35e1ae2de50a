//! `type: array`.

use serde_json::Value;

use crate::ir::Type;

use super::Lowering;
use super::schema::{Keywords, Node};
use super::types::Hint;

impl<'a> Lowering<'a> {
    /// `Vec` of what `items` says; of any JSON where it says nothing.
    ///
    /// With `prefixItems` the first items have schemas of their own: a `Vec` still, of one type if all have the same.
    /// A tuple could not be read when an item is missing or there is one more, which a server may well send.
    pub(super) fn array(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Type {
        let prefix = keywords.raw("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        let item = match &keywords.items {
            _ if prefix > 0 => self.any_of_these(keywords, prefix, hint),
            Some(items) => self.lower_node(items, &hint.child("Item")).into_type(),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    /// The type of every item, the first ones included, if there is one.
    fn any_of_these(&mut self, keywords: &Keywords<'a>, prefix: usize, hint: &Hint) -> Type {
        let nothing = |node: &&Node<'a>| {
            let schema = self.document.get(&node.pointer);
            schema.and_then(|schema| schema.get("not")).is_some_and(|not| *not == serde_json::json!({}))
        };
        let rest = keywords.items.as_ref().filter(|node| !nothing(node)).cloned();
        let closed = keywords.items.is_some() && rest.is_none()
            || keywords.count("maxItems").is_some_and(|most| most <= prefix as u64);
        if rest.is_none() && !closed {
            return Type::Value;
        }
        let pointer = keywords.pointer.join("prefixItems");
        let each = (0..prefix).filter_map(|index| {
            let pointer = pointer.index(index);
            self.document.carried(&pointer).map(|schema| Node::new(pointer, schema))
        });
        let each: Vec<Node<'a>> = each.chain(rest).collect();
        self.one_type(&each, &hint.child("Item"))
    }

    /// The type of several schemas, if it is the same; else any JSON. Only what needs no type of its own is compared,
    /// or is named by a component.
    pub(super) fn one_type(&mut self, nodes: &[Node<'a>], hint: &Hint) -> Type {
        let plain = |node: &Node<'a>| {
            let schema = self.document.get(&node.pointer);
            let has = |key: &str| schema.is_some_and(|schema| schema.get(key).is_some());
            has("$ref") || !["properties", "enum", "allOf", "oneOf", "anyOf"].iter().any(|key| has(key))
        };
        let alone = nodes.len() == 1;
        if nodes.is_empty() || !(alone || nodes.iter().all(plain)) {
            return Type::Value;
        }
        let mut types = nodes.iter().map(|node| self.lower_node(node, hint).into_type()).collect::<Vec<_>>();
        let first = types.pop().unwrap_or(Type::Value);
        if types.iter().all(|ty| *ty == first) { first } else { Type::Value }
    }
}
