//! Checks a value against a schema's tables and reports everything that is wrong with it.
//!
//! Bounded whatever the value is: at most 100 violations are reported, values nest at most 128 deep, and a value
//! that would take more than ten million steps (or 256 for each value in it, when it is larger) is refused. The last two
//! are violations of `depth` and `steps`, which are no keywords of JSON Schema.

use serde::Serialize;
use serde_json::Value;

use super::schema::Schema;
use super::tape;
use super::tape_writer::Ended;
use super::validate_bounds::MAX_DEPTH;
use super::validate_holds::{Reading, Test};
use super::validate_plan::Plan;
use super::validate_walk::violations;
use super::violation::{Violation, Violations};

/// Validates what a value looks like as JSON.
///
/// Where several members of a `oneOf` fit, which JSON Schema refuses, a `discriminator` that names one of them counts: many
/// documents say no more than that, and the caller has said which one is meant. Likewise `nullable: true` lets `null` in,
/// whatever stands beside it. [`validate_json`] is strict.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn validate<T: Serialize + ?Sized>(schema: &Schema, value: &T) -> Result<(), Violations> {
    validate_typed(schema, value).unwrap_or_else(|| {
        Err(Violations::from(vec![Violation::new("", "type", "must have a JSON form", "has none")]))
    })
}

/// The same, but none when the value has no JSON form.
pub(super) fn validate_typed<T: Serialize + ?Sized>(
    schema: &Schema,
    value: &T,
) -> Option<Result<(), Violations>> {
    if tape::fits(&Plan::of(schema.0).root, value) {
        return Some(Ok(()));
    }
    match tape::json(value) {
        // Behind a `not`, what is let in is what may not be: nothing that is valid by the letter is refused for it.
        Ok(value) if is_valid(schema, &value) => Some(Ok(())),
        Ok(value) => Some(check(schema, &value, Reading::Told)),
        Err(Ended::NoJson) => None,
        Err(Ended::Unfit) => {
            let (expected, actual) = (format!("must nest at most {MAX_DEPTH} deep"), "nests deeper");
            Some(Err(Violations::from(vec![Violation::new("", "depth", expected, actual)])))
        }
    }
}

/// Validates JSON.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn validate_json(schema: &Schema, value: &Value) -> Result<(), Violations> {
    check(schema, value, Reading::Strict)
}

fn check(schema: &Schema, value: &Value, reading: Reading) -> Result<(), Violations> {
    if Test::new(value, reading).holds(schema, value) {
        return Ok(());
    }
    Err(violations(schema, value, reading))
}

/// Whether JSON has nothing wrong with it.
pub fn is_valid(schema: &Schema, value: &Value) -> bool {
    Test::new(value, Reading::Strict).holds(schema, value)
}

/// Whether JSON may be read as what a schema describes: as [`is_valid`], but `nullable: true` lets `null` in, whatever
/// stands beside it.
pub fn fits(schema: &Schema, value: &Value) -> bool {
    Test::new(value, Reading::Nullable).holds(schema, value)
}

/// A type whose valid values a document describes.
pub trait Validate: Serialize {
    /// What a valid value looks like.
    const SCHEMA: &'static Schema;

    /// Checks this value against the document.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    fn validate(&self) -> Result<(), Violations> {
        validate(Self::SCHEMA, self)
    }

    /// Checks JSON against the document, before or without reading it into this type.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    fn validate_json(value: &Value) -> Result<(), Violations> {
        validate_json(Self::SCHEMA, value)
    }
}

/// A box does not show in JSON.
impl<T: Validate> Validate for Box<T> {
    const SCHEMA: &'static Schema = T::SCHEMA;
}
