//! The shortest way through what most values are: texts and numbers without schemas in their schemas, and arrays.

use super::instance::{Instance, Kind};
use super::schema::{Keyword, Literal, Number, Schema, Types};
use super::validate_holds::{Test, prefix};
use super::validate_kind as kind;

impl<I: Instance> Test<I> {
    /// Whether a value fits a schema that has a type and no other schemas in it; none when it is another one.
    #[inline(always)]
    pub(super) fn plain(schema: &Schema, value: Kind<'_>) -> Option<bool> {
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
            Kind::Text(text) => text_fits(keywords, text),
            Kind::Number(number) => number_fits(keywords, number),
            Kind::Boolean(_) | Kind::Null | Kind::Array | Kind::Object => None,
        }
    }

    /// The keywords of a schema for an array.
    pub(super) fn array_holds(&mut self, keywords: &'static [Keyword], value: I) -> bool {
        keywords.iter().all(|keyword| match keyword {
            Keyword::Type(types) => types.contains(Types::ARRAY),
            Keyword::Items(schema) => self.items(schema, prefix(keywords), value),
            Keyword::Model(..) => true,
            keyword => self.keyword(keywords, keyword, value),
        })
    }

    fn items(&mut self, schema: &Schema, from: usize, value: I) -> bool {
        // Most arrays have the same schema for all their items.
        let mut items = value.items();
        if from > 0 {
            items.nth(from - 1);
        }
        items.all(|item| self.below(schema, item))
    }
}

/// Whether a text is one of these, which are in order.
#[inline]
pub(super) fn is_listed(texts: &[&str], text: &str) -> bool {
    // As many are compared as quickly as they are halved.
    const FEW: usize = 8;
    match texts.len() {
        0..=FEW => texts.contains(&text),
        _ => texts.binary_search(&text).is_ok(),
    }
}

fn text_fits(keywords: &[Keyword], text: &str) -> Option<bool> {
    for keyword in keywords {
        let holds = match keyword {
            Keyword::MinLength(least) => kind::is_as_long(text, *least),
            Keyword::MaxLength(most) => kind::is_no_longer(text, *most),
            Keyword::Type(types) => types.contains(Types::STRING),
            Keyword::Texts(texts) => is_listed(texts, text),
            Keyword::Const(literal) => matches!(literal, Literal::Text(known) if *known == text),
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
            Keyword::Type(types) => types.admit(Kind::Number(number)),
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
