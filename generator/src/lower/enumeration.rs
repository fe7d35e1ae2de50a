//! `enum`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::config::Section;
use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Enum, EnumValue, JsonKind, Literal, Shape, Type};

use super::schema::{Keywords, Node, Target, kind_of};
use super::{Lowering, docs, names};

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
        let values = values.into_iter().map(|value| (value, String::new())).collect();
        self.open_enumeration(&keywords.pointer, values, integer, false)
    }

    /// An enumeration of values, each with what is said of it.
    fn open_enumeration(
        &mut self,
        at: &Pointer,
        values: Vec<(&Value, String)>,
        integer: bool,
        any: bool,
    ) -> Shape {
        let texts: Vec<String> = values
            .iter()
            .map(|(value, _)| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let given = self.values_given(at, &texts);
        let names = self.unique(Section::Values, &given, &texts, names::variant_name, &[]);
        let unknown = free_name(&names, any);
        let values = values
            .into_iter()
            .zip(names)
            .map(|((value, prose), name)| {
                let literal = format!("`{}`.", value.to_string().replace('`', "'"));
                EnumValue { name, value: Literal::from(value), docs: docs::joined(prose.trim(), &[literal]) }
            })
            .collect();
        Shape::Enum(Enum { values, unknown, integer, any })
    }

    /// Alternatives that are texts, or integers, one or some each: an enumeration of all of them. A text of which nothing is
    /// said among them is every other value.
    pub(super) fn listed_alternatives(
        &mut self,
        keywords: &Keywords<'_>,
        nodes: &[Node<'_>],
    ) -> Option<Shape> {
        // What is a component has a type of its own.
        if nodes.iter().any(|node| matches!(node.schema, Target::Reference(_))) {
            return None;
        }
        let members: Vec<Keywords<'_>> =
            nodes.iter().map(|node| self.resolve(&Some(node.clone()))).collect::<Option<_>>()?;
        let mut known = BTreeSet::new();
        let mut values: Vec<(&Value, String)> = Vec::new();
        let mut any = false;
        for member in &members {
            if !member.one_of.is_empty() || !member.any_of.is_empty() || !member.all_of.is_empty() {
                return None;
            }
            if member.values().is_empty() {
                let text = member.kind() == Some(JsonKind::String) && self.string(member) == Type::String;
                any = text.then_some(true)?;
            }
            let prose = match member.values() {
                [_] => member.data.description.as_ref().or(member.data.title.as_ref()),
                _ => None,
            };
            let listed = member.values().iter().filter(|value| !value.is_null());
            for value in listed.filter(|value| known.insert(value.to_string())) {
                values.push((value, prose.cloned().unwrap_or_default()));
            }
        }
        let integer = !any && values.iter().all(|(value, _)| value.is_i64());
        let fit = !values.is_empty() && (integer || values.iter().all(|(value, _)| value.is_string()));
        fit.then(|| self.open_enumeration(&keywords.pointer, values, integer, any))
    }
}

/// A name for the variant that takes what the document does not list.
///
/// `any`: nothing is wrong with it.
pub(super) fn free_name(names: &[String], any: bool) -> String {
    UNKNOWN
        .iter()
        .skip(usize::from(any))
        .find(|candidate| !names.iter().any(|name| name == *candidate))
        .map_or_else(|| "UnknownValue".to_owned(), |name| (*name).to_owned())
}
