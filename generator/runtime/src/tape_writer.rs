//! What serde tells of a value, taken as the JSON that `serde_json` writes: held against a schema at once where that can be
//! done, kept on a tape where it has to be looked at more than once.

use std::fmt::{self, Display, Write};

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::instance::Kind;
use super::schema::Number;
use super::tape::{Tape, Thing};
use super::tape_open::{Form, Open};
use super::validate_plan::Child;
use super::validate_quick::scalar_fits;

/// The place of the next value.
pub(super) struct Writer<'t> {
    pub(super) tape: &'t mut Tape,
    /// What it has to fit; none when it is kept on the tape.
    pub(super) child: Option<&'static Child>,
}

/// Why a value was not taken to its end. serde's own message may quote the value, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It has no JSON form.
    NoJson,
    /// It does not fit, or is too large for that to be found out this way.
    Unfit,
}

impl Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ended::NoJson => "the value has no JSON form",
            Ended::Unfit => "the value does not fit",
        })
    }
}

impl std::error::Error for Ended {}

impl serde::ser::Error for Ended {
    fn custom<T: Display>(_message: T) -> Self {
        Ended::NoJson
    }
}

impl<'t> Writer<'t> {
    /// A value that is no array and no object.
    #[inline(always)]
    fn scalar(self, value: Kind<'_>) -> Result<(), Ended> {
        match self.child {
            Some(child) if child.admits(value) => Ok(()),
            Some(child) => self.tape.look(child, value),
            None => {
                self.tape.push(value);
                Ok(())
            }
        }
    }

    #[inline(always)]
    fn number(self, number: Number) -> Result<(), Ended> {
        self.scalar(Kind::Number(number))
    }
}

impl Tape {
    /// Whether a value that is no array and no object fits a schema.
    #[inline(never)]
    fn look(&mut self, child: &'static Child, value: Kind<'_>) -> Result<(), Ended> {
        match scalar_fits(child, value) {
            Some(true) => Ok(()),
            Some(false) => Err(Ended::Unfit),
            None => {
                let at = self.things.len();
                self.push(value);
                self.judge(at, child)
            }
        }
    }

    fn push(&mut self, value: Kind<'_>) {
        self.prepare();
        match value {
            Kind::Text(text) => self.text(text),
            Kind::Boolean(boolean) => self.things.push(Thing::Boolean(boolean)),
            Kind::Number(number) => self.things.push(Thing::Number(number)),
            Kind::Null | Kind::Array | Kind::Object => self.things.push(Thing::Null),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.prepare();
        let from = self.text.len();
        self.text.push_str(text);
        self.things.push(Thing::Text(from, self.text.len()));
    }
}

impl<'t> Serializer for Writer<'t> {
    type Ok = ();
    type Error = Ended;
    type SerializeSeq = Open<'t>;
    type SerializeTuple = Open<'t>;
    type SerializeTupleStruct = Open<'t>;
    type SerializeTupleVariant = Open<'t>;
    type SerializeMap = Open<'t>;
    type SerializeStruct = Open<'t>;
    type SerializeStructVariant = Open<'t>;

    #[inline(always)]
    fn serialize_bool(self, value: bool) -> Result<(), Ended> {
        self.scalar(Kind::Boolean(value))
    }

    fn serialize_i8(self, value: i8) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    #[inline(always)]
    fn serialize_i64(self, value: i64) -> Result<(), Ended> {
        self.number(Number::Integer(value))
    }

    fn serialize_i128(self, value: i128) -> Result<(), Ended> {
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => self.serialize_i64(value),
            (_, Ok(value)) => self.serialize_u64(value),
            _ => Err(Ended::NoJson),
        }
    }

    fn serialize_u8(self, value: u8) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Ended> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Ended> {
        self.number(i64::try_from(value).map_or(Number::Unsigned(value), Number::Integer))
    }

    fn serialize_u128(self, value: u128) -> Result<(), Ended> {
        u64::try_from(value).map_err(|_| Ended::NoJson).and_then(|value| self.serialize_u64(value))
    }

    /// The decimal that is written for it: `0.1`, and not the `f64` next to it.
    fn serialize_f32(self, value: f32) -> Result<(), Ended> {
        self.serialize_f64(Number::of_f32(value))
    }

    /// What is no number is `null`, as `serde_json` writes it.
    #[inline(always)]
    fn serialize_f64(self, value: f64) -> Result<(), Ended> {
        if value.is_finite() { self.number(Number::Float(value)) } else { self.scalar(Kind::Null) }
    }

    fn serialize_char(self, value: char) -> Result<(), Ended> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline(always)]
    fn serialize_str(self, value: &str) -> Result<(), Ended> {
        self.scalar(Kind::Text(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Ended> {
        self.collect_seq(value)
    }

    #[inline(always)]
    fn serialize_none(self) -> Result<(), Ended> {
        self.scalar(Kind::Null)
    }

    #[inline(always)]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Ended> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Ended> {
        self.scalar(Kind::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Ended> {
        self.scalar(Kind::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Ended> {
        self.serialize_str(variant)
    }

    /// The member of a union says by this which one it is.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Ended> {
        let child = self.child.map(|child| child.plan().meant(name).unwrap_or(child));
        value.serialize(Writer { tape: self.tape, child })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Ended> {
        let mut object = self.object()?;
        object.serialize_entry(variant, value)?;
        SerializeMap::end(object)
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Open<'t>, Ended> {
        self.array()
    }

    fn serialize_tuple(self, _len: usize) -> Result<Open<'t>, Ended> {
        self.array()
    }

    fn serialize_tuple_struct(self, _: &'static str, _len: usize) -> Result<Open<'t>, Ended> {
        self.array()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'t>, Ended> {
        self.variant(variant, Form::VariantArray)
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Open<'t>, Ended> {
        self.object()
    }

    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Open<'t>, Ended> {
        if name == "$serde_json::private::Number" { self.number_as_written() } else { self.object() }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open<'t>, Ended> {
        self.variant(variant, Form::VariantObject)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Ended> {
        self.tape.prepare();
        let from = self.tape.text.len();
        write!(self.tape.text, "{value}").map_err(Ended::custom)?;
        let (at, to) = (self.tape.things.len(), self.tape.text.len());
        let text = self.tape.text.get(from..).unwrap_or_default();
        let fits = self.child.and_then(|child| {
            let text = Kind::Text(text);
            if child.admits(text) { Some(true) } else { scalar_fits(child, text) }
        });
        match (fits, self.child) {
            (Some(true), _) => Ok(()),
            (Some(false), _) => Err(Ended::Unfit),
            (None, child) => {
                self.tape.things.push(Thing::Text(from, to));
                child.map_or(Ok(()), |child| self.tape.judge(at, child))
            }
        }
    }
}
