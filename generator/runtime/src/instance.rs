//! What the validator sees of a value: JSON, wherever it is kept.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::schema::{Number, Types};

/// The properties of what is no object.
static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// A value of JSON that can be looked at as often as needed.
pub(super) trait Instance: Copy {
    /// What it is.
    fn kind(&self) -> Kind<'_>;

    /// How many items an array has, or properties an object.
    fn len(&self) -> usize;

    /// The items of an array; none of anything else.
    fn items(&self) -> impl Iterator<Item = Self>;

    /// The properties of an object; none of anything else.
    fn properties(&self) -> impl Iterator<Item = (&str, Self)>;

    /// The property of this name.
    fn property(&self, name: &str) -> Option<Self>;

    /// Where it is: no two values that are looked at together are in the same place.
    fn address(&self) -> usize;

    /// Whether it has a property of this name.
    fn has(&self, name: &str) -> bool {
        self.property(name).is_some()
    }
}

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'v> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(&'v str),
    Array,
    Object,
}

/// A set of kinds of values. Integers and what is written with a fraction are two, since most schemas say `integer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) const NONE: Kinds = Kinds(0);
    pub(super) const NULL: Kinds = Kinds(1);
    pub(super) const BOOLEAN: Kinds = Kinds(1 << 1);
    pub(super) const INTEGER: Kinds = Kinds(1 << 2);
    pub(super) const FLOAT: Kinds = Kinds(1 << 3);
    pub(super) const NUMBERS: Kinds = Kinds::INTEGER.or(Kinds::FLOAT);
    pub(super) const TEXT: Kinds = Kinds(1 << 4);
    pub(super) const ARRAY: Kinds = Kinds(1 << 5);
    pub(super) const OBJECT: Kinds = Kinds(1 << 6);
    pub(super) const ALL: Kinds = Kinds((1 << 7) - 1);

    /// Both sets together.
    pub(super) const fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// What is in both sets.
    pub(super) const fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    /// All the others.
    pub(super) const fn not(self) -> Kinds {
        Kinds(Kinds::ALL.0 & !self.0)
    }

    /// Whether any kind of `other` is in this set.
    #[inline]
    pub(super) const fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

impl Types {
    /// The kinds of which every value is of one of these types: not those with a fraction, of which some are integers.
    pub(super) fn kinds(self) -> Kinds {
        let each = [
            (Types::NULL, Kinds::NULL),
            (Types::BOOLEAN, Kinds::BOOLEAN),
            (Types::INTEGER, Kinds::INTEGER),
            (Types::NUMBER, Kinds::NUMBERS),
            (Types::STRING, Kinds::TEXT),
            (Types::ARRAY, Kinds::ARRAY),
            (Types::OBJECT, Kinds::OBJECT),
        ];
        let all = each.into_iter().filter(|(types, _)| self.contains(*types));
        all.fold(Kinds::NONE, |all, (_, kinds)| all.or(kinds))
    }
}

impl Kind<'_> {
    /// The set of its kind alone.
    #[inline]
    pub(super) fn class(self) -> Kinds {
        match self {
            Kind::Null => Kinds::NULL,
            Kind::Boolean(_) => Kinds::BOOLEAN,
            Kind::Number(Number::Float(_)) => Kinds::FLOAT,
            Kind::Number(_) => Kinds::INTEGER,
            Kind::Text(_) => Kinds::TEXT,
            Kind::Array => Kinds::ARRAY,
            Kind::Object => Kinds::OBJECT,
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self, Kind::Null)
    }
}

impl Types {
    /// Whether a value is of one of the types.
    #[inline]
    pub(super) fn admit(self, kind: Kind<'_>) -> bool {
        let types = match kind {
            Kind::Null => Types::NULL,
            Kind::Boolean(_) => Types::BOOLEAN,
            Kind::Number(Number::Float(_)) if self.contains(Types::NUMBER) => return true,
            Kind::Number(number) if number.is_whole() => Types::NUMBER.or(Types::INTEGER),
            Kind::Number(_) => Types::NUMBER,
            Kind::Text(_) => Types::STRING,
            Kind::Array => Types::ARRAY,
            Kind::Object => Types::OBJECT,
        };
        self.meets(types)
    }
}

impl Instance for &Value {
    #[inline]
    fn kind(&self) -> Kind<'_> {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(boolean) => Kind::Boolean(*boolean),
            Value::Number(number) => Kind::Number(Number::of(number)),
            Value::String(text) => Kind::Text(text),
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    fn len(&self) -> usize {
        match self {
            Value::Array(items) => items.len(),
            Value::Object(properties) => properties.len(),
            _ => 0,
        }
    }

    #[inline]
    fn items(&self) -> impl Iterator<Item = Self> {
        let items = if let Value::Array(items) = self { items.as_slice() } else { &[] };
        items.iter()
    }

    #[inline]
    fn properties(&self) -> impl Iterator<Item = (&str, Self)> {
        let properties = if let Value::Object(properties) = self { properties } else { &NOTHING };
        properties.iter().map(|(name, value)| (name.as_str(), value))
    }

    fn property(&self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    fn address(&self) -> usize {
        std::ptr::from_ref::<Value>(self).addr()
    }
}
