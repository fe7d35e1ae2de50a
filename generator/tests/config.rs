//! `codegen.toml`: what it may say, and what is said about it when it is wrong.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use generator::config::{Config, FILE_NAME, check_crate_name};

const FULL: &str = r##"
spec = "api.yaml"
out = "../out"

[crate]
name = "my-api"
version = "1.2.3"
description = "A client."
license = "MIT"
repository = "https://example.com/my-api"
authors = ["A <a@example.com>"]
workspace = true

[crate.dev-dependencies]
tokio = { workspace = true, features = ["full"] }
axum.workspace = true
insta = "1"

[secrets]
names = ["api_key"]
pointers = ["#/components/schemas/Hook/properties/url"]

[formats]
my-url = "https-url"

[security.oauth.parameters]
audience = "https://{domain}/api/"

[rename.types]
"#/components/schemas/Foo" = "Bar"

[rename.values.Color]
"1" = "Red"

[replace]
Money = "rust_decimal::Decimal"

[derive]
all = ["Eq"]
"##;

fn parse(text: &str) -> Config {
    Config::parse(Path::new("spec/codegen.toml"), text).unwrap()
}

fn error(text: &str) -> String {
    Config::parse(Path::new("spec/codegen.toml"), text).unwrap_err().to_string()
}

#[test]
fn every_key_is_read() {
    let config = parse(FULL);
    assert_eq!(config.spec, Path::new("spec/api.yaml"));
    assert_eq!(config.out, Path::new("out"));
    let package = &config.package;
    assert_eq!(package.name.as_deref(), Some("my-api"));
    assert_eq!(package.version.as_deref(), Some("1.2.3"));
    assert_eq!(package.description.as_deref(), Some("A client."));
    assert_eq!(package.license.as_deref(), Some("MIT"));
    assert_eq!(package.repository.as_deref(), Some("https://example.com/my-api"));
    assert_eq!(package.authors, ["A <a@example.com>"]);
    assert!(package.workspace);
    assert_eq!(config.secrets.names, ["api_key"]);
    assert_eq!(config.secrets.pointers, ["#/components/schemas/Hook/properties/url"]);
    assert_eq!(config.formats["my-url"], "https-url");
    assert_eq!(config.security["oauth"].parameters["audience"], "https://{domain}/api/");
    assert_eq!(config.rename.types["#/components/schemas/Foo"], "Bar");
    assert_eq!(config.rename.values["Color"]["1"], "Red");
    assert_eq!(config.replace["Money"], "rust_decimal::Decimal");
    assert_eq!(config.derive.all, ["Eq"]);
}

/// The manifest gets them as their author wrote them: in this order, and each on its line.
#[test]
fn dev_dependencies_keep_their_order_and_form() {
    let lines: Vec<String> = parse(FULL)
        .package
        .dev_dependencies
        .iter()
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    assert_eq!(
        lines,
        [
            r#"tokio = { workspace = true, features = ["full"] }"#,
            "axum = { workspace = true }",
            r#"insta = "1""#,
        ]
    );
}

#[test]
fn everything_but_the_document_has_a_default() {
    let config = parse("spec = \"api.yaml\"");
    let mut expected = Config::new("spec/api.yaml", "generated");
    expected.source.clone_from(&config.source);
    assert_eq!(config, expected);
    assert_eq!(config.crate_name(), "generated");
}

#[test]
fn paths_are_seen_from_the_file() {
    let at = |file: &str, spec: &str| {
        Config::parse(Path::new(file), &format!("spec = {spec:?}\nout = \"./o\"")).unwrap()
    };
    assert_eq!(at(FILE_NAME, "api.yaml").spec, Path::new("api.yaml"));
    assert_eq!(at("../a/b/codegen.toml", "../../../x.yaml").spec, Path::new("../../x.yaml"));
    assert_eq!(at("/a/codegen.toml", "../x.yaml").spec, Path::new("/x.yaml"));
    assert_eq!(at("a/codegen.toml", "/abs/x.yaml").spec, Path::new("/abs/x.yaml"));
    assert_eq!(at("a/codegen.toml", "x.yaml").out, Path::new("a/o"));
}

#[test]
fn a_mistake_is_shown_at_its_line() {
    let text = error("spec = \"api.yaml\"\n\n[crate]\nnmae = \"x\"\n");
    assert!(text.contains("unknown field `nmae`, expected one of `name`"), "{text}");
    assert!(text.contains("--> spec/codegen.toml:4:1"), "{text}");
    assert!(text.contains("4 | nmae = \"x\"\n  | ^^^^"), "{text}");

    for (text, line, message) in [
        ("\nspec = \"a", 2, "invalid basic string"),
        ("spec = 1", 1, "invalid type: integer `1`"),
        ("spec = \"a\"\nspec = \"b\"", 2, "duplicate key"),
        ("spec = \"a\"\n[secrets]\nnames = \"x\"", 3, "expected a sequence"),
        ("spec = \"a\"\n[formats]\nx = true", 3, "expected a string"),
        ("spec = \"a\"\n[security.s]\nparams = {}", 3, "unknown field `params`"),
        ("spec = \"a\"\n[crate]\nname = \"1st\"", 3, "does not start with a letter"),
        ("spec = \"a\"\n[crate]\nversion = \"1\"", 3, "`1` is not a version"),
        ("spec = \"a\"\n[secrets]\npointers = [\n\"#/a\",\n\"b\"]", 5, "`b` is not a JSON Pointer"),
        ("spec = \"a\"\n[rename]\nFoo = \"Bar\"", 3, "unknown field `Foo`"),
        ("spec = \"a\"\n[replace]\nFoo = \"fn() {\"", 3, "`fn() {` is not the path of a type"),
        ("spec = \"a\"\n[derive]\nall = [\n\"a b\"]", 4, "`a b` is not the path of a trait"),
    ] {
        let shown = error(text);
        assert!(shown.contains(message), "{message:?} is not in:\n{shown}");
        assert!(shown.contains(&format!("--> spec/codegen.toml:{line}:")), "line {line} is not in:\n{shown}");
    }
}

#[test]
fn a_file_that_names_no_document_says_what_to_add() {
    let text = error("[crate]\nname = \"x\"\n");
    assert!(text.contains("the document is not named"), "{text}");
    assert!(text.contains("spec = \"api.yaml\""), "{text}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let text = Config::read(Path::new("no/such/codegen.toml")).unwrap_err().to_string();
    assert!(text.contains("no/such/codegen.toml"), "{text}");
}

#[test]
fn later_problems_have_a_place_too() {
    let config = parse(FULL);
    let at = |keys: &[&str]| config.locate(keys).map(|bytes| &FULL[bytes]);
    assert_eq!(at(&["formats", "my-url"]), Some("\"https-url\""));
    assert_eq!(at(&["secrets", "names", "0"]), Some("\"api_key\""));
    assert_eq!(at(&["rename", "types", "#/components/schemas/Foo"]), Some("\"Bar\""));
    assert_eq!(at(&["security", "oauth"]), Some("oauth"));
    assert_eq!(at(&["crate", "none"]), Some("crate"));
    assert_eq!(at(&["none"]), None);
    assert_eq!(Config::new("a", "b").locate(&["spec"]), None);

    let text = config.error("not known", &["formats", "my-url"]).with_help("try uri").render(false);
    assert!(text.contains("my-url = \"https-url\"") && text.contains("help: try uri"), "{text}");
}

#[test]
fn the_file_beside_a_document_counts_when_it_speaks_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    let name = |spec: &str| Config::for_spec(&path(spec), Path::new("some/out")).unwrap().crate_name();

    assert_eq!(name("api.yaml"), "out");
    fs::write(path(FILE_NAME), "[crate]\nname = \"named\"").unwrap();
    assert_eq!(name("api.yaml"), "named");
    fs::write(path(FILE_NAME), "spec = \"api.yaml\"\nout = \"elsewhere\"\n[crate]\nname = \"named\"")
        .unwrap();
    assert_eq!(name("api.yaml"), "named");
    assert_eq!(name("other.yaml"), "out");
    let config = Config::for_spec(&path("api.yaml"), Path::new("some/out")).unwrap();
    assert_eq!((config.spec, config.out), (path("api.yaml"), PathBuf::from("some/out")));
    fs::write(path(FILE_NAME), "sepc = \"api.yaml\"").unwrap();
    assert!(Config::for_spec(&path("other.yaml"), Path::new("o")).is_err());
}

#[test]
fn the_document_is_read_or_refused_at_the_key_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE_NAME);
    let config = Config::parse(&file, "\nspec = \"api.yaml\"").unwrap();

    let missing = config.read_spec().unwrap_err().to_string();
    assert!(missing.contains("api.yaml") && missing.contains("codegen.toml:2:8"), "{missing}");
    fs::write(&config.spec, [0xff, 0xfe, b'o']).unwrap();
    let binary = config.read_spec().unwrap_err().to_string();
    assert!(binary.contains("is not UTF-8 text"), "{binary}");
    fs::write(&config.spec, "openapi: 3.0.3\n").unwrap();
    assert_eq!(config.read_spec().unwrap(), "openapi: 3.0.3\n");
}

#[cfg(target_os = "linux")]
#[test]
fn an_endless_document_is_refused() {
    let endless = Config::new("/dev/zero", "out").read_spec().unwrap_err().to_string();
    assert!(endless.contains("has more than 128 MB"), "{endless}");
}

#[test]
fn names_of_crates() {
    assert_eq!(check_crate_name("my-api"), Ok(()));
    assert!(check_crate_name("my api").unwrap_err().contains("' '"));
}

#[test]
fn lenient_is_off_unless_it_is_asked_for() {
    let lenient = |text: &str| Config::parse(Path::new("codegen.toml"), text).unwrap().lenient;
    assert!(!lenient("spec = 'api.yaml'\n"));
    assert!(lenient("spec = 'api.yaml'\nlenient = true\n"));
}
