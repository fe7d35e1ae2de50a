//! `enum`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::config::Section;
use crate::diagnostic::codes;
use crate::ir::{Enum, EnumValue, JsonKind, Literal, Shape, Type};

use super::schema::{Keywords, kind_of};
use super::{Lowering, names};

/// Names for the variant that takes unlisted values, in order of preference.
const UNKNOWN: &[&str] = &["Unknown", "Other", "Unlisted", "NotListed"];

impl Lowering<'_> {
    /// Strings and integers become an open enumeration; anything else keeps its JSON type, and the validator
    /// holds it to the list.
    pub(super) fn enumeration(&mut self, keywords: &Keywords<'_>) -> Shape {
        let mut known = BTreeSet::new();
        let is_new = |value: &&Value| !value.is_null() && known.insert(value.to_string());
        let values: Vec<&Value> = keywords.values().iter().filter(is_new).collect();
        if values.is_empty() {
            // Only `null`, which is what nullable is for.
            return Shape::Alias(Type::Value);
        }
        let mut kinds = values.iter().map(|value| kind_of(value));
        let first = kinds.next();
        let same = kinds.all(|kind| Some(kind) == first);
        let integer = match first {
            Some(JsonKind::String) if same => false,
            Some(JsonKind::Integer) if same && values.iter().all(|value| value.is_i64()) => true,
            Some(JsonKind::Boolean) if same => return Shape::Alias(Type::Boolean),
            Some(JsonKind::Number | JsonKind::Integer) if values.iter().all(|value| value.is_number()) => {
                return Shape::Alias(Type::F64);
            }
            _ => {
                let what = if same { "is of lists or objects" } else { "mixes JSON types" };
                let message = format!("this enumeration {what}: its values are kept as JSON");
                self.warn(codes::MIXED_ENUM, &keywords.pointer.join("enum"), message, "");
                return Shape::Alias(Type::Value);
            }
        };
        let texts: Vec<String> = values
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let given = self.values_given(&keywords.pointer, &texts);
        let names = self.unique(Section::Values, &given, &texts, names::variant_name, &[]);
        let unknown = free_name(&names);
        let values = values
            .iter()
            .zip(names)
            .map(|(value, name)| EnumValue {
                name,
                value: Literal::from(*value),
                docs: format!("`{}`.", value.to_string().replace('`', "'")),
            })
            .collect();
        Shape::Enum(Enum { values, unknown, integer })
    }
}

/// A name for the variant that takes what the document does not list.
pub(super) fn free_name(names: &[String]) -> String {
    UNKNOWN
        .iter()
        .find(|candidate| !names.iter().any(|name| name == *candidate))
        .map_or_else(|| "UnknownValue".to_owned(), |name| (*name).to_owned())
}
