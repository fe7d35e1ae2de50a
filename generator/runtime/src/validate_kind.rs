//! The keywords that need no other schema: numbers, texts, sizes. Whether each holds, and in words what it asks for.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::finding::Words;
use super::instance::{Instance, Kind};
use super::literal::{counted, repeated};
use super::schema::{Keyword, Number};

/// Whether such a keyword holds. Every other keyword does, as far as this is concerned.
pub(super) fn holds<I: Instance>(keyword: &Keyword, value: I) -> bool {
    match value.kind() {
        Kind::Number(number) => number_holds(keyword, number),
        Kind::Text(text) => text_holds(keyword, text),
        Kind::Array => match keyword {
            Keyword::MinItems(least) => value.len() as u64 >= *least,
            Keyword::MaxItems(most) => value.len() as u64 <= *most,
            Keyword::UniqueItems => repeated(value).is_none(),
            _ => true,
        },
        Kind::Object => match keyword {
            Keyword::MinProperties(least) => value.len() as u64 >= *least,
            Keyword::MaxProperties(most) => value.len() as u64 <= *most,
            Keyword::DependentRequired(dependencies) => missing_beside(dependencies, value).next().is_none(),
            _ => true,
        },
        Kind::Null | Kind::Boolean(_) => true,
    }
}

#[inline(never)]
pub(super) fn number_holds(keyword: &Keyword, value: Number) -> bool {
    match keyword {
        Keyword::MultipleOf(divisor) => value.is_multiple_of(*divisor),
        Keyword::Minimum(bound) => value.compare(*bound) != Ordering::Less,
        Keyword::Maximum(bound) => value.compare(*bound) != Ordering::Greater,
        Keyword::ExclusiveMinimum(bound) => value.compare(*bound) == Ordering::Greater,
        Keyword::ExclusiveMaximum(bound) => value.compare(*bound) == Ordering::Less,
        Keyword::Format(format) => format.check_number(value),
        _ => true,
    }
}

/// The same for a text, which may be the name of a property.
#[inline(never)]
pub(super) fn text_holds(keyword: &Keyword, text: &str) -> bool {
    match keyword {
        Keyword::MinLength(least) => is_as_long(text, *least),
        Keyword::MaxLength(most) => is_no_longer(text, *most),
        Keyword::Pattern(pattern) => pattern.matches(text),
        Keyword::Format(format) => format.check(text),
        _ => true,
    }
}

/// `minLength`. A text has no more code points than bytes, and no fewer than a quarter of them.
#[inline]
pub(super) fn is_as_long(text: &str, least: u64) -> bool {
    /// Of how few the last one is found sooner than all are counted.
    const FEW: u64 = 16;
    let has = || match least {
        0 => true,
        1..=FEW => text.chars().zip(1..).any(|(_, count)| count == least),
        _ => text.chars().count() as u64 >= least,
    };
    text.len() as u64 / 4 >= least || text.len() as u64 >= least && has()
}

/// `maxLength`.
#[inline]
pub(super) fn is_no_longer(text: &str, most: u64) -> bool {
    text.len() as u64 <= most || text.chars().count() as u64 <= most
}

/// What `dependentRequired` asks for and is not there, and the property that asks.
pub(super) fn missing_beside<I: Instance>(
    dependencies: &[(&'static str, &'static [&'static str])],
    value: I,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    dependencies
        .iter()
        .filter(move |(name, _)| value.has(name))
        .flat_map(|(name, needed)| needed.iter().map(|needed| (*name, *needed)))
        .filter(move |(_, needed)| !value.has(needed))
}

/// What such a keyword is called, and what it asks for, in words. None: the keyword is not one of these.
pub(super) fn words(keyword: &Keyword, value: &Value) -> Option<(&'static str, Words)> {
    let shown = |name, expected| Some((name, Words::value(expected, value)));
    let characters = || value.as_str().map_or(0, |text| text.chars().count());
    let items = || value.as_array().map_or(0, Vec::len);
    let properties = || value.as_object().map_or(0, Map::len);
    match keyword {
        Keyword::MultipleOf(divisor) => shown("multipleOf", format!("must be a multiple of {divisor}")),
        Keyword::Minimum(bound) => shown("minimum", format!("must be at least {bound}")),
        Keyword::Maximum(bound) => shown("maximum", format!("must be at most {bound}")),
        Keyword::ExclusiveMinimum(bound) => shown("exclusiveMinimum", format!("must be above {bound}")),
        Keyword::ExclusiveMaximum(bound) => shown("exclusiveMaximum", format!("must be below {bound}")),
        Keyword::Pattern(pattern) => shown("pattern", format!("must match the pattern {}", pattern.source())),
        Keyword::Format(format) => shown("format", format!("must be {}", format.words())),
        Keyword::MinLength(least) => Some(("minLength", at_least(*least, characters(), "character"))),
        Keyword::MaxLength(most) => Some(("maxLength", at_most(*most, characters(), "character"))),
        Keyword::MinItems(least) => Some(("minItems", at_least(*least, items(), "item"))),
        Keyword::MaxItems(most) => Some(("maxItems", at_most(*most, items(), "item"))),
        Keyword::MinProperties(least) => Some(("minProperties", at_least(*least, properties(), "property"))),
        Keyword::MaxProperties(most) => Some(("maxProperties", at_most(*most, properties(), "property"))),
        Keyword::UniqueItems => {
            let (first, second) = repeated(value).unwrap_or_default();
            let actual = format!("has the same at {first} and {second}");
            Some(("uniqueItems", Words::new("must have no two equal items".to_owned(), &actual)))
        }
        _ => None,
    }
}

fn at_least(least: u64, count: usize, noun: &str) -> Words {
    Words::new(format!("must have at least {}", counted(least, noun)), &format!("has {count}"))
}

fn at_most(most: u64, count: usize, noun: &str) -> Words {
    Words::new(format!("must have at most {}", counted(most, noun)), &format!("has {count}"))
}
