//! Reading the document's file. The only part of the pipeline's front that opens one.

use std::io::{ErrorKind, Read};

use super::{Config, ConfigError};

/// The largest document that is read. The largest known in the wild has about 30 MB; what is larger is a mistake
/// (a device, the wrong file) or meant to exhaust the memory.
pub const MAX_SPEC_BYTES: u64 = 128 * 1024 * 1024;

impl Config {
    /// What diagnostics call the document: its path as it was given, or as `codegen.toml` leads to it.
    pub fn spec_name(&self) -> String {
        self.spec.display().to_string()
    }

    /// The text of the document.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, is no UTF-8, or has more than [`MAX_SPEC_BYTES`]. The place is the `spec` key
    /// where that is what named it.
    pub fn read_spec(&self) -> Result<String, ConfigError> {
        let fail = |message: String| self.error(message, &["spec"]);
        let file = fs_err::File::open(&self.spec).map_err(|error| fail(error.to_string()))?;
        let mut text = String::new();
        match file.take(MAX_SPEC_BYTES + 1).read_to_string(&mut text) {
            Ok(_) if text.len() as u64 > MAX_SPEC_BYTES => {
                Err(fail(format!("`{}` has more than {} MB", self.spec.display(), MAX_SPEC_BYTES >> 20)))
            }
            Ok(_) => Ok(text),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                let error = fail(format!("`{}` is not UTF-8 text", self.spec.display()));
                Err(error.with_help("an OpenAPI document is YAML or JSON: save it as UTF-8"))
            }
            Err(error) => Err(fail(format!("cannot read `{}`: {error}", self.spec.display()))),
        }
    }
}
