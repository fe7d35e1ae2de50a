//! The suite's files: groups of cases about one schema.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::{Arguments, Draft};

/// A schema and the cases about it.
pub(super) struct Group {
    /// The file, without its ending, from the folder of the draft.
    pub(super) file: String,
    pub(super) description: String,
    pub(super) schema: Value,
    pub(super) cases: Vec<Case>,
    pub(super) optional: bool,
    /// `optional/format/` and `optional/format-assertion`: formats are asserted there, and nowhere else.
    pub(super) asserts_formats: bool,
    /// Why it was not run.
    pub(super) left_out: Option<String>,
}

/// A value, whether it is valid, and what came of it.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) description: String,
    pub(super) data: Value,
    pub(super) valid: bool,
    #[serde(skip)]
    pub(super) outcome: Option<Outcome>,
}

/// What the emitted code said.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) valid: bool,
    /// What was written after the value was read; or why it could not be.
    pub(super) written: Result<Value, String>,
}

impl Case {
    /// Whether the validator says what it should.
    pub(super) fn validates(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.valid == self.valid)
    }

    /// Whether a valid value can be read; none for others, which may be read or not.
    pub(super) fn reads(&self) -> Option<bool> {
        self.valid.then(|| self.outcome.as_ref().is_some_and(|outcome| outcome.written.is_ok()))
    }

    /// Whether a valid value is the same when it is written again.
    pub(super) fn returns(&self) -> Option<bool> {
        let written = self.outcome.as_ref().and_then(|outcome| outcome.written.as_ref().ok());
        self.valid.then(|| written.is_some_and(|written| same(written, &self.data)))
    }
}

/// Equality of JSON: numbers by value, properties in any order.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64()))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has =
                |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}

#[derive(Deserialize)]
struct Written {
    description: String,
    schema: Value,
    tests: Vec<Case>,
}

/// Every group of the suite, or of a folder.
pub(super) fn read(arguments: &Arguments) -> Result<Vec<Group>, String> {
    let folder = folder(&arguments.suite, arguments.draft)?;
    let mut groups = Vec::new();
    for path in files(&folder)? {
        let name = path.strip_prefix(&folder).unwrap_or(&path).with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        if arguments.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let written: Vec<Written> =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        for Written { description, schema, tests } in written {
            let left_out = (arguments.draft == Draft::Four).then(|| not_of_3_0(&schema)).flatten();
            groups.push(Group {
                optional: name.starts_with("optional"),
                asserts_formats: name.contains("optional/format"),
                file: name.clone(),
                description,
                schema,
                cases: tests,
                left_out,
            });
        }
    }
    Ok(groups)
}

/// Where the tests of a draft are: in a suite, in a folder of drafts, or in a folder of nothing else.
fn folder(suite: &Path, draft: Draft) -> Result<PathBuf, String> {
    let of_draft = [suite.join("tests").join(draft.folder()), suite.join(draft.folder())];
    if let Some(folder) = of_draft.into_iter().find(|folder| folder.is_dir()) {
        return Ok(folder);
    }
    let others = [Draft::Four, Draft::Six, Draft::Seven, Draft::Of2019, Draft::Of2020];
    let is_of_others = |draft: &Draft| suite.join(draft.folder()).is_dir();
    if suite.join("tests").is_dir() || others.iter().any(is_of_others) {
        return Err(format!("{}: there is no folder `{}`", suite.display(), draft.folder()));
    }
    Ok(suite.to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The folder of remote schemas of a suite, also from a folder within it.
pub(super) fn remotes(suite: &Path) -> Option<PathBuf> {
    let suite = suite.canonicalize().ok()?;
    suite.ancestors().take(4).map(|folder| folder.join("remotes")).find(|folder| folder.is_dir())
}

/// Keywords of draft 4 that OpenAPI 3.0 has, with the same meaning.
const OF_3_0: &[&str] = &[
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "definitions",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
    "uniqueItems",
];

/// The first thing in a schema of draft 4 that OpenAPI 3.0 does not have.
fn not_of_3_0(schema: &Value) -> Option<String> {
    let Value::Object(keywords) = schema else {
        return Some("a schema that is no object".to_owned());
    };
    keywords.iter().find_map(|(keyword, value)| match (keyword.as_str(), value) {
        ("properties" | "definitions", Value::Object(schemas)) => schemas.values().find_map(not_of_3_0),
        ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => schemas.iter().find_map(not_of_3_0),
        ("items", Value::Array(_)) => Some("`items` as a list".to_owned()),
        ("items" | "not", schema) => not_of_3_0(schema),
        ("additionalProperties", schema) if !schema.is_boolean() => not_of_3_0(schema),
        ("type", Value::Array(_)) => Some("`type` as a list".to_owned()),
        ("type", Value::String(name)) if name == "null" => Some("`type: null`".to_owned()),
        ("$ref", Value::String(reference)) if !reference.starts_with('#') => {
            Some("a remote `$ref`".to_owned())
        }
        (keyword, _) if OF_3_0.contains(&keyword) => None,
        (keyword, _) => Some(format!("`{keyword}`")),
    })
}
