//! `type: array`.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::ir::Type;

use super::Lowering;
use super::schema::{Keywords, Node};
use super::types::Hint;

/// How many items a tuple may have: a tuple of one reads badly, and the traits of longer ones end here.
const TUPLES: RangeInclusive<usize> = 2..=12;

impl<'a> Lowering<'a> {
    /// `Vec` of what `items` says; of any JSON where it says nothing.
    ///
    /// With `prefixItems` the first items have schemas of their own. Where there are exactly as many items, that is a tuple.
    /// Else it is a `Vec` still, of one type if all have the same: a tuple could not be read when an item is missing or there
    /// is one more, which the document allows.
    pub(super) fn array(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Type {
        let prefix = keywords.raw("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        let item = match &keywords.items {
            _ if prefix > 0 => {
                let first = self.prefix_items(keywords, prefix);
                if is_tuple(keywords) && first.len() == prefix {
                    return Type::Tuple(self.each_of_these(&first, hint));
                }
                self.any_of_these(keywords, first, hint)
            }
            Some(items) => self.lower_node(items, &hint.child("Item")).into_type(),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    fn each_of_these(&mut self, nodes: &[Node<'a>], hint: &Hint) -> Vec<Type> {
        let item = |(node, number)| self.lower_node(node, &hint.child(&format!("Item{number}"))).into_type();
        nodes.iter().zip(1..).map(item).collect()
    }

    /// What `prefixItems` says; nothing where one of them cannot be read.
    fn prefix_items(&self, keywords: &Keywords<'a>, prefix: usize) -> Vec<Node<'a>> {
        let pointer = keywords.pointer.join("prefixItems");
        let node = |index| {
            let pointer = pointer.index(index);
            self.document.carried(&pointer).map(|schema| Node::new(pointer, schema))
        };
        (0..prefix).map(node).collect::<Option<_>>().unwrap_or_default()
    }

    /// What `items` says, unless that is that there are none.
    fn other_items(&self, keywords: &Keywords<'a>) -> Option<Node<'a>> {
        keywords.items.as_ref().filter(|_| !has_no_others(keywords)).cloned()
    }

    /// The type of every item, the first ones included, if there is one.
    fn any_of_these(&mut self, keywords: &Keywords<'a>, first: Vec<Node<'a>>, hint: &Hint) -> Type {
        let rest = self.other_items(keywords);
        let closed = keywords.items.is_some() && rest.is_none() || ends_with(keywords, first.len());
        if first.is_empty() || rest.is_none() && !closed {
            return Type::Value;
        }
        let each: Vec<Node<'a>> = first.into_iter().chain(rest).collect();
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

/// Whether a valid array has as many items as `prefixItems`, no fewer and no more.
pub(super) fn is_tuple(keywords: &Keywords<'_>) -> bool {
    let prefix = keywords.raw("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
    let all = keywords.count("minItems").is_some_and(|least| least >= prefix as u64);
    TUPLES.contains(&prefix) && all && (has_no_others(keywords) || ends_with(keywords, prefix))
}

/// Whether `items` says that there are none but those of `prefixItems`.
fn has_no_others(keywords: &Keywords<'_>) -> bool {
    let items = keywords.raw("items").filter(|_| keywords.items.is_some());
    items.and_then(|items| items.get("not")).is_some_and(|not| *not == serde_json::json!({}))
}

/// Whether `maxItems` ends an array with what `prefixItems` says.
fn ends_with(keywords: &Keywords<'_>, prefix: usize) -> bool {
    keywords.count("maxItems").is_some_and(|most| most <= prefix as u64)
}
