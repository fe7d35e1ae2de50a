//! The command as it is typed: exit codes, and what goes to which stream.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const DOCUMENT: &str = r#"{
  "openapi": "3.0.3",
  "info": { "title": "Ping", "version": "1.0.0" },
  "paths": { "/ping": { "get": { "operationId": "ping", "responses": { "204": { "description": "Pong." } } } } }
}"#;

/// What a run said.
struct Run {
    code: Option<i32>,
    output: String,
    errors: String,
}

/// Runs the command in a folder as if the folder were this workspace.
fn xtask(folder: &Path, arguments: &[&str]) -> Run {
    let run = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_MANIFEST_DIR", folder.join("xtask"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: run.status.code(), output: text(run.stdout), errors: text(run.stderr) }
}

/// A workspace with a document.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("spec/api.json"), DOCUMENT).unwrap();
    fs::write(folder.path().join("spec/codegen.toml"), "spec = \"api.json\"\n").unwrap();
    folder
}

#[test]
fn help_shows_examples() {
    let run = xtask(Path::new("."), &["codegen", "--help"]);
    assert_eq!(run.code, Some(0));
    assert!(run.output.contains("Usage: cargo xtask codegen [OPTIONS]"), "{}", run.output);
    assert!(run.output.contains("--spec petstore.yaml --out"), "{}", run.output);
}

#[test]
fn wrong_usage_exits_with_2() {
    for arguments in [
        &[][..],
        &["condegen"],
        &["codegen", "--linient"],
        &["codegen", "--spec", "a.yaml"],
        &["codegen", "--out", "a"],
        &["codegen", "--name", "a"],
        &["codegen", "--spec", "a.yaml", "--out", "a", "--name", "not a name"],
    ] {
        let run = xtask(Path::new("."), arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.errors.contains("--help"), "{arguments:?}: {}", run.errors);
    }
}

#[test]
fn the_workspace_is_brought_up_to_date_once() {
    let folder = workspace();
    let first = xtask(folder.path(), &["codegen"]);
    assert_eq!(first.code, Some(0), "{}", first.errors);
    assert!(first.output.starts_with("generated: "), "{}", first.output);
    assert!(first.output.contains(" written, 0 unchanged; no warnings; "), "{}", first.output);
    assert_eq!(first.output.lines().count(), 1, "{}", first.output);
    assert!(folder.path().join("generated/Cargo.toml").is_file());

    let second = xtask(folder.path(), &["codegen"]);
    assert_eq!(second.code, Some(0));
    assert!(second.output.contains("; 0 files written, "), "{}", second.output);
}

#[test]
fn check_exits_with_1_and_a_diff_when_stale() {
    let folder = workspace();
    assert_eq!(xtask(folder.path(), &["codegen", "--check"]).code, Some(1));
    assert!(!folder.path().join("generated").exists());

    xtask(folder.path(), &["codegen"]);
    let fresh = xtask(folder.path(), &["codegen", "--check"]);
    assert_eq!(fresh.code, Some(0), "{}{}", fresh.output, fresh.errors);
    assert!(fresh.output.contains("up to date"), "{}", fresh.output);

    let lib = folder.path().join("generated/src/lib.rs");
    let edited = fs::read_to_string(&lib).unwrap() + "// by hand\n";
    fs::write(&lib, &edited).unwrap();
    let stale = xtask(folder.path(), &["codegen", "--check"]);
    assert_eq!(stale.code, Some(1));
    assert!(stale.output.contains("--- a/src/lib.rs\n+++ b/src/lib.rs\n"), "{}", stale.output);
    assert!(stale.output.contains("\n-// by hand\n"), "{}", stale.output);
    assert!(stale.output.contains("STALE, 1 file would change"), "{}", stale.output);
    assert!(!stale.output.contains('\x1b'), "colour where there is no terminal");
    assert_eq!(fs::read_to_string(&lib).unwrap(), edited);
}

#[test]
fn any_document_becomes_a_crate_of_the_given_name() {
    let folder = workspace();
    let arguments = ["codegen", "--spec", "spec/api.json", "--out", "some/ping-client"];
    let run = xtask(folder.path(), &arguments);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.output.starts_with("some/ping-client: "), "{}", run.output);
    let manifest = || fs::read_to_string(folder.path().join("some/ping-client/Cargo.toml")).unwrap();
    assert!(manifest().contains("name = \"ping-client\""), "{}", manifest());

    let run = xtask(folder.path(), &[&arguments[..], &["--name", "pong"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(manifest().contains("name = \"pong\""), "{}", manifest());
}

#[test]
fn errors_exit_with_1_and_leave_everything_as_it_was() {
    let folder = workspace();
    let config = folder.path().join("spec/codegen.toml");

    fs::write(&config, "spec = \"none.json\"\n").unwrap();
    let run = xtask(folder.path(), &["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.errors.contains("spec/none.json"), "{}", run.errors);

    fs::write(&config, "sepc = \"api.json\"\n").unwrap();
    let run = xtask(folder.path(), &["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.errors.contains("--> spec/codegen.toml:1:1"), "{}", run.errors);

    fs::remove_file(&config).unwrap();
    let run = xtask(folder.path(), &["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.errors.contains("spec/codegen.toml"), "{}", run.errors);
    assert!(!folder.path().join("generated").exists());
}

#[test]
fn a_crate_of_somebody_else_is_not_overwritten() {
    let folder = workspace();
    let manifest = folder.path().join("generated/Cargo.toml");
    fs::create_dir(folder.path().join("generated")).unwrap();
    fs::write(&manifest, "[package]\nname = \"mine\"\n").unwrap();
    let run = xtask(folder.path(), &["codegen"]);
    assert_eq!(run.code, Some(1));
    assert!(run.errors.starts_with("error: nothing was written to `generated`"), "{}", run.errors);
    assert!(run.errors.contains("Cargo.toml exists"), "{}", run.errors);
    assert!(!folder.path().join("generated/src").exists());
}
