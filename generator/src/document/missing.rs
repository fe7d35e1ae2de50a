//! Fields that must be there.

use serde_json::{Map, Value, json};

use super::check::Checker;
use super::objects::{Need, Object};
use super::path::Path;
use super::{repair, rules};
use crate::diagnostic::{Diagnostic, Excerpt, codes, nearest};

impl Checker<'_> {
    /// The fields that must be there. False when one is missing without a substitute.
    pub(super) fn needed(
        &mut self,
        members: &Map<String, Value>,
        left: &mut Map<String, Value>,
        object: &'static Object,
        path: &Path<'_>,
    ) -> bool {
        let mut complete = true;
        for field in object.fields {
            if left.contains_key(field.name) {
                continue;
            }
            match field.need {
                Need::Optional => {}
                Need::Required if members.contains_key(field.name) => complete = false,
                Need::Required if rules::may_lack(object, field.name, members, self.version) => {
                    left.insert(field.name.to_owned(), json!({}));
                }
                Need::Required => {
                    self.missing(field.name, members, object, path);
                    let here = Path::Key(path, field.name);
                    let instead = repair::missing(object, field.name, field.shape);
                    match instead.filter(|_| self.lenient) {
                        Some(value) => {
                            let value = self.replaced(value, field.shape, &here).unwrap_or_default();
                            left.insert(field.name.to_owned(), value);
                        }
                        None => complete = false,
                    }
                }
                Need::Assumed(value)
                    if members.get(field.name).is_some_and(|value| !value.is_null())
                        || rules::may_lack(object, field.name, members, self.version) =>
                {
                    left.insert(field.name.to_owned(), serde_json::from_str(value).unwrap_or_default());
                }
                Need::Assumed(value) => {
                    self.diagnostics.push(
                        Diagnostic::warning(codes::LOOSE_MISSING, missing_message(field.name, object, path))
                            .at(path.key())
                            .label(format!("read as if it had `{}: {value}`", field.name)),
                    );
                    left.insert(field.name.to_owned(), serde_json::from_str(value).unwrap_or_default());
                }
            }
        }
        complete
    }

    fn missing(
        &mut self,
        name: &str,
        members: &Map<String, Value>,
        object: &'static Object,
        path: &Path<'_>,
    ) {
        let unknown = members.keys().map(String::as_str).filter(|key| self.known(object, key).is_none());
        let unknown: Vec<&str> = unknown.collect();
        let from = |key: &&&str| nearest(key, [name]).is_some();
        let misspelt = nearest(name, unknown.iter().copied()).or_else(|| unknown.iter().find(from).copied());
        let help = match misspelt {
            None if name == "responses" => {
                "say what the server answers; the least is `responses: { default: { description: ... } }`"
                    .to_owned()
            }
            Some(misspelt) => format!("`{}` looks like it: write `{name}`", Excerpt(misspelt)),
            None => format!("the {} of {} requires `{name}`", object.name, self.version),
        };
        self.report(
            Diagnostic::error(codes::MISSING_FIELD, missing_message(name, object, path))
                .at(path.key())
                .label(format!("`{name}` is missing"))
                .help(help),
        );
    }
}

fn missing_message(name: &str, object: &Object, path: &Path<'_>) -> String {
    let fixed = object.called.contains('`') && !object.called.contains(' ');
    match path.last_key() {
        _ if fixed => format!("{} has no `{name}`", object.called),
        Some(key) => format!("{} `{}` has no `{name}`", object.called, Excerpt(key)),
        None => format!("{} has no `{name}`", object.called),
    }
}
