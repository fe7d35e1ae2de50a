//! The places of a value that any schema calls a secret, whichever member of a union it belongs to, and whether or not
//! the value fits it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::{Keyword, Schema};
use super::violation::push_step;

/// How many schemas are looked through.
const MOST: usize = 200_000;
/// How deep.
const DEEPEST: usize = 400;

/// Places of a value that may not be shown.
pub(super) enum Secrets {
    /// These, and what is in them.
    Places(BTreeSet<String>),
    /// It could not be found out: all of them.
    Everything,
}

/// Finds them.
pub(super) fn secrets(schema: &Schema, value: &Value) -> Secrets {
    let mut search = Search { places: BTreeSet::new(), looked_at: BTreeSet::new(), left: MOST };
    let whole = search.schema(schema, value, &mut String::new(), DEEPEST);
    if whole { Secrets::Places(search.places) } else { Secrets::Everything }
}

struct Search {
    places: BTreeSet<String>,
    /// Schemas, by their addresses in memory, and the places that they were asked about.
    looked_at: BTreeSet<(usize, String)>,
    left: usize,
}

impl Search {
    /// False when there is more than can be looked through.
    fn schema(&mut self, schema: &Schema, value: &Value, place: &mut String, deepest: usize) -> bool {
        let again = !self.looked_at.insert((std::ptr::from_ref(schema).addr(), place.clone()));
        if again {
            return true;
        }
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || deepest == 0 {
            return false;
        }
        schema.0.iter().all(|keyword| self.keyword(keyword, value, place, deepest - 1))
    }

    fn keyword(&mut self, keyword: &Keyword, value: &Value, place: &mut String, deepest: usize) -> bool {
        match keyword {
            Keyword::Sensitive => {
                self.places.insert(place.clone());
                true
            }
            Keyword::Ref(schema)
            | Keyword::NullOr(schema)
            | Keyword::DynamicRef(_, schema)
            | Keyword::Not(schema)
            | Keyword::If(schema)
            | Keyword::Then(schema)
            | Keyword::Else(schema) => self.schema(schema, value, place, deepest),
            Keyword::AllOf(members) | Keyword::AnyOf(members) | Keyword::OneOf(members) => {
                members.iter().all(|member| self.schema(member, value, place, deepest))
            }
            Keyword::DynamicAnchors(anchors) => {
                // Any of them may come to hold, wherever a `$dynamicRef` is.
                anchors.iter().all(|(_, schema)| self.schema(schema, value, place, deepest))
            }
            Keyword::DependentSchemas(dependent) => {
                dependent.iter().all(|(_, schema)| self.schema(schema, value, place, deepest))
            }
            Keyword::Items(schema)
            | Keyword::Contains(schema)
            | Keyword::UnevaluatedItems(schema)
            | Keyword::AdditionalProperties(schema)
            | Keyword::UnevaluatedProperties(schema) => self.all_below(schema, value, place, deepest),
            Keyword::PrefixItems(schemas) => schemas.iter().enumerate().all(|(index, schema)| {
                let item = value.get(index);
                item.is_none_or(|item| self.below(&index.to_string(), schema, item, place, deepest))
            }),
            Keyword::Properties(declared) => declared.iter().all(|(name, schema)| {
                let property = value.get(name);
                property.is_none_or(|property| self.below(name, schema, property, place, deepest))
            }),
            Keyword::PatternProperties(patterns) => {
                patterns.iter().all(|(_, schema)| self.all_below(schema, value, place, deepest))
            }
            _ => true,
        }
    }

    fn all_below(&mut self, schema: &Schema, value: &Value, place: &mut String, deepest: usize) -> bool {
        if schema.0.is_empty() || schema.is_never() {
            return true;
        }
        match value {
            Value::Array(items) => {
                let mut items = items.iter().enumerate();
                items.all(|(index, item)| self.below(&index.to_string(), schema, item, place, deepest))
            }
            Value::Object(properties) => {
                properties.iter().all(|(name, property)| self.below(name, schema, property, place, deepest))
            }
            _ => true,
        }
    }

    fn below(
        &mut self,
        step: &str,
        schema: &Schema,
        value: &Value,
        place: &mut String,
        deepest: usize,
    ) -> bool {
        let outer = place.len();
        push_step(place, step);
        let whole = self.schema(schema, value, place, deepest);
        place.truncate(outer);
        whole
    }
}
