//! What a valid value looks like: the contents of the validators' tables.

use std::collections::BTreeSet;

use super::{JsonKind, TypeId};

/// A JSON Schema, as far as the validator knows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Schema {
    /// The schema of a named type.
    Type(TypeId),
    /// Keywords that all have to hold.
    Keywords {
        /// In the document's order.
        keywords: Vec<Keyword>,
        /// Whether a value may never be shown in a violation.
        sensitive: bool,
    },
}

impl Schema {
    /// The schema that every value satisfies.
    pub fn any() -> Self {
        Self::of(Vec::new())
    }

    /// Keywords whose values may be shown.
    pub fn of(keywords: Vec<Keyword>) -> Self {
        Self::Keywords { keywords, sensitive: false }
    }

    /// Whether every value satisfies it.
    pub fn is_any(&self) -> bool {
        matches!(self, Self::Keywords { keywords, .. } if keywords.is_empty())
    }
}

/// An assertion, named as JSON Schema names it.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the JSON Schema keyword of its name")]
pub enum Keyword {
    Type(Vec<JsonKind>),
    Enum(Vec<Literal>),
    Const(Literal),
    MultipleOf(Number),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    Format(Format),
    PrefixItems(Vec<Schema>),
    Items(Schema),
    Contains(Schema),
    MinContains(u64),
    MaxContains(u64),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    UnevaluatedItems(Schema),
    MinProperties(u64),
    MaxProperties(u64),
    Required(Vec<String>),
    Properties(Vec<(String, Schema)>),
    PatternProperties(Vec<(String, Schema)>),
    AdditionalProperties(Schema),
    UnevaluatedProperties(Schema),
    PropertyNames(Schema),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, Schema)>),
    AllOf(Vec<Schema>),
    AnyOf(Vec<Schema>),
    OneOf(Vec<Schema>),
    Not(Box<Schema>),
    If(Schema),
    Then(Schema),
    Else(Schema),
    Ref(Schema),
    /// `nullable: true` of a schema that refuses `null` all the same, by the letter of OpenAPI 3.0.
    NullOr(Schema),
    DynamicRef(String, Schema),
    DynamicAnchors(Vec<(String, Schema)>),
    /// A `discriminator`'s values for a member of a union: asserts nothing, tells which member is meant.
    Tag(String, Vec<Literal>),
    /// The schema `false`.
    Never,
}

impl Keyword {
    /// The variant's name, which the tables have too.
    pub fn variant(&self) -> &'static str {
        match self {
            Self::Type(..) => "Type",
            Self::Enum(..) => "Enum",
            Self::Const(..) => "Const",
            Self::MultipleOf(..) => "MultipleOf",
            Self::Minimum(..) => "Minimum",
            Self::Maximum(..) => "Maximum",
            Self::ExclusiveMinimum(..) => "ExclusiveMinimum",
            Self::ExclusiveMaximum(..) => "ExclusiveMaximum",
            Self::MinLength(..) => "MinLength",
            Self::MaxLength(..) => "MaxLength",
            Self::Pattern(..) => "Pattern",
            Self::Format(..) => "Format",
            Self::PrefixItems(..) => "PrefixItems",
            Self::Items(..) => "Items",
            Self::Contains(..) => "Contains",
            Self::MinContains(..) => "MinContains",
            Self::MaxContains(..) => "MaxContains",
            Self::MinItems(..) => "MinItems",
            Self::MaxItems(..) => "MaxItems",
            Self::UniqueItems => "UniqueItems",
            Self::UnevaluatedItems(..) => "UnevaluatedItems",
            Self::MinProperties(..) => "MinProperties",
            Self::MaxProperties(..) => "MaxProperties",
            Self::Required(..) => "Required",
            Self::Properties(..) => "Properties",
            Self::PatternProperties(..) => "PatternProperties",
            Self::AdditionalProperties(..) => "AdditionalProperties",
            Self::UnevaluatedProperties(..) => "UnevaluatedProperties",
            Self::PropertyNames(..) => "PropertyNames",
            Self::DependentRequired(..) => "DependentRequired",
            Self::DependentSchemas(..) => "DependentSchemas",
            Self::AllOf(..) => "AllOf",
            Self::AnyOf(..) => "AnyOf",
            Self::OneOf(..) => "OneOf",
            Self::Not(..) => "Not",
            Self::If(..) => "If",
            Self::Then(..) => "Then",
            Self::Else(..) => "Else",
            Self::Ref(..) => "Ref",
            Self::NullOr(..) => "NullOr",
            Self::DynamicRef(..) => "DynamicRef",
            Self::DynamicAnchors(..) => "DynamicAnchors",
            Self::Tag(..) => "Tag",
            Self::Never => "Never",
        }
    }
}

/// A JSON value as a literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// An array or an object.
    Json(serde_json::Value),
}

impl Literal {
    /// The same as what tells members of a union apart: a text, a boolean, or an integer that fits `i64`, however written.
    pub fn as_tag(&self) -> Option<Literal> {
        match self {
            Self::Number(Number::Float(number)) if number.fract() == 0.0 && number.abs() < 9e15 =>
            {
                #[allow(clippy::cast_possible_truncation, reason = "whole, and bounded just above")]
                Some(Self::Number(Number::Integer(*number as i64)))
            }
            Self::Text(_) | Self::Boolean(_) | Self::Number(Number::Integer(_)) => Some(self.clone()),
            Self::Null | Self::Json(_) | Self::Number(_) => None,
        }
    }

    /// The same text for the same value, and another for any other: what values are counted and looked up by.
    pub fn key(&self) -> String {
        format!("{self:?}")
    }

    /// The texts of a list of nothing else, each once and in the order of their bytes.
    pub fn texts(values: &[Literal]) -> Option<Vec<String>> {
        let text = |value: &Literal| match value {
            Literal::Text(text) => Some(text.clone()),
            _ => None,
        };
        let texts: Option<BTreeSet<String>> = values.iter().map(text).collect();
        texts.filter(|texts| !texts.is_empty()).map(|texts| texts.into_iter().collect())
    }
}

impl From<&serde_json::Value> for Literal {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => Self::Number(Number::from(number)),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(_) | Value::Object(_) => Self::Json(value.clone()),
        }
    }
}

/// A number of the document, exact where it is an integer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// Fits `i64`.
    Integer(i64),
    /// Fits `u64` only.
    Unsigned(u64),
    /// Anything else.
    Float(f64),
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        if let Some(integer) = number.as_i64() {
            Self::Integer(integer)
        } else if let Some(unsigned) = number.as_u64() {
            Self::Unsigned(unsigned)
        } else {
            Self::Float(number.as_f64().unwrap_or_default())
        }
    }
}

macro_rules! formats {
    ($($(#[$docs:meta])* $variant:ident = $name:literal,)*) => {
        /// A `format` that the validator asserts; every other one is an annotation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Format { $($(#[$docs])* $variant,)* }

        impl Format {
            /// Every format, as documents and `codegen.toml` write it.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($name, Self::$variant),)*];

            /// The variant's name in the runtime's `Format`.
            pub fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }
        }
    };
}

formats! {
    /// RFC 3339.
    DateTime = "date-time",
    /// RFC 3339's `full-date`.
    Date = "date",
    /// RFC 3339's `full-time`.
    Time = "time",
    /// RFC 3339 appendix A.
    Duration = "duration",
    /// RFC 5321's `Mailbox`.
    Email = "email",
    /// RFC 6531's `Mailbox`.
    IdnEmail = "idn-email",
    /// RFC 1123.
    Hostname = "hostname",
    /// RFC 5890.
    IdnHostname = "idn-hostname",
    /// RFC 2673.
    Ipv4 = "ipv4",
    /// RFC 4291.
    Ipv6 = "ipv6",
    /// RFC 3986.
    Uri = "uri",
    /// RFC 3986.
    UriReference = "uri-reference",
    /// RFC 3987.
    Iri = "iri",
    /// RFC 3987.
    IriReference = "iri-reference",
    /// RFC 6570.
    UriTemplate = "uri-template",
    /// A URI with the scheme `https` and a host.
    HttpsUrl = "https-url",
    /// RFC 9562.
    Uuid = "uuid",
    /// Base64, RFC 4648.
    Byte = "byte",
    /// RFC 6901.
    JsonPointer = "json-pointer",
    /// The Internet draft that JSON Schema refers to.
    RelativeJsonPointer = "relative-json-pointer",
    /// ECMA 262.
    Regex = "regex",
    /// A signed 32-bit integer.
    Int32 = "int32",
    /// A signed 64-bit integer.
    Int64 = "int64",
}

impl Format {
    /// Whether it takes a file and a crate that the emitted crate has for its sake.
    pub fn is_idn(self) -> bool {
        matches!(self, Self::IdnEmail | Self::Hostname | Self::IdnHostname)
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}
