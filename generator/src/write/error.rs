//! Why nothing was written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::files::MARK;

/// One reason why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The path may not be written to, whatever is there.
    Path {
        /// The path, as the emitter gave it.
        path: String,
        /// The rule it breaks.
        why: &'static str,
    },
    /// Two files cannot both be there: one is the other's folder, or they differ by upper and lower case alone,
    /// which is the same file on some systems.
    Clash {
        /// The file that came second.
        path: String,
        /// The file that came first.
        other: String,
    },
    /// The emitted text lacks the header, so the next run would not know it for its own.
    NoHeader {
        /// The path of the file.
        path: String,
    },
    /// A file is there already and this generator did not write it.
    Foreign {
        /// The path of the file.
        path: String,
    },
    /// The path, or a folder on the way to it, is a symbolic link.
    Symlink {
        /// The link's path.
        path: String,
    },
    /// A folder is where a file must be, or a file where a folder must be.
    Occupied {
        /// The path of what is in the way.
        path: String,
    },
    /// The system refused. The error names the path.
    Io(io::Error),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, why } => write!(f, "{path:?} is refused: {why}"),
            Self::Clash { path, other } => {
                write!(f, "{path} and {other} cannot both be written: on some systems they are one path")
            }
            Self::NoHeader { path } => {
                write!(f, "{path} does not say \"{MARK}\": this is a bug of the emitter")
            }
            Self::Foreign { path } => write!(f, "{path} exists, and does not say \"{MARK}\""),
            Self::Symlink { path } => write!(f, "{path} is a symbolic link, which is not followed"),
            Self::Occupied { path } => {
                write!(f, "{path} is in the way: a folder where a file must be, or the reverse")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// Nothing was written to a folder, and why: every problem found, not the first alone.
#[derive(Debug)]
pub struct WriteError {
    folder: PathBuf,
    problems: Vec<Problem>,
}

impl WriteError {
    pub(super) fn new(folder: &Path, problems: Vec<Problem>) -> Self {
        Self { folder: folder.to_owned(), problems }
    }

    /// The folder that was to be written to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was found, in the order of the paths.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was written to `{}`", self.folder.display())?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        if self.problems.iter().any(|problem| matches!(problem, Problem::Foreign { .. })) {
            f.write_str(
                "\nhelp: files written by hand, or by `cargo new`, are never overwritten: \
                 move or delete them, or choose another folder",
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.problems.iter().find_map(|problem| match problem {
            Problem::Io(error) => Some(error as &(dyn std::error::Error + 'static)),
            _ => None,
        })
    }
}
