//! Reading the document's file. The only part of the pipeline's front that opens one.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{Config, ConfigError};
use crate::document::Overlay;

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
        self.read_text(&self.spec, &["spec"], "an OpenAPI document")
    }

    /// The overlays, in their order.
    ///
    /// # Errors
    ///
    /// As for the document.
    pub fn read_overlays(&self) -> Result<Vec<Overlay>, ConfigError> {
        let read = |(at, path): (usize, &std::path::PathBuf)| {
            let text = self.read_text(path, &["overlays", &at.to_string()], "an overlay")?;
            Ok(Overlay { name: path.display().to_string(), text })
        };
        self.overlays.iter().enumerate().map(read).collect()
    }

    fn read_text(&self, path: &Path, keys: &[&str], what: &str) -> Result<String, ConfigError> {
        let fail = |message: String| self.error(message, keys);
        let file = fs_err::File::open(path).map_err(|error| fail(error.to_string()))?;
        let mut text = String::new();
        match file.take(MAX_SPEC_BYTES + 1).read_to_string(&mut text) {
            Ok(_) if text.len() as u64 > MAX_SPEC_BYTES => {
                Err(fail(format!("`{}` has more than {} MB", path.display(), MAX_SPEC_BYTES >> 20)))
            }
            Ok(_) => Ok(text),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                let error = fail(format!("`{}` is not UTF-8 text", path.display()));
                Err(error.with_help(format!("{what} is YAML or JSON: save it as UTF-8")))
            }
            Err(error) => Err(fail(format!("cannot read `{}`: {error}", path.display()))),
        }
    }
}
