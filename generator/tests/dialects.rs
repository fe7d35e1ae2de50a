//! OpenAPI 3.1 and 3.2 in the words of 3.0: one construct each, what becomes of it, and where its problems are shown.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use generator::diagnostic::Diagnostics;
use generator::document::{Document, NoFiles, Options, Part, Pointer};
use serde_json::{Value, json};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

fn read(text: &str) -> (Document, Diagnostics) {
    Document::read("api.yaml", text.to_owned()).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}

/// What becomes of a schema, written as YAML in one line.
fn rewritten(schema: &str) -> Value {
    let text = format!("{HEAD}components:\n  schemas:\n    Other: {{type: object}}\n    X: {schema}\n");
    let (document, _) = read(&text);
    document.get(&Pointer::parse("#/components/schemas/X").unwrap()).unwrap().clone()
}

#[test]
fn schemas_in_the_words_of_3_0() {
    let reference = json!({ "$ref": "#/components/schemas/Other" });
    let cases = [
        ("{type: [string, 'null']}", json!({ "type": "string", "nullable": true })),
        ("{type: [string]}", json!({ "type": "string" })),
        ("{type: [integer, number]}", json!({ "type": "number" })),
        ("{type: 'null'}", json!({ "enum": [null] , "nullable": true })),
        ("{const: a}", json!({ "enum": ["a"] })),
        ("{const: null}", json!({ "enum": [null], "nullable": true })),
        ("{type: string, const: a}", json!({ "type": "string", "enum": ["a"] })),
        (
            "{type: [string, integer, 'null'], minLength: 1, minimum: 2, description: D}",
            json!({
                "nullable": true,
                "description": "D",
                "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "integer", "minimum": 2 }],
            }),
        ),
        (
            "{type: [string, integer, boolean], enum: [a, 1, b]}",
            json!({
                "anyOf": [{ "type": "string", "enum": ["a", "b"] }, { "type": "integer", "enum": [1] }],
            }),
        ),
        ("{type: [string, number, boolean, array, object, 'null']}", json!({})),
        (
            "{type: [string, integer], format: int64}",
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer", "format": "int64" }] }),
        ),
        (
            "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/Other'}]}",
            json!({ "oneOf": [reference], "nullable": true }),
        ),
        (
            "{anyOf: [{type: string}, {const: null}, {type: integer}]}",
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true }),
        ),
        // `type` forbids what the member allows.
        (
            "{type: string, anyOf: [{type: string}, {type: 'null'}]}",
            json!({ "type": "string", "anyOf": [{ "type": "string" }] }),
        ),
        ("{exclusiveMinimum: 1}", json!({ "minimum": 1, "exclusiveMinimum": true })),
        ("{minimum: 5, exclusiveMinimum: 1}", json!({ "minimum": 5 })),
        ("{maximum: 5, exclusiveMaximum: 5}", json!({ "maximum": 5, "exclusiveMaximum": true })),
        ("{examples: [a, b]}", json!({ "examples": ["a", "b"], "example": "a" })),
        ("{properties: {a: true, b: false}}", json!({ "properties": { "a": {}, "b": { "not": {} } } })),
        ("{additionalProperties: false}", json!({ "additionalProperties": false })),
        (
            "{type: string, contentEncoding: base64}",
            json!({ "type": "string", "contentEncoding": "base64", "format": "byte" }),
        ),
        (
            "{contentMediaType: image/png}",
            json!({ "contentMediaType": "image/png", "type": "string", "format": "binary" }),
        ),
        (
            "{type: string, contentMediaType: application/json}",
            json!({ "type": "string", "contentMediaType": "application/json" }),
        ),
        (
            "{$ref: '#/components/schemas/Other', description: D}",
            json!({ "$ref": "#/components/schemas/Other", "description": "D" }),
        ),
        (
            "{$ref: '#/components/schemas/Other', required: [a], allOf: [{type: object}]}",
            json!({ "required": ["a"], "allOf": [{ "type": "object" }, reference] }),
        ),
        (
            "{type: array, prefixItems: [{type: [string, 'null']}], items: false}",
            json!({
                "type": "array",
                "prefixItems": [{ "type": "string", "nullable": true }],
                "items": { "not": {} },
            }),
        ),
        (
            "{if: {const: 1}, then: {type: ['null', integer]}}",
            json!({ "if": { "enum": [1] }, "then": { "type": "integer", "nullable": true } }),
        ),
    ];
    for (schema, expected) in cases {
        let found = rewritten(schema);
        assert_eq!(found, expected, "{schema}");
    }
}

#[test]
fn a_document_of_3_0_keeps_its_words() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n\
                components: {schemas: {A: {$ref: '#/components/schemas/B', nullable: true}, B: {const: 1}}}\n";
    let (document, warnings) = read(text);
    let schemas = document.get(&Pointer::parse("#/components/schemas").unwrap()).unwrap();
    assert_eq!(
        *schemas,
        json!({ "A": { "$ref": "#/components/schemas/B", "nullable": true }, "B": { "const": 1 } })
    );
    assert_eq!(warnings.iter().map(|each| each.code).collect::<Vec<_>>(), ["W0206", "W0205"]);
}

/// What is written at the place of a node of the tree.
fn written(document: &Document, pointer: &str) -> String {
    let span = document.locate(&Pointer::parse(pointer).unwrap(), Part::Value);
    span.file.text[span.bytes].to_owned()
}

#[test]
fn nodes_that_moved_are_found_where_they_were_written() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      anyOf:\n        - type: 'null'\n        - $ref: '#/components/schemas/B'\n          \
         default: one\n        - type: [integer, string]\n          maxLength: 7\n          exclusiveMinimum: 3\n    B: {{const: 12}}\n"
    );
    let (document, _) = read(&text);
    let places = [
        ("#/components/schemas/A/anyOf/0/allOf/0/$ref", "'#/components/schemas/B'"),
        ("#/components/schemas/A/anyOf/0/default", "one"),
        ("#/components/schemas/A/anyOf/1/anyOf/0/minimum", "3"),
        ("#/components/schemas/A/anyOf/1/anyOf/1/maxLength", "7"),
        ("#/components/schemas/B/enum/0", "12"),
    ];
    for (pointer, expected) in places {
        assert!(document.get(&Pointer::parse(pointer).unwrap()).is_some(), "{pointer}");
        assert_eq!(written(&document, pointer), expected, "{pointer}");
    }
}

#[test]
fn problems_of_rewritten_schemas_are_shown_where_they_were_written() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      anyOf:\n        - type: 'null'\n        - $ref: '#/components/schemas/Nope'\n          \
         minLength: one\n        - type: [array, object]\n          items: {{type: strng}}\n    B: {{type: [string, nul]}}\n"
    );
    let errors = Document::read("api.yaml", text).unwrap_err();
    insta::assert_snapshot!(errors.render(false));
}

#[test]
fn schemas_are_known_as_they_were_written() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      type: [string, 'null']\n      oneOf: [{{type: 'null'}}, {{const: x}}]\n    \
         B: {{$ref: '#/components/schemas/A', maxLength: 1}}\n"
    );
    let (document, warnings) = read(&text);
    assert!(warnings.is_empty(), "{warnings}");
    let written = |pointer: &str| {
        let pointer = Pointer::parse(&format!("#/components/schemas/{pointer}")).unwrap();
        let (at, schema) = document.written(&pointer).unwrap();
        (at.to_string(), schema.clone())
    };
    let a = json!({"type": ["string", "null"], "oneOf": [{"type": "null"}, {"const": "x"}]});
    assert_eq!(written("A"), ("/components/schemas/A".to_owned(), a));
    // The member for `null` is gone from the tree, so that the other one is the first there.
    assert_eq!(written("A/oneOf/0"), ("/components/schemas/A/oneOf/1".to_owned(), json!({"const": "x"})));
    assert_eq!(written("B").1, json!({"$ref": "#/components/schemas/A", "maxLength": 1}));
}

#[test]
fn carried_schemas_are_read_and_checked() {
    let text = format!(
        "{HEAD}components: {{schemas: {{A: {{prefixItems: [{{type: string}}, {{$ref: '#/components/schemas/A'}}], \
         patternProperties: {{'^x/': {{type: boolean}}}}, if: {{type: object}}, unevaluatedProperties: false}}}}}}\n"
    );
    let (document, _) = read(&text);
    let carried = |pointer: &str| {
        let pointer = Pointer::parse(&format!("#/components/schemas/A{pointer}")).unwrap();
        serde_json::to_value(document.carried(&pointer)).unwrap()
    };
    assert_eq!(carried("/prefixItems/0"), json!({ "type": "string" }));
    assert_eq!(carried("/prefixItems/1"), json!({ "$ref": "#/components/schemas/A" }));
    assert_eq!(carried("/patternProperties/^x~1"), json!({ "type": "boolean" }));
    assert_eq!(carried("/if"), json!({ "type": "object" }));
    assert_eq!(carried("/unevaluatedProperties"), Value::Null);
    let broken = text.replace("{type: boolean}", "{$ref: '#/components/schemas/Nope'}");
    let errors = Document::read("api.yaml", broken).unwrap_err();
    assert_eq!(errors.iter().filter(|each| each.code == "E0301").count(), 1, "{errors}");
}

#[test]
fn references_lead_anywhere_in_the_document() {
    let text = r##"openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: getA
      responses:
        "200":
          description: D
          content: {application/json: {schema: {type: object, title: Found}}}
        "400": {$ref: "#/paths/~1a/get/responses/404"}
        "404": {description: Gone}
components:
  schemas:
    A:
      $defs:
        Part: {type: string, $anchor: part}
        Node: {$id: "https://example.com/node", $defs: {Inner: {type: integer}}, items: {$ref: "#/$defs/Inner"}}
      properties:
        part: {$ref: "#/components/schemas/A/$defs/Part"}
        again: {$ref: "#part"}
        node: {$ref: "https://example.com/node"}
        b: {type: object, properties: {deep: {type: boolean}}}
    B: {$ref: "#/components/schemas/A/properties/b"}
    C: {$ref: "#/components/schemas/B/properties/deep"}
    D: {$ref: "#/definitions/Old"}
    E: {items: {$ref: "#/paths/~1a/get/responses/200/content/application~1json/schema"}}
definitions:
  Old: {type: number}
"##;
    let (document, warnings) = read(text);
    assert_eq!(warnings.errors(), 0);
    let components = document.get(&Pointer::parse("#/components").unwrap()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(components).unwrap());
    let response = document.get(&Pointer::parse("#/paths/~1a/get/responses").unwrap()).unwrap();
    insta::assert_snapshot!("responses_that_were_named", serde_json::to_string_pretty(response).unwrap());
    // What moved is found where it was written.
    assert_eq!(written(&document, "#/components/schemas/Part/type"), "string");
    assert_eq!(written(&document, "#/components/schemas/B/properties/deep/type"), "boolean");
}

#[test]
fn path_items_webhooks_and_what_else_3_1_added() {
    let text = r##"openapi: 3.1.1
info: {title: T, version: '1', summary: S, license: {name: L, identifier: MIT}}
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
security: [{cert: [], key: []}, {cert: []}]
paths:
  /a: {$ref: "#/components/pathItems/Shared", description: Mine}
  /b: {$ref: "#/paths/~1a"}
webhooks:
  ping:
    post:
      requestBody: {content: {application/json: {schema: {type: [string, "null"]}}}}
components:
  pathItems:
    Shared: {get: {responses: {"204": {description: D}}}, description: Theirs}
  securitySchemes:
    cert: {type: mutualTLS}
    key: {type: apiKey, in: header, name: X-Key}
"##;
    let (document, warnings) = read(text);
    assert_eq!(warnings.iter().map(|each| each.code).collect::<Vec<_>>(), ["W0411"], "{warnings}");
    let openapi = &document.openapi;
    assert_eq!(openapi.operations().count(), 2);
    let item = openapi.paths.paths["/a"].as_item().unwrap();
    assert_eq!(item.description.as_deref(), Some("Mine"));
    let security: Vec<Vec<&String>> =
        openapi.security.iter().flatten().map(|each| each.keys().collect()).collect();
    assert_eq!(security, [vec!["key"], vec![]]);
    let ping = document.webhooks["ping"].as_item().unwrap();
    let body = ping.post.as_ref().unwrap().request_body.as_ref().unwrap().as_item().unwrap();
    let schema = body.content["application/json"].schema.as_ref().unwrap().as_item().unwrap();
    assert!(schema.schema_data.nullable);
    let alone = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks: {}\n";
    assert!(read(alone).1.is_empty());
}

#[test]
fn additions_of_3_2_are_told() {
    let text = r##"openapi: 3.2.0
info: {title: T, version: '1'}
$self: https://example.com/api
tags: [{name: a, kind: nav, parent: b}]
paths:
  /a:
    parameters:
      - {name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {}}}}
      - {name: limit, in: query, schema: {type: strng}}
    query:
      parameters: [{name: j, in: querystring, content: {application/json: {schema: {}}}}]
      responses: {}
    additionalOperations:
      COPY: {parameters: [{name: c, in: cookie, style: cookie, schema: {type: string}}], responses: {}}
      "A B": {responses: {}}
  /b/{id}:
    additionalOperations: {COPY: {responses: {}}}
    get:
      responses:
        "200": {summary: S, content: {text/event-stream: {itemSchema: {type: string}}}}
"##;
    let errors = Document::read("api.yaml", text.to_owned()).unwrap_err();
    insta::assert_snapshot!(errors.render(false));
}

#[test]
fn a_lenient_reading_of_3_0_takes_the_words_of_3_1() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                A: {type: [string, 'null']}\n    B: {type: integer, exclusiveMinimum: 3}\n    C: {oneOf: [{type: string}, {type: 'null'}]}\n    \
                D: {type: integer, exclusiveMinimum: 4}\n";
    assert!(Document::read("api.yaml", text.to_owned()).is_err());
    let options = Options { lenient: true, files: &NoFiles, ..Options::default() };
    let (document, warnings) = Document::read_with("api.yaml", text.to_owned(), options).unwrap();
    let schemas = document.get(&Pointer::parse("#/components/schemas").unwrap()).unwrap();
    assert_eq!(
        *schemas,
        json!({
            "A": { "type": "string", "nullable": true },
            "B": { "type": "integer", "exclusiveMinimum": true, "minimum": 3 },
            "C": { "oneOf": [{ "type": "string" }], "nullable": true },
            "D": { "type": "integer", "exclusiveMinimum": true, "minimum": 4 },
        })
    );
    insta::assert_snapshot!(warnings.render(false));
}

/// Rewriting adds levels; what would become too deep is refused, and nothing overflows.
#[test]
fn deep_schemas() {
    let read = |depth: usize| {
        let deep =
            "{\"type\": [\"array\", \"boolean\"], \"items\": ".repeat(depth) + "{}" + &"}".repeat(depth);
        let head = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}";
        let text = format!("{head}, \"components\": {{\"schemas\": {{\"A\": {deep}}}}}}}");
        Document::read("api.json", text)
    };
    assert!(read(40).is_ok());
    let errors = read(110).unwrap_err();
    assert!(errors.iter().all(|each| each.code == "E0103"), "{errors}");
}
