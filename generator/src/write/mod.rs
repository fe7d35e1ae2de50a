//! The last step: emitted files onto the disk, or, under `--check`, the difference between the two.
//!
//! What holds, and what each part is for:
//!
//! - **Only files this generator wrote are ever replaced or removed.** A file says who wrote it in its first lines
//!   ([`header()`]). One without that line at a path we want is an error, and then nothing at all is written.
//! - **Everything is looked at before the first byte is written** (`plan.rs`): bad paths, files of others, symbolic
//!   links. All problems come out together.
//! - **A failing run leaves the output as it was** (`commit.rs`): all new text is first put beside its target, then
//!   renamed over it; when a rename fails, those already done are undone.
//! - **Only files whose bytes change are touched**, so a second run on the same input writes nothing, and nothing
//!   is rebuilt that need not be.

mod commit;
mod diff;
mod error;
mod files;
mod plan;

use std::path::Path;

pub use error::{Problem, WriteError};
pub use files::{Comment, Files, MARK, TOP_LEVEL, header};

/// What [`write()`] did. All paths are relative to the folder, with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Files created or replaced.
    pub written: Vec<String>,
    /// How many files had these bytes already.
    pub unchanged: usize,
    /// Files of an earlier run that are no longer emitted.
    pub removed: Vec<String>,
}

/// Makes `folder` hold these files: writes those whose bytes differ, removes those of an earlier run.
///
/// # Errors
///
/// When a path is refused, when a file that is not ours is in the way, or when the system refuses a write. The
/// folder is then as it was.
pub fn write(files: &Files, folder: &Path) -> Result<Written, WriteError> {
    let plan = plan::plan(files, folder)?;
    commit::commit(&plan.changes).map_err(|error| WriteError::new(folder, vec![Problem::Io(error)]))?;

    let mut written = Written { unchanged: plan.unchanged, ..Written::default() };
    for change in plan.changes {
        let list = if change.after.is_some() { &mut written.written } else { &mut written.removed };
        list.push(change.path);
    }
    Ok(written)
}

/// What [`check`] found. Nothing has been written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stale {
    /// Every file that a run would write or remove, in order.
    pub paths: Vec<String>,
    /// How many files are up to date.
    pub unchanged: usize,
    /// From the folder as it is to the folder as a run would leave it, as a unified diff.
    pub diff: String,
}

impl Stale {
    /// Whether the folder is up to date.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}

/// Compares `folder` with these files and writes nothing.
///
/// # Errors
///
/// The same as [`write()`]'s, but for those of the writing itself: a run that could not write is not up to date.
pub fn check(files: &Files, folder: &Path) -> Result<Stale, WriteError> {
    let plan = plan::plan(files, folder)?;
    let mut stale = Stale { unchanged: plan.unchanged, ..Stale::default() };
    for change in plan.changes {
        stale.diff.push_str(&diff::unified(&change));
        stale.paths.push(change.path);
    }
    Ok(stale)
}
