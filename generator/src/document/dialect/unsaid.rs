//! Words of 3.1 in a document of 3.0: they are summed up in one warning for each.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Pointer, codes};

/// The first place of each, and how many there are.
#[derive(Default)]
pub(super) struct Unsaid(BTreeMap<&'static str, (String, usize)>);

impl Unsaid {
    /// Notes a keyword that is newer than the document.
    pub(super) fn add(&mut self, keyword: &'static str, at: &str) {
        self.0.entry(keyword).or_insert_with(|| (super::origins::child(at, keyword), 0)).1 += 1;
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
