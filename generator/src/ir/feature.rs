//! Features of the emitted crate: what can be left out of it.

use std::collections::BTreeMap;

use super::Operation;

/// A feature that has a part of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its name, unique in the crate.
    pub name: String,
    /// What it has.
    pub part: Part,
}

/// A part of an API, with the types that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The operations of a tag, by the tag's name in the document.
    Tag(String),
    /// What the API sends of its own accord.
    Webhooks,
    /// The types that nothing else needs.
    Unused,
}

/// The features of an API, and what each of them has.
///
/// Whatever is not listed is always there.
#[derive(Debug, Clone, Default)]
pub struct Features {
    /// In the document's order.
    pub all: Vec<Feature>,
    /// By an operation's module, the features any of which has it, by their places in `all`.
    pub operations: BTreeMap<String, Vec<usize>>,
    /// The same of the types of a module.
    pub models: BTreeMap<String, Vec<usize>>,
}

impl Features {
    /// The names of the features any of which has an operation; none: it is always there.
    pub fn of_operation(&self, operation: &Operation) -> Vec<&str> {
        self.names(self.operations.get(&operation.module))
    }

    /// The same of a module of types.
    pub fn of_models(&self, module: &str) -> Vec<&str> {
        self.names(self.models.get(module))
    }

    /// The feature that has what the API sends.
    pub fn of_webhooks(&self) -> Vec<&str> {
        let of = self.all.iter().filter(|feature| feature.part == Part::Webhooks);
        of.map(|feature| feature.name.as_str()).collect()
    }

    fn names(&self, places: Option<&Vec<usize>>) -> Vec<&str> {
        let features = places.into_iter().flatten().filter_map(|place| self.all.get(*place));
        features.map(|feature| feature.name.as_str()).collect()
    }
}
