//! Values to call an operation with.

use serde_json::{Map, Value};

/// The arguments of the two calls that the test program makes of an operation, with one media type of its body, by the Rust
/// names of its parameters and body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// Which operation of the API it is.
    pub operation: usize,
    /// Which of the body's contents it has, where there is a body.
    pub content: usize,
    /// The least that is valid.
    pub least: Map<String, Value>,
    /// Everything filled in.
    pub full: Map<String, Value>,
}
