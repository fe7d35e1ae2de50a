//! Which JSON Schema a file is written in, and older drafts in the words of 2020-12.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::objects::{OPENAPI, Object, Shape};
use super::origins::{self, Origins};
use super::walk::{self, Visit};

/// The `$dynamicAnchor` that stands for `$recursiveAnchor: true`. No `$dynamicAnchor` may be called so.
pub(super) const RECURSIVE: &str = "$recursiveAnchor";

/// The drafts that are told apart, by what changed between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    Draft4,
    Draft6,
    Draft7,
    Draft2019,
    Draft2020,
}

/// A draft, and whether its metaschema is one in which schemas assert anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) version: Version,
    pub(super) asserts: bool,
}

impl Default for Draft {
    fn default() -> Self {
        Draft::NEWEST
    }
}

impl Draft {
    /// What a schema is written in when nothing says so.
    pub(super) const NEWEST: Draft = Draft { version: Version::Draft2020, asserts: true };

    /// The draft that a `$schema` names; none when it is no known one.
    pub(super) fn named(uri: &str) -> Option<Draft> {
        let versions = [
            ("draft-03", Version::Draft4),
            ("draft-04", Version::Draft4),
            ("draft-06", Version::Draft6),
            ("draft-07", Version::Draft7),
            ("2019-09", Version::Draft2019),
            ("2020-12", Version::Draft2020),
        ];
        let official = uri.contains("json-schema.org/");
        let known = versions.iter().find(|(name, _)| official && uri.contains(name));
        known.map(|(_, version)| Draft { version: *version, asserts: true })
    }

    /// The draft of what a metaschema describes, which may leave out what asserts (2020-12, core, 8.1.2).
    pub(super) fn described_by(metaschema: &Value) -> Draft {
        let own = metaschema.get("$schema").and_then(Value::as_str).and_then(Draft::named);
        let asserts = metaschema.get("$vocabulary").and_then(Value::as_object).is_none_or(|vocabularies| {
            vocabularies.keys().any(|vocabulary| vocabulary.ends_with("/vocab/validation"))
        });
        Draft { asserts, ..own.unwrap_or(Draft::NEWEST) }
    }

    /// Whether what stands beside a `$ref` counts.
    pub(super) fn reads_siblings(self) -> bool {
        self.version >= Version::Draft2019
    }

    /// The keyword by which a schema names itself.
    pub(super) fn id(self) -> &'static str {
        if self.version == Version::Draft4 { "id" } else { "$id" }
    }
}

/// Keywords of the validation vocabulary (2020-12, validation, 6).
const VALIDATION: &[&str] = &[
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
];

/// Keywords that came later than a draft, which does not know them.
const LATER: &[(&str, Version)] = &[
    ("const", Version::Draft6),
    ("contains", Version::Draft6),
    ("propertyNames", Version::Draft6),
    ("if", Version::Draft7),
    ("then", Version::Draft7),
    ("else", Version::Draft7),
    ("$defs", Version::Draft2019),
    ("dependentRequired", Version::Draft2019),
    ("dependentSchemas", Version::Draft2019),
    ("maxContains", Version::Draft2019),
    ("minContains", Version::Draft2019),
    ("unevaluatedItems", Version::Draft2019),
    ("unevaluatedProperties", Version::Draft2019),
    ("$dynamicRef", Version::Draft2020),
    ("$dynamicAnchor", Version::Draft2020),
    ("prefixItems", Version::Draft2020),
];

/// Puts a schema of a draft in the words of 2020-12, not those within it. Returns what moved.
fn renew(
    schema: &mut Map<String, Value>,
    draft: Draft,
    unevaluated: bool,
) -> Vec<(Vec<String>, Vec<String>)> {
    let mut moves = Vec::new();
    if !draft.asserts {
        schema.retain(|key, _| !VALIDATION.contains(&key.as_str()));
    }
    if draft.version < Version::Draft2020 {
        if !draft.reads_siblings() && schema.get("$ref").is_some_and(Value::is_string) {
            schema.retain(|key, _| key == "$ref");
        }
        for (keyword, since) in LATER {
            // `$dynamicAnchor` may have been `$recursiveAnchor`.
            if draft.version < *since && !keyword.starts_with("$d") {
                schema.shift_remove(*keyword);
            }
        }
        items(schema, &mut moves);
        bounds(schema);
        if !schema.contains_key("contains") {
            schema.shift_remove("minContains");
            schema.shift_remove("maxContains");
        } else if draft.version == Version::Draft2019 && unevaluated {
            contains(schema, &mut moves);
        }
    }
    dependencies(schema, &mut moves);
    moves
}

fn moved(moves: &mut Vec<(Vec<String>, Vec<String>)>, from: &[&str], to: &[&str]) {
    let owned = |tokens: &[&str]| tokens.iter().map(|token| (*token).to_owned()).collect();
    moves.push((owned(from), owned(to)));
}

/// `items: [..]` is `prefixItems`, and `additionalItems` what `items` is beside it.
fn items(schema: &mut Map<String, Value>, moves: &mut Vec<(Vec<String>, Vec<String>)>) {
    let additional = schema.shift_remove("additionalItems");
    if schema.get("items").is_some_and(Value::is_array)
        && let Some(items) = schema.shift_remove("items")
    {
        let empty = items.as_array().is_some_and(Vec::is_empty);
        if !empty {
            schema.insert("prefixItems".to_owned(), items);
            moved(moves, &["items"], &["prefixItems"]);
        }
        if let Some(additional) = additional {
            schema.insert("items".to_owned(), additional);
            moved(moves, &["additionalItems"], &["items"]);
        }
    }
}

/// `exclusiveMinimum: true` makes a bound of `minimum`.
fn bounds(schema: &mut Map<String, Value>) {
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(Value::Bool(flag)) = schema.get(exclusive).cloned() else {
            continue;
        };
        schema.shift_remove(exclusive);
        if flag && let Some(bound) = schema.shift_remove(inclusive) {
            schema.insert(exclusive.to_owned(), bound);
        }
    }
}

/// `dependencies` is `dependentRequired` and `dependentSchemas` in one.
fn dependencies(schema: &mut Map<String, Value>, moves: &mut Vec<(Vec<String>, Vec<String>)>) {
    let Some(Value::Object(dependencies)) = schema.shift_remove("dependencies") else {
        return;
    };
    let mut left = Map::new();
    for (name, dependency) in dependencies {
        let dependency = if dependency.is_string() { json!([dependency]) } else { dependency };
        let keyword = if dependency.is_array() { "dependentRequired" } else { "dependentSchemas" };
        match schema.entry(keyword).or_insert_with(|| json!({})) {
            Value::Object(members) if !members.contains_key(&name) => {
                moved(moves, &["dependencies", &name], &[keyword, &name]);
                members.insert(name, dependency);
            }
            // Both are said of it: reading will find this one unknown.
            _ => {
                left.insert(name, dependency);
            }
        }
    }
    if !left.is_empty() {
        schema.insert("dependencies".to_owned(), left.into());
    }
}

/// Until 2020-12, what `contains` finds does not count as evaluated. Nothing within `not` does.
fn contains(schema: &mut Map<String, Value>, moves: &mut Vec<(Vec<String>, Vec<String>)>) {
    let Some(contains) = schema.shift_remove("contains") else {
        return;
    };
    let mut inner = Map::from_iter([("contains".to_owned(), contains)]);
    for keyword in ["minContains", "maxContains"] {
        inner.extend(schema.shift_remove(keyword).map(|count| (keyword.to_owned(), count)));
    }
    let members = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(members) = members {
        let index = members.len().to_string();
        members.push(json!({ "not": { "not": inner } }));
        moved(moves, &["contains"], &["allOf", &index, "not", "not", "contains"]);
    }
}

/// Puts all schemas of a tree that are not of the newest draft in its words. `drafts`: by the addresses of components.
/// `dependencies`, which 2020-12 keeps for compatibility, is one of those in each draft.
pub(super) fn rewrite(tree: &mut Value, drafts: BTreeMap<String, Draft>, newer: bool, origins: &mut Origins) {
    if !drafts.is_empty() || newer && speaks_of("dependencies", tree) {
        let unevaluated = speaks_of("unevaluatedItems", tree);
        let mut renewal = Renewal { drafts, newer, origins, unevaluated, wrapped: BTreeSet::new() };
        walk::walk(tree, Shape::Object(&OPENAPI), &mut String::new(), &mut renewal);
    }
}

/// Whether a keyword, or something else of its name, is anywhere in a tree.
fn speaks_of(keyword: &str, tree: &Value) -> bool {
    match tree {
        Value::Array(items) => items.iter().any(|item| speaks_of(keyword, item)),
        Value::Object(members) => {
            members.iter().any(|(key, value)| key == keyword || speaks_of(keyword, value))
        }
        _ => false,
    }
}

struct Renewal<'a> {
    drafts: BTreeMap<String, Draft>,
    /// Whether this is a document of 3.1 or newer, in whose schemas `dependencies` is a keyword.
    newer: bool,
    origins: &'a mut Origins,
    unevaluated: bool,
    /// Schemas that were made around a `contains`, and are as they should be.
    wrapped: BTreeSet<String>,
}

impl Renewal<'_> {
    /// The draft of the nearest schema that says.
    fn draft(&self, at: &str) -> Draft {
        let ends = at.match_indices('/').map(|(end, _)| end).chain([at.len()]);
        let mut around = ends.filter_map(|end| self.drafts.get(at.get(..end)?));
        around.next_back().copied().unwrap_or(Draft::NEWEST)
    }
}

impl Visit for Renewal<'_> {
    fn schema(&mut self, schema: &mut Value, at: &str) {
        let Value::Object(members) = schema else {
            return;
        };
        if let Some(draft) = members.get("$schema").and_then(Value::as_str).and_then(Draft::named) {
            self.drafts.entry(at.to_owned()).or_insert(draft);
        }
        let draft = self.draft(at);
        let depends = self.newer && members.contains_key("dependencies");
        if self.wrapped.remove(at) || draft == Draft::NEWEST && !depends {
            return;
        }
        for (from, to) in renew(members, draft, self.unevaluated) {
            let address =
                |tokens: &[String]| tokens.iter().fold(at.to_owned(), |at, token| origins::child(&at, token));
            self.origins.moved(&address(&from), &address(&to));
            if let [around @ .., keyword] = to.as_slice()
                && keyword == "contains"
            {
                self.wrapped.insert(address(around));
            }
        }
    }

    fn object(&mut self, _: &mut Map<String, Value>, _: &'static Object) {}
}
