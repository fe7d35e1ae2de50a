//! What 3.0 has no words for: it stays in the tree, and is summed up in one warning for each keyword.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Pointer, codes};

/// Keywords of JSON Schema 2020-12 that the emitted validators do not assert. Whoever teaches them one takes it off
/// this list.
const NOT_ASSERTED: &[&str] = &[
    "$dynamicRef",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The first place of each, and how many there are.
#[derive(Default)]
pub(super) struct Unsaid(BTreeMap<&'static str, (String, usize)>);

impl Unsaid {
    /// Notes the keywords that a schema has.
    pub(super) fn look(&mut self, members: &Map<String, Value>, at: &str) {
        for key in members.keys() {
            if let Ok(found) = NOT_ASSERTED.binary_search(&key.as_str())
                && let Some(keyword) = NOT_ASSERTED.get(found)
            {
                self.add(keyword, at);
            }
        }
    }

    /// Notes a keyword that is not asserted at this place.
    pub(super) fn add(&mut self, keyword: &'static str, at: &str) {
        self.0.entry(keyword).or_insert_with(|| (super::origins::child(at, keyword), 0)).1 += 1;
    }

    /// One warning for each keyword.
    pub(super) fn diagnostics(self) -> Diagnostics {
        let each = |(keyword, (at, count)): (&'static str, (String, usize))| {
            let place = Pointer::parse(&at).map_or(Place::None, Place::key);
            let what = if keyword == "type" { "a list of types beside alternatives" } else { keyword };
            let quoted = if keyword == "type" { what.to_owned() } else { format!("`{what}`") };
            let places = match count {
                1 => "at this place".to_owned(),
                more => format!("at this place and {} more", more - 1),
            };
            Diagnostic::warning(codes::NOT_ASSERTED, format!("{quoted} is not asserted yet"))
                .at(place)
                .label(format!("values are not held to it, {places}"))
        };
        self.0.into_iter().map(each).collect()
    }
}

/// What in a schema of a 3.0 document can only be meant as 3.1 means it. Beside a reference, 3.0 reads nothing.
pub(super) fn newer_word(schema: &Value) -> Option<&'static str> {
    let Value::Object(members) = schema else {
        return schema.is_boolean().then_some("true");
    };
    let is = |key: &str, fits: fn(&Value) -> bool| members.get(key).is_some_and(fits);
    let words = [
        ("type", is("type", |value| value.is_array() || value == "null")),
        ("const", members.contains_key("const")),
        ("exclusiveMinimum", is("exclusiveMinimum", Value::is_number)),
        ("exclusiveMaximum", is("exclusiveMaximum", Value::is_number)),
        ("oneOf", is("oneOf", super::members::has_null)),
        ("anyOf", is("anyOf", super::members::has_null)),
    ];
    let found = words.into_iter().find(|(_, found)| *found).map(|(key, _)| key);
    found.filter(|_| !members.contains_key("$ref"))
}

impl Unsaid {
    /// One warning for each word that is newer than the document.
    pub(super) fn newer_words(self) -> Diagnostics {
        let each = |(keyword, (at, count)): (&'static str, (String, usize))| {
            let place = Pointer::parse(&at).map_or(Place::None, Place::value);
            let message = format!("this `{keyword}` came with OpenAPI 3.1, and this is a 3.0 document");
            let places = if count == 1 { String::new() } else { format!(", here and at {} more", count - 1) };
            Diagnostic::warning(codes::NEWER_KEYWORD, message)
                .at(place)
                .label(format!("read as 3.1 means it{places}"))
        };
        self.0.into_iter().map(each).collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_are_sorted() {
        assert!(super::NOT_ASSERTED.is_sorted());
    }
}
