//! `cargo xtask validation`: which examples of a document are found, and what is told of them.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: Examples, version: '1'}
paths:
  /things/{schema}:
    parameters:
      - {name: schema, in: path, required: true, example: ok, schema: {type: string, maxLength: 3}}
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {count: {type: integer, default: none}}}
            examples:
              good: {value: {count: 1}}
              bad: {value: {count: one}}
              shared: {$ref: "#/components/examples/shared"}
      responses:
        "200":
          description: Done.
          headers: {schema: {schema: {type: integer}, example: 1}}
          content: {application/json: {schema: {$ref: "#/components/schemas/example"}, example: null}}
components:
  examples: {shared: {value: {example: {}}}}
  schemas:
    example:
      type: string
      nullable: true
      enum: [a]
      example: a
    properties:
      properties:
        default: {type: string, example: b, x-of: {schema: {}, example: 1}}
"##;

#[test]
fn every_example_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let (path, json) = (folder.path().join("api.yaml"), folder.path().join("rows.jsonl"));
    std::fs::write(&path, DOCUMENT).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["validation".as_ref(), path.as_os_str(), "--json".as_ref(), json.as_os_str()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    let row: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    let expected = serde_json::json!({
        "document": "api", "error": null,
        // Invalid: `bad`, the default, and `null`, which the enum does not have.
        "examples": 9, "valid": 6, "invalid": 3, "agree": 9,
        "disagreements": [], "unjudged": {},
    });
    assert_eq!(row, expected, "{text}");
}
