//! IR to files. Nothing is decided here: names, types and questions are the IR's; this room prints them.
//!
//! One file for each module of the API in each of `models/` (what people read), `wire/` (serde's traits),
//! `schemas/` (the validators' tables) and `operations/`, so that a change stays small in review.

mod answers;
mod api_txt;
mod bodies;
mod client;
mod docs;
mod enums;
mod events;
mod examples;
mod features;
mod headers;
mod html;
mod layout;
mod lines;
mod manifest;
mod mock;
mod models;
mod operation_docs;
mod operations;
mod pages;
mod parallel;
mod place;
mod print;
mod readme;
mod root;
mod runtime;
mod rust;
mod schemas;
mod smoke;
mod structs;
mod unions;
mod webhooks;
mod wire;
mod wire_union;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Operation, Shape, TypeDef, TypeId};
use crate::write::Files;

pub use manifest::{DEPENDENCIES, Dependency};

use layout::{Code, Text};
use print::{Items, rust_file};
use rust::Scope;

/// What the folded part of a pull request is, and what is not.
const GIT_ATTRIBUTES: &str = "src/** linguist-generated=true\nAPI.txt -linguist-generated\n";

/// Every file of the emitted crate.
///
/// # Errors
///
/// Only when this generator has a defect: tokens that are no Rust.
pub fn emit(api: &Api, config: &Config) -> Result<Files, Diagnostics> {
    let mut files = Files::default();
    let crate_name = config.crate_name().replace('-', "_");
    let modules = modules(api);
    let models = modules.iter().map(|(module, defs)| Part::Models(module, defs));
    let parts: Vec<Part<'_>> = models.chain(api.operations.iter().map(Part::Operation)).collect();
    for part in parallel::map(&parts, |part| part.files(api, &crate_name)) {
        for (path, text) in part? {
            files.add(path, &text);
        }
    }
    model_modules(&mut files, api, &modules)?;
    operation_modules(&mut files, api)?;
    let mut scope = Scope::outside(api);
    let items = client::file(&mut scope, api);
    files.add("src/client.rs", &rust_file("", &scope.uses(), items)?);
    if !api.webhooks.is_empty() {
        let mut scope =
            Scope::in_operation(api, api.webhooks.iter().map(|webhook| webhook.name.as_str()).collect());
        let items = webhooks::file(&mut scope, api);
        files.add(
            "src/webhooks.rs",
            &rust_file("What the API sends of its own accord.", &scope.uses(), items)?,
        );
    }
    if !api.headers.is_empty() {
        let mut scope = Scope::in_operation(api, headers::names(api));
        let items = headers::file(&mut scope, api);
        files.add(
            "src/headers.rs",
            &rust_file("What the header fields of answers say.", &scope.uses(), items)?,
        );
    }
    let mut scope = Scope::outside(api);
    let items = mock::file(&mut scope, api);
    files.add("src/mock.rs", &rust_file("", &scope.uses(), items)?);
    for (path, text) in runtime::files(api.idn) {
        files.add(path, &text);
    }
    if config.smoke {
        smoke::files(&mut files, api, &crate_name)?;
    }
    let list = api_txt::file(api);
    files.add("src/lib.rs", &root::file(api, &crate_name, api_txt::is_named_in_ascii(&list)));
    files.add("Cargo.toml", &manifest::file(config, api));
    files.add("README.md", &readme::file(api, config, &crate_name));
    files.add("API.txt", &list);
    files.add(".gitattributes", GIT_ATTRIBUTES);
    Ok(files)
}

/// The types of each module, by name.
fn modules(api: &Api) -> BTreeMap<&str, Vec<(TypeId, &TypeDef)>> {
    let mut modules: BTreeMap<&str, Vec<(TypeId, &TypeDef)>> = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        modules.entry(&def.module).or_default().push((TypeId(index), def));
    }
    for defs in modules.values_mut() {
        // The type that the module is named after first, then those within it, which a title may have given short names.
        let key = |def: &TypeDef| (!is_component(def), def.name.len());
        defs.sort_by(|(_, one), (_, other)| (key(one), &one.name).cmp(&(key(other), &other.name)));
    }
    modules
}

/// Whether a type is a whole component, and not something within one.
fn is_component(def: &TypeDef) -> bool {
    def.pointer.strip_prefix("/components/schemas/").is_some_and(|key| !key.contains('/'))
}

/// A part of the crate whose files need nothing of the others.
enum Part<'a> {
    /// A module of types.
    Models(&'a str, &'a [(TypeId, &'a TypeDef)]),
    /// An operation.
    Operation(&'a Operation),
}

/// Files: path and text.
type Texts = Vec<(String, String)>;

impl Part<'_> {
    fn files(&self, api: &Api, crate_name: &str) -> Result<Texts, Diagnostics> {
        match self {
            Self::Models(module, defs) => models_files(api, module, defs),
            Self::Operation(operation) => operation_file(api, operation, crate_name),
        }
    }
}

fn models_files(api: &Api, module: &str, defs: &[(TypeId, &TypeDef)]) -> Result<Texts, Diagnostics> {
    let mut scope = Scope::in_models(api, module);
    let items: Vec<Items> = defs.iter().map(|(_, def)| models::definition(&mut scope, def)).collect();
    let models = print::file("", &scope.uses(), items)?;
    let mut files = vec![(format!("src/models/{module}.rs"), models)];

    let mut scope = Scope::outside(api);
    let items: Vec<Items> = defs.iter().filter_map(|(id, def)| wire::impls(&mut scope, def, *id)).collect();
    if !items.is_empty() {
        let wire = print::file("", &scope.uses(), items)?;
        files.push((format!("src/wire/{module}.rs"), wire));
    }

    let mut scope = Scope::in_schemas(api, module);
    let items = schemas::tables(&mut scope, defs);
    let schemas = print::file("", &scope.uses(), [Items::Laid(items)])?;
    files.push((format!("src/schemas/{module}.rs"), schemas));
    Ok(files)
}

fn operation_file(api: &Api, operation: &Operation, crate_name: &str) -> Result<Texts, Diagnostics> {
    let own = operations::names(operation);
    let mut scope = Scope::in_operation(api, own);
    let items = operations::file(&mut scope, operation, crate_name);
    let text = rust_file("", &scope.uses(), items)?;
    Ok(vec![(format!("src/operations/{}.rs", operation.module), text)])
}

/// `mod.rs` of the three folders: each file, and what it brings.
fn model_modules(
    files: &mut Files,
    api: &Api,
    modules: &BTreeMap<&str, Vec<(TypeId, &TypeDef)>>,
) -> Result<(), Diagnostics> {
    let mut models = Modules::default();
    let mut wire = Modules::default();
    let mut schemas = Modules::default();
    for (module, defs) in modules {
        let features = api.features.of_models(module);
        models.add(module, &features, defs.iter().map(|(_, def)| def.name.as_str()));
        schemas.add(module, &features, defs.iter().map(|(_, def)| def.table.as_str()));
        if defs.iter().any(|(_, def)| !matches!(def.shape, Shape::Alias(_))) {
            wire.add(module, &features, []);
        }
    }
    let docs = "The document's schemas as Rust types.";
    files.add("src/models/mod.rs", &models.file(docs)?);
    let docs = "How models are written and read: serde's traits.";
    files.add("src/wire/mod.rs", &wire.file(docs)?);
    let docs = "What valid values look like: a table for each model, walked by [`validate`](crate::runtime::validate).";
    files.add("src/schemas/mod.rs", &schemas.file(docs)?);
    Ok(())
}

/// `mod.rs` of the operations.
fn operation_modules(files: &mut Files, api: &Api) -> Result<(), Diagnostics> {
    let mut operations: Vec<&Operation> = api.operations.iter().collect();
    operations.sort_by_key(|operation| operation.module.as_str());
    let mut modules = Modules::default();
    for operation in operations {
        let features = api.features.of_operation(operation);
        modules.add(&operation.module, &features, operations::names(operation));
    }
    let docs = "What each call sends, and the errors that the document gives it.";
    files.add("src/operations/mod.rs", &modules.file(docs)?);
    Ok(())
}

/// The lines of a `mod.rs`: modules first, then what they bring.
#[derive(Default)]
struct Modules {
    modules: Vec<Code>,
    uses: Vec<Code>,
}

impl Modules {
    fn add<'n>(&mut self, module: &str, features: &[&str], names: impl IntoIterator<Item = &'n str>) {
        let cfg = features::cfg(features);
        self.modules.extend(cfg.clone().map(Code::text));
        self.modules.push(format!("mod {module};").into());
        let names: Vec<Text> = names.into_iter().map(|name| name.to_owned().into()).collect();
        if !names.is_empty() {
            self.uses.extend(cfg.map(Code::text));
        }
        match names.as_slice() {
            [] => {}
            [only] => self.uses.push(format!("pub use {module}::{only};").into()),
            _ => self.uses.push(Code::Names {
                open: format!("pub use {module}::{{").into(),
                names,
                close: "};".into(),
            }),
        }
    }

    fn file(self, docs: &str) -> Result<String, Diagnostics> {
        print::file(docs, &[], [Items::Laid(self.modules), Items::Laid(self.uses)])
    }
}
