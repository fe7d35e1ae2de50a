//! Document to IR: here everything is decided. Names, Rust types, how unions are told apart, which constraints
//! apply where, what each status carries.
//!
//! One file for each construct. A construct that cannot be expressed is degraded to something honest with a
//! warning at its place; nothing is dropped in silence.

mod all_of;
mod alternatives;
mod alternatives_object;
mod array;
mod bodies;
mod built;
mod closed;
mod common;
mod configuration;
mod conversions;
mod defaults;
mod discriminator;
mod dispatch;
mod docs;
mod encoding;
mod enumeration;
mod events;
mod facts;
mod features;
mod guaranteed;
mod header_sets;
mod headers;
mod heirs;
mod keep;
mod lines;
mod media;
mod member_words;
mod names;
mod nested;
mod number;
mod object;
mod operations;
mod overlaps;
mod overlaps_facts;
mod pagination;
mod parameters;
mod parts;
mod recursion;
mod renames;
mod responses;
mod samples;
mod samples_any;
mod samples_fits;
mod samples_items;
mod samples_json;
mod samples_merge;
mod samples_names;
mod samples_pattern;
mod samples_text;
mod samples_trials;
mod schema;
mod secrets;
mod security;
mod servers;
mod string;
mod twins;
mod types;
mod union;
mod uploads;
mod validator;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, Section};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::document::{Document, Pointer};
use crate::ir::{Api, Features, TypeDef, TypeId};

/// Turns a document into the API that will be emitted, and says what had to be degraded or is wrong.
pub fn lower(document: &Document, config: &Config) -> (Api, Diagnostics) {
    let mut lowering = Lowering::new(document, config);
    lowering.components();
    let (operations, webhooks) = lowering.operations();
    let security = lowering.security_schemes();
    let info = &document.openapi.info;
    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        types: lowering.finished_types(),
        operations,
        headers: std::mem::take(&mut lowering.header_sets).finish(),
        trials: Vec::new(),
        webhooks,
        servers: lowering.servers(&security),
        security,
        lifted: document.lifted().collect(),
        features: Features::default(),
        idn: lowering.idn,
        names: lowering.names.clone(),
    };
    lowering.check_configuration(&api);
    lowering.warn_of_overlaps(&api.types);
    recursion::break_cycles(&mut api);
    lowering.open_unions(&mut api);
    secrets::mark(&mut api);
    built::mark(&mut api);
    conversions::find(&mut api);
    common::find(&mut api);
    defaults::find(&mut api);
    bodies::find_conversions(&mut api);
    samples::fill(&mut api);
    lowering.recognise_pages(&mut api);
    responses::find_texts(&mut api);
    responses::find_messages(&mut api);
    api.features = lowering.features(&api);
    if config.smoke {
        api.trials = samples_trials::trials(document, config, &api.operations);
    }
    (api, lowering.diagnostics)
}

/// What lowering knows while it walks the document.
struct Lowering<'a> {
    document: &'a Document,
    config: &'a Config,
    /// A place for each type is taken before its contents are lowered, so that they may refer to it.
    types: Vec<Option<TypeDef>>,
    type_names: Vec<String>,
    /// The modules of the components.
    modules: Vec<String>,
    by_pointer: BTreeMap<Pointer, TypeId>,
    /// The same by where the schemas were written.
    by_written: BTreeMap<Pointer, TypeId>,
    /// Inline schemas whose types are being made, and the places of those that were referred to meanwhile.
    begun: BTreeMap<Pointer, Option<TypeId>>,
    /// The types that are being made of schemas each of which describes a part of a property, by those schemas.
    layers: BTreeMap<Vec<Pointer>, TypeId>,
    layers_made: usize,
    twins: twins::Twins,
    header_sets: header_sets::HeaderSets,
    uploads: uploads::Uploads,
    /// Whether a host name was met.
    idn: bool,
    names: BTreeSet<String>,
    tags: discriminator::Tags,
    parents: heirs::Parents,
    /// What `codegen.toml` says of single things and was found to be there.
    said: BTreeSet<(Section, &'a str)>,
    /// What each `oneOf` of the validators' tables chooses from.
    one_ofs: BTreeMap<Pointer, overlaps::OneOf>,
    diagnostics: Diagnostics,
}

impl<'a> Lowering<'a> {
    /// Knows what has to be looked for in the whole document.
    fn new(document: &'a Document, config: &'a Config) -> Self {
        let mut lowering = Self {
            document,
            config,
            types: Vec::new(),
            type_names: Vec::new(),
            modules: Vec::new(),
            by_pointer: BTreeMap::new(),
            by_written: BTreeMap::new(),
            begun: BTreeMap::new(),
            layers: BTreeMap::new(),
            layers_made: 0,
            twins: twins::Twins::default(),
            header_sets: header_sets::HeaderSets::default(),
            names: BTreeSet::new(),
            idn: false,
            uploads: uploads::Uploads::default(),
            tags: discriminator::Tags::new(),
            parents: heirs::Parents::default(),
            said: BTreeSet::new(),
            one_ofs: BTreeMap::new(),
            diagnostics: Diagnostics::default(),
        };
        lowering.tags = discriminator::tags(&lowering);
        lowering.parents = heirs::find(&lowering);
        lowering.uploads = uploads::Uploads::of(document, &lowering.parents);
        lowering
    }
}

impl Lowering<'_> {
    fn warn(&mut self, code: &'static str, pointer: &Pointer, message: String, help: &str) {
        self.report(Severity::Warning, code, pointer, message, help);
    }

    fn error(&mut self, code: &'static str, pointer: &Pointer, message: String, help: &str) {
        self.report(Severity::Error, code, pointer, message, help);
    }

    fn report(&mut self, severity: Severity, code: &'static str, at: &Pointer, message: String, help: &str) {
        self.diagnostics.push(Diagnostic {
            code,
            severity,
            message,
            label: String::new(),
            help: (!help.is_empty()).then(|| help.to_owned()),
            place: Place::key(at.clone()),
            also: Vec::new(),
        });
    }

    fn open_unions(&mut self, api: &mut Api) {
        for pointer in recursion::open_unions(api) {
            let Some(pointer) = Pointer::parse(&pointer) else { continue };
            self.warn(
                codes::UNION_CIRCLE,
                &pointer,
                "this schema leads back to itself and describes nothing: it is kept as JSON".to_owned(),
                "",
            );
        }
    }

    fn finished_types(&mut self) -> Vec<TypeDef> {
        let mut types: Vec<TypeDef> = std::mem::take(&mut self.types).into_iter().flatten().collect();
        // Names that differ in their humps alone are one in capitals.
        let names: Vec<&str> = types.iter().map(|def| def.name.as_str()).collect();
        let tables = names::unique(&names, names::table_name, &[]);
        for (def, table) in types.iter_mut().zip(tables) {
            def.table = table;
        }
        types
    }
}
