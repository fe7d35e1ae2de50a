//! What YAML has beside JSON, and what of it means something else than it looks.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use generator::diagnostic::Diagnostics;
use generator::document::{Document, Pointer};
use serde_json::{Value, json};

fn try_read(text: &str) -> Result<(Document, Diagnostics), Diagnostics> {
    let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{text}");
    Document::read("api.yaml", text)
}

/// `x-data` of a document.
fn data(text: &str) -> Value {
    let (document, warnings) = try_read(text).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.is_empty(), "{warnings}");
    document.get(&Pointer::parse("#/x-data").unwrap()).cloned().unwrap_or_default()
}

#[test]
fn keys_are_texts_whatever_they_look_like() {
    let keys = data(
        "x-data:\n  200: a\n  0200: a\n  1.0: a\n  true: a\n  no: a\n  on: a\n  null: a\n  ~: a\n  0x1F: a\n  1e3: a\n  \
         2024-01-31: a\n  '': a\n  -: a\n  .inf: a\n  1_000: a\n",
    );
    let keys: Vec<&String> = keys.as_object().unwrap().keys().collect();
    let expected = [
        "200",
        "0200",
        "1.0",
        "true",
        "no",
        "on",
        "null",
        "~",
        "0x1F",
        "1e3",
        "2024-01-31",
        "",
        "-",
        ".inf",
        "1_000",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn values_are_those_of_yaml_1_2() {
    let cases = [
        ("[yes, No, on, OFF, y]", json!(["yes", "No", "on", "OFF", "y"])),
        ("[true, True, FALSE]", json!([true, true, false])),
        ("[null, ~, '', ]", json!([null, null, ""])),
        ("[010, 0o10, 0x1F, +7, -0]", json!(["010", 8, 31, 7, 0])),
        ("[1e3, 1.50, .5, 6., -1.0]", json!([1e3, 1.5, 0.5, 6.0, -1.0])),
        (
            "[18446744073709551615, 9223372036854775808]",
            json!([18_446_744_073_709_551_615_u64, 9_223_372_036_854_775_808_u64]),
        ),
        ("[2024-01-31, 12:30:45, 1.2.3, 1_000]", json!(["2024-01-31", "12:30:45", "1.2.3", "1_000"])),
        ("[!!str 1, !custom a, 'it''s']", json!(["1", "a", "it's"])),
        ("[.inf, -.inf, .nan]", json!(["inf", "-inf", "NaN"])),
    ];
    for (text, expected) in cases {
        assert_eq!(data(&format!("x-data: {text}\n")), expected, "{text}");
    }
}

#[test]
fn anchors_stand_for_what_they_name() {
    let text = "x-a: &a {n: 1}\nx-data: [*a, {deep: *a}, &b text, *b]\n";
    assert_eq!(data(text), json!([{ "n": 1 }, { "deep": { "n": 1 } }, "text", "text"]));
    // The nearest before counts.
    assert_eq!(data("x-a: &a 1\nx-b: &a 2\nx-data: *a\n"), json!(2));
    assert!(try_read("x-data: *nowhere\n").is_err());
    assert!(try_read("x-data: &a [*a]\n").is_err());
}

#[test]
fn merge_keys_add_what_is_not_there() {
    let bases = "x-one: &one {a: 1, b: 1}\nx-two: &two {b: 2, c: 2}\n";
    let cases = [
        ("{<<: *one, b: own}", json!({ "b": "own", "a": 1 })),
        ("{b: own, <<: *one}", json!({ "b": "own", "a": 1 })),
        ("{<<: [*one, *two]}", json!({ "a": 1, "b": 1, "c": 2 })),
        ("{<<: [*two, *one]}", json!({ "b": 2, "c": 2, "a": 1 })),
        ("{<<: {x: {<<: *one}}}", json!({ "x": { "a": 1, "b": 1 } })),
        ("{<<: text}", json!({ "<<": "text" })),
    ];
    for (text, expected) in cases {
        assert_eq!(data(&format!("{bases}x-data: {text}\n")), expected, "{text}");
    }
    // A merged node is found where its base was written.
    let text = "components:\n  schemas:\n    A: &a {type: strng}\n    B:\n      <<: *a\n";
    let errors = try_read(text).unwrap_err();
    let lines: Vec<_> = errors.iter().map(|each| each.span().unwrap().to_string()).collect();
    assert_eq!(lines, ["api.yaml:6:18"], "{errors}");
}

#[test]
fn a_key_that_comes_twice_is_refused() {
    for text in ["{a: 1, a: 2}", "{200: 1, '200': 2}", "{true: 1, \"true\": 2}", "[{deep: {a: 1, a: 1}}]"] {
        let errors = try_read(&format!("x-data: {text}\n")).unwrap_err();
        assert_eq!(errors.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0102"], "{text}: {errors}");
    }
    assert!(try_read("x-data: {<<: {a: 1}, <<: {b: 1}}\n").is_err());
}

/// As in every description: statuses without quotes, a response that others repeat, a parameter that is merged.
#[test]
fn a_document_made_of_anchors() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: 1}\npaths:\n  /a/{id}:\n    get:\n      parameters:\n        - &id {name: id, in: path, required: true, schema: {type: string}}\n      \
                responses:\n        200: &ok {description: D}\n        404:\n          <<: *ok\n          description: Gone\n  /b/{id}:\n    get:\n      \
                parameters: [{<<: *id, description: Other}]\n      responses: {200: *ok}\n";
    let (document, warnings) =
        Document::read("api.yaml", text.to_owned()).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(warnings.len(), 1, "{warnings}");
    assert_eq!(document.openapi.operations().count(), 2);
    let get = document.openapi.paths.paths["/a/{id}"].as_item().unwrap().get.as_ref().unwrap();
    assert_eq!(get.responses.responses.len(), 2);
}
