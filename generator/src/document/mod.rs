//! Bytes to a typed document: [`Document::read`].
//!
//! 1. The text becomes a tree (`parse`), and overlays change it (`overlay`).
//! 2. Files that it refers to are pulled in, and whatever a reference leads to gets a name of its own under
//!    `components` (`bundle`).
//! 3. What OpenAPI 3.1 says in other words than 3.0 is rewritten (`dialect`).
//! 4. The tree is checked along the tables of OpenAPI's objects (`check`, `objects`, `rules`, `references`,
//!    `templates`); a lenient reading repairs the places that are broken (`repair`).
//! 5. What passes becomes [`openapiv3::OpenAPI`] (`convert`).
//!
//! Every node is reachable by [`Pointer`]; where it was written is kept (`origins`), and where that is in the text is
//! found out when a diagnostic needs it (`locate`).

mod additional;
mod advice;
mod bundle;
mod carried;
mod check;
mod convert;
mod count;
mod dialect;
mod drafts;
mod enumerations;
mod files;
mod locate;
mod locate_json;
mod metaschemas;
mod missing;
mod objects;
mod origins;
mod overlay;
mod parse;
mod path;
pub(crate) mod pattern;
mod quotes;
mod references;
mod repair;
mod rules;
mod rules_schema;
mod syntax;
mod syntax_json;
mod templates;
mod text;
mod version;
mod walk;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Source, Span, codes};
pub use crate::diagnostic::{Part, Pointer};
pub use additional::Additional;
pub use count::Counted;
pub use files::{FileError, Files, NoFiles};
use origins::Origins;
pub use overlay::Overlay;
use repair::Repair;
use text::Text;
use version::Version;
use written::Written;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// The document as openapiv3 sees it. It may be more complete than the text: see the warnings.
    pub openapi: OpenAPI,
    /// `webhooks` of OpenAPI 3.1, by name: requests that the API sends.
    pub webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// Operations of 3.2 that openapiv3 has no field for.
    additional: Vec<Additional>,
    /// Schemas under keywords that openapiv3 does not have (`prefixItems`, `patternProperties`, ...).
    carried: BTreeMap<Pointer, ReferenceOr<Schema>>,
    /// What it held before anything was repaired.
    pub counted: Counted,
    tree: Value,
    written: Written,
    scopes: bundle::Scopes,
    texts: Texts,
    version: Version,
}

/// How a document is read.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Places that are broken are degraded, each with a warning, where they would be errors.
    pub lenient: bool,
    /// What reads the files that the document refers to.
    pub files: &'a dyn Files,
    /// What is changed in the document before anything else, in this order.
    pub overlays: &'a [Overlay],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { lenient: false, files: &NoFiles, overlays: &[] }
    }
}

/// The tree of a text, JSON or YAML, as it is written.
///
/// # Errors
/// When it is neither.
pub fn tree(name: &str, text: String) -> Result<Value, Diagnostics> {
    Text::parse(name, text).map(|(_, tree, _)| tree)
}

/// The files of a document, its own first, and where in them the nodes of its tree were written.
#[derive(Debug)]
struct Texts {
    files: Vec<Text>,
    origins: Origins,
    /// The same for the document's own tree before its references were followed: what overlays wrote or moved.
    overlaid: Origins,
}

impl Document {
    /// Reads a document from its bytes, which must be UTF-8. `name` is what diagnostics call it.
    ///
    /// # Errors
    /// As [`Document::read`]; and when the bytes are no text.
    pub fn read_bytes(name: &str, bytes: Vec<u8>) -> Result<(Document, Diagnostics), Diagnostics> {
        match String::from_utf8(bytes) {
            Ok(text) => Document::read(name, text),
            Err(error) => Err(syntax::not_text(name, &error).into()),
        }
    }

    /// Reads a document from its text alone, JSON or YAML. With it come the warnings.
    ///
    /// # Errors
    /// Everything that is wrong with the document, warnings included, in the order of the text.
    pub fn read(name: &str, text: String) -> Result<(Document, Diagnostics), Diagnostics> {
        Document::read_with(name, text, Options::default())
    }

    /// Reads a document from its text and the files that it refers to.
    ///
    /// # Errors
    /// As [`Document::read`]. Of a lenient reading, only that this is no OpenAPI 3 document.
    pub fn read_with(
        name: &str,
        text: String,
        options: Options<'_>,
    ) -> Result<(Document, Diagnostics), Diagnostics> {
        let (text, mut tree, mut found) = Text::parse(name, text)?;
        let mut texts =
            Texts { files: vec![text], origins: Origins::default(), overlaid: Origins::default() };
        if overlay::apply(&mut tree, &mut texts, options.overlays, &mut found).is_err() {
            return Err(texts.resolved(found));
        }
        let version = match version::check(&tree) {
            Ok(version) => version,
            Err(diagnostics) => {
                found.extend(diagnostics);
                return Err(texts.resolved(found));
            }
        };
        let schemas = count::schemas(&tree);
        let bundled = bundle::bundle(&mut tree, &mut texts, &version, options.files, &mut found);
        let counted = Counted { operations: count::operations(&tree), schemas };
        drafts::rewrite(&mut tree, bundled.drafts, version.minor() > 0, &mut texts.origins);
        found.extend(enumerations::mend(&mut tree, &mut texts.origins));
        let mut written = Written::default();
        found.extend(dialect::rewrite(
            &mut tree,
            &version,
            options.lenient,
            &mut texts.origins,
            &mut written,
        ));
        let mut checked = check::document(&tree, &version, &bundled.refused, &texts.origins, options.lenient);
        found.extend(checked.diagnostics);
        texts.repair(&mut tree, checked.repairs, &mut found);
        if options.lenient {
            repair::soften(&mut found);
        }
        let typed = match checked.left {
            Some(left) if !found.has_errors() => convert(left, &mut checked.schemas, &mut found),
            _ => None,
        };
        let found = texts.resolved(found);
        match typed {
            Some((openapi, webhooks, additional)) => {
                let (carried, scopes) = (checked.carried, bundled.scopes);
                let document = Document {
                    openapi,
                    webhooks,
                    additional,
                    carried,
                    counted,
                    tree,
                    written,
                    scopes,
                    texts,
                    version,
                };
                Ok((document, found))
            }
            None => Err(found),
        }
    }

    /// The node at an address, in the words of OpenAPI 3.0 as far as it has them, and otherwise as written.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        get(&self.tree, pointer)
    }

    /// The schema that became the one at an address, as it was written, and where it was. None for what was made in
    /// reading alone.
    pub fn written(&self, pointer: &Pointer) -> Option<(Pointer, &Value)> {
        self.written.find(&self.tree, pointer)
    }

    /// The schema that was written at an address.
    pub fn written_at(&self, pointer: &Pointer) -> Option<&Value> {
        self.written.at(&self.tree, pointer)
    }

    /// The `$dynamicAnchor`s of the schema resource that a component comes from, and what they name.
    pub fn dynamic_anchors(&self, component: &Pointer) -> Vec<(String, Pointer)> {
        let anchors = self.scopes.get(component.as_str()).into_iter().flatten();
        anchors.filter_map(|(name, home)| Some((name.clone(), Pointer::parse(home)?))).collect()
    }

    /// Whether its schemas are of JSON Schema 2020-12 (OpenAPI 3.1 and later) and not of OpenAPI 3.0.
    pub fn is_newer(&self) -> bool {
        self.version != Version::Supported
    }

    /// The schema at an address: for references that lead to somewhere else than
    /// `#/components/schemas`, such as `#/paths/~1users/get/...` or `#/definitions/User`.
    pub fn schema(&self, pointer: &Pointer) -> Option<ReferenceOr<Schema>> {
        check::schema(&self.tree, &self.version, pointer)
    }

    /// The schema at an address below a keyword that openapiv3 does not have: `.../prefixItems/0`,
    /// `.../patternProperties/^x`, `.../if`, `.../contains` and so on.
    pub fn carried(&self, pointer: &Pointer) -> Option<&ReferenceOr<Schema>> {
        self.carried.get(pointer)
    }

    /// Operations of a path that have other methods than those of OpenAPI 3.0.
    pub fn additional(&self, path: &Pointer) -> impl Iterator<Item = &Additional> {
        let below = format!("{path}/");
        self.additional.iter().filter(move |each| each.pointer.as_str().starts_with(&below))
    }

    /// The text that the document was read from.
    pub fn source(&self) -> &Arc<Source> {
        self.texts.first()
    }

    /// Where a node is in the text; where it has no place of its own, its nearest ancestor that has.
    pub fn locate(&self, pointer: &Pointer, part: Part) -> Span {
        self.texts.locate(pointer, part)
    }

    /// The components that the document itself has elsewhere, because references lead there: where they are now, and
    /// where they are written.
    pub(crate) fn lifted(&self) -> impl Iterator<Item = (String, String)> {
        let sections = self.tree.get("components").and_then(Value::as_object).into_iter().flatten();
        let components = sections.flat_map(|(section, named)| {
            let named = named.as_object().into_iter().flatten();
            named
                .map(move |(name, _)| Pointer::root().join("components").join(section).join(name).to_string())
        });
        components.filter_map(|now| {
            let origin = self.texts.origins.of(&now);
            (origin.file == 0 && origin.pointer != now).then_some((now, origin.pointer))
        })
    }

    /// Finds the places of all diagnostics in the text, and brings them into its order.
    pub fn resolve(&self, diagnostics: &mut Diagnostics) {
        self.texts.resolve(diagnostics);
    }
}

impl Texts {
    fn first(&self) -> &Arc<Source> {
        static NONE: std::sync::OnceLock<Arc<Source>> = std::sync::OnceLock::new();
        let none = || Arc::new(Source { name: String::new(), text: String::new() });
        self.files.first().map_or_else(|| NONE.get_or_init(none), |text| &text.source)
    }

    fn locate(&self, pointer: &Pointer, part: Part) -> Span {
        let (mut file, mut pointer) = self.origins.of_pointer(pointer);
        if file == 0 {
            (file, pointer) = self.overlaid.of_pointer(&pointer);
        }
        match self.files.get(file) {
            Some(text) => text.locate(&pointer, part),
            None => Span { file: Arc::clone(self.first()), bytes: 0..0 },
        }
    }

    /// Changes the tree. What was found so far speaks of the tree as it was.
    fn repair(&mut self, tree: &mut Value, repairs: Vec<Repair>, found: &mut Diagnostics) {
        if !repairs.is_empty() {
            self.resolve(found);
            repair::apply(tree, &mut self.origins, repairs);
        }
    }

    fn resolved(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        self.resolve(&mut diagnostics);
        diagnostics
    }

    fn resolve(&self, diagnostics: &mut Diagnostics) {
        for diagnostic in diagnostics.iter_mut() {
            self.resolve_place(&mut diagnostic.place);
            diagnostic.also.iter_mut().for_each(|also| self.resolve_place(&mut also.place));
        }
        diagnostics.sort();
    }

    fn resolve_place(&self, place: &mut Place) {
        if let Place::Pointer { pointer, part } = place {
            *place = Place::Span(self.locate(pointer, *part));
        }
    }
}

type Typed = (OpenAPI, IndexMap<String, ReferenceOr<PathItem>>, Vec<Additional>);

/// The typed reading of what the checks left.
fn convert(mut left: Value, schemas: &mut convert::Slots, found: &mut Diagnostics) -> Option<Typed> {
    let webhooks = left.as_object_mut().and_then(|members| members.shift_remove("webhooks"));
    let webhooks = webhooks.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    let additional = additional::take(&mut left);
    let read = serde_json::from_value::<OpenAPI>(left).and_then(|openapi| {
        let webhooks = serde_json::from_value::<IndexMap<String, ReferenceOr<PathItem>>>(webhooks)?;
        Ok((openapi, webhooks, additional::read(additional, schemas)?))
    });
    match read {
        Ok((mut openapi, mut webhooks, additional)) => {
            schemas.fill_document(&mut openapi);
            schemas.fill_paths(webhooks.values_mut());
            Some((openapi, webhooks, additional))
        }
        Err(error) => {
            let message = format!("the document cannot be read: {error}");
            let place = Place::value(Pointer::root());
            found.push(Diagnostic::error(codes::UNREADABLE, message).at(place));
            None
        }
    }
}

/// The node at an address.
fn get<'a>(tree: &'a Value, pointer: &Pointer) -> Option<&'a Value> {
    at(tree, pointer.as_str())
}

/// The node at the text of an address.
fn at<'a>(tree: &'a Value, pointer: &str) -> Option<&'a Value> {
    origins::steps(pointer).try_fold(tree, |node, token| match node {
        Value::Object(members) => members.get(&*token),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

/// What a value refers to, references to references included; itself, if it is no reference.
fn follow<'a>(tree: &'a Value, mut value: &'a Value) -> Option<&'a Value> {
    for _ in 0..parse::DEPTH {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => value = get(tree, &Pointer::parse(reference)?)?,
            None => return Some(value),
        }
    }
    None
}
