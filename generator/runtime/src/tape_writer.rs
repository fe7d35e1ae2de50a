//! Writes what serde tells of a value onto a tape: the same JSON as `serde_json` writes.

use std::fmt::{self, Display, Write};

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::schema::Number;
use super::tape::{Tape, Thing};

/// The end of a tape.
pub(super) struct Writer<'t> {
    tape: &'t mut Tape,
}

/// Why a value has no JSON form. serde's own message may quote the value, which may be a secret.
#[derive(Debug)]
pub(super) struct NoJson;

impl Display for NoJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON form")
    }
}

impl std::error::Error for NoJson {}

impl serde::ser::Error for NoJson {
    fn custom<T: Display>(_message: T) -> Self {
        NoJson
    }
}

/// An array or an object while it is written.
pub(super) struct Open<'t> {
    tape: &'t mut Tape,
    /// Where it begins.
    at: usize,
    /// How many items or properties it has so far.
    len: usize,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Array,
    Object,
    /// A number of `serde_json` that is kept as it was written (its feature `arbitrary_precision`).
    Number,
    /// The only property of an object, whose name is the variant's (serde's externally tagged form).
    VariantOf {
        object: usize,
        array: bool,
    },
}

impl<'t> Writer<'t> {
    pub(super) fn new(tape: &'t mut Tape) -> Self {
        Writer { tape }
    }

    fn push(self, thing: Thing) -> Result<(), NoJson> {
        self.tape.things.push(thing);
        Ok(())
    }

    fn number(self, number: Number) -> Result<(), NoJson> {
        self.push(Thing::Number(number))
    }

    fn open(self, form: Form) -> Open<'t> {
        let at = self.tape.things.len();
        self.tape.things.push(Thing::Null);
        Open { tape: self.tape, at, len: 0, form }
    }

    /// Opens what stands under a variant's name.
    fn variant(self, name: &str, array: bool) -> Open<'t> {
        let object = self.tape.things.len();
        self.tape.things.push(Thing::Null);
        self.tape.text(name);
        Writer::new(self.tape).open(Form::VariantOf { object, array })
    }
}

impl Tape {
    fn text(&mut self, text: &str) {
        let from = self.text.len();
        self.text.push_str(text);
        self.things.push(Thing::Text(from, self.text.len()));
    }

    fn set(&mut self, at: usize, thing: Thing) {
        if let Some(place) = self.things.get_mut(at) {
            *place = thing;
        }
    }

    /// The number that a text is.
    fn number_from(&self, at: usize) -> Option<Number> {
        let Some(Thing::Text(from, to)) = self.things.get(at) else { return None };
        let text = self.text.get(*from..*to)?;
        let integer = text.parse().map(Number::Integer).or_else(|_| text.parse().map(Number::Unsigned));
        integer.ok().or_else(|| text.parse().ok().filter(|float: &f64| float.is_finite()).map(Number::Float))
    }
}

impl Open<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.len += 1;
        value.serialize(Writer::new(self.tape))
    }

    fn property<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), NoJson> {
        self.tape.text(name);
        self.item(value)
    }

    fn close(self) -> Result<(), NoJson> {
        let end = self.tape.things.len();
        match self.form {
            Form::Array => self.tape.set(self.at, Thing::Array(self.len, end)),
            Form::Object => self.tape.set(self.at, Thing::Object(self.len, end)),
            Form::Number => {
                let number = self.tape.number_from(self.at + 2).ok_or(NoJson)?;
                self.tape.things.truncate(self.at);
                self.tape.things.push(Thing::Number(number));
            }
            Form::VariantOf { object, array } => {
                let inner = if array { Thing::Array } else { Thing::Object };
                self.tape.set(self.at, inner(self.len, end));
                self.tape.set(object, Thing::Object(1, end));
            }
        }
        Ok(())
    }
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = NoJson;
    type SerializeSeq = Open<'t>;
    type SerializeTuple = Open<'t>;
    type SerializeTupleStruct = Open<'t>;
    type SerializeTupleVariant = Open<'t>;
    type SerializeMap = Open<'t>;
    type SerializeStruct = Open<'t>;
    type SerializeStructVariant = Open<'t>;

    fn serialize_bool(self, value: bool) -> Result<(), NoJson> {
        self.push(Thing::Boolean(value))
    }

    fn serialize_i8(self, value: i8) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), NoJson> {
        self.number(Number::Integer(value))
    }

    fn serialize_i128(self, value: i128) -> Result<(), NoJson> {
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => self.serialize_i64(value),
            (_, Ok(value)) => self.serialize_u64(value),
            _ => Err(NoJson),
        }
    }

    fn serialize_u8(self, value: u8) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), NoJson> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), NoJson> {
        self.number(i64::try_from(value).map_or(Number::Unsigned(value), Number::Integer))
    }

    fn serialize_u128(self, value: u128) -> Result<(), NoJson> {
        u64::try_from(value).map_err(|_| NoJson).and_then(|value| self.serialize_u64(value))
    }

    /// The decimal that is written for it: `0.1`, and not the `f64` next to it.
    fn serialize_f32(self, value: f32) -> Result<(), NoJson> {
        self.serialize_f64(Number::of_f32(value))
    }

    /// What is no number is `null`, as `serde_json` writes it.
    fn serialize_f64(self, value: f64) -> Result<(), NoJson> {
        if value.is_finite() { self.number(Number::Float(value)) } else { self.push(Thing::Null) }
    }

    fn serialize_char(self, value: char) -> Result<(), NoJson> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), NoJson> {
        self.tape.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), NoJson> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), NoJson> {
        self.push(Thing::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoJson> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NoJson> {
        self.push(Thing::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), NoJson> {
        self.push(Thing::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NoJson> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NoJson> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NoJson> {
        let mut object = self.open(Form::Object);
        object.property(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Open<'t>, NoJson> {
        Ok(self.open(Form::Array))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Open<'t>, NoJson> {
        Ok(self.open(Form::Array))
    }

    fn serialize_tuple_struct(self, _: &'static str, _len: usize) -> Result<Open<'t>, NoJson> {
        Ok(self.open(Form::Array))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'t>, NoJson> {
        Ok(self.variant(variant, true))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Open<'t>, NoJson> {
        Ok(self.open(Form::Object))
    }

    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Open<'t>, NoJson> {
        let form = if name == "$serde_json::private::Number" { Form::Number } else { Form::Object };
        Ok(self.open(form))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'t>, NoJson> {
        Ok(self.variant(variant, false))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), NoJson> {
        let from = self.tape.text.len();
        write!(self.tape.text, "{value}").map_err(NoJson::custom)?;
        let to = self.tape.text.len();
        self.push(Thing::Text(from, to))
    }
}

/// A list of any kind is an array.
macro_rules! items {
    ($($list:ident::$item:ident)*) => { $(
        impl $list for Open<'_> {
            type Ok = ();
            type Error = NoJson;

            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
                self.item(value)
            }

            fn end(self) -> Result<(), NoJson> {
                self.close()
            }
        }
    )* };
}

items! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// What has fields is an object.
macro_rules! fields {
    ($($fields:ident)*) => { $(
        impl $fields for Open<'_> {
            type Ok = ();
            type Error = NoJson;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NoJson> {
                self.property(name, value)
            }

            fn end(self) -> Result<(), NoJson> {
                self.close()
            }
        }
    )* };
}

fields! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = NoJson;

    /// A name is a text, or what can be written as one.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoJson> {
        let at = self.tape.things.len();
        key.serialize(Writer::new(self.tape))?;
        let name = match self.tape.things.get(at..) {
            Some([Thing::Text(..)]) => return Ok(()),
            Some([Thing::Number(number)]) => number.to_string(),
            Some([Thing::Boolean(boolean)]) => boolean.to_string(),
            _ => return Err(NoJson),
        };
        self.tape.things.truncate(at);
        self.tape.text(&name);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoJson> {
        self.item(value)
    }

    fn end(self) -> Result<(), NoJson> {
        self.close()
    }
}
