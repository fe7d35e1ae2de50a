//! An OpenAPI document in, a Rust crate out.
//!
//! ```no_run
//! use generator::{Config, generate};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::new("spec/petstore.yaml", "petstore");
//! match generate(&config) {
//!     Ok(output) => {
//!         eprint!("{}", output.warnings.render(false));
//!         output.write(&config.out)?;
//!     }
//!     Err(problems) => eprint!("{}", problems.render(false)),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The pipeline, in the order of its steps:
//!
//! 1. [`document`] reads: bytes become a typed [`openapiv3::OpenAPI`], with a place in the source for every node.
//! 2. [`lower`](mod@lower) decides: names, Rust types, how unions are told apart, what is validated where.
//! 3. [`emit`](mod@emit) prints what was decided.
//! 4. [`mod@write`] touches the files whose bytes change, and no others.

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod ir;
pub mod lower;
pub mod write;

use std::path::Path;

pub use config::Config;
pub use diagnostic::Diagnostics;
use document::{Counted, Document, Options};
use write::{Files, Stale, WriteError, Written};

/// Turns the document that `config` names into the files of a crate. Nothing is written yet: see
/// [`Output::write`] and [`Output::check`].
///
/// # Errors
///
/// Every problem of the document and of the configuration that one run can find, each with its place.
pub fn generate(config: &Config) -> Result<Output, Diagnostics> {
    let (name, text) = (config.spec_name(), config.read_spec()?);
    let overlays = config.read_overlays()?;
    let options = Options { lenient: config.lenient, files: &config.folder(), overlays: &overlays };
    let (document, mut diagnostics) = Document::read_with(&name, text, options)?;
    let (api, lowered) = lower::lower(&document, config);
    diagnostics.extend(lowered);
    document.resolve(&mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let summary = Summary {
        operations: api.operations.len(),
        types: api.types.len(),
        schemas: api.schemas(),
        document: document.counted,
    };
    // What it takes is needed for the files.
    drop(document);
    let files = emit::emit(&api, config)?;
    Ok(Output { files, summary, warnings: diagnostics })
}

/// An emitted crate, not yet on the disk.
#[derive(Debug)]
#[non_exhaustive]
pub struct Output {
    /// Its files.
    pub files: Files,
    /// What it holds.
    pub summary: Summary,
    /// What had to be degraded, and what looks wrong in the document.
    pub warnings: Diagnostics,
}

/// What an emitted crate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Operations, each with a method of the client.
    pub operations: usize,
    /// Named types.
    pub types: usize,
    /// Those among them that are component schemas of the document.
    pub schemas: usize,
    /// What the document has of these.
    pub document: Counted,
}

impl Output {
    /// Makes `folder` hold the crate: [`write::write()`].
    ///
    /// # Errors
    ///
    /// A file that this generator did not write is in the way, or the disk refuses. The folder is as it was.
    pub fn write(&self, folder: &Path) -> Result<Written, WriteError> {
        write::write(&self.files, folder)
    }

    /// Compares `folder` with the crate and writes nothing: [`write::check()`].
    ///
    /// # Errors
    ///
    /// As for [`Output::write`].
    pub fn check(&self, folder: &Path) -> Result<Stale, WriteError> {
        write::check(&self.files, folder)
    }
}
