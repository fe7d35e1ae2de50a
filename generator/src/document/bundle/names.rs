//! Names for what has none.

use serde_json::Value;

use super::super::origins::{self, Origin};
use super::{Bundle, component, section};

/// The sections of `components`.
pub(super) const SECTIONS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

/// Steps of an address that say nothing about what is there.
const PLAIN: &[&str] = &[
    "components",
    "schemas",
    "paths",
    "properties",
    "content",
    "schema",
    "definitions",
    "$defs",
    "responses",
    "parameters",
    "headers",
];

/// Steps that hold things by their names.
const HOLDERS: &[&str] =
    &["schemas", "definitions", "$defs", "responses", "parameters", "headers", "requestBodies"];

impl Bundle<'_> {
    /// Gives every target an address under `components`: the document's own name for it, or else the shortest that is
    /// free of those it could have.
    pub(super) fn name(&mut self) {
        self.homes.resize_with(self.library.trees.len(), Default::default);
        let targets: Vec<_> = std::mem::take(&mut self.targets).into_iter().collect();
        for (target, shape) in targets {
            let Some(section) = section(shape) else {
                continue;
            };
            let home = match (self.natural.get(&target), self.wanted.get(&target)) {
                (Some(home), _) => home.clone(),
                (None, Some(name)) => component(section, name),
                (None, None) => component(section, &self.free(section, self.candidates(&target))),
            };
            if let Some(homes) = self.homes.get_mut(target.file) {
                homes.insert(target.pointer, home);
            }
        }
    }

    /// The first name that is free, or the first one with a number; takes it.
    fn free(&mut self, section: &'static str, candidates: Vec<String>) -> String {
        let taken = self.taken.entry(section).or_default();
        let free = candidates.iter().find(|name| !taken.contains(*name)).cloned();
        let name = free.unwrap_or_else(|| {
            let base = candidates.into_iter().next().unwrap_or_default();
            let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
            numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
        });
        taken.insert(name.clone());
        name
    }

    /// Names that a node could have, the best first.
    fn candidates(&self, target: &Origin) -> Vec<String> {
        let path = self.library.paths.get(target.file).map_or("", String::as_str);
        let file = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let mut parts: Vec<String> = file.rsplit('/').take(2).map(clean).collect();
        let stem = parts.first().cloned().unwrap_or_default();
        parts.reverse();
        let folder = parts.join("_");
        let tokens: Vec<String> = origins::tokens(&target.pointer).collect();
        let names = match tokens.as_slice() {
            [] => vec![stem, folder],
            [.., holder, last] if HOLDERS.contains(&holder.as_str()) && tokens.len() < 4 => {
                vec![clean(last), format!("{stem}_{}", clean(last))]
            }
            [.., holder, last] if matches!(holder.as_str(), "$defs" | "definitions") => {
                vec![clean(last), self.words(target.file, &tokens, true)]
            }
            [only] => vec![clean(only), format!("{stem}_{}", clean(only))],
            _ => {
                let words = self.words(target.file, &tokens, true);
                let short = self.words(target.file, &tokens, false);
                let with_stem = format!("{stem}_{words}");
                vec![short, words, with_stem]
            }
        };
        let named = |name: String| if name.is_empty() { "schema".to_owned() } else { name };
        names.into_iter().map(named).collect()
    }

    /// A name out of the address: of all of it, or without the parts of an `allOf`, which are no parts of their own.
    fn words(&self, file: usize, tokens: &[String], all: bool) -> String {
        let (mut words, rest) = match tokens {
            [paths, path, method, rest @ ..] if paths == "paths" => {
                let tree = self.library.tree(file);
                let id = tree.pointer(&["", paths, &escaped(path), method, "operationId"].join("/")).cloned();
                let id = id.as_ref().and_then(Value::as_str).map(clean);
                (vec![id.unwrap_or_else(|| format!("{method}_{}", clean(path)))], rest)
            }
            _ => (Vec::new(), tokens),
        };
        for (index, token) in rest.iter().enumerate() {
            let named = index.checked_sub(1).and_then(|before| rest.get(before));
            let is_name =
                named.is_some_and(|holder| holder == "properties" || HOLDERS.contains(&holder.as_str()));
            let next = rest.get(index + 1).is_some_and(|next| is_number(next));
            match token.as_str() {
                "allOf" if !all && !is_name && next => {}
                _ if !all && is_number(token) && named.is_some_and(|list| list == "allOf") => {}
                "oneOf" | "anyOf" if !is_name && next => words.push("Variant".to_owned()),
                // Counted as people do, beside the members of a union that have no name of their own.
                number
                    if named.is_some_and(|list| list == "oneOf" || list == "anyOf") && is_number(number) =>
                {
                    let number: usize = number.parse().unwrap_or_default();
                    words.push(number.saturating_add(1).to_string());
                }
                plain if PLAIN.contains(&plain) && !is_name => {}
                _ if named.is_some_and(|holder| holder == "content") => {}
                "items" if !is_name => words.push("Item".to_owned()),
                "additionalProperties" if !is_name => words.push("Value".to_owned()),
                "requestBody" => words.push("Request".to_owned()),
                // As the body itself is called, whose part this is.
                status if named.is_some_and(|holder| holder == "responses") && is_success(status) => {
                    words.push("Response".to_owned());
                }
                word => words.push(clean(word)),
            }
        }
        words.retain(|word| !word.is_empty());
        words.join("_")
    }
}

fn is_number(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_success(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2')
}

fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Letters, digits and what else the names of components may have.
fn clean(text: &str) -> String {
    let kept = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-');
    let mut name = String::new();
    for character in text.chars() {
        match kept(character) {
            true => name.push(character),
            false if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            false => {}
        }
    }
    name.trim_end_matches('_').to_owned()
}
