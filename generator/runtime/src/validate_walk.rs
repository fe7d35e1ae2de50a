//! What is wrong with a value that is not valid: everything, each with its place, in the order of the schema.

use std::collections::BTreeSet;

use serde_json::Value;

use super::finding::{Class, DISCRIMINATOR, Finding, Words, asserted};
use super::instance::Instance;
use super::schema::{Keyword, Literal, Schema, Types};
use super::validate_bounds::{Bound, MAX_DEPTH, size};
use super::validate_holds::{Reading, Test, branch, contained, is_named};
use super::validate_kind as kind;
use super::validate_known::unknown;
use super::validate_plan::prefix;
use super::validate_secret::secrets;
use super::validate_union::{Place, Refusal, Union, closest, meant, member_name, without_echoes};
use super::validate_words as words;
use super::violation::{Violation, Violations, push_step};

/// The most violations that are reported.
const MAX_VIOLATIONS: usize = 100;
/// The most schemas that are explained, whether reported or not; a large value may take more.
const MAX_EXPLAINED: u64 = 20_000;
const EXPLAINED_EACH: u64 = 16;

/// One step from a value into it.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    Property(&'v str),
    Item(usize),
}

/// One step from a schema into it.
#[derive(Clone, Copy)]
enum At {
    /// To the schema of a model, by its JSON Pointer.
    Model(&'static str),
    Keyword(&'static str),
    Name(&'static str),
    Index(usize),
}

/// The state of a walk: where it is and what it found.
pub(super) struct Walk<'v> {
    root: &'v Value,
    path: Vec<Step<'v>>,
    at: Vec<At>,
    findings: Vec<Finding>,
    test: Test<&'v Value>,
    /// How many schemas may still be explained: members of unions in unions can be exponentially many.
    left: u64,
}

/// Everything that is wrong with a value.
pub(super) fn violations(schema: &Schema, value: &Value, reading: Reading) -> Violations {
    let mut walk = Walk::new(value, reading);
    walk.check(schema, value);
    walk.finish(schema)
}

impl<'v> Walk<'v> {
    fn new(root: &'v Value, reading: Reading) -> Self {
        let left = MAX_EXPLAINED.max(size(root).saturating_mul(EXPLAINED_EACH));
        Walk {
            root,
            path: Vec::new(),
            at: Vec::new(),
            findings: Vec::new(),
            test: Test::new(root, reading),
            left,
        }
    }

    /// Checks a value against every keyword of a schema.
    fn check(&mut self, schema: &Schema, value: &'v Value) {
        self.test.depth = self.path.len();
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.test.end(Bound::Steps);
        }
        if !self.test.enter(schema.0) {
            if self.test.bound.take_if(|bound| *bound == Bound::Depth).is_some() {
                self.report(Class::Bound, "depth", too_deep());
            }
            return;
        }
        let (scope, at) = (self.test.scope(), self.at.len());
        if let Some((_, pointer)) = schema.model() {
            self.at.push(At::Model(pointer));
        }
        // A value of the wrong type is not also told which values of the right type there are.
        let mistyped = schema.0.iter().any(|keyword| match keyword {
            Keyword::Type(types) => !types.admit(value.kind()),
            _ => false,
        });
        for keyword in schema.0 {
            if !self.goes_on() {
                break;
            }
            match keyword {
                Keyword::Type(types) if mistyped => {
                    let class = if has_tag(schema) { Class::Tag } else { Class::Choice };
                    self.report(class(*types, Vec::new()), "type", Words::kind(value));
                }
                Keyword::Type(_) => {}
                Keyword::Enum(_) | Keyword::Texts(_) | Keyword::Const(_) if mistyped => {}
                keyword => self.keyword(schema, keyword, value),
            }
        }
        self.at.truncate(at);
        self.test.leave(scope);
    }

    fn keyword(&mut self, schema: &Schema, keyword: &'static Keyword, value: &'v Value) {
        match *keyword {
            Keyword::Enum(literals) => self.literals("enum", literals, value),
            Keyword::Texts(texts) => {
                let literals: Vec<Literal> = texts.iter().copied().map(Literal::Text).collect();
                self.literals("enum", &literals, value);
            }
            Keyword::Const(literal) => self.literals("const", &[literal], value),
            Keyword::AllOf(members) => self.each("allOf", members, value),
            Keyword::AnyOf(members) => self.union(Union::AnyOf, members, value),
            Keyword::OneOf(members) => self.union(Union::OneOf, members, value),
            Keyword::Not(forbidden) => {
                if self.test.fits(forbidden, value) {
                    let expected = words::forbidden(forbidden);
                    let expected = expected.unwrap_or_else(|| "must not have the forbidden form".to_owned());
                    self.report(Class::Bound, "not", Words::value(expected, value));
                }
            }
            Keyword::If(condition) => {
                let holds = self.test.fits(condition, value);
                if let Some(branch) = branch(schema.0, holds) {
                    self.inside(&[At::Keyword(if holds { "then" } else { "else" })], branch, value);
                }
            }
            Keyword::Ref(target) => self.inside(&[At::Keyword("$ref")], target, value),
            Keyword::NullOr(target) => {
                if !self.test.may_be_null(value) {
                    self.inside(&[], target, value);
                }
            }
            Keyword::DynamicAnchors(anchors) => self.test.push_scope(anchors),
            Keyword::DynamicRef(anchor, target) => {
                let target = self.test.dynamic(anchor, target);
                self.inside(&[At::Keyword("$dynamicRef")], target, value);
            }
            Keyword::Never => self.never(),
            _ => match value {
                Value::Object(_) => self.object(schema, keyword, value),
                Value::Array(items) => self.array(schema, keyword, value, items),
                _ => self.plain(keyword, value),
            },
        }
    }

    /// A keyword that needs no other schema.
    fn plain(&mut self, keyword: &Keyword, value: &Value) {
        if !kind::holds(keyword, value)
            && let Some((name, words)) = kind::words(keyword, value)
        {
            self.report(Class::Bound, name, words);
        }
    }

    /// The schema `false`: it is reported by the keyword that it stands at.
    fn never(&mut self) {
        let mut keywords = self.at.iter().rev().filter_map(|at| match at {
            At::Keyword(keyword) => Some(*keyword),
            At::Model(_) => Some("false"),
            At::Name(_) | At::Index(_) => None,
        });
        let keyword = keywords.next().unwrap_or("false");
        self.push(Class::Unexpected, keyword, self.schema_pointer(None), Words::unexpected());
    }

    /// `enum` and `const`.
    fn literals(&mut self, keyword: &'static str, literals: &[Literal], value: &Value) {
        if !literals.iter().any(|literal| literal.equals(value)) {
            let texts = literals.iter().map(Literal::text).collect();
            let class = if literals.len() == 1 { Class::Tag } else { Class::Choice };
            self.report(class(Types::NONE, texts), keyword, Words::value(String::new(), value));
        }
    }

    fn array(&mut self, schema: &Schema, keyword: &Keyword, value: &'v Value, items: &'v [Value]) {
        let each = |walk: &mut Self, name, schemas: &mut dyn Iterator<Item = (usize, &'static Schema)>| {
            for (index, schema) in schemas {
                let Some(item) = items.get(index).filter(|_| walk.goes_on()) else { break };
                let at = [At::Keyword(name), At::Index(index)];
                let at = if name == "prefixItems" { &at[..] } else { &at[..1] };
                walk.descend(Step::Item(index), at, schema, item);
            }
        };
        match *keyword {
            Keyword::PrefixItems(schemas) => {
                each(self, "prefixItems", &mut schemas.iter().copied().enumerate())
            }
            Keyword::Items(rest) => {
                each(self, "items", &mut (prefix(schema.0)..items.len()).map(|index| (index, rest)));
            }
            Keyword::UnevaluatedItems(rest) if self.decided(schema, value) => {
                let seen = self.test.evaluated(schema.0, value);
                let unseen = (0..items.len()).filter(|index| !seen.has(*index));
                each(self, "unevaluatedItems", &mut unseen.map(|index| (index, rest)));
            }
            Keyword::Contains(wanted) => self.contains(schema, wanted, items),
            _ => self.plain(keyword, value),
        }
    }

    /// Whether every union of a schema has a member that the value fits. Where one has none, that is told, and what the
    /// member that was meant would have evaluated cannot be known.
    fn decided(&mut self, schema: &Schema, value: &'v Value) -> bool {
        schema.0.iter().all(|keyword| match keyword {
            Keyword::AnyOf(members) | Keyword::OneOf(members) => {
                members.iter().any(|member| self.test.fits(member, value))
            }
            _ => true,
        })
    }

    fn contains(&mut self, schema: &Schema, wanted: &'static Schema, items: &'v [Value]) {
        self.test.depth = self.path.len() + 1;
        let found = items.iter().filter(|item| self.test.fits(wanted, item)).count() as u64;
        let (least, most) = contained(schema.0);
        if found < least {
            let keyword = if found == 0 { "contains" } else { "minContains" };
            let expected = format!("must have at least {}", words::items(least, wanted));
            self.report(Class::Bound, keyword, Words::new(expected, &format!("has {found}")));
        } else if found > most {
            let expected = format!("must have at most {}", words::items(most, wanted));
            self.report(Class::Bound, "maxContains", Words::new(expected, &format!("has {found}")));
        }
    }

    fn object(&mut self, schema: &Schema, keyword: &'static Keyword, value: &'v Value) {
        let Value::Object(properties) = value else {
            return;
        };
        match *keyword {
            Keyword::Tag(name, literals) => {
                let other = |found: &&Value| !literals.iter().any(|literal| literal.equals(*found));
                if let Some(found) = properties.get(name).filter(other) {
                    let texts = literals.iter().map(Literal::text).collect();
                    self.path.push(Step::Property(name));
                    let words = Words::value(String::new(), found);
                    // It is written beside the union of which this schema is a member.
                    let schema = self.schema_pointer_of(self.at.len().saturating_sub(2), Some(DISCRIMINATOR));
                    self.push(Class::Tag(Types::NONE, texts), DISCRIMINATOR, schema, words);
                    self.path.pop();
                }
            }
            Keyword::Required(names) => {
                for name in names.iter().filter(|name| !properties.contains_key(**name)) {
                    self.missing(name, "required", Words::missing());
                }
            }
            Keyword::DependentRequired(dependencies) => {
                for (name, needed) in kind::missing_beside(dependencies, value) {
                    self.missing(needed, "dependentRequired", Words::missing_beside(name));
                }
            }
            Keyword::Properties(declared) => {
                for (name, schema) in declared {
                    let Some(property) = properties.get(*name).filter(|_| self.goes_on()) else { continue };
                    let at = [At::Keyword("properties"), At::Name(name)];
                    self.descend(Step::Property(name), &at, schema, property);
                }
            }
            Keyword::PatternProperties(patterns) => {
                for (pattern, schema) in patterns {
                    let at = [At::Keyword("patternProperties"), At::Name(pattern.source())];
                    let matching = properties.iter().filter(|(name, _)| pattern.is_found(name));
                    self.others(matching, &at, schema);
                }
            }
            Keyword::AdditionalProperties(rest) => {
                let others = properties.iter().filter(|(name, _)| !is_named(schema.0, name));
                self.others(others, &[At::Keyword("additionalProperties")], rest);
            }
            Keyword::UnevaluatedProperties(rest) if self.decided(schema, value) => {
                let seen = self.test.evaluated(schema.0, value);
                let unseen = properties.iter().enumerate().filter(|(index, _)| !seen.has(*index));
                let unseen = unseen.map(|(_, property)| property);
                self.others(unseen, &[At::Keyword("unevaluatedProperties")], rest);
            }
            Keyword::PropertyNames(names) => {
                for name in properties.keys() {
                    self.name(names, name);
                }
            }
            Keyword::DependentSchemas(dependent) => {
                for (name, schema) in dependent.iter().filter(|(name, _)| properties.contains_key(*name)) {
                    self.inside(&[At::Keyword("dependentSchemas"), At::Name(name)], schema, value);
                }
            }
            _ => self.plain(keyword, value),
        }
    }

    fn others(
        &mut self,
        properties: impl Iterator<Item = (&'v String, &'v Value)>,
        at: &[At],
        schema: &'static Schema,
    ) {
        for (name, property) in properties {
            if !self.goes_on() {
                return;
            }
            self.descend(Step::Property(name), at, schema, property);
        }
    }

    /// The name of a property, as a value of its own; what is wrong with it is told where the property is.
    fn name(&mut self, schema: &Schema, name: &'v str) {
        if !self.goes_on() {
            return;
        }
        let text = Value::from(name);
        let mut test = Test::new(&text, self.test.reading());
        let holds = test.holds(schema, &text);
        self.test.spend(test.steps());
        if holds {
            return;
        }
        let mut walk = Walk::new(&text, self.test.reading());
        walk.check(schema, &text);
        let expected = walk.findings.first().map_or("must be allowed", |finding| finding.expected.as_str());
        let expected = format!("its name {expected}");
        self.path.push(Step::Property(name));
        self.report(Class::Bound, "propertyNames", Words::text(expected, name));
        self.path.pop();
    }

    fn each(&mut self, keyword: &'static str, members: &[&'static Schema], value: &'v Value) {
        for (index, member) in members.iter().enumerate() {
            self.inside(&[At::Keyword(keyword), At::Index(index)], member, value);
        }
    }

    /// `anyOf` and `oneOf`.
    fn union(&mut self, union: Union, members: &[&'static Schema], value: &'v Value) {
        let mut fitting = Vec::new();
        for (index, member) in members.iter().enumerate() {
            if self.test.fits(member, value) {
                fitting.push(index);
            }
            if union == Union::AnyOf && !fitting.is_empty() {
                return;
            }
        }
        match fitting.as_slice() {
            [] => {
                let (instance, schema) = (self.pointer(), self.schema_pointer(Some(union.keyword())));
                let place = Place { union, count: members.len(), instance, depth: self.path.len(), schema };
                let explain = |(index, member): (usize, &&'static Schema)| {
                    let before = std::mem::take(&mut self.findings);
                    let at = [At::Keyword(union.keyword()), At::Index(index)];
                    self.inside(&at, member, value);
                    let findings = asserted(std::mem::replace(&mut self.findings, before));
                    Refusal { findings, unknown: unknown(&self.test, member, value, &place.instance) }
                };
                // One that is there again and again is explained once.
                let mut known = BTreeSet::new();
                let is_new = |(_, member): &(usize, &&'static Schema)| known.insert(meant(member));
                let refusals = members.iter().enumerate().filter(is_new).map(explain).collect();
                self.findings.extend(closest(&place, refusals));
            }
            [_] => {}
            _ if self.test.is_told(members, value) => {}
            several => {
                let name =
                    |index: &usize| members.get(*index).map_or(String::new(), |m| member_name(m, index + 1));
                let names: Vec<String> = several.iter().map(name).collect();
                let actual = format!("matches several: {}", names.join(", "));
                let words = Words::new(union.expected(members.len()), &actual);
                self.report(Class::Bound, union.keyword(), words);
            }
        }
    }

    /// Checks the same value against a schema within this one.
    fn inside(&mut self, at: &[At], schema: &Schema, value: &'v Value) {
        let outer = self.at.len();
        self.at.extend_from_slice(at);
        self.check(schema, value);
        self.at.truncate(outer);
    }

    /// Goes one step into the value and checks what stands there.
    fn descend(&mut self, step: Step<'v>, at: &[At], schema: &Schema, value: &'v Value) {
        self.path.push(step);
        self.inside(at, schema, value);
        self.path.pop();
    }

    /// A property that is not there.
    fn missing(&mut self, name: &'v str, keyword: &'static str, words: Words) {
        self.path.push(Step::Property(name));
        self.report(Class::Missing, keyword, words);
        self.path.pop();
    }

    /// Reports at the place where the walk is.
    fn report(&mut self, class: Class, keyword: &'static str, words: Words) {
        self.push(class, keyword, self.schema_pointer(Some(keyword)), words);
    }

    fn push(&mut self, class: Class, keyword: &'static str, schema: String, words: Words) {
        let finding = Finding::new(self.pointer(), schema, self.path.len(), class, keyword, words);
        self.findings.push(finding);
    }

    /// False when the walk is over.
    fn goes_on(&mut self) -> bool {
        self.findings.len() < MAX_VIOLATIONS && self.test.spend(1)
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Property(name) => push_step(&mut pointer, name),
                Step::Item(index) => push_step(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }

    /// Where the walk is in the schemas: from the last model on, whose place in the document is known.
    fn schema_pointer(&self, keyword: Option<&str>) -> String {
        self.schema_pointer_of(self.at.len(), keyword)
    }

    /// The same for some of the steps that led here.
    fn schema_pointer_of(&self, steps: usize, keyword: Option<&str>) -> String {
        let mut pointer = String::from("#");
        for at in self.at.iter().take(steps) {
            match at {
                At::Model(place) => pointer = format!("#{place}"),
                At::Keyword(keyword) => push_step(&mut pointer, keyword),
                At::Name(name) => push_step(&mut pointer, name),
                At::Index(index) => push_step(&mut pointer, &index.to_string()),
            }
        }
        if let Some(keyword) = keyword {
            push_step(&mut pointer, keyword);
        }
        pointer
    }

    fn finish(mut self, schema: &Schema) -> Violations {
        if self.test.bound.is_some() || self.findings.is_empty() {
            self.findings.truncate(MAX_VIOLATIONS - 1);
            self.path.clear();
            self.at.clear();
            self.report(Class::Bound, "steps", too_long());
        }
        let sensitive = secrets(schema, self.root);
        let mut violations: Vec<Violation> = Vec::new();
        for finding in without_echoes(self.findings) {
            let violation = finding.into_violation(&sensitive);
            // The same bound is often stated twice, by a schema and by the one it extends.
            let known = |other: &Violation| {
                other.instance == violation.instance
                    && other.keyword == violation.keyword
                    && other.expected == violation.expected
            };
            if violations.len() < MAX_VIOLATIONS && !violations.iter().any(known) {
                violations.push(violation);
            }
        }
        Violations::from(violations)
    }
}

fn too_deep() -> Words {
    Words::new(format!("must nest at most {MAX_DEPTH} deep"), "nests deeper")
}

fn too_long() -> Words {
    Words::new("must be simple enough to be checked".to_owned(), "takes too many steps")
}

/// Whether only one value is allowed, so that it tells the members of a union apart.
fn has_tag(schema: &Schema) -> bool {
    schema
        .0
        .iter()
        .any(|keyword| matches!(keyword, Keyword::Const(_) | Keyword::Enum([_]) | Keyword::Texts([_])))
}
