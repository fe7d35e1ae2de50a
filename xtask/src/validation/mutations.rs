//! Valid values with one keyword broken.

use serde_json::{Map, Number, Value, json};

/// A value that breaks one keyword, as far as can be told without a validator.
pub(super) struct Mutant {
    pub(super) value: Value,
    /// The keyword.
    pub(super) keyword: &'static str,
    /// Where: a JSON Pointer into the value; for `required` that of the property that is gone.
    pub(super) at: String,
}

/// All of a value, which is valid by the schema.
pub(super) fn of(schemas: &Map<String, Value>, schema: &Value, value: &Value, most: usize) -> Vec<Mutant> {
    let mut search = Search { schemas, root: value, found: Vec::new(), most };
    search.schema(schema, value, &mut String::new(), 0);
    search.found
}

/// The deepest that schemas are followed.
const DEEPEST: usize = 24;

struct Search<'a> {
    schemas: &'a Map<String, Value>,
    root: &'a Value,
    found: Vec<Mutant>,
    most: usize,
}

impl<'a> Search<'a> {
    fn schema(&mut self, schema: &'a Value, value: &'a Value, at: &mut String, depth: usize) {
        let Value::Object(keywords) = schema else { return };
        if depth > DEEPEST || self.found.len() >= self.most {
            return;
        }
        for (keyword, argument) in keywords {
            self.broken(keyword, argument, value, at);
            self.within(keyword, argument, value, at, depth + 1);
        }
    }

    /// The schemas that a keyword applies, to the value or to what is in it.
    fn within(
        &mut self,
        keyword: &str,
        argument: &'a Value,
        value: &'a Value,
        at: &mut String,
        depth: usize,
    ) {
        match (keyword, argument, value) {
            ("$ref", Value::String(reference), _) => {
                let target = super::reference::target(reference).and_then(|name| self.schemas.get(&name));
                if let Some(target) = target {
                    self.schema(target, value, at, depth);
                }
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(members), _) => {
                members.iter().for_each(|member| self.schema(member, value, at, depth));
            }
            ("then" | "else", schema, _) => self.schema(schema, value, at, depth),
            ("dependentSchemas", Value::Object(schemas), Value::Object(properties)) => {
                let there = schemas.iter().filter(|(name, _)| properties.contains_key(*name));
                there.for_each(|(_, schema)| self.schema(schema, value, at, depth));
            }
            ("properties", Value::Object(declared), Value::Object(properties)) => {
                for (name, schema) in declared {
                    if let Some(property) = properties.get(name) {
                        super::places::step(at, name, |at| self.schema(schema, property, at, depth));
                    }
                }
            }
            // Where other keywords speak of a property as well, what comes of it is broken twice, and is not asked about.
            ("additionalProperties" | "unevaluatedProperties", schema, Value::Object(properties)) => {
                for (name, property) in properties.iter().take(3) {
                    super::places::step(at, name, |at| self.schema(schema, property, at, depth));
                }
            }
            ("patternProperties", Value::Object(schemas), Value::Object(properties)) => {
                for (schema, (name, property)) in schemas
                    .values()
                    .flat_map(|schema| properties.iter().take(3).map(move |each| (schema, each)))
                {
                    super::places::step(at, name, |at| self.schema(schema, property, at, depth));
                }
            }
            ("prefixItems", Value::Array(schemas), Value::Array(items)) => {
                for (index, (schema, item)) in schemas.iter().zip(items).enumerate() {
                    super::places::step(at, &index.to_string(), |at| self.schema(schema, item, at, depth));
                }
            }
            ("items" | "unevaluatedItems", schema, Value::Array(items)) => {
                // The first and the last are as good as any other.
                let last = items.len().saturating_sub(1);
                for (index, item) in items.iter().enumerate().filter(|(index, _)| [0, last].contains(index)) {
                    super::places::step(at, &index.to_string(), |at| self.schema(schema, item, at, depth));
                }
            }
            _ => {}
        }
    }

    fn broken(&mut self, keyword: &str, argument: &'a Value, value: &'a Value, at: &str) {
        match (keyword, value) {
            ("required", Value::Object(properties)) => {
                for name in argument.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    let mut left = properties.clone();
                    if left.shift_remove(name).is_some() {
                        self.add("required", at, &beside(at, name), Value::Object(left));
                    }
                }
            }
            ("additionalProperties", Value::Object(properties)) if *argument == json!(false) => {
                self.add_property("additionalProperties", "notOfThisSchema", at, properties);
            }
            ("unevaluatedProperties", Value::Object(properties)) if *argument == json!(false) => {
                self.add_property("unevaluatedProperties", "notOfThisSchema", at, properties);
            }
            ("items" | "unevaluatedItems", Value::Array(items)) if *argument == json!(false) => {
                let keyword = if keyword == "items" { "items" } else { "unevaluatedItems" };
                let more = items.iter().cloned().chain([json!(1)]).collect();
                self.add(keyword, at, &beside(at, &items.len().to_string()), more);
            }
            ("propertyNames", Value::Object(properties)) => {
                for name in ["Not a name!", "", "x", "notOfThisSchemaAndMuchTooLongForAName"] {
                    self.add_property("propertyNames", name, at, properties);
                }
            }
            ("dependentRequired", Value::Object(properties)) => {
                let needed = argument.as_object().into_iter().flatten();
                let needed =
                    needed.filter(|(name, _)| properties.contains_key(*name)).map(|(_, names)| names);
                for name in needed.filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
                    let mut left = properties.clone();
                    if left.shift_remove(name).is_some() {
                        let place = beside(at, name);
                        self.add("dependentRequired", at, &place, Value::Object(left));
                    }
                }
            }
            _ => {
                for (keyword, broken) in broken(keyword, argument, value) {
                    self.add(keyword, at, at, broken);
                }
            }
        }
    }

    fn add_property(&mut self, keyword: &'static str, name: &str, at: &str, properties: &Map<String, Value>) {
        let mut more = properties.clone();
        if more.insert(name.to_owned(), json!(1)).is_none() {
            self.add(keyword, at, &beside(at, name), Value::Object(more));
        }
    }

    fn add(&mut self, keyword: &'static str, at: &str, place: &str, broken: Value) {
        let mut value = self.root.clone();
        if let Some(slot) = value.pointer_mut(at) {
            *slot = broken;
            self.found.push(Mutant { value, keyword, at: place.to_owned() });
        }
    }
}

/// The place of a property.
fn beside(at: &str, name: &str) -> String {
    let (mut place, mut found) = (at.to_owned(), String::new());
    super::places::step(&mut place, name, |place| found.clone_from(place));
    found
}

/// A keyword, and a value that it refuses.
type Broken = (&'static str, Value);

/// Values that a keyword refuses, as near to the valid one as can be.
fn broken(keyword: &str, argument: &Value, value: &Value) -> Vec<Broken> {
    let one = |keyword, value| vec![(keyword, value)];
    match (keyword, value) {
        ("type", _) => one("type", of_another_type(argument)),
        ("enum", Value::String(text)) => one("enum", json!(format!("{text}_x"))),
        ("enum", Value::Number(_)) => one("enum", json!(987_654_321)),
        ("enum", Value::Bool(_)) => one("enum", json!(value == &json!(false))),
        ("const", Value::String(text)) => one("const", json!(format!("{text}_x"))),
        ("const", Value::Number(_)) => one("const", json!(987_654_321)),
        ("const", Value::Bool(flag)) => one("const", json!(!flag)),
        ("format", Value::String(_)) => one("format", json!("no format has this: \u{1} %%")),
        ("not", _) => {
            let words = ["", " ", "a b", "null"].map(|text| ("not", json!(text)));
            let others = [json!(null), json!(0), json!([]), json!({})].map(|other| ("not", other));
            words.into_iter().chain(others).collect()
        }
        (keyword, Value::String(text)) => broken_text(keyword, argument, text),
        (keyword, Value::Number(number)) => broken_number(keyword, argument, number),
        (keyword, Value::Array(_) | Value::Object(_)) => broken_whole(keyword, argument, value),
        _ => Vec::new(),
    }
}

fn broken_text(keyword: &str, argument: &Value, text: &str) -> Vec<Broken> {
    match keyword {
        "minLength" => {
            let shorter = count(argument).and_then(|count| count.checked_sub(1));
            shorter
                .map(|shorter| ("minLength", json!(text.chars().take(shorter).collect::<String>())))
                .into_iter()
                .collect()
        }
        "maxLength" => {
            let last = text.chars().next_back().unwrap_or('a');
            let longer = |count: usize| {
                text.chars().chain(std::iter::repeat(last)).take(count + 1).collect::<String>()
            };
            count(argument).map(|count| ("maxLength", json!(longer(count)))).into_iter().collect()
        }
        "pattern" => {
            let others = ["\u{1}", "", "é", "-", "a", "1"];
            others
                .iter()
                .map(|other| {
                    ("pattern", json!(format!("{other}{}", text.chars().skip(1).collect::<String>())))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn broken_number(keyword: &str, argument: &Value, value: &Number) -> Vec<Broken> {
    let number = argument.as_f64();
    let one = |keyword, value| vec![(keyword, value)];
    match keyword {
        "minimum" => number.map(|bound| ("minimum", of_float(bound.floor() - 1.0))).into_iter().collect(),
        "maximum" => number.map(|bound| ("maximum", of_float(bound.ceil() + 1.0))).into_iter().collect(),
        "exclusiveMinimum" => one("exclusiveMinimum", argument.clone()),
        "exclusiveMaximum" => one("exclusiveMaximum", argument.clone()),
        "multipleOf" => {
            let found = value.as_f64().unwrap_or_default();
            number.map(|by| ("multipleOf", of_float(found + by / 2.0))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The same of an array or an object.
fn broken_whole(keyword: &str, argument: &Value, value: &Value) -> Vec<Broken> {
    let count = count(argument);
    let one = |keyword, value| vec![(keyword, value)];
    match (keyword, value) {
        ("minItems", Value::Array(items)) => {
            let fewer = count.and_then(|count| count.checked_sub(1));
            fewer.map(|fewer| ("minItems", items.iter().take(fewer).cloned().collect())).into_iter().collect()
        }
        ("maxItems", Value::Array(items)) if !items.is_empty() => count
            .map(|count| ("maxItems", items.iter().cycle().take(count + 1).cloned().collect()))
            .into_iter()
            .collect(),
        ("contains", Value::Array(_)) => one("contains", json!([])),
        ("minProperties", Value::Object(properties)) => {
            let fewer = count.and_then(|count| count.checked_sub(1));
            let few = |fewer| properties.clone().into_iter().take(fewer).collect::<Map<_, _>>();
            fewer.map(|fewer| ("minProperties", Value::Object(few(fewer)))).into_iter().collect()
        }
        ("maxProperties", Value::Object(properties)) => {
            let last = properties.values().next_back().cloned().unwrap_or_default();
            let more = (0_u32..).map(|number| (format!("more{number}"), last.clone()));
            let many = |most: usize| {
                properties.clone().into_iter().chain(more).take(most + 1).collect::<Map<_, _>>()
            };
            count.map(|most| ("maxProperties", Value::Object(many(most)))).into_iter().collect()
        }
        ("uniqueItems", Value::Array(items)) if *argument == json!(true) && !items.is_empty() => {
            one("uniqueItems", items.iter().chain(items.first()).cloned().collect())
        }
        _ => Vec::new(),
    }
}

fn count(argument: &Value) -> Option<usize> {
    argument.as_u64().and_then(|count| usize::try_from(count).ok()).filter(|count| *count < 5000)
}

fn of_float(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn of_another_type(types: &Value) -> Value {
    let has = |name: &str| {
        *types == json!(name) || types.as_array().is_some_and(|types| types.iter().any(|known| known == name))
    };
    let others = [
        (json!("x"), has("string")),
        (json!(1), has("integer") || has("number")),
        (json!(true), has("boolean")),
        (json!([]), has("array")),
        (json!({}), has("object")),
    ];
    others.into_iter().find(|(_, known)| !known).map_or(Value::Null, |(value, _)| value)
}
