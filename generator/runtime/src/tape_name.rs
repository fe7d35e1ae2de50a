//! The names of properties while serde tells them: a text, or what can be written as one.

use std::fmt::Display;

use serde::ser::{Impossible, Serialize, Serializer};

use super::schema::Number;
use super::tape_open::Open;
use super::tape_writer::Ended;
use super::validate_plan::Child;

/// The place of the next name in an object. What is made of a name is what its value has to fit; none when it is kept.
pub(super) struct Name<'o, 't>(pub(super) &'o mut Open<'t>);

/// What a name is made of.
type Named = Result<Option<&'static Child>, Ended>;
type Never = Impossible<Option<&'static Child>, Ended>;

impl Name<'_, '_> {
    fn written(self, name: impl ToString) -> Named {
        self.serialize_str(&name.to_string())
    }
}

/// Numbers, which `serde_json` writes in quotes.
macro_rules! numbers {
    ($($serialize:ident: $number:ty)*) => { $(
        fn $serialize(self, value: $number) -> Named {
            self.written(value)
        }
    )* };
}

impl Serializer for Name<'_, '_> {
    type Ok = Option<&'static Child>;
    type Error = Ended;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    #[inline(always)]
    fn serialize_str(self, name: &str) -> Named {
        Ok(self.0.name(name))
    }

    numbers! {
        serialize_bool: bool
        serialize_i8: i8
        serialize_i16: i16
        serialize_i32: i32
        serialize_i64: i64
        serialize_i128: i128
        serialize_u8: u8
        serialize_u16: u16
        serialize_u32: u32
        serialize_u64: u64
        serialize_u128: u128
        serialize_char: char
    }

    fn serialize_f32(self, value: f32) -> Named {
        self.serialize_f64(Number::of_f32(value))
    }

    fn serialize_f64(self, value: f64) -> Named {
        if value.is_finite() { self.written(Number::Float(value)) } else { Err(Ended::NoJson) }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Named {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Named {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Named {
        value.serialize(self)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Named {
        self.written(value)
    }

    // All others are no names.

    fn serialize_bytes(self, _value: &[u8]) -> Named {
        Err(Ended::NoJson)
    }

    fn serialize_none(self) -> Named {
        Err(Ended::NoJson)
    }

    fn serialize_unit(self) -> Named {
        Err(Ended::NoJson)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Named {
        Err(Ended::NoJson)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Named {
        Err(Ended::NoJson)
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_tuple(self, _len: usize) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_tuple_struct(self, _: &'static str, _len: usize) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _len: usize,
    ) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_struct(self, _: &'static str, _len: usize) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _len: usize,
    ) -> Result<Never, Ended> {
        Err(Ended::NoJson)
    }
}
