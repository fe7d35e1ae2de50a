//! Arrays and objects while serde tells them.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::instance::Kind;
use super::schema::Number;
use super::tape::{Tape, Taped, Thing};
use super::tape_writer::{Ended, Want, Writer};
use super::validate_bounds::{MAX_DEPTH, MAX_STEPS};
use super::validate_choice::Alternatives;
use super::validate_holds::{Reading, Test};
use super::validate_plan::{ANYTHING, Array, Child, Plan};
use super::validate_plan_object::{Sizes, Walk};
use super::validate_quick::scalar_fits;

/// How deep a value is kept: deeper than any that is valid, and not as deep as the stack.
const MOST_KEPT_DEPTH: usize = 200;

/// An array or an object while it is told.
pub(super) struct Open<'t> {
    tape: &'t mut Tape,
    state: State,
}

/// What becomes of its items or properties.
#[derive(Clone, Copy)]
enum State {
    /// They are kept on the tape.
    Kept(Kept),
    /// The same, but the first one may tell which member of a union the object is.
    Union(Kept, &'static Alternatives),
    /// Items, each of which is looked at by itself.
    Items { each: &'static Child, sizes: Sizes, len: u64 },
    /// Properties, each of which is looked at by itself.
    Properties { walk: Walk, next: Option<&'static Child>, len: u64 },
}

/// An array or an object that is kept.
#[derive(Clone, Copy)]
struct Kept {
    /// Where it begins.
    at: usize,
    /// How many items or properties it has so far.
    len: usize,
    form: Form,
    /// What it has to fit at its end, when it is kept for that alone.
    asked: Option<&'static Child>,
}

#[derive(Clone, Copy)]
pub(super) enum Form {
    Array,
    Object,
    /// A number of `serde_json` that is kept as it was written (its feature `arbitrary_precision`).
    Number,
    /// The array that is the only property of an object, whose name is the variant's (serde's externally tagged form).
    VariantArray,
    /// The same with an object.
    VariantObject,
}

impl<'t> Writer<'t> {
    pub(super) fn open(self, form: Form) -> Result<Open<'t>, Ended> {
        let Writer { tape, want } = self;
        let child = match want {
            Want::Fits(child) => child,
            Want::Kept if tape.depth > MOST_KEPT_DEPTH => return Err(Ended::Unfit),
            Want::Kept => {
                let state = State::Kept(tape.keep(form, None));
                return Ok(Open { tape, state });
            }
            Want::Name(..) => return Err(Ended::NoJson),
        };
        let plan = child.plan();
        tape.enter(plan)?;
        let state = match form {
            Form::Object if plan.object.is_walked => State::walk(Walk::new(&plan.object), 0),
            Form::Array if plan.array.is_walked => {
                let each = plan.array.items.as_ref().map_or(&ANYTHING, |(items, _)| items);
                State::Items { each, sizes: plan.array.sizes, len: 0 }
            }
            _ => {
                let state = tape.keep_for(form, child, plan);
                return Ok(Open { tape, state });
            }
        };
        // What is kept is deeper already.
        tape.depth += 1;
        Ok(Open { tape, state })
    }

    /// Opens what stands under a variant's name.
    pub(super) fn variant(self, name: &str, form: Form) -> Result<Open<'t>, Ended> {
        let Writer { tape, want } = self;
        let asked = match want {
            Want::Kept => None,
            Want::Fits(child) => Some(child),
            Want::Name(..) => return Err(Ended::NoJson),
        };
        tape.prepare();
        tape.things.push(Thing::Null);
        tape.text(name);
        let state = State::Kept(tape.keep(form, asked));
        Ok(Open { tape, state })
    }
}

impl State {
    fn walk(walk: Walk, len: u64) -> Self {
        State::Properties { walk, next: None, len }
    }
}

impl Tape {
    /// Counts one more array or object.
    fn enter(&mut self, plan: &Plan) -> Result<(), Ended> {
        self.steps += 1 + plan.keywords.len() as u64;
        let is_bounded = self.depth <= MAX_DEPTH && self.steps <= MAX_STEPS;
        if is_bounded { Ok(()) } else { Err(Ended::Unfit) }
    }

    fn keep(&mut self, form: Form, asked: Option<&'static Child>) -> Kept {
        self.prepare();
        let at = self.things.len();
        self.things.push(Thing::Null);
        self.depth += 1;
        Kept { at, len: 0, form, asked }
    }

    /// Keeps what has to be looked at as a whole.
    #[inline(never)]
    fn keep_for(&mut self, form: Form, child: &'static Child, plan: &Plan) -> State {
        let kept = self.keep(form, Some(child));
        let members = plan.members.filter(|_| matches!(form, Form::Object));
        let union = members.filter(|members| members.property().is_some());
        union.map_or(State::Kept(kept), |members| State::Union(kept, members))
    }

    /// The end of what is kept.
    #[inline(never)]
    fn close(&mut self, kept: Kept) -> Result<(), Ended> {
        let Kept { mut at, len, form, asked } = kept;
        self.depth -= 1;
        let end = self.things.len();
        match form {
            Form::Array | Form::VariantArray => self.set(at, Thing::Array(len, end)),
            Form::Object | Form::VariantObject => self.set(at, Thing::Object(len, end)),
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
    fn told(&mut self, kept: Kept, members: &'static Alternatives) -> Option<Walk> {
        let Some([Thing::Text(from, to), Thing::Text(begin, end)]) = self.things.get(kept.at + 1..) else {
            return None;
        };
        let (name, text) = (self.text.get(*from..*to)?, self.text.get(*begin..*end)?);
        if members.property() != Some(name) {
            return None;
        }
        let plan = members.told(text)?.plan();
        if !plan.object.is_walked {
            return None;
        }
        let mut walk = Walk::new(&plan.object);
        let child = walk.find(name).unwrap_or_else(|| walk.rest());
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

    /// What was kept from here on is a name: a text, or what can be written as one.
    fn name(&mut self, at: usize) -> Result<(), Ended> {
        let name = match self.things.get(at..) {
            Some([Thing::Text(..)]) => return Ok(()),
            Some([Thing::Number(number)]) => number.to_string(),
            Some([Thing::Boolean(boolean)]) => boolean.to_string(),
            _ => return Err(Ended::NoJson),
        };
        self.things.truncate(at);
        self.text(&name);
        Ok(())
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
        let want = match &mut self.state {
            State::Items { each, len, .. } => {
                *len += 1;
                Want::Fits(each)
            }
            State::Properties { walk, next, len } => {
                *len += 1;
                Want::Fits(next.take().unwrap_or_else(|| walk.rest()))
            }
            State::Kept(kept) | State::Union(kept, _) => {
                kept.len += 1;
                Want::Kept
            }
        };
        value.serialize(Writer { tape: self.tape, want })?;
        if let State::Union(kept, members) = self.state {
            self.decide(kept, members);
        }
        Ok(())
    }

    /// After the first property of what may be any member of a union.
    #[inline(never)]
    fn decide(&mut self, kept: Kept, members: &'static Alternatives) {
        self.state = match self.tape.told(kept, members) {
            Some(walk) => {
                self.tape.things.truncate(kept.at);
                State::walk(walk, 1)
            }
            None => State::Kept(kept),
        };
    }

    fn property<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Ended> {
        match &mut self.state {
            State::Properties { walk, next, .. } => *next = walk.find(name),
            State::Kept(_) | State::Union(..) => self.tape.text(name),
            State::Items { .. } => return Err(Ended::NoJson),
        }
        self.item(value)
    }

    fn close(self) -> Result<(), Ended> {
        let holds = match self.state {
            State::Kept(kept) | State::Union(kept, _) => return self.tape.close(kept),
            State::Items { sizes, len, .. } => sizes.admit(len),
            State::Properties { walk, len, .. } => {
                walk.object.sizes.admit(len) && walk.met_all().unwrap_or_default()
            }
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

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Ended> {
        match &mut self.state {
            State::Properties { walk, next, .. } => {
                key.serialize(Writer { tape: self.tape, want: Want::Name(walk, next) })
            }
            State::Kept(_) | State::Union(..) => {
                let at = self.tape.things.len();
                key.serialize(Writer::keeping(self.tape))?;
                self.tape.name(at)
            }
            State::Items { .. } => Err(Ended::NoJson),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Ended> {
        self.item(value)
    }

    fn end(self) -> Result<(), Ended> {
        self.close()
    }
}
