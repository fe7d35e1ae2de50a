//! The files of a document, and what a reference in one of them leads to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::super::drafts::{Draft, RECURSIVE};
use super::super::files::{self, Files, MOST_BYTES, MOST_FILES};
use super::super::origins::{self, Origin};
use super::super::text::Text;
use super::super::{Texts, at};
use super::uris::Uris;
use super::{DEEPEST, Refusal, is_component};
use crate::diagnostic::{Diagnostics, Pointer, codes};

/// Files that were read so far.
pub(super) struct Library<'a> {
    pub(super) trees: Vec<Arc<Value>>,
    /// The path of each file from the document's folder.
    pub(super) paths: Vec<String>,
    texts: &'a mut Texts,
    files: &'a dyn Files,
    /// Each path that was asked for: its file, or why there is none.
    asked: BTreeMap<String, Result<usize, String>>,
    bytes: usize,
    uris: Option<Uris>,
    /// What is wrong with the files themselves.
    pub(super) found: Diagnostics,
}

/// Where a reference leads. Err(None): to nothing in its own document, which the checks have words for.
pub(super) type Resolved = Result<Origin, Option<Refusal>>;

impl<'a> Library<'a> {
    pub(super) fn new(tree: Value, texts: &'a mut Texts, files: &'a dyn Files, newer: bool) -> Library<'a> {
        let name = texts.first().name.clone();
        let path = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let mut library = Library {
            trees: Vec::new(),
            paths: Vec::new(),
            asked: BTreeMap::from([(path.clone(), Ok(0))]),
            bytes: texts.first().text.len(),
            texts,
            files,
            uris: newer.then(Uris::default),
            found: Diagnostics::new(),
        };
        let text = Arc::clone(library.texts.first());
        library.add(path, None, tree, &text.text);
        // Overlays are among the texts, and nothing refers to them.
        for _ in 1..library.texts.files.len() {
            library.add(String::new(), None, Value::Null, "");
        }
        library
    }

    fn add(&mut self, path: String, uri: Option<&Url>, tree: Value, text: &str) -> usize {
        let file = self.trees.len();
        if let Some(uris) = &mut self.uris {
            uris.look(file, &path, uri, &tree, text);
        }
        let metaschema = tree.get("$schema").and_then(Value::as_str).map(str::to_owned);
        self.trees.push(Arc::new(tree));
        self.paths.push(path);
        if let Some(metaschema) = metaschema.filter(|uri| Draft::named(uri).is_none()) {
            self.described_by(file, &metaschema);
        }
        file
    }

    /// Looks up a metaschema that is not JSON Schema's own.
    fn described_by(&mut self, file: usize, metaschema: &str) {
        let uri = metaschema.trim_end_matches('#');
        let known = self.uris.as_ref().and_then(|uris| uris.find(file, "", uri, ""));
        let found = known.map(|origin| origin.file).filter(|found| *found != file);
        let Some(found) = found.or_else(|| self.open(file, "", uri).ok()) else {
            return;
        };
        let draft = Draft::described_by(&self.tree(found));
        if let Some(uris) = &mut self.uris {
            uris.set_draft(file, draft);
        }
    }

    /// The names that the files give themselves.
    pub(super) fn uris(&self) -> Option<&Uris> {
        self.uris.as_ref()
    }

    /// The draft that a node is written in.
    pub(super) fn draft(&self, node: &Origin) -> Draft {
        self.uris.as_ref().map_or(Draft::NEWEST, |uris| uris.draft(node))
    }

    /// The tree of a file.
    pub(super) fn tree(&self, file: usize) -> Arc<Value> {
        self.trees.get(file).cloned().unwrap_or_default()
    }

    /// Whether references may mean something else than what they say.
    pub(super) fn has_uris(&self) -> bool {
        self.uris.as_ref().is_some_and(Uris::any)
    }

    /// What a reference at `at` in a file leads to.
    pub(super) fn resolve(&mut self, file: usize, at: &str, reference: &str, hops: usize) -> Resolved {
        if hops > DEEPEST {
            let label = "these references go round in a circle".to_owned();
            return Err(Some(Refusal { code: codes::CIRCULAR_REFERENCE, label }));
        }
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if let Some(uris) = &self.uris
            && let Some(target) = uris.find(file, at, uri, fragment)
            && super::super::at(&self.tree(target.file), &target.pointer).is_some()
        {
            return Ok(target);
        }
        let target = if uri.is_empty() { file } else { self.open(file, at, uri)? };
        let pointer =
            if fragment.is_empty() { Some(Pointer::root()) } else { Pointer::parse(&format!("#{fragment}")) };
        let Some(pointer) = pointer else {
            let anchor = self.uris.as_ref().and_then(|uris| uris.anchor(target, fragment));
            return anchor.ok_or_else(|| self.missing(target, uri, fragment));
        };
        if target == 0 && is_component(pointer.as_str()) {
            return Ok(Origin { file: 0, pointer: pointer.as_str().to_owned() });
        }
        self.locate(target, pointer.as_str(), hops).ok_or_else(|| self.missing(target, uri, fragment))
    }

    /// Whether no schema resource is around a place, but an OpenAPI document.
    pub(super) fn is_in_openapi(&self, file: usize, at: &str) -> bool {
        let resource = self.uris.as_ref().and_then(|uris| uris.resource(file, at));
        resource.is_none_or(|resource| resource.pointer.is_empty())
            && self.tree(file).get("openapi").is_some()
    }

    /// The nearest schema at or around a place that says `$recursiveAnchor: true`: what `$recursiveRef` means where no
    /// schema resource is around it. JSON Schema 2019-09 (core, 8.2.4.2) speaks of resources alone.
    pub(super) fn recursive(&self, file: usize, at: &str) -> Option<Origin> {
        let tree = self.tree(file);
        let ends = std::iter::once(at.len()).chain(at.rmatch_indices('/').map(|(end, _)| end));
        let mut around = ends.filter_map(|end| at.get(..end));
        let says = |at: &&str| {
            super::super::at(&tree, at).and_then(|node| node.get(RECURSIVE)) == Some(&Value::Bool(true))
        };
        around.find(says).map(|at| Origin { file, pointer: at.to_owned() })
    }

    fn missing(&self, file: usize, uri: &str, fragment: &str) -> Option<Refusal> {
        if file == 0 && uri.is_empty() {
            return None;
        }
        let name = self.texts.files.get(file).map(|text| text.source.name.clone()).unwrap_or_default();
        let label = format!("there is no `#{fragment}` in `{name}`");
        Some(Refusal { code: codes::UNKNOWN_REFERENCE, label })
    }

    /// A node by its address, through references that stand on the way.
    fn locate(&mut self, file: usize, pointer: &str, hops: usize) -> Option<Origin> {
        let mut here = Origin { file, pointer: pointer.to_owned() };
        if at(&self.tree(file), pointer).is_some() {
            return Some(here);
        }
        here.pointer.clear();
        for token in origins::tokens(pointer) {
            let mut steps = hops;
            loop {
                let tree = self.tree(here.file);
                let node = at(&tree, &here.pointer)?;
                let below = origins::child(&here.pointer, &token);
                if at(&tree, &below).is_some() {
                    here.pointer = below;
                    break;
                }
                let reference = node.get("$ref")?.as_str()?;
                steps += 1;
                here = self.resolve(here.file, &here.pointer, reference, steps).ok()?;
            }
        }
        Some(here)
    }

    /// The file that a reference means, read if it was not yet.
    fn open(&mut self, from: usize, at: &str, reference: &str) -> Result<usize, Option<Refusal>> {
        let refusal = |label: String| Some(Refusal { code: codes::EXTERNAL_REFERENCE, label });
        let uri = self.uris.as_ref().and_then(|uris| uris.absolute(from, at, reference));
        let own = uri.as_ref().and_then(|uri| super::super::metaschemas::text(uri.as_str()));
        let place = uri.as_ref().and_then(|uri| self.files.place(uri.as_str()));
        if let Some(path) = place.or(own.as_ref().map(|(path, _)| path.clone())) {
            let text = own.filter(|(own, _)| *own == path).map(|(_, text)| text.to_owned());
            let asked = self.asked.get(&path).cloned();
            let read = asked.unwrap_or_else(|| self.read(&path, uri.as_ref(), text));
            self.asked.insert(path.clone(), read.clone());
            return read.map_err(|reason| refusal(format!("`{path}` {reason}")));
        }
        let from = self.paths.get(from).cloned().unwrap_or_default();
        let path = files::resolve(&from, reference, self.files.may_leave())
            .map_err(|reason| refusal(format!("this {reason}")))?;
        if !self.asked.contains_key(&path) {
            let read = self.read(&path, None, None);
            self.asked.insert(path.clone(), read);
        }
        let known = self.asked.get(&path).cloned().unwrap_or(Err(String::new()));
        // A bare word is more likely the name of a schema.
        let word = !reference.contains(['.', '/']);
        known.map_err(|reason| if word { None } else { refusal(format!("`{path}` {reason}")) })
    }

    fn read(&mut self, path: &str, uri: Option<&Url>, text: Option<String>) -> Result<usize, String> {
        if self.trees.len() >= MOST_FILES {
            return Err(format!("is one file too many: {MOST_FILES} are read"));
        }
        let text = match text {
            Some(text) => text,
            None => self.files.read(path).map_err(|error| error.to_string())?,
        };
        self.bytes += text.len();
        if self.bytes > MOST_BYTES {
            return Err(format!("makes the document too large: {} MB are read", MOST_BYTES >> 20));
        }
        let name = self.texts.first().name.clone();
        let folder = name.rfind(['/', '\\']).map_or("", |end| name.get(..=end).unwrap_or_default());
        match Text::parse(&format!("{folder}{path}"), text) {
            Ok((text, tree, duplicates)) => {
                self.found.extend(duplicates);
                let source = Arc::clone(&text.source);
                self.texts.files.push(text);
                Ok(self.add(path.to_owned(), uri, tree, &source.text))
            }
            Err(errors) => {
                self.found.extend(errors);
                Err("cannot be read".to_owned())
            }
        }
    }

    /// Notes where a node of the tree was written.
    pub(super) fn came_from(&mut self, out: &str, origin: Origin) {
        self.texts.origins.set(out, origin);
    }
}
