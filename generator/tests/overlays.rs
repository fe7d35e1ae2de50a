//! Overlays: what they do to a document, and where what is wrong is shown.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use generator::diagnostic::Diagnostics;
use generator::document::{Document, NoFiles, Options, Overlay, Part, Pointer};
use serde_json::{Value, json};

fn overlay(name: &str, actions: &str) -> Overlay {
    let text = format!("overlay: 1.1.0\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}");
    Overlay { name: name.to_owned(), text }
}

fn read(document: &str, overlays: &[Overlay]) -> Result<(Document, Diagnostics), Diagnostics> {
    let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{document}");
    Document::read_with("api.yaml", text, Options { lenient: false, files: &NoFiles, overlays })
}

/// `x-data` of a document after the actions.
fn changed(data: &str, actions: &str) -> Value {
    let (document, warnings) = read(&format!("x-data: {data}\n"), &[overlay("overlay.yaml", actions)])
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(warnings.is_empty(), "{warnings}");
    document.get(&Pointer::parse("#/x-data").unwrap()).cloned().unwrap_or_default()
}

#[test]
fn nodes_are_merged_copied_and_removed() {
    let cases = [
        (
            "{a: 1, b: {c: [1]}}",
            "update: {a: 2, b: {c: [2], d: x}, e: ~}",
            json!({ "a": 2, "b": { "c": [1, 2], "d": "x" }, "e": null }),
        ),
        ("[1]", "update: 2", json!([1, 2])),
        ("[1]", "update: {a: b}", json!([1, { "a": "b" }])),
        ("[1]", "update: [2, 3]", json!([1, 2, 3])),
        ("old", "update: new", json!("new")),
        ("{a: 1}", "remove: true", json!(null)),
        // `remove` goes before `update`.
        ("{a: 1}", "remove: true, update: {b: 2}", json!(null)),
        ("{a: 1}", "remove: false, update: {b: 2}", json!({ "a": 1, "b": 2 })),
        ("{a: 1}", "description: nothing is done", json!({ "a": 1 })),
        ("{a: 1}", "copy: $.info", json!({ "a": 1, "title": "T", "version": "1" })),
        ("[1]", "copy: $.info.title", json!([1, "T"])),
    ];
    for (data, action, expected) in cases {
        let actions = format!("  - {{target: \"$['x-data']\", {action}}}\n");
        assert_eq!(changed(data, &actions), expected, "{data}: {action}");
    }
}

#[test]
fn actions_follow_one_another_and_select_as_rfc_9535_says() {
    let data = "{list: [{n: 1, t: [k]}, {n: 2}, {n: 3}, {n: 20}], deep: {er: {n: 2}}}";
    let cases = [
        (
            "$['x-data'].list[?@.n >= 2]",
            json!({ "list": [{ "n": 1, "t": ["k"] }], "deep": { "er": { "n": 2 } } }),
        ),
        (
            "$['x-data']..[?@.n == 2]",
            json!({ "list": [{ "n": 1, "t": ["k"] }, { "n": 3 }, { "n": 20 }], "deep": {} }),
        ),
        (
            "$['x-data'].list[?count(@.t[*]) == 1 || match(@.n, '2')]",
            json!({ "list": [{ "n": 2 }, { "n": 3 }, { "n": 20 }], "deep": { "er": { "n": 2 } } }),
        ),
        (
            "$['x-data'].list[-1, 0]",
            json!({ "list": [{ "n": 2 }, { "n": 3 }], "deep": { "er": { "n": 2 } } }),
        ),
        ("$['x-data']['list', 'deep']", json!({})),
    ];
    for (target, expected) in cases {
        assert_eq!(
            changed(data, &format!("  - target: \"{target}\"\n    remove: true\n")),
            expected,
            "{target}"
        );
    }
    let replaced = "  - {target: \"$['x-data'].list\", remove: true}\n  - {target: \"$['x-data']\", update: {list: [new]}}\n";
    assert_eq!(changed(data, replaced), json!({ "deep": { "er": { "n": 2 } }, "list": ["new"] }));
}

/// Where a node is, and what is written there.
fn written(document: &Document, pointer: &str) -> (String, String) {
    let span = document.locate(&Pointer::parse(pointer).unwrap(), Part::Value);
    (span.file.name.clone(), span.file.text[span.bytes].to_owned())
}

#[test]
fn nodes_are_found_where_they_were_written() {
    let document =
        "components:\n  schemas:\n    A: {type: string, enum: [a, b, c]}\n    B: {type: boolean}\n";
    let first = overlay(
        "first.yaml",
        "  - {target: '$.components.schemas.A.enum[0]', remove: true}\n  - target: $.components.schemas\n    update:\n      \
         A: {enum: [d], description: First}\n      C: {type: object, properties: {n: {type: integer}}}\n",
    );
    let second = overlay(
        "second.yaml",
        "  - {target: $.components.schemas.A.description, update: Second}\n  \
         - {target: $.components.schemas.B, copy: $.components.schemas.C.properties.n}\n  \
         - {target: $.components.schemas, update: {D: {allOf: [{$ref: '#/components/schemas/C/properties/n'}]}}}\n",
    );
    let (document, warnings) = read(document, &[first, second]).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.is_empty(), "{warnings}");
    let places = [
        ("A/enum/0", "api.yaml", "b"),
        ("A/enum/1", "api.yaml", "c"),
        ("A/enum/2", "first.yaml", "d"),
        ("A/description", "second.yaml", "Second"),
        ("B/type", "first.yaml", "integer"),
        // It was named, and moved, after the overlay wrote it.
        ("C_n/type", "first.yaml", "integer"),
        ("D/allOf/0/$ref", "second.yaml", "'#/components/schemas/C/properties/n'"),
    ];
    for (pointer, file, text) in places {
        let pointer = format!("#/components/schemas/{pointer}");
        assert!(document.get(&Pointer::parse(&pointer).unwrap()).is_some(), "{pointer}");
        assert_eq!(written(&document, &pointer), (file.to_owned(), text.to_owned()), "{pointer}");
    }
}

#[test]
fn what_is_wrong_is_shown_in_the_overlay() {
    let typo = overlay(
        "typo.yaml",
        "  - {target: $.info, update: {title: 1}}\n  - {target: '$.servers[0]', update: {url: /}}\n  \
         - {target: $.components.schemas.A, update: {items: {type: strng}}}\n",
    );
    let errors = read("components: {schemas: {A: {type: array}}}\n", &[typo]).unwrap_err();
    insta::assert_snapshot!("a_typo_in_an_overlay", errors.render(false));
    let mismatch = overlay(
        "mismatch.yaml",
        "  - {target: $, update: {paths: ~, info: {title: {en: T}}}}\n  - {target: $.info, copy: $.info.*}\n",
    );
    let errors = read("", &[mismatch]).unwrap_err();
    insta::assert_snapshot!("an_update_that_does_not_fit", errors.render(false));
}

#[test]
fn malformed_overlays() {
    let text = "overlay: 2.0.0\ninfo: {title: O}\nactoins: []\nactions:\n  - {target: \"$.paths.['/a']\", remove: true}\n  \
                - {target: 1, remove: yes please}\n  - {update: {}}\n  - {target: $, copy: $.info, update: {}}\n  - text\n";
    let overlay = Overlay { name: "overlay.yaml".to_owned(), text: text.to_owned() };
    insta::assert_snapshot!("a_malformed_overlay", read("", &[overlay]).unwrap_err().render(false));
    for text in
        ["", "[]", "overlay: 1.0.0", "{", "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: []\n"]
    {
        let overlay = Overlay { name: "overlay.yaml".to_owned(), text: text.to_owned() };
        let errors = read("", &[overlay]).unwrap_err();
        assert!(errors.iter().all(|each| matches!(each.code, "E0109" | "E0101")), "{text:?}: {errors}");
    }
}

/// Copies of copies are bounded, in number and in depth.
#[test]
fn overlays_that_grow_without_end() {
    let doubling: String = (0..64)
        .map(|at| format!("  - {{target: $, update: {{x{at}: {{}}}}}}\n  - {{target: $.x{at}, copy: $}}\n"))
        .collect();
    let errors = read("", &[overlay("overlay.yaml", &doubling)]).unwrap_err();
    assert!(errors.iter().any(|each| each.code == "E0104"), "{errors}");
    let deeper = "  - {target: \"$..a\", update: {a: {}}}\n".repeat(200);
    let errors = read("x-data: {a: {}}\n", &[overlay("overlay.yaml", &deeper)]).unwrap_err();
    assert_eq!(errors.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0103"], "{errors}");
}

/// Sets of three files in a folder each, such as the Overlay Specification's own compliant sets: `openapi.yaml` with
/// `overlay.yaml` is `output.yaml`. More of them are read where `OVERLAY_SETS` says.
#[test]
fn sets_give_the_stated_output() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/overlays");
    let others = std::env::var_os("OVERLAY_SETS").map(std::path::PathBuf::from);
    let mut sets = 0;
    for folder in [Some(own), others].into_iter().flatten() {
        for set in std::fs::read_dir(&folder).unwrap() {
            let set = set.unwrap().path();
            if !set.is_dir() {
                continue;
            }
            let text = |name: &str| std::fs::read_to_string(set.join(name)).unwrap();
            let tree = |text: String, overlays: &[Overlay]| {
                let options = Options { lenient: true, files: &NoFiles, overlays };
                let (document, _) =
                    Document::read_with("openapi.yaml", text, options).unwrap_or_else(|e| panic!("{e}"));
                document.get(&Pointer::root()).cloned()
            };
            let overlay = Overlay { name: "overlay.yaml".to_owned(), text: text("overlay.yaml") };
            assert_eq!(
                tree(text("openapi.yaml"), &[overlay]),
                tree(text("output.yaml"), &[]),
                "{}",
                set.display()
            );
            sets += 1;
        }
    }
    assert!(sets > 0);
}

#[test]
fn the_configuration_names_overlays() {
    let text = "spec = \"api.yaml\"\noverlays = [\"a.yaml\", \"../b.yaml\"]\n";
    let config = generator::Config::parse(Path::new("nowhere/spec/codegen.toml"), text).unwrap();
    assert_eq!(config.overlays, [Path::new("nowhere/spec/a.yaml"), Path::new("nowhere/b.yaml")]);
    let error = config.read_overlays().unwrap_err();
    assert!(error.render(false).contains("codegen.toml:2:13"), "{error}");
}
