//! A feature for each tag (`[crate] tag-features`): the operations of the tag, and the types that nothing else needs.
//!
//! Whoever calls a part of a large API compiles that part alone. What is left out is whole files, so that nothing in a file
//! depends on a feature: a module of types is there when anything that names one of them is.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Pointer;
use crate::ir::{Api, Feature, Features, Operation, Part, TypeId};

use super::{Lowering, names};

/// Types that more features than this need are always there: nearly every user has them, and a list of all these features
/// would be at each of their modules.
const MOST_FEATURES: usize = 8;

/// What the emitted crate calls its own features, in snake case as these are until all are unique.
const TAKEN: &[&str] =
    &["blocking", "client", "compression", "default", "mock", "smoke", "tracing", WEBHOOKS, UNUSED];
const WEBHOOKS: &str = "webhooks";
const UNUSED: &str = "unused_models";

impl Lowering<'_> {
    /// The features of the API, where there are to be any.
    pub(super) fn features(&self, api: &Api) -> Features {
        if !self.config.package.tag_features {
            return Features::default();
        }
        let of: Vec<Vec<String>> = api.operations.iter().map(|operation| self.tags_of(operation)).collect();
        let tags = self.tags_in_order(&of);
        let texts: Vec<&str> = tags.iter().map(String::as_str).collect();
        let unique = names::unique(&texts, names::feature_name, TAKEN);
        let feature = |name: &str, part| Feature { name: name.replace('_', "-"), part };
        let tagged = unique.iter().zip(&tags);
        let mut all: Vec<Feature> = tagged.map(|(name, tag)| feature(name, Part::Tag(tag.clone()))).collect();
        let place = |tag: &String| tags.iter().position(|known| known == tag);
        let of: Vec<Vec<usize>> = of.iter().map(|tags| tags.iter().filter_map(place).collect()).collect();

        let modules = Modules::of(api);
        let mut needed: Vec<BTreeSet<usize>> =
            (0..all.len()).map(|feature| modules.reached(of_operations(api, &of, &[feature]))).collect();
        let always = modules.reached(always_there(api, &of));
        if !api.webhooks.is_empty() {
            let mut ids = Vec::new();
            api.webhooks.iter().for_each(|webhook| webhook.uses(&mut ids));
            all.push(feature(WEBHOOKS, Part::Webhooks));
            needed.push(modules.reached(ids));
        }
        let is_used = |module: &usize| needed.iter().chain([&always]).any(|used| used.contains(module));
        let unused: Vec<usize> = (0..modules.names.len()).filter(|module| !is_used(module)).collect();
        if !unused.is_empty() {
            all.push(feature(UNUSED, Part::Unused));
            needed.push(modules.within_reach(unused));
        }

        let operations = api.operations.iter().map(|operation| operation.module.clone()).zip(of);
        Features { all, operations: operations.collect(), models: modules.features(&needed, &always) }
    }

    /// `tags` of an operation, each once.
    fn tags_of(&self, operation: &Operation) -> Vec<String> {
        let tags = Pointer::parse(&operation.pointer)
            .and_then(|pointer| self.document.get(&pointer.join("tags")))
            .and_then(serde_json::Value::as_array);
        let mut seen = BTreeSet::new();
        let texts = tags.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::trim);
        texts.filter(|tag| !tag.is_empty() && seen.insert(*tag)).map(str::to_owned).collect()
    }

    /// The tags that operations have: those that the document describes first, in its order.
    fn tags_in_order(&self, of: &[Vec<String>]) -> Vec<String> {
        let described = self.document.openapi.tags.iter().map(|tag| tag.name.trim());
        let used: BTreeSet<&str> = of.iter().flatten().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        let all = described.filter(|tag| used.contains(tag)).chain(of.iter().flatten().map(String::as_str));
        all.filter(|tag| seen.insert(*tag)).map(str::to_owned).collect()
    }
}

/// The types that the operations name that have one of these features; without features: those that have none.
fn of_operations(api: &Api, of: &[Vec<usize>], features: &[usize]) -> Vec<TypeId> {
    let mut ids = Vec::new();
    for (operation, of) in api.operations.iter().zip(of) {
        if *of == features || features.iter().any(|feature| of.contains(feature)) {
            operation.uses(api, &mut ids);
        }
    }
    ids
}

/// The types that what is always there names: operations without a tag, and header fields, which stand in one file.
fn always_there(api: &Api, of: &[Vec<usize>]) -> Vec<TypeId> {
    let mut ids = of_operations(api, of, &[]);
    for header in api.headers.iter().flat_map(|headers| &headers.fields) {
        header.ty.uses(&mut ids);
    }
    ids
}

/// The modules of types, and which of them name which.
struct Modules<'a> {
    names: Vec<&'a str>,
    /// The module of each type.
    of_types: Vec<usize>,
    uses: Vec<BTreeSet<usize>>,
}

impl<'a> Modules<'a> {
    fn of(api: &'a Api) -> Self {
        let names: BTreeSet<&str> = api.types.iter().map(|def| def.module.as_str()).collect();
        let places: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
        let of_types: Vec<usize> = api.types.iter().map(|def| places[def.module.as_str()]).collect();
        let mut uses = vec![BTreeSet::new(); names.len()];
        for (def, module) in api.types.iter().zip(&of_types) {
            let mut ids = Vec::new();
            def.uses(&mut ids);
            uses[*module].extend(ids.into_iter().map(|TypeId(index)| of_types[index]));
        }
        Self { names: names.into_iter().collect(), of_types, uses }
    }

    /// All modules that these types need.
    fn reached(&self, ids: Vec<TypeId>) -> BTreeSet<usize> {
        self.within_reach(ids.into_iter().map(|TypeId(index)| self.of_types[index]).collect())
    }

    /// These modules, and all that they need.
    fn within_reach(&self, mut open: Vec<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        while let Some(module) = open.pop() {
            if reached.insert(module) {
                open.extend(&self.uses[module]);
            }
        }
        reached
    }

    /// By a module, the features that need it, of those that can be left out.
    fn features(&self, needed: &[BTreeSet<usize>], always: &BTreeSet<usize>) -> BTreeMap<String, Vec<usize>> {
        let mut by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (feature, modules) in needed.iter().enumerate() {
            modules.iter().for_each(|module| by.entry(*module).or_default().push(feature));
        }
        // What is needed here needs is needed by as many, so it is always there as well.
        let some =
            by.into_iter().filter(|(module, by)| by.len() <= MOST_FEATURES && !always.contains(module));
        some.map(|(module, by)| (self.names[module].to_owned(), by)).collect()
    }
}
