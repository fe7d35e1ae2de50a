//! Webhooks and callbacks: what the API sends of its own accord.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned};
use serde_json::Value;

use super::de;
use super::schema::Schema;
use super::validate::validate_json;
use super::violation::Violations;

/// A request that the API sends, by which its payload is read.
pub trait Webhook {
    /// The body.
    type Payload: DeserializeOwned;
    /// Its name in the document.
    const NAME: &'static str;
    /// The method of the request.
    const METHOD: &'static str;
    /// What a valid body looks like.
    const SCHEMA: &'static Schema;

    /// Reads a body, whatever it breaks of the document that its type does not need: the sender is the source of truth.
    ///
    /// Check the sender's signature first, over these same bytes.
    ///
    /// # Errors
    ///
    /// [`PayloadError::Unreadable`]: the body is no JSON, or is of another shape.
    fn read(body: &[u8]) -> Result<Self::Payload, PayloadError> {
        Self::Payload::deserialize(parse(body)?).map_err(|error| unreadable(&error))
    }

    /// Reads a body that breaks nothing of the document.
    ///
    /// # Errors
    ///
    /// As [`Webhook::read`], and [`PayloadError::Invalid`] with everything that is wrong.
    fn read_valid(body: &[u8]) -> Result<Self::Payload, PayloadError> {
        let value = parse(body)?;
        validate_json(Self::SCHEMA, &value).map_err(PayloadError::Invalid)?;
        Self::Payload::deserialize(value).map_err(|error| unreadable(&error))
    }
}

/// No body is no value.
fn parse(body: &[u8]) -> Result<Value, PayloadError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> PayloadError {
    PayloadError::Unreadable(de::describe(error))
}

/// Why a payload is not taken. What it holds is not shown.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PayloadError {
    /// It is no JSON, or not of the documented shape.
    Unreadable(String),
    /// It breaks the document's constraints.
    Invalid(Violations),
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the payload is {why}"),
            Self::Invalid(violations) => violations.fmt(f),
        }
    }
}

impl std::error::Error for PayloadError {}
