//! What `codegen.toml` says of single types, operations, properties and values: looked up while they are lowered, and
//! whatever was never looked up successfully is reported.

use std::collections::BTreeMap;

use crate::config::{Section, is_place};
use crate::document::Pointer;

use super::{Lowering, names};

/// What a configuration says of one thing: the key that says it, and what it says.
pub(super) type Said<'a, T> = Option<(&'a str, &'a T)>;

impl<'a> Lowering<'a> {
    /// What a table says of a place, or else of its name. It counts as used.
    fn said<T>(
        &mut self,
        section: Section,
        table: &'a BTreeMap<String, T>,
        pointer: &Pointer,
        name: Option<&str>,
    ) -> Said<'a, T> {
        if table.is_empty() {
            return None;
        }
        let place = table.iter().find(|(key, _)| is_place(key, pointer));
        let (key, said) = place.or_else(|| table.get_key_value(name?))?;
        self.said.insert((section, key.as_str()));
        Some((key, said))
    }

    /// The name of a component schema, where a pointer leads to one.
    fn component_name(&self, pointer: &Pointer) -> Option<String> {
        pointer.component("schemas")
    }

    /// The name that a schema's type is given.
    pub(super) fn type_given(&mut self, pointer: &Pointer) -> Said<'a, String> {
        let name = self.component_name(pointer);
        self.said(Section::Types, &self.config.rename.types, pointer, name.as_deref())
    }

    /// The names that properties of an object are given.
    pub(super) fn properties_given(&mut self, properties: &[(&str, Pointer)]) -> Vec<Said<'a, String>> {
        let table = &self.config.rename.properties;
        let given = properties.iter();
        given.map(|(wire, pointer)| self.said(Section::Properties, table, pointer, Some(wire))).collect()
    }

    /// The name that an operation is given.
    pub(super) fn operation_given(&mut self, pointer: &Pointer, id: &str, route: &str) -> Said<'a, String> {
        let table = &self.config.rename.operations;
        let by_id = self.said(Section::Operations, table, pointer, Some(id));
        by_id.or_else(|| self.said(Section::Operations, table, pointer, Some(route)))
    }

    /// The names that values of an enumeration are given, by their texts.
    pub(super) fn values_given(&mut self, pointer: &Pointer, texts: &[&str]) -> Vec<Said<'a, String>> {
        let name = self.component_name(pointer);
        let table = self.said(Section::Values, &self.config.rename.values, pointer, name.as_deref());
        let Some((schema, table)) = table else { return vec![None; texts.len()] };
        for value in table.keys().filter(|value| !texts.contains(&value.as_str())) {
            let message = format!("`{schema}` has no value `{value}`");
            self.misconfigured(message, &["rename", "values", schema, value]);
        }
        texts.iter().map(|text| table.get_key_value(*text).map(|(key, name)| (key.as_str(), name))).collect()
    }

    /// The path of the type that stands for a schema.
    pub(super) fn replaced(&mut self, pointer: &Pointer) -> Option<String> {
        let name = self.component_name(pointer);
        let said = self.said(Section::Replace, &self.config.replace, pointer, name.as_deref());
        said.map(|(_, path)| path.clone())
    }

    /// The traits that a schema's type derives beside the usual ones.
    pub(super) fn derives(&mut self, pointer: &Pointer) -> Vec<String> {
        let name = self.component_name(pointer);
        let own = self.said(Section::Derive, &self.config.derive.types, pointer, name.as_deref());
        let own = own.map_or(&[][..], |(_, paths)| paths.as_slice());
        let mut derives = self.config.derive.all.clone();
        derives.extend(own.iter().filter(|path| !self.config.derive.all.contains(path)).cloned());
        derives
    }

    /// Names for all of `texts` at once, those that are given before the others: [`names::unique`]. A given name that
    /// is none, or is taken, is reported.
    pub(super) fn unique(
        &mut self,
        section: Section,
        given: &[Said<'a, String>],
        texts: &[&str],
        make: fn(&str) -> String,
        taken: &[&str],
    ) -> Vec<String> {
        if given.iter().all(Option::is_none) {
            return names::unique(texts, make, taken);
        }
        let mut fixed: Vec<Option<String>> = Vec::new();
        for said in given {
            let name = said.and_then(|(key, name)| {
                let made = make(name);
                let free = !taken.contains(&made.as_str()) && !fixed.contains(&Some(made.clone()));
                self.usable(section, key, name, make, free).then_some(made)
            });
            fixed.push(name);
        }
        let names = fixed.iter().flatten().map(String::as_str);
        let taken: Vec<&str> = taken.iter().copied().chain(names).collect();
        let open = texts.iter().zip(&fixed).filter(|(_, fixed)| fixed.is_none()).map(|(text, _)| *text);
        let mut open = names::unique(&open.collect::<Vec<_>>(), make, &taken).into_iter();
        fixed.iter().map(|name| name.clone().or_else(|| open.next()).unwrap_or_default()).collect()
    }

    /// Whether a given name can be had; otherwise it is reported.
    pub(super) fn usable(
        &mut self,
        section: Section,
        key: &str,
        name: &str,
        make: fn(&str) -> String,
        free: bool,
    ) -> bool {
        let made = make(name);
        let message = match (made == name || made == format!("r#{name}"), free) {
            (false, _) => format!("`{name}` cannot be the name in Rust: `{made}` could"),
            (true, false) => format!("the name `{name}` is taken"),
            (true, true) => return true,
        };
        let keys: Vec<&str> = section.keys().iter().copied().chain([key]).collect();
        self.misconfigured(message, &keys);
        false
    }

    /// Reports every key that speaks of nothing that is emitted.
    pub(super) fn check_names(&mut self) {
        let config = self.config;
        let rename = &config.rename;
        let types: &[(Section, Vec<&String>, &str)] = &[
            (Section::Types, rename.types.keys().collect(), "type"),
            (Section::Operations, rename.operations.keys().collect(), "operation"),
            (Section::Properties, rename.properties.keys().collect(), "property"),
            (Section::Values, rename.values.keys().collect(), "enumeration"),
            (Section::Replace, config.replace.keys().collect(), "schema"),
            (Section::Formats, config.format_types.keys().collect(), "format of a value"),
            (Section::Derive, config.derive.types.keys().collect(), "type of its own"),
        ];
        for (section, keys, what) in types {
            for key in keys {
                if self.said.contains(&(*section, key.as_str())) {
                    continue;
                }
                let message = match key.starts_with('#') && !self.leads_somewhere(key) {
                    true => format!("`{key}` leads nowhere in the document"),
                    false => format!("`{key}` is no {what} in the emitted crate"),
                };
                let keys: Vec<&str> = section.keys().iter().copied().chain([key.as_str()]).collect();
                self.misconfigured(message, &keys);
            }
        }
    }
}
