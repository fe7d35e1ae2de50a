//! Properties that an object declares no names for: what they may be called, and what they hold.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::document::Document;

use super::samples_fits::matches;
use super::samples_merge::flatten;
use super::samples_text;

type Keywords = Map<String, Value>;

/// Whether a schema says what further properties hold.
pub(super) fn are_described(keywords: &Keywords) -> bool {
    keywords.get("additionalProperties").is_some_and(Value::is_object) || patterns(keywords).next().is_some()
}

/// A name that a further property may have; none where there may be no such property.
pub(super) fn invented(
    document: &Document,
    keywords: &Keywords,
    formats: &BTreeMap<String, String>,
    index: usize,
) -> Option<String> {
    if let Some(names) = keywords.get("propertyNames") {
        let names = flatten(document, names).keywords;
        if let Some(listed) = names.get("enum").and_then(Value::as_array) {
            return listed.get(index.checked_rem(listed.len())?)?.as_str().map(str::to_owned);
        }
        return samples_text::string(&names, formats, index);
    }
    match patterns(keywords).next() {
        Some((pattern, _)) => {
            samples_text::string(json!({ "pattern": pattern }).as_object()?, formats, index)
        }
        None if index == 0 => Some("example".to_owned()),
        None => Some(format!("example{}", index - 1)),
    }
}

/// What a further property of this name holds; none where nothing is said of it.
pub(super) fn schema_of(name: &str, keywords: &Keywords) -> Option<Value> {
    let matching = patterns(keywords).filter(|(pattern, _)| matches(pattern, name));
    let matching: Vec<&Value> = matching.map(|(_, schema)| schema).collect();
    match matching.as_slice() {
        [] => keywords.get("additionalProperties").filter(|schema| schema.is_object()).cloned(),
        [only] => Some((*only).clone()),
        all => Some(json!({ "allOf": all })),
    }
}

/// What a declared property holds, by the patterns that its name matches as well.
pub(super) fn with_patterns<'s>(name: &str, schema: &'s Value, keywords: &Keywords) -> Cow<'s, Value> {
    let mut members = vec![schema];
    members
        .extend(patterns(keywords).filter(|(pattern, _)| matches(pattern, name)).map(|(_, schema)| schema));
    if members.len() == 1 { Cow::Borrowed(schema) } else { Cow::Owned(json!({ "allOf": members })) }
}

/// Whether the whole object has to be another where it has this property.
pub(super) fn brings_more(name: &str, keywords: &Keywords) -> bool {
    keywords.get("dependentSchemas").is_some_and(|schemas| schemas.get(name).is_some())
}

/// The properties that have to be there besides, because others are: those that `required` names, and what all of these need.
pub(super) fn needed_by<'k>(object: &Keywords, required: &[&'k str], keywords: &'k Keywords) -> Vec<&'k str> {
    let needs = keywords.get("dependentRequired").and_then(Value::as_object);
    let of = |name: &str| needs.and_then(|needs| needs.get(name)).and_then(Value::as_array);
    let mut seen = BTreeSet::new();
    let mut needed: Vec<&str> = required.iter().copied().filter(|name| seen.insert(*name)).collect();
    let beside = object.keys().filter_map(|name| of(name)).flatten().filter_map(Value::as_str);
    needed.extend(beside.filter(|name| seen.insert(*name)));
    let mut next = 0;
    while let Some(name) = needed.get(next) {
        let more = of(name).into_iter().flatten().filter_map(Value::as_str);
        needed.extend(more.filter(|name| seen.insert(*name)));
        next += 1;
    }
    needed.retain(|name| !object.contains_key(*name));
    needed
}

fn patterns(keywords: &Keywords) -> impl Iterator<Item = (&String, &Value)> {
    keywords.get("patternProperties").and_then(Value::as_object).into_iter().flatten()
}
