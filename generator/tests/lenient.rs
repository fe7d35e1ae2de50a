//! Documents that break their own rules, read leniently: the broken place is degraded, all else is there.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use generator::document::{Document, NoFiles, Options, Part, Pointer};
use serde_json::json;

const BROKEN: &str = r##"openapi: 3.0.3
info: {title: T}
paths:
  pets:
    get: {operationId: a, responses: {"200": {$ref: "#/components/responses/Nope"}}}
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: other, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: a
      parameters:
        - {in: query, schema: {type: string}}
        - {name: q, in: query, style: matrix, schema: {type: strng}}
        - {$ref: "#/components/parameters/Nope"}
        - {name: last, in: query, schema: {$ref: "#/components/schemas/Nope"}}
      responses: {}
    post: {requestBody: {}}
    put: nothing
components:
  schemas:
    A: {properties: {x: {$ref: "#/nope"}, y: {minLength: many}, z: {oneOf: [{type: string}, 5]}}, required: [[], x]}
    B: {$ref: "#/components/schemas/B"}
    C: {type: string, discriminator: {mapping: {}}}
    C: {type: integer}
  securitySchemes:
    odd: {type: odd}
"##;

fn lenient(text: &str) -> (Document, generator::Diagnostics) {
    let options = Options { lenient: true, files: &NoFiles, ..Options::default() };
    Document::read_with("api.yaml", text.to_owned(), options).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn a_broken_document_is_read() {
    assert!(Document::read("api.yaml", BROKEN.to_owned()).unwrap_err().errors() > 15);
    let (document, warnings) = lenient(BROKEN);
    insta::assert_snapshot!(warnings.render(false));
    let tree = document.get(&Pointer::root()).unwrap();
    insta::assert_snapshot!("repaired_tree", serde_json::to_string_pretty(tree).unwrap());
    // Tree and typed document are in step: the parameter that comes last in both is the same.
    let item = document.openapi.paths.paths["/a/{id}"].as_item().unwrap();
    let names = |parameters: &[openapiv3::ReferenceOr<openapiv3::Parameter>]| -> Vec<String> {
        parameters.iter().map(|each| each.as_item().unwrap().parameter_data_ref().name.clone()).collect()
    };
    assert_eq!(names(&item.parameters), ["id"]);
    assert_eq!(names(&item.get.as_ref().unwrap().parameters), ["q", "last"]);
    let last = Pointer::parse("#/paths/~1a~1{id}/get/parameters/1").unwrap();
    assert_eq!(document.get(&last).unwrap()["name"], json!("last"));
    let span = document.locate(&last.join("name"), Part::Value);
    assert_eq!(&span.file.text[span.bytes], "last");
    assert_eq!(document.openapi.operations().count(), 4);
}

#[test]
fn what_is_no_document_is_refused_all_the_same() {
    for text in ["", "a: [", "[]", "swagger: '2.0'", "openapi: 2.0.0\ninfo: {}\n"] {
        let options = Options { lenient: true, files: &NoFiles, ..Options::default() };
        let errors = Document::read_with("api.yaml", text.to_owned(), options).unwrap_err();
        assert!(errors.has_errors(), "{text}");
    }
    let (document, _) = lenient("openapi: 3.0.0\n");
    assert_eq!(document.openapi.operations().count(), 0);
}

/// Any value may turn into any other: what comes out is a document, and never a panic.
#[test]
fn any_value_may_be_another() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnostics/servers.yaml"))
            .unwrap();
    for base in [BROKEN, text.as_str()] {
        let (document, _) = lenient(base);
        let tree = document.get(&Pointer::root()).unwrap().clone();
        let mut pointers = Vec::new();
        collect(&tree, String::new(), &mut pointers);
        let others = [
            "null",
            "true",
            "-1",
            "\"text\"",
            "[]",
            "[1]",
            "{}",
            "{\"a\": 1}",
            "{\"$ref\": \"#/x\"}",
            "{\"$ref\": \"#\"}",
        ];
        for pointer in pointers {
            for other in others {
                let mut changed = tree.clone();
                *changed.pointer_mut(&pointer).unwrap() = serde_json::from_str(other).unwrap();
                for version in ["3.0.3", "3.1.0"] {
                    if let Some(openapi) = changed.get_mut("openapi").filter(|_| pointer != "/openapi") {
                        *openapi = json!(version);
                    }
                    let options = Options { lenient: true, files: &NoFiles, ..Options::default() };
                    let read = Document::read_with("api.json", changed.to_string(), options);
                    let whole = pointer.is_empty() || pointer == "/openapi";
                    assert!(read.is_ok() || whole, "{version} {pointer} = {other}\n{}", read.unwrap_err());
                }
            }
        }
    }
}

fn collect(value: &serde_json::Value, pointer: String, into: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        serde_json::Value::Object(members) => {
            members
                .iter()
                .for_each(|(key, value)| collect(value, format!("{pointer}/{}", escaped(key)), into));
        }
        serde_json::Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| collect(item, format!("{pointer}/{index}"), into));
        }
        _ => {}
    }
    into.push(pointer);
}

/// As Swagger 2.0 wrote it: in the document alone it would be refused as a whole.
#[test]
fn a_type_beside_the_name_is_read_as_a_schema() {
    let (document, warnings) = lenient(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      \
         parameters: [{name: q, in: query, description: D, type: string, enum: [a, b]}]\n      \
         responses: {'200': {description: D, headers: {X-Rate: {type: integer, format: int32}, X-Odd: {type: [odd]}}}}\n",
    );
    let codes: Vec<_> = warnings.iter().map(|each| each.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "W0202").count(), 3, "{warnings}");
    let at = |pointer: &str| {
        document
            .get(&Pointer::parse(&format!("#/paths/~1a/get/{pointer}")).unwrap())
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(at("parameters/0/schema"), json!({ "type": "string", "enum": ["a", "b"] }));
    assert_eq!(at("responses/200/headers/X-Rate/schema"), json!({ "type": "integer", "format": "int32" }));
    assert_eq!(document.openapi.operations().count(), 1);
}
