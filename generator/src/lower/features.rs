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
        let places: BTreeMap<&str, usize> = texts.iter().copied().zip(0..).collect();
        let place = |tag: &String| places.get(tag.as_str()).copied();
        let of: Vec<Vec<usize>> = of.iter().map(|tags| tags.iter().filter_map(place).collect()).collect();

        let mut modules = Modules::of(api);
        for (operation, of) in api.operations.iter().zip(&of) {
            let mut ids = Vec::new();
            operation.uses(api, &mut ids);
            modules.need(&ids, of);
        }
        let mut ids = Vec::new();
        for header in api.headers.iter().flat_map(|headers| &headers.fields) {
            header.ty.uses(&mut ids);
        }
        // They stand in one file.
        modules.need(&ids, &[]);
        if !api.webhooks.is_empty() {
            let mut ids = Vec::new();
            api.webhooks.iter().for_each(|webhook| webhook.uses(&mut ids));
            modules.need(&ids, &[all.len()]);
            all.push(feature(WEBHOOKS, Part::Webhooks));
        }
        if modules.need_the_rest(all.len()) {
            all.push(feature(UNUSED, Part::Unused));
        }

        let operations = api.operations.iter().map(|operation| operation.module.clone()).zip(of);
        Features { all, operations: operations.collect(), models: modules.finish() }
    }

    /// `tags` of an operation, each once.
    pub(super) fn tags_of(&self, operation: &Operation) -> Vec<String> {
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

/// The modules of types, which of them name which, and what needs them.
struct Modules<'a> {
    names: Vec<&'a str>,
    /// The module of each type.
    of_types: Vec<usize>,
    uses: Vec<BTreeSet<usize>>,
    /// The features that need each; none: it is always there.
    needed: Vec<Option<BTreeSet<usize>>>,
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
        let needed = vec![Some(BTreeSet::new()); names.len()];
        Self { names: names.into_iter().collect(), of_types, uses, needed }
    }

    /// Something that has one of these features needs these types, and what they need; without features it is always there.
    fn need(&mut self, ids: &[TypeId], features: &[usize]) {
        let modules: BTreeSet<usize> = ids.iter().map(|TypeId(index)| self.of_types[*index]).collect();
        if features.is_empty() || features.len() > MOST_FEATURES {
            return self.spread(modules, None);
        }
        for feature in features {
            self.spread(modules.clone(), Some(*feature));
        }
    }

    /// Whatever nothing needs gets a feature of its own, and what it needs; whether there is any.
    fn need_the_rest(&mut self, feature: usize) -> bool {
        let is_rest = |module: &usize| self.needed[*module].as_ref().is_some_and(BTreeSet::is_empty);
        let rest: BTreeSet<usize> = (0..self.needed.len()).filter(is_rest).collect();
        let is_any = !rest.is_empty();
        self.spread(rest, Some(feature));
        is_any
    }

    /// What these modules, and all that they need, are needed by besides. Each of them changes but a few times.
    fn spread(&mut self, modules: BTreeSet<usize>, feature: Option<usize>) {
        let mut open: Vec<(usize, Option<usize>)> =
            modules.into_iter().map(|module| (module, feature)).collect();
        while let Some((module, feature)) = open.pop() {
            let Some(needed) = &mut self.needed[module] else { continue };
            let mut told = feature;
            match feature {
                Some(feature) if !needed.insert(feature) => continue,
                Some(_) if needed.len() <= MOST_FEATURES => {}
                _ => {
                    told = None;
                    self.needed[module] = None;
                }
            }
            open.extend(self.uses[module].iter().map(|used| (*used, told)));
        }
    }

    /// By a module, the features that need it, of those that can be left out.
    fn finish(self) -> BTreeMap<String, Vec<usize>> {
        let named = self.names.into_iter().zip(self.needed);
        named.filter_map(|(name, needed)| Some((name.to_owned(), needed?.into_iter().collect()))).collect()
    }
}
