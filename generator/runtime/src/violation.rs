//! What is wrong with a value, where, and by which keyword.

use std::error::Error;
use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: a JSON Pointer (RFC 6901) into the value, `""` for the value itself. A property that is missing is
    /// named by the place where it should be.
    pub instance: String,
    /// Where the keyword is written: a JSON Pointer into the document, `#/components/schemas/Pet/required`. Within a
    /// schema that is no model's it begins there; empty when no schema was involved.
    pub schema: String,
    /// The keyword of JSON Schema that is violated, as it is written: `minLength`, `required`, ...
    pub keyword: &'static str,
    /// What the keyword asks for: `must have at least 1 character`.
    pub expected: String,
    /// What stands there: `has 0`. A sensitive value is told by its kind or length alone.
    pub actual: String,
}

impl Violation {
    /// A violation found by other means than a schema, such as a value that has no JSON form.
    pub fn new(
        instance: impl Into<String>,
        keyword: &'static str,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Violation::of_schema(instance.into(), String::new(), keyword, expected.into(), actual.into())
    }

    /// A violation of a keyword that is written at `schema`.
    pub(super) fn of_schema(
        instance: String,
        schema: String,
        keyword: &'static str,
        expected: String,
        actual: String,
    ) -> Self {
        let [instance, schema, expected, actual] = [instance, schema, expected, actual].map(cut);
        Violation { instance, schema, keyword, expected, actual }
    }

    /// Expected and actual in one sentence, without the place: `must have at least 1 character, has 0`.
    #[must_use]
    pub fn message(&self) -> String {
        if self.actual.is_empty() {
            self.expected.clone()
        } else {
            format!("{}, {}", self.expected, self.actual)
        }
    }
}

/// The longest text of a violation, in bytes: names, patterns and values may be of any length.
const LONGEST: usize = 2048;

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push_str("...");
    }
    text
}

/// Appends a step to a JSON Pointer (RFC 6901).
pub(super) fn push_step(pointer: &mut String, step: &str) {
    pointer.push('/');
    if step.contains(['~', '/']) {
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(step);
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.instance.is_empty() { "(root)" } else { &self.instance };
        write!(f, "{place}: {} ({})", self.expected, self.keyword)?;
        if self.actual.is_empty() { Ok(()) } else { write!(f, ", {}", self.actual) }
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Violation", 5)?;
        fields.serialize_field("instance", &self.instance)?;
        fields.serialize_field("schema", &self.schema)?;
        fields.serialize_field("keyword", self.keyword)?;
        fields.serialize_field("expected", &self.expected)?;
        fields.serialize_field("actual", &self.actual)?;
        fields.end()
    }
}

/// Everything that is wrong with a value, in the order of the schema. As text: a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Violations::default()
    }

    /// Adds one more.
    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// Adds those of another value that lies under `prefix`, which is put before each of their places.
    pub fn extend_under(&mut self, prefix: &str, others: Violations) {
        self.0.extend(others.0.into_iter().map(|mut violation| {
            violation.instance.insert_str(0, prefix);
            violation
        }));
    }

    /// Leaves out what is said of the values at these places.
    #[cfg(feature = "client")]
    pub(super) fn forget(&mut self, places: &[String]) {
        self.0.retain(|violation| !places.contains(&violation.instance));
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for Violations {}

impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl From<Vec<Violation>> for Violations {
    fn from(violations: Vec<Violation>) -> Self {
        Violations(violations)
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
