//! `$id` and `$anchor` (JSON Schema 2020-12, core, 8.2): names that schemas give themselves.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use super::super::origins::{self, Origin};

/// What relative names are relative to. Nothing is fetched from it: `.invalid` is nobody's (RFC 2606).
const BASE: &str = "https://document.invalid/";

/// The names of all files.
#[derive(Default)]
pub(super) struct Uris {
    /// Schemas by their `$id`, resolved.
    ids: BTreeMap<String, Origin>,
    /// The `$id` that holds from a node on, resolved.
    bases: BTreeMap<Origin, Url>,
    /// Schemas by the `$id` around them, or the file, and their `$anchor`.
    anchors: BTreeMap<(usize, String), Origin>,
}

impl Uris {
    /// Whether there is any `$id`.
    pub(super) fn any(&self) -> bool {
        !self.ids.is_empty()
    }

    /// Looks for names in a file.
    pub(super) fn look(&mut self, file: usize, path: &str, tree: &Value, text: &str) {
        let named = ["$id", "$anchor", "$dynamicAnchor"].iter().any(|key| text.contains(key));
        let base = Url::parse(BASE).and_then(|base| base.join(path));
        if let (true, Ok(base)) = (named, base) {
            self.walk(tree, &mut Origin { file, pointer: String::new() }, &base);
        }
    }

    fn walk(&mut self, value: &Value, at: &mut Origin, base: &Url) {
        let mut own = None;
        if let Value::Object(members) = value {
            let text = |key: &str| members.get(key).and_then(Value::as_str);
            own = text("$id").and_then(|id| base.join(id).ok());
            if let Some(id) = &own {
                self.ids.entry(plain(id)).or_insert_with(|| at.clone());
                self.bases.insert(at.clone(), id.clone());
            }
            for anchor in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
                self.anchors.entry((at.file, anchor.to_owned())).or_insert_with(|| at.clone());
            }
        }
        let base = own.as_ref().unwrap_or(base);
        let mut below = |key: &str, value: &Value, at: &mut Origin| {
            let length = at.pointer.len();
            origins::push(&mut at.pointer, key);
            self.walk(value, at, base);
            at.pointer.truncate(length);
        };
        match value {
            Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value, at)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value, at));
            }
            _ => {}
        }
    }

    /// What a reference means by an `$id`: the one that it names, or the one around it.
    pub(super) fn find(&self, file: usize, at: &str, uri: &str, fragment: &str) -> Option<Origin> {
        let (around, base) = self.around(file, at).map_or((None, None), |(at, base)| (Some(at), Some(base)));
        let resource = if uri.is_empty() {
            around?.clone()
        } else {
            let base = base.cloned().or_else(|| Url::parse(BASE).ok())?;
            self.ids.get(&plain(&base.join(uri).ok()?))?.clone()
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            let below = crate::diagnostic::Pointer::parse(&format!("#{fragment}"))?;
            return Some(Origin { pointer: format!("{}{below}", resource.pointer), ..resource });
        }
        self.anchor(resource.file, fragment)
    }

    /// The schema that an `$anchor` of a file names.
    pub(super) fn anchor(&self, file: usize, anchor: &str) -> Option<Origin> {
        self.anchors.get(&(file, anchor.to_owned())).cloned()
    }

    /// The nearest `$id` at or around a node.
    fn around(&self, file: usize, at: &str) -> Option<(&Origin, &Url)> {
        if self.bases.is_empty() {
            return None;
        }
        let mut here = Origin { file, pointer: at.to_owned() };
        loop {
            if let Some(found) = self.bases.get_key_value(&here) {
                return Some(found);
            }
            let end = here.pointer.rfind('/')?;
            here.pointer.truncate(end);
        }
    }
}

fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.to_string()
}
