//! `allOf`: every member holds, so the type has what each of them brings.

use std::collections::BTreeSet;

use crate::diagnostic::codes;
use crate::ir::{JsonKind, Shape, Type};

use super::Lowering;
use super::schema::{Additional, Keywords, Node, Target};
use super::types::Hint;

/// How deep `allOf` in `allOf` is followed.
const DEPTH: usize = 32;

/// What the members of an `allOf` come to.
struct Merged<'a> {
    keywords: Keywords<'a>,
    /// A member is a union whose members bring properties of their own.
    alternatives: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn all_of(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        let members: Vec<&Node<'a>> = keywords.all_of.iter().filter(|node| !self.is_prose(node)).collect();
        // One member and nothing beside it: the usual way to hang a description on a reference.
        if let [only] = members.as_slice()
            && keywords.properties.is_empty()
            && keywords.required.is_empty()
        {
            return self.only_member(only, hint);
        }
        if let Some(shape) = self.all_of_scalars(keywords, hint) {
            return shape;
        }
        let mut own = keywords.clone();
        own.all_of = Vec::new();
        let mut merged = Merged { keywords: own, alternatives: false };
        let mut whole = true;
        for node in members {
            match self.resolve(&Some(node.clone())) {
                Some(member) => whole &= self.merge(&mut merged, &member, DEPTH),
                None => whole = false,
            }
        }
        if !whole {
            self.warn(
                codes::ALL_OF,
                &keywords.pointer.join("allOf"),
                "this `allOf` is more than objects put together: its values are kept as JSON".to_owned(),
                "",
            );
            return Shape::Alias(Type::Value);
        }
        if merged.alternatives {
            self.warn(
                codes::ALTERNATIVES,
                &keywords.pointer.join("allOf"),
                "alternatives among the members: what they add is kept as JSON".to_owned(),
                "describe each alternative as a whole object if it should become a type",
            );
            merged.keywords.additional = Additional::Any;
        }
        self.object(&merged.keywords, hint)
    }

    fn is_prose(&self, node: &Node<'a>) -> bool {
        match node.schema {
            Target::Schema(schema) => Keywords::of(self.document, node, schema).is_prose(),
            Target::Reference(_) => false,
        }
    }

    /// A schema that is no more than another one: the other's type, or, where that stands inline, its own.
    pub(super) fn only_member(&mut self, only: &Node<'a>, hint: &Hint) -> Shape {
        match only.schema {
            Target::Reference(_) => Shape::Alias(self.lower_node(only, hint).ty),
            Target::Schema(schema) => {
                let member = Keywords::of(self.document, only, schema);
                self.shape(&member, hint)
            }
        }
    }

    /// Members that constrain one text, number or list: its type is that of the member that says the most.
    fn all_of_scalars(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Option<Shape> {
        let mut own = keywords.clone();
        own.all_of = Vec::new();
        let members: Vec<Keywords<'a>> =
            keywords.all_of.iter().map(|node| self.resolve(&Some(node.clone()))).collect::<Option<_>>()?;
        let all = || std::iter::once(&own).chain(&members);
        let plain = |member: &Keywords<'a>| {
            member.one_of.is_empty() && member.any_of.is_empty() && member.all_of.is_empty()
        };
        let kinds: BTreeSet<JsonKind> = all().filter_map(Keywords::kind).collect();
        if kinds.len() != 1 || kinds.contains(&JsonKind::Object) || !all().all(plain) {
            return None;
        }
        let says_most = |member: &Keywords<'a>| {
            (
                !member.values().is_empty(),
                member.items.is_some(),
                member.format().is_some(),
                member.kind().is_some(),
            )
        };
        // The first of those that say as much as any.
        let most = all().map(says_most).max()?;
        let index = all().position(|member| says_most(member) == most)?;
        Some(match index.checked_sub(1).and_then(|index| keywords.all_of.get(index)) {
            Some(node) => self.only_member(&node.clone(), hint),
            None => self.shape(&own, hint),
        })
    }

    /// Adds what a member brings. `false` when the member is no object.
    fn merge(&self, merged: &mut Merged<'a>, member: &Keywords<'a>, depth: usize) -> bool {
        let objects = |nodes: &[Node<'a>]| {
            nodes.iter().all(|node| {
                self.resolve(&Some(node.clone())).is_some_and(|alternative| alternative.may_be_object())
            })
        };
        let plain = member.may_be_object()
            && objects(&member.one_of)
            && objects(&member.any_of)
            && member.values().is_empty();
        if !plain || depth == 0 {
            return false;
        }
        // What has one alternative has none.
        let (single, several): (Vec<_>, Vec<_>) =
            [&member.one_of, &member.any_of].into_iter().partition(|nodes| nodes.len() == 1);
        merged.alternatives |= several.into_iter().any(|nodes| self.add_properties(nodes));
        let keywords = &mut merged.keywords;
        for (name, node) in &member.properties {
            match keywords.properties.iter_mut().find(|(known, _)| known == name) {
                // The later description is the narrower one in practice; the validator holds values to both.
                Some((_, known)) => *known = node.clone(),
                None => keywords.properties.push((name, node.clone())),
            }
        }
        for name in &member.required {
            if !keywords.required.contains(name) {
                keywords.required.push(name);
            }
        }
        if matches!(keywords.additional, Additional::Unsaid) {
            keywords.additional = member.additional.clone();
        }
        member.all_of.iter().chain(single.into_iter().flatten()).all(|node| {
            self.resolve(&Some(node.clone())).is_some_and(|below| self.merge(merged, &below, depth - 1))
        })
    }

    /// Whether alternatives bring properties, and do not only say which of the others are required.
    pub(super) fn add_properties(&self, nodes: &[Node<'a>]) -> bool {
        nodes.iter().any(|node| {
            self.resolve(&Some(node.clone()))
                .is_some_and(|member| !member.properties.is_empty() || !member.all_of.is_empty())
        })
    }
}
