//! OpenAPI 3.1 and 3.2 in the words of 3.0.
//!
//! What 3.0 can say as well is rewritten: a list of named passes, each about one thing, goes over every schema from
//! the root down. What 3.0 cannot say stays in the tree as it is.

mod content;
mod members;
mod references;
mod root;
mod types;
mod unsaid;
mod values;

pub(super) use members::has_null;

use serde_json::{Map, Value};

use super::objects::{OPENAPI, Object, Shape};
use super::origins::{self, Origins};
use super::parse::DEPTH;
use super::version::Version;
use super::walk::{self, Visit};
use super::written::Written;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Pointer, codes};

/// What each schema goes through, in this order. A pass sees a schema whose own subschemas are still as written.
const PASSES: &[Pass] = &[
    references::siblings,
    values::constant,
    members::null_among_alternatives,
    types::list_of_types,
    values::numeric_bounds,
    values::examples,
    content::format_of_bytes,
];

/// Rewrites one thing of a schema.
type Pass = fn(&mut Node<'_>);

/// A schema that is being rewritten.
struct Node<'a> {
    members: &'a mut Map<String, Value>,
    at: &'a str,
    origins: &'a mut Origins,
    written: &'a mut Written,
}

impl Node<'_> {
    /// Notes that what was below this schema at `from` is now at `to`.
    fn moved(&mut self, from: &[&str], to: &[&str]) {
        let address =
            |tokens: &[&str]| tokens.iter().fold(self.at.to_owned(), |at, key| origins::child(&at, key));
        let (from, to) = (address(from), address(to));
        self.origins.moved(&from, &to);
        self.written.moved(&from, &to);
    }

    fn list(&self, key: &str) -> &[Value] {
        self.members.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Rewrites a document of 3.1 or 3.2; says what is not expressed. A lenient reading takes the words of 3.1 from a
/// document of 3.0, too, where 3.0 has no meaning for them.
pub(super) fn rewrite(
    tree: &mut Value,
    version: &Version,
    lenient: bool,
    origins: &mut Origins,
    written: &mut Written,
) -> Diagnostics {
    let newer = *version != Version::Supported;
    if !newer && !lenient {
        return Diagnostics::new();
    }
    let (unsaid, root) = Default::default();
    let mut rewriting = Rewriting { newer, origins, written, unsaid, root };
    walk::walk(tree, Shape::Object(&OPENAPI), &mut String::new(), &mut rewriting);
    let mut diagnostics = rewriting.root.diagnostics;
    if !newer {
        diagnostics.extend(rewriting.unsaid.newer_words());
    }
    diagnostics
}

struct Rewriting<'a> {
    newer: bool,
    origins: &'a mut Origins,
    written: &'a mut Written,
    unsaid: unsaid::Unsaid,
    root: root::Root,
}

impl Rewriting<'_> {
    /// Rewriting adds levels, and a tree may not have more of them than a text may.
    fn too_deep(&mut self, schema: &mut Value, at: &str) -> bool {
        let deep = at.bytes().filter(|byte| *byte == b'/').count() > DEPTH && !schema.is_boolean();
        if deep {
            let place = Pointer::parse(at).map_or(Place::None, Place::key);
            let diagnostic = Diagnostic::error(codes::TOO_DEEP, "the schemas are nested too deeply");
            self.root.diagnostics.push(diagnostic.at(place).label(format!("more than {DEPTH} levels")));
            *schema = Value::Object(Map::new());
        }
        deep
    }
}

impl Visit for Rewriting<'_> {
    fn schema(&mut self, schema: &mut Value, at: &str) {
        if !self.newer {
            match unsaid::newer_word(schema) {
                Some(keyword) => self.unsaid.add(keyword, at),
                None => return,
            }
        }
        if self.too_deep(schema, at) {
            return;
        }
        self.written.keep(schema, at);
        values::boolean(schema);
        let Value::Object(members) = schema else {
            return;
        };
        let (origins, written) = (&mut *self.origins, &mut *self.written);
        let mut node = Node { members, at, origins, written };
        PASSES.iter().for_each(|pass| pass(&mut node));
    }

    fn object(&mut self, members: &mut Map<String, Value>, object: &'static Object) {
        if self.newer {
            self.root.object(members, object);
        }
    }
}
