//! Follows all references of a document and of the files that they lead to.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::objects::{self, DISCRIMINATOR, OPENAPI, Object, SCHEMA, Shape};
use super::super::origins::{self, Origin};
use super::super::parse::DEPTH;
use super::super::walk::below;
use super::{Bundle, DEEPEST, Refusal, is_component, may_refer, section, shape_of};
use crate::diagnostic::{Place, Pointer, codes};

/// The address in the tree of what has none yet.
const NOWHERE: &str = "!";

/// A node: where it was written, and where it will be.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) at: String,
    pub(super) out: String,
    /// How deep in the tree it will be.
    pub(super) depth: usize,
}

impl Spot {
    /// Does something with a member.
    pub(super) fn member<T>(&mut self, token: &str, then: impl FnOnce(&mut Spot) -> T) -> T {
        let (at, out) = (self.at.len(), self.out.len());
        origins::push(&mut self.at, token);
        origins::push(&mut self.out, token);
        self.depth += 1;
        let done = then(self);
        self.depth -= 1;
        self.at.truncate(at);
        self.out.truncate(out);
        done
    }

    pub(super) fn origin(&self) -> Origin {
        Origin { file: self.file, pointer: self.at.clone() }
    }
}

impl Bundle<'_> {
    /// Goes through the document, then through what was found to need a name.
    pub(super) fn collect(&mut self) {
        let root = self.library.tree(0);
        let mut spot = Spot { file: 0, at: String::new(), out: String::new(), depth: 0 };
        self.follow(&root, Shape::Object(&OPENAPI), &mut spot);
        let mut seen: std::collections::BTreeSet<Origin> = Default::default();
        loop {
            self.name_dynamic_anchors();
            let waiting = self.targets.iter().filter(|(target, _)| !seen.contains(*target));
            let waiting: Vec<(Origin, Shape)> =
                waiting.map(|(target, shape)| (target.clone(), *shape)).collect();
            if waiting.is_empty() {
                return;
            }
            for (target, shape) in waiting {
                let tree = self.library.tree(target.file);
                if let Some(value) = super::super::at(&tree, &target.pointer) {
                    let at = target.pointer.clone();
                    let mut spot = Spot { file: target.file, at, out: NOWHERE.to_owned(), depth: 3 };
                    self.follow(value, shape, &mut spot);
                }
                seen.insert(target);
            }
        }
    }

    fn follow(&mut self, value: &Value, shape: Shape, spot: &mut Spot) {
        if spot.depth > DEPTH {
            return;
        }
        if section(shape).is_some() && is_component(&spot.out) {
            self.take(&spot.out);
            if spot.file != 0 {
                self.natural.entry(spot.origin()).or_insert_with(|| spot.out.clone());
            }
        }
        match (shape, value) {
            (_, Value::Object(members)) if may_refer(shape) && is_reference(members) => {
                self.reference(members, shape, spot);
                if self.counts_beside(shape, spot) {
                    self.fields(members, &SCHEMA, spot);
                }
            }
            (Shape::Schema | Shape::SchemaOrBoolean, Value::Object(members)) => {
                self.fields(members, &SCHEMA, spot);
            }
            (Shape::Object(object) | Shape::Reference(object), Value::Object(members)) => {
                self.fields(members, object, spot);
            }
            // Before 2020-12, `items` could be a list.
            (Shape::Schema, Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    spot.member(&index.to_string(), |spot| self.follow(value, Shape::Schema, spot));
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    spot.member(&index.to_string(), |spot| self.follow(value, *item, spot));
                }
            }
            (Shape::Map(member), Value::Object(members)) => {
                for (key, value) in members {
                    spot.member(key, |spot| self.follow(value, *member, spot));
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, members: &Map<String, Value>, object: &'static Object, spot: &mut Spot) {
        let kind = objects::kind(object, members);
        for (key, value) in members {
            if let Some(shape) = shape_of(key, object, kind) {
                spot.member(key, |spot| self.follow(value, shape, spot));
            }
        }
        if std::ptr::eq(object, &DISCRIMINATOR) {
            self.mapping(members, spot);
        } else if std::ptr::eq(object, &SCHEMA) && self.siblings {
            self.dynamic_reference(members, spot);
        }
    }

    /// Whether what stands beside a reference counts.
    pub(super) fn counts_beside(&self, shape: Shape, spot: &Spot) -> bool {
        let schema = matches!(shape, Shape::Schema | Shape::SchemaOrBoolean);
        schema && self.siblings && self.library.draft(&spot.origin()).reads_siblings()
    }

    /// What `$dynamicRef` and `$recursiveRef` lead to when no one on the way says otherwise.
    fn dynamic_reference(&mut self, members: &Map<String, Value>, spot: &Spot) {
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            let Some(reference) = members.get(keyword).and_then(Value::as_str) else { continue };
            if keyword == "$recursiveRef" && self.library.is_in_openapi(spot.file, &spot.at) {
                self.changed = true;
                if let Some(target) = self.library.recursive(spot.file, &spot.at) {
                    self.target(target, Shape::Schema);
                }
                continue;
            }
            match self.library.resolve(spot.file, &spot.at, reference, 0) {
                Ok(target) => {
                    self.changed = true;
                    self.dynamic = true;
                    self.target(target, Shape::Schema);
                }
                Err(refusal) => self.leads_nowhere(keyword, reference, refusal, spot),
            }
        }
    }

    fn leads_nowhere(&mut self, keyword: &str, reference: &str, refusal: Option<Refusal>, spot: &Spot) {
        let refusal = refusal.unwrap_or_else(|| Refusal {
            code: codes::UNKNOWN_REFERENCE,
            label: "there is no such schema in this document".to_owned(),
        });
        let at = Pointer::parse(&format!("#{}", spot.out)).unwrap_or_else(Pointer::root).join(keyword);
        self.found.push(refusal.diagnostic(reference).at(Place::value(at)));
    }

    /// Where there are dynamic references, each `$dynamicAnchor` needs a name, and so does each schema resource within
    /// another: whoever comes through it comes into its scope.
    fn name_dynamic_anchors(&mut self) {
        let Some(uris) = self.library.uris().filter(|_| self.dynamic) else {
            return;
        };
        let resources = uris.dynamic().map(|(resource, _)| resource).filter(|node| !node.pointer.is_empty());
        let anchors = uris.dynamic().flat_map(|(_, anchors)| anchors.iter().map(|(_, node)| node));
        let nodes: Vec<Origin> = resources.chain(anchors).cloned().collect();
        for node in nodes {
            self.target(node, Shape::Schema);
        }
    }

    /// The references of a discriminator's `mapping`.
    fn mapping(&mut self, members: &Map<String, Value>, spot: &Spot) {
        let mapping = members.get("mapping").and_then(Value::as_object);
        for reference in mapping.into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
            if looks_like_reference(reference)
                && !self.is_settled(reference, spot.file)
                && let Ok(target) = self.library.resolve(spot.file, &spot.at, reference, 0)
            {
                self.changed = true;
                self.target(target, Shape::Schema);
            }
        }
    }

    /// Whether a reference of the document leads directly to a component, as most do.
    fn is_settled(&self, reference: &str, file: usize) -> bool {
        let pointer = reference.strip_prefix('#');
        file == 0 && !self.library.has_uris() && pointer.is_some_and(is_component)
    }

    fn reference(&mut self, members: &Map<String, Value>, shape: Shape, spot: &mut Spot) {
        let Some(reference) = members.get("$ref").and_then(Value::as_str) else {
            return;
        };
        if section(shape).is_some() && self.is_settled(reference, spot.file) {
            return;
        }
        let target = match self.library.resolve(spot.file, &spot.at, reference, 0) {
            Ok(target) => target,
            Err(None) if spot.file == 0 => return,
            Err(refusal) => {
                let refusal = refusal.unwrap_or_else(|| Refusal {
                    code: codes::UNKNOWN_REFERENCE,
                    label: "there is no such node in this file".to_owned(),
                });
                let place = below("$ref", &mut spot.at, |at| at.clone());
                self.refused.insert(Origin { file: spot.file, pointer: place }, refusal);
                self.changed = true;
                return;
            }
        };
        self.changed = true;
        if section(shape).is_none() {
            return self.copied(target, shape, spot);
        }
        if members.len() == 1
            && is_component(&spot.out)
            && !(target.file == 0 && is_component(&target.pointer))
        {
            let name = origins::tokens(&spot.out).last().unwrap_or_default();
            self.wanted.entry(target.clone()).or_insert(name);
        }
        self.target(target, shape);
    }

    /// What a reference leads to will stand in its place.
    fn copied(&mut self, target: Origin, shape: Shape, spot: &Spot) {
        // What is not a part of `components` needs to be seen once.
        let named = "/components/".starts_with(&format!("{}/", spot.out)) || is_section(&spot.out);
        let seen = !self.copied.insert(target.clone()) && !named;
        if seen || self.copies.contains(&target) || self.copies.len() >= DEEPEST {
            return;
        }
        let tree = Arc::clone(&self.library.tree(target.file));
        if let Some(value) = super::super::at(&tree, &target.pointer) {
            let (at, out) = (target.pointer.clone(), spot.out.clone());
            let mut there = Spot { file: target.file, at, out, depth: spot.depth };
            self.copies.push(target);
            self.follow(value, shape, &mut there);
            self.copies.pop();
        }
    }

    fn target(&mut self, target: Origin, shape: Shape) {
        let has_name = target.file == 0 && is_component(&target.pointer);
        if !has_name {
            self.targets.entry(target).or_insert(shape);
        }
    }

    fn take(&mut self, out: &str) {
        let mut tokens = origins::tokens(out).skip(1);
        if let (Some(section), Some(name)) = (tokens.next(), tokens.next())
            && let Some(section) = super::names::SECTIONS.iter().find(|known| **known == section)
        {
            self.taken.entry(section).or_default().insert(name);
        }
    }
}

/// `/components/<section>`
fn is_section(pointer: &str) -> bool {
    pointer.starts_with("/components/") && pointer.bytes().filter(|byte| *byte == b'/').count() == 2
}

/// Whether an object is a reference.
pub(super) fn is_reference(members: &Map<String, Value>) -> bool {
    members.get("$ref").is_some_and(Value::is_string)
}

/// Whether a value of `mapping` is a reference and not the name of a schema.
pub(super) fn looks_like_reference(text: &str) -> bool {
    text.contains(['#', '/']) || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end))
}
