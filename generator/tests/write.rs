//! What the last step promises about files that are there already.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::write::{Comment, Files, MARK, Problem, check, header, write};
use tempfile::TempDir;

/// A small crate of three files.
fn sample() -> Files {
    let mut files = Files::default();
    files.add("Cargo.toml", "[package]\nname = \"sample\"\n");
    files.add("src/lib.rs", "//! A sample.\npub mod models;\n");
    files.add("src/models/user.rs", "pub struct User;\n");
    files
}

/// Every file under a folder with its text, and every empty folder.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !path.is_symlink() {
                if fs::read_dir(&path).unwrap().next().is_none() {
                    found.insert(name, "(empty folder)".to_owned());
                }
                walk(root, &path, found);
            } else {
                found.insert(name, fs::read_to_string(&path).unwrap_or_else(|_| "(link)".to_owned()));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// A folder that holds the sample.
fn written() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&sample(), folder.path()).unwrap();
    folder
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Both commands refuse, with these messages, and the folder stays as it is.
fn assert_refused(files: &Files, folder: &Path, expected: &[&str]) {
    let before = tree(folder);
    for error in [write(files, folder).unwrap_err(), check(files, folder).unwrap_err()] {
        let text = error.to_string();
        assert_eq!(error.problems().len(), expected.len(), "{text}");
        for part in expected {
            assert!(text.contains(part), "{part:?} is not in: {text}");
        }
        assert_eq!(tree(folder), before);
    }
}

#[test]
fn the_first_run_creates_the_folder_and_every_file() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("some/where");
    let done = write(&sample(), &folder).unwrap();
    assert_eq!(done.written, ["Cargo.toml", "src/lib.rs", "src/models/user.rs"]);
    assert_eq!((done.unchanged, done.removed.len()), (0, 0));
    assert_eq!(tree(&folder), sample().0);
}

#[test]
fn a_second_run_touches_nothing() {
    let folder = written();
    let times = || {
        sample()
            .0
            .keys()
            .map(|path| fs::metadata(folder.path().join(path)).unwrap().modified().unwrap())
            .collect()
    };
    let before: Vec<_> = times();
    let done = write(&sample(), folder.path()).unwrap();
    assert_eq!((done.written.len(), done.unchanged, done.removed.len()), (0, 3, 0));
    assert_eq!(times(), before);
}

#[test]
fn only_the_file_that_differs_is_replaced() {
    let folder = written();
    let mut files = sample();
    files.add("src/lib.rs", "//! Another.\n");
    let done = write(&files, folder.path()).unwrap();
    assert_eq!((done.written, done.unchanged), (vec!["src/lib.rs".to_owned()], 2));
    assert_eq!(tree(folder.path()), files.0);
}

#[cfg(unix)]
#[test]
fn permissions_are_those_of_an_ordinary_file_and_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = written();
    put(folder.path(), "ordinary", "");
    let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("src/lib.rs"), mode("ordinary"));

    let path = folder.path().join("src/lib.rs");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let mut files = sample();
    files.add("src/lib.rs", "//! Another.\n");
    write(&files, folder.path()).unwrap();
    assert_eq!(mode("src/lib.rs"), 0o640);
}

#[test]
fn files_of_others_survive_and_stale_ones_go() {
    let folder = written();
    let root = folder.path();
    put(root, "src/notes.rs", "// by hand\n");
    put(root, "tests/it.rs", &header(Comment::Slashes));
    put(root, "LICENSE", &header(Comment::Hash));
    put(root, "src/models/deep/old.rs", &header(Comment::Slashes));
    put(root, "src/gone/with/old.rs", &header(Comment::Slashes));
    put(root, "src/mixed/old.rs", &header(Comment::Slashes));
    put(root, "src/mixed/kept.rs", &format!("// not {MARK}\n"));
    put(root, "API.txt", &header(Comment::Hash));

    let done = write(&sample(), root).unwrap();
    assert_eq!(
        done.removed,
        ["API.txt", "src/gone/with/old.rs", "src/mixed/old.rs", "src/models/deep/old.rs"]
    );
    assert_eq!((done.written.len(), done.unchanged), (0, 3));
    let left: Vec<_> = tree(root).into_keys().collect();
    assert_eq!(
        left,
        [
            "Cargo.toml",
            "LICENSE",
            "src/lib.rs",
            "src/mixed/kept.rs",
            "src/models/user.rs",
            "src/notes.rs",
            "tests/it.rs",
        ]
    );
}

#[test]
fn a_file_without_the_header_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "Cargo.toml", "[package]\nname = \"by-cargo-new\"\n");
    put(folder.path(), "src/lib.rs", "");
    put(folder.path(), "src/old.rs", &header(Comment::Slashes));
    assert_refused(&sample(), folder.path(), &["Cargo.toml exists", "src/lib.rs exists"]);
    let help = write(&sample(), folder.path()).unwrap_err().to_string();
    assert!(help.contains("`cargo new`"), "{help}");
}

#[test]
fn a_foreign_file_with_the_same_bytes_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "src/lib.rs", &sample().0["src/lib.rs"]);
    assert_eq!(write(&sample(), folder.path()).unwrap().unchanged, 1);
}

#[test]
fn paths_that_leave_the_folder_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("crate");
    let bad = [
        "/tmp/absolute.rs",
        "../outside.rs",
        "src/../../outside.rs",
        "src/./here.rs",
        "src//twice.rs",
        "src/",
        "src\\windows.rs",
        "src/c:drive.rs",
        "tests/by_hand.rs",
        "Cargo.lock",
        "",
    ];
    for path in bad {
        let mut files = sample();
        files.0.insert(path.to_owned(), header(Comment::Slashes));
        assert_refused(&files, parent.path(), &["is refused"]);
        assert!(write(&files, &folder).is_err());
        assert!(!folder.exists(), "{path:?} left something behind");
    }
}

#[test]
fn files_that_cannot_both_exist_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = sample();
    files.add("src/models/User.rs", "");
    assert_refused(&files, folder.path(), &["src/models/user.rs and src/models/User.rs"]);

    let mut files = sample();
    files.0.insert("src/models".to_owned(), header(Comment::Slashes));
    assert_refused(&files, folder.path(), &["src/models/user.rs and src/models cannot"]);
}

#[test]
fn a_text_without_the_header_is_refused() {
    let folder = written();
    let mut files = sample();
    files.0.insert("src/bare.rs".to_owned(), "pub struct Bare;\n".to_owned());
    assert_refused(&files, folder.path(), &["src/bare.rs does not say"]);
}

#[test]
fn a_folder_in_the_way_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src/lib.rs")).unwrap();
    put(folder.path(), "src/models", "a file where a folder must be");
    assert_refused(&sample(), folder.path(), &["src/lib.rs is in the way", "src/models is in the way"]);

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&sample(), &file).unwrap_err();
    assert!(matches!(error.problems(), [Problem::Occupied { .. }]), "{error}");
}

#[test]
fn a_name_the_system_refuses_leaves_everything_as_it_was() {
    let folder = written();
    let mut files = sample();
    files.add("src/lib.rs", "//! Another.\n");
    files.add(format!("src/{}.rs", "long".repeat(100)), "");
    assert_refused(&files, folder.path(), &["long"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "lib.rs", &header(Comment::Slashes));
    put(elsewhere.path(), "models/old.rs", &header(Comment::Slashes));
    let before = tree(elsewhere.path());

    // A linked folder, in the way of an emitted file.
    let folder = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), folder.path().join("src")).unwrap();
    assert_refused(&sample(), folder.path(), &["src is a symbolic link"]);

    // A linked file, broken or not.
    let folder = tempfile::tempdir().unwrap();
    symlink(elsewhere.path().join("none"), folder.path().join("Cargo.toml")).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    symlink(elsewhere.path().join("lib.rs"), folder.path().join("src/lib.rs")).unwrap();
    assert_refused(
        &sample(),
        folder.path(),
        &["Cargo.toml is a symbolic link", "src/lib.rs is a symbolic link"],
    );

    // Links that are in nobody's way: what they lead to is not stale.
    let folder = written();
    symlink(elsewhere.path(), folder.path().join("src/linked")).unwrap();
    symlink(elsewhere.path().join("lib.rs"), folder.path().join("src/linked.rs")).unwrap();
    assert_eq!(write(&sample(), folder.path()).unwrap().removed, [""; 0]);

    assert_eq!(tree(elsewhere.path()), before);
}

#[cfg(unix)]
#[test]
fn the_named_folder_itself_may_be_a_link() {
    let parent = tempfile::tempdir().unwrap();
    fs::create_dir(parent.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", parent.path().join("link")).unwrap();
    write(&sample(), &parent.path().join("link")).unwrap();
    assert_eq!(tree(&parent.path().join("real")), sample().0);
}

#[test]
fn check_prints_what_a_run_would_change_and_writes_nothing() {
    let folder = written();
    let root = folder.path();
    assert!(check(&sample(), root).unwrap().is_empty());

    put(root, "src/old.rs", &format!("{}\npub struct Old;\n", header(Comment::Slashes)));
    let mut files = sample();
    files.add("src/lib.rs", "//! A better sample.\npub mod models;\n");
    files.add("README.md", "# Sample\n");
    let before = tree(root);

    let stale = check(&files, root).unwrap();
    assert_eq!(stale.paths, ["README.md", "src/lib.rs", "src/old.rs"]);
    assert_eq!(stale.unchanged, 2);
    let line = |comment| header(comment).trim_end().to_owned();
    assert_eq!(
        stale.diff,
        format!(
            "--- /dev/null\n+++ b/README.md\n@@ -0,0 +1,3 @@\n+{}\n+\n+# Sample\n\
             --- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1,4 +1,4 @@\n {rust}\n \n-//! A sample.\n+//! A better sample.\n pub mod models;\n\
             --- a/src/old.rs\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-{rust}\n-\n-pub struct Old;\n",
            line(Comment::Markup),
            rust = line(Comment::Slashes),
        )
    );
    assert_eq!(tree(root), before);
}

#[test]
fn check_on_no_folder_creates_none() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("none");
    assert_eq!(check(&sample(), &folder).unwrap().paths.len(), 3);
    assert!(!folder.exists());
}
