//! An OpenAPI document in, a Rust crate out.

pub mod config;
pub mod write;
