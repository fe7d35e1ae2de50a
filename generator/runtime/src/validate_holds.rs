//! Whether a value is valid: yes or no, as fast as can be, with nothing allocated for ordinary schemas.
//!
//! Most values are valid, and what is to be said about the others is found out afterwards (`validate_walk`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::instance::{Instance, Kind};
use super::schema::{Keyword, Schema};
use super::validate_bounds::{Bound, MAX_STEPS};
use super::validate_choice::Alternatives;
use super::validate_kind as kind;
use super::validate_object::{has_all, is_declared};
use super::validate_plan::{Child, Plan};
use super::validate_quick::{is_listed, plain, scalar_fits};

/// How many steps are taken before answers are remembered: ordinary schemas never come so far.
const STEPS_FROM_MEMORY: u64 = 20_000;

/// How many answers are remembered at a time: what is asked again is near to where it was asked before.
const MOST_ANSWERS: usize = 1 << 17;

/// Whether a document is read by the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As JSON Schema and OpenAPI say.
    Strict,
    /// `nullable: true` lets `null` in, whatever stands beside it.
    Nullable,
    /// The same, and a `oneOf` of which several members fit holds when its `discriminator` names one of them.
    Told,
}

/// `$dynamicAnchor`s and what they mean.
type Anchors = &'static [(&'static str, &'static Schema)];

/// The state of a check.
pub(super) struct Test<I> {
    pub(super) root: I,
    reading: Reading,
    pub(super) depth: usize,
    pub(super) nesting: usize,
    pub(super) steps: u64,
    pub(super) most_steps: u64,
    /// The `$dynamicAnchor`s of the schemas that led here, the outermost first.
    scope: Vec<Anchors>,
    pub(super) bound: Option<Bound>,
    answers: Option<Answers>,
}

/// What was found out: where the same is asked again and again, this keeps that from growing exponentially.
#[derive(Default)]
struct Answers {
    /// Whether a value fits a schema, by where both are in memory, and the scope.
    known: BTreeMap<(usize, usize, usize), bool>,
    /// Scopes that have a number, by their addresses.
    scopes: BTreeMap<Vec<usize>, usize>,
}

impl<I: Instance> Test<I> {
    pub(super) fn new(root: I, reading: Reading) -> Self {
        Test {
            root,
            reading,
            depth: 0,
            nesting: 0,
            steps: 0,
            most_steps: MAX_STEPS,
            scope: Vec::new(),
            bound: None,
            answers: None,
        }
    }

    /// Goes on where another check was.
    pub(super) fn go_on(&mut self, depth: usize, steps: u64) {
        (self.depth, self.nesting, self.steps) = (depth, depth, steps);
    }

    /// How many keywords were looked at.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether a value fits a schema. What was ended by a bound does not.
    pub(super) fn holds(&mut self, schema: &Schema, value: I) -> bool {
        match value.kind() {
            Kind::Array | Kind::Object => self.holds_whole(Plan::of(schema.0).resolved(), value),
            scalar => plain(schema.0, scalar)
                .unwrap_or_else(|| self.holds_whole(Plan::of(schema.0).resolved(), value)),
        }
    }

    /// The same for a schema whose plan is at hand.
    fn is(&mut self, schema: &'static Child, value: I) -> bool {
        schema.admits(value.kind())
            || match value.kind() {
                Kind::Array | Kind::Object => self.holds_whole(schema.plan(), value),
                scalar => {
                    scalar_fits(schema, scalar).unwrap_or_else(|| self.holds_whole(schema.plan(), value))
                }
            }
    }

    /// The same without the short way.
    #[inline(always)]
    fn holds_whole(&mut self, plan: &'static Plan, value: I) -> bool {
        match value.kind() {
            Kind::Object => self.object_holds(plan, value),
            Kind::Array => self.array_holds(plan, value),
            _ => self.scalar_holds(plan, value),
        }
    }

    fn scalar_holds(&mut self, plan: &'static Plan, value: I) -> bool {
        self.within(plan, |test| test.others(plan.keywords.iter(), plan.keywords, value))
    }

    /// Looks at the keywords of a schema, unless that is too deep or too much.
    #[inline(always)]
    pub(super) fn within(&mut self, plan: &'static Plan, look: impl FnOnce(&mut Self) -> bool) -> bool {
        if !self.enter(plan.keywords) {
            return false;
        }
        let outer = self.scope.len();
        let holds = look(self);
        self.leave(outer);
        holds
    }

    /// Keywords that are not part of a walk over items or properties.
    #[inline]
    pub(super) fn others<'k>(
        &mut self,
        mut others: impl Iterator<Item = &'k Keyword>,
        keywords: &'static [Keyword],
        value: I,
    ) -> bool {
        others.all(|keyword| self.keyword(keywords, keyword, value))
    }

    /// The same for a schema that decides what others mean, and may be asked about more than once.
    pub(super) fn fits(&mut self, schema: &Schema, value: I) -> bool {
        self.alternative(&Plan::of(schema.0).root, value)
    }

    /// The same for one that has to hold, and is not the only one. Where they lead to the same schemas again and again,
    /// answers are remembered.
    fn part(&mut self, schema: &Schema, value: I) -> bool {
        if self.remembers() { self.fits(schema, value) } else { self.holds(schema, value) }
    }

    /// The same for one of several.
    fn alternative(&mut self, schema: &'static Child, value: I) -> bool {
        schema.admits(value.kind()) || !self.is_ruled_out(schema, value) && self.only(schema, value)
    }

    /// The same for one that is not ruled out.
    pub(super) fn only(&mut self, schema: &'static Child, value: I) -> bool {
        // What `$dynamicRef` means may be another thing the next time.
        let outermost = match self.scope.as_slice() {
            [] => 0,
            [only] => only.as_ptr().addr(),
            _ if !self.remembers() => return self.is(schema, value),
            _ => self.scope_number(),
        };
        let question = (schema.keywords.as_ptr().addr(), value.address(), outermost);
        let known = self.answers.as_ref().and_then(|answers| answers.known.get(&question).copied());
        known.unwrap_or_else(|| {
            let answer = self.is(schema, value);
            if self.remembers() {
                self.remember();
            }
            if let Some(answers) = &mut self.answers
                && self.bound.is_none()
            {
                if answers.known.len() >= MOST_ANSWERS {
                    answers.known.clear();
                }
                answers.known.insert(question, answer);
            }
            answer
        })
    }

    /// Whether an alternative lists values for a property that has another one, or requires a property that is not there. Of
    /// many alternatives most are ruled out so, by what tells them apart, before anything else of them is looked at.
    fn is_ruled_out(&mut self, schema: &'static Child, value: I) -> bool {
        if !matches!(value.kind(), Kind::Object) {
            return false;
        }
        let plan = schema.plan();
        self.spend(plan.listed.len() as u64);
        let mut told = false;
        for (name, listed) in &plan.listed {
            if let Some(found) = value.property(name) {
                told = true;
                if !self.keyword(&[], listed, found) {
                    return true;
                }
            }
        }
        let required = &plan.object.required;
        // One that is told by its values is hardly told by what it requires as well.
        !told && self.spend(required.len() as u64) && !has_all(required, value)
    }

    /// Whether so much was asked that it may be the same again and again.
    #[inline]
    pub(super) fn remembers(&self) -> bool {
        self.steps > STEPS_FROM_MEMORY
    }

    /// Answers are remembered from now on.
    pub(super) fn remember(&mut self) {
        self.answers.get_or_insert_default();
    }

    /// One step into the value.
    pub(super) fn below(&mut self, schema: &Schema, value: I) -> bool {
        plain(schema.0, value.kind()).unwrap_or_else(|| self.deeper(Plan::of(schema.0).resolved(), value))
    }

    #[inline]
    pub(super) fn deeper(&mut self, plan: &'static Plan, value: I) -> bool {
        self.depth += 1;
        let holds = self.holds_whole(plan, value);
        self.depth -= 1;
        holds
    }

    fn contained(&mut self, schema: &Schema, item: I) -> bool {
        self.depth += 1;
        let fits = self.fits(schema, item);
        self.depth -= 1;
        fits
    }

    pub(super) fn keyword(&mut self, keywords: &'static [Keyword], keyword: &Keyword, value: I) -> bool {
        match *keyword {
            Keyword::Type(types) => types.admit(value.kind()),
            Keyword::Enum(literals) => literals.iter().any(|literal| literal.equals(value)),
            Keyword::Texts(texts) => matches!(value.kind(), Kind::Text(text) if is_listed(texts, text)),
            Keyword::Const(literal) => literal.equals(value),
            Keyword::Ref(target) => self.holds(target, value),
            Keyword::NullOr(target) => self.may_be_null(value) || self.part(target, value),
            Keyword::AllOf(members) => members.iter().all(|member| self.part(member, value)),
            // Plain members are not counted one by one.
            Keyword::AnyOf(members) | Keyword::OneOf(members) if !self.spend(members.len() as u64) => false,
            Keyword::AnyOf(members) => {
                let mut likely = Alternatives::of(members).likely(value);
                if likely.is_told {
                    likely.any(|member| self.only(member, value))
                } else {
                    likely.any(|member| self.alternative(member, value))
                }
            }
            Keyword::OneOf(members) => {
                let likely = Alternatives::of(members).likely(value);
                let told = likely.is_told;
                let fitting = likely.filter(|member| match told {
                    true => self.only(member, value),
                    false => self.alternative(member, value),
                });
                match fitting.take(2).count() {
                    2 => self.is_told(members, value),
                    fitting => fitting == 1,
                }
            }
            Keyword::Not(forbidden) => !self.fits(forbidden, value) && self.bound.is_none(),
            Keyword::If(condition) => match branch(keywords, self.fits(condition, value)) {
                Some(branch) => self.part(branch, value),
                None => true,
            },
            Keyword::Never => false,
            Keyword::DynamicAnchors(anchors) => {
                self.push_scope(anchors);
                true
            }
            Keyword::DynamicRef(anchor, target) => self.part(self.dynamic(anchor, target), value),
            _ => match value.kind() {
                Kind::Object => self.object_keyword(keywords, keyword, value),
                Kind::Array => self.array_keyword(keywords, keyword, value),
                _ => kind::holds(keyword, value),
            },
        }
    }

    /// How a `oneOf` is read.
    pub(super) fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether a value is `null`, and that is all right wherever `nullable: true` is written.
    pub(super) fn may_be_null(&self, value: I) -> bool {
        self.reading != Reading::Strict && value.kind().is_null()
    }

    /// Whether it is told which one of several members that fit was meant.
    pub(super) fn is_told(&mut self, members: &[&'static Schema], value: I) -> bool {
        let meant = |member: &&&'static Schema| is_meant(member, value);
        self.reading == Reading::Told
            && members.iter().filter(meant).filter(|member| self.fits(member, value)).count() == 1
    }

    /// What `$dynamicRef` means here.
    pub(super) fn dynamic(&self, anchor: &str, target: &'static Schema) -> &'static Schema {
        let mut known = self.scope.iter().flat_map(|anchors| anchors.iter());
        known.find(|(name, _)| *name == anchor).map_or(target, |(_, schema)| schema)
    }

    /// A number for the schema resources that led here: the same only for the same ones.
    pub(super) fn scope_number(&mut self) -> usize {
        self.spend(self.scope.len() as u64);
        let addresses = self.scope.iter().map(|anchors| anchors.as_ptr().addr()).collect();
        let scopes = &mut self.answers.get_or_insert_default().scopes;
        // Zero is where no resource led here.
        let next = scopes.len() + 1;
        *scopes.entry(addresses).or_insert(next)
    }

    /// How many schema resources led here.
    pub(super) fn scope(&self) -> usize {
        self.scope.len()
    }

    /// One that is there already has its meaning from further out.
    pub(super) fn push_scope(&mut self, anchors: Anchors) {
        if !self.scope.iter().any(|known| std::ptr::eq(*known, anchors)) {
            self.scope.push(anchors);
        }
    }

    #[inline]
    pub(super) fn leave(&mut self, scope: usize) {
        if self.scope.len() > scope {
            self.scope.truncate(scope);
        }
        self.nesting -= 1;
    }

    /// A keyword about arrays, but for those that `array_holds` looks at itself.
    fn array_keyword(&mut self, keywords: &'static [Keyword], keyword: &Keyword, value: I) -> bool {
        match *keyword {
            Keyword::PrefixItems(schemas) => {
                schemas.iter().zip(value.items()).all(|(schema, item)| self.below(schema, item))
            }
            Keyword::Contains(schema) => {
                let (least, most) = contained(keywords);
                // No more than needs to be known is looked at.
                let enough = if most == u64::MAX { least } else { most.saturating_add(1) };
                let enough = usize::try_from(enough).unwrap_or(usize::MAX);
                let found =
                    value.items().filter(|item| self.contained(schema, *item)).take(enough).count() as u64;
                (least..=most).contains(&found)
            }
            Keyword::UnevaluatedItems(schema) => {
                let seen = self.evaluated(keywords, value);
                let rest = value.items().enumerate().filter(|(index, _)| !seen.has(*index));
                rest.fold(true, |holds, (_, item)| holds && self.below(schema, item))
            }
            _ => kind::holds(keyword, value),
        }
    }

    /// A keyword about objects, but for those that `object_holds` looks at itself.
    fn object_keyword(&mut self, keywords: &'static [Keyword], keyword: &Keyword, value: I) -> bool {
        match *keyword {
            Keyword::PropertyNames(schema) => value.properties().all(|(name, _)| self.name(schema, name)),
            Keyword::DependentSchemas(dependent) => {
                dependent.iter().all(|(name, schema)| !value.has(name) || self.part(schema, value))
            }
            Keyword::UnevaluatedProperties(schema) => {
                let seen = self.evaluated(keywords, value);
                let rest = value.properties().enumerate().filter(|(index, _)| !seen.has(*index));
                rest.fold(true, |holds, (_, (_, property))| holds && self.below(schema, property))
            }
            _ => kind::holds(keyword, value),
        }
    }

    /// Whether the name of a property fits a schema.
    fn name(&mut self, schema: &Schema, name: &str) -> bool {
        let plain = |keyword: &Keyword| {
            matches!(
                keyword,
                Keyword::Model(..)
                    | Keyword::MinLength(_)
                    | Keyword::MaxLength(_)
                    | Keyword::Pattern(_)
                    | Keyword::Format(_)
            )
        };
        if schema.0.iter().all(plain) {
            return schema.0.iter().all(|keyword| kind::text_holds(keyword, name));
        }
        let name = Value::from(name);
        let mut test = Test {
            root: &name,
            reading: self.reading,
            depth: self.depth,
            nesting: self.nesting,
            steps: self.steps,
            most_steps: self.most_steps,
            scope: self.scope.clone(),
            bound: self.bound,
            answers: None,
        };
        let holds = test.below(schema, &name);
        (self.steps, self.bound) = (test.steps, test.bound);
        holds
    }
}

/// `then` or `else`.
pub(super) fn branch(keywords: &'static [Keyword], condition: bool) -> Option<&'static Schema> {
    keywords.iter().find_map(|keyword| match (keyword, condition) {
        (Keyword::Then(schema), true) | (Keyword::Else(schema), false) => Some(*schema),
        _ => None,
    })
}

/// `minContains` and `maxContains`.
pub(super) fn contained(keywords: &[Keyword]) -> (u64, u64) {
    let (mut least, mut most) = (1, u64::MAX);
    for keyword in keywords {
        match keyword {
            Keyword::MinContains(count) => least = *count,
            Keyword::MaxContains(count) => most = *count,
            _ => {}
        }
    }
    (least, most)
}

/// Whether `properties` or `patternProperties` name a property.
pub(super) fn is_named(keywords: &[Keyword], name: &str) -> bool {
    keywords.iter().any(|keyword| match keyword {
        Keyword::Properties(declared) => is_declared(declared, name),
        Keyword::PatternProperties(patterns) => patterns.iter().any(|(pattern, _)| pattern.matches(name)),
        _ => false,
    })
}

/// Whether the `discriminator` of a union says that a value was meant for this member.
fn is_meant<I: Instance>(member: &Schema, value: I) -> bool {
    member.0.iter().any(|keyword| match keyword {
        Keyword::Tag(name, literals) => {
            value.property(name).is_some_and(|found| literals.iter().any(|literal| literal.equals(found)))
        }
        _ => false,
    })
}
