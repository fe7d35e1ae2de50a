//! Looks at everything and touches nothing: what would change, and what forbids it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::error::{Problem, WriteError};
use super::files::{Files, TOP_LEVEL, is_ours, refuse};

/// A file that is to be created, replaced or removed.
#[derive(Debug)]
pub(super) struct Change {
    /// Relative to the folder, with `/`.
    pub(super) path: String,
    /// Where it is on the disk.
    pub(super) target: PathBuf,
    /// The bytes there now; none when it is to be created.
    pub(super) before: Option<Vec<u8>>,
    /// The bytes to be there; none when it is to be removed.
    pub(super) after: Option<Vec<u8>>,
}

/// All that a run would do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Sorted by path.
    pub(super) changes: Vec<Change>,
    pub(super) unchanged: usize,
}

/// Compares the files with the folder.
pub(super) fn plan(files: &Files, folder: &Path) -> Result<Plan, WriteError> {
    let mut problems = refused(files);
    let mut plan = Plan::default();
    // A refused path must not be joined to the folder, not even to look.
    if problems.is_empty() {
        compare(files, folder, &mut plan, &mut problems);
        if let Err(error) = stale(files, folder, &mut plan) {
            problems.push(Problem::Io(error));
        }
        plan.changes.sort_by(|a, b| a.path.cmp(&b.path));
    }
    if problems.is_empty() { Ok(plan) } else { Err(WriteError::new(folder, problems)) }
}

/// What is wrong with the emitted files by themselves.
fn refused(files: &Files) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, text) in &files.0 {
        if let Some(why) = refuse(path) {
            problems.push(Problem::Path { path: path.clone(), why });
            continue;
        }
        if !is_ours(text.as_bytes()) {
            problems.push(Problem::NoHeader { path: path.clone() });
        }
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            problems.push(Problem::Clash { path: path.clone(), other: other.to_owned() });
        }
    }
    for (lower, path) in &seen {
        let parents = lower.match_indices('/').map(|(at, _)| &lower[..at]);
        for other in parents.filter_map(|parent| seen.get(parent)) {
            problems.push(Problem::Clash { path: (*path).to_owned(), other: (*other).to_owned() });
        }
    }
    problems
}

/// Sorts the emitted files into changed and unchanged ones.
fn compare(files: &Files, folder: &Path, plan: &mut Plan, problems: &mut Vec<Problem>) {
    // The folder itself may be a link: it is the one the caller named.
    if let Ok(metadata) = fs::metadata(folder)
        && !metadata.is_dir()
    {
        problems.push(Problem::Occupied { path: folder.display().to_string() });
        return;
    }
    let mut reported = BTreeSet::new();
    for (path, text) in &files.0 {
        let target = folder.join(path);
        let before = match existing(folder, path) {
            Ok(before) => before,
            Err(Problem::Symlink { path } | Problem::Occupied { path }) if !reported.insert(path.clone()) => {
                continue;
            }
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        match before {
            Some(before) if before == text.as_bytes() => plan.unchanged += 1,
            Some(before) if !is_ours(&before) => problems.push(Problem::Foreign { path: path.clone() }),
            before => plan.changes.push(Change {
                path: path.clone(),
                target,
                before,
                after: Some(text.clone().into_bytes()),
            }),
        }
    }
}

/// The bytes at a path of the folder, if a file is there. Each step of the way is looked at, so that no link leads
/// out of the folder.
fn existing(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, Problem> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for end in ends {
        let step = &path[..end];
        let Some(metadata) = look(&folder.join(step)).map_err(Problem::Io)? else {
            return Ok(None);
        };
        if metadata.is_symlink() {
            return Err(Problem::Symlink { path: step.to_owned() });
        }
        let expected = if end == path.len() { metadata.is_file() } else { metadata.is_dir() };
        if !expected {
            return Err(Problem::Occupied { path: step.to_owned() });
        }
    }
    fs::read(folder.join(path)).map(Some).map_err(Problem::Io)
}

/// What is at a path, without following a link; none when nothing is there.
fn look(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Adds the files of an earlier run that are emitted no more. Only files that carry the header are.
fn stale(files: &Files, folder: &Path, plan: &mut Plan) -> io::Result<()> {
    let mut paths: Vec<String> = TOP_LEVEL.iter().map(|path| (*path).to_owned()).collect();
    regular_files(&folder.join("src"), "src", &mut paths)?;
    for path in paths.into_iter().filter(|path| !files.0.contains_key(path)) {
        let target = folder.join(&path);
        if !look(&target)?.is_some_and(|metadata| metadata.is_file()) {
            continue;
        }
        let before = fs::read(&target)?;
        if is_ours(&before) {
            plan.changes.push(Change { path, target, before: Some(before), after: None });
        }
    }
    Ok(())
}

/// The regular files under a folder. A name that is not Unicode is not one we gave; a link leads elsewhere.
fn regular_files(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    if !look(folder)?.is_some_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = format!("{prefix}/{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            regular_files(&entry.path(), &path, paths)?;
        } else if kind.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}
