//! Puts the tree together.

use serde_json::{Map, Value, json};

use super::super::drafts::RECURSIVE;
use super::super::objects::{self, DISCRIMINATOR, OPENAPI, Object, PATH_ITEM, SCHEMA, Shape};
use super::super::origins::{self, Origin};
use super::super::parse::DEPTH;
use super::super::repair;
use super::collect::{Spot, is_reference, looks_like_reference};
use super::{Bundle, DEEPEST, may_refer, section, shape_of};
use crate::diagnostic::{Diagnostic, Place, Pointer, codes};

/// Keywords at the top of a file with a schema that say nothing of its values.
const BESIDE: &[&str] = &["definitions", "$defs", "$schema", "$id", "id", "$comment"];

impl Bundle<'_> {
    /// The whole tree.
    pub(super) fn assemble(&mut self) -> Value {
        let root = self.library.tree(0);
        if !self.changed {
            self.library.trees.clear();
            return std::sync::Arc::unwrap_or_clone(root);
        }
        self.left = Some(super::MOST_COPIED);
        let mut spot = Spot { file: 0, at: String::new(), out: String::new(), depth: 0 };
        let mut tree = self.build(&root, Shape::Object(&OPENAPI), &mut spot);
        let homes: Vec<(Origin, String)> = self
            .homes
            .iter()
            .enumerate()
            .flat_map(|(file, homes)| {
                homes.iter().map(move |(at, home)| (Origin { file, pointer: at.clone() }, home.clone()))
            })
            .collect();
        for (origin, home) in homes {
            self.settle(&mut tree, origin, home);
        }
        tree
    }

    /// Puts a named node to its place, unless the document has it there.
    fn settle(&mut self, tree: &mut Value, origin: Origin, home: String) {
        let [_, section, name] = origins::tokens(&home).collect::<Vec<_>>().try_into().unwrap_or_default();
        let Some(shape) = objects::component(&section) else {
            return;
        };
        let components =
            tree.as_object_mut().map(|root| root.entry("components").or_insert_with(|| json!({})));
        let members = components.and_then(Value::as_object_mut);
        let members = members.map(|members| members.entry(section).or_insert_with(|| json!({})));
        let Some(Value::Object(members)) = members else {
            return;
        };
        if members.contains_key(&name) {
            return;
        }
        let source = self.library.tree(origin.file);
        if let Some(value) = super::super::at(&source, &origin.pointer) {
            let (at, out) = (origin.pointer.clone(), home.clone());
            let mut spot = Spot { file: origin.file, at, out, depth: 3 };
            let value = self.build(value, shape, &mut spot);
            self.library.came_from(&home, origin);
            members.insert(name, value);
        }
    }

    fn build(&mut self, value: &Value, shape: Shape, spot: &mut Spot) -> Value {
        if section(shape).is_some()
            && let Some(home) = self.homes.get(spot.file).and_then(|homes| homes.get(&spot.at))
            && *home != spot.out
        {
            return json!({ "$ref": super::reference(home) });
        }
        if spot.depth > DEPTH {
            let at = Pointer::parse(&spot.out).unwrap_or_else(Pointer::root);
            let diagnostic = Diagnostic::error(codes::TOO_DEEP, "references nest the document too deeply");
            self.found.push(diagnostic.at(Place::key(at)).label(format!("more than {DEPTH} levels")));
            return repair::substitute(shape).unwrap_or_else(|| json!({}));
        }
        if !self.copies.is_empty() {
            self.left = self.left.map(|left| left.saturating_sub(1));
        }
        match (shape, value) {
            (_, Value::Object(members)) if may_refer(shape) && is_reference(members) => {
                self.rebuilt(members, shape, spot)
            }
            (Shape::Schema | Shape::SchemaOrBoolean, Value::Object(members)) => {
                let mut built = self.members(members, &SCHEMA, spot);
                if let Value::Object(built) = &mut built
                    && spot.file != 0
                    && spot.at.is_empty()
                {
                    // What a file has beside its schema; who refers to it finds it under a name of its own.
                    built.retain(|key, _| !BESIDE.contains(&key.as_str()));
                }
                built
            }
            (Shape::Object(object) | Shape::Reference(object), Value::Object(members)) => {
                self.members(members, object, spot)
            }
            (Shape::Schema, Value::Array(items)) => {
                let items = items.iter().enumerate();
                let each = items.map(|(index, value)| {
                    spot.member(&index.to_string(), |spot| self.build(value, Shape::Schema, spot))
                });
                Value::Array(each.collect())
            }
            (Shape::List(item), Value::Array(items)) => {
                let items = items.iter().enumerate();
                let each = items.map(|(index, value)| {
                    spot.member(&index.to_string(), |spot| self.build(value, *item, spot))
                });
                Value::Array(each.collect())
            }
            (Shape::Map(member), Value::Object(members)) => {
                let each = members.iter().map(|(key, value)| {
                    (key.clone(), spot.member(key, |spot| self.build(value, *member, spot)))
                });
                Value::Object(each.collect())
            }
            _ => value.clone(),
        }
    }

    fn members(&mut self, members: &Map<String, Value>, object: &'static Object, spot: &mut Spot) -> Value {
        let kind = objects::kind(object, members);
        let mut built: Map<String, Value> = Map::new();
        for (key, value) in members {
            let value = match shape_of(key, object, kind) {
                Some(shape) => spot.member(key, |spot| self.build(value, shape, spot)),
                None => value.clone(),
            };
            built.insert(key.clone(), value);
        }
        if std::ptr::eq(object, &DISCRIMINATOR) {
            self.remap(&mut built, spot);
        } else if std::ptr::eq(object, &SCHEMA) {
            self.rewrite_recursive(&mut built, spot);
            if self.dynamic {
                self.rewrite_dynamic(&mut built, spot);
            }
        }
        Value::Object(built)
    }

    /// `$recursiveRef` of a schema that no schema resource is around.
    fn rewrite_recursive(&mut self, schema: &mut Map<String, Value>, spot: &Spot) {
        if !schema.contains_key("$recursiveRef") || !self.library.is_in_openapi(spot.file, &spot.at) {
            return;
        }
        schema.shift_remove("$recursiveRef");
        let target = self.library.recursive(spot.file, &spot.at);
        if let Some(home) = target.and_then(|target| self.home(&target)) {
            schema.insert("$ref".to_owned(), Value::String(super::reference(&home)));
        }
    }

    /// `$dynamicRef`, and `$recursiveRef` in its words, as they are now. One that leads to no `$dynamicAnchor` is a
    /// `$ref` (2020-12, core, 8.2.3.2).
    fn rewrite_dynamic(&mut self, schema: &mut Map<String, Value>, spot: &Spot) {
        if schema.get(RECURSIVE) == Some(&Value::Bool(true)) {
            schema.shift_remove(RECURSIVE);
            schema.insert("$dynamicAnchor".to_owned(), json!(RECURSIVE));
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            let Some(Value::String(text)) = schema.get(keyword).cloned() else {
                continue;
            };
            let Ok(target) = self.library.resolve(spot.file, &spot.at, &text, 0) else { continue };
            let Some(home) = self.home(&target) else { continue };
            let tree = self.library.tree(target.file);
            let node = super::super::at(&tree, &target.pointer);
            let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
            let dynamic = node.is_some_and(|node| match keyword {
                "$dynamicRef" => node.get("$dynamicAnchor").is_some_and(|anchor| anchor == fragment),
                _ => node.get(RECURSIVE) == Some(&Value::Bool(true)),
            });
            schema.shift_remove(keyword);
            let keyword = if dynamic { "$dynamicRef" } else { "$ref" };
            schema.insert(keyword.to_owned(), Value::String(super::reference(&home)));
        }
    }

    /// The references of a discriminator's `mapping`, as they are now.
    fn remap(&mut self, discriminator: &mut Map<String, Value>, spot: &Spot) {
        let mapping = discriminator.get_mut("mapping").and_then(Value::as_object_mut);
        for value in mapping.into_iter().flat_map(Map::values_mut) {
            let Some(text) = value.as_str().filter(|text| looks_like_reference(text)) else {
                continue;
            };
            let target = self.library.resolve(spot.file, &spot.at, text, 0).ok();
            if let Some(home) = target.and_then(|target| self.home(&target)) {
                *value = Value::String(super::reference(&home));
            }
        }
    }

    /// A reference, as it is now; or what it refers to.
    fn rebuilt(&mut self, members: &Map<String, Value>, shape: Shape, spot: &mut Spot) -> Value {
        let text = members.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let Ok(target) = self.library.resolve(spot.file, &spot.at, text, 0) else {
            return self.unfollowed(members, shape, spot);
        };
        if section(shape).is_none() {
            return self.copy(target, members, shape, spot);
        }
        let Some(home) = self.home(&target) else {
            return Value::Object(members.clone());
        };
        if home == spot.out {
            let tree = self.library.tree(target.file);
            let value = super::super::at(&tree, &target.pointer).cloned().unwrap_or_default();
            // A file that is nothing but a reference to itself.
            let circle = target.file == spot.file && target.pointer == spot.at;
            self.library.came_from(&home, target.clone());
            let mut there = Spot { file: target.file, at: target.pointer, out: home, depth: 3 };
            return if circle { json!({}) } else { self.build(&value, shape, &mut there) };
        }
        let mut built = match self.counts_beside(shape, spot) {
            true => match self.members(members, &SCHEMA, spot) {
                Value::Object(built) => built,
                _ => Map::new(),
            },
            // What does not count there may not come to count here.
            false if self.siblings && matches!(shape, Shape::Schema | Shape::SchemaOrBoolean) => Map::new(),
            false => members.clone(),
        };
        built.insert("$ref".to_owned(), Value::String(super::reference(&home)));
        Value::Object(built)
    }

    /// A reference that leads nowhere. In another file than the document's own it must not come to mean something.
    fn unfollowed(&mut self, members: &Map<String, Value>, shape: Shape, spot: &mut Spot) -> Value {
        let text = members.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let place = Origin { file: spot.file, pointer: origins::child(&spot.at, "$ref") };
        let expected = matches!(shape, Shape::Schema | Shape::SchemaOrBoolean | Shape::Reference(_));
        let Some(refusal) = self.refused.get(&place).filter(|_| !expected) else {
            let mut built = members.clone();
            if spot.file != 0 && text.starts_with('#') {
                let path = self.library.paths.get(spot.file).cloned().unwrap_or_default();
                built.insert("$ref".to_owned(), Value::String(format!("{path}{text}")));
            }
            return Value::Object(built);
        };
        let at = Pointer::parse(&origins::child(&spot.out, "$ref")).unwrap_or_else(Pointer::root);
        self.found.push(refusal.diagnostic(text).at(Place::value(at)));
        repair::substitute(shape).unwrap_or_else(|| json!({}))
    }

    /// What a reference leads to, in its place; what stands beside the reference goes first.
    fn copy(&mut self, target: Origin, beside: &Map<String, Value>, shape: Shape, spot: &mut Spot) -> Value {
        let circle = self.copies.contains(&target) || self.copies.len() >= DEEPEST;
        let exhausted = self.left.is_none_or(|left| left == 0);
        if circle || exhausted {
            let at = Pointer::parse(&spot.out).unwrap_or_else(Pointer::root);
            let diagnostic = match circle {
                true => Diagnostic::error(codes::CIRCULAR_REFERENCE, "references that contain themselves")
                    .label("this leads back to where it stands"),
                false => Diagnostic::error(codes::TOO_LARGE, "references make the document too large")
                    .label("the limit is reached here"),
            };
            if circle || self.left.take().is_some() {
                self.found.push(diagnostic.at(Place::key(at)));
            }
            return repair::substitute(shape).unwrap_or_else(|| json!({}));
        }
        let tree = self.library.tree(target.file);
        let Some(value) = super::super::at(&tree, &target.pointer) else {
            return Value::Object(beside.clone());
        };
        let (at, out) = (target.pointer.clone(), spot.out.clone());
        let mut there = Spot { file: target.file, at, out, depth: spot.depth };
        self.copies.push(target.clone());
        let mut built = self.build(value, shape, &mut there);
        self.copies.pop();
        self.library.came_from(&spot.out, target);
        if let (Value::Object(built), Shape::Reference(object) | Shape::Object(object)) = (&mut built, shape)
            && std::ptr::eq(object, &PATH_ITEM)
        {
            for (key, value) in beside.iter().filter(|(key, _)| *key != "$ref") {
                let Some(shape) = shape_of(key, object, None) else { continue };
                let value = spot.member(key, |spot| {
                    self.library.came_from(&spot.out, spot.origin());
                    self.build(value, shape, spot)
                });
                built.insert(key.clone(), value);
            }
        }
        built
    }
}
