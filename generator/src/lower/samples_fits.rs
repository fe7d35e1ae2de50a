//! Whether a JSON value satisfies a schema: what decides if a value of the document can be sent as it is, and which
//! member of a union a made-up value belongs to.
//!
//! It asserts most keywords, on the document's own tree, and ends when it has looked often enough. The validators of the
//! emitted crate know more; what passes here and not there is a request that the client refuses, and says why.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::document::{Document, Pointer, pattern};

/// How deep values and references are followed.
const DEPTH: usize = 64;
/// How many schemas are looked at: alternatives of alternatives can ask for exponentially many.
const MOST: usize = 200_000;
/// The longest text that a pattern is tried on, in bytes; and the same for a pattern that repeats a group, because a
/// backtracking engine may take two to this power of steps.
const LONGEST: usize = 1000;
const LONGEST_REPEATING: usize = 24;

/// Follows references to a schema that is none.
pub(super) fn target<'a>(document: &'a Document, mut schema: &'a Value) -> Option<&'a Value> {
    for _ in 0..DEPTH {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => schema = document.get(&Pointer::parse(reference)?)?,
            None => return Some(schema),
        }
    }
    None
}

/// What says whether values satisfy schemas.
pub(super) struct Judge<'a> {
    document: &'a Document,
    /// How many schemas may still be looked at. When there are none, everything passes.
    left: Cell<usize>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, left: Cell::new(MOST) }
    }

    /// Whether a value satisfies a schema.
    pub(super) fn accepts(&self, schema: &Value, value: &Value) -> bool {
        self.fits(schema, value, DEPTH)
    }

    /// Counts looks; false when there were too many.
    fn spend(&self, looks: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(looks));
        self.left.get() > 0
    }

    fn fits(&self, schema: &Value, value: &Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.spend(1)) else { return true };
        let Some(schema) = target(self.document, schema) else { return true };
        if let Value::Bool(any) = schema {
            return *any;
        }
        let listed = schema.get("enum").and_then(Value::as_array);
        if listed.is_some_and(|values| !values.iter().any(|listed| equal(listed, value))) {
            return false;
        }
        if value.is_null() {
            let nullable = schema.get("nullable").and_then(Value::as_bool).unwrap_or_default();
            let typed = schema.get("type").is_some();
            return nullable || listed.is_some() || (!typed && self.members_fit(schema, value, depth));
        }
        kind_fits(schema, value)
            && match value {
                Value::String(text) => text_fits(schema, text),
                Value::Number(number) => number.as_f64().is_none_or(|number| number_fits(schema, number)),
                Value::Array(items) => self.items_fit(schema, items, depth),
                Value::Object(members) => {
                    self.properties_fit(schema, members, depth)
                        && self.names_fit(schema, value, members, depth)
                }
                Value::Null | Value::Bool(_) => true,
            }
            && self.members_fit(schema, value, depth)
    }

    fn members_fit(&self, schema: &Value, value: &Value, depth: usize) -> bool {
        let members = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map(|all| all.iter());
        let fits = |member: &Value| self.fits(member, value, depth);
        members("allOf").is_none_or(|mut all| all.all(fits))
            && members("anyOf").is_none_or(|mut all| all.any(fits))
            && members("oneOf").is_none_or(|all| all.filter(|member| fits(member)).take(2).count() == 1)
            && schema.get("not").is_none_or(|not| !self.fits(not, value, depth))
            && schema.get("if").is_none_or(|condition| {
                let branch = if self.fits(condition, value, depth) { "then" } else { "else" };
                schema.get(branch).is_none_or(|branch| self.fits(branch, value, depth))
            })
    }

    fn items_fit(&self, schema: &Value, items: &[Value], depth: usize) -> bool {
        let unique = schema.get("uniqueItems").and_then(Value::as_bool).unwrap_or_default();
        let mut each = items.iter().enumerate();
        let mut repeats = || each.any(|(index, item)| self.spend(index) && items[..index].contains(item));
        within(schema, "minItems", "maxItems", items.len())
            && !(unique && repeats())
            && self.each_fits(schema, items, depth)
    }

    fn each_fits(&self, schema: &Value, items: &[Value], depth: usize) -> bool {
        let first =
            schema.get("prefixItems").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut further = items.iter().skip(first.len());
        let contained = schema.get("contains").is_none_or(|contained| {
            let fitting = items.iter().filter(|item| self.fits(contained, item, depth)).count();
            fitting > 0 && within(schema, "minContains", "maxContains", fitting)
        });
        contained
            && first.iter().zip(items).all(|(schema, item)| self.fits(schema, item, depth))
            && schema.get("items").is_none_or(|each| further.all(|item| self.fits(each, item, depth)))
    }

    fn properties_fit(&self, schema: &Value, members: &Map<String, Value>, depth: usize) -> bool {
        let properties = schema.get("properties").and_then(Value::as_object);
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let missing = required.filter_map(Value::as_str).any(|name| {
            let described = properties.and_then(|properties| properties.get(name));
            !members.contains_key(name) && !described.is_some_and(|schema| self.is_read_only(schema))
        });
        !missing
            && within(schema, "minProperties", "maxProperties", members.len())
            && members.iter().all(|(name, value)| {
                let own = properties.and_then(|properties| properties.get(name));
                let by_pattern = patterns.into_iter().flatten().filter(|(pattern, _)| matches(pattern, name));
                let mut described = own.into_iter().chain(by_pattern.map(|(_, schema)| schema)).peekable();
                if described.peek().is_none() {
                    let further = schema.get("additionalProperties");
                    return further.is_none_or(|schema| self.fits(schema, value, depth));
                }
                described.all(|schema| self.fits(schema, value, depth))
            })
    }

    /// What hangs on which properties there are.
    fn names_fit(&self, schema: &Value, whole: &Value, members: &Map<String, Value>, depth: usize) -> bool {
        let of = |keyword: &str| schema.get(keyword).and_then(Value::as_object).into_iter().flatten();
        let named = |name: &String, names: &Value| self.fits(names, &Value::from(name.as_str()), depth);
        schema.get("propertyNames").is_none_or(|names| members.keys().all(|name| named(name, names)))
            && of("dependentRequired").filter(|(name, _)| members.contains_key(*name)).all(|(_, needed)| {
                let mut needed = needed.as_array().into_iter().flatten().filter_map(Value::as_str);
                needed.all(|name| members.contains_key(name))
            })
            && of("dependentSchemas")
                .filter(|(name, _)| members.contains_key(*name))
                .all(|(_, schema)| self.fits(schema, whole, depth))
    }

    fn is_read_only(&self, schema: &Value) -> bool {
        let read_only = target(self.document, schema).and_then(|schema| schema.get("readOnly"));
        read_only.and_then(Value::as_bool).unwrap_or_default()
    }
}

/// Numbers are equal by value: JSON Schema knows no difference between 1 and 1.0.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

fn kind_fits(schema: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    schema.get("type").and_then(Value::as_str).is_none_or(is)
}

fn within(schema: &Value, least: &str, most: &str, length: usize) -> bool {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    #[allow(clippy::cast_precision_loss, reason = "no value has 2^53 members")]
    let length = length as f64;
    bound(least).is_none_or(|least| length >= least) && bound(most).is_none_or(|most| length <= most)
}

fn text_fits(schema: &Value, text: &str) -> bool {
    let pattern = schema.get("pattern").and_then(Value::as_str);
    let format = schema.get("format").and_then(Value::as_str);
    within(schema, "minLength", "maxLength", text.chars().count())
        && pattern.is_none_or(|pattern| matches(pattern, text))
        && format.is_none_or(|format| format_fits(format, text))
}

/// Whether a pattern of ECMA 262 is found in a text. On one too long to be tried it is not.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    // What repeats a repetition, or a choice, can be read in many ways.
    let repeats = [")*", ")+", "+){", "*){", "}){"].iter().any(|repeated| pattern.contains(repeated))
        || (pattern.contains("){") && pattern.contains('|'));
    let limit = if repeats { LONGEST_REPEATING } else { LONGEST };
    match pattern::compile(pattern) {
        Some(Ok(regex)) => text.len() <= limit && regex.find(text).is_some(),
        Some(Err(_)) => true,
        None => false,
    }
}

/// The formats that examples get wrong most, by their outline.
pub(super) fn format_fits(format: &str, text: &str) -> bool {
    let digits = |text: &str, outline: &str| {
        text.len() >= outline.len()
            && text.bytes().zip(outline.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte.eq_ignore_ascii_case(&wanted),
            })
    };
    match format {
        "date-time" => {
            let zone = text.get(19..).unwrap_or_default().trim_start_matches(['.']);
            let zone = zone.trim_start_matches(|c: char| c.is_ascii_digit());
            digits(text, "0000-00-00T00:00:00")
                && (zone.eq_ignore_ascii_case("z") || digits(zone.trim_start_matches(['+', '-']), "00:00"))
        }
        "time" => digits(text, "00:00:00") && !text.ends_with(|c: char| c.is_ascii_digit()),
        "date" => text.len() == 10 && digits(text, "0000-00-00"),
        "uuid" => {
            text.len() == 36
                && text.char_indices().all(|(at, c)| match at {
                    8 | 13 | 18 | 23 => c == '-',
                    _ => c.is_ascii_hexdigit(),
                })
        }
        "email" => text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
        "uri" => text.split_once(':').is_some_and(|(scheme, rest)| {
            let fits = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
            !scheme.is_empty() && !rest.is_empty() && text.bytes().all(fits)
        }),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "hostname" => {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
        }
        _ => true,
    }
}

fn number_fits(schema: &Value, number: f64) -> bool {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let exclusive = |keyword: &str| schema.get(keyword).and_then(Value::as_bool).unwrap_or_default();
    let above = bound("minimum")
        .is_none_or(|least| if exclusive("exclusiveMinimum") { number > least } else { number >= least });
    let below = bound("maximum")
        .is_none_or(|most| if exclusive("exclusiveMaximum") { number < most } else { number <= most });
    let whole = |step: f64| step == 0.0 || ((number / step) - (number / step).round()).abs() < 1e-9;
    let small = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number),
        _ => true,
    };
    above && below && small && bound("multipleOf").is_none_or(whole)
}
