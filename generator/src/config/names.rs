//! What `codegen.toml` says of single types, operations, properties and values.
//!
//! A key is a name of the document, or the JSON Pointer of a place in it (`#/components/schemas/...`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::Pointer;

/// `[rename]`: names in Rust, where those of the document do not do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Rename {
    /// `[rename.types]`: by the name of a component schema, or the pointer to any schema that becomes a type.
    pub types: BTreeMap<String, String>,
    /// `[rename.operations]`: by `operationId`, pointer, or as `GET /path`.
    pub operations: BTreeMap<String, String>,
    /// `[rename.properties]`: by the name on the wire, wherever it is, or the pointer to one property's schema.
    pub properties: BTreeMap<String, String>,
    /// `[rename.values.<schema>]`: of an enumeration, by its component's name or pointer: the value, and the variant.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// `[derive]`: more traits than the crate has by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Derive {
    /// For every model.
    pub all: Vec<String>,
    /// `[derive.types]`: for one, by the name of its component schema or its pointer.
    pub types: BTreeMap<String, Vec<String>>,
}

/// The sections whose keys are looked up in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `[rename.types]`
    Types,
    /// `[rename.operations]`
    Operations,
    /// `[rename.properties]`
    Properties,
    /// `[rename.values]`
    Values,
    /// `[replace]`
    Replace,
    /// `[derive.types]`
    Derive,
    /// `[formats]`, where it names types
    Formats,
}

impl Section {
    /// The keys that lead to it in the file.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Section::Types => &["rename", "types"],
            Section::Operations => &["rename", "operations"],
            Section::Properties => &["rename", "properties"],
            Section::Values => &["rename", "values"],
            Section::Replace => &["replace"],
            Section::Derive => &["derive", "types"],
            Section::Formats => &["formats"],
        }
    }
}

/// Whether two keys mean the same place; a pointer may be written percent-encoded, as in a reference.
pub(crate) fn is_place(key: &str, pointer: &Pointer) -> bool {
    key.starts_with('#') && Pointer::parse(key).is_some_and(|key| key == *pointer)
}
