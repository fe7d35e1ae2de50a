//! Values to call an operation with.

use serde_json::{Map, Value};

/// The arguments of the two calls that the test program makes of an operation, by the Rust names of its parameters and
/// body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// The least that is valid.
    pub least: Map<String, Value>,
    /// Everything filled in.
    pub full: Map<String, Value>,
}
