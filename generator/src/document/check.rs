//! Walks a document along the tables of `objects` once: reports everything that is not as OpenAPI
//! says, and returns what is left for the typed reading. What openapiv3 would stumble over and the
//! emitted code does not depend on (`example` of a wrong shape, a missing `description`) is a warning,
//! and is left out or filled in.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema};
use serde_json::{Map, Value, json};

use super::bundle::Refused;
use super::objects::{self, Field, Need, OPENAPI, Object, Rest, SCHEMA, Shape};
use super::origins::Origins;
use super::path::Path;
use super::repair::{self, Repair};
use super::version::Version;
use super::{advice, convert, rules};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Pointer, codes, nearest};

/// What the walk collects.
pub(super) struct Checker<'a> {
    pub(super) root: &'a Value,
    pub(super) version: &'a Version,
    pub(super) diagnostics: Diagnostics,
    /// Schemas, read bottom up: each stands in for its place in what is left of the document.
    pub(super) schemas: convert::Slots,
    /// The operation that has an `operationId`.
    pub(super) operations: BTreeMap<String, Pointer>,
    /// Security schemes that are used and not declared.
    pub(super) unknown_schemes: BTreeSet<String>,
    /// Targets of references that no field of the document leads to, such as `#/definitions/Pet`.
    pub(super) outside: Vec<(Pointer, &'static Object)>,
    /// How many of the fields that led here only document.
    pub(super) loose: usize,
    /// Whether broken places are repaired.
    pub(super) lenient: bool,
    pub(super) repairs: Vec<Repair>,
    /// Schemas below keywords that openapiv3 does not have.
    pub(super) carried: BTreeMap<Pointer, ReferenceOr<Schema>>,
    /// References to other files that were not followed, and why.
    pub(super) refused: &'a Refused,
    pub(super) origins: &'a Origins,
}

/// What came of a check.
pub(super) struct Checked {
    /// What is left of the document for the typed reading, with its schemas apart.
    pub(super) left: Option<Value>,
    pub(super) schemas: convert::Slots,
    pub(super) carried: BTreeMap<Pointer, ReferenceOr<Schema>>,
    pub(super) repairs: Vec<Repair>,
    pub(super) diagnostics: Diagnostics,
}

/// Checks a whole document. `lenient`: what is broken is repaired.
pub(super) fn document(
    root: &Value,
    version: &Version,
    refused: &Refused,
    origins: &Origins,
    lenient: bool,
) -> Checked {
    let mut checker = Checker { lenient, ..Checker::new(root, version, refused, origins) };
    let left = checker.check(root, Shape::Object(&OPENAPI), &Path::Root);
    let mut seen = BTreeSet::new();
    while let Some((pointer, object)) = checker.outside.pop() {
        if !seen.insert(pointer.clone()) {
            continue;
        }
        let shape = if std::ptr::eq(object, &SCHEMA) { Shape::Schema } else { Shape::Reference(object) };
        if let Some(target) = super::get(root, &pointer) {
            let tokens: Vec<String> = pointer.tokens().collect();
            checker.check_at(target, shape, &tokens, &Path::Root);
        }
    }
    let Checker { schemas, carried, repairs, diagnostics, .. } = checker;
    let left = left.map(repair::without_gaps);
    Checked { left, schemas, carried, repairs, diagnostics }
}

/// Reads one schema of a document.
pub(super) fn schema(root: &Value, version: &Version, pointer: &Pointer) -> Option<ReferenceOr<Schema>> {
    let (refused, origins) = (Refused::default(), Origins::default());
    let mut checker = Checker::new(root, version, &refused, &origins);
    let place = checker.check(super::get(root, pointer)?, Shape::Schema, &Path::Root)?;
    checker.schemas.take(place.get("$ref")?.as_str()?)
}

impl<'a> Checker<'a> {
    fn new(root: &'a Value, version: &'a Version, refused: &'a Refused, origins: &'a Origins) -> Checker<'a> {
        Checker {
            root,
            version,
            diagnostics: Diagnostics::new(),
            schemas: convert::Slots::default(),
            operations: BTreeMap::new(),
            unknown_schemes: BTreeSet::new(),
            outside: Vec::new(),
            loose: 0,
            lenient: false,
            repairs: Vec::new(),
            carried: BTreeMap::new(),
            refused,
            origins,
        }
    }

    /// Checks a node that is reached by name.
    fn check_at(&mut self, value: &Value, shape: Shape, tokens: &[String], path: &Path<'_>) {
        match tokens.split_first() {
            Some((token, rest)) => self.check_at(value, shape, rest, &Path::Key(path, token)),
            None => drop(self.check(value, shape, path)),
        }
    }

    /// Checks a value; returns what the typed reading gets in its place.
    pub(super) fn check(&mut self, value: &Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        let left = self.attempt(value, shape, path);
        if left.is_none() && self.lenient && self.loose == 0 {
            return self.repaired(shape, path);
        }
        left
    }

    pub(super) fn attempt(&mut self, value: &Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        match (shape, value) {
            (Shape::Any, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Number, Value::Number(_))
            | (Shape::SchemaOrBoolean, Value::Bool(_)) => Some(value.clone()),
            (Shape::Count, Value::Number(number)) => match whole(number) {
                Some(count) => Some(json!(count)),
                None => self.wrong_type(value, shape, path),
            },
            (Shape::Choice(choices), Value::String(text)) => {
                if choices.contains(&text.as_str()) {
                    return Some(value.clone());
                }
                self.wrong_choice(text, choices, path)
            }
            (Shape::List(item), Value::Array(items)) => Some(self.list(items, *item, path)),
            (Shape::Map(member), Value::Object(members)) => Some(self.map(members, *member, path)),
            (Shape::Object(object), Value::Object(members)) => self.object(members, object, path),
            (Shape::Reference(object), Value::Object(members)) => match members.get("$ref") {
                Some(reference) => self.referenced(reference, members, object, path),
                None => self.object(members, object, path),
            },
            (Shape::Schema | Shape::SchemaOrBoolean, Value::Object(members)) => self.schema(members, path),
            _ => self.misfit(value, shape, path),
        }
    }

    /// A value that is none of the shape, unless what is meant can be told: nothing, or an empty list
    /// for an empty object and the other way round, as some languages write it.
    fn misfit(&mut self, value: &Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        let nothing = match value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        let empty = match shape {
            Shape::List(_) => json!([]),
            Shape::Map(_)
            | Shape::Object(_)
            | Shape::Reference(_)
            | Shape::Schema
            | Shape::SchemaOrBoolean => json!({}),
            _ => return self.reinterpret(value, shape, path),
        };
        if !nothing {
            return self.wrong_type(value, shape, path);
        }
        let (expected, found) = (advice::expected(shape), advice::found(value));
        self.diagnostics.push(
            Diagnostic::warning(
                codes::LOOSE_TYPE,
                format!("{} should be {expected}, but is {found}", path.name()),
            )
            .at(path.value())
            .label(format!("read as {}", if empty.is_array() { "`[]`" } else { "`{}`" })),
        );
        self.check(&empty, shape, path)
    }

    /// A number where a string belongs, or a string that is a number: quotes too few or too many.
    fn reinterpret(&mut self, value: &Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        let meant = match (shape, value) {
            (Shape::Text, Value::Number(number)) => Some(Value::String(number.to_string())),
            (Shape::Text, Value::Bool(truth)) => Some(Value::String(truth.to_string())),
            (Shape::Boolean, Value::String(text)) => text.parse::<bool>().ok().map(Value::Bool),
            (Shape::Count, Value::String(text)) => text.parse::<u64>().ok().map(Value::from),
            (Shape::Number, Value::String(text)) => {
                text.parse::<serde_json::Number>().ok().map(Value::Number)
            }
            _ => None,
        };
        let Some(meant) = meant else {
            return self.wrong_type(value, shape, path);
        };
        let (expected, found) = (advice::expected(shape), advice::found(value));
        self.diagnostics.push(
            Diagnostic::warning(
                codes::LOOSE_TYPE,
                format!("{} should be {expected}, but is {found}", path.name()),
            )
            .at(path.value())
            .label(format!("read as {}", advice::found(&meant)))
            .maybe_help(advice::wrong_type(value, shape, path)),
        );
        Some(meant)
    }

    fn list(&mut self, items: &[Value], shape: Shape, path: &Path<'_>) -> Value {
        // Where an item is left out, a gap keeps the others in step with the tree.
        let gaps = self.lenient && matches!(shape, Shape::Object(_) | Shape::Reference(_));
        let gap = || gaps.then_some(Value::Null);
        let items = items.iter().enumerate();
        items
            .filter_map(|(index, item)| self.check(item, shape, &Path::Index(path, index)).or_else(gap))
            .collect()
    }

    fn map(&mut self, members: &Map<String, Value>, shape: Shape, path: &Path<'_>) -> Value {
        let mut left = Map::new();
        for (key, value) in members {
            let extension = key.starts_with("x-") && !matches!(shape, Shape::Any) && !value.is_object();
            if extension {
                continue;
            }
            if let Some(value) = self.check(value, shape, &Path::Key(path, key)) {
                left.insert(key.clone(), value);
            }
        }
        Value::Object(left)
    }

    /// An object with fields of its own.
    pub(super) fn object(
        &mut self,
        members: &Map<String, Value>,
        object: &'static Object,
        path: &Path<'_>,
    ) -> Option<Value> {
        let kind = objects::kind(object, members);
        let kind_unknown = object.by.is_some() && kind.is_none();
        let mut left = Map::new();
        for (key, value) in members {
            let here = Path::Key(path, key);
            let known = [Some(object), kind].into_iter().flatten().find_map(|object| self.known(object, key));
            if let Some(field) = known {
                if let Some(value) = self.field(value, field, &here) {
                    left.insert(key.clone(), value);
                }
            } else if key.starts_with("x-") {
                left.insert(key.clone(), value.clone());
            } else if let Some((shape, key)) = self.rest(key, object, &here) {
                if let Some(value) = self.check(value, shape, &here) {
                    left.insert(key, value);
                }
            } else if matches!(object.rest, Rest::Unknown) && !kind_unknown {
                self.unknown_field(key, object, kind, members, &here);
            }
        }
        let mut complete = true;
        for object in [Some(object), kind].into_iter().flatten() {
            complete &= self.needed(members, &mut left, object, path);
        }
        if std::ptr::eq(object, &objects::MEDIA_TYPE) {
            self.carry_items(&mut left, path);
        }
        let fits = rules::after(self, object, members, &mut left, path);
        (complete && fits).then_some(Value::Object(left))
    }

    /// The field of an object that a key names, in the version of this document.
    pub(super) fn known(&self, object: &'static Object, key: &str) -> Option<&'static Field> {
        objects::field(object, key, self.newer())
    }

    fn newer(&self) -> bool {
        *self.version != Version::Supported
    }

    fn field(&mut self, value: &Value, field: &Field, path: &Path<'_>) -> Option<Value> {
        let optional = field.need != Need::Required && !matches!(field.shape, Shape::Any);
        if value.is_null() && optional {
            // YAML says `description:` for an empty text; nothing is lost with it.
            if field.matters && field.need == Need::Optional {
                self.diagnostics.push(
                    Diagnostic::warning(codes::LOOSE_TYPE, format!("{} has no value", path.name()))
                        .at(path.key())
                        .label("read as if it were not there"),
                );
            }
            return None;
        }
        // Without the list, the properties are optional, which holds for all that may come.
        let flag = field.name == "required" && value.is_boolean() && matches!(field.shape, Shape::List(_));
        let loose = usize::from(!field.matters || flag);
        self.loose += loose;
        let left = self.check(value, field.shape, path);
        self.loose -= loose;
        left
    }

    /// The shape of a member that no fixed field names, if it may be there, and its key.
    fn rest(&mut self, key: &str, object: &Object, path: &Path<'_>) -> Option<(Shape, String)> {
        let (fits, shape, expected) = match object.rest {
            Rest::Unknown => return None,
            Rest::Paths(shape) => (key.starts_with('/'), shape, "a path, which begins with `/`"),
            Rest::Statuses(shape) => {
                (is_status(key), shape, "a status code such as `200` or `4XX`, or `default`")
            }
            Rest::Expressions(shape) => (true, shape, ""),
        };
        if !fits {
            self.report(
                Diagnostic::error(
                    codes::WRONG_KEY,
                    format!("`{}` in {} is not {expected}", Excerpt(key), object.called),
                )
                .at(path.key())
                .label(format!("expected {expected}"))
                .maybe_help(advice::key(key, &object.rest)),
            );
            let meant = format!("/{key}");
            let path_meant = matches!(object.rest, Rest::Paths(_))
                && self.root.pointer("/paths").is_some_and(|paths| paths.get(&meant).is_none());
            if !self.lenient || !path_meant {
                return None;
            }
            self.repairs.push(Repair::Rename(path.pointer(), meant.clone()));
            return Some((*shape, meant));
        }
        Some((*shape, key.to_owned()))
    }

    fn unknown_field(
        &mut self,
        key: &str,
        object: &'static Object,
        kind: Option<&'static Object>,
        members: &Map<String, Value>,
        path: &Path<'_>,
    ) {
        if rules::outside_schema(object, members) && key == "type" {
            return;
        }
        let fields =
            [Some(object), kind].into_iter().flatten().flat_map(|object| object.all_fields(self.newer()));
        let absent = fields.map(|field| field.name).filter(|name| !members.contains_key(*name));
        let meant = nearest(key, absent);
        let message = format!("unknown field `{}` in {}", Excerpt(key), object.called);
        let label = format!("not a field of the {} of {}", object.name, self.version);
        let operation = rules::is_operation(object, key, members.get(key));
        let diagnostic = match meant {
            _ if operation => Diagnostic::error(codes::UNKNOWN_METHOD, message).label(label),
            Some(_) => Diagnostic::warning(codes::MISSPELT_FIELD, message).label(format!("{label}: ignored")),
            None => Diagnostic::warning(codes::UNKNOWN_FIELD, message).label(format!("{label}: ignored")),
        };
        let help = meant.map(|name| format!("did you mean `{name}`?"));
        self.report(
            diagnostic.at(path.key()).maybe_help(help.or_else(|| advice::unknown_field(key, object))),
        );
    }

    /// A schema or a reference to one. It is read here, with its own schemas taken from where they
    /// were put, so that reading is linear and what fails has a place.
    fn schema(&mut self, members: &Map<String, Value>, path: &Path<'_>) -> Option<Value> {
        if let Some(reference) = members.get("$ref") {
            let reference = self.reference(reference, members, &SCHEMA, path)?;
            return Some(self.schemas.put(ReferenceOr::Reference { reference }));
        }
        let mut left = self.object(members, &SCHEMA, path)?;
        if self.newer() {
            self.carry(&mut left, path);
        }
        match serde_json::from_value::<Schema>(left) {
            Ok(mut schema) => {
                self.schemas.fill_schema(&mut schema);
                Some(self.schemas.put(ReferenceOr::Item(schema)))
            }
            Err(error) => {
                let message = format!("the schema {} cannot be read: {error}", path.name());
                self.report(Diagnostic::error(codes::UNREADABLE, message).at(path.key()));
                None
            }
        }
    }

    fn wrong_type(&mut self, value: &Value, shape: Shape, path: &Path<'_>) -> Option<Value> {
        let (expected, found) = (advice::expected(shape), advice::found(value));
        self.report(
            Diagnostic::error(
                codes::WRONG_TYPE,
                format!("{} must be {expected}, but is {found}", path.name()),
            )
            .at(path.value())
            .label(format!("expected {expected}"))
            .maybe_help(advice::wrong_type(value, shape, path)),
        );
        None
    }

    fn wrong_choice(&mut self, text: &str, choices: &[&'static str], path: &Path<'_>) -> Option<Value> {
        let meant = nearest(text, choices.iter().copied());
        let help = match meant {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None => advice::wrong_choice(text, path),
        };
        self.report(
            Diagnostic::error(codes::WRONG_VALUE, format!("{} cannot be `{}`", path.name(), Excerpt(text)))
                .at(path.value())
                .label(format!("expected {}", advice::one_of(choices)))
                .maybe_help(help),
        );
        None
    }

    /// Reports an error, or a warning where the field only documents.
    pub(super) fn report(&mut self, mut diagnostic: Diagnostic) {
        if self.loose > 0 {
            diagnostic = advice::loosened(diagnostic, "left out");
        }
        self.diagnostics.push(diagnostic);
    }
}

/// A count as text may write it: `3`, or `3.0`.
fn whole(number: &serde_json::Number) -> Option<u64> {
    let exact = number.as_u64();
    exact.or_else(|| {
        number.as_f64().filter(|float| *float >= 0.0 && float.fract() == 0.0).map(|float| float as u64)
    })
}

/// `200` or `2XX` (OpenAPI 3.0.4, 4.7.16.2).
fn is_status(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let range = matches!(key.as_bytes(), [b'1'..=b'5', b'X' | b'x', b'X' | b'x']);
    range || (key.len() == 3 && digits == 3 && !key.starts_with('0'))
}
