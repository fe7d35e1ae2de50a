//! Telling the members of a union apart by what the document says.
//!
//! In this order: a `discriminator`; disjoint JSON types; a property with but one value in each member (nested
//! ones too); properties that some members require and others do not have; a property with disjoint lists of
//! values. Only what is left after that is tried against its validator.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::Discriminator;

use crate::document::Pointer;
use crate::ir::{Dispatch, JsonKind, Literal};

use super::Lowering;
use super::facts::{Facts, Form, Known};
use super::schema::{Keywords, Node, Target};

/// The questions that tell the members of a union apart.
pub(super) fn build<'a>(lowering: &Lowering<'a>, union: &Keywords<'a>, nodes: &[Node<'a>]) -> Dispatch {
    let discriminator = union.data.discriminator.as_ref();
    if let Some(dispatch) = by_discriminator(lowering, discriminator, nodes) {
        return dispatch;
    }
    let facts = Facts::new(lowering);
    let members = nodes.iter().map(|node| facts.forms(node)).collect();
    let is_broad = |node: &Node<'a>| {
        lowering.resolve(&Some(node.clone())).is_none_or(|keywords| keywords.is_type_alone())
    };
    let broad = nodes.iter().map(is_broad).collect();
    Splitter { facts, members, broad, left: Cell::new(MOST_LOOKS) }.all()
}

/// The same, where every form of each member is known.
pub(super) fn of_forms<'a>(
    facts: Facts<'_, 'a>,
    discriminator: Option<&Discriminator>,
    nodes: &[Node<'a>],
    members: Vec<Rc<Vec<Form<'a>>>>,
) -> Dispatch {
    if let Some(dispatch) = by_discriminator(facts.lowering, discriminator, nodes) {
        return dispatch;
    }
    let broad = vec![false; members.len()];
    Splitter { facts, members, broad, left: Cell::new(MOST_LOOKS) }.all()
}

/// `discriminator`: the values by which it knows each member.
fn by_discriminator<'a>(
    lowering: &Lowering<'a>,
    discriminator: Option<&Discriminator>,
    nodes: &[Node<'a>],
) -> Option<Dispatch> {
    let discriminator = discriminator?;
    let targets: Vec<Option<Pointer>> = nodes.iter().map(target).collect();
    let known = lowering.known_by(&discriminator.property_name, &discriminator.mapping, &targets);
    let mut arms = Vec::new();
    for (index, values) in known.into_iter().enumerate() {
        let values = values?;
        if !values.is_empty() {
            arms.push((values, Dispatch::Member(index)));
        }
    }
    Some(Dispatch::Tag {
        path: vec![discriminator.property_name.clone()],
        arms,
        absent: Box::new(Dispatch::Unknown),
        other: Box::new(Dispatch::Unknown),
    })
}

/// What a member refers to.
pub(super) fn target(node: &Node<'_>) -> Option<Pointer> {
    match node.schema {
        Target::Reference(reference) => Pointer::parse(reference),
        Target::Schema(_) => None,
    }
}

/// How often it is looked what a member says of a property. A union of many members with many properties, each of which tells
/// but one of them, would take the third power of that.
const MOST_LOOKS: usize = 4_000_000;

struct Splitter<'l, 'a> {
    facts: Facts<'l, 'a>,
    members: Vec<Rc<Vec<Form<'a>>>>,
    /// Those that every value of a type fits.
    broad: Vec<bool>,
    /// How many looks are left. When there are none, members are left to their validators.
    left: Cell<usize>,
}

/// Which members remain after each answer to a question.
struct Split {
    arms: Vec<(Vec<Literal>, Vec<usize>)>,
    absent: Vec<usize>,
    other: Vec<usize>,
}

impl Split {
    /// The most members that an answer leaves.
    fn worst(&self) -> usize {
        let arms = self.arms.iter().map(|(_, members)| members.len()).max().unwrap_or_default();
        arms.max(self.absent.len()).max(self.other.len())
    }
}

impl<'a> Splitter<'_, 'a> {
    fn all(&self) -> Dispatch {
        let all: Vec<usize> = (0..self.members.len()).collect();
        // A member that may have forms nobody looked at cannot be told from the others.
        if self.facts.incomplete.get() {
            return self.tried(&all);
        }
        self.split(&all)
    }

    fn split(&self, candidates: &[usize]) -> Dispatch {
        match candidates {
            [] => return Dispatch::Unknown,
            [only] => return Dispatch::Member(*only),
            _ if !self.spend(candidates.len()) => return self.tried(candidates),
            _ => {}
        }
        if let Some(dispatch) = self.by_kind(candidates) {
            return dispatch;
        }
        let (near, far) = self.paths(candidates);
        let by_tag =
            |single: bool| [&near, &far].into_iter().find_map(|paths| self.by_tag(candidates, paths, single));
        let by_presence = || [&near, &far].into_iter().find_map(|paths| self.by_presence(candidates, paths));
        // A list of values is open to new ones, so that it is asked for last.
        by_tag(true).or_else(by_presence).or_else(|| by_tag(false)).unwrap_or_else(|| self.tried(candidates))
    }

    /// By their validators, in their order; but what comes after a member that every value of a type fits would never be read.
    fn tried(&self, candidates: &[usize]) -> Dispatch {
        let (broad, narrow): (Vec<usize>, Vec<usize>) =
            candidates.iter().partition(|member| self.broad[**member]);
        Dispatch::Validate([narrow, broad].concat())
    }

    /// Counts looks; false when there were too many.
    fn spend(&self, looks: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(looks));
        self.left.get() > 0
    }

    fn by_kind(&self, candidates: &[usize]) -> Option<Dispatch> {
        let kinds_of = |member: usize| -> BTreeSet<JsonKind> {
            self.members[member].iter().flat_map(|form| form.kinds.iter().copied()).collect()
        };
        let any = |member: usize| self.members[member].iter().any(|form| form.kinds.is_empty());
        let mut kinds: BTreeSet<JsonKind> = candidates.iter().flat_map(|member| kinds_of(*member)).collect();
        // An integer is a number as well.
        if kinds.contains(&JsonKind::Number) {
            kinds.insert(JsonKind::Integer);
        }
        let fits = |member: usize, kind: JsonKind| {
            let own = kinds_of(member);
            any(member)
                || own.contains(&kind)
                || (kind == JsonKind::Integer && own.contains(&JsonKind::Number))
        };
        let arms: Vec<(JsonKind, Vec<usize>)> = kinds
            .into_iter()
            .map(|kind| (kind, candidates.iter().copied().filter(|member| fits(*member, kind)).collect()))
            .collect();
        let worst = arms.iter().map(|(_, members)| members.len()).max()?;
        let someone_fits_all = candidates.iter().any(|member| any(*member));
        (worst < candidates.len() && !someone_fits_all).then(|| Dispatch::Kind {
            arms: arms.iter().map(|(kind, members)| (*kind, self.split(members))).collect(),
        })
    }

    /// Paths of one and of two property names that any candidate describes.
    fn paths(&self, candidates: &[usize]) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let mut near = BTreeSet::new();
        let mut far = BTreeSet::new();
        for form in candidates.iter().flat_map(|member| self.members[*member].iter()) {
            for (name, node) in &form.properties {
                // Members share most of their properties: one look at a property's own forms is enough.
                if near.insert(vec![(*name).to_owned()]) || matches!(node.schema, Target::Reference(_)) {
                    for below in self.facts.forms(node).iter().flat_map(|form| form.properties.keys()) {
                        far.insert(vec![(*name).to_owned(), (*below).to_owned()]);
                    }
                }
            }
        }
        (near.into_iter().collect(), far.into_iter().collect())
    }

    /// What is known of the value at a path in any form of a member.
    fn known(&self, member: usize, path: &[String]) -> Known {
        let mut all = Known { values: Some(Vec::new()), described: false, optional: false };
        for form in self.members[member].iter() {
            let known = self.facts.known(form, path);
            all.described |= known.described;
            all.optional |= known.optional;
            all.values = match (all.values, known.values) {
                (Some(mut values), Some(more)) => {
                    values.extend(more);
                    Some(values)
                }
                _ => None,
            };
        }
        all
    }

    /// A property whose values tell members apart. `single`: only one with at most one value in each.
    fn by_tag(&self, candidates: &[usize], paths: &[Vec<String>], single: bool) -> Option<Dispatch> {
        let mut best: Option<(&Vec<String>, Split)> = None;
        for path in paths {
            if !self.spend(candidates.len()) {
                return None;
            }
            let Some(split) = self.tag_split(candidates, path, single) else { continue };
            if split.worst() < best.as_ref().map_or(candidates.len(), |(_, best)| best.worst()) {
                best = Some((path, split));
            }
        }
        let (path, split) = best?;
        Some(Dispatch::Tag {
            path: path.clone(),
            arms: split.arms.into_iter().map(|(values, members)| (values, self.split(&members))).collect(),
            absent: Box::new(self.absent(path, &split.absent)),
            other: Box::new(self.split(&split.other)),
        })
    }

    fn tag_split(&self, candidates: &[usize], path: &[String], single: bool) -> Option<Split> {
        let known: Vec<(usize, Known)> =
            candidates.iter().map(|member| (*member, self.known(*member, path))).collect();
        let free: Vec<usize> =
            known.iter().filter(|(_, known)| known.values.is_none()).map(|(member, _)| *member).collect();
        let mut arms: Vec<(Vec<Literal>, Vec<usize>)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (member, known) in &known {
            let values = known.values.as_deref().unwrap_or_default();
            let mut seen: BTreeSet<usize> = BTreeSet::new();
            for value in values {
                let value = value.as_tag()?;
                let place = *places.entry(value.key()).or_insert(arms.len());
                if !seen.insert(place) {
                    continue;
                }
                match arms.get_mut(place) {
                    Some((_, members)) => members.push(*member),
                    None => arms.push((vec![value], vec![*member])),
                }
            }
            if single && seen.len() > 1 && self.members[*member].len() == 1 {
                return None;
            }
        }
        if arms.is_empty() {
            return None;
        }
        for (_, members) in &mut arms {
            members.extend(&free);
            members.sort_unstable();
        }
        let absent = known.iter().filter(|(_, known)| known.optional).map(|(member, _)| *member).collect();
        Some(Split { arms: merged(arms), absent, other: free })
    }

    /// The tag is not there. Where it is nested, the object around it may be missing as well.
    fn absent(&self, path: &[String], candidates: &[usize]) -> Dispatch {
        let Some((last, outer)) = path.split_last() else { return Dispatch::Unknown };
        if outer.is_empty() {
            return self.split(candidates);
        }
        let with = |member: &&usize| {
            self.members[**member].iter().any(|form| {
                outer.first().and_then(|name| form.properties.get(name.as_str())).is_some_and(|node| {
                    self.facts.forms(node).iter().any(|form| !form.required.contains(last.as_str()))
                })
            })
        };
        let without = |member: &&usize| self.known(**member, outer).optional;
        let present: Vec<usize> = candidates.iter().filter(with).copied().collect();
        let absent: Vec<usize> = candidates.iter().filter(without).copied().collect();
        if present.is_empty() && absent.is_empty() {
            return Dispatch::Unknown;
        }
        Dispatch::Presence {
            path: outer.to_vec(),
            present: Box::new(self.split(&present)),
            absent: Box::new(self.split(&absent)),
        }
    }

    /// A property that some members require and others do not have.
    fn by_presence(&self, candidates: &[usize], paths: &[Vec<String>]) -> Option<Dispatch> {
        let mut best: Option<(&Vec<String>, Vec<usize>, Vec<usize>)> = None;
        for path in paths {
            if !self.spend(candidates.len()) {
                return None;
            }
            let mut present = Vec::new();
            let mut absent = Vec::new();
            for member in candidates {
                let known = self.known(*member, path);
                if known.described {
                    present.push(*member);
                }
                if known.optional {
                    absent.push(*member);
                }
            }
            let worst = present.len().max(absent.len());
            if worst < best.as_ref().map_or(candidates.len(), |(_, p, a)| p.len().max(a.len())) {
                best = Some((path, present, absent));
            }
        }
        let (path, present, absent) = best?;
        Some(Dispatch::Presence {
            path: path.clone(),
            present: Box::new(self.split(&present)),
            absent: Box::new(self.split(&absent)),
        })
    }
}

/// Values that leave the same members share an arm.
fn merged(arms: Vec<(Vec<Literal>, Vec<usize>)>) -> Vec<(Vec<Literal>, Vec<usize>)> {
    let mut merged: IndexMap<Vec<usize>, Vec<Literal>> = IndexMap::new();
    for (values, members) in arms {
        merged.entry(members).or_default().extend(values);
    }
    merged.into_iter().map(|(members, values)| (values, members)).collect()
}
