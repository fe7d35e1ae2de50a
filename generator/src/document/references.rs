//! `$ref`: Reference Objects (OpenAPI 3.0.4, 4.7.23).

use serde_json::{Map, Value, json};

use super::check::Checker;
use super::objects::{Object, SCHEMA};
use super::path::Path;
use crate::diagnostic::{Diagnostic, Excerpt, Pointer, codes, nearest};

/// Fields that the typed reading leads to; what lies elsewhere is checked when a reference goes there.
const INSIDE: &[&str] = &["paths", "components", "info", "servers"];

impl<'a> Checker<'a> {
    /// Checks a Reference Object in the place of something else than a schema; returns it, or what it
    /// refers to where that is kept among objects of another kind and fits all the same.
    pub(super) fn referenced(
        &mut self,
        reference: &Value,
        members: &Map<String, Value>,
        expected: &'static Object,
        path: &Path<'_>,
    ) -> Option<Value> {
        let pointer = reference.as_str().filter(|text| text.starts_with('#')).and_then(Pointer::parse);
        let wrong_section = pointer.as_ref().is_some_and(|pointer| other_section(pointer, expected));
        let target = pointer
            .filter(|_| wrong_section)
            .and_then(|pointer| super::get(self.root, &pointer)?.as_object());
        if let Some(target) =
            target.filter(|target| expected.section != Some("callbacks") && !target.contains_key("$ref"))
        {
            let before = self.diagnostics.errors();
            let (kept, repairs) = (self.diagnostics.len(), self.repairs.len());
            let left = self.object(target, expected, path);
            if self.diagnostics.errors() == before {
                let text = reference.as_str().unwrap_or_default();
                self.diagnostics.push(
                    Diagnostic::warning(
                        codes::LOOSE_KIND,
                        format!("`{}` is not {}", Excerpt(text), article(expected)),
                    )
                    .at(Path::Key(path, "$ref").value())
                    .label(format!("read as {}, which it could be", article(expected))),
                );
                return left;
            }
            self.diagnostics.truncate(kept);
            self.repairs.truncate(repairs);
        }
        self.reference(reference, members, expected, path).map(|text| json!({ "$ref": text }))
    }

    /// Checks a Reference Object; returns its reference.
    pub(super) fn reference(
        &mut self,
        reference: &Value,
        members: &Map<String, Value>,
        expected: &'static Object,
        path: &Path<'_>,
    ) -> Option<String> {
        let here = Path::Key(path, "$ref");
        let Value::String(text) = reference else {
            let found = super::advice::found(reference);
            self.report(
                Diagnostic::error(codes::WRONG_TYPE, format!("`$ref` must be a string, but is {found}"))
                    .at(here.value())
                    .label("expected a string such as `#/components/schemas/Name`"),
            );
            return None;
        };
        self.beside(members, path);
        match Pointer::parse(text).filter(|_| text.starts_with('#')) {
            Some(pointer) => self.target(text, &pointer, expected, &here).then(|| text.clone()),
            None => {
                self.unusual(text, expected, &here);
                None
            }
        }
    }

    /// 3.0 ignores what stands beside a `$ref`: worth a word where it would have changed something.
    fn beside(&mut self, members: &Map<String, Value>, path: &Path<'_>) {
        let prose =
            ["$ref", "description", "summary", "title", "example", "examples", "deprecated", "externalDocs"];
        let ignored = members.keys().find(|key| !key.starts_with("x-") && !prose.contains(&key.as_str()));
        if let Some(key) = ignored {
            self.diagnostics.push(
                Diagnostic::warning(codes::BESIDE_REFERENCE, format!("`{}` beside a `$ref`", Excerpt(key)))
                    .at(Path::Key(path, key).key())
                    .label(format!("{} ignores it", self.version))
                    .help("put the reference into an `allOf` of one, and this beside the `allOf`"),
            );
        }
    }

    /// Whether the target is there, of the right kind, and at the end of the references.
    fn target(&mut self, text: &str, pointer: &Pointer, expected: &'static Object, path: &Path<'_>) -> bool {
        let Some(target) = super::get(self.root, pointer) else {
            self.unknown(text, pointer, expected, path);
            return false;
        };
        if !self.right_kind(text, pointer, expected, path) {
            return false;
        }
        if !self.comes_to_an_end(target, pointer, path) {
            return false;
        }
        let outside = pointer.tokens().next().is_some_and(|first| !INSIDE.contains(&first.as_str()));
        if outside {
            self.outside.push((pointer.clone(), expected));
        }
        true
    }

    fn right_kind(&mut self, text: &str, pointer: &Pointer, expected: &Object, path: &Path<'_>) -> bool {
        if !other_section(pointer, expected) {
            return true;
        }
        let wanted =
            expected.section.map_or(expected.name.to_owned(), |section| format!("`#/components/{section}/`"));
        self.report(
            Diagnostic::error(
                codes::WRONG_REFERENCE,
                format!("`{}` is not {}", Excerpt(text), article(expected)),
            )
            .at(path.value())
            .label(format!("expected a reference to {}", article(expected)))
            .help(format!("such objects are found in {wanted}")),
        );
        false
    }

    /// Follows references to references; two that only lead to one another mean nothing.
    fn comes_to_an_end(&mut self, mut target: &'a Value, first: &Pointer, path: &Path<'_>) -> bool {
        let mut seen = vec![first.clone()];
        while let Some(next) = target.get("$ref").and_then(Value::as_str).and_then(Pointer::parse) {
            if seen.contains(&next) {
                self.report(
                    Diagnostic::error(
                        codes::CIRCULAR_REFERENCE,
                        format!("`#{first}` refers to nothing but itself"),
                    )
                    .at(path.value())
                    .label("these references go round in a circle"),
                );
                return false;
            }
            let Some(value) = super::get(self.root, &next) else {
                return true;
            };
            target = value;
            seen.push(next);
        }
        true
    }

    fn unknown(&mut self, text: &str, pointer: &Pointer, expected: &Object, path: &Path<'_>) {
        self.report(
            Diagnostic::error(codes::UNKNOWN_REFERENCE, format!("`{}` refers to nothing", Excerpt(text)))
                .at(path.value())
                .label("there is no such node in this document")
                .maybe_help(self.meant(pointer, expected)),
        );
    }

    /// The node that someone who wrote `pointer` most likely meant.
    fn meant(&self, pointer: &Pointer, expected: &Object) -> Option<String> {
        let tokens: Vec<String> = pointer.tokens().collect();
        let name = tokens.last()?;
        let components = self.root.get("components").and_then(Value::as_object);
        let section = expected.section;
        let of_kind = section.and_then(|section| components?.get(section)?.as_object());
        if let (Some(section), Some(found)) = (section, of_kind.filter(|members| members.contains_key(name)))
        {
            let found = found.get_key_value(name)?.0;
            return Some(did_you_mean(&["components", section, found]));
        }
        let mut node = self.root;
        let mut way: Vec<&str> = Vec::new();
        for token in &tokens {
            let members = node.as_object()?;
            let key = match members.get_key_value(token) {
                Some((key, _)) => key.as_str(),
                None => match nearest(token, members.keys().map(String::as_str)) {
                    Some(key) => key,
                    None => break,
                },
            };
            node = members.get(key)?;
            way.push(key);
        }
        if way.len() == tokens.len() {
            return Some(did_you_mean(&way));
        }
        let elsewhere = components?.iter().find(|(_, members)| members.get(name).is_some());
        if let Some((section, _)) = elsewhere {
            return Some(format!(
                "there is `{}`",
                reference_to(&["components", section.as_str(), name.as_str()])
            ));
        }
        let names: Vec<&str> = of_kind?.keys().map(String::as_str).take(5).collect();
        let more = if of_kind?.len() > names.len() { ", ..." } else { "" };
        let some = names.iter().map(|name| format!("`{}`", Excerpt(name))).collect::<Vec<_>>().join(", ");
        (!names.is_empty())
            .then(|| format!("`#/components/{}` has {some}{more}", section.unwrap_or_default()))
    }

    /// A reference that is no pointer into this document: a bare name, an anchor, another file.
    fn unusual(&mut self, text: &str, expected: &Object, path: &Path<'_>) {
        if let Some(reason) = self.refused.get(&self.origins.of(path.pointer().as_str())) {
            return self.report(reason.diagnostic(text).at(path.value()));
        }
        let name = text.trim_start_matches(['#', '/']);
        let name = name.rsplit('/').next().unwrap_or(name);
        let section = expected.section.unwrap_or_default();
        let known = self.root.pointer(&format!("/components/{section}")).and_then(Value::as_object);
        let meant = nearest(name, known.into_iter().flatten().map(|(key, _)| key.as_str()));
        let help = meant.map(|meant| did_you_mean(&["components", section, meant]));
        let message = format!("`{}` refers to nothing", Excerpt(text));
        let diagnostic = Diagnostic::error(codes::UNKNOWN_REFERENCE, message);
        let label = "a reference into this document begins with `#/`";
        self.report(diagnostic.at(path.value()).label(label).maybe_help(help));
    }

    /// Checks a `mapping` of a discriminator: schema names, or references to schemas.
    pub(super) fn mapping(&mut self, mapping: &Value, path: &Path<'_>) {
        let here = Path::Key(path, "mapping");
        for (value, target) in mapping.as_object().into_iter().flatten() {
            let Some(text) = target.as_str() else {
                continue;
            };
            let pointer = Pointer::parse(text).filter(|_| text.starts_with('#'));
            let pointer = pointer.unwrap_or_else(|| Pointer::from_iter(["components", "schemas", text]));
            if super::get(self.root, &pointer).is_none() {
                self.diagnostics.push(
                    Diagnostic::warning(
                        codes::UNKNOWN_MAPPING,
                        format!("the discriminator maps `{}` to no schema", Excerpt(value)),
                    )
                    .at(Path::Key(&here, value).value())
                    .label(format!("there is no `{}`", Excerpt(text)))
                    .maybe_help(self.meant(&pointer, &SCHEMA)),
                );
            }
        }
    }
}

/// Whether a pointer leads to an object of another kind, by where it is kept.
fn other_section(pointer: &Pointer, expected: &Object) -> bool {
    let tokens: Vec<String> = pointer.tokens().take(4).collect();
    match tokens.as_slice() {
        [components, section, _] if components == "components" => expected.section != Some(section.as_str()),
        [] | [_] => true,
        _ => false,
    }
}

fn article(object: &Object) -> String {
    let kind = object.name.trim_end_matches(" Object").to_lowercase();
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

fn reference_to(way: &[&str]) -> String {
    format!("#{}", Pointer::from_iter(way))
}

fn did_you_mean(way: &[&str]) -> String {
    format!("did you mean `{}`?", reference_to(way))
}
