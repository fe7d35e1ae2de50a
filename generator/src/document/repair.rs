//! What a lenient reading does about a place that is broken: that place alone is replaced by something that claims
//! nothing, in the tree and in what is left for the typed reading alike, so that both stay in step.

use serde_json::{Map, Value, json};

use super::advice;
use super::check::Checker;
use super::objects::{
    CALLBACK, COMPONENTS, ENCODING, HEADER, INFO, MEDIA_TYPE, OAUTH_FLOWS, OPERATION, Object, PATH_ITEM,
    PATHS, REQUEST_BODY, RESPONSE, RESPONSES, Shape,
};
use super::origins::{self, Origins};
use super::path::Path;
use crate::diagnostic::{Diagnostics, Pointer};

/// A change to the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Repair {
    /// The node is this value now; it may not have been there.
    Replace(Pointer, Value),
    /// The node is gone.
    Remove(Pointer),
    /// The member has this key now.
    Rename(Pointer, String),
}

/// What stands in for a value of a shape that cannot be read, if anything can.
pub(super) fn substitute(shape: Shape) -> Option<Value> {
    let empty: &[&'static Object] =
        &[&CALLBACK, &COMPONENTS, &ENCODING, &MEDIA_TYPE, &OAUTH_FLOWS, &PATHS, &PATH_ITEM, &RESPONSES];
    match shape {
        Shape::Schema | Shape::SchemaOrBoolean | Shape::Map(_) => Some(json!({})),
        Shape::List(_) => Some(json!([])),
        Shape::Object(object) | Shape::Reference(object) => {
            let is = |other: &'static Object| std::ptr::eq(object, other);
            let own = [
                (&INFO, json!({ "title": "API", "version": "0.0.0" })),
                (&RESPONSE, json!({ "description": "" })),
                (&REQUEST_BODY, json!({ "content": { "application/octet-stream": {} } })),
                (&OPERATION, json!({ "responses": {} })),
                (&HEADER, json!({ "schema": {} })),
            ];
            let own = own.into_iter().find(|(known, _)| is(known)).map(|(_, value)| value);
            own.or_else(|| empty.iter().any(|known| is(known)).then(|| json!({})))
        }
        _ => None,
    }
}

/// What stands in for a field that an object lacks and needs, if anything can.
pub(super) fn missing(object: &'static Object, name: &str, shape: Shape) -> Option<Value> {
    let is = |other: &'static Object| std::ptr::eq(object, other);
    match name {
        "title" if is(&INFO) => Some(json!("API")),
        "version" if is(&INFO) => Some(json!("0.0.0")),
        "content" if is(&REQUEST_BODY) => Some(json!({ "application/octet-stream": {} })),
        _ => substitute(shape),
    }
}

impl Checker<'_> {
    /// Puts something in the place of a value that cannot be read, if there is anything.
    pub(super) fn repaired(&mut self, shape: Shape, path: &Path<'_>) -> Option<Value> {
        let Some(value) = substitute(shape) else {
            self.repairs.push(Repair::Remove(path.pointer()));
            return None;
        };
        self.replaced(value, shape, path)
    }

    pub(super) fn replaced(&mut self, value: Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        self.repairs.push(Repair::Replace(path.pointer(), value.clone()));
        // The substitute may hold schemas, which are read in their own way.
        self.attempt(&value, shape, path)
    }
}

/// Changes the tree. The addresses are those from before all changes.
pub(super) fn apply(tree: &mut Value, origins: &mut Origins, repairs: Vec<Repair>) {
    let (mut removed, mut renamed) = (Vec::new(), Vec::new());
    for repair in repairs {
        match repair {
            Repair::Replace(pointer, value) => replace(tree, &pointer, value),
            Repair::Remove(pointer) => removed.push(pointer),
            Repair::Rename(pointer, key) => renamed.push((pointer, key)),
        }
    }
    // From the leaves to the root and from the end of each list to its front, so that no address changes before its
    // turn.
    let depth = |pointer: &Pointer| pointer.as_str().matches('/').count();
    let index = |pointer: &Pointer| pointer.last().and_then(|last| last.parse::<usize>().ok());
    removed
        .sort_by_cached_key(|pointer| std::cmp::Reverse((depth(pointer), index(pointer), pointer.clone())));
    removed.dedup();
    removed.iter().for_each(|pointer| remove(tree, origins, pointer));
    renamed.iter().for_each(|(pointer, key)| rename(tree, origins, pointer, key));
}

fn replace(tree: &mut Value, pointer: &Pointer, value: Value) {
    let (Some(parent), Some(key)) = (parent(tree, pointer), pointer.last()) else {
        return;
    };
    match parent {
        Value::Object(members) => drop(members.insert(key, value)),
        Value::Array(items) => {
            if let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = value;
            }
        }
        _ => {}
    }
}

fn remove(tree: &mut Value, origins: &mut Origins, pointer: &Pointer) {
    let (Some(parent), Some(key)) = (parent(tree, pointer), pointer.last()) else {
        return;
    };
    match parent {
        Value::Object(members) => drop(members.shift_remove(&key)),
        Value::Array(items) => {
            let Some(index) = key.parse::<usize>().ok().filter(|index| *index < items.len()) else {
                return;
            };
            if let Some(list) = pointer.parent() {
                origins.removed(list.as_str(), index, items.len());
            }
            items.remove(index);
        }
        _ => {}
    }
}

fn rename(tree: &mut Value, origins: &mut Origins, pointer: &Pointer, name: &str) {
    let (Some(Value::Object(members)), Some(key), Some(parent)) =
        (parent(tree, pointer), pointer.last(), pointer.parent())
    else {
        return;
    };
    if members.contains_key(name) {
        return;
    }
    let renamed = |(old, value): (String, Value)| (if old == key { name.to_owned() } else { old }, value);
    *members = std::mem::take(members).into_iter().map(renamed).collect::<Map<String, Value>>();
    origins.moved(pointer.as_str(), &origins::child(parent.as_str(), name));
}

fn parent<'a>(tree: &'a mut Value, pointer: &Pointer) -> Option<&'a mut Value> {
    tree.pointer_mut(pointer.parent()?.as_str())
}

/// Without the gaps that items left behind which were left out of lists of objects.
pub(super) fn without_gaps(mut left: Value) -> Value {
    close(&mut left);
    left
}

fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                let list = matches!(key.as_str(), "parameters" | "servers" | "tags");
                if let Value::Array(items) = value
                    && list
                {
                    items.retain(|item| !item.is_null());
                }
                close(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// What was an error is a warning now: the place it speaks of is repaired.
pub(super) fn soften(diagnostics: &mut Diagnostics) {
    for diagnostic in diagnostics.iter_mut() {
        *diagnostic = advice::loosened(diagnostic.clone(), "degraded");
    }
}
