//! The emitted crate, as its users meet it.
//!
//! One crate of tests: it links once. `faults`, `scripted`, `lying`, `answers` and `credentials` talk to a server on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers fail as their tests do")]

mod samples;
mod secrets;
mod validation;
mod variants;

#[cfg(feature = "client")]
mod answers;
#[cfg(feature = "client")]
mod credentials;
#[cfg(feature = "client")]
mod faults;
#[cfg(feature = "client")]
mod lying;
#[cfg(feature = "mock")]
mod mock;
#[cfg(feature = "client")]
mod requests;
#[cfg(feature = "client")]
mod scripted;
#[cfg(feature = "client")]
mod server;
#[cfg(feature = "client")]
#[path = "../../examples/support/mod.rs"]
mod tenant;
#[cfg(feature = "client")]
mod wire;
