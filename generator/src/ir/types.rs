//! Models: structs, enums, unions and the types of their fields.

use super::{Literal, Schema};

/// The place of a type in [`Api::types`](super::Api::types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A Rust type as it stands in a field or a signature.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// `bool`.
    Boolean,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// A string whose value is never shown.
    Secret,
    /// RFC 3339's `date-time`.
    Timestamp,
    /// RFC 3339's `full-date`.
    Date,
    /// Any JSON.
    Value,
    /// Bytes as they are.
    Bytes,
    /// A file in a form: bytes with a name and a media type.
    File,
    /// `Vec<T>`.
    List(Box<Type>),
    /// `(T, U)`: an array of exactly so many items, each of a type of its own.
    Tuple(Vec<Type>),
    /// An object used as a map from any name to `T`.
    Map(Box<Type>),
    /// `Box<T>`: where a type would otherwise contain itself.
    Boxed(Box<Type>),
    /// `Option<T>`: the value may be `null`.
    Nullable(Box<Type>),
    /// A type of another crate, by its path, in the place of what the document describes.
    External(String),
    /// A type of this crate.
    Named(TypeId),
}

impl Type {
    /// The types that it is made of, such as that of a list's items.
    pub fn parts(&self) -> &[Type] {
        match self {
            Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) | Type::Nullable(inner) => {
                std::slice::from_ref(inner)
            }
            Type::Tuple(items) => items,
            _ => &[],
        }
    }
}

/// A named type of the emitted crate.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// The type's name.
    pub name: String,
    /// The name of its validator's table.
    pub table: String,
    /// The module (and file) it lives in: the component or operation that it belongs to.
    pub module: String,
    /// Markdown from the document, with what the constraints say.
    pub docs: String,
    /// Where the document defines it: a JSON Pointer.
    pub pointer: String,
    /// The same in the words of the document, where reading it moved the schema.
    pub written: String,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// Whether a value may hold a secret, at any depth: then `Debug` is written out.
    pub secret: bool,
    /// Whether a program may have to fill it in: no type that answers alone hold.
    pub built: bool,
    /// Traits to derive beside those that every type has, by their paths.
    pub derives: Vec<String>,
    /// What it is in Rust.
    pub shape: Shape,
    /// What a valid value looks like.
    pub schema: Schema,
}

/// What a named type is in Rust.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A struct with a field for each property.
    Struct(Struct),
    /// A closed list of values, open to new ones.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A struct around a type that would otherwise be an endless alias.
    Newtype(Type),
}

/// An object with known properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// Properties that vary.
    pub fields: Vec<Field>,
    /// Required properties that can have but one value: written, never stored.
    pub constants: Vec<Constant>,
    /// What happens to properties that the document does not name.
    pub rest: Option<Rest>,
}

/// A property that varies.
#[derive(Debug, Clone)]
pub struct Field {
    /// The field's name.
    pub name: String,
    /// The method that sets it, of a struct that is there already.
    pub setter: String,
    /// The method that sets it to `null`, where that is not to leave it out.
    pub null_setter: String,
    /// The property's name on the wire.
    pub wire: String,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// Listed in `required`.
    pub required: bool,
    /// May be `null`.
    pub nullable: bool,
    /// Whether the value is a secret, and of a type that would show it.
    pub hidden: bool,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The value of an absent property (`default`), for the docs.
    pub default: Option<String>,
    /// The method that answers with the default where the property is absent.
    pub fallback: Option<Fallback>,
}

/// What stands for an absent property.
#[derive(Debug, Clone)]
pub struct Fallback {
    /// The method's name.
    pub method: String,
    /// The default: a value of the property's type.
    pub value: Literal,
}

/// A property with but one legal value.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The associated constant's name.
    pub name: String,
    /// The property's name on the wire.
    pub wire: String,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// The value.
    pub value: Literal,
}

/// `additionalProperties` that the document speaks of: kept in a map.
#[derive(Debug, Clone)]
pub struct Rest {
    /// The name of the field that keeps them.
    pub name: String,
    /// The type of each value.
    pub ty: Type,
    /// Whether their values are secrets.
    pub secret: bool,
}

/// An enumeration of strings or integers.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The values that the document lists.
    pub values: Vec<EnumValue>,
    /// The name of the variant that takes every other value.
    pub unknown: String,
    /// Whether the values are integers; else they are strings.
    pub integer: bool,
    /// Whether every other text is a value as well: the list is what is known of it.
    pub any: bool,
}

/// A listed value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The variant's name.
    pub name: String,
    /// The value on the wire: [`Literal::Text`] or an integer.
    pub value: Literal,
    /// Markdown.
    pub docs: String,
}

/// `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub struct Union {
    /// The members, equal ones counted once.
    pub members: Vec<Member>,
    /// The name of the variant that keeps the JSON of what no member describes; none where the last member takes it.
    pub unknown: Option<String>,
    /// How a value's member is found.
    pub dispatch: Dispatch,
    /// What can be turned into the union without saying how: types that only one variant can hold.
    pub conversions: Vec<Conversion>,
    /// Properties that every member has.
    pub common: Vec<Common>,
}

/// A property that every member of a union has, in one type: it is read without a look at which member it is.
#[derive(Debug, Clone)]
pub struct Common {
    /// The method's name, and that of the fields.
    pub name: String,
    /// Markdown, where all members have the property of one schema.
    pub docs: String,
    /// The property's name on the wire.
    pub wire: String,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// Whether there may be none: in some member, or because no member describes the value.
    pub optional: bool,
    /// Deprecated in some member.
    pub deprecated: bool,
}

/// A type that becomes a union's variant, or a variant of a union within it.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// The type.
    pub from: Type,
    /// The variants around it, the union's own first.
    pub variants: Vec<(TypeId, String)>,
}

/// A member of a union.
#[derive(Debug, Clone)]
pub struct Member {
    /// The variant's name.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// What a valid value of it looks like.
    pub schema: Schema,
    /// Markdown.
    pub docs: String,
    /// Where the document names it.
    pub pointer: String,
}

/// The JSON types, `integer` apart from `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// How the member of a union is found: a tree of questions to the JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// It is this member.
    Member(usize),
    /// It is this member, unless it cannot be read as such: then it is the other.
    Readable {
        /// What it is said to be.
        member: usize,
        /// What it is otherwise.
        otherwise: usize,
    },
    /// No member describes the value.
    Unknown,
    /// What is the value at this path of property names?
    Tag {
        /// Property names from the root of the value.
        path: Vec<String>,
        /// Values, and what follows from each.
        arms: Vec<(Vec<Literal>, Dispatch)>,
        /// When the property is not there.
        absent: Box<Dispatch>,
        /// When it has a value that no member lists.
        other: Box<Dispatch>,
    },
    /// Is there a property at this path?
    Presence {
        /// Property names from the root of the value.
        path: Vec<String>,
        /// When it is there.
        present: Box<Dispatch>,
        /// When it is not.
        absent: Box<Dispatch>,
    },
    /// Which JSON type is it?
    Kind {
        /// Types, and what follows from each.
        arms: Vec<(JsonKind, Dispatch)>,
    },
    /// Nothing in the document tells these apart: the first whose validator accepts the value.
    Validate(Vec<usize>),
}

/// A value to show in an example, in the shape of its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Sample {
    /// A string, or what is made from one.
    Text(String),
    /// A number or boolean as written in Rust.
    Verbatim(String),
    /// A timestamp or date, parsed from its text.
    Parsed(String),
    /// `Type::new(..)`, then `.with_field(..)`.
    New {
        /// The struct.
        ty: TypeId,
        /// One for each required field.
        arguments: Vec<Sample>,
        /// Optional fields, by the methods that set them.
        setters: Vec<(String, Sample)>,
    },
    /// A variant of an enumeration without data.
    Variant {
        /// The enumeration.
        ty: TypeId,
        /// The variant's name.
        name: String,
    },
    /// A variant of a union that holds a value.
    Wrapped {
        /// The union.
        ty: TypeId,
        /// The variant's name.
        variant: String,
        /// What it holds.
        inner: Box<Sample>,
    },
    /// A value that `Into` makes a union of.
    Converted(Box<Sample>),
    /// `Some(..)`.
    Some(Box<Sample>),
    /// `vec![..]`.
    List(Vec<Sample>),
    /// `(.., ..)`.
    Tuple(Vec<Sample>),
    /// JSON, as `serde_json::json!` takes it.
    Json(serde_json::Value),
}
