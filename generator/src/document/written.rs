//! Schemas as they were written, where reading put them in other words: what is valid is told from these, since the words
//! of 3.0 cannot say all of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::origins::{Origin, Origins};
use crate::diagnostic::Pointer;

/// Copies of what was rewritten, and where its parts went.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The outermost schemas that were rewritten, by their addresses at that time.
    schemas: BTreeMap<String, Value>,
    moved: Origins,
}

impl Written {
    /// Notes that what was at `from` is now at `to`.
    pub(super) fn moved(&mut self, from: &str, to: &str) {
        self.moved.moved(from, to);
    }

    /// Keeps a schema that is about to be rewritten; `at` is where it is now.
    pub(super) fn keep(&mut self, schema: &Value, at: &str) {
        let Origin { pointer, .. } = self.moved.of(at);
        if is_rewritten(schema) && self.around(&pointer).is_none() {
            self.schemas.insert(pointer, schema.clone());
        }
    }

    /// The schema that became the one at `pointer`, and its address; none for one that nobody wrote so.
    pub(super) fn find<'a>(&'a self, tree: &'a Value, pointer: &Pointer) -> Option<(Pointer, &'a Value)> {
        let Origin { pointer, .. } = self.moved.of(pointer.as_str());
        let pointer = Pointer::parse(&pointer)?;
        let schema = self.at(tree, &pointer).filter(|value| value.is_object() || value.is_boolean())?;
        Some((pointer, schema))
    }

    /// The schema that was written at an address.
    pub(super) fn at<'a>(&'a self, tree: &'a Value, pointer: &Pointer) -> Option<&'a Value> {
        match self.around(pointer.as_str()) {
            Some((schema, below)) => super::at(schema, below),
            None => super::at(tree, pointer.as_str()),
        }
    }

    /// The copy that a node is in, and the rest of its address.
    fn around<'p>(&self, pointer: &'p str) -> Option<(&Value, &'p str)> {
        let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
        ends.filter_map(|end| {
            let (head, tail) = pointer.split_at_checked(end)?;
            self.schemas.get(head).map(|schema| (schema, tail))
        })
        .next()
    }
}

/// Whether the passes change what a schema says, or how.
fn is_rewritten(schema: &Value) -> bool {
    let Value::Object(members) = schema else {
        return *schema == Value::Bool(false);
    };
    let is = |key: &str, fits: fn(&Value) -> bool| members.get(key).is_some_and(fits);
    is("type", |kind| kind.is_array() || kind == "null")
        || is("exclusiveMinimum", Value::is_number)
        || is("exclusiveMaximum", Value::is_number)
        || ["const", "contentEncoding", "contentMediaType"].iter().any(|key| members.contains_key(*key))
        || (members.contains_key("$ref") && members.len() > 1)
        || has_null(members)
}

fn has_null(members: &Map<String, Value>) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| members.get(*key).is_some_and(super::dialect::has_null))
}
