//! Text to tree: JSON by serde_json, YAML by serde_yaml, both into [`serde_json::Value`] with the
//! order kept, duplicate keys reported, and nesting and YAML aliases bounded.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::path::Path;
use crate::diagnostic::Pointer;

/// How deep a document may nest: what both readers allow.
pub(super) const DEPTH: usize = 128;

/// A tree with what was noticed on the way.
pub(super) struct Tree {
    pub(super) value: Value,
    /// Objects that have a key twice, and that key.
    pub(super) duplicates: Vec<(Pointer, String)>,
}

/// Why there is no tree.
pub(super) enum Failure {
    /// The syntax is wrong; or the nesting is too deep.
    Json(serde_json::Error),
    Yaml(serde_yaml::Error),
    /// More nodes than the text can have meant, through aliases; the node where it became too much.
    TooLarge(Pointer),
}

/// Reads text, and says whether it is JSON. What begins with a brace may be YAML, too, unless its name
/// says otherwise.
pub(super) fn text(text: &str, named_json: bool) -> (bool, Result<Tree, Failure>) {
    if !named_json && !text.trim_start().starts_with('{') {
        return (false, yaml(text));
    }
    match (json(text), named_json) {
        (Err(failure), false) => match yaml(text) {
            Ok(tree) => (false, Ok(tree)),
            Err(_) => (true, Err(failure)),
        },
        (read, _) => (true, read),
    }
}

/// Reads JSON.
fn json(text: &str) -> Result<Tree, Failure> {
    let state = State::new(text);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node { state: &state, path: &Path::Root }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(Failure::Json)?;
    Ok(state.tree(value))
}

/// Reads YAML 1.2, with the merge keys (`<<`) of YAML 1.1.
fn yaml(text: &str) -> Result<Tree, Failure> {
    let state = State::new(text);
    let reader = serde_yaml::Deserializer::from_str(text);
    match (Node { state: &state, path: &Path::Root }).deserialize(reader) {
        Ok(value) => Ok(state.tree(value)),
        Err(error) => Err(match state.too_large.into_inner() {
            Some(pointer) => Failure::TooLarge(pointer),
            None => Failure::Yaml(error),
        }),
    }
}

/// What one reading keeps track of.
struct State {
    duplicates: RefCell<Vec<(Pointer, String)>>,
    too_large: RefCell<Option<Pointer>>,
    /// How many nodes there may still be. Without aliases a text has no more nodes than bytes.
    left: Cell<usize>,
}

impl State {
    fn new(text: &str) -> State {
        let left = Cell::new(text.len().max(1_000_000));
        State { duplicates: RefCell::default(), too_large: RefCell::default(), left }
    }

    fn tree(self, value: Value) -> Tree {
        Tree { value, duplicates: self.duplicates.into_inner() }
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    state: &'a State,
    path: &'a Path<'a>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.state.left.get().checked_sub(1) {
            Some(left) => self.state.left.set(left),
            None => {
                self.state.too_large.borrow_mut().get_or_insert_with(|| self.path.pointer());
                return Err(D::Error::custom("too many nodes"));
            }
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // YAML's `.inf` and `.nan` are no numbers of JSON.
        let number = Number::from_f64(value).map(Value::Number);
        Ok(number.unwrap_or_else(|| Value::String(value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let path = Path::Index(self.path, items.len());
            match access.next_element_seed(Node { state: self.state, path: &path })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let path = Path::Key(self.path, &key);
            let value = access.next_value_seed(Node { state: self.state, path: &path })?;
            if members.contains_key(&key) {
                self.state.duplicates.borrow_mut().push((self.path.pointer(), key));
            } else {
                members.insert(key, value);
            }
        }
        Ok(Value::Object(merged(members)))
    }

    /// A YAML tag, such as `!date 2024-01-01`: the value counts.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_tag, content) = access.variant::<serde::de::IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
}

/// Applies a merge key: `<<: *base`, or a list of them. What the object says itself goes first.
fn merged(mut members: Map<String, Value>) -> Map<String, Value> {
    let mergeable = match members.get("<<") {
        Some(Value::Object(_)) => true,
        Some(Value::Array(items)) => items.iter().all(Value::is_object),
        _ => false,
    };
    if !mergeable {
        return members;
    }
    let bases = match members.shift_remove("<<") {
        Some(Value::Array(items)) => items,
        Some(base) => vec![base],
        None => Vec::new(),
    };
    for base in bases {
        if let Value::Object(base) = base {
            for (key, value) in base {
                members.entry(key).or_insert(value);
            }
        }
    }
    members
}
