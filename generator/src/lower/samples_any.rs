//! A value of a schema that says what it must not be: one of each kind is tried.

use serde_json::{Value, json};

use super::samples_fits::Judge;

/// The first of some plain values that satisfies a schema.
pub(super) fn fitting(judge: &Judge<'_>, schema: &Value) -> Option<Value> {
    let plain = [
        json!("example"),
        json!("x"),
        json!(""),
        json!(1),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(true),
        json!(false),
        json!({}),
        json!({ "example": "example" }),
        json!([]),
        json!(["example"]),
    ];
    plain.into_iter().find(|value| judge.accepts(schema, value))
}
