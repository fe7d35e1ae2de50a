//! What ends a check: a value or a schema that nests too deep, and one that takes too many steps.

use super::instance::Instance;
use super::schema::Keyword;
use super::validate_holds::Test;
use super::validate_plan::Plan;

/// The deepest that a value may nest.
pub(super) const MAX_DEPTH: usize = 128;
/// The deepest that schemas may nest, those that lead nowhere in the value (`$ref`, `allOf`, ...) included.
pub(super) const MAX_NESTING: usize = 640;
/// The most keywords that are looked at: unions in unions can ask for exponentially many.
pub(super) const MAX_STEPS: u64 = 10_000_000;
/// A large value may take more: so many for each value in it.
const STEPS_EACH: u64 = 256;

/// What ends a check before all is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The value, or the schema, nests too deep.
    Depth,
    /// It would take too long.
    Steps,
}

impl<I: Instance> Test<I> {
    /// Counts one more schema; false when that is too many.
    #[inline]
    pub(super) fn enter(&mut self, keywords: &[Keyword]) -> bool {
        self.steps = self.steps.saturating_add(1 + keywords.len() as u64);
        let near = self.nesting < MAX_NESTING && self.depth <= MAX_DEPTH;
        if !near || self.steps > self.most_steps || self.bound.is_some() {
            return self.refuse();
        }
        self.nesting += 1;
        true
    }

    /// Counts a schema that leads through the value, and no deeper into schemas; false when there may be too many of them, or
    /// the value is too deep.
    #[inline(always)]
    pub(super) fn is_near(&mut self, plan: &Plan) -> bool {
        self.steps = self.steps.wrapping_add(1 + plan.keywords.len() as u64);
        self.steps <= self.most_steps && self.depth <= MAX_DEPTH
    }

    /// Finds out why what is next is not looked at; false when there is a reason.
    #[cold]
    fn refuse(&mut self) -> bool {
        if self.bound.is_none() && (self.nesting >= MAX_NESTING || self.depth > MAX_DEPTH) {
            self.end(Bound::Depth);
        } else {
            self.weigh();
        }
        self.nesting += usize::from(self.bound.is_none());
        self.bound.is_none()
    }

    /// Nothing more is looked at, unless the bound is taken back.
    pub(super) fn end(&mut self, bound: Bound) {
        (self.bound, self.most_steps) = (Some(bound), 0);
    }

    /// Counts steps; false when they are too many.
    #[inline]
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.most_steps {
            self.weigh();
        }
        self.bound.is_none()
    }

    /// A large value may take more steps.
    #[cold]
    fn weigh(&mut self) {
        if self.bound.is_some() {
            return;
        }
        self.most_steps = MAX_STEPS.max(size(self.root).saturating_mul(STEPS_EACH));
        if self.steps > self.most_steps {
            self.end(Bound::Steps);
        }
    }
}

/// How many values there are in one, which may be deeper than the stack.
pub(super) fn size<I: Instance>(value: I) -> u64 {
    let (mut count, mut left) = (0_u64, vec![value]);
    while let Some(value) = left.pop() {
        count = count.saturating_add(1);
        left.extend(value.items());
        left.extend(value.properties().map(|(_, property)| property));
    }
    count
}
