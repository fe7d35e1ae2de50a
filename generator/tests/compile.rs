//! What is emitted compiles without a warning, and does what the documents say: the crates of `tests/documents/`.
//!
//! They become members of one workspace under `target/tmp`, which shares this workspace's lock file, profile and
//! target folder: so every dependency is there already, nothing is downloaded, and one run of Cargo checks them all.
//! A warm run takes well under a minute; the members are small, and most of the time is the runtime that each has.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use generator::{Config, generate};

/// Clippy's usual lints, and those that this workspace adds for the endpoint's crate.
const LINTS: &[&str] = &[
    "-Dwarnings",
    "-Dmissing_docs",
    "-Dunreachable_pub",
    "-Drust_2018_idioms",
    "-Dclippy::unwrap_used",
    "-Dclippy::expect_used",
    "-Dclippy::panic",
];

/// Documents whose texts try to break out of the docs.
const DOCUMENTED: &[&str] = &["hostile", "type_names", "operations"];

/// Documents whose examples in the docs are compiled.
const SHOWN: &[&str] = &["bodies", "pagination", "parameters", "responses"];

/// Documents whose types `tests/behaviour/` reads and writes values with.
const USED: &[&str] = &[
    "all_of",
    "alternatives",
    "any_of",
    "discriminators",
    "enums",
    "formats",
    "heirs",
    "maps",
    "names",
    "objects",
    "recursion",
    "unions",
];

/// Documents that are emitted with their test program, and checked with every feature.
const TRIED: &[&str] = &["bodies", "hostile", "names", "operations", "pagination", "parameters", "security"];

/// Features by which a part of an API is there, each to be checked without the others.
const PARTS: &[&str] = &["", "orders-more", "pets", "n7-days", "webhooks", "unused-models"];

/// Every feature of a document's crate.
fn features(name: &str) -> String {
    let all = ["blocking", "compression", "mock", "smoke", "tracing"];
    all.map(|feature| format!("construct_{name}/{feature}")).join(",")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The target folder that this test was built in.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("..")
}

/// Writes the crate of each document, and the workspace around them.
fn workspace() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("constructs");
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut members = Vec::new();
    for entry in std::fs::read_dir(&documents).expect("the documents are there") {
        let document = entry.expect("the folder can be read").path();
        let name = document.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut config = Config::new(&document, folder.join(&name));
        config.package.name = Some(format!("construct_{name}"));
        config.smoke = TRIED.contains(&name.as_str());
        config.package.tag_features = name == "tags";
        let output = generate(&config).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        output.write(&config.out).expect("the crate can be written");
        members.push(name);
    }
    behaviour(&folder);
    members.push("behaviour".to_owned());
    members.sort();
    // Of the same profile as this workspace, or else every dependency would be built again.
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest);
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is committed");
    if !folder.join("Cargo.lock").exists() {
        write_if_changed(&folder.join("Cargo.lock"), &lock);
    }
    folder
}

/// The crate that uses those of some documents, without their clients: it is built and run, not only checked.
fn behaviour(folder: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour/lib.rs");
    let text = std::fs::read_to_string(source).expect("the file is committed");
    let mut manifest = String::from(
        "[package]\nname = \"behaviour\"\nedition = \"2024\"\n\n[dev-dependencies]\nserde_json = \"1\"\nserde = \"1\"\n",
    );
    for name in USED {
        let package = format!("construct_{name}");
        manifest.push_str(&format!("{package} = {{ path = \"../{name}\", default-features = false }}\n"));
    }
    std::fs::create_dir_all(folder.join("behaviour/tests")).expect("the target folder can be written");
    std::fs::create_dir_all(folder.join("behaviour/src")).expect("the target folder can be written");
    write_if_changed(&folder.join("behaviour/Cargo.toml"), &manifest);
    write_if_changed(&folder.join("behaviour/src/lib.rs"), "");
    write_if_changed(&folder.join("behaviour/tests/behaviour.rs"), &text);
}

fn write_if_changed(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    std::fs::write(path, text).expect("the target folder can be written");
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .output()
        .expect("cargo runs")
}

fn assert_silent(what: &str, output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let warned = stderr.lines().any(|line| line.starts_with("warning"));
    assert!(output.status.success() && !warned, "{what}:\n{stderr}");
}

fn assert_passed(what: &str, output: &Output) {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{what}:\n{stdout}\n{stderr}");
}

#[test]
fn every_construct_compiles_without_a_warning_and_does_what_it_says() {
    let folder = workspace();
    let clippy = cargo(&folder, &["clippy", "--version"]).status.success();
    let checked = if clippy {
        let mut arguments =
            vec!["clippy", "--offline", "--workspace", "--exclude=behaviour", "--keep-going", "--quiet"];
        let programs: Vec<String> =
            TRIED.iter().map(|name| format!("--features={}", features(name))).collect();
        arguments.extend(programs.iter().map(String::as_str));
        arguments.push("--");
        arguments.extend(LINTS);
        cargo(&folder, &arguments)
    } else {
        cargo(&folder, &["check", "--offline", "--workspace", "--quiet"])
    };
    assert_silent("the check", &checked);
    for part in PARTS {
        let features = format!("--features=client,mock,{part}");
        let part = ["check", "--offline", "--quiet", "-pconstruct_tags", "--no-default-features", &features];
        assert_silent(&features, &cargo(&folder, &part));
    }
    let mut arguments = vec!["doc", "--offline", "--no-deps", "--quiet"];
    let packages: Vec<String> = DOCUMENTED.iter().map(|name| format!("-pconstruct_{name}")).collect();
    arguments.extend(packages.iter().map(String::as_str));
    assert_silent("the docs", &cargo(&folder, &arguments));
    // In the same test: two runs of Cargo on one folder would wait for one another.
    let ran = cargo(&folder, &["test", "--offline", "--quiet", "-pbehaviour"]);
    assert_passed("the behaviour", &ran);
    let mut arguments = vec!["test", "--offline", "--quiet", "--doc"];
    let packages: Vec<String> = SHOWN.iter().map(|name| format!("-pconstruct_{name}")).collect();
    arguments.extend(packages.iter().map(String::as_str));
    assert_passed("the examples", &cargo(&folder, &arguments));
}
