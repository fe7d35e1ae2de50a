//! Walks a schema's tables over a value and reports everything that is wrong with it, in one pass.
//!
//! Bounded whatever the value is: at most 100 violations are reported, values nest at most 128 deep, and a value
//! that would take more than ten million steps is refused. The last two are violations of `depth` and `steps`,
//! which are no keywords of JSON Schema.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::finding::{Class, Finding, Words};
use super::schema::{Keyword, Literal, Schema, Types};
use super::validate_union::{Union, closest, distinct};
use super::violation::{Violation, Violations};

/// The most violations that are reported.
const MAX_VIOLATIONS: usize = 100;
/// The deepest that a value may nest.
const MAX_DEPTH: usize = 128;
/// The deepest that schemas may nest, those that lead nowhere in the value (`$ref`, `allOf`, ...) included.
const MAX_NESTING: usize = 512;
/// The most keywords, properties and items that are looked at: unions in unions can ask for exponentially many.
const MAX_STEPS: u64 = 10_000_000;

/// Validates what a value looks like as JSON.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn validate<T: Serialize + ?Sized>(schema: &Schema, value: &T) -> Result<(), Violations> {
    match serde_json::to_value(value) {
        Ok(value) => validate_json(schema, &value),
        // serde's message may quote the value, which may be a secret.
        Err(_) => {
            Err(Violations::from(vec![Violation::new("", "type", "must have a JSON form", "has none")]))
        }
    }
}

/// Validates JSON.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn validate_json(schema: &Schema, value: &Value) -> Result<(), Violations> {
    let mut walk = Walk::default();
    walk.check(schema, value);
    let violations = walk.finish();
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Whether JSON has nothing wrong with it.
pub fn is_valid(schema: &Schema, value: &Value) -> bool {
    validate_json(schema, value).is_ok()
}

/// A type whose valid values a document describes.
pub trait Validate: Serialize {
    /// What a valid value looks like.
    const SCHEMA: &'static Schema;

    /// Checks this value against the document.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    fn validate(&self) -> Result<(), Violations> {
        validate(Self::SCHEMA, self)
    }

    /// Checks JSON against the document, before or without reading it into this type.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    fn validate_json(value: &Value) -> Result<(), Violations> {
        validate_json(Self::SCHEMA, value)
    }
}

/// Whether only one value is allowed, so that it tells the members of a union apart.
fn has_tag(schema: &Schema) -> bool {
    schema.keywords.iter().any(|keyword| matches!(keyword, Keyword::Const(_) | Keyword::Enum([_])))
}

/// What a member of a union is called: its model's name, or its number.
fn member_name(member: &Schema, number: usize) -> String {
    match (member.name, member.keywords) {
        ("", [Keyword::Ref(target)]) if !target.name.is_empty() => target.name.to_owned(),
        ("", _) => format!("form {number}"),
        (name, _) => name.to_owned(),
    }
}

/// One step from a value into it.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    Property(&'v str),
    Item(usize),
}

/// The state of a walk: where it is and what it found.
#[derive(Default)]
pub(super) struct Walk<'v> {
    path: Vec<Step<'v>>,
    findings: Vec<Finding>,
    /// Places that any schema calls a secret, whichever member of a union it belongs to.
    sensitive: BTreeSet<String>,
    /// Only whether the value fits is asked for: the first failure ends the walk and nothing is worded.
    testing: bool,
    failed: bool,
    nesting: usize,
    steps: u64,
}

impl<'v> Walk<'v> {
    /// Checks a value against every keyword of a schema.
    pub(super) fn check(&mut self, schema: &Schema, value: &'v Value) {
        if self.path.len() > MAX_DEPTH || self.nesting > MAX_NESTING {
            self.report(Class::Bound, "depth", || {
                Words::new(format!("must nest at most {MAX_DEPTH} deep"), "nests deeper")
            });
            return;
        }
        if schema.sensitive {
            self.sensitive.insert(self.pointer());
        }
        self.nesting += 1;
        // A value of the wrong type is not also told which values of the right type there are.
        let mistyped = schema.keywords.iter().any(|keyword| match keyword {
            Keyword::Type(types) => !types.admit(value),
            _ => false,
        });
        for keyword in schema.keywords {
            if !self.step() {
                break;
            }
            match keyword {
                Keyword::Type(types) if mistyped => {
                    let class = if has_tag(schema) { Class::Tag } else { Class::Choice };
                    self.report(class(*types, Vec::new()), "type", || Words::kind(value));
                }
                Keyword::Type(_) => {}
                Keyword::Enum(_) | Keyword::Const(_) if mistyped => {}
                keyword => self.keyword(schema, keyword, value),
            }
        }
        self.nesting -= 1;
    }

    fn keyword(&mut self, schema: &Schema, keyword: &Keyword, value: &'v Value) {
        match *keyword {
            Keyword::Enum(literals) => self.literals("enum", literals, value),
            Keyword::Const(literal) => self.literals("const", &[literal], value),
            Keyword::AllOf(members) => members.iter().for_each(|member| self.check(member, value)),
            Keyword::AnyOf(members) => self.union(Union::AnyOf, members, value),
            Keyword::OneOf(members) => self.union(Union::OneOf, members, value),
            Keyword::Not(forbidden) => self.not(forbidden, value),
            Keyword::Ref(target) => self.check(target, value),
            Keyword::Never => self.report(Class::Unexpected, "not", Words::unexpected),
            _ => match value {
                Value::Number(number) => self.number(keyword, number),
                Value::String(text) => self.string(keyword, text),
                Value::Array(items) => self.array(keyword, items),
                Value::Object(properties) => self.object(schema, keyword, properties),
                Value::Null | Value::Bool(_) => {}
            },
        }
    }

    /// `enum` and `const`.
    fn literals(&mut self, keyword: &'static str, literals: &[Literal], value: &Value) {
        if !literals.iter().any(|literal| literal.equals(value)) {
            let texts = literals.iter().map(Literal::text).collect();
            let class = if literals.len() == 1 { Class::Tag } else { Class::Choice };
            self.report(class(Types::NONE, texts), keyword, || Words::value(String::new(), value));
        }
    }

    fn not(&mut self, forbidden: &Schema, value: &'v Value) {
        if self.fits(forbidden, value) {
            self.report(Class::Bound, "not", || {
                Words::value("must not have the forbidden form".to_owned(), value)
            });
        }
    }

    /// `anyOf` and `oneOf`.
    fn union(&mut self, union: Union, members: &[&'static Schema], value: &'v Value) {
        let members = distinct(members);
        let mut fitting = Vec::new();
        for (index, member) in members.iter().enumerate() {
            if self.fits(member, value) {
                fitting.push(index + 1);
            }
            if union == Union::AnyOf && !fitting.is_empty() {
                return;
            }
        }
        match fitting.as_slice() {
            [] if self.testing => self.failed = true,
            [] => {
                let explanations = members.iter().map(|member| self.explain(member, value)).collect();
                let place = self.pointer();
                let found = closest(union, members.len(), explanations, place, self.path.len());
                self.findings.extend(found);
            }
            [_] => {}
            several => self.report(Class::Bound, union.keyword(), || {
                let names: Vec<String> =
                    several.iter().map(|number| member_name(members[number - 1], *number)).collect();
                Words::new(union.expected(members.len()), &format!("matches several: {}", names.join(", ")))
            }),
        }
    }

    /// Whether a value fits a schema, with nothing reported.
    fn fits(&mut self, schema: &Schema, value: &'v Value) -> bool {
        let testing = std::mem::replace(&mut self.testing, true);
        let failed = std::mem::replace(&mut self.failed, false);
        self.check(schema, value);
        self.testing = testing;
        !std::mem::replace(&mut self.failed, failed)
    }

    /// What is wrong with a value as a member of a union, with nothing reported yet.
    fn explain(&mut self, member: &Schema, value: &'v Value) -> Vec<Finding> {
        let before = std::mem::take(&mut self.findings);
        self.check(member, value);
        std::mem::replace(&mut self.findings, before)
    }

    /// Goes one step into the value and checks what stands there.
    pub(super) fn descend(&mut self, step: Step<'v>, schema: &Schema, value: &'v Value) {
        self.path.push(step);
        self.check(schema, value);
        self.path.pop();
    }

    /// Reports at one step into the value.
    pub(super) fn report_at(
        &mut self,
        name: &'v str,
        class: Class,
        keyword: &'static str,
        words: fn() -> Words,
    ) {
        self.path.push(Step::Property(name));
        self.report(class, keyword, words);
        self.path.pop();
    }

    /// Reports at the place where the walk is.
    pub(super) fn report(&mut self, class: Class, keyword: &'static str, words: impl FnOnce() -> Words) {
        self.failed = true;
        if !self.testing {
            let finding = Finding::new(self.pointer(), self.path.len(), class, keyword, words());
            self.findings.push(finding);
        }
    }

    /// Counts a step; false when the walk is over.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        let known = self.testing && self.failed;
        !known && self.steps <= MAX_STEPS && self.findings.len() < MAX_VIOLATIONS
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Property(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Item(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    fn finish(mut self) -> Violations {
        if self.steps > MAX_STEPS {
            self.findings.truncate(MAX_VIOLATIONS - 1);
            self.report(Class::Bound, "steps", || {
                Words::new("must be simple enough to be checked".to_owned(), "takes too many steps")
            });
        }
        let mut violations = Vec::new();
        for finding in self.findings {
            let violation = finding.into_violation(&self.sensitive);
            // The same bound is often stated twice, by a schema and by the one it extends.
            if violations.len() < MAX_VIOLATIONS && !violations.contains(&violation) {
                violations.push(violation);
            }
        }
        Violations::from(violations)
    }
}
