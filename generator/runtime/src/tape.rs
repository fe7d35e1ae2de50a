//! What a typed value looks like as JSON, one thing behind the other: as much of it as a validator needs, without a tree
//! and without text to be parsed.
//!
//! Each thread keeps the memory of its tape, so that validating a value allocates nothing. What was on it is overwritten,
//! since it may have been secret.

use std::cell::Cell;

use serde::Serialize;
use serde_json::{Map, Value};

use super::instance::{Instance, Kind};
use super::schema::Number;
use super::tape_writer::{Ended, Writer};
use super::validate_plan::Child;

/// The most memory that a thread keeps for its tape, in bytes of text and in values.
const MOST_KEPT: usize = 1 << 16;

thread_local! {
    static SPARE: Cell<Option<(Vec<Thing>, String)>> = const { Cell::new(None) };
}

/// A value and all that is in it, in the order in which it is written.
#[derive(Default)]
pub(super) struct Tape {
    pub(super) things: Vec<Thing>,
    pub(super) text: String,
    /// How deep the place of the next value is.
    pub(super) depth: usize,
    /// How many keywords were looked at.
    pub(super) steps: u64,
    /// What the value has to fit whose name was told by itself.
    pub(super) named: Option<&'static Child>,
}

/// One thing on a tape.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing {
    Null,
    Boolean(bool),
    Number(Number),
    /// Where it begins in the tape's text, and where it ends.
    Text(usize, usize),
    /// How many items follow, and where what follows them is.
    Array(usize, usize),
    /// How many names follow, each before its value, and where what follows them is.
    Object(usize, usize),
}

/// Whether a value fits a schema. False when it does not, has no JSON form or is too large for that to be found out this way.
pub(super) fn fits<T: Serialize + ?Sized>(schema: &'static Child, value: &T) -> bool {
    with_tape(|tape| value.serialize(Writer { tape, child: Some(schema) }).is_ok())
}

/// A value as a tree, unless it has no JSON form, or is far too deep.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Value, Ended> {
    with_tape(|tape| {
        value.serialize(Writer { tape, child: None })?;
        Ok(Taped { tape, at: 0 }.json())
    })
}

fn with_tape<R>(look: impl FnOnce(&mut Tape) -> R) -> R {
    let mut tape = Tape::default();
    let seen = look(&mut tape);
    if tape.has_room() {
        tape.give_back();
    }
    seen
}

impl Tape {
    /// Whether anything was ever on it.
    fn has_room(&self) -> bool {
        self.things.capacity() > 0 || self.text.capacity() > 0
    }

    /// Has the thread's memory from the first thing on that is kept: of most values nothing is.
    #[inline]
    pub(super) fn prepare(&mut self) {
        if !self.has_room() {
            self.take_spare();
        }
    }

    #[cold]
    fn take_spare(&mut self) {
        // Not at the very end of a thread, when there is none.
        if let Some(spare) = SPARE.try_with(Cell::take).ok().flatten() {
            (self.things, self.text) = spare;
        }
    }

    #[cold]
    fn give_back(mut self) {
        self.clear();
        let _ = SPARE.try_with(|spare| spare.set(Some((self.things, self.text))));
    }

    /// Forgets what is on it, with nothing of it left in memory.
    fn clear(&mut self) {
        self.things.clear();
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.fill(0);
        text.clear();
        text.shrink_to(MOST_KEPT);
        self.things.shrink_to(MOST_KEPT / size_of::<Thing>());
        // It is empty, and no bytes are valid text.
        self.text = String::from_utf8(text).unwrap_or_default();
    }
}

/// A value on a tape.
#[derive(Clone, Copy)]
pub(super) struct Taped<'t> {
    pub(super) tape: &'t Tape,
    pub(super) at: usize,
}

impl<'t> Taped<'t> {
    #[inline]
    fn thing(self) -> Thing {
        self.tape.things.get(self.at).copied().unwrap_or(Thing::Null)
    }

    fn text(self, from: usize, to: usize) -> &'t str {
        self.tape.text.get(from..to).unwrap_or_default()
    }

    /// Where the thing behind this one is.
    #[inline]
    fn end(self) -> usize {
        match self.thing() {
            Thing::Array(_, end) | Thing::Object(_, end) => end,
            _ => self.at + 1,
        }
    }

    /// The value behind this one.
    #[inline]
    fn behind(self) -> Taped<'t> {
        Taped { at: self.end(), ..self }
    }

    /// The same as a tree, to be looked at in any order.
    pub(super) fn json(self) -> Value {
        match self.thing() {
            Thing::Null => Value::Null,
            Thing::Boolean(boolean) => boolean.into(),
            Thing::Number(Number::Integer(integer)) => integer.into(),
            Thing::Number(Number::Unsigned(integer)) => integer.into(),
            Thing::Number(Number::Float(float)) => float.into(),
            Thing::Text(from, to) => self.text(from, to).into(),
            Thing::Array(..) => self.items().map(Taped::json).collect(),
            Thing::Object(..) => {
                let property = |(name, value): (&str, Taped<'_>)| (name.to_owned(), value.json());
                Value::Object(self.properties().map(property).collect::<Map<_, _>>())
            }
        }
    }
}

impl Instance for Taped<'_> {
    #[inline]
    fn kind(&self) -> Kind<'_> {
        match self.thing() {
            Thing::Null => Kind::Null,
            Thing::Boolean(boolean) => Kind::Boolean(boolean),
            Thing::Number(number) => Kind::Number(number),
            Thing::Text(from, to) => Kind::Text(self.text(from, to)),
            Thing::Array(..) => Kind::Array,
            Thing::Object(..) => Kind::Object,
        }
    }

    fn len(&self) -> usize {
        match self.thing() {
            Thing::Array(len, _) | Thing::Object(len, _) => len,
            _ => 0,
        }
    }

    #[inline]
    fn items(&self) -> impl Iterator<Item = Self> {
        let len = if let Thing::Array(len, _) = self.thing() { len } else { 0 };
        let mut next = Taped { at: self.at + 1, ..*self };
        (0..len).map(move |_| {
            let item = next;
            next = item.behind();
            item
        })
    }

    #[inline]
    fn properties(&self) -> impl Iterator<Item = (&str, Self)> {
        let len = if let Thing::Object(len, _) = self.thing() { len } else { 0 };
        let mut next = Taped { at: self.at + 1, ..*self };
        (0..len).map(move |_| {
            let name = if let Thing::Text(from, to) = next.thing() { next.text(from, to) } else { "" };
            let value = next.behind();
            next = value.behind();
            (name, value)
        })
    }

    fn property(&self, name: &str) -> Option<Self> {
        self.properties().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn address(&self) -> usize {
        self.at
    }
}
