//! The test program: `Config::smoke`. That it compiles is seen in `tests/compile.rs`.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::panic)]

use std::path::Path;

use generator::{Config, Output, generate};

fn emitted(name: &str, smoke: bool) -> Output {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smoke").join(name);
    let mut config = Config::new(document, "out/values");
    config.smoke = smoke;
    generate(&config).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

#[test]
fn values_satisfy_their_schemas() {
    for (document, snapshot) in [("values.yaml", "smoke_calls"), ("values_3_1.yaml", "smoke_calls_3_1")] {
        let output = emitted(document, true);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(snapshot, output.files.0["src/bin/smoke/calls.rs"]);
        });
    }
}

#[test]
fn the_program_is_there_only_when_it_is_asked_for() {
    let (with, without) = (emitted("values.yaml", true), emitted("values.yaml", false));
    let is_of_it = |path: &&String| path.starts_with("src/bin/");
    assert_eq!(with.files.0.keys().filter(is_of_it).count(), 2);
    assert_eq!(without.files.0.keys().filter(is_of_it).count(), 0);
    assert!(with.files.0["Cargo.toml"].contains("required-features = [\"smoke\"]"));
    assert!(!without.files.0["Cargo.toml"].contains("smoke"));
    // Nothing else of the crate is another with it.
    let others = without.files.0.iter().filter(|(path, _)| *path != "Cargo.toml");
    assert!(others.into_iter().all(|(path, text)| with.files.0[path] == *text));
}
