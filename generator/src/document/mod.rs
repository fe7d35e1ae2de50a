//! Bytes to a typed document: [`Document::read`].
//!
//! The text becomes a tree (`parse`), the tree is checked along the tables of OpenAPI's objects
//! (`check`, `objects`, `rules`, `references`, `templates`), and what passes becomes
//! [`openapiv3::OpenAPI`] (`convert`). Every node is reachable by [`Pointer`]; where it is in the text
//! is found out when a diagnostic needs it (`locate`).

mod advice;
mod check;
mod convert;
mod locate;
mod locate_json;
mod objects;
mod parse;
mod path;
mod quotes;
mod references;
mod rules;
mod syntax;
mod templates;
mod version;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Source, Span, codes};
pub use crate::diagnostic::{Part, Pointer};

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// The document as openapiv3 sees it. It may be more complete than the text: see the warnings.
    pub openapi: OpenAPI,
    text: Text,
}

/// The text with its tree.
#[derive(Debug)]
struct Text {
    source: Arc<Source>,
    tree: Value,
    json: bool,
    index: OnceCell<locate::Index>,
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

    /// Reads a document from its text, JSON or YAML. With it come the warnings.
    ///
    /// # Errors
    /// Everything that is wrong with the document, warnings included, in the order of the text.
    pub fn read(name: &str, text: String) -> Result<(Document, Diagnostics), Diagnostics> {
        let text = Text::parse(name, text)?;
        let version = match version::check(&text.tree) {
            Ok(version) => version,
            Err(mut diagnostics) => {
                text.resolve(&mut diagnostics);
                return Err(diagnostics);
            }
        };
        let (left, schemas, found) = check::document(&text.tree);
        let mut diagnostics = version::judge(version, found);
        let openapi = match left {
            Some(left) if !diagnostics.has_errors() => convert(left, schemas, &mut diagnostics),
            _ => None,
        };
        text.resolve(&mut diagnostics);
        match openapi {
            Some(openapi) => Ok((Document { openapi, text }, diagnostics)),
            None => Err(diagnostics),
        }
    }

    /// The node at an address, as the text has it.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        get(&self.text.tree, pointer)
    }

    /// The schema at an address: for references that lead to somewhere else than
    /// `#/components/schemas`, such as `#/paths/~1users/get/...` or `#/definitions/User`.
    pub fn schema(&self, pointer: &Pointer) -> Option<ReferenceOr<Schema>> {
        check::schema(&self.text.tree, pointer)
    }

    /// The text that the document was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.text.source
    }

    /// Where a node is in the text; where it has no place of its own, its nearest ancestor that has.
    pub fn locate(&self, pointer: &Pointer, part: Part) -> Span {
        self.text.locate(pointer, part)
    }

    /// Finds the places of all diagnostics in the text, and brings them into its order.
    pub fn resolve(&self, diagnostics: &mut Diagnostics) {
        self.text.resolve(diagnostics);
    }
}

impl Text {
    /// Reads text into a tree; duplicate keys are errors.
    fn parse(name: &str, mut text: String) -> Result<Text, Diagnostics> {
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let (json, read) = parse::text(&text, name.ends_with(".json"));
        let source = Arc::new(Source { name: name.to_owned(), text });
        let index = OnceCell::new();
        match read {
            Ok(tree) => Text { source, tree: tree.value, json, index }.complete(&tree.duplicates),
            Err(parse::Failure::TooLarge(pointer)) => {
                let text = Text { source, tree: Value::Null, json, index };
                let mut diagnostics = Diagnostics::from(syntax::too_large(pointer));
                text.resolve(&mut diagnostics);
                Err(diagnostics)
            }
            Err(parse::Failure::Json(error)) => Err(syntax::json(&source, &error).into()),
            Err(parse::Failure::Yaml(error)) => Err(syntax::yaml(&source, &error).into()),
        }
    }

    /// Looks for what the reader of values took without a word.
    fn complete(self, duplicates: &[(Pointer, String)]) -> Result<Text, Diagnostics> {
        let broken = if self.json { None } else { self.index().broken.as_ref() };
        if let Some(found) = broken.and_then(|at| quotes::swallowed(&self.source.text, at)) {
            return Err(syntax::swallowed(&self.source, &found).into());
        }
        let duplicates = self.duplicates(duplicates);
        if duplicates.is_empty() { Ok(self) } else { Err(self.with_checks(duplicates)) }
    }

    /// Duplicate keys, and whatever else is wrong with the document: it all comes out in one run.
    fn with_checks(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        match version::check(&self.tree) {
            Ok(version) => diagnostics.extend(version::judge(version, check::document(&self.tree).2)),
            Err(found) => diagnostics.extend(found),
        }
        self.resolve(&mut diagnostics);
        diagnostics
    }

    fn duplicates(&self, duplicates: &[(Pointer, String)]) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        for (object, key) in duplicates {
            let place = self.index().duplicate(object, key);
            diagnostics.push(syntax::duplicate(
                key,
                object,
                place.map(|(a, b)| (self.span(a), self.span(b))),
            ));
        }
        diagnostics
    }

    fn index(&self) -> &locate::Index {
        self.index.get_or_init(|| locate::Index::new(&self.source.text, self.json))
    }

    fn span(&self, bytes: Range<usize>) -> Span {
        Span { file: Arc::clone(&self.source), bytes }
    }

    fn locate(&self, pointer: &Pointer, part: Part) -> Span {
        self.span(self.index().find(pointer, part))
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

/// The typed reading of what the checks left.
fn convert(left: Value, mut schemas: convert::Slots, found: &mut Diagnostics) -> Option<OpenAPI> {
    match serde_json::from_value::<OpenAPI>(left) {
        Ok(mut openapi) => {
            schemas.fill_document(&mut openapi);
            Some(openapi)
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
    pointer.tokens().try_fold(tree, |node, token| match node {
        Value::Object(members) => members.get(&token),
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
