//! One object of all alternatives: where nothing tells them apart, or several may hold at once.

use std::collections::BTreeSet;

use crate::diagnostic::codes;
use crate::ir::{Field, JsonKind, Shape, Type};

use super::Lowering;
use super::all_of::Merged;
use super::alternatives::DEPTH;
use super::schema::{Additional, Keywords, Node};
use super::types::Hint;

/// How many alternatives of one object are looked at.
const LOOKED_AT: usize = 200;

impl<'a> Lowering<'a> {
    /// One object with the properties of all alternatives.
    pub(super) fn object_of_all(
        &mut self,
        keywords: &Keywords<'a>,
        merged: Merged<'a>,
        hint: &Hint,
    ) -> Shape {
        let mut left = LOOKED_AT;
        let mut all = self.with_all_alternatives(merged, DEPTH, &mut left).keywords;
        if left == 0 {
            self.warn(
                codes::ALTERNATIVES,
                &keywords.pointer,
                "these are more alternatives in alternatives than are followed: what the rest of them add is kept as JSON"
                    .to_owned(),
                "",
            );
        }
        for (name, nodes) in std::mem::take(&mut all.mixed) {
            match nodes.as_slice() {
                [node] => all.properties.push((name, node.clone())),
                _ => all.mixed.push((name, nodes)),
            }
        }
        self.object(&all, hint)
    }

    /// A property that alternatives describe each in its own way: of the type that holds what any of them allows.
    pub(super) fn mixed_field(
        &mut self,
        keywords: &Keywords<'a>,
        wire: &str,
        nodes: &[Node<'a>],
        name: String,
    ) -> Field {
        let described: Vec<Keywords<'a>> =
            nodes.iter().filter_map(|node| self.resolve(&Some(node.clone()))).collect();
        let secret = described.iter().any(|own| self.is_secret(own));
        let kinds: BTreeSet<Option<JsonKind>> = described.iter().map(Keywords::kind).collect();
        let kinds: Vec<JsonKind> = kinds.into_iter().map(|kind| kind.unwrap_or(JsonKind::Null)).collect();
        let ty = match kinds.as_slice() {
            [JsonKind::String] if secret => Type::Secret,
            [JsonKind::String] => Type::String,
            [JsonKind::Boolean] => Type::Boolean,
            [JsonKind::Integer] => Type::I64,
            [JsonKind::Number] | [JsonKind::Integer, JsonKind::Number] => Type::F64,
            _ => {
                let message =
                    format!("the alternatives describe `{wire}` in several ways: it is kept as JSON");
                let place = nodes.first().map_or(&keywords.pointer, |node| &node.pointer);
                self.warn(codes::ALTERNATIVES, place, message, "");
                Type::Value
            }
        };
        let mut prose: Vec<&str> = Vec::new();
        for said in described.iter().filter_map(|own| own.data.description.as_deref()) {
            if !prose.contains(&said.trim()) {
                prose.push(said.trim());
            }
        }
        Field {
            name,
            setter: String::new(),
            null_setter: String::new(),
            wire: wire.to_owned(),
            docs: prose.join("\n\nOr: "),
            pointer: nodes.first().map_or(&keywords.pointer, |node| &node.pointer).to_string(),
            hidden: secret && ty != Type::Secret,
            nullable: described.iter().any(|own| self.is_nullable(own)),
            ty,
            required: keywords.required.contains(&wire),
            deprecated: described.iter().all(|own| own.data.deprecated),
            default: None,
            fallback: None,
        }
    }

    /// An object that has, besides, what any of its alternatives has: required is what all of them require.
    fn with_all_alternatives(&self, mut merged: Merged<'a>, depth: usize, left: &mut usize) -> Merged<'a> {
        for (mut list, _) in self.open(&mut merged) {
            let Some(alternatives) = self.alternatives(&mut list, DEPTH) else { continue };
            let mut required: Option<Vec<&'a str>> = None;
            for one in alternatives {
                let (true, Some(next)) = (depth > 0, left.checked_sub(1)) else {
                    *left = 0;
                    merged.keywords.additional = Additional::Any;
                    return merged;
                };
                *left = next;
                let own = one.alone.map(|mut alone| {
                    alone.parts.extend(merged.parts.iter().cloned());
                    self.with_all_alternatives(alone, depth - 1, left).keywords
                });
                let names = own.as_ref().map(|own| own.required.clone()).unwrap_or_default();
                required = Some(match required {
                    Some(required) => required.into_iter().filter(|name| names.contains(name)).collect(),
                    None => names,
                });
                if let Some(own) = own {
                    self.add_any(&mut merged.keywords, own);
                }
            }
            let required = required.unwrap_or_default().into_iter();
            let known: Vec<&str> = merged.keywords.required.clone();
            merged.keywords.required.extend(required.filter(|name| !known.contains(name)));
        }
        merged
    }

    /// Adds what an alternative may have. What all have is described by that; what several alternatives describe, by each.
    fn add_any(&self, keywords: &mut Keywords<'a>, own: Keywords<'a>) {
        let any = matches!(own.additional, Additional::Any | Additional::Schema(_))
            || own.raw("patternProperties").is_some();
        if any && matches!(keywords.additional, Additional::Unsaid) {
            keywords.additional = Additional::Any;
        }
        let own_properties = own.properties.into_iter().map(|(name, node)| (name, vec![node]));
        for (name, nodes) in own_properties.chain(own.mixed) {
            if keywords.properties.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let index = keywords.mixed.iter().position(|(known, _)| *known == name);
            let index = index.unwrap_or_else(|| {
                keywords.mixed.push((name, Vec::new()));
                keywords.mixed.len() - 1
            });
            if let Some((_, known)) = keywords.mixed.get_mut(index) {
                for node in nodes {
                    if !known.iter().any(|known| self.same(known, &node)) {
                        known.push(node);
                    }
                }
            }
        }
    }
}
