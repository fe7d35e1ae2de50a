//! Schemas and values at random before both validators: what no document's author thought of.
//!
//! A seed makes the same document on every machine. References go forward where they are about the same value, so that no
//! schema asks for itself without a step into the value; values are made near their schema, so that about half are valid.

use fastrand::Rng;
use runtime::validate::{validate, validate_json};
use serde_json::{Map, Value, json};

use super::examples::{Asked, judge};

const DOCUMENTS: u64 = 40;
const SCHEMAS: usize = 24;
const EXAMPLES: usize = 8;
/// How deep schemas and values go.
const DEEPEST: usize = 4;

const NAMES: &[&str] = &["a", "b", "id", "kind", "x-1"];
const TEXTS: &[&str] = &["", "a", "aaaa", "ab1", "b", "cat", "é😀"];

#[test]
fn both_agree_about_whatever_chance_makes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for seed in 0..DOCUMENTS {
        let path = folder.path().join(format!("{seed}.json"));
        std::fs::write(&path, document(seed).to_string()).unwrap();
        let row = judge(&format!("seed {seed}"), &path, false, false);
        assert_eq!(row.error, None, "seed {seed}");
        assert_eq!(row.agree, SCHEMAS * EXAMPLES, "seed {seed}: {}", serde_json::to_string(&row).unwrap());
        // Told property by property, as models are, it is neither more nor less valid.
        let asked = Asked::of(&path, false).unwrap();
        for example in &asked.examples {
            let table = asked.tables.get(&example.schema).unwrap();
            let [json, told] = [validate_json(table, &example.value), validate(table, &example.value)];
            assert_eq!(json, told, "seed {seed}: {}", example.at);
        }
        (valid, invalid) = (valid + row.valid, invalid + row.invalid);
    }
    assert!(valid > 2 * invalid / 3 && invalid > valid / 3, "{valid} valid, {invalid} invalid");
}

fn document(seed: u64) -> Value {
    let mut chance = Chance { rng: Rng::with_seed(seed), at: 0 };
    let mut schemas: Vec<Value> = Vec::new();
    for at in 0..SCHEMAS {
        chance.at = at;
        let schema = chance.schema(0, true);
        schemas.push(if schema.is_object() { schema } else { json!({}) });
    }
    let near: Vec<Value> = schemas
        .iter()
        .map(|schema| (0..EXAMPLES).map(|_| chance.near(schema, &schemas, 0)).collect())
        .collect();
    let mut named = Map::new();
    for (at, (mut schema, examples)) in schemas.into_iter().zip(near).enumerate() {
        schema["examples"] = examples;
        named.insert(name(at), schema);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Chance", "version": "1" },
        "components": { "schemas": named },
    })
}

fn name(at: usize) -> String {
    format!("S{at}")
}

struct Chance {
    rng: Rng,
    /// Which schema is being made.
    at: usize,
}

impl Chance {
    fn once_in(&mut self, many: u32) -> bool {
        self.rng.u32(0..many) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(0..of.len())].clone()
    }

    /// Some of them, in their order.
    fn some<'t>(&mut self, of: &[&'t str], most: usize) -> Vec<&'t str> {
        let mut some: Vec<&str> = (0..self.rng.usize(1..=most)).map(|_| self.pick(of)).collect();
        some.sort_unstable();
        some.dedup();
        some
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.rng.u32(0..if depth < DEEPEST { 8 } else { 5 }) {
            0 => Value::Null,
            1 => self.rng.bool().into(),
            2 => self.pick(&[json!(0), json!(1), json!(3), json!(-1), json!(9_007_199_254_740_993_i64)]),
            3 => self.pick(&[json!(0.5), json!(2.0), json!(0.1), json!(-3.25), json!(1e3)]),
            4 => self.pick(TEXTS).into(),
            5 => (0..self.rng.usize(0..4)).map(|_| self.value(depth + 1)).collect(),
            _ => {
                self.some(NAMES, 3).into_iter().map(|name| (name.to_owned(), self.value(depth + 1))).collect()
            }
        }
    }

    /// `same`: whether it is about the value that the whole schema is about.
    fn schema(&mut self, depth: usize, same: bool) -> Value {
        if depth >= DEEPEST || self.once_in(12) {
            let few = ["string", "integer", "boolean", "null"].map(|kind| json!({ "type": kind }));
            return match self.rng.u32(0..6) {
                0 => self.rng.bool().into(),
                1 => json!({ "const": self.pick(TEXTS) }),
                2 => json!({ "enum": self.some(TEXTS, 3) }),
                _ => self.pick(&few),
            };
        }
        let mut schema = match self.rng.u32(0..8) {
            0 => return self.reference(same),
            1..=3 => self.of_object(depth + 1, same),
            4 => self.of_array(depth + 1, same),
            5 => self.of_text(),
            6 => self.of_number(),
            _ => json!({}),
        };
        if schema == json!({}) || self.once_in(6) {
            self.combine(&mut schema, depth + 1, same);
        }
        schema
    }

    fn reference(&mut self, same: bool) -> Value {
        let first = if same { self.at + 1 } else { 0 };
        if first >= SCHEMAS {
            return json!({ "type": "string" });
        }
        json!({ "$ref": format!("#/components/schemas/{}", name(self.rng.usize(first..SCHEMAS))) })
    }

    /// Adds a keyword one time in so many.
    fn add(
        &mut self,
        schema: &mut Value,
        many: u32,
        keyword: &str,
        argument: impl FnOnce(&mut Self) -> Value,
    ) {
        if self.once_in(many) {
            schema[keyword] = argument(self);
        }
    }

    fn of_object(&mut self, depth: usize, same: bool) -> Value {
        let mut schema = json!({ "type": "object", "properties": {} });
        for name in self.some(NAMES, 3) {
            schema["properties"][name] = self.schema(depth, false);
        }
        self.add(&mut schema, 2, "required", |chance| chance.some(NAMES, 2).into());
        self.add(&mut schema, 3, "additionalProperties", |chance| chance.schema(depth + 1, false));
        self.add(
            &mut schema,
            6,
            "patternProperties",
            |chance| json!({ chance.pick(&["^a", "^x-", "d$"]): chance.schema(depth, false) }),
        );
        self.add(&mut schema, 8, "minProperties", |chance| chance.rng.u32(0..3).into());
        self.add(&mut schema, 8, "maxProperties", |chance| chance.rng.u32(0..4).into());
        self.add(&mut schema, 9, "propertyNames", |chance| {
            chance.pick(&[
                json!({ "maxLength": 2 }),
                json!({ "pattern": "^[a-z]" }),
                json!({ "enum": ["a", "b"] }),
            ])
        });
        self.add(
            &mut schema,
            9,
            "dependentRequired",
            |chance| json!({ chance.pick(NAMES): [chance.pick(NAMES)] }),
        );
        self.add(
            &mut schema,
            10,
            "dependentSchemas",
            |chance| json!({ chance.pick(NAMES): chance.schema(depth, same) }),
        );
        self.add(&mut schema, 8, "unevaluatedProperties", |chance| {
            chance.pick(&[json!(false), json!({ "type": "string" })])
        });
        schema
    }

    fn of_array(&mut self, depth: usize, _same: bool) -> Value {
        let mut schema = json!({ "type": "array" });
        self.add(&mut schema, 1, "items", |chance| chance.schema(depth, false));
        self.add(&mut schema, 4, "prefixItems", |chance| {
            (0..chance.rng.usize(1..3)).map(|_| chance.schema(depth, false)).collect()
        });
        self.add(&mut schema, 5, "minItems", |chance| chance.rng.u32(0..3).into());
        self.add(&mut schema, 5, "maxItems", |chance| chance.rng.u32(0..4).into());
        self.add(&mut schema, 5, "uniqueItems", |_| true.into());
        self.add(&mut schema, 5, "contains", |chance| chance.schema(depth, false));
        self.add(&mut schema, 9, "minContains", |chance| chance.rng.u32(0..3).into());
        self.add(&mut schema, 9, "maxContains", |chance| chance.rng.u32(0..3).into());
        self.add(&mut schema, 8, "unevaluatedItems", |chance| chance.rng.bool().into());
        schema
    }

    fn of_text(&mut self) -> Value {
        let mut schema = json!({ "type": self.pick(&[json!("string"), json!(["string", "null"])]) });
        self.add(&mut schema, 3, "minLength", |chance| chance.rng.u32(0..4).into());
        self.add(&mut schema, 3, "maxLength", |chance| chance.rng.u32(0..5).into());
        self.add(&mut schema, 4, "pattern", |chance| {
            chance.pick(&["^a", "b", r"\d", "^[a-z]+$", r"^\p{L}*$"]).into()
        });
        self.add(&mut schema, 4, "enum", |chance| chance.some(TEXTS, 4).into());
        schema
    }

    fn of_number(&mut self) -> Value {
        let mut schema = json!({ "type": self.pick(&["integer", "number"]) });
        self.add(&mut schema, 3, "minimum", |chance| chance.pick(&[json!(0), json!(-1), json!(0.5)]));
        self.add(&mut schema, 3, "maximum", |chance| chance.pick(&[json!(3), json!(7), json!(2.5)]));
        self.add(&mut schema, 6, "exclusiveMinimum", |chance| chance.rng.u32(0..2).into());
        self.add(&mut schema, 6, "exclusiveMaximum", |chance| chance.rng.u32(3..9).into());
        self.add(&mut schema, 5, "multipleOf", |chance| chance.pick(&[json!(2), json!(0.5), json!(0.1)]));
        schema
    }

    fn combine(&mut self, schema: &mut Value, depth: usize, same: bool) {
        match self.rng.u32(0..6) {
            0 => schema["not"] = self.schema(depth, same),
            1 => {
                schema["if"] = self.schema(depth, same);
                self.add(schema, 1, "then", |chance| chance.schema(depth, same));
                self.add(schema, 2, "else", |chance| chance.schema(depth, same));
            }
            2 => {
                let tag = self.pick(&["a", "kind"]);
                let member = |chance: &mut Self, text| {
                    let other = chance.pick(NAMES);
                    let mut properties = json!({ other: chance.schema(depth, false) });
                    properties[tag] = json!({ "const": text });
                    json!({ "type": "object", "required": [tag], "properties": properties })
                };
                let members: Vec<Value> =
                    self.some(TEXTS, 4).into_iter().map(|text| member(self, text)).collect();
                schema[self.pick(&["anyOf", "oneOf"])] = members.into();
            }
            _ => {
                let members = (0..self.rng.usize(1..4)).map(|_| self.schema(depth, same)).collect();
                schema[self.pick(&["allOf", "anyOf", "oneOf"])] = members;
            }
        }
    }

    /// A value that is often valid.
    fn near(&mut self, schema: &Value, all: &[Value], depth: usize) -> Value {
        let target =
            schema["$ref"].as_str().and_then(|reference| reference.rsplit_once('S')?.1.parse::<usize>().ok());
        if let Some(target) = target {
            return self.near(&all[target], all, depth + 1);
        }
        if !schema.is_object() || depth > 2 * DEEPEST || self.once_in(16) {
            return self.value(depth);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(listed) = schema["enum"].as_array() {
            return self.pick(listed);
        }
        let members = ["oneOf", "anyOf", "allOf"].iter().find_map(|keyword| schema[*keyword].as_array());
        let member = members.map(|members| self.pick(members));
        let of_member = member.map(|member| self.near(&member, all, depth + 1));
        match (schema["type"].as_str(), of_member) {
            (Some("object"), other) => {
                let mut properties = other.and_then(|value| value.as_object().cloned()).unwrap_or_default();
                let required: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                    if required.contains(&name.as_str()) || !self.once_in(3) {
                        properties.insert(name.clone(), self.near(schema, all, depth + 1));
                    }
                }
                for name in required {
                    let others = schema.get("additionalProperties").unwrap_or(&Value::Null);
                    if !properties.contains_key(name) {
                        properties.insert(name.to_owned(), self.near(others, all, depth + 1));
                    }
                }
                // Of equal objects the other validator takes those for different whose properties have another order.
                properties.sort_keys();
                properties.into()
            }
            (_, Some(value)) => value,
            (Some("array"), _) => {
                let first = schema["prefixItems"].as_array().cloned().unwrap_or_default();
                let rest = schema.get("items").cloned().unwrap_or_default();
                let rest = std::iter::repeat_n(rest, self.rng.usize(0..3));
                first.into_iter().chain(rest).map(|schema| self.near(&schema, all, depth + 1)).collect()
            }
            (Some("integer" | "number"), _) => {
                self.pick(&[json!(0), json!(1), json!(2), json!(3), json!(1.5)])
            }
            (Some("boolean"), _) => self.rng.bool().into(),
            (Some("null"), _) => Value::Null,
            (None, _) if schema["type"].is_null() => self.value(depth),
            _ => self.pick(TEXTS).into(),
        }
    }
}
