//! Any serializable value as the shapes a parameter can take: one text, a list, or named values.
//!
//! A [`serde::Serializer`] of its own, rather than a detour through `serde_json::Value`, because a parameter's
//! properties go out in the order they are declared in and `Value` sorts them.

use std::fmt::{self, Display};

use serde::ser::{
    self, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// A value on its way into a URL, a header or a form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parameter {
    /// `null`, or an absent option: what RFC 6570 calls undefined.
    Null,
    /// A string.
    Text(String),
    /// A number or a boolean, as JSON writes it.
    Literal(String),
    /// A file, which only a form of parts can hold as it is.
    File(FilePart),
    /// An array.
    List(Vec<Parameter>),
    /// An object, in the order its properties were written in.
    Object(Vec<(String, Parameter)>),
}

impl Parameter {
    /// Reads any serializable value.
    pub(super) fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Unsupported> {
        value.serialize(ToParameter { file: false })
    }

    /// Whether some of it is a file that is not in memory.
    pub(super) fn is_on_disk(&self) -> bool {
        match self {
            Self::File(file) => file.path.is_some(),
            Self::List(items) => items.iter().any(Self::is_on_disk),
            Self::Object(entries) => entries.iter().any(|(_, value)| value.is_on_disk()),
            Self::Null | Self::Text(_) | Self::Literal(_) => false,
        }
    }
}

/// As JSON: what a nested value becomes where a form can only hold text.
impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Literal(literal) => literal_value(literal).serialize(serializer),
            Self::File(file) if file.path.is_some() => {
                Err(ser::Error::custom("a file that is not in memory can be no text"))
            }
            Self::File(file) => serializer.serialize_str(&file.text()),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(entries) => serializer.collect_map(entries.iter().map(|(k, v)| (k, v))),
        }
    }
}

fn literal_value(literal: &str) -> serde_json::Value {
    serde_json::from_str(literal).unwrap_or_else(|_| literal.into())
}

/// A value that cannot be a parameter.
#[derive(Debug)]
pub(super) struct Unsupported(pub(super) String);

impl Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

impl ser::Error for Unsupported {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Turns a value into a parameter; within a [`File`](super::file::File), into what that is made of.
struct ToParameter {
    file: bool,
}

/// A file as a part of a form.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct FilePart {
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) content: Vec<u8>,
    /// Where the content is, if it is not in memory.
    pub(super) path: Option<String>,
}

impl FilePart {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

/// The parts of a file, put together.
fn file(parts: Parameter) -> Parameter {
    let Parameter::Object(entries) = parts else { return parts };
    let mut file = FilePart::default();
    for entry in entries {
        match (entry.0.as_str(), entry.1) {
            ("name", Parameter::Text(text)) => file.name = Some(text),
            ("content_type", Parameter::Text(text)) => file.content_type = Some(text),
            ("path", Parameter::Text(text)) => file.path = Some(text),
            ("headers", Parameter::List(fields)) => {
                file.headers.extend(fields.into_iter().filter_map(header))
            }
            (_, Parameter::File(part)) => file.content = part.content,
            _ => {}
        }
    }
    Parameter::File(file)
}

fn header(pair: Parameter) -> Option<(String, String)> {
    let Parameter::List(pair) = pair else { return None };
    match <[Parameter; 2]>::try_from(pair) {
        Ok([Parameter::Text(name), Parameter::Text(value)]) => Some((name, value)),
        _ => None,
    }
}

/// The scalars that are written as `Display` writes them.
macro_rules! literals {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<Parameter, Unsupported> {
            Ok(Parameter::Literal(value.to_string()))
        })*
    };
}

impl Serializer for ToParameter {
    type Ok = Parameter;
    type Error = Unsupported;
    type SerializeSeq = ToList;
    type SerializeTuple = ToList;
    type SerializeTupleStruct = ToList;
    type SerializeTupleVariant = ToList;
    type SerializeMap = ToObject;
    type SerializeStruct = ToObject;
    type SerializeStructVariant = ToObject;

    literals! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn is_human_readable(&self) -> bool {
        !self.file
    }

    fn serialize_f32(self, value: f32) -> Result<Parameter, Unsupported> {
        number(value.is_finite(), &value)
    }

    fn serialize_f64(self, value: f64) -> Result<Parameter, Unsupported> {
        number(value.is_finite(), &value)
    }

    fn serialize_char(self, value: char) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Parameter, Unsupported> {
        if self.file {
            return Ok(Parameter::File(FilePart { content: value.to_vec(), ..FilePart::default() }));
        }
        let items = value.iter().map(|byte| Parameter::Literal(byte.to_string()));
        Ok(Parameter::List(items.collect()))
    }

    fn serialize_none(self) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Parameter, Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Parameter, Unsupported> {
        if name == super::file::TOKEN {
            return value.serialize(Self { file: true }).map(file);
        }
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Parameter, Unsupported> {
        Ok(Parameter::Object(vec![(variant.to_owned(), value.serialize(self)?)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<ToList, Unsupported> {
        Ok(ToList { variant: None, items: Vec::with_capacity(length.unwrap_or(0).min(64)) })
    }

    fn serialize_tuple(self, length: usize) -> Result<ToList, Unsupported> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<ToList, Unsupported> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<ToList, Unsupported> {
        Ok(ToList { variant: Some(variant), items: Vec::new() })
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<ToObject, Unsupported> {
        Ok(ToObject { variant: None, key: None, entries: Vec::new() })
    }

    fn serialize_struct(self, _name: &'static str, length: usize) -> Result<ToObject, Unsupported> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<ToObject, Unsupported> {
        Ok(ToObject { variant: Some(variant), key: None, entries: Vec::new() })
    }
}

/// A float as JSON has it: infinities and NaN, which JSON has not, are refused.
fn number(finite: bool, value: &dyn Display) -> Result<Parameter, Unsupported> {
    if finite {
        Ok(Parameter::Literal(value.to_string()))
    } else {
        Err(Unsupported("a number must be finite".to_owned()))
    }
}

/// An enum's variant that holds something is an object of one property.
fn wrap(variant: Option<&'static str>, value: Parameter) -> Parameter {
    match variant {
        Some(variant) => Parameter::Object(vec![(variant.to_owned(), value)]),
        None => value,
    }
}

struct ToList {
    variant: Option<&'static str>,
    items: Vec<Parameter>,
}

/// The four ways serde writes a list differ in their names alone.
macro_rules! lists {
    ($($trait:ident: $method:ident),* $(,)?) => {
        $(impl $trait for ToList {
            type Ok = Parameter;
            type Error = Unsupported;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
                self.items.push(Parameter::of(value)?);
                Ok(())
            }

            fn end(self) -> Result<Parameter, Unsupported> {
                Ok(wrap(self.variant, Parameter::List(self.items)))
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

struct ToObject {
    variant: Option<&'static str>,
    key: Option<String>,
    entries: Vec<(String, Parameter)>,
}

impl SerializeMap for ToObject {
    type Ok = Parameter;
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        match Parameter::of(key)? {
            Parameter::Text(key) | Parameter::Literal(key) => {
                self.key = Some(key);
                Ok(())
            }
            _ => Err(Unsupported("the name of a property must be a text".to_owned())),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        let key = self.key.take().unwrap_or_default();
        self.entries.push((key, Parameter::of(value)?));
        Ok(())
    }

    fn end(self) -> Result<Parameter, Unsupported> {
        Ok(wrap(self.variant, Parameter::Object(self.entries)))
    }
}

/// A struct and a variant with named fields differ in their names alone.
macro_rules! structs {
    ($($trait:ident),*) => {
        $(impl $trait for ToObject {
            type Ok = Parameter;
            type Error = Unsupported;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Unsupported> {
                self.entries.push((name.to_owned(), Parameter::of(value)?));
                Ok(())
            }

            fn end(self) -> Result<Parameter, Unsupported> {
                Ok(wrap(self.variant, Parameter::Object(self.entries)))
            }
        })*
    };
}

structs!(SerializeStruct, SerializeStructVariant);
