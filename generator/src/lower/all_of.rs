//! `allOf`: every member holds, so the type has what each of them brings.

use crate::diagnostic::codes;
use crate::ir::{Shape, Type};

use super::Lowering;
use super::schema::{Additional, Keywords};
use super::types::Hint;

/// How deep `allOf` in `allOf` is followed.
const DEPTH: usize = 32;

impl<'a> Lowering<'a> {
    pub(super) fn all_of(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        // One member and nothing beside it: the usual way to hang a description on a reference.
        if let [only] = keywords.all_of.as_slice()
            && keywords.properties.is_empty()
            && keywords.required.is_empty()
        {
            return Shape::Alias(self.lower_node(only, hint).ty);
        }
        let mut merged = keywords.clone();
        merged.all_of = Vec::new();
        let mut whole = true;
        for node in &keywords.all_of {
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
        self.object(&merged, hint)
    }

    /// Adds what a member brings. `false` when the member is no plain object.
    fn merge(&self, merged: &mut Keywords<'a>, member: &Keywords<'a>, depth: usize) -> bool {
        let plain = member.may_be_object()
            && member.one_of.is_empty()
            && member.any_of.is_empty()
            && member.values().is_empty();
        if !plain || depth == 0 {
            return false;
        }
        for (name, node) in &member.properties {
            match merged.properties.iter_mut().find(|(known, _)| known == name) {
                // The later description is the narrower one in practice; the validator holds values to both.
                Some((_, known)) => *known = node.clone(),
                None => merged.properties.push((name, node.clone())),
            }
        }
        for name in &member.required {
            if !merged.required.contains(name) {
                merged.required.push(name);
            }
        }
        if matches!(merged.additional, Additional::Unsaid) {
            merged.additional = member.additional.clone();
        }
        member.all_of.iter().all(|node| {
            self.resolve(&Some(node.clone())).is_some_and(|below| self.merge(merged, &below, depth - 1))
        })
    }
}
