//! An OpenAPI document in, a Rust crate out.

pub mod diagnostic;
pub mod document;
