//! The rules by which an update joins a node (Overlay 1.1, Action Object).

use serde_json::Value;

use super::super::origins::{self, Origins};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Pointer, codes};

/// Merges one value into nodes of the document.
pub(super) struct Merge<'a> {
    /// How many nodes may still be added.
    pub(super) left: &'a mut usize,
    /// Where the nodes of the document were written.
    pub(super) overlaid: &'a mut Origins,
    /// Where the nodes of the value were written, by their address in it.
    pub(super) source: &'a Origins,
    pub(super) found: Diagnostics,
    /// The action's field.
    pub(super) place: &'a Pointer,
}

impl Merge<'_> {
    /// A node that was selected: a list takes one item as well as several.
    pub(super) fn target(&mut self, node: &mut Value, update: &Value, out: &mut String) {
        match (node, update) {
            (Value::Array(items), update) if !update.is_array() => self.append(items, update, out, ""),
            (node, update) => self.node(node, update, out, &mut String::new()),
        }
    }

    /// `out` is the node's address in the document, `at` that of what it is merged with in the update.
    fn node(&mut self, node: &mut Value, update: &Value, out: &mut String, at: &mut String) {
        match (node, update) {
            (Value::Object(members), Value::Object(update)) => {
                for (key, value) in update {
                    let (out_length, at_length) = (out.len(), at.len());
                    origins::push(out, key);
                    origins::push(at, key);
                    match members.get_mut(key) {
                        Some(member) => self.node(member, value, out, at),
                        None if self.fits(value) => {
                            self.graft(out, at);
                            members.insert(key.clone(), value.clone());
                        }
                        None => {}
                    }
                    out.truncate(out_length);
                    at.truncate(at_length);
                }
            }
            (Value::Array(items), Value::Array(update)) => {
                for (index, value) in update.iter().enumerate() {
                    self.append(items, value, out, &origins::child(at, &index.to_string()));
                }
            }
            (node, update) if is_primitive(node) && is_primitive(update) => {
                self.graft(out, at);
                *node = update.clone();
            }
            (node, update) => self.mismatch(node, update, out, at),
        }
    }

    fn append(&mut self, items: &mut Vec<Value>, value: &Value, out: &str, at: &str) {
        if self.fits(value) {
            self.graft(&origins::child(out, &items.len().to_string()), at);
            items.push(value.clone());
        }
    }

    /// Notes where what is at `out` now was written. An address costs as much as several nodes.
    fn graft(&mut self, out: &str, at: &str) {
        const COST: usize = 16;
        let entries = self.overlaid.graft(out, self.source, at);
        *self.left = self.left.saturating_sub(COST * entries);
    }

    fn mismatch(&mut self, node: &Value, update: &Value, out: &str, at: &str) {
        let place = Pointer::parse(&format!("{}{at}", self.place)).unwrap_or_else(Pointer::root);
        let (new, old) = (kind(update), kind(node));
        let message = format!("{new} cannot be merged with {old}: `{out}` of the document");
        // `components:` without a value is how people write that they have nothing to add.
        let diagnostic = match update {
            Value::Null => Diagnostic::warning(codes::OVERLAY_NOTHING, message).label("left as it is"),
            _ => Diagnostic::error(codes::OVERLAY_MISMATCH, message)
                .label(format!("{old} is expected here"))
                .help("remove the node in an action before this one to replace it whole"),
        };
        self.found.push(diagnostic.at(Place::value(place)));
    }

    /// Counts the nodes that would be added, and says when they are too many.
    fn fits(&mut self, value: &Value) -> bool {
        match self.left.checked_sub(count(value)) {
            Some(left) => {
                *self.left = left;
                true
            }
            None => {
                let message = "overlays make the document too large";
                let error = Diagnostic::error(codes::TOO_LARGE, message).at(Place::value(self.place.clone()));
                self.found.push(error.label("the limit is reached here"));
                false
            }
        }
    }
}

fn is_primitive(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn count(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::Null => "null",
        _ => "a plain value",
    }
}
