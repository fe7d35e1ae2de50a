//! Arrays and objects while serde tells them.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::instance::Kind;
use super::schema::Number;
use super::tape::{Tape, Taped, Thing};
use super::tape_name::Name;
use super::tape_writer::{Ended, Writer};
use super::validate_bounds::{MAX_DEPTH, MAX_STEPS};
use super::validate_holds::{Reading, Test};
use super::validate_plan::{ANYTHING, Array, Child, Plan};
use super::validate_plan_object::Walk;
use super::validate_quick::scalar_fits;

/// How deep a value is kept: deeper than any that is valid, and not as deep as the stack.
const MOST_KEPT_DEPTH: usize = 200;

/// An array or an object while it is told. It is passed on by value, so that it is kept small.
pub(super) struct Open<'t> {
    pub(super) tape: &'t mut Tape,
    state: State,
}

/// What becomes of its items or properties.
#[derive(Clone, Copy)]
enum State {
    /// They are kept on the tape.
    Kept(Form, Kept),
    /// Items, each of which is looked at by itself.
    Items { each: &'static Child, array: &'static Array, len: u64 },
    /// Properties, each of which is looked at by itself.
    Properties(Walk),
}

/// An array or an object that is kept.
#[derive(Clone, Copy)]
struct Kept {
    /// Where it begins.
    at: usize,
    /// How many items or properties it has so far.
    len: usize,
    /// What it has to fit at its end, when it is kept for that alone.
    asked: Option<&'static Child>,
}

#[derive(Clone, Copy)]
pub(super) enum Form {
    Array,
    Object,
    /// An object whose first property may tell which member of a union it is.
    Member,
    /// A number of `serde_json` that is kept as it was written (its feature `arbitrary_precision`).
    Number,
    /// The array that is the only property of an object, whose name is the variant's (serde's externally tagged form).
    VariantArray,
    /// The same with an object.
    VariantObject,
}

impl<'t> Writer<'t> {
    pub(super) fn array(self) -> Result<Open<'t>, Ended> {
        let Writer { tape, child } = self;
        let Some(child) = child else { return tape.keep_whole(Form::Array) };
        let plan = child.plan();
        tape.enter(plan)?;
        let array = &plan.array;
        if !array.is_walked {
            let state = tape.keep(Form::Array, Some(child));
            return Ok(Open { tape, state });
        }
        // What is kept is deeper already.
        tape.depth += 1;
        let each = array.items.as_ref().map_or(&ANYTHING, |(items, _)| items);
        Ok(Open { tape, state: State::Items { each, array, len: 0 } })
    }

    pub(super) fn object(self) -> Result<Open<'t>, Ended> {
        let Writer { tape, child } = self;
        let Some(child) = child else { return tape.keep_whole(Form::Object) };
        let plan = child.plan();
        tape.enter(plan)?;
        if !plan.object.is_told {
            let form = if plan.told().is_some() { Form::Member } else { Form::Object };
            let state = tape.keep(form, Some(child));
            return Ok(Open { tape, state });
        }
        tape.depth += 1;
        Ok(Open { tape, state: State::Properties(Walk::new(&plan.object)) })
    }

    /// A number that is told as an object.
    pub(super) fn number_as_written(self) -> Result<Open<'t>, Ended> {
        let Writer { tape, child } = self;
        let Some(child) = child else { return tape.keep_whole(Form::Number) };
        tape.enter(child.plan())?;
        let state = tape.keep(Form::Number, Some(child));
        Ok(Open { tape, state })
    }

    /// Opens what stands under a variant's name.
    pub(super) fn variant(self, name: &str, form: Form) -> Result<Open<'t>, Ended> {
        let Writer { tape, child } = self;
        tape.prepare();
        tape.things.push(Thing::Null);
        tape.text(name);
        let state = tape.keep(form, child);
        Ok(Open { tape, state })
    }
}

impl Tape {
    /// Counts one more array or object.
    fn enter(&mut self, plan: &Plan) -> Result<(), Ended> {
        self.steps += 1 + plan.keywords.len() as u64;
        let is_bounded = self.depth <= MAX_DEPTH && self.steps <= MAX_STEPS;
        if is_bounded { Ok(()) } else { Err(Ended::Unfit) }
    }

    /// Keeps what has to be looked at as a whole.
    #[inline(never)]
    fn keep(&mut self, form: Form, asked: Option<&'static Child>) -> State {
        self.prepare();
        let at = self.things.len();
        self.things.push(Thing::Null);
        self.depth += 1;
        State::Kept(form, Kept { at, len: 0, asked })
    }

    /// Keeps what is in something that is kept.
    #[inline(never)]
    fn keep_whole(&mut self, form: Form) -> Result<Open<'_>, Ended> {
        if self.depth > MOST_KEPT_DEPTH {
            return Err(Ended::Unfit);
        }
        let state = self.keep(form, None);
        Ok(Open { tape: self, state })
    }

    /// The end of what is kept.
    #[inline(never)]
    fn close(&mut self, form: Form, kept: Kept) -> Result<(), Ended> {
        let Kept { mut at, len, asked } = kept;
        self.depth -= 1;
        let end = self.things.len();
        match form {
            Form::Array | Form::VariantArray => self.set(at, Thing::Array(len, end)),
            Form::Object | Form::Member | Form::VariantObject => self.set(at, Thing::Object(len, end)),
            Form::Number => {
                let number = self.number_from(at + 2).ok_or(Ended::NoJson)?;
                self.things.truncate(at);
                self.things.push(Thing::Number(number));
            }
        }
        if matches!(form, Form::VariantArray | Form::VariantObject) {
            // Before it are its name and the object.
            at = at.saturating_sub(2);
            self.set(at, Thing::Object(1, end));
        }
        match asked {
            Some(child) if matches!(form, Form::Array) && self.is_plain_list(at, &child.plan().array) => {
                self.things.truncate(at);
                Ok(())
            }
            Some(child) => self.judge(at, child),
            None => Ok(()),
        }
    }

    /// Whether what was kept from here on is a list of a few texts, each of which fits and no two of which are the same: what
    /// most lists are that were kept because their items have to differ.
    fn is_plain_list(&self, at: usize, array: &Array) -> bool {
        const FEW: usize = 16;
        let texts = self.things.get(at + 1..).unwrap_or_default();
        let text = |thing: &Thing| match *thing {
            Thing::Text(from, to) => self.text.get(from..to),
            _ => None,
        };
        let each = array.items.as_ref().map_or(&ANYTHING, |(each, _)| each);
        array.items_alone
            && texts.len() <= FEW
            && array.sizes.admit(texts.len() as u64)
            && texts.iter().enumerate().all(|(place, thing)| {
                let Some(one) = text(thing) else { return false };
                let differs =
                    |other| text(other).is_some_and(|other| other.len() != one.len() || other != one);
                let fits = each.admits(Kind::Text(one)) || scalar_fits(each, Kind::Text(one)) == Some(true);
                fits && texts.iter().take(place).all(differs)
            })
    }

    /// The walk over the one member of a union that has this first property, the only thing that is kept of it.
    fn told(&mut self, kept: Kept) -> Option<Walk> {
        let Some([Thing::Text(from, to), Thing::Text(begin, end)]) = self.things.get(kept.at + 1..) else {
            return None;
        };
        let (name, text) = (self.text.get(*from..*to)?, self.text.get(*begin..*end)?);
        let members = kept.asked?.plan().told()?;
        if members.property() != Some(name) {
            return None;
        }
        let plan = members.told(text)?.plan();
        if !plan.object.is_told {
            return None;
        }
        let mut walk = Walk::new(&plan.object);
        let child = walk.find(name);
        let text = Kind::Text(text);
        let fits = child.admits(text) || scalar_fits(child, text) == Some(true);
        (fits && self.enter(plan).is_ok()).then_some(walk)
    }

    /// Whether what was kept from here on fits a schema. It is not kept any longer.
    pub(super) fn judge(&mut self, at: usize, child: &'static Child) -> Result<(), Ended> {
        let value = Taped { tape: self, at };
        let mut test = Test::new(value, Reading::Told);
        test.go_on(self.depth, self.steps);
        let holds = test.child(child, value);
        self.steps = test.steps();
        self.things.truncate(at);
        if holds { Ok(()) } else { Err(Ended::Unfit) }
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
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Ended> {
        let child = match &mut self.state {
            State::Items { each, len, .. } => {
                *len += 1;
                Some(*each)
            }
            State::Kept(_, kept) => {
                kept.len += 1;
                None
            }
            State::Properties(_) => return Err(Ended::NoJson),
        };
        value.serialize(Writer { tape: self.tape, child })
    }

    fn property<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Ended> {
        let child = self.name(name);
        value.serialize(Writer { tape: self.tape, child })
    }

    /// What the property of a name has to fit; none when it is kept, like its name.
    #[inline(never)]
    pub(super) fn name(&mut self, name: &str) -> Option<&'static Child> {
        if let State::Properties(walk) = &mut self.state {
            return Some(walk.find(name));
        }
        self.keep_name(name)
    }

    #[inline(never)]
    fn keep_name(&mut self, name: &str) -> Option<&'static Child> {
        self.decide();
        match &mut self.state {
            State::Properties(walk) => return Some(walk.find(name)),
            State::Kept(_, kept) => kept.len += 1,
            State::Items { len, .. } => *len += 1,
        }
        self.tape.text(name);
        None
    }

    /// Behind the first property of what may be any member of a union.
    #[inline(never)]
    fn decide(&mut self) {
        if let State::Kept(Form::Member, kept) = self.state
            && kept.len == 1
            && let Some(walk) = self.tape.told(kept)
        {
            self.tape.things.truncate(kept.at);
            self.state = State::Properties(walk);
        }
    }

    #[inline(never)]
    fn close(mut self) -> Result<(), Ended> {
        if matches!(self.state, State::Kept(..)) {
            self.decide();
        }
        let holds = match self.state {
            State::Properties(walk) => walk.ends_well(),
            State::Items { array, len, .. } => array.sizes.admit(len),
            State::Kept(form, kept) => return self.tape.close(form, kept),
        };
        self.tape.depth -= 1;
        if holds { Ok(()) } else { Err(Ended::Unfit) }
    }
}

/// A list of any kind is an array.
macro_rules! items {
    ($($list:ident::$item:ident)*) => { $(
        impl $list for Open<'_> {
            type Ok = ();
            type Error = Ended;

            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Ended> {
                self.item(value)
            }

            fn end(self) -> Result<(), Ended> {
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
            type Error = Ended;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Ended> {
                self.property(name, value)
            }

            fn end(self) -> Result<(), Ended> {
                self.close()
            }
        }
    )* };
}

fields! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Ended;

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Ended> {
        let child = key.serialize(Name(self))?;
        value.serialize(Writer { tape: self.tape, child })
    }

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Ended> {
        self.tape.named = key.serialize(Name(self))?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Ended> {
        let child = self.tape.named.take();
        value.serialize(Writer { tape: self.tape, child })
    }

    fn end(self) -> Result<(), Ended> {
        self.close()
    }
}
