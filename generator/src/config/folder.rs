//! The files beside a document, for references that lead to them.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Config, MAX_SPEC_BYTES};
use crate::document::{FileError, Files};

/// The folder of a document, out of which no path leads, through links neither, but into folders that are allowed.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    allowed: Vec<PathBuf>,
    references: BTreeMap<String, String>,
}

impl Config {
    /// The folder that the document is in.
    pub fn folder(&self) -> Folder {
        let parent = self.spec.parent().filter(|parent| !parent.as_os_str().is_empty());
        let path = parent.unwrap_or(Path::new(".")).to_owned();
        Folder { path, allowed: self.allow_files_in.clone(), references: self.references.clone() }
    }
}

impl Files for Folder {
    fn place(&self, uri: &str) -> Option<String> {
        let uri = uri.split('#').next().unwrap_or(uri);
        // The longest that fits says the most.
        let places = self.references.iter().rev();
        let mut found =
            places.filter_map(|(prefix, folder)| Some((folder, uri.strip_prefix(prefix.as_str())?)));
        found.next().map(|(folder, rest)| format!("{folder}{rest}"))
    }

    fn read(&self, path: &str) -> Result<String, FileError> {
        let fail = |error: &std::io::Error| match error.kind() {
            ErrorKind::NotFound => FileError("is not there".to_owned()),
            ErrorKind::InvalidData => FileError("is not text in UTF-8".to_owned()),
            kind => FileError(format!("cannot be read: {kind}")),
        };
        let folder = fs_err::canonicalize(&self.path).map_err(|error| fail(&error))?;
        let file = fs_err::canonicalize(self.path.join(path)).map_err(|error| fail(&error))?;
        let mut allowed = self.allowed.iter().filter_map(|folder| fs_err::canonicalize(folder).ok());
        if !file.starts_with(&folder) && !allowed.any(|allowed| file.starts_with(allowed)) {
            let reason = match self.allowed.is_empty() {
                true => "is a link out of the document's folder, and no file is read there",
                false => "is outside of the document's folder and of those that are allowed",
            };
            return Err(FileError(reason.to_owned()));
        }
        // A folder, a pipe or a device would give no text, or not stop giving it.
        if !fs_err::metadata(&file).map_err(|error| fail(&error))?.is_file() {
            return Err(FileError("is no file".to_owned()));
        }
        let mut text = String::new();
        let file = fs_err::File::open(&file).map_err(|error| fail(&error))?;
        file.take(MAX_SPEC_BYTES + 1).read_to_string(&mut text).map_err(|error| fail(&error))?;
        if text.len() as u64 > MAX_SPEC_BYTES {
            return Err(FileError(format!("has more than {} MB", MAX_SPEC_BYTES >> 20)));
        }
        Ok(text)
    }

    fn may_leave(&self) -> bool {
        !self.allowed.is_empty()
    }
}
