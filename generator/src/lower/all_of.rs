//! `allOf`: every member holds, so the type has what each of them brings.

use std::collections::BTreeSet;

use openapiv3::Discriminator;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{JsonKind, Keyword, Schema, Shape, Type};

use super::schema::{Additional, Keywords, Node, Target};
use super::types::Hint;
use super::{Lowering, names};

/// How deep `allOf` in `allOf` is followed.
pub(super) const DEPTH: usize = 32;

/// How deep `allOf` is followed for the properties of a property.
const LAYERS: usize = 8;

/// How many schemas a text, number or list may be made of.
const MOST_LAYERS: usize = 1000;

/// How many types are made of properties that are described in parts: such a property may have such properties.
const LAYERS_MADE: usize = 1000;

/// What everything that has to hold of an object comes to.
#[derive(Debug, Clone)]
pub(super) struct Merged<'a> {
    /// Those of the schema that is looked at, with the properties of all.
    pub(super) keywords: Keywords<'a>,
    /// `oneOf` and `anyOf`: of each list a member has to hold besides.
    pub(super) alternatives: Vec<Alternatives<'a>>,
    /// Some schema says `type: object`.
    pub(super) is_object: bool,
    /// The schemas that are in it.
    pub(super) parts: BTreeSet<Pointer>,
    /// Those of them that are being looked at, one in another.
    open: BTreeSet<Pointer>,
}

/// A `oneOf` or `anyOf` of several members.
#[derive(Debug, Clone)]
pub(super) struct Alternatives<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) discriminator: Option<&'a Discriminator>,
    /// `oneOf`: no two hold at once.
    pub(super) exclusive: bool,
}

impl<'a> Merged<'a> {
    /// Of a schema, before anything is in it.
    fn new(keywords: &Keywords<'a>) -> Self {
        let mut keywords = keywords.clone();
        keywords.properties = Vec::new();
        keywords.required = Vec::new();
        keywords.additional = Additional::Unsaid;
        for list in [&mut keywords.all_of, &mut keywords.one_of, &mut keywords.any_of] {
            list.clear();
        }
        let (alternatives, parts, open) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        Self { keywords, alternatives, is_object: false, parts, open }
    }

    /// Whether nothing says that it is an object, or which.
    fn is_open(&self) -> bool {
        let Keywords { properties, required, additional, .. } = &self.keywords;
        let unsaid = matches!(additional, Additional::Unsaid) && properties.is_empty() && required.is_empty();
        unsaid && !self.is_object && self.alternatives.is_empty()
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn all_of(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        let members: Vec<&Node<'a>> = keywords.all_of.iter().filter(|node| !self.is_prose(node)).collect();
        // One member and nothing beside it: the usual way to hang a description on a reference.
        if let [only] = members.as_slice()
            && keywords.properties.is_empty()
            && keywords.required.is_empty()
            && !self.own_alternatives_bring(keywords)
            && !self.is_bare_heir(&keywords.pointer)
        {
            return self.only_member(only, hint);
        }
        if let Some(shape) = self.all_of_scalars(keywords, hint) {
            return shape;
        }
        let merged = self.merged(keywords);
        // What says nothing of objects alone may be anything.
        if merged.as_ref().is_some_and(Merged::is_open) {
            return Shape::Alias(Type::Value);
        }
        if let Some(merged) = &merged {
            self.warn_of_closed(keywords, merged);
        }
        match merged.and_then(|merged| self.object_with_alternatives(keywords, merged, hint)) {
            Some(shape) => shape,
            None => {
                let alone = keywords.all_of.is_empty();
                let place = &keywords.pointer;
                self.warn(
                    codes::ALL_OF,
                    &if alone { place.clone() } else { place.join("allOf") },
                    "this `allOf` is more than objects put together: its values are kept as JSON".to_owned(),
                    "",
                );
                Shape::Alias(Type::Value)
            }
        }
    }

    /// An object with all that it is put together of. None when a part is no object.
    pub(super) fn merged(&self, keywords: &Keywords<'a>) -> Option<Merged<'a>> {
        let mut merged = Merged::new(keywords);
        self.merge(&mut merged, keywords, DEPTH).then_some(merged)
    }

    pub(super) fn is_prose(&self, node: &Node<'a>) -> bool {
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
        let all: Vec<Vec<Keywords<'a>>> = std::iter::once(&own)
            .chain(&members)
            .map(|member| {
                let mut layers = Vec::new();
                self.layers_of(member, &mut layers, DEPTH).then_some(layers)
            })
            .collect::<Option<_>>()?;
        let kinds: BTreeSet<JsonKind> = all.iter().flatten().filter_map(Keywords::kind).collect();
        if kinds.len() != 1 || kinds.contains(&JsonKind::Object) {
            return None;
        }
        let says_most = |layers: &Vec<Keywords<'a>>| {
            let says = |layer: &Keywords<'a>| {
                let valued = !layer.values().is_empty();
                (valued, layer.items.is_some(), layer.format().is_some(), layer.kind().is_some())
            };
            layers.iter().map(says).max()
        };
        // The first of those that say as much as any.
        let most = all.iter().map(says_most).max()?;
        let index = all.iter().position(|member| says_most(member) == most)?;
        Some(match index.checked_sub(1).and_then(|index| keywords.all_of.get(index)) {
            Some(node) => self.only_member(&node.clone(), hint),
            None => self.shape(&own, hint),
        })
    }

    /// A schema and all that is in its `allOf`. `false` when there are alternatives among that, or no end.
    fn layers_of(&self, keywords: &Keywords<'a>, layers: &mut Vec<Keywords<'a>>, depth: usize) -> bool {
        let plain = keywords.one_of.is_empty() && keywords.any_of.is_empty();
        if !plain || depth == 0 || layers.len() >= MOST_LAYERS {
            return false;
        }
        layers.push(keywords.clone());
        keywords.all_of.iter().all(|node| {
            let member = self.resolve(&Some(node.clone()));
            member.is_some_and(|member| self.layers_of(&member, layers, depth - 1))
        })
    }

    /// Adds what a schema brings. `false` when it is no object.
    fn merge(&self, merged: &mut Merged<'a>, member: &Keywords<'a>, depth: usize) -> bool {
        if !member.may_be_object() || !member.values().is_empty() || depth == 0 {
            return false;
        }
        // What is in it already adds nothing, unless it leads to itself.
        if !merged.parts.insert(member.pointer.clone()) {
            return !merged.open.contains(&member.pointer);
        }
        merged.open.insert(member.pointer.clone());
        merged.is_object |= member.text("type") == Some("object");
        let patterns = member.raw("patternProperties").is_some();
        self.add(merged, member, patterns && member.pointer != merged.keywords.pointer);
        let mut whole = member.all_of.iter().all(|node| self.merge_node(merged, node, depth - 1));
        for (nodes, exclusive) in [(&member.one_of, true), (&member.any_of, false)] {
            match nodes.as_slice() {
                [] => {}
                // What has one alternative has none.
                [only] => {
                    let required = merged.keywords.required.clone();
                    whole &= self.merge_node(merged, only, depth - 1);
                    // `null` beside it is written by whoever means that it may be left out.
                    if member.nullable() && member.pointer != merged.keywords.pointer {
                        merged.keywords.required = required;
                    }
                }
                _ => merged.alternatives.push(Alternatives {
                    nodes: self.distinct(nodes),
                    discriminator: member.data.discriminator.as_ref(),
                    exclusive,
                }),
            }
        }
        merged.open.remove(&member.pointer);
        whole
    }

    fn merge_node(&self, merged: &mut Merged<'a>, node: &Node<'a>, depth: usize) -> bool {
        self.resolve(&Some(node.clone())).is_some_and(|member| self.merge(merged, &member, depth))
    }

    /// Adds what another object has. `patterns`: it has properties that it does not name.
    pub(super) fn add(&self, merged: &mut Merged<'a>, member: &Keywords<'a>, patterns: bool) {
        let keywords = &mut merged.keywords;
        for (name, node) in &member.properties {
            match keywords.properties.iter_mut().find(|(known, _)| known == name) {
                // The validator holds values to both.
                Some((_, known)) if self.says_more(known, node) => {}
                Some((_, known)) => {
                    let before = std::mem::replace(known, node.clone());
                    if self.adds_up(&before, node) {
                        layer(&mut keywords.layered, name, before);
                    }
                }
                None => keywords.properties.push((name, node.clone())),
            }
        }
        for (name, nodes) in &member.layered {
            for node in nodes {
                layer(&mut keywords.layered, name, node.clone());
            }
        }
        for name in &member.required {
            if !keywords.required.contains(name) {
                keywords.required.push(name);
            }
        }
        if matches!(keywords.additional, Additional::Unsaid) {
            keywords.additional = if patterns { Additional::Any } else { member.additional.clone() };
        }
    }

    /// Whether a property is an object of which each of two schemas has a part.
    fn adds_up(&self, before: &Node<'a>, later: &Node<'a>) -> bool {
        let names = |node| {
            let mut names = BTreeSet::new();
            self.names_within(node, &mut names, &mut BTreeSet::new(), LAYERS).then_some(names)
        };
        let (Some(one), Some(other)) = (names(before), names(later)) else { return false };
        !other.is_empty() && one.iter().any(|name| !other.contains(name))
    }

    /// The names of an object's properties; `false` when it is none, or has alternatives.
    fn names_within(
        &self,
        node: &Node<'a>,
        names: &mut BTreeSet<&'a str>,
        seen: &mut BTreeSet<Pointer>,
        depth: usize,
    ) -> bool {
        let Some(keywords) = self.resolve(&Some(node.clone())).filter(|_| depth > 0) else { return false };
        if !seen.insert(keywords.pointer.clone()) {
            return true;
        }
        names.extend(keywords.properties.iter().map(|(name, _)| *name));
        let plain = keywords.one_of.is_empty() && keywords.any_of.is_empty() && keywords.values().is_empty();
        plain
            && keywords.may_be_object()
            && keywords.all_of.iter().all(|node| self.names_within(node, names, seen, depth - 1))
    }

    /// The type of a property of which several schemas describe a part each.
    pub(super) fn layered(&mut self, before: &[Node<'a>], last: &Node<'a>, hint: &Hint) -> Option<Type> {
        let nodes: Vec<&Node<'a>> = before.iter().chain([last]).collect();
        let parts: Vec<Keywords<'a>> =
            nodes.iter().map(|node| self.resolve(&Some((*node).clone()))).collect::<Option<_>>()?;
        let places: Vec<Pointer> = parts.iter().map(|part| part.pointer.clone()).collect();
        if let Some(id) = self.layers.get(&places) {
            return Some(Type::Named(*id));
        }
        let mut merged = Merged::new(parts.last()?);
        let whole = parts.iter().all(|part| self.merge(&mut merged, part, DEPTH));
        if !whole || self.layers_made >= LAYERS_MADE {
            let message = "several schemas describe a part of this property: the last one's is its type";
            self.warn(codes::ALL_OF, &last.pointer, message.to_owned(), "");
            return None;
        }
        self.layers_made += 1;
        let id = self.promise();
        self.layers.insert(places.clone(), id);
        let hint = Hint { name: names::claim(&hint.name, &mut self.names), module: hint.module.clone() };
        let shape = self.object(&merged.keywords, &hint);
        self.layers.remove(&places);
        let mut schema: Vec<Keyword> =
            before.iter().map(|node| Keyword::Ref(self.validator(node, Some("")))).collect();
        match self.validator(last, None) {
            Schema::Keywords { keywords, .. } => schema.extend(keywords),
            target => schema.push(Keyword::Ref(target)),
        }
        self.define(id, &hint, last, shape, Schema::of(schema));
        Some(Type::Named(id))
    }

    /// Whether a property is rather described by the schema that is known than by a later one, though both hold. The later
    /// one is the narrower in practice, unless it says nothing of what the known one says.
    fn says_more(&self, known: &Node<'a>, later: &Node<'a>) -> bool {
        let of = |node: &Node<'a>| self.resolve(&Some(node.clone()));
        let (Some(known), Some(later)) = (of(known), of(later)) else { return false };
        if later.has_parts() || !later.values().is_empty() || later.nullable() && !known.nullable() {
            return false;
        }
        // A constant is not stored: where one schema says what the other takes back, nothing would be left of the value.
        if matches!(known.values(), [only] if !only.is_string()) {
            return false;
        }
        match later.kind() {
            None => known.has_parts() || known.kind().is_some(),
            Some(JsonKind::Object) => known.has_parts(),
            kind => !known.values().is_empty() && known.kind() == kind,
        }
    }
}

/// Remembers what is said of a property before the schema that counts.
fn layer<'a>(layered: &mut Vec<(&'a str, Vec<Node<'a>>)>, name: &'a str, node: Node<'a>) {
    match layered.iter_mut().find(|(known, _)| *known == name) {
        Some((_, nodes)) if nodes.iter().any(|known| known.pointer == node.pointer) => {}
        Some((_, nodes)) => nodes.push(node),
        None => layered.push((name, vec![node])),
    }
}
