//! What a schema asks of an object.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::instance::Kinds;
use super::schema::{Keyword, Pattern, Schema};
use super::validate_object::{same, same_few};
use super::validate_plan::{ANYTHING, Child, asks, referred};

/// How deep, and how many, schemas may be that an object is made of.
const MOST_PARTS: usize = 16;
/// From how many properties on a name is searched by halves.
const MANY: usize = 16;
/// How many guesses of an object's next property are corrected.
const MOST_CORRECTED: usize = 1024;

/// What it asks of an object.
#[derive(Default)]
pub(super) struct Object {
    pub(super) keywords: &'static [Keyword],
    /// `properties`, in the order of the schema.
    pub(super) declared: Vec<Declared>,
    /// Their places in the order of their names, where there are many.
    by_name: Vec<usize>,
    /// Which of them comes first.
    first: Guess,
    /// How many guesses are corrected: in the end threads only read what they share.
    corrected: AtomicUsize,
    /// `patternProperties`.
    pub(super) patterns: Vec<(&'static Pattern, Child)>,
    /// `additionalProperties`, and its plan.
    additional: Option<&'static Schema>,
    pub(super) rest: Option<Child>,
    /// `required`.
    pub(super) required: Vec<&'static str>,
    /// The bits of all that is required; none when they do not say it.
    pub(super) bits: Option<u64>,
    /// `minProperties` and `maxProperties`.
    pub(super) sizes: Sizes,
    /// All other keywords.
    pub(super) others: Vec<&'static Keyword>,
    /// Whether each property needs to be looked at once, and nothing else does.
    pub(super) is_walked: bool,
    /// The same, where properties are declared and there may be any number of them.
    pub(super) properties_alone: bool,
    /// Whether a walk over it says all: what is required, or how many there are.
    pub(super) is_told: bool,
    /// One where a walk counts the properties, because there are sizes and none is required; else nothing.
    each: u64,
}

/// How many items or properties there may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes(pub(super) u64, pub(super) u64);

impl Default for Sizes {
    fn default() -> Self {
        Sizes(0, u64::MAX)
    }
}

impl Sizes {
    #[inline]
    pub(super) fn admit(self, len: u64) -> bool {
        len >= self.0 && len <= self.1
    }
}

/// A property that is declared.
pub(super) struct Declared {
    name: &'static str,
    pub(super) child: Child,
    /// Its bit, when it is required.
    bit: u64,
    /// Which one comes behind it.
    next: Guess,
}

/// Which property is next in an object, as it was in the ones before.
#[derive(Default)]
struct Guess {
    last: AtomicUsize,
    /// Another one that it was.
    other: AtomicUsize,
}

impl Object {
    pub(super) fn of(keywords: &'static [Keyword]) -> Self {
        let keywords = referred(keywords, Kinds::OBJECT);
        let mut object = Object { keywords, ..Object::default() };
        for keyword in keywords {
            match *keyword {
                Keyword::Properties(declared) => object.declare(declared),
                Keyword::PatternProperties(patterns) => {
                    let each = patterns.iter().map(|(pattern, schema)| (*pattern, Child::of(schema)));
                    object.patterns = each.collect();
                }
                Keyword::AdditionalProperties(schema) => object.additional = Some(schema),
                Keyword::Required(names) => object.required.extend(names),
                Keyword::MinProperties(least) => object.sizes.0 = least,
                Keyword::MaxProperties(most) => object.sizes.1 = most,
                _ if asks(keyword).meets(Kinds::OBJECT) => object.others.push(keyword),
                _ => {}
            }
        }
        object.merge();
        object.require();
        object.rest = object.additional.map(Child::of);
        let is_any_size = object.sizes == Sizes::default();
        object.is_walked = object.others.is_empty() && object.patterns.is_empty() && object.bits.is_some();
        object.properties_alone = object.is_walked && is_any_size && !object.declared.is_empty();
        object.each = u64::from(object.is_walked && !is_any_size && object.bits == Some(0));
        object.is_told = object.is_walked && (is_any_size || object.each == 1);
        if object.declared.len() >= MANY {
            object.by_name = (0..object.declared.len()).collect();
            object.by_name.sort_by_key(|place| object.declared.get(*place).map(|declared| declared.name));
        }
        object
    }

    fn declare(&mut self, declared: &'static [(&'static str, &'static Schema)]) {
        for (name, schema) in declared {
            self.add(name, Child::of(schema));
        }
    }

    fn add(&mut self, name: &'static str, child: Child) {
        let next = self.declared.len() + 1;
        let next = Guess { last: AtomicUsize::new(next), other: AtomicUsize::new(next) };
        self.declared.push(Declared { name, child, bit: 0, next });
    }

    /// Objects that are all meant at once are one, where each says something of other properties.
    fn merge(&mut self) {
        if self.additional.is_some() || !self.patterns.is_empty() {
            return;
        }
        for keyword in std::mem::take(&mut self.others) {
            let mut parts = Vec::new();
            if let Keyword::AllOf(members) = keyword
                && members.iter().all(|member| is_part(member, MOST_PARTS, &mut parts))
                && self.differs_from(&parts)
            {
                for keyword in parts.into_iter().flatten() {
                    match keyword {
                        Keyword::Properties(declared) => self.declare(declared),
                        Keyword::Required(names) => self.required.extend(*names),
                        _ => {}
                    }
                }
            } else {
                self.others.push(keyword);
            }
        }
    }

    /// Whether no property is declared twice.
    fn differs_from(&self, parts: &[&'static [Keyword]]) -> bool {
        let theirs = parts.iter().copied().flatten().flat_map(|keyword| match keyword {
            Keyword::Properties(declared) => *declared,
            _ => &[],
        });
        let own = self.declared.iter().map(|declared| declared.name);
        let mut names: Vec<&str> = own.chain(theirs.map(|(name, _)| *name)).collect();
        names.sort_unstable();
        names.windows(2).all(|pair| pair.first() != pair.last())
    }

    /// Gives each property that is required its bit.
    fn require(&mut self) {
        let (mut all, mut next) = (0, 1_u64);
        let mut places: BTreeMap<&str, usize> =
            self.declared.iter().zip(0..).map(|(declared, place)| (declared.name, place)).collect();
        for name in self.required.clone() {
            let place = *places.entry(name).or_insert(self.declared.len());
            if place == self.declared.len() {
                // With patterns, what is asked of it depends on them.
                if !self.patterns.is_empty() {
                    return;
                }
                self.add(name, self.additional.map_or_else(Child::anything, Child::of));
            }
            let Some(declared) = self.declared.get_mut(place).filter(|_| next != 0) else { return };
            if declared.bit == 0 {
                (declared.bit, all) = (next, all | next);
                next <<= 1;
            }
        }
        self.bits = Some(all);
    }

    /// A property at a place, if it has this name.
    fn at(&self, place: &AtomicUsize, name: &str) -> Option<&Declared> {
        self.declared.get(place.load(Ordering::Relaxed)).filter(|declared| same(declared.name, name))
    }

    /// Finds a property that was not where it was guessed, and guesses better the next time.
    #[inline(never)]
    fn search(&self, name: &str, guess: &Guess) -> Option<&Declared> {
        if let Some(declared) = self.at(&guess.last, name).or_else(|| self.at(&guess.other, name)) {
            return Some(declared);
        }
        let place = self.place(name)?;
        let corrected = self.corrected.load(Ordering::Relaxed);
        if corrected < MOST_CORRECTED {
            self.corrected.store(corrected + 1, Ordering::Relaxed);
            guess.other.store(guess.last.load(Ordering::Relaxed), Ordering::Relaxed);
            guess.last.store(place, Ordering::Relaxed);
        }
        self.declared.get(place)
    }

    /// Where a property is declared.
    fn place(&self, name: &str) -> Option<usize> {
        if self.by_name.is_empty() {
            return self.declared.iter().position(|declared| same(declared.name, name));
        }
        let named = |place: &usize| self.declared.get(*place).map_or("", |declared| declared.name);
        let found = self.by_name.binary_search_by(|place| named(place).cmp(name)).ok()?;
        self.by_name.get(found).copied()
    }
}

/// A walk over the properties of an object. It guesses that they come in the order of those before, and a wrong guess costs a
/// search.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    pub(super) object: &'static Object,
    next: &'static Guess,
    /// Which of the required properties it met; or how many there were, where it counts them.
    met: u64,
}

impl Walk {
    #[inline]
    pub(super) fn new(object: &'static Object) -> Self {
        Walk { object, next: &object.first, met: 0 }
    }

    /// The schema of the next property, if it is the one that is expected.
    #[inline(always)]
    pub(super) fn guess(&mut self, name: &str) -> Option<&'static Child> {
        Some(self.meet(self.guessed(name)?))
    }

    /// What the next property has to fit.
    #[inline]
    pub(super) fn find(&mut self, name: &str) -> &'static Child {
        self.met += self.object.each;
        match self.guessed(name) {
            Some(declared) => self.meet(declared),
            None => self.search(name).unwrap_or_else(|| self.rest()),
        }
    }

    /// The same for one that is not expected.
    #[inline(never)]
    pub(super) fn search(&mut self, name: &str) -> Option<&'static Child> {
        let declared = self.object.search(name, self.next)?;
        Some(self.meet(declared))
    }

    #[inline(always)]
    fn guessed(&self, name: &str) -> Option<&'static Declared> {
        let declared = self.object.declared.get(self.next.last.load(Ordering::Relaxed));
        declared.filter(|declared| same_few(declared.name, name))
    }

    #[inline(always)]
    fn meet(&mut self, declared: &'static Declared) -> &'static Child {
        self.next = &declared.next;
        self.met |= declared.bit;
        &declared.child
    }

    /// The schema of a property that is not declared.
    fn rest(&self) -> &'static Child {
        self.object.rest.as_ref().unwrap_or(&ANYTHING)
    }

    /// Whether all that is required was there, and as many as there have to be, of an object of which the walk says that.
    #[inline]
    pub(super) fn ends_well(&self) -> bool {
        if self.object.each == 0 { self.met_all() == Some(true) } else { self.object.sizes.admit(self.met) }
    }

    /// Whether it met all that is required, where the bits say it.
    #[inline]
    pub(super) fn met_all(&self) -> Option<bool> {
        self.object.bits.map(|bits| self.met & bits == bits)
    }
}

/// Collects the keywords of a schema and of all that it is made of; false when it is more than a list of properties.
fn is_part(schema: &Schema, deep: usize, parts: &mut Vec<&'static [Keyword]>) -> bool {
    let Some(deep) = deep.checked_sub(1).filter(|_| parts.len() < MOST_PARTS) else { return false };
    parts.push(schema.0);
    schema.0.iter().all(|keyword| match keyword {
        Keyword::Properties(_) | Keyword::Required(_) => true,
        Keyword::Ref(target) => is_part(target, deep, parts),
        Keyword::AllOf(members) => members.iter().all(|member| is_part(member, deep, parts)),
        keyword => !asks(keyword).meets(Kinds::OBJECT),
    })
}
