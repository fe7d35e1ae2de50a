//! Whether two schemas are about different values, so that nothing fits both: proved from the tables alone, for the members
//! of a `oneOf`. What fits one of them then need not be held against the others.

use super::instance::Kinds;
use super::schema::{Keyword, Schema};
use super::validate_choice::texts;
use super::validate_plan::possible;

/// How far schemas in schemas are looked into.
const MAX_DEPTH: usize = 8;
/// How many pairs of schemas are looked at in all.
const MOST_PAIRS: usize = 20_000;
/// Of how many schemas an object is made at most.
const MOST_PARTS: usize = 16;

type Keywords = &'static [Keyword];

/// Whether no value fits a member and any other one.
pub(super) fn is_apart(members: &'static [&'static Schema], place: usize) -> bool {
    let mut proof = Proof { left: MOST_PAIRS };
    let Some(member) = members.get(place) else { return false };
    let mut others = members.iter().enumerate().filter(|(other, _)| *other != place);
    others.all(|(_, other)| proof.apart(member.0, other.0, MAX_DEPTH))
}

/// A proof, which is given up when it would take too long.
struct Proof {
    left: usize,
}

impl Proof {
    fn apart(&mut self, one: Keywords, other: Keywords, depth: usize) -> bool {
        let (Some(left), Some(depth)) = (self.left.checked_sub(1), depth.checked_sub(1)) else {
            return false;
        };
        self.left = left;
        let both = possible(one).and(possible(other));
        both == Kinds::NONE
            || both == Kinds::TEXT && lists_apart(one, other)
            || self.inner_apart(one, other, depth)
            || self.inner_apart(other, one, depth)
            || both == Kinds::OBJECT && self.objects_apart(one, other, depth)
    }

    /// The same for what a schema is made of.
    fn inner_apart(&mut self, one: Keywords, other: Keywords, depth: usize) -> bool {
        one.iter().any(|keyword| match *keyword {
            Keyword::Ref(target) => self.apart(target.0, other, depth),
            Keyword::NullOr(target) => {
                !possible(other).meets(Kinds::NULL) && self.apart(target.0, other, depth)
            }
            Keyword::AllOf(members) => members.iter().any(|member| self.apart(member.0, other, depth)),
            Keyword::OneOf(members) | Keyword::AnyOf(members) => {
                members.iter().all(|member| self.apart(member.0, other, depth))
            }
            _ => false,
        })
    }

    /// Whether no object fits both: one of them requires a property of which each says something else.
    fn objects_apart(&mut self, one: Keywords, other: Keywords, depth: usize) -> bool {
        let (one, other) = (parts(one), parts(other));
        let names: Vec<&str> = required(&one).chain(required(&other)).collect();
        names.into_iter().any(|name| {
            let (ones, others) = (asked(&one, name), asked(&other, name));
            ones.iter().chain(&others).any(|keywords| possible(keywords) == Kinds::NONE)
                || ones.iter().any(|one| others.iter().any(|other| self.apart(one, other, depth)))
        })
    }
}

/// Whether both list texts, and none of them the other's.
fn lists_apart(one: Keywords, other: Keywords) -> bool {
    matches!((texts(one), texts(other)), (Some(one), Some(other)) if one.is_disjoint(&other))
}

/// A schema, and those that whatever fits it fits as well.
fn parts(keywords: Keywords) -> Vec<Keywords> {
    let (mut parts, mut next) = (vec![keywords], 0);
    while let Some(keywords) = parts.get(next).copied() {
        next += 1;
        for keyword in keywords {
            match *keyword {
                Keyword::Ref(target) => parts.push(target.0),
                Keyword::AllOf(members) => parts.extend(members.iter().map(|member| member.0)),
                _ => {}
            }
        }
        parts.truncate(MOST_PARTS);
    }
    parts
}

/// The properties that all of its objects have.
fn required(parts: &[Keywords]) -> impl Iterator<Item = &'static str> {
    parts.iter().copied().flatten().flat_map(|keyword| match *keyword {
        Keyword::Required(names) => names.iter().copied(),
        _ => [].iter().copied(),
    })
}

/// What is asked of a property.
fn asked(parts: &[Keywords], name: &str) -> Vec<Keywords> {
    let of_part = |keywords: &Keywords| {
        let declared = keywords.iter().find_map(|keyword| match *keyword {
            Keyword::Properties(declared) => declared.iter().find(|(known, _)| *known == name),
            _ => None,
        });
        // What matches a pattern is no additional property.
        let has_patterns = keywords.iter().any(|keyword| matches!(keyword, Keyword::PatternProperties(_)));
        let additional = keywords.iter().find_map(|keyword| match *keyword {
            Keyword::AdditionalProperties(schema) if !has_patterns => Some(schema.0),
            _ => None,
        });
        declared.map(|(_, schema)| schema.0).or(additional)
    };
    parts.iter().filter_map(of_part).collect()
}
