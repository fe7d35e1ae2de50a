//! The keywords that are about one JSON type: numbers, strings, arrays, objects.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::finding::{Class, Words};
use super::literal::{canonical, counted};
use super::schema::{Keyword, Number, Schema};
use super::validate::{Step, Walk};

impl<'v> Walk<'v> {
    pub(super) fn number(&mut self, keyword: &Keyword, number: &serde_json::Number) {
        let value = Number::of(number);
        let (name, holds, expected) = match keyword {
            Keyword::MultipleOf(divisor) => {
                ("multipleOf", value.is_multiple_of(*divisor), format!("must be a multiple of {divisor}"))
            }
            Keyword::Minimum(bound) => {
                ("minimum", value.compare(*bound) != Ordering::Less, format!("must be at least {bound}"))
            }
            Keyword::Maximum(bound) => {
                ("maximum", value.compare(*bound) != Ordering::Greater, format!("must be at most {bound}"))
            }
            Keyword::ExclusiveMinimum(bound) => (
                "exclusiveMinimum",
                value.compare(*bound) == Ordering::Greater,
                format!("must be above {bound}"),
            ),
            Keyword::ExclusiveMaximum(bound) => (
                "exclusiveMaximum",
                value.compare(*bound) == Ordering::Less,
                format!("must be below {bound}"),
            ),
            Keyword::Format(format) => {
                ("format", format.check_number(value), format!("must be {}", format.words()))
            }
            _ => return,
        };
        if !holds {
            self.report(Class::Bound, name, || Words::number(expected, number));
        }
    }

    pub(super) fn string(&mut self, keyword: &Keyword, text: &str) {
        match *keyword {
            Keyword::MinLength(least) => self.at_least("minLength", least, text.chars().count(), "character"),
            Keyword::MaxLength(most) => self.at_most("maxLength", most, text.chars().count(), "character"),
            Keyword::Pattern(pattern) if !pattern.matches(text) => {
                self.report(Class::Bound, "pattern", || {
                    Words::text(format!("must match the pattern {}", pattern.source()), text)
                })
            }
            Keyword::Format(format) if !format.check(text) => {
                self.report(Class::Bound, "format", || {
                    Words::text(format!("must be {}", format.words()), text)
                });
            }
            _ => {}
        }
    }

    pub(super) fn array(&mut self, keyword: &Keyword, items: &'v [Value]) {
        match *keyword {
            Keyword::MinItems(least) => self.at_least("minItems", least, items.len(), "item"),
            Keyword::MaxItems(most) => self.at_most("maxItems", most, items.len(), "item"),
            Keyword::UniqueItems => self.unique(items),
            Keyword::Items(schema) => {
                for (index, item) in items.iter().enumerate() {
                    if !self.step() {
                        return;
                    }
                    self.descend(Step::Item(index), schema, item);
                }
            }
            _ => {}
        }
    }

    pub(super) fn object(&mut self, schema: &Schema, keyword: &Keyword, properties: &'v Map<String, Value>) {
        match *keyword {
            Keyword::MinProperties(least) => {
                self.at_least("minProperties", least, properties.len(), "property")
            }
            Keyword::MaxProperties(most) => self.at_most("maxProperties", most, properties.len(), "property"),
            Keyword::Required(names) => {
                for name in names.iter().filter(|name| !properties.contains_key(**name)) {
                    self.report_at(name, Class::Missing, "required", Words::missing);
                }
            }
            Keyword::Properties(declared) => {
                for (name, schema) in declared {
                    if !self.step() {
                        return;
                    }
                    if let Some(value) = properties.get(*name) {
                        self.descend(Step::Property(name), schema, value);
                    }
                }
            }
            Keyword::AdditionalProperties(additional) => self.additional(schema, additional, properties),
            _ => {}
        }
    }

    fn additional(&mut self, schema: &Schema, additional: &Schema, properties: &'v Map<String, Value>) {
        let declared = |name: &str| {
            schema.keywords.iter().any(|keyword| match keyword {
                Keyword::Properties(declared) => declared.iter().any(|(known, _)| *known == name),
                _ => false,
            })
        };
        let closed = additional.keywords.iter().any(|keyword| matches!(keyword, Keyword::Never));
        for (name, value) in properties {
            if !self.step() {
                return;
            }
            if declared(name) {
                continue;
            }
            if closed {
                self.report_at(name, Class::Unexpected, "additionalProperties", Words::unexpected);
            } else {
                self.descend(Step::Property(name), additional, value);
            }
        }
    }

    fn unique(&mut self, items: &[Value]) {
        let mut seen = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(first) = seen.insert(canonical(item), index) {
                self.report(Class::Bound, "uniqueItems", || {
                    let actual = format!("has the same at {first} and {index}");
                    Words::new("must have no two equal items".to_owned(), &actual)
                });
                return;
            }
        }
    }

    fn at_least(&mut self, keyword: &'static str, least: u64, count: usize, noun: &str) {
        if (count as u64) < least {
            self.report(Class::Bound, keyword, || {
                Words::new(format!("must have at least {}", counted(least, noun)), &format!("has {count}"))
            });
        }
    }

    fn at_most(&mut self, keyword: &'static str, most: u64, count: usize, noun: &str) {
        if count as u64 > most {
            self.report(Class::Bound, keyword, || {
                Words::new(format!("must have at most {}", counted(most, noun)), &format!("has {count}"))
            });
        }
    }
}
