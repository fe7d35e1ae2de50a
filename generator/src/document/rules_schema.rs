//! What JSON Schema says about a schema beyond its keywords.

use serde_json::{Map, Value};

use super::check::Checker;
use super::path::Path;
use super::{advice, pattern};
use crate::diagnostic::{Diagnostic, Excerpt, codes, nearest};

type Members = Map<String, Value>;

impl Checker<'_> {
    /// `required` names properties. One that is not declared is any value, unless an `allOf` beside
    /// or around this schema declares it.
    pub(super) fn required(&mut self, members: &Members, path: &Path<'_>) {
        let (Some(Value::Array(required)), Some(Value::Object(properties))) =
            (members.get("required"), members.get("properties"))
        else {
            return;
        };
        let closed = members.get("additionalProperties") == Some(&Value::Bool(false))
            && !members.contains_key("patternProperties");
        let composed = ["allOf", "anyOf", "oneOf"];
        let declared_elsewhere = composed.iter().any(|key| members.contains_key(*key))
            || path.list_key().is_some_and(|key| composed.contains(&key));
        for (index, name) in required.iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| !properties.contains_key(*name)) else {
                continue;
            };
            let free =
                properties.keys().map(String::as_str).filter(|key| !required.iter().any(|name| name == key));
            let meant = nearest(name, free);
            if meant.is_none() && declared_elsewhere {
                continue;
            }
            let list = Path::Key(path, "required");
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::UNDECLARED_PROPERTY,
                    format!("`required` names `{}`, which `properties` does not declare", Excerpt(name)),
                )
                .at(Path::Index(&list, index).value())
                .label(if closed {
                    "required and forbidden: nothing is valid"
                } else {
                    "required, of any type"
                })
                .maybe_help(meant.map(|meant| format!("did you mean `{}`?", Excerpt(meant)))),
            );
        }
    }

    /// `items` must be there if the type is `array`.
    pub(super) fn items(&mut self, members: &Members, path: &Path<'_>) {
        let told = ["items", "prefixItems"].iter().any(|key| members.contains_key(*key));
        if members.get("type").is_some_and(|name| name == "array") && !told {
            self.diagnostics.push(
                Diagnostic::warning(codes::LOOSE_MISSING, "the array does not say what its `items` are")
                    .at(Path::Key(path, "type").value())
                    .label("read as a list of any values"),
            );
        }
    }

    /// `pattern`, and the names of `patternProperties`.
    pub(super) fn patterns(&mut self, members: &Members, path: &Path<'_>) {
        if let Some(pattern) = members.get("pattern").and_then(Value::as_str)
            && let Some(error) = not_a_pattern(pattern)
        {
            let place = Path::Key(path, "pattern").value();
            self.diagnostics.push(no_pattern(pattern, &error).at(place));
        }
        let schemas = members.get("patternProperties").and_then(Value::as_object);
        for pattern in schemas.into_iter().flat_map(Map::keys) {
            if let Some(error) = not_a_pattern(pattern) {
                let list = Path::Key(path, "patternProperties");
                self.diagnostics.push(no_pattern(pattern, &error).at(Path::Key(&list, pattern).key()));
            }
        }
    }

    /// A lower bound above the upper one allows nothing.
    pub(super) fn bounds(&mut self, members: &Members, path: &Path<'_>) {
        let pairs = [
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
            ("minimum", "maximum"),
        ];
        for (low, high) in pairs {
            let bound = |key| members.get(key).and_then(Value::as_f64);
            if let (Some(least), Some(most)) = (bound(low), bound(high))
                && least > most
            {
                let message = format!("`{low}` is above `{high}`: no value fits");
                self.diagnostics.push(
                    Diagnostic::warning(codes::LOOSE_VALUE, message)
                        .at(Path::Key(path, low).value())
                        .label(format!("above `{high}`"))
                        .also(Path::Key(path, high).value(), ""),
                );
            }
        }
    }

    /// A value of `enum` that is not of the `type` can never be valid.
    pub(super) fn enumeration(&mut self, members: &Members, path: &Path<'_>) {
        let (Some(kind), Some(values)) =
            (members.get("type").and_then(Value::as_str), members.get("enum").and_then(Value::as_array))
        else {
            return;
        };
        let fits = |value: &Value| match kind {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        let odd = values.iter().position(|value| !value.is_null() && !fits(value));
        if let Some(index) = odd {
            let found = values.get(index).map(advice::found).unwrap_or_default();
            let list = Path::Key(path, "enum");
            let message = format!("`enum` has {found}, which is not of the type `{kind}`");
            self.diagnostics.push(
                Diagnostic::warning(codes::LOOSE_VALUE, message)
                    .at(Path::Index(&list, index).value())
                    .label("can never be valid"),
            );
        }
    }
}

/// Why a text is no regular expression. `(?i)` in front is of another language, and understood.
fn not_a_pattern(text: &str) -> Option<String> {
    pattern::compile(text.strip_prefix("(?i)").unwrap_or(text))?.err()
}

fn no_pattern(pattern: &str, error: &str) -> Diagnostic {
    let message = format!("`{}` is no regular expression of ECMA 262", Excerpt(pattern));
    Diagnostic::warning(codes::NOT_A_PATTERN, message).label(format!("asserts nothing: {error}"))
}
