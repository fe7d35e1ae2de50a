//! Of many alternatives, those that may fit: told by the kind of the value, and by a property for which each lists its own
//! values.
//!
//! Found out once for each `oneOf` and `anyOf` and kept, so that nothing of it is in the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::instance::{Instance, Kind, Kinds};
use super::kept::Kept;
use super::schema::{Keyword, Literal, Schema};
use super::validate_apart::is_apart;
use super::validate_object::same_few;
use super::validate_plan::{Child, possible};
use super::validate_plan_text::Index;

/// How far the alternatives of alternatives are looked into.
const MAX_DEPTH: usize = 6;
/// How many schemas are looked at in all.
const MOST_VISITS: usize = 20_000;

/// How many places of alternatives are kept for those that allow any text.
const MOST_PLACES: usize = 1 << 20;

/// Texts that a property may have.
type Texts = BTreeSet<&'static str>;

static ALTERNATIVES: Kept<Alternatives> = Kept::new();

/// The members of an `anyOf` or `oneOf`.
pub(super) struct Alternatives {
    schemas: &'static [&'static Schema],
    members: Vec<Alternative>,
    /// The place of each of them.
    all: Vec<usize>,
    choice: Option<Choice>,
    /// Those that are models, by their names.
    models: Index,
}

struct Alternative {
    schema: Child,
    /// The kinds of values that may fit.
    kinds: Kinds,
    /// Whether nothing fits it and another one: found out when it is asked.
    apart: OnceLock<bool>,
}

/// What tells alternatives apart.
struct Choice {
    property: &'static str,
    /// Which alternatives allow a text there, in the order of the texts.
    members: Vec<(&'static str, Vec<usize>)>,
    /// Those that allow any other.
    rest: Vec<usize>,
}

impl Alternatives {
    pub(super) fn of(schemas: &'static [&'static Schema]) -> &'static Self {
        ALTERNATIVES.of(schemas, || {
            let member = |member: &&Schema| {
                let schema = Child::of(member);
                Alternative { kinds: possible(schema.keywords), schema, apart: OnceLock::new() }
            };
            let models = Index::of(schemas.iter().map(|member| model(member).unwrap_or_default()));
            let (members, all) = (schemas.iter().map(member).collect(), (0..schemas.len()).collect());
            Alternatives { schemas, members, all, choice: Choice::of(schemas), models }
        })
    }

    /// Those that may fit a value, in their order: it fits no other one.
    pub(super) fn likely<I: Instance>(&'static self, value: I) -> Likely {
        let of_property = |choice: &'static Choice| match value.property(choice.property)?.kind() {
            Kind::Text(text) => Some(choice.of_text(text)),
            _ => None,
        };
        let places = match value.kind() {
            Kind::Object => self.choice.as_ref().and_then(of_property),
            _ => None,
        };
        Likely {
            members: &self.members,
            is_told: places.is_some_and(|places| places.len() == 1),
            places: places.unwrap_or(&self.all).iter(),
            kind: value.kind().class(),
        }
    }

    /// The one that describes a model, if it is known that what fits it fits no other one, or that does not matter.
    pub(super) fn meant(&'static self, name: &str, exactly_one: bool) -> Option<&'static Child> {
        let place = self.models.place(name)?;
        let member = self.members.get(place)?;
        let is_apart = || *member.apart.get_or_init(|| is_apart(self.schemas, place));
        (!exactly_one || is_apart()).then_some(&member.schema)
    }

    /// The property that tells them apart.
    pub(super) fn property(&self) -> Option<&'static str> {
        self.choice.as_ref().map(|choice| choice.property)
    }

    /// The only one that an object may fit, by the text that it has there.
    pub(super) fn told_by<I: Instance>(&'static self, value: I) -> Option<&'static Child> {
        match value.property(self.property()?)?.kind() {
            Kind::Text(text) => self.told(text),
            _ => None,
        }
    }

    /// The only one that an object may fit which has this text there.
    pub(super) fn told(&'static self, text: &str) -> Option<&'static Child> {
        match self.choice.as_ref()?.of_text(text) {
            [only] => self.members.get(*only).map(|member| &member.schema),
            _ => None,
        }
    }
}

/// Alternatives that may fit a value.
#[derive(Clone)]
pub(super) struct Likely {
    members: &'static [Alternative],
    places: std::slice::Iter<'static, usize>,
    kind: Kinds,
    /// Whether a property leaves one.
    pub(super) is_told: bool,
}

impl Iterator for Likely {
    type Item = &'static Child;

    #[inline]
    fn next(&mut self) -> Option<&'static Child> {
        loop {
            let member = self.members.get(*self.places.next()?)?;
            if member.kinds.meets(self.kind) {
                return Some(&member.schema);
            }
        }
    }
}

impl Choice {
    fn of(members: &[&'static Schema]) -> Option<Self> {
        let mut search = Search { left: MOST_VISITS };
        let mut properties = BTreeSet::new();
        members.iter().for_each(|member| search.listed(member, MAX_DEPTH, &mut properties));
        let mut best: Option<(&'static str, Vec<Option<Texts>>, usize)> = None;
        for property in properties {
            let each: Vec<_> =
                members.iter().map(|member| search.allowed(member, property, MAX_DEPTH)).collect();
            let told = each.iter().flatten().count();
            if told * 2 > members.len() && best.as_ref().is_none_or(|(.., most)| told > *most) {
                best = Some((property, each, told));
            }
        }
        let (property, each, _) = best?;
        let any = each.iter().enumerate().filter(|(_, texts)| texts.is_none());
        let rest: Vec<usize> = any.map(|(place, _)| place).collect();
        let mut members: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (place, text) in each
            .iter()
            .enumerate()
            .flat_map(|(place, texts)| texts.iter().flatten().map(move |text| (place, *text)))
        {
            members.entry(text).or_default().push(place);
        }
        // Each of them is told beside those that allow any text.
        if members.len().saturating_mul(rest.len()) > MOST_PLACES {
            return None;
        }
        for told in members.values_mut() {
            told.extend(&rest);
            told.sort_unstable();
        }
        Some(Self { property, members: members.into_iter().collect(), rest })
    }

    fn of_text(&self, text: &str) -> &[usize] {
        // As many are compared as quickly as they are halved.
        const FEW: usize = 8;
        let few = self.members.iter().take(FEW).find(|(known, _)| same_few(known, text));
        let found = few.or_else(|| {
            let place = self.members.binary_search_by(|(known, _)| (*known).cmp(text)).ok()?;
            self.members.get(place)
        });
        found.map_or(&self.rest, |(_, places)| places)
    }
}

/// A look into schemas, which ends when it has seen too many.
struct Search {
    left: usize,
}

impl Search {
    /// One step further down; none when that is too far.
    fn down(&mut self, depth: usize) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        depth.checked_sub(1)
    }

    /// The properties for which a schema lists texts.
    fn listed(&mut self, schema: &'static Schema, depth: usize, into: &mut BTreeSet<&'static str>) {
        let Some(depth) = self.down(depth) else { return };
        for keyword in schema.0 {
            match *keyword {
                Keyword::Properties(declared) => {
                    let listed = declared.iter().filter(|(_, schema)| texts(schema.0).is_some());
                    into.extend(listed.map(|(name, _)| *name));
                }
                Keyword::Ref(target) => self.listed(target, depth, into),
                Keyword::AllOf(members) | Keyword::OneOf(members) | Keyword::AnyOf(members) => {
                    members.iter().for_each(|member| self.listed(member, depth, into));
                }
                _ => {}
            }
        }
    }

    /// The texts that an object's property may have where the object fits a schema; `None` where it may have others, or
    /// that is not known.
    fn allowed(&mut self, schema: &'static Schema, property: &str, depth: usize) -> Option<Texts> {
        let depth = self.down(depth)?;
        schema.0.iter().find_map(|keyword| match *keyword {
            Keyword::Properties(declared) => {
                declared.iter().find(|(name, _)| *name == property).and_then(|(_, schema)| texts(schema.0))
            }
            Keyword::Ref(target) => self.allowed(target, property, depth),
            Keyword::AllOf(members) => {
                members.iter().find_map(|member| self.allowed(member, property, depth))
            }
            Keyword::OneOf(members) | Keyword::AnyOf(members) => {
                members.iter().try_fold(Texts::new(), |mut all, member| {
                    all.extend(self.allowed(member, property, depth)?);
                    Some(all)
                })
            }
            _ => None,
        })
    }
}

/// The texts that a schema lists. It may list other values as well: a text is none of those.
pub(super) fn texts(keywords: &[Keyword]) -> Option<Texts> {
    keywords.iter().find_map(|keyword| match *keyword {
        Keyword::Const(literal) => Some(text(&literal).into_iter().collect()),
        Keyword::Texts(texts) => Some(texts.iter().copied().collect()),
        Keyword::Enum(literals) => Some(literals.iter().filter_map(text).collect()),
        _ => None,
    })
}

/// The name of the model that a schema describes, or refers to.
fn model(schema: &Schema) -> Option<&'static str> {
    let described = match schema.0 {
        [Keyword::Ref(target)] => target,
        _ => schema,
    };
    described.model().map(|(name, _)| name)
}

fn text(literal: &Literal) -> Option<&'static str> {
    match *literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}
