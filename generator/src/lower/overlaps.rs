//! Members of a `oneOf` that hold whatever another one describes: no such value can match one alone, so that none is valid.
//!
//! It is proved from the validators' tables. Of an object that has properties no others are thought of: what else a document
//! lets in, nobody sends on purpose.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::document::Pointer;
use crate::ir::{Keyword, Schema, TypeDef};

use super::Lowering;
use super::overlaps_facts::Facts;

/// How far schemas in schemas are looked into.
const DEPTH: usize = 12;
/// How many pairs of schemas are looked at for one `oneOf`.
const PAIRS: usize = 20_000;

/// The members of a `oneOf`.
#[derive(Debug)]
pub(super) struct OneOf {
    pub(super) members: Vec<Schema>,
    /// Whether a discriminator says which of them is meant, so that only equal ones are in each other's way.
    pub(super) discriminated: bool,
}

impl Lowering<'_> {
    /// Warns of the members of each `oneOf` of which no value is valid.
    pub(super) fn warn_of_overlaps(&mut self, types: &[TypeDef]) {
        for (pointer, one_of) in std::mem::take(&mut self.one_ofs) {
            let mut proof = Proof { types, left: PAIRS };
            let found = proof.overlaps(&one_of);
            let Some((narrow, wide)) = found.first() else { continue };
            let others = match found.len() {
                1 => String::new(),
                2 => ", and so it is with one other member".to_owned(),
                more => format!(", and so it is with {} other members", more - 1),
            };
            let name = |index: &usize| self.member_name(&pointer, *index);
            let message = format!(
                "whatever fits {} fits {} of this `oneOf` as well, so that none of it is valid{others}",
                name(narrow),
                name(wide)
            );
            let help = "`anyOf` is for members that overlap: an overlay can write it in the place of `oneOf`; \
                        `skip_validation` sends a request as it is";
            let member = |index: &usize| Place::key(pointer.index(*index));
            let warning = Diagnostic::warning(codes::ONE_OF_OVERLAP, message).at(member(narrow));
            self.diagnostics.push(warning.also(member(wide), "fits this one, too").help(help));
        }
    }

    /// A member by the name of what it refers to, or by its place.
    fn member_name(&self, list: &Pointer, index: usize) -> String {
        let member = self.document.get(&list.index(index));
        let reference = member.and_then(|member| member.get("$ref")?.as_str());
        let name = reference.and_then(Pointer::parse).and_then(|target| target.component("schemas"));
        name.map_or_else(|| format!("member {}", index + 1), |name| format!("`{name}`"))
    }
}

/// A proof, which is given up when it would take too long.
struct Proof<'a> {
    types: &'a [TypeDef],
    left: usize,
}

impl<'a> Proof<'a> {
    /// The members whose values all fit another one, each with that.
    fn overlaps(&mut self, one_of: &'a OneOf) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (narrow, schema) in one_of.members.iter().enumerate() {
            for (wide, other) in one_of.members.iter().enumerate() {
                // Of two that are equal, one tells it.
                let new = narrow != wide && !found.contains(&(wide, narrow));
                let overlaps = match one_of.discriminated {
                    true => tagless(schema) == tagless(other),
                    false => new && self.within(schema, other, DEPTH),
                };
                if new && overlaps {
                    found.push((narrow, wide));
                    break;
                }
            }
        }
        found
    }

    /// Whether everything that one schema describes fits another.
    fn within(&mut self, narrow: &'a Schema, wide: &'a Schema, depth: usize) -> bool {
        let (Some(left), Some(depth)) = (self.left.checked_sub(1), depth.checked_sub(1)) else {
            return false;
        };
        self.left = left;
        if narrow == wide {
            return true;
        }
        let facts = Facts(self.all_of(narrow));
        let keywords = self.keywords(wide);
        facts.0.iter().any(|fact| match fact {
            Keyword::OneOf(members) | Keyword::AnyOf(members) => {
                members.iter().all(|member| self.within(member, wide, depth))
            }
            Keyword::NullOr(rest) => {
                matches!(keywords, [] | [Keyword::NullOr(_)]) && self.within(rest, wide, depth)
            }
            _ => false,
        }) || keywords.iter().all(|keyword| match keyword {
            Keyword::Ref(target) | Keyword::NullOr(target) => self.within(narrow, target, depth),
            Keyword::AllOf(members) => members.iter().all(|member| self.within(narrow, member, depth)),
            Keyword::AnyOf(members) => members.iter().any(|member| self.within(narrow, member, depth)),
            keyword => facts.imply(keyword) || self.applies(&facts, keyword, keywords, depth),
        })
    }

    /// Whether a keyword that applies other schemas holds. `beside`: the keywords that it stands with.
    fn applies(
        &mut self,
        facts: &Facts<'a>,
        keyword: &'a Keyword,
        beside: &'a [Keyword],
        depth: usize,
    ) -> bool {
        let described = facts.properties().next().is_some();
        let rest = facts.rest();
        match keyword {
            Keyword::Properties(wanted) => {
                let mut known = BTreeMap::new();
                for (name, narrow) in facts.properties() {
                    known.entry(name).or_insert(narrow);
                }
                wanted.iter().all(|(name, wide)| match known.get(name) {
                    Some(narrow) => self.within(narrow, wide, depth),
                    None => rest.map_or(described || wide.is_any(), |rest| self.within(rest, wide, depth)),
                })
            }
            Keyword::AdditionalProperties(wide) => {
                let known = |name: &str| beside.iter().any(|keyword| has_property(keyword, name));
                let patterns = beside.iter().any(|keyword| matches!(keyword, Keyword::PatternProperties(_)));
                !patterns
                    && (described || rest.is_some())
                    && facts
                        .properties()
                        .filter(|(name, _)| !known(name))
                        .all(|(_, narrow)| self.within(narrow, wide, depth))
                    && rest.is_none_or(|rest| self.within(rest, wide, depth))
            }
            Keyword::Items(wide) => {
                let tuple = |keyword: &Keyword| matches!(keyword, Keyword::PrefixItems(_));
                let plain = !beside.iter().any(tuple) && !facts.0.iter().any(|fact| tuple(fact));
                plain && facts.items().is_some_and(|narrow| self.within(narrow, wide, depth))
            }
            _ => false,
        }
    }

    fn keywords(&self, schema: &'a Schema) -> &'a [Keyword] {
        match schema {
            Schema::Keywords { keywords, .. } => keywords,
            Schema::Type(id) => match self.types.get(id.0).map(|def| &def.schema) {
                Some(Schema::Keywords { keywords, .. }) => keywords,
                _ => &[],
            },
        }
    }

    /// Every keyword that has to hold of a value, those of what is referred to and of `allOf` included.
    fn all_of(&self, schema: &'a Schema) -> Vec<&'a Keyword> {
        let mut open = vec![(schema, DEPTH)];
        let mut all = Vec::new();
        while let Some((schema, depth)) = open.pop() {
            let Some(depth) = depth.checked_sub(1).filter(|_| all.len() < PAIRS) else { continue };
            for keyword in self.keywords(schema) {
                match keyword {
                    Keyword::Ref(target) => open.push((target, depth)),
                    Keyword::AllOf(members) => open.extend(members.iter().map(|member| (member, depth))),
                    keyword => all.push(keyword),
                }
            }
        }
        all
    }
}

fn has_property(keyword: &Keyword, name: &str) -> bool {
    matches!(keyword, Keyword::Properties(named) if named.iter().any(|(known, _)| known == name))
}

/// A member without the values by which it is known.
fn tagless(schema: &Schema) -> &Schema {
    match schema {
        Schema::Keywords { keywords, .. } => match keywords.as_slice() {
            [Keyword::Tag(..), Keyword::Ref(schema)] => schema,
            _ => schema,
        },
        Schema::Type(_) => schema,
    }
}
