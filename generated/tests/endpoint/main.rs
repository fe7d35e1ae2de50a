//! The emitted crate, as its users meet it.
//!
//! One crate of tests: it links once. `faults`, `answers` and `credentials` talk to a server on loopback.

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
mod server;
#[cfg(feature = "client")]
#[path = "../../examples/support/mod.rs"]
mod tenant;
