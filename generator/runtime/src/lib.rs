//! What every emitted crate carries, whatever its document says.
//!
//! Its parts that a caller meets first are re-exported at the root.

// The generator has these files as a crate with its own tests, and writes them unchanged into `src/runtime/` of each
// crate it emits. Modules therefore name each other by `super::`.

pub mod de;
pub mod file;
pub mod format;
pub mod idn;
pub mod schema;
pub mod secret;
pub mod ser;
pub mod union;
pub mod validate;
pub mod violation;
pub mod webhook;

mod address;
mod common;
mod finding;
mod instance;
mod kept;
mod literal;
mod number;
mod pattern;
mod pattern_linear;
mod tape;
mod tape_name;
mod tape_open;
mod tape_writer;
mod validate_apart;
mod validate_bounds;
mod validate_choice;
mod validate_evaluated;
mod validate_holds;
mod validate_kind;
mod validate_known;
mod validate_object;
mod validate_plan;
mod validate_plan_object;
mod validate_plan_text;
mod validate_quick;
mod validate_secret;
mod validate_union;
mod validate_walk;
mod validate_words;

#[cfg(feature = "client")]
pub mod answer;
#[cfg(feature = "client")]
pub mod call;
#[cfg(feature = "client")]
pub mod credentials;
#[cfg(feature = "client")]
pub mod encoding;
#[cfg(feature = "client")]
pub mod error;
#[cfg(feature = "client")]
pub mod events;
#[cfg(feature = "client")]
pub mod header;
#[cfg(feature = "client")]
pub mod lines;
#[cfg(feature = "client")]
pub mod pages;
#[cfg(feature = "client")]
pub mod rate_limit;
#[cfg(feature = "client")]
pub mod request;
#[cfg(feature = "client")]
pub mod retry;
#[cfg(feature = "client")]
pub mod server;
#[cfg(feature = "client")]
pub mod stream;
#[cfg(feature = "client")]
pub mod style;
#[cfg(feature = "client")]
pub mod transport;

#[cfg(feature = "client")]
pub mod hook;
#[cfg(feature = "client")]
pub mod http_client;

#[cfg(feature = "client")]
mod budget;
#[cfg(feature = "client")]
mod client_credentials;
#[cfg(feature = "client")]
mod events_parser;
#[cfg(feature = "client")]
mod exchange;
#[cfg(feature = "client")]
mod failure;
#[cfg(feature = "client")]
mod form;
#[cfg(feature = "client")]
mod links;
#[cfg(feature = "client")]
mod multipart;
#[cfg(feature = "client")]
mod pages_next;
#[cfg(feature = "client")]
mod parameter;
#[cfg(feature = "client")]
mod payload;
#[cfg(feature = "client")]
mod request_body;
#[cfg(feature = "client")]
mod request_parameters;
#[cfg(feature = "client")]
mod transport_builder;

// What differs by target is in these two files, and nothing else asks for it.
#[cfg(all(feature = "client", not(all(target_arch = "wasm32", target_os = "unknown"))))]
#[path = "native.rs"]
mod platform;
#[cfg(all(feature = "client", target_arch = "wasm32", target_os = "unknown"))]
#[path = "web.rs"]
mod platform;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "tracing")]
mod trace;

pub use file::File;
pub use secret::Secret;
pub use validate::Validate;
pub use violation::{Violation, Violations};
pub use webhook::Webhook;

#[cfg(feature = "client")]
pub use answer::{Answer, RawAnswer};
#[cfg(feature = "client")]
pub use call::{Call, Operation};
#[cfg(feature = "client")]
pub use error::Error;
#[cfg(feature = "client")]
pub use events::Streamed;
#[cfg(feature = "client")]
pub use lines::Lined;
#[cfg(feature = "client")]
pub use pages::{Page, Paged, Paging};
#[cfg(feature = "client")]
pub use request::Request;
#[cfg(feature = "client")]
pub use retry::RetryPolicy;
#[cfg(feature = "client")]
pub use style::Style;
#[cfg(feature = "client")]
pub use transport::BuildError;
