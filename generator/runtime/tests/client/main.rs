//! The client against servers that misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers fail as their tests do")]

mod api;
mod credentials;
mod fake;
mod faults;
#[cfg(all(feature = "blocking", feature = "mock", feature = "tracing"))]
mod features;
mod http2;
mod limits;
mod lines;
mod multipart;
mod pages;
mod policies;
mod protocol;
mod redirects;
mod requests;
mod retries;
mod secrets;
mod server;
mod streams;
mod styles;
mod uploads;
