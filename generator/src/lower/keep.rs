//! `unknown_fields = "keep"`: whatever is valid can be read, and is written back as it was.
//!
//! Without it a schema is taken for what it seems to mean: one with `properties` for an object, though it does not say
//! `type: object` and a text is just as valid. With it nothing is guessed, and what may be anything is kept as JSON.

use serde_json::Value;

use crate::config::UnknownFields;
use crate::ir::{JsonKind, Shape, Type};

use super::Lowering;
use super::schema::{Additional, Keywords, Node};

/// How deep `allOf` in `allOf` is followed.
const DEPTH: usize = 32;

impl<'a> Lowering<'a> {
    /// Whether nothing may be lost.
    pub(super) fn keeps(&self) -> bool {
        self.config.unknown_fields == UnknownFields::Keep
    }

    /// What a schema is in Rust when nothing may be lost, where that is not what it would be otherwise.
    pub(super) fn kept(&self, keywords: &Keywords<'a>) -> Option<Shape> {
        if !self.keeps() {
            return None;
        }
        let union = !keywords.one_of.is_empty() || !keywords.any_of.is_empty();
        let alone = keywords.properties.is_empty() && keywords.all_of.is_empty();
        if union && alone {
            return None;
        }
        if !union && keywords.all_of.is_empty() && !keywords.values().is_empty() {
            return None;
        }
        let kind = match self.stated_kind(keywords, DEPTH) {
            Some(kind) => kind,
            None => return Some(Shape::Alias(Type::Value)),
        };
        let prefix = self.written(keywords, "prefixItems").is_some();
        let number = || Type::External("serde_json::Number".to_owned());
        let plain = keywords.all_of.is_empty();
        match kind {
            JsonKind::Array if prefix || !plain => Some(Shape::Alias(Type::List(Box::new(Type::Value)))),
            // `1.0` is an integer, and there are integers beyond those of Rust: a number as it is written.
            JsonKind::Integer | JsonKind::Number => Some(Shape::Alias(number())),
            JsonKind::String if !self.is_secret(keywords) && !self.asserts(keywords.format()) => {
                Some(Shape::Alias(Type::String))
            }
            _ => None,
        }
    }

    fn asserts(&self, format: Option<&str>) -> bool {
        format.is_some_and(|format| self.config.validation.formats.asserts(format))
    }

    /// What becomes of the properties of an object that the document does not name; none: as always.
    pub(super) fn kept_rest(&self, keywords: &Keywords<'a>) -> Option<Option<Type>> {
        if !self.keeps() {
            return None;
        }
        let patterns = self.written(keywords, "patternProperties").is_some() || !keywords.all_of.is_empty();
        match &keywords.additional {
            Additional::None if !patterns => Some(None),
            Additional::Schema(_) if !patterns => None,
            _ => Some(Some(Type::Value)),
        }
    }

    /// The JSON type that a schema, or a member of its `allOf`, says its values have.
    fn stated_kind(&self, keywords: &Keywords<'a>, depth: usize) -> Option<JsonKind> {
        let depth = depth.checked_sub(1)?;
        let own = keywords
            .kind()
            .filter(|_| keywords.text("type").is_some() && self.written(keywords, "type").is_some());
        let of = |node: &Node<'a>| self.stated_kind(&self.resolve(&Some(node.clone()))?, depth);
        own.or_else(|| keywords.all_of.iter().find_map(of))
    }

    fn written(&self, keywords: &Keywords<'_>, keyword: &str) -> Option<&'a Value> {
        let written = self.document.written(&keywords.pointer).map(|(_, schema)| schema);
        written.or_else(|| self.document.get(&keywords.pointer))?.get(keyword)
    }
}
