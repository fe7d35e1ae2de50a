//! An OpenAPI document in, a Rust crate out.

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod write;
