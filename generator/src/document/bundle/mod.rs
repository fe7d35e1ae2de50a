//! One tree out of several files, in which every reference leads to `#/components/<section>/<name>`.
//!
//! First all references are followed (`collect`), which says what has to be named: schemas and other objects in other
//! files, and those of the document itself that stand somewhere else than directly under `components`. Then the tree
//! is put together anew (`assemble`): what was named is found under its name, and references lead there. Where a
//! reference stands for an object that has no section of `components` in OpenAPI 3.0 (a path item, a whole map of
//! schemas), what it leads to is put in its place.

mod assemble;
mod collect;
mod library;
mod names;
mod uris;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Texts;
use super::drafts::Draft;
use super::files::Files;
use super::objects::{OPENAPI, Object, SCHEMA, Shape};
use super::origins::{self, Origin};
use super::version::Version;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, codes};
use library::Library;

/// References that are not followed, by the place of their `$ref`.
pub(super) type Refused = BTreeMap<Origin, Refusal>;

/// Why a reference is not followed.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    code: &'static str,
    label: String,
}

impl Refusal {
    /// The error at such a reference, without its place.
    pub(super) fn diagnostic(&self, reference: &str) -> Diagnostic {
        let reference = Excerpt(reference);
        let message = match self.code {
            codes::UNKNOWN_REFERENCE => format!("`{reference}` refers to nothing"),
            codes::CIRCULAR_REFERENCE => format!("`{reference}` goes round in a circle"),
            _ => format!("`{reference}` cannot be followed"),
        };
        let leaves = self.label.contains("leads out of the document's folder");
        let help = "a folder beside it is allowed by `allow_files_in` in codegen.toml, or --allow-files-in";
        let help = leaves.then(|| help.to_owned());
        Diagnostic::error(self.code, message).label(self.label.clone()).maybe_help(help)
    }
}

/// How many nodes may be copied to the places of references.
const MOST_COPIED: usize = 1_000_000;

/// How deep such copies may be in one another.
const DEEPEST: usize = 64;

/// Rewrites the tree of a document; the files that it refers to join its texts.
pub(super) fn bundle(
    tree: &mut Value,
    texts: &mut Texts,
    version: &Version,
    files: &dyn Files,
    found: &mut Diagnostics,
) -> Bundled {
    let library = Library::new(std::mem::take(tree), texts, files, *version != Version::Supported);
    let mut bundle = Bundle {
        library,
        siblings: *version != Version::Supported,
        targets: BTreeMap::new(),
        wanted: BTreeMap::new(),
        natural: BTreeMap::new(),
        copied: BTreeSet::new(),
        taken: BTreeMap::new(),
        refused: Refused::new(),
        homes: Vec::new(),
        changed: false,
        copies: Vec::new(),
        dynamic: false,
        left: Some(MOST_COPIED),
        found: Diagnostics::new(),
    };
    bundle.collect();
    bundle.name();
    *tree = bundle.assemble();
    let (scopes, drafts) = (bundle.scopes(tree), bundle.drafts());
    found.extend(bundle.library.found);
    found.extend(bundle.found);
    Bundled { refused: bundle.refused, scopes, drafts }
}

/// What is known of the tree besides what it says.
pub(super) struct Bundled {
    pub(super) refused: Refused,
    pub(super) scopes: Scopes,
    /// The drafts of components, and under the address of the whole that of all others. None where all are of the newest.
    pub(super) drafts: BTreeMap<String, Draft>,
}

/// For components, by their addresses: the `$dynamicAnchor`s of the schema resource that they come from, and the
/// addresses of what these name.
pub(super) type Scopes = BTreeMap<String, Vec<(String, String)>>;

/// What is known while a document is bundled.
struct Bundle<'a> {
    library: Library<'a>,
    /// Whether what stands beside a `$ref` counts.
    siblings: bool,
    /// What needs a name: the nodes that references lead to and that have none yet, and their kind.
    targets: BTreeMap<Origin, Shape>,
    /// The names that the document itself gives to such nodes: `Pet: {$ref: pet.yaml}`.
    wanted: BTreeMap<Origin, String>,
    /// The addresses that nodes of other files have among the components by themselves, where a whole map of
    /// components is in a file.
    natural: BTreeMap<Origin, String>,
    /// Nodes of which a copy was followed.
    copied: BTreeSet<Origin>,
    /// Names that are not free, by section.
    taken: BTreeMap<&'static str, BTreeSet<String>>,
    refused: Refused,
    /// The address of each named node in the tree, by file and the node's address there.
    homes: Vec<BTreeMap<String, String>>,
    /// Whether the tree has to be put together anew at all.
    changed: bool,
    /// The nodes that are being copied.
    copies: Vec<Origin>,
    /// Whether there is any `$dynamicRef`.
    dynamic: bool,
    /// How many nodes may still be copied; None when that was too many.
    left: Option<usize>,
    found: Diagnostics,
}

impl Bundle<'_> {
    /// The address that a reference to a node is rewritten to.
    fn home(&self, target: &Origin) -> Option<String> {
        let homes = self.homes.get(target.file);
        let named = homes.and_then(|homes| homes.get(&target.pointer)).cloned();
        named.or_else(|| (target.file == 0 && is_component(&target.pointer)).then(|| target.pointer.clone()))
    }
}

impl Bundle<'_> {
    /// Everything that has an address of its own under `components`, with where it was written.
    fn named(&self) -> impl Iterator<Item = (Origin, &String)> {
        self.homes.iter().enumerate().flat_map(|(file, homes)| {
            homes.iter().map(move |(at, home)| (Origin { file, pointer: at.clone() }, home))
        })
    }

    fn scopes(&self, tree: &Value) -> Scopes {
        let Some(uris) = self.library.uris().filter(|_| self.dynamic) else {
            return Scopes::new();
        };
        let own = tree.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
        let own = own.map(|(name, _)| component("schemas", name));
        let own = own.map(|pointer| (Origin { file: 0, pointer: pointer.clone() }, pointer));
        let named = self.named().map(|(origin, home)| (origin, home.clone()));
        let scope = |(origin, home): (Origin, String)| {
            let anchors = uris.dynamic_at(&origin)?.iter();
            let anchors = anchors.filter_map(|(name, node)| Some((name.clone(), self.home(node)?)));
            Some((home, anchors.collect()))
        };
        own.chain(named).filter_map(scope).collect()
    }

    fn drafts(&self) -> BTreeMap<String, Draft> {
        let Some(uris) = self.library.uris().filter(|uris| uris.has_drafts()) else {
            return BTreeMap::new();
        };
        let dialect = uris.dialect();
        let whole = (dialect != Draft::NEWEST).then(|| (String::new(), dialect));
        let each = self.named().map(|(origin, home)| (home.clone(), uris.draft(&origin)));
        whole.into_iter().chain(each.filter(|(_, draft)| *draft != dialect)).collect()
    }
}

/// The shape of a member, those of schemas of older drafts included.
fn shape_of(key: &str, object: &'static Object, kind: Option<&'static Object>) -> Option<Shape> {
    let known = super::walk::shape_of(key, object, kind);
    known.or_else(|| match key {
        "additionalItems" if std::ptr::eq(object, &SCHEMA) => Some(Shape::SchemaOrBoolean),
        "dependencies" if std::ptr::eq(object, &SCHEMA) => Some(Shape::Map(&Shape::Schema)),
        _ => None,
    })
}

/// The section of `components` that keeps values of a shape.
fn section(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Schema | Shape::SchemaOrBoolean => SCHEMA.section,
        Shape::Reference(object) => object.section,
        _ => None,
    }
}

/// Whether a reference can stand in the place of a value of a shape. OpenAPI has them in the place of some objects;
/// tools that split documents write them in the place of any.
fn may_refer(shape: Shape) -> bool {
    let root = matches!(shape, Shape::Object(object) if std::ptr::eq(object, &OPENAPI));
    !root
        && !matches!(
            shape,
            Shape::Any | Shape::Text | Shape::Boolean | Shape::Number | Shape::Count | Shape::Choice(_)
        )
}

/// `/components/<section>/<name>`
fn is_component(pointer: &str) -> bool {
    pointer.starts_with("/components/") && pointer.bytes().filter(|byte| *byte == b'/').count() == 3
}

/// The text of a reference within the document.
fn reference(pointer: &str) -> String {
    let mut text = String::from("#");
    for character in pointer.chars() {
        match character {
            '%' => text.push_str("%25"),
            other => text.push(other),
        }
    }
    text
}

/// The address of a component.
fn component(section: &str, name: &str) -> String {
    origins::child(&origins::child("/components", section), name)
}
