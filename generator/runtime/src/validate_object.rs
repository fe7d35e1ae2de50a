//! Objects: whatever is asked of their properties, in one walk over them.

use super::instance::Instance;
use super::schema::Schema;
use super::validate_holds::Test;
use super::validate_plan::Plan;
use super::validate_plan_object::{Object, Walk};

/// The most comparisons of names for one object; with more, each name is looked up.
const MOST_COMPARED: usize = 1024;

/// `properties`.
type Properties = &'static [(&'static str, &'static Schema)];

impl<I: Instance> Test<I> {
    /// The keywords of a schema for an object.
    #[inline(always)]
    pub(super) fn object_holds(&mut self, plan: &'static Plan, value: I) -> bool {
        let alone = plan.object.properties_alone;
        if alone { self.properties_hold(plan, value) } else { self.whole_object_holds(plan, value) }
    }

    /// `properties`, `required` and `additionalProperties` of a schema that asks nothing else of an object.
    #[inline(never)]
    fn properties_hold(&mut self, plan: &'static Plan, value: I) -> bool {
        if self.is_near(plan) { self.walk_alone(plan, value) } else { self.whole_object_holds(plan, value) }
    }

    /// The same, where what is required is known to be met by the walk.
    #[inline(always)]
    pub(super) fn walk_alone(&mut self, plan: &'static Plan, value: I) -> bool {
        self.walk(&plan.object, value).flatten().unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn whole_object_holds(&mut self, plan: &'static Plan, value: I) -> bool {
        self.within(plan, |test| match plan.members.and_then(|members| members.told_by(value)) {
            // Where answers are remembered, a member's is as well.
            Some(member) if !test.remembers() => test.object_holds(member.plan(), value),
            _ => test.all_of_object_holds(&plan.object, value),
        })
    }

    fn all_of_object_holds(&mut self, object: &'static Object, value: I) -> bool {
        object.sizes.admit(value.len() as u64)
            && self.others(object.others.iter().copied(), object.keywords, value)
            && if object.patterns.is_empty() {
                self.properties(object, value)
            } else {
                self.patterns(object, value)
            }
    }

    /// `properties`, `required` and `additionalProperties`.
    #[inline]
    fn properties(&mut self, object: &'static Object, value: I) -> bool {
        if object.declared.is_empty() {
            return self.rest(object, value) && has_all(&object.required, value);
        }
        let met = self.walk(object, value);
        met.is_some_and(|met| met.unwrap_or_else(|| has_all(&object.required, value)))
    }

    /// `additionalProperties` where no properties are declared.
    #[inline]
    fn rest(&mut self, object: &'static Object, value: I) -> bool {
        let Some(child) = &object.rest else { return true };
        // As a loop it is one function, as an iterator's `all` it is three.
        for (_, property) in value.properties() {
            if !self.child(child, property) {
                return false;
            }
        }
        true
    }

    /// The same where some are declared: whether all that is required was met, where that is known; none when a property does
    /// not fit.
    #[inline(always)]
    fn walk(&mut self, object: &'static Object, value: I) -> Option<Option<bool>> {
        let mut walk = Walk::new(object);
        for (name, property) in value.properties() {
            match walk.guess(name) {
                Some(child) if self.child(child, property) => {}
                Some(_) => return None,
                None => walk = self.unexpected(walk, name, property)?,
            }
        }
        Some(walk.met_all())
    }

    /// The walk behind a property that was not expected to be the next one; none when that does not fit.
    #[inline(never)]
    fn unexpected(&mut self, mut walk: Walk, name: &str, property: I) -> Option<Walk> {
        let child = walk.search(name).or(walk.object.rest.as_ref());
        child.is_none_or(|child| self.child(child, property)).then_some(walk)
    }

    /// The same and `patternProperties`.
    fn patterns(&mut self, object: &'static Object, value: I) -> bool {
        let mut walk = Walk::new(object);
        for (name, property) in value.properties() {
            let declared = walk.guess(name).or_else(|| walk.search(name));
            let mut patterns = object.patterns.iter();
            let is_named = declared.is_some() || patterns.any(|(pattern, _)| pattern.matches(name));
            let rest = object.rest.as_ref().filter(|_| !is_named);
            let mut found = object.patterns.iter().filter(|(pattern, _)| pattern.is_found(name));
            let holds = found.all(|(_, child)| self.another(child, property))
                && declared.or(rest).is_none_or(|child| self.child(child, property));
            if !holds {
                return false;
            }
        }
        walk.met_all().unwrap_or_else(|| has_all(&object.required, value))
    }
}

/// Whether a property is declared.
#[inline]
pub(super) fn is_declared(declared: Properties, name: &str) -> bool {
    declared.iter().any(|(known, _)| same(known, name))
}

/// `required`.
pub(super) fn has_all<I: Instance>(names: &[&str], value: I) -> bool {
    if names.len().saturating_mul(value.len()) > MOST_COMPARED {
        return names.iter().all(|name| value.has(name));
    }
    // Where they are in the same order, no name is looked at twice.
    let mut rest = value.properties();
    names.iter().all(|name| {
        rest.any(|(known, _)| same(known, name)) || {
            rest = value.properties();
            rest.any(|(known, _)| same(known, name))
        }
    })
}

/// Whether two names are the same.
#[inline]
pub(super) fn same(one: &str, other: &str) -> bool {
    same_few(one, other) || one == other
}

/// Whether two names are surely the same. Most are short: then they are so many bytes from the front, and as many from the
/// end, which takes two comparisons and no loop. Of others this says nothing.
#[inline]
pub(super) fn same_few(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let len = one.len();
    if len < 8 {
        if len >= 4 {
            same_ends::<4>(one, other)
        } else if len >= 2 {
            same_ends::<2>(one, other)
        } else {
            same_ends::<1>(one, other) && len == 1
        }
    } else if len <= 16 {
        same_ends::<8>(one, other)
    } else {
        len <= 32 && same_ends::<16>(one, other)
    }
}

#[inline]
fn same_ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk::<N>() && one.last_chunk::<N>() == other.last_chunk::<N>()
}
