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

/// What is told of a document, which has to be all right.
fn row(document: &str, arguments: &[&str]) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let (path, json) = (folder.path().join("api.yaml"), folder.path().join("rows.jsonl"));
    std::fs::write(&path, document).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["validation".as_ref(), path.as_os_str(), "--json".as_ref(), json.as_os_str()])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap()
}

#[test]
fn every_example_is_asked_about() {
    let row = row(DOCUMENT, &[]);
    let expected = serde_json::json!({
        "document": "api", "error": null,
        // Invalid: `bad`, the default, and `null`, which the enum does not have.
        "examples": 9, "valid": 6, "invalid": 3, "agree": 9,
        "disagreements": [], "unjudged": {},
        "mutants": 0, "told_once": 0, "told_each": 0, "told_otherwise": [],
    });
    assert_eq!(row, expected);
}

const VALUES: &str = r##"
openapi: 3.0.3
info: {title: Values, version: '1'}
paths: {}
components:
  schemas:
    Order:
      type: object
      required: [id, lines]
      additionalProperties: false
      properties:
        id: {type: string, minLength: 2, maxLength: 4, pattern: "^[a-z]"}
        lines:
          type: array
          minItems: 1
          maxItems: 2
          uniqueItems: true
          items: {$ref: "#/components/schemas/Line"}
        state: {type: string, enum: [open, done], nullable: true}
        pay: {$ref: "#/components/schemas/Pay"}
      example:
        id: abc
        lines: [{count: 4, price: 1.5}]
        state: open
        pay: {kind: card, number: "1111"}
    Line:
      allOf:
        - {type: object, required: [count]}
        - properties:
            count: {type: integer, minimum: 2, maximum: 8, multipleOf: 2}
            price: {type: number, minimum: 0, exclusiveMinimum: true}
    Pay:
      oneOf:
        - {type: object, required: [kind, number], properties: {kind: {type: string, enum: [card]}, number: {type: string, minLength: 4}}}
        - {type: object, required: [kind, iban], properties: {kind: {type: string, enum: [bank]}, iban: {type: string}}}
"##;

#[test]
fn each_keyword_that_is_broken_alone_is_told_once() {
    let row = row(VALUES, &["--mutate"]);
    assert_eq!(row["told_otherwise"], serde_json::json!([]), "{row}");
    assert!(row["mutants"].as_u64() > Some(30), "{row}");
    assert_eq!(row["mutants"], row["told_once"]);
}

const BROKEN_TWICE: &str = r##"
openapi: 3.1.0
info: {title: Values, version: '1'}
paths: {}
components:
  schemas:
    Code: {type: string, maxLength: 3, pattern: "^[a-z]{3}$"}
    Map:
      oneOf:
        - {type: object, properties: {code: {$ref: "#/components/schemas/Code"}}, additionalProperties: {type: integer}}
        - {type: object, required: [list], minProperties: 2, properties: {list: {type: array, prefixItems: [{type: string}], items: false}}}
      example: {code: abc, more: 1}
    Closed:
      allOf: [{$ref: "#/components/schemas/Map"}]
      properties: {extra: {not: {type: "null"}}, kept: {const: 1}}
      dependentRequired: {extra: [kept]}
      maxProperties: 4
      propertyNames: {maxLength: 5}
      example: {code: abc, extra: 1, kept: 1, none: 1}
    Held:
      type: object
      properties: {a: {contains: {type: integer}}, b: {not: {type: integer}}, c: {const: 2}, d: true}
      dependentRequired: {a: [b]}
      maxProperties: 4
      propertyNames: {maxLength: 5}
      unevaluatedProperties: false
      example: {a: [1], b: x, c: 2}
"##;

/// A text that is too long breaks its pattern as well: in a union the other validator says no more than that no member fits.
#[test]
fn what_is_broken_twice_by_one_change_is_told_twice() {
    let row = row(BROKEN_TWICE, &["--mutate"]);
    assert_eq!(row["told_otherwise"], serde_json::json!([]), "{row}");
    let count = |name: &str| row[name].as_u64().unwrap();
    assert!(count("told_each") > 0 && count("told_once") > 10, "{row}");
    assert_eq!(count("mutants"), count("told_once") + count("told_each"));
}
