//! The tables the validator walks: JSON Schema as plain `static` data.

use std::fmt;

pub use super::common::*;
use super::format::Format;
pub use super::pattern::Pattern;

/// A schema: the keywords that must all hold, in the document's order.
///
/// ```text
/// static TREE: Schema = Schema(&[
///     Keyword::Type(Types::OBJECT),
///     Keyword::Properties(&[
///         ("name", &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)])),
///         ("children", &Schema(&[Keyword::Items(&TREE)])),
///     ]),
/// ]);
/// ```
///
/// A list of keywords and nothing else: a crate has tens of thousands of these, and this is the form that costs the
/// compiler least.
pub struct Schema(pub &'static [Keyword]);

impl Schema {
    /// The name of the model that it describes, and where the document defines it.
    pub(super) fn model(&self) -> Option<(&'static str, &'static str)> {
        self.0.iter().find_map(|keyword| match keyword {
            Keyword::Model(name, pointer) => Some((*name, *pointer)),
            _ => None,
        })
    }

    /// Whether it is `false`.
    pub(super) fn is_never(&self) -> bool {
        self.0.iter().any(|keyword| matches!(keyword, Keyword::Never))
    }
}

impl fmt::Debug for Schema {
    /// Only how many keywords there are: tables may refer to one another in a circle.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({} keywords)", self.0.len())
    }
}

/// One keyword of a [`Schema`]. A keyword about texts holds for whatever is not a text, and so on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Keyword {
    /// Not of JSON Schema: the schema describes this model, and stands at this JSON Pointer of the document.
    Model(&'static str, &'static str),
    /// Not of JSON Schema: the value is a secret, so that violations tell its kind or length and never the value.
    Sensitive,
    /// Not of JSON Schema: as a member of a union it is meant when this property has one of these values
    /// (`discriminator`). Asserts nothing; it tells which member a value was meant for.
    Tag(&'static str, &'static [Literal]),
    /// `type`, with `nullable` as one more type.
    Type(Types),
    /// `enum`: the value equals one of these.
    Enum(&'static [Literal]),
    /// `enum` where all are texts: the value is one of these, which are in the order of their bytes.
    Texts(&'static [&'static str]),
    /// `const`: the value equals this.
    Const(Literal),
    /// `multipleOf`, exact for decimals.
    MultipleOf(Number),
    /// `minimum`.
    Minimum(Number),
    /// `maximum`.
    Maximum(Number),
    /// `exclusiveMinimum`, as a bound of its own.
    ExclusiveMinimum(Number),
    /// `exclusiveMaximum`, as a bound of its own.
    ExclusiveMaximum(Number),
    /// `minLength`, in Unicode code points.
    MinLength(u64),
    /// `maxLength`, in Unicode code points.
    MaxLength(u64),
    /// `pattern`: found somewhere in the text.
    Pattern(&'static Pattern),
    /// `format`.
    Format(Format),
    /// `prefixItems`: the items at the front, one by one.
    PrefixItems(&'static [&'static Schema]),
    /// `items`: each item behind those of `prefixItems` of the same schema.
    Items(&'static Schema),
    /// `contains`: so many items as `minContains` and `maxContains` of the same schema say; one at least.
    Contains(&'static Schema),
    /// `minContains`.
    MinContains(u64),
    /// `maxContains`.
    MaxContains(u64),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems: true`.
    UniqueItems,
    /// `unevaluatedItems`: each that nothing else in the same schema speaks of.
    UnevaluatedItems(&'static Schema),
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `required`.
    Required(&'static [&'static str]),
    /// `properties`: each that is there.
    Properties(&'static [(&'static str, &'static Schema)]),
    /// `patternProperties`: each whose name matches.
    PatternProperties(&'static [(&'static Pattern, &'static Schema)]),
    /// `additionalProperties`: each that `properties` and `patternProperties` of the same schema do not name.
    AdditionalProperties(&'static Schema),
    /// `unevaluatedProperties`: each that nothing else in the same schema speaks of.
    UnevaluatedProperties(&'static Schema),
    /// `propertyNames`: each name, as a text.
    PropertyNames(&'static Schema),
    /// `dependentRequired`: what has to be there when a property is.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`: what holds when a property is there.
    DependentSchemas(&'static [(&'static str, &'static Schema)]),
    /// `allOf`.
    AllOf(&'static [&'static Schema]),
    /// `anyOf`.
    AnyOf(&'static [&'static Schema]),
    /// `oneOf`.
    OneOf(&'static [&'static Schema]),
    /// `not`.
    Not(&'static Schema),
    /// `if`: decides whether `then` or `else` of the same schema holds.
    If(&'static Schema),
    /// `then`.
    Then(&'static Schema),
    /// `else`.
    Else(&'static Schema),
    /// `$ref`.
    Ref(&'static Schema),
    /// Not of JSON Schema: `nullable: true` of a schema that refuses `null` all the same, by the letter of OpenAPI 3.0.
    /// A typed value may be `null` here, since whoever wrote it meant that.
    NullOr(&'static Schema),
    /// `$dynamicRef` to this `$dynamicAnchor`: of all the schemas on the way here that give it a meaning
    /// ([`Keyword::DynamicAnchors`]) the outermost counts, and this one when there is none.
    DynamicRef(&'static str, &'static Schema),
    /// The `$dynamicAnchor`s of the schema resource that this schema belongs to.
    DynamicAnchors(&'static [(&'static str, &'static Schema)]),
    /// `false`: nothing is allowed here.
    Never,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// The empty set.
    pub const NONE: Types = Types(0);
    /// `null`.
    pub const NULL: Types = Types(1);
    /// `boolean`.
    pub const BOOLEAN: Types = Types(1 << 1);
    /// `integer`: a number without a fraction, however it is written.
    pub const INTEGER: Types = Types(1 << 2);
    /// `number`.
    pub const NUMBER: Types = Types(1 << 3);
    /// `string`.
    pub const STRING: Types = Types(1 << 4);
    /// `array`.
    pub const ARRAY: Types = Types(1 << 5);
    /// `object`.
    pub const OBJECT: Types = Types(1 << 6);

    /// Both sets together.
    #[must_use]
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Whether any type of `other` is in this set.
    pub(super) const fn meets(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every type of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A number of a schema, kept as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Integer(i64),
    /// An integer above the range of `i64`.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
}

/// A value of an `enum` or a `const`.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number: equal by value, so that `1` is `1.0`.
    Number(Number),
    /// A text.
    Text(&'static str),
    /// An array.
    Array(&'static [Literal]),
    /// An object.
    Object(&'static [(&'static str, Literal)]),
}
