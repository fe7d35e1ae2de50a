//! An OpenAPI document in, a Rust crate out.

pub mod write;
