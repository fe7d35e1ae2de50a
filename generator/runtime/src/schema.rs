//! The tables the validator walks: JSON Schema (draft 4 as OpenAPI 3.0 uses it) as plain `static` data.

use std::fmt;

use super::format::Format;
pub use super::pattern::Pattern;

/// A schema: the keywords that must all hold, in the document's order.
///
/// ```text
/// static TREE: Schema = Schema::new(&[
///     Keyword::Type(Types::OBJECT),
///     Keyword::Properties(&[
///         ("name", &Schema::new(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)])),
///         ("children", &Schema::new(&[Keyword::Items(&TREE)])),
///     ]),
/// ]);
/// ```
pub struct Schema {
    /// The name of the model that it describes; empty for a schema that is no model's.
    pub name: &'static str,
    /// What must hold.
    pub keywords: &'static [Keyword],
    /// Whether the value is a secret: violations then tell its kind or length, never the value.
    pub sensitive: bool,
}

impl Schema {
    /// Holds for every value: `{}`.
    pub const ANY: Schema = Schema::new(&[]);
    /// Holds for no value: `{"not": {}}`.
    pub const NEVER: Schema = Schema::new(&[Keyword::Never]);

    /// A schema with these keywords.
    #[must_use]
    pub const fn new(keywords: &'static [Keyword]) -> Self {
        Schema { name: "", keywords, sensitive: false }
    }

    /// The schema of a model, which violations call by its name.
    #[must_use]
    pub const fn model(name: &'static str, keywords: &'static [Keyword]) -> Self {
        Schema { name, keywords, sensitive: false }
    }

    /// A schema of a secret.
    #[must_use]
    pub const fn sensitive(keywords: &'static [Keyword]) -> Self {
        Schema { name: "", keywords, sensitive: true }
    }
}

impl fmt::Debug for Schema {
    /// Only how many keywords there are: tables may refer to one another in a circle.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({} keywords)", self.keywords.len())
    }
}

/// One keyword of a [`Schema`]. A keyword about texts holds for whatever is not a text, and so on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Keyword {
    /// `type`, with `nullable` as one more type.
    Type(Types),
    /// `enum`: the value equals one of these.
    Enum(&'static [Literal]),
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
    /// `items`: each item.
    Items(&'static Schema),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems: true`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `required`.
    Required(&'static [&'static str]),
    /// `properties`: each that is there.
    Properties(&'static [(&'static str, &'static Schema)]),
    /// `additionalProperties`: each that `properties` of the same schema does not name.
    AdditionalProperties(&'static Schema),
    /// `allOf`.
    AllOf(&'static [&'static Schema]),
    /// `anyOf`.
    AnyOf(&'static [&'static Schema]),
    /// `oneOf`. Members that are the same table count once.
    OneOf(&'static [&'static Schema]),
    /// `not`.
    Not(&'static Schema),
    /// `$ref`.
    Ref(&'static Schema),
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
    /// An array or an object, as JSON text.
    Json(&'static str),
}
