//! What the generator emits, under review.
//!
//! Each document in `tests/documents/` has one construct, and one snapshot: every emitted file that depends on the
//! construct, one after the other, and the warnings. The files that are the same for all documents (`runtime/`) have
//! tests of their own. For the endpoint the committed `generated/` is the snapshot: the second test holds it to the
//! document. After a change: `cargo insta review`, or `INSTA_UPDATE=always cargo test -p generator`, then read the
//! difference as you would read code.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::expect_used, clippy::panic)]

use std::path::Path;

use generator::{Config, Output, generate};

fn emitted(document: &Path) -> Output {
    let name = document.file_stem().unwrap_or_default();
    let mut config = Config::new(document, Path::new("out").join(name));
    config.package.tag_features = name == "tags";
    generate(&config).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// Documents that are about the client's builder; elsewhere `client.rs` and the README are the same few lines.
const CLIENT: &[&str] = &["hostile", "json", "security", "servers", "servers_none", "servers_relative"];

/// Documents with so many types alike that their list says all.
const LIST: &[&str] = &["type_names"];

/// Documents that are about which files are there.
const FILES: &[&str] = &["tags"];

/// Whether a file follows from a document's construct.
fn is_telling(path: &str, document: &str) -> bool {
    match path {
        "API.txt" => true,
        "Cargo.toml" | "README.md" | "src/lib.rs" | "src/mock.rs" if FILES.contains(&document) => true,
        _ if FILES.contains(&document) => {
            path == "src/operations/order.rs"
                || !path.starts_with("src/runtime/") && path.ends_with("/mod.rs")
        }
        "README.md" | "src/client.rs" | "src/mock.rs" => CLIENT.contains(&document),
        ".gitattributes" | "Cargo.toml" | "src/lib.rs" => false,
        _ => {
            let common = path.starts_with("src/runtime/") || path.ends_with("/mod.rs");
            !common && (!LIST.contains(&document) || path.starts_with("src/operations/"))
        }
    }
}

fn shown(output: &Output, document: &Path) -> String {
    let name = document.file_stem().unwrap_or_default().to_string_lossy();
    let mut text = String::new();
    for (path, content) in output.files.0.iter().filter(|(path, _)| is_telling(path, &name)) {
        let (_, content) = content.split_once("\n\n").unwrap_or_default();
        text.push_str(&format!("======== {path}\n\n{content}\n"));
    }
    text.push_str("======== warnings\n\n");
    // The folder differs from one checkout to the next.
    let folder = document.parent().unwrap_or(document).display();
    text.push_str(&output.warnings.render(false).replace(&format!("{folder}/"), ""));
    text
}

#[test]
fn each_construct_is_emitted_as_reviewed() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("documents/*", |document| {
            insta::assert_snapshot!("construct", shown(&emitted(document), document));
        });
    });
}

#[test]
fn the_endpoint_is_emitted_as_committed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let config = Config::read(&root.join("spec/codegen.toml")).expect("the configuration is right");
    let output = generate(&config).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let stale = output.check(&root.join("generated")).expect("the folder can be read");
    assert!(stale.is_empty(), "run `cargo xtask codegen`: {:?} differ\n{}", stale.paths, stale.diff);
}
