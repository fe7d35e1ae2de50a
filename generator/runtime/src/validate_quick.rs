//! The shortest way through what most values are: objects, and texts and numbers without schemas in their schemas.
//!
//! Names are compared where they stand, first by length, rather than looked up: objects of APIs are small, and what a
//! look-up costs is more than all of these comparisons.

use serde_json::{Map, Value};

use super::schema::{Keyword, Literal, Number, Schema, Types};
use super::validate_holds::{Test, prefix};
use super::validate_kind as kind;

/// The most comparisons of names for one object; with more, each name is looked up.
const MOST_COMPARED: usize = 1024;

impl Test<'_> {
    /// Whether a value fits a schema that has a type and no other schemas in it; none when it is another one.
    #[inline(always)]
    pub(super) fn plain(schema: &Schema, value: &Value) -> Option<bool> {
        // Nearly every schema begins with its type, and many say nothing else.
        let keywords = match schema.0 {
            [Keyword::Type(types), rest @ ..] => {
                if !types.admit(value) {
                    return Some(false);
                }
                rest
            }
            all => all,
        };
        match value {
            _ if keywords.is_empty() => Some(true),
            Value::String(text) => text_fits(keywords, text),
            Value::Number(number) => number_fits(keywords, Number::of(number)),
            Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The keywords of a schema for an object, the usual ones without a detour.
    pub(super) fn object_holds(
        &mut self,
        keywords: &'static [Keyword],
        value: &Value,
        properties: &Map<String, Value>,
    ) -> bool {
        keywords.iter().all(|keyword| match keyword {
            Keyword::Type(types) => types.contains(Types::OBJECT),
            Keyword::Properties(declared) => self.properties(declared, properties),
            Keyword::Required(names) => has_all(names, properties),
            Keyword::Model(..) => true,
            keyword => self.keyword(keywords, keyword, value),
        })
    }

    /// The same for an array.
    pub(super) fn array_holds(
        &mut self,
        keywords: &'static [Keyword],
        value: &Value,
        items: &[Value],
    ) -> bool {
        keywords.iter().all(|keyword| match keyword {
            Keyword::Type(types) => types.contains(Types::ARRAY),
            Keyword::Items(schema) => {
                let rest = items.get(prefix(keywords)..).unwrap_or_default();
                rest.iter().all(|item| self.below(schema, item))
            }
            Keyword::Model(..) => true,
            keyword => self.keyword(keywords, keyword, value),
        })
    }

    /// `properties`.
    pub(super) fn properties(
        &mut self,
        declared: &'static [(&'static str, &'static Schema)],
        properties: &Map<String, Value>,
    ) -> bool {
        if declared.len().saturating_mul(properties.len()) > MOST_COMPARED {
            return declared.iter().all(|(name, schema)| {
                properties.get(*name).is_none_or(|property| self.below(schema, property))
            });
        }
        let mut next = 0;
        for (name, property) in properties {
            if let Some(index) = position(declared, name, next)
                && let Some((_, schema)) = declared.get(index)
            {
                next = index + 1;
                if !self.below(schema, property) {
                    return false;
                }
            }
        }
        true
    }
}

/// Where a name is declared: likely behind the one before.
#[inline]
fn position(declared: &[(&'static str, &'static Schema)], name: &str, next: usize) -> Option<usize> {
    if declared.get(next).is_some_and(|(known, _)| same(known, name)) {
        return Some(next);
    }
    declared.iter().position(|(known, _)| same(known, name))
}

/// Whether a property is declared.
#[inline]
pub(super) fn is_declared(declared: &[(&'static str, &'static Schema)], name: &str) -> bool {
    declared.iter().any(|(known, _)| same(known, name))
}

/// `required`.
fn has_all(names: &[&str], properties: &Map<String, Value>) -> bool {
    if names.len().saturating_mul(properties.len()) > MOST_COMPARED {
        return names.iter().all(|name| properties.contains_key(*name));
    }
    // Where they are in the same order, no name is looked at twice.
    let mut rest = properties.keys();
    names.iter().all(|name| {
        rest.any(|known| same(known, name)) || {
            rest = properties.keys();
            rest.any(|known| same(known, name))
        }
    })
}

/// Whether two names are the same. Most are short: then they are so many bytes from the front, and as many from the end,
/// which takes two comparisons and no loop.
#[inline]
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        0 => true,
        1 => one.first() == other.first(),
        2..=3 => one.first_chunk::<2>() == other.first_chunk::<2>() && one.last() == other.last(),
        4..=7 => same_ends::<4>(one, other),
        8..=16 => same_ends::<8>(one, other),
        _ => one.first_chunk::<8>() == other.first_chunk::<8>() && one == other,
    }
}

#[inline]
fn same_ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk::<N>() && one.last_chunk::<N>() == other.last_chunk::<N>()
}

fn text_fits(keywords: &[Keyword], text: &str) -> Option<bool> {
    for keyword in keywords {
        let holds = match keyword {
            Keyword::MinLength(least) => kind::is_as_long(text, *least),
            Keyword::MaxLength(most) => kind::is_no_longer(text, *most),
            Keyword::Type(types) => types.contains(Types::STRING),
            Keyword::Enum(literals) => {
                literals.iter().any(|literal| matches!(literal, Literal::Text(known) if same(known, text)))
            }
            Keyword::Const(literal) => matches!(literal, Literal::Text(known) if same(known, text)),
            keyword if is_plain(keyword) => kind::text_holds(keyword, text),
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

fn number_fits(keywords: &[Keyword], number: Number) -> Option<bool> {
    for keyword in keywords {
        let holds = match keyword {
            Keyword::Minimum(bound) => number.compare(*bound).is_ge(),
            Keyword::Maximum(bound) => number.compare(*bound).is_le(),
            Keyword::Type(types) => types.admit_number(number),
            keyword if is_plain(keyword) => kind::number_holds(keyword, number),
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether a keyword speaks of texts or numbers alone, or of nothing.
#[inline]
fn is_plain(keyword: &Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Model(..)
            | Keyword::Sensitive
            | Keyword::MultipleOf(_)
            | Keyword::Minimum(_)
            | Keyword::Maximum(_)
            | Keyword::ExclusiveMinimum(_)
            | Keyword::ExclusiveMaximum(_)
            | Keyword::MinLength(_)
            | Keyword::MaxLength(_)
            | Keyword::Pattern(_)
            | Keyword::Format(_)
    )
}
