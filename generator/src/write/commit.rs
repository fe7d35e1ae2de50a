//! Carries out a plan, all of it or none of it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fs_err as fs;
use tempfile::{NamedTempFile, TempPath};

use super::plan::Change;

/// Writes and removes what the plan says. On an error what was done is undone, as far as the system lets us.
pub(super) fn commit(changes: &[Change]) -> io::Result<()> {
    let mut folders = Vec::new();
    let result = stage(changes, &mut folders).and_then(|staged| swap(changes, staged));
    match result {
        Ok(()) => prune(changes),
        Err(_) => folders.iter().rev().for_each(|folder| remove_if_empty(folder)),
    }
    result
}

/// Puts every new text in a file beside its target: a full disk or a folder without write permission is found out
/// here, while nothing has changed. The files vanish when dropped, and none is kept open: there may be more of them than
/// a system lets one process open. `folders` are those created on the way.
fn stage(changes: &[Change], folders: &mut Vec<PathBuf>) -> io::Result<Vec<Option<TempPath>>> {
    changes
        .iter()
        .map(|change| change.after.as_ref().map(|after| put(change, after, folders)).transpose())
        .collect()
}

fn put(change: &Change, text: &[u8], folders: &mut Vec<PathBuf>) -> io::Result<TempPath> {
    let folder = change.target.parent().unwrap_or(Path::new(""));
    create(folder, folders)?;
    let mut file = temporary(folder)?;
    if change.before.is_some() {
        file.as_file().set_permissions(fs::metadata(&change.target)?.permissions())?;
    }
    file.write_all(text).map_err(|error| at(folder, "write in", &error))?;
    Ok(file.into_temp_path())
}

/// A temporary file with the permissions of any new file (its default is to be the owner's alone).
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".codegen-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    builder.tempfile_in(folder).map_err(|error| at(folder, "write in", &error))
}

/// Creates a folder and those above it, and notes each one that was not there.
fn create(folder: &Path, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|step| !step.as_os_str().is_empty() && !step.exists()).collect();
    for step in missing.into_iter().rev() {
        fs::create_dir(step)?;
        folders.push(step.to_owned());
    }
    Ok(())
}

/// Renames each staged file over its target and removes the stale ones. When one fails, those before it are undone.
fn swap(changes: &[Change], staged: Vec<Option<TempPath>>) -> io::Result<()> {
    for (done, (change, file)) in changes.iter().zip(staged).enumerate() {
        let result = match file {
            Some(file) => file.persist(&change.target).map_err(|error| error.error),
            None => std::fs::remove_file(&change.target),
        };
        if let Err(error) = result {
            changes[..done].iter().rev().for_each(undo);
            return Err(at(&change.target, "replace or remove", &error));
        }
    }
    Ok(())
}

/// Puts back what was at a path. An error here has nowhere to go: the one that led here is reported.
fn undo(change: &Change) {
    let _ = match &change.before {
        Some(before) => fs::write(&change.target, before),
        None => fs::remove_file(&change.target),
    };
}

/// Removes folders that have become empty because their last file was stale, up to and without `src`.
fn prune(changes: &[Change]) {
    for change in changes.iter().filter(|change| change.after.is_none()) {
        let depth = change.path.matches('/').count().saturating_sub(1);
        change.target.ancestors().skip(1).take(depth).for_each(remove_if_empty);
    }
}

/// The system refuses to remove a folder that is not empty: exactly what is wanted.
fn remove_if_empty(folder: &Path) {
    let _ = fs::remove_dir(folder);
}

/// The error with the path and what was tried.
fn at(path: &Path, tried: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {tried} `{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(folder: &Path, path: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change {
            path: path.to_owned(),
            target: folder.join(path),
            before: before.map(|text| text.as_bytes().to_vec()),
            after: after.map(|text| text.as_bytes().to_vec()),
        }
    }

    /// A rename that fails after others succeeded: the target became a folder between the plan and the commit.
    #[test]
    fn what_was_done_before_a_failure_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("src/d.rs/in")).unwrap();
        fs::write(root.join("src/b.rs"), "old b").unwrap();
        fs::write(root.join("src/c.rs"), "old c").unwrap();

        let error = commit(&[
            change(root, "src/a/a.rs", None, Some("new a")),
            change(root, "src/b.rs", Some("old b"), Some("new b")),
            change(root, "src/c.rs", Some("old c"), None),
            change(root, "src/d.rs", None, Some("new d")),
        ])
        .unwrap_err();

        assert!(error.to_string().contains("d.rs"), "{error}");
        assert!(!root.join("src/a").exists());
        assert_eq!(fs::read_to_string(root.join("src/b.rs")).unwrap(), "old b");
        assert_eq!(fs::read_to_string(root.join("src/c.rs")).unwrap(), "old c");
        let left: Vec<_> =
            fs::read_dir(root.join("src")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 3, "temporary files are left: {left:?}");
    }

    /// A large document has thousands of files, and many a system lets a process open a thousand.
    #[test]
    #[cfg(target_os = "linux")]
    fn no_file_is_open_while_the_others_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let changes: Vec<Change> =
            (0..500).map(|index| change(folder.path(), &format!("{index}.rs"), None, Some("text"))).collect();
        let open = || std::fs::read_dir("/proc/self/fd").unwrap().count();
        let before = open();
        let staged = stage(&changes, &mut Vec::new()).unwrap();
        let opened = open().saturating_sub(before);
        assert!(opened < 100, "{opened} files are open");
        assert_eq!(staged.len(), 500);
    }
}
