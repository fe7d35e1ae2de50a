//! `cargo xtask corpus` as it is typed.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn corpus(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("corpus").arg(folder.join("documents")).arg("--out").arg(folder.join("out"));
    command.args(arguments).output().unwrap()
}

/// A folder of documents, and a place for what is emitted.
fn folder(documents: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in documents {
        let path = folder.path().join("documents").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Operations behind a path item's reference, behind merge keys, and of 3.2.
const MANY: &str = r##"openapi: 3.2.0
info: { title: Many, version: "1" }
paths:
  /merged:
    <<: &item
      get: { responses: { "204": { description: D } } }
  /again: *item
  /refers: { $ref: "#/components/pathItems/Shared" }
  /search:
    query: { responses: { "204": { description: D } } }
    additionalOperations:
      COPY: { responses: { "204": { description: D } } }
  x-extension: { get: {} }
components:
  pathItems:
    Shared: { put: { responses: { "204": { description: D } } } }
  schemas:
    Part: { type: object, properties: { inner: { type: object, properties: { n: { type: integer } } } } }
    Mixed: { enum: [1, a] }
"##;

#[test]
fn a_row_says_what_came_of_a_document() {
    let folder = folder(&[("many.yaml", MANY), ("old/swagger.json", "{\"swagger\": \"2.0\"}")]);
    let table = folder.path().join("table.jsonl");
    let run = corpus(folder.path(), &["--json", table.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    let rows: Vec<Value> =
        fs::read_to_string(table).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [many, old] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(many["document"], "many");
    assert_eq!(many["operations_in"], 5);
    assert_eq!(many["schemas_in"], 2);
    assert!(many["types_out"].as_u64().unwrap() >= 3 && many["lines"].as_u64().unwrap() > 100, "{many}");
    assert!(many["degraded"].is_object() && many["check_cpu_s"].is_null(), "{many}");
    if cfg!(target_os = "linux") {
        assert!(many["emit_cpu_s"].is_number() && many["peak_mb"].as_f64().unwrap() > 1.0, "{many}");
    }
    assert_eq!(old["document"], "old");
    assert_eq!(old["ok"], false);
    assert!(old["error"].as_str().unwrap().contains("Swagger 2.0"), "{old}");
}

#[test]
fn all_that_passes_is_a_success() {
    let folder = folder(&[("many.yaml", MANY)]);
    let run = corpus(folder.path(), &[]);
    let said = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(0), "{said}");
    assert!(said.contains("1 of 1 emitted"), "{said}");
    assert_eq!(corpus(folder.path(), &["--only", "none"]).status.code(), Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_document_that_takes_too_much_is_stopped() {
    let folder = folder(&[("many.yaml", MANY)]);
    for (limit, says) in [("--max-mb", "took more than 0 MB"), ("--max-seconds", "took more than 0 s")] {
        let run = corpus(folder.path(), &[limit, "0"]);
        let said = String::from_utf8(run.stdout).unwrap();
        assert_eq!(run.status.code(), Some(1), "{said}");
        assert!(said.contains(says), "{said}");
    }
}
