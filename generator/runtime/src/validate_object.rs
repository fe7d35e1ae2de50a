//! Objects: whatever is asked of their properties, in one walk over them.
//!
//! For each schema that a thread has met of late it is kept which of its keywords are about properties, and which property
//! came behind which in the last object: that one is compared first. It is a guess and nothing more: a wrong one costs a
//! search, and is corrected by it. Most objects of a schema have their properties in the same order.

use std::cell::Cell;

use super::instance::Instance;
use super::schema::{Keyword, Pattern, Schema, Types};
use super::validate_holds::Test;

/// How many properties a schema may declare for that: as many as there are bits.
const MOST_DECLARED: usize = 64;
/// The most comparisons of names for one object; with more, each name is looked up.
const MOST_COMPARED: usize = 1024;
/// For how many schemas.
const KEPT: usize = 128;

/// `properties`.
type Declared = &'static [(&'static str, &'static Schema)];
/// `patternProperties`.
type Patterns = &'static [(&'static Pattern, &'static Schema)];

thread_local! {
    static KNOWN: [Known; KEPT] = const { [const { Known::nothing() }; KEPT] };
}

/// What is kept of a schema.
struct Known {
    /// Which one: where its keywords are in memory.
    schema: Cell<usize>,
    object: Cell<Object>,
    /// Which property comes first, and then, for each, which one comes behind it.
    next: [Cell<u8>; MOST_DECLARED + 1],
}

/// What a schema asks of an object.
#[derive(Clone, Copy)]
struct Object {
    declared: Declared,
    patterns: Patterns,
    additional: Option<&'static Schema>,
    required: &'static [&'static str],
    /// Which of the declared properties are required, as bits; none when that cannot be said.
    bits: Option<u64>,
    /// Whether there are other keywords.
    more: bool,
}

impl Object {
    const fn any() -> Self {
        Object { declared: &[], patterns: &[], additional: None, required: &[], bits: None, more: false }
    }

    #[cold]
    fn of(keywords: &'static [Keyword]) -> Self {
        let mut object = Object::any();
        for keyword in keywords {
            match *keyword {
                Keyword::Properties(declared) => object.declared = declared,
                Keyword::PatternProperties(patterns) => object.patterns = patterns,
                Keyword::AdditionalProperties(schema) => object.additional = Some(schema),
                Keyword::Required(names) => object.required = names,
                _ => object.more |= !is_quiet(keyword),
            }
        }
        let declared = object.declared;
        if declared.len() <= MOST_DECLARED {
            let place = |name: &str| declared.iter().position(|(known, _)| *known == name);
            let bit = |name: &&str| place(name).map(|place| 1_u64 << place);
            object.bits = object.required.iter().try_fold(0, |bits, name| Some(bits | bit(name)?));
        }
        object
    }
}

/// Whether a keyword is looked at in the walk, or asks nothing of an object.
fn is_quiet(keyword: &Keyword) -> bool {
    match keyword {
        Keyword::Properties(_)
        | Keyword::PatternProperties(_)
        | Keyword::AdditionalProperties(_)
        | Keyword::Required(_)
        | Keyword::Model(..)
        | Keyword::Tag(..)
        | Keyword::Sensitive => true,
        Keyword::Type(types) => types.contains(Types::OBJECT),
        _ => false,
    }
}

impl Known {
    const fn nothing() -> Self {
        let next = [const { Cell::new(0) }; MOST_DECLARED + 1];
        Known { schema: Cell::new(0), object: Cell::new(Object::any()), next }
    }

    /// What is kept of this schema; what was kept of another one in the same place is forgotten.
    fn of<'k>(known: &'k [Known; KEPT], keywords: &'static [Keyword]) -> &'k Known {
        let address = keywords.as_ptr().addr();
        // Tables lie in memory one behind the other; the factor spreads them.
        let place = (address / align_of::<Keyword>()).wrapping_mul(0x9E37_79B1) / 0x1_0000 % KEPT;
        let [first, ..] = known;
        let known = known.get(place).unwrap_or(first);
        if known.schema.get() != address {
            known.object.set(Object::of(keywords));
            known.next.iter().zip(0..).for_each(|(next, place)| next.set(place));
            known.schema.set(address);
        }
        known
    }
}

/// Where a walk is.
struct Walk<'k> {
    known: &'k Known,
    declared: Declared,
    /// Behind which property it is, counted from one.
    behind: usize,
    /// Which properties it saw, as bits.
    seen: u64,
}

impl Walk<'_> {
    /// The schema that is declared for the next property.
    #[inline]
    fn next(&mut self, name: &str) -> Option<&'static Schema> {
        let guess = self.known.next.get(self.behind).map_or(self.behind, |next| next.get().into());
        match self.declared.get(guess) {
            Some((known, schema)) if same(known, name) => {
                self.saw(guess);
                Some(schema)
            }
            _ => self.search(name),
        }
    }

    #[inline(never)]
    fn search(&mut self, name: &str) -> Option<&'static Schema> {
        let place = self.declared.iter().position(|(known, _)| same(known, name))?;
        if let (Some(guess), Ok(next)) = (self.known.next.get(self.behind), place.try_into()) {
            guess.set(next);
        }
        self.saw(place);
        self.declared.get(place).map(|(_, schema)| *schema)
    }

    #[inline]
    fn saw(&mut self, place: usize) {
        self.behind = place + 1;
        // Of more properties than there are bits, none is asked for by its bit.
        self.seen |= 1 << (place % MOST_DECLARED);
    }
}

impl<I: Instance> Test<I> {
    /// The keywords of a schema for an object.
    pub(super) fn object_holds(&mut self, keywords: &'static [Keyword], value: I) -> bool {
        KNOWN.with(|known| {
            let known = Known::of(known, keywords);
            let object = known.object.get();
            if object.more {
                let mut others = keywords.iter().filter(|keyword| !is_quiet(keyword));
                if !others.all(|keyword| self.keyword(keywords, keyword, value)) {
                    return false;
                }
            }
            if object.declared.is_empty() && object.patterns.is_empty() {
                return self.others(&object, value);
            }
            let walk = Walk { known, declared: object.declared, behind: 0, seen: 0 };
            self.properties(&object, walk, value)
        })
    }

    /// The same where nothing is said of single properties: a map, or any object.
    #[inline]
    fn others(&mut self, object: &Object, value: I) -> bool {
        let all = |schema| value.properties().all(|(_, property)| self.below(schema, property));
        object.additional.is_none_or(all) && has_all(object.required, value)
    }

    /// `properties`, `required`, `patternProperties` and `additionalProperties`.
    #[inline]
    fn properties(&mut self, object: &Object, mut walk: Walk<'_>, value: I) -> bool {
        for (name, property) in value.properties() {
            let declared = walk.next(name);
            let schema = if object.patterns.is_empty() {
                declared.or(object.additional)
            } else {
                let mut patterns = object.patterns.iter();
                let additional =
                    object.additional.filter(|_| !patterns.any(|(pattern, _)| pattern.matches(name)));
                let mut found = object.patterns.iter().filter(|(pattern, _)| pattern.is_found(name));
                if !found.all(|(_, schema)| self.below(schema, property)) {
                    return false;
                }
                declared.or(additional)
            };
            if let Some(schema) = schema
                && !self.below(schema, property)
            {
                return false;
            }
        }
        match object.bits {
            Some(required) => walk.seen & required == required,
            None => has_all(object.required, value),
        }
    }
}

/// Whether a property is declared.
#[inline]
pub(super) fn is_declared(declared: Declared, name: &str) -> bool {
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

/// Whether two names are the same. Most are short: then they are so many bytes from the front, and as many from the end,
/// which takes two comparisons and no loop.
#[inline]
pub(super) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        8..=16 => same_ends::<8>(one, other),
        4..=7 => same_ends::<4>(one, other),
        _ => one == other,
    }
}

#[inline]
fn same_ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk::<N>() && one.last_chunk::<N>() == other.last_chunk::<N>()
}
