//! What an overlay says: its tree to a list of actions, with what is wrong with it.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::super::advice::found;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes, nearest};

/// One action.
pub(super) struct Action<'a> {
    /// Where it is in the overlay.
    pub(super) at: Pointer,
    pub(super) target: JsonPath,
    /// The query, as it was written.
    pub(super) text: &'a str,
    pub(super) change: Change<'a>,
}

/// What is done to the nodes.
pub(super) enum Change<'a> {
    Update(&'a Value),
    /// Of 1.1: what another node holds, and the query for it as it was written.
    Copy(JsonPath, &'a str),
    Remove,
    /// An action may say nothing but a description.
    Nothing,
}

/// The fields of the three objects.
const OVERLAY: &[&str] = &["overlay", "info", "extends", "actions"];
const INFO: &[&str] = &["title", "version", "description"];
const ACTION: &[&str] = &["target", "description", "update", "copy", "remove"];

/// Reads an overlay. The actions are of no use when there are errors.
pub(super) fn read(overlay: &Value) -> (Vec<Action<'_>>, Diagnostics) {
    let mut reader = Reader(Diagnostics::new());
    let actions = reader.overlay(overlay);
    (actions, reader.0)
}

struct Reader(Diagnostics);

impl Reader {
    fn wrong(&mut self, place: Place, message: impl Into<String>, label: impl Into<String>) {
        self.0.push(Diagnostic::error(codes::OVERLAY, message).at(place).label(label));
    }

    fn overlay<'a>(&mut self, overlay: &'a Value) -> Vec<Action<'a>> {
        let root = Pointer::root();
        let Value::Object(members) = overlay else {
            let message = format!("an overlay must be an object, but this is {}", found(overlay));
            self.wrong(Place::value(root), message, "expected `overlay: 1.0.0` and more");
            return Vec::new();
        };
        self.unknown(members, OVERLAY, &root);
        self.version(members);
        match members.get("info") {
            Some(Value::Object(info)) => {
                let at = root.join("info");
                self.unknown(info, INFO, &at);
                self.text(info, "title", &at);
                self.text(info, "version", &at);
            }
            Some(other) => {
                let message = format!("`info` of an overlay must be an object, but is {}", found(other));
                self.wrong(Place::value(root.join("info")), message, "expected `title` and `version`");
            }
            None => self.wrong(Place::key(root.clone()), "the overlay has no `info`", "`info` is missing"),
        }
        let at = root.join("actions");
        match members.get("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => {
                let each = actions.iter().enumerate();
                each.filter_map(|(index, action)| self.action(action, at.index(index))).collect()
            }
            Some(Value::Array(_)) => {
                self.wrong(Place::key(at), "the overlay has no actions", "at least one is needed");
                Vec::new()
            }
            Some(other) => {
                let message = format!("`actions` must be an array, but is {}", found(other));
                self.wrong(Place::value(at), message, "expected a list of actions");
                Vec::new()
            }
            None => {
                self.wrong(Place::key(root), "the overlay has no `actions`", "`actions` is missing");
                Vec::new()
            }
        }
    }

    fn version(&mut self, members: &Map<String, Value>) {
        let root = Pointer::root();
        let Some(version) = members.get("overlay") else {
            let misspelt = nearest("overlay", members.keys().map(String::as_str));
            let help = misspelt.map(|key| format!("`{}` looks like it: write `overlay`", Excerpt(key)));
            let missing = Diagnostic::error(codes::OVERLAY, "the overlay does not say its version");
            let missing = missing.at(Place::key(root)).label("`overlay: 1.0.0` is missing");
            return self.0.push(missing.maybe_help(help));
        };
        let known = version.as_str().is_some_and(|text| {
            let mut numbers = text.split('.');
            numbers.next() == Some("1") && matches!(numbers.next(), Some("0" | "1"))
        });
        if !known {
            let message = "this is no version of Overlay that is read";
            self.wrong(
                Place::value(root.join("overlay")),
                message,
                "expected `1.0.0` or `1.1.0`, as a string",
            );
        }
    }

    /// Fields that an object does not have: what they were to do would not be done.
    fn unknown(&mut self, members: &Map<String, Value>, known: &[&str], at: &Pointer) {
        let unknown = members.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"));
        for key in unknown {
            let message = format!("unknown field `{}` in the overlay", Excerpt(key));
            let help = nearest(key, known.iter().copied()).map(|known| format!("did you mean `{known}`?"));
            let place = Place::key(at.join(key));
            self.0.push(Diagnostic::error(codes::OVERLAY, message).at(place).maybe_help(help));
        }
    }

    /// A string that must be there.
    fn text<'a>(&mut self, members: &'a Map<String, Value>, key: &str, at: &Pointer) -> Option<&'a str> {
        match members.get(key) {
            Some(Value::String(text)) => return Some(text),
            Some(other) => {
                let message = format!("`{key}` must be a string, but is {}", found(other));
                self.wrong(Place::value(at.join(key)), message, "expected a string");
            }
            None => self.wrong(Place::key(at.clone()), format!("`{key}` is missing"), "it is required here"),
        }
        None
    }

    fn action<'a>(&mut self, action: &'a Value, at: Pointer) -> Option<Action<'a>> {
        let Value::Object(members) = action else {
            let message = format!("an action must be an object, but this is {}", found(action));
            self.wrong(Place::value(at), message, "expected `target` and what is done to it");
            return None;
        };
        self.unknown(members, ACTION, &at);
        let target = self.text(members, "target", &at).and_then(|text| self.path(text, at.join("target")));
        let remove = match members.get("remove") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(other) => {
                let message = format!("`remove` must be a boolean, but is {}", found(other));
                self.wrong(Place::value(at.join("remove")), message, "expected `true` or `false`");
                false
            }
        };
        let copied = members.get("copy").and_then(|_| {
            let text = self.text(members, "copy", &at)?;
            Some((self.path(text, at.join("copy"))?, text))
        });
        let change = match (members.get("update"), copied) {
            _ if remove => Change::Remove,
            (Some(_), Some(_)) => {
                let message = "an action may have `update` or `copy`, and not both";
                self.wrong(Place::key(at.join("copy")), message, "what is meant?");
                return None;
            }
            (Some(update), None) => Change::Update(update),
            (None, Some((path, text))) => Change::Copy(path, text),
            (None, None) => Change::Nothing,
        };
        let text = members.get("target").and_then(Value::as_str).unwrap_or_default();
        Some(Action { at, target: target?, text, change })
    }

    fn path(&mut self, text: &str, at: Pointer) -> Option<JsonPath> {
        match JsonPath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                let message = format!("`{}` is no JSONPath (RFC 9535)", Excerpt(text));
                let label = format!("at its character {}: {}", error.position() + 1, error.message());
                self.wrong(Place::value(at), message, label);
                None
            }
        }
    }
}
