//! `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, core, 8.2): names that schemas give themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use super::super::drafts::{Draft, RECURSIVE, Version};
use super::super::objects::SCHEMA;
use super::super::origins::{self, Origin};

/// What relative names are relative to. Nothing is fetched from it: `.invalid` is nobody's (RFC 2606).
const BASE: &str = "https://document.invalid/";

/// Keywords whose members are schemas by names that anyone may choose.
const MAPS: &[&str] =
    &["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// Keywords whose values are no schemas, whatever they look like.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// The names of all files.
#[derive(Default)]
pub(super) struct Uris {
    /// Schemas by their `$id`, resolved.
    ids: BTreeMap<String, Origin>,
    /// The URI that holds from a node on, resolved: that of a file, or an `$id`.
    bases: BTreeMap<Origin, Url>,
    /// The draft that holds from a node on.
    drafts: BTreeMap<Origin, Draft>,
    /// The draft that holds where nothing says otherwise: `jsonSchemaDialect`.
    dialect: Draft,
    /// Schemas by the resource that they belong to, and their `$anchor`.
    anchors: BTreeMap<(Origin, String), Origin>,
    /// The `$dynamicAnchor`s of each resource.
    dynamic: BTreeMap<Origin, Vec<(String, Origin)>>,
}

impl Uris {
    /// Whether there is any `$id`.
    pub(super) fn any(&self) -> bool {
        !self.ids.is_empty()
    }

    /// Looks for names in a file. `uri` is where it was found, if that is not in the document's folder.
    pub(super) fn look(&mut self, file: usize, path: &str, uri: Option<&Url>, tree: &Value, text: &str) {
        let relative = || Url::parse(BASE).and_then(|base| base.join(path)).ok();
        let Some(base) = uri.cloned().or_else(relative) else {
            return;
        };
        let mut root = Origin { file, pointer: String::new() };
        self.bases.insert(root.clone(), base.clone());
        if uri.is_some() {
            self.ids.entry(plain(&base)).or_insert_with(|| root.clone());
        }
        if file == 0
            && let Some(draft) = tree.get("jsonSchemaDialect").and_then(Value::as_str).and_then(Draft::named)
        {
            self.dialect = draft;
        }
        let words = ["$id", "\"id\"", "id:", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema"];
        if words.iter().any(|word| text.contains(word)) {
            let resource = root.clone();
            self.walk(
                tree,
                &mut root,
                Around { base: &base, resource: &resource, draft: self.dialect, schema: false },
            );
        }
    }

    fn walk(&mut self, value: &Value, at: &mut Origin, around: Around<'_>) {
        let members = match value {
            Value::Object(members) => members,
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    step(at, &index.to_string(), |at| self.walk(value, at, around));
                }
                return;
            }
            _ => return,
        };
        let mut around = around;
        if let Some(draft) = members.get("$schema").and_then(Value::as_str).and_then(Draft::named) {
            self.drafts.insert(at.clone(), draft);
            around.draft = draft;
            around.schema = !members.contains_key("openapi");
        }
        let own = self.names(members, at, around);
        let resource = at.clone();
        if let Some(id) = &own {
            (around.base, around.resource) = (id, &resource);
        }
        self.anchors_of(members, at, around);
        let unknown = |key: &str| around.schema && super::shape_of(key, &SCHEMA, None).is_none();
        for (key, value) in members {
            if VALUES.contains(&key.as_str()) || unknown(key) {
                continue;
            }
            step(at, key, |at| match value {
                Value::Object(schemas) if MAPS.contains(&key.as_str()) => {
                    for (name, schema) in schemas {
                        step(at, name, |at| self.walk(schema, at, around));
                    }
                }
                value => self.walk(value, at, around),
            });
        }
    }

    /// The `$id` of a schema.
    fn names(&mut self, members: &Map<String, Value>, at: &Origin, around: Around<'_>) -> Option<Url> {
        let hidden = !around.draft.reads_siblings() && members.get("$ref").is_some_and(Value::is_string);
        let id = members.get(around.draft.id()).and_then(Value::as_str).filter(|_| !hidden)?;
        // Before 2019-09 an anchor was an `$id` of nothing else.
        if let Some(anchor) = id.strip_prefix('#').filter(|_| around.draft.version < Version::Draft2019) {
            self.anchor_here(anchor, at, around);
            return None;
        }
        // An OpenAPI document has an `id` in many a place; that of draft 4 is one only where the draft is said.
        let id = around.base.join(id).ok()?;
        self.ids.insert(plain(&id), at.clone());
        self.bases.insert(at.clone(), id.clone());
        Some(id)
    }

    fn anchors_of(&mut self, members: &Map<String, Value>, at: &Origin, around: Around<'_>) {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        for anchor in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
            self.anchor_here(anchor, at, around);
        }
        let recursive = members.get(RECURSIVE) == Some(&Value::Bool(true));
        let dynamic = text("$dynamicAnchor").or(recursive.then_some(RECURSIVE));
        if let Some(anchor) = dynamic {
            let known = self.dynamic.entry(around.resource.clone()).or_default();
            known.push((anchor.to_owned(), at.clone()));
        }
    }

    fn anchor_here(&mut self, anchor: &str, at: &Origin, around: Around<'_>) {
        let name = (around.resource.clone(), anchor.to_owned());
        self.anchors.entry(name).or_insert_with(|| at.clone());
    }

    /// What a reference means by an `$id`: the one that it names, or the one around it.
    pub(super) fn find(&self, file: usize, at: &str, uri: &str, fragment: &str) -> Option<Origin> {
        let (around, base) = self.around(file, at)?;
        let resource = match uri {
            "" => around.clone(),
            uri => self.ids.get(&plain(&base.join(uri).ok()?))?.clone(),
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            let below = crate::diagnostic::Pointer::parse(&format!("#{fragment}"))?;
            return Some(Origin { pointer: format!("{}{below}", resource.pointer), ..resource });
        }
        self.anchors.get(&(resource, fragment.to_owned())).cloned()
    }

    /// The absolute URI that a reference means; none where files have no URIs but their paths.
    pub(super) fn absolute(&self, file: usize, at: &str, uri: &str) -> Option<Url> {
        let (_, base) = self.around(file, at)?;
        base.join(uri).ok().filter(|uri| !uri.as_str().starts_with(BASE))
    }

    /// The schema that an `$anchor` of a file names.
    pub(super) fn anchor(&self, file: usize, anchor: &str) -> Option<Origin> {
        let root = Origin { file, pointer: String::new() };
        self.anchors.get(&(root, anchor.to_owned())).cloned()
    }

    /// Every resource with `$dynamicAnchor`s.
    pub(super) fn dynamic(&self) -> impl Iterator<Item = (&Origin, &Vec<(String, Origin)>)> {
        self.dynamic.iter()
    }

    /// The `$dynamicAnchor`s of the resource that a node belongs to.
    pub(super) fn dynamic_at(&self, node: &Origin) -> Option<&Vec<(String, Origin)>> {
        let (resource, _) = self.around(node.file, &node.pointer)?;
        self.dynamic.get(resource)
    }

    /// The schema resource, or the file, that a node belongs to.
    pub(super) fn resource(&self, file: usize, at: &str) -> Option<&Origin> {
        self.around(file, at).map(|(resource, _)| resource)
    }

    /// The draft that a node is written in.
    pub(super) fn draft(&self, node: &Origin) -> Draft {
        nearest(&self.drafts, node).map_or(self.dialect, |(_, draft)| *draft)
    }

    /// Sets the draft of a file.
    pub(super) fn set_draft(&mut self, file: usize, draft: Draft) {
        self.drafts.insert(Origin { file, pointer: String::new() }, draft);
    }

    /// The draft that holds where nothing says otherwise.
    pub(super) fn dialect(&self) -> Draft {
        self.dialect
    }

    /// Whether any draft but the newest is in use.
    pub(super) fn has_drafts(&self) -> bool {
        self.drafts.values().chain([&self.dialect]).any(|draft| *draft != Draft::NEWEST)
    }

    /// The nearest URI at or around a node.
    fn around(&self, file: usize, at: &str) -> Option<(&Origin, &Url)> {
        nearest(&self.bases, &Origin { file, pointer: at.to_owned() })
    }
}

/// What holds around a schema.
#[derive(Clone, Copy)]
struct Around<'a> {
    base: &'a Url,
    resource: &'a Origin,
    draft: Draft,
    /// Whether this is known to be within a schema, so that what stands under unknown keywords is none.
    schema: bool,
}

/// The entry of a node, or of the nearest one around it.
fn nearest<'a, T>(entries: &'a BTreeMap<Origin, T>, node: &Origin) -> Option<(&'a Origin, &'a T)> {
    if entries.is_empty() {
        return None;
    }
    let mut here = node.clone();
    loop {
        if let Some(found) = entries.get_key_value(&here) {
            return Some(found);
        }
        let end = here.pointer.rfind('/')?;
        here.pointer.truncate(end);
    }
}

fn step(at: &mut Origin, key: &str, then: impl FnOnce(&mut Origin)) {
    let length = at.pointer.len();
    origins::push(&mut at.pointer, key);
    then(at);
    at.pointer.truncate(length);
}

fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.to_string()
}
