//! Of many alternatives, those that may fit: told by a property for which each lists its own values.
//!
//! Found out once for each `oneOf` and `anyOf` and kept by each thread, so that nothing of it is in the tables.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::instance::{Instance, Kind};
use super::schema::{Keyword, Literal, Schema};

/// From how many alternatives on it is worth it.
const WORTH_IT: usize = 6;
/// How far the alternatives of alternatives are looked into.
const MAX_DEPTH: usize = 6;
/// How many schemas are looked at in all.
const MOST_VISITS: usize = 20_000;

/// Texts that a property may have.
type Texts = BTreeSet<&'static str>;

/// What tells alternatives apart.
pub(super) struct Choice {
    property: &'static str,
    /// Which alternatives allow a text there.
    members: BTreeMap<&'static str, Vec<&'static Schema>>,
    /// Those that allow any other.
    rest: Vec<&'static Schema>,
}

/// What is known of alternatives, by where they are in memory.
type Known = BTreeMap<usize, Option<Rc<Choice>>>;

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(BTreeMap::new()) };
}

/// What tells so many alternatives apart, if anything does.
pub(super) fn choice(members: &'static [&'static Schema]) -> Option<Rc<Choice>> {
    if members.len() < WORTH_IT {
        return None;
    }
    // Neither fails but at the very end of a thread.
    let known = |known: &RefCell<Known>| {
        let mut known = known.try_borrow_mut().ok()?;
        known.entry(members.as_ptr().addr()).or_insert_with(|| Choice::of(members).map(Rc::new)).clone()
    };
    KNOWN.try_with(known).ok().flatten()
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
        let all: Texts = each.iter().flatten().flatten().copied().collect();
        let allowing = |text: Option<&str>| {
            let allows = |texts: &Option<Texts>| match (texts, text) {
                (Some(texts), Some(text)) => texts.contains(text),
                (texts, _) => texts.is_none(),
            };
            members.iter().zip(&each).filter(|(_, texts)| allows(texts)).map(|(member, _)| *member).collect()
        };
        let rest = allowing(None);
        Some(Self { property, members: all.iter().map(|text| (*text, allowing(Some(text)))).collect(), rest })
    }

    /// The alternatives that may fit a value, in their order; all others do not. None: any of them may.
    pub(super) fn of_value<I: Instance>(&self, value: I) -> Option<&[&'static Schema]> {
        match value.property(self.property)?.kind() {
            Kind::Text(text) => Some(self.members.get(text).unwrap_or(&self.rest)),
            _ => None,
        }
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
                    let listed = declared.iter().filter(|(_, schema)| texts(schema).is_some());
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
                declared.iter().find(|(name, _)| *name == property).and_then(|(_, schema)| texts(schema))
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
fn texts(schema: &Schema) -> Option<Texts> {
    schema.0.iter().find_map(|keyword| match *keyword {
        Keyword::Const(literal) => Some(text(&literal).into_iter().collect()),
        Keyword::Texts(texts) => Some(texts.iter().copied().collect()),
        Keyword::Enum(literals) => Some(literals.iter().filter_map(text).collect()),
        _ => None,
    })
}

fn text(literal: &Literal) -> Option<&'static str> {
    match *literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}
