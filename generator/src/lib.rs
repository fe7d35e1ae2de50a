//! An OpenAPI document in, a Rust crate out.

pub mod config;
pub mod write;

use std::path::Path;

use config::{Config, ConfigError};
use write::{Files, Stale, WriteError, Written};

/// Placeholder until the pipeline's own type is there.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<ConfigError>);

impl Diagnostics {
    /// The report.
    pub fn render(&self, color: bool) -> String {
        self.0.iter().map(|error| error.render(color)).collect()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Output {
    /// The crate.
    pub files: Files,
    /// Its size.
    pub summary: Summary,
    /// What differs from what the document may have meant.
    pub warnings: Diagnostics,
}

/// The size of what was emitted.
#[derive(Debug, Default)]
pub struct Summary {
    /// Operations of the document.
    pub operations: usize,
    /// Types of the crate.
    pub types: usize,
}

impl Output {
    /// [`write::write()`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn write(&self, folder: &Path) -> Result<Written, WriteError> {
        write::write(&self.files, folder)
    }

    /// [`write::check()`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn check(&self, folder: &Path) -> Result<Stale, WriteError> {
        write::check(&self.files, folder)
    }
}

/// The pipeline.
///
/// # Errors
///
/// When the document cannot be read.
pub fn generate(config: &Config) -> Result<Output, Diagnostics> {
    config
        .read_spec()
        .map_err(|error| Diagnostics(vec![error]))?;
    let mut output = Output::default();
    output.files.add(
        "Cargo.toml",
        &format!("[package]\nname = {:?}\n", config.crate_name()),
    );
    output.files.add("src/lib.rs", "//! Nothing yet.\n");
    Ok(output)
}
