//! What the validator found before it is decided whether it is reported: members of a union are weighed by it.

use serde_json::Value;

use super::literal::{hidden, kind_only, shortened, shown};
use super::schema::Types;
use super::validate_secret::Secrets;
use super::validate_union::Place;
use super::violation::Violation;

/// The most values of an `enum` that a message lists.
const MAX_LISTED: usize = 50;

/// The keyword of OpenAPI by which a value says which member of a union it is.
pub(super) const DISCRIMINATOR: &str = "discriminator";

/// What a failure says about the member of a union it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Class {
    /// The value is none of these types and not one of these values, given as JSON, of a `const` or one-valued
    /// `enum`: it is meant for another member.
    Tag(Types, Vec<String>),
    /// It is none of these types and not one of these values, and may well be meant for this member.
    Choice(Types, Vec<String>),
    /// It is meant for another member, in more ways than one.
    Mismatch,
    /// The property is not known here.
    Unexpected,
    /// The property is not there.
    Missing,
    /// The value is of the right kind and out of bounds.
    Bound,
}

impl Class {
    /// The types and values that are allowed.
    pub(super) fn allowed(&self) -> Option<(Types, &[String])> {
        match self {
            Class::Tag(types, literals) | Class::Choice(types, literals) => Some((*types, literals)),
            _ => None,
        }
    }

    /// What either of both allows.
    fn merge(&self, other: &Class) -> Option<Class> {
        let (types, ours) = self.allowed()?;
        let (other_types, theirs) = other.allowed()?;
        let mut literals = ours.to_vec();
        literals.extend(theirs.iter().filter(|literal| !ours.contains(literal)).cloned());
        let merge = match (self, other) {
            (Class::Choice(..), Class::Choice(..)) => Class::Choice,
            _ => Class::Tag,
        };
        Some(merge(types.or(other_types), literals))
    }
}

/// Expected and actual in words; the actual once more without the value, should it turn out to be a secret.
pub(super) struct Words {
    expected: String,
    shown: String,
    hidden: String,
}

impl Words {
    /// The actual tells nothing of the value.
    pub(super) fn new(expected: String, actual: &str) -> Self {
        Words { expected, shown: actual.to_owned(), hidden: actual.to_owned() }
    }

    /// The actual is the value.
    pub(super) fn value(expected: String, value: &Value) -> Self {
        Words { expected, shown: shown(value), hidden: hidden(value) }
    }

    /// The actual is a text.
    pub(super) fn text(expected: String, text: &str) -> Self {
        Self::value(expected, &Value::from(text))
    }

    /// The actual is the value's JSON type; the expected follows from what is allowed.
    pub(super) fn kind(value: &Value) -> Self {
        Words { expected: String::new(), shown: kind_only(value), hidden: hidden(value) }
    }

    /// A property that should be there.
    pub(super) fn missing() -> Self {
        Words::new("must be present".to_owned(), "is missing")
    }

    /// A property that should be there because of another one.
    pub(super) fn missing_beside(name: &str) -> Self {
        Words::new(format!("must be present beside {}", shortened(name)), "is missing")
    }

    /// A property that should not be there.
    pub(super) fn unexpected() -> Self {
        Words::new("must not be present".to_owned(), "is not known here")
    }
}

/// Something that is wrong, with what is needed to weigh it.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// A JSON Pointer.
    pub(super) place: String,
    /// Where the keyword is written: a JSON Pointer as well.
    schema: String,
    /// How many steps the place has.
    pub(super) depth: usize,
    pub(super) class: Class,
    pub(super) keyword: &'static str,
    pub(super) expected: String,
    /// How many mismatches it stands for: a union reports fewer than each of its members has.
    pub(super) weight: usize,
    shown: String,
    hidden: String,
}

impl Finding {
    pub(super) fn new(
        place: String,
        schema: String,
        depth: usize,
        class: Class,
        keyword: &'static str,
        words: Words,
    ) -> Self {
        let expected = match class.allowed() {
            Some((types, literals)) => allowed(types, literals),
            None => words.expected,
        };
        Finding {
            place,
            schema,
            depth,
            class,
            keyword,
            expected,
            weight: 1,
            shown: words.shown,
            hidden: words.hidden,
        }
    }

    /// Whether both are the same demand at the same place.
    pub(super) fn is_same(&self, other: &Finding) -> bool {
        self.place == other.place && self.keyword == other.keyword && self.expected == other.expected
    }

    /// Whether it is what a `discriminator` says, which asserts nothing.
    pub(super) fn is_discriminator(&self) -> bool {
        self.keyword == DISCRIMINATOR
    }

    /// Whether there are values that are allowed.
    pub(super) fn lists_values(&self) -> bool {
        self.class.allowed().is_some_and(|(_, values)| !values.is_empty())
    }

    /// One finding for two members of a union that both refuse what stands at a place. It is told by the first one's keyword
    /// where that is about the same.
    pub(super) fn merge(&self, other: &Finding, union: &Place) -> Option<Finding> {
        if self.place != other.place {
            return None;
        }
        let class = self.class.merge(&other.class)?;
        let (types, literals) = class.allowed()?;
        let expected = allowed(types, literals);
        let told = if self.is_discriminator() { other } else { self };
        let (keyword, schema) = match types != Types::NONE && !literals.is_empty() {
            true => (union.union.keyword(), union.schema.clone()),
            false => (told.keyword, told.schema.clone()),
        };
        Some(Finding { class, keyword, schema, expected, ..self.clone() })
    }

    /// What a `discriminator` allows, told by the keyword that asserts something of the same value.
    fn asserted(&self, by: &Finding) -> Option<Finding> {
        let (_, told) = self.class.allowed()?;
        let (_, literals) = by.class.allowed()?;
        let literals = if literals.is_empty() { told } else { literals }.to_vec();
        let expected = allowed(Types::NONE, &literals);
        let (keyword, schema) = (by.keyword, by.schema.clone());
        Some(Finding { class: Class::Tag(Types::NONE, literals), keyword, schema, expected, ..self.clone() })
    }

    /// The violation, told without the value when its place is, or lies in, a secret.
    pub(super) fn into_violation(self, secrets: &Secrets) -> Violation {
        let mut ends = self.place.match_indices('/').map(|(end, _)| end).chain([self.place.len()]);
        let secret = match secrets {
            Secrets::Everything => true,
            Secrets::Places(places) => {
                ends.any(|end| self.place.get(..end).is_some_and(|place| places.contains(place)))
            }
        };
        let actual = if secret { self.hidden } else { self.shown };
        Violation::of_schema(self.place, self.schema, self.keyword, self.expected, actual)
    }
}

/// What a `discriminator` allows is told by the keyword that asserts something of the same value, where there is one.
pub(super) fn asserted(mut findings: Vec<Finding>) -> Vec<Finding> {
    let Some(at) = findings.iter().position(Finding::is_discriminator) else { return findings };
    let Some(told) = findings.get(at).cloned() else { return findings };
    let by = findings.iter().position(|other| {
        !other.is_discriminator() && other.place == told.place && other.class.allowed().is_some()
    });
    if let Some(slot) = by.and_then(|by| findings.get_mut(by))
        && let Some(asserted) = told.asserted(slot)
    {
        *slot = asserted;
        findings.remove(at);
    }
    findings
}

fn allowed(types: Types, literals: &[String]) -> String {
    let mut names = literals[..literals.len().min(MAX_LISTED)].to_vec();
    if literals.len() > MAX_LISTED {
        names.push(format!("{} more values", literals.len() - MAX_LISTED));
    }
    if types != Types::NONE {
        names.push(types.names());
    }
    match names.as_slice() {
        [only] => format!("must be {only}"),
        [] => "must be one of no values".to_owned(),
        many => format!("must be one of {}", many.join(", ")),
    }
}

impl Types {
    /// `a string or null`.
    pub(super) fn names(self) -> String {
        const NAMES: [(Types, &str); 7] = [
            (Types::STRING, "a string"),
            (Types::NUMBER, "a number"),
            (Types::INTEGER, "an integer"),
            (Types::BOOLEAN, "a boolean"),
            (Types::ARRAY, "an array"),
            (Types::OBJECT, "an object"),
            (Types::NULL, "null"),
        ];
        let names: Vec<_> =
            NAMES.iter().filter(|(kind, _)| self.contains(*kind)).map(|(_, name)| *name).collect();
        match names.as_slice() {
            [] => "of no type".to_owned(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    }
}
