//! JSON that satisfies a schema: the document's own values where they are valid, else invented.
//!
//! It is made from the document's tree, where examples, defaults and formats of every place are, not from the IR, which
//! keeps what the emitted crate needs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{Document, Pointer};

use super::samples_fits::{Judge, target};
use super::samples_merge::{Flat, flatten};
use super::{samples_any, samples_items, samples_names, samples_text};

/// How deep optional properties are filled in, and how deep anything is.
const FILLED: usize = 6;
const DEPTH: usize = 24;
/// How many values are made with everything filled in; after these, only with what is required.
const MANY: usize = 4000;
/// How many more are tried in the place of an item that is there already.
const VARIANTS: usize = 16;
/// How many values are tried at all.
const MOST: usize = 40_000;

/// What makes values of a document's schemas.
pub(super) struct Maker<'a> {
    document: &'a Document,
    judge: Judge<'a>,
    /// Formats of the document's own, and what they assert.
    formats: &'a BTreeMap<String, String>,
    full: bool,
    made: usize,
    /// References whose values are being made.
    open: Vec<String>,
}

impl<'a> Maker<'a> {
    /// One that makes the least that is valid, or with everything filled in.
    pub(super) fn new(document: &'a Document, formats: &'a BTreeMap<String, String>, full: bool) -> Self {
        Self { document, judge: Judge::new(document), formats, full, made: 0, open: Vec::new() }
    }

    /// A value of a schema, `example` if it is one; none where the schema allows none of a size that can be written.
    pub(super) fn value(&mut self, schema: &Value, example: Option<&Value>) -> Option<Value> {
        self.made = 0;
        self.judge = Judge::new(self.document);
        self.make(schema, example, 0, 0)
    }

    fn fills(&self, depth: usize) -> bool {
        self.full && depth < FILLED && self.made < MANY
    }

    fn make(
        &mut self,
        schema: &Value,
        example: Option<&Value>,
        depth: usize,
        variant: usize,
    ) -> Option<Value> {
        self.made += 1;
        if depth > DEPTH || self.made > MOST {
            return None;
        }
        let flat = flatten(self.document, schema);
        if flat.keywords.get("not").is_some_and(|not| not.as_object().is_some_and(Map::is_empty)) {
            return None;
        }
        let reference = schema.get("$ref").and_then(Value::as_str);
        self.open.extend(reference.map(str::to_owned));
        let made = self.made_of(&flat, schema, example, depth, variant);
        // What is forbidden is no way to make a value: another is tried.
        let made = match made {
            Some(value) if flat.keywords.contains_key("not") && !self.judge.accepts(schema, &value) => {
                Some(samples_any::fitting(&self.judge, schema).unwrap_or(value))
            }
            made => made,
        };
        if reference.is_some() {
            self.open.pop();
        }
        made
    }

    /// Whether a value would lie within another of the same schema: it need not be shown twice.
    fn is_open(&self, schema: &Value) -> bool {
        let item = schema.get("items").unwrap_or(schema);
        item.get("$ref")
            .and_then(Value::as_str)
            .is_some_and(|reference| self.open.iter().any(|open| open == reference))
    }

    fn made_of(
        &mut self,
        flat: &Flat,
        schema: &Value,
        example: Option<&Value>,
        depth: usize,
        variant: usize,
    ) -> Option<Value> {
        if let Some(values) = flat.keywords.get("enum").and_then(Value::as_array) {
            let mut values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            if let Some(example) = example.filter(|example| variant == 0 && values.contains(example)) {
                values = vec![example];
            }
            let Some(index) = variant.checked_rem(values.len()) else { return Some(Value::Null) };
            return values.get(index).map(|value| (*value).clone());
        }
        let own = ["example", "default"].iter().filter_map(|keyword| flat.keywords.get(*keyword));
        let given: Vec<&Value> = example.into_iter().chain(own).filter(|value| !value.is_null()).collect();
        let plain = |value: &&&Value| !value.is_object() && !value.is_array();
        if let Some(value) =
            given.iter().filter(plain).find(|value| variant == 0 && self.judge.accepts(schema, value))
        {
            return Some((**value).clone());
        }
        if !flat.choices.is_empty() {
            return self.chosen(flat, schema, given.first().copied(), depth, variant);
        }
        self.plain(flat, schema, &given, depth, variant)
    }

    fn plain(
        &mut self,
        flat: &Flat,
        schema: &Value,
        given: &[&Value],
        depth: usize,
        variant: usize,
    ) -> Option<Value> {
        let keywords = &flat.keywords;
        match flat.kind() {
            "object" => self.object(flat, given, depth),
            "array" => self.array(keywords, given, depth),
            "string" => samples_text::string(keywords, self.formats, variant).map(Value::String),
            "integer" => samples_text::number(keywords, true, variant),
            "number" => samples_text::number(keywords, false, variant),
            "boolean" => Some(Value::Bool(variant.is_multiple_of(2))),
            // Any value: one of the document's, if there is any.
            _ => {
                let found = given.iter().find(|value| self.judge.accepts(schema, value));
                Some(found.map_or_else(|| Value::String("example".to_owned()), |value| (*value).clone()))
            }
        }
    }

    /// A value of one member of `oneOf` or `anyOf`: the first with which the whole schema is satisfied.
    fn chosen(
        &mut self,
        flat: &Flat,
        schema: &Value,
        example: Option<&Value>,
        depth: usize,
        variant: usize,
    ) -> Option<Value> {
        if depth > DEPTH || self.made > MOST {
            return None;
        }
        let mut rest = flat.clone();
        let members = rest.choices.pop()?;
        if rest.choices.is_empty() {
            // It has said what it has to say, and its mapping may be as long as the list of members.
            rest.keywords.shift_remove("discriminator");
        }
        let mut last = None;
        let was = self.full;
        // The other way round where that has no value: what few properties have fits several members, what many have none.
        for full in [was, !was] {
            self.full = full;
            for member in &members {
                let mut tried = rest.clone();
                tried.add(self.document, member);
                tag(&mut tried, flat, member);
                self.made += 1;
                let made = self.made_of(&tried, schema, example, depth + 1, variant);
                if let Some(value) = made {
                    if self.judge.accepts(schema, &value) {
                        self.full = was;
                        return Some(value);
                    }
                    last = last.or(Some(value));
                }
            }
            self.full = was;
        }
        last
    }

    fn object(&mut self, flat: &Flat, given: &[&Value], depth: usize) -> Option<Value> {
        let keywords = &flat.keywords;
        let empty = Map::new();
        let properties = keywords.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = keywords.get("required").and_then(Value::as_array).into_iter().flatten();
        let required: Vec<&str> = required.filter_map(Value::as_str).collect();
        let count = |keyword: &str| count(keywords, keyword);
        let (least, most) = (count("minProperties").unwrap_or(0), count("maxProperties").unwrap_or(u64::MAX));
        let hint = |name: &str| given.iter().find_map(|value| value.get(name));
        let mut object = Map::new();
        for (name, schema) in properties {
            let needed = required.contains(&name.as_str());
            let schema = &samples_names::with_patterns(name, schema, keywords);
            if needed {
                object.insert(name.clone(), self.make(schema, hint(name), depth + 1, 0)?);
            } else if (self.fills(depth) && !self.is_open(schema) || (object.len() as u64) < least)
                && (object.len() as u64) < most
                && !self.is_read_only(schema)
                && !samples_names::brings_more(name, keywords)
            {
                // An optional property without a value that can be written is left out.
                if let Some(value) = self.make(schema, hint(name), depth + 1, 0) {
                    object.insert(name.clone(), value);
                }
            }
        }
        let needed = samples_names::needed_by(&object, &required, keywords);
        let mut names: Vec<String> = needed.into_iter().map(str::to_owned).collect();
        if samples_names::are_described(keywords)
            && properties.is_empty()
            && self.fills(depth)
            && names.is_empty()
        {
            names.extend(samples_names::invented(self.document, keywords, self.formats, 0));
        }
        let missing =
            usize::try_from(least).unwrap_or_default().min(100).saturating_sub(object.len() + names.len());
        for index in 0..missing {
            names.push(samples_names::invented(self.document, keywords, self.formats, index + 1)?);
        }
        for name in names {
            let declared = properties.get(&name).cloned();
            let value = match declared.or_else(|| samples_names::schema_of(&name, keywords)) {
                Some(schema) => self.make(&schema, hint(&name), depth + 1, 0)?,
                None => hint(&name).cloned().unwrap_or_else(|| Value::String("example".to_owned())),
            };
            object.insert(name, value);
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, keywords: &Map<String, Value>, given: &[&Value], depth: usize) -> Option<Value> {
        let count =
            |keyword: &str| count(keywords, keyword).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        let items = samples_items::Items::of(keywords);
        let least = count("minItems").unwrap_or(0).max(items.least()).min(1000);
        let most = count("maxItems").unwrap_or(usize::MAX);
        let repeats = keywords.get("items").is_some_and(|items| self.is_open(items));
        let wanted = if self.fills(depth) && !repeats { least.max(items.shown()).min(most) } else { least };
        let hint = |index: usize| given.iter().find_map(|value| value.as_array()?.get(index));
        let unique = keywords.get("uniqueItems").and_then(Value::as_bool).unwrap_or_default();
        let mut made = Vec::new();
        for index in 0..wanted {
            let schema = items.schema(index);
            let mut item = self.make(&schema, hint(index), depth + 1, if unique { index } else { 0 });
            // Where the document has values for some of them, an invented one may be there already.
            let mut variants = index + 1..index + 1 + wanted.min(VARIANTS);
            while unique && item.as_ref().is_some_and(|item| made.contains(item)) {
                let Some(variant) = variants.next() else { break };
                item = self.make(&schema, None, depth + 1, variant);
            }
            match item {
                Some(item) => made.push(item),
                None if made.len() < least => return None,
                None => break,
            }
        }
        Some(Value::Array(made))
    }

    fn is_read_only(&self, schema: &Value) -> bool {
        let read_only = target(self.document, schema).and_then(|schema| schema.get("readOnly"));
        read_only.and_then(Value::as_bool).unwrap_or_default()
    }
}

/// A number of items or properties: 2.0 is one as well.
fn count(keywords: &Map<String, Value>, keyword: &str) -> Option<u64> {
    samples_text::count(keywords.get(keyword)?)
}

/// Gives the property of a discriminator the value that stands for a member.
fn tag(tried: &mut Flat, parent: &Flat, member: &Value) {
    let Some(discriminator) = parent.keywords.get("discriminator") else { return };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    let Some(reference) = member.get("$ref").and_then(Value::as_str) else { return };
    let name = Pointer::parse(reference).and_then(|pointer| pointer.last()).unwrap_or_default();
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping
        .into_iter()
        .flatten()
        .find(|(_, target)| target.as_str().is_some_and(|target| target == reference || target == name));
    let value = Value::String(mapped.map_or(name, |(value, _)| value.clone()));
    let properties = tried.keywords.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    if let Some(properties) = properties.as_object_mut() {
        let described = properties.entry(property).or_insert_with(|| Value::Object(Map::new()));
        let listed = described.get("enum").is_some()
            || described.get("$ref").is_some()
            || described.get("allOf").is_some();
        if !listed {
            *described = serde_json::json!({ "enum": [value] });
        }
    }
    let required = tried.keywords.entry("required").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(required) = required.as_array_mut().filter(|list| !list.iter().any(|name| name == property)) {
        required.push(Value::String(property.to_owned()));
    }
}
