//! What someone sees whose document is broken: each file of `diagnostics/` with the report on it.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::panic;

use generator::diagnostic::{Diagnostics, Place, Severity};
use generator::document::{Document, Part, Pointer};

/// The report on a document, as a terminal would show it without colours.
fn report(name: &str, text: &str) -> String {
    match Document::read(name, text.to_owned()) {
        Ok((_, warnings)) => format!("{}(a crate comes out)\n", warnings.render(false)),
        Err(errors) => errors.render(false),
    }
}

fn errors(text: &str) -> Diagnostics {
    Document::read("api.yaml", text.to_owned()).expect_err("the document is broken")
}

#[test]
fn broken_documents() {
    insta::glob!("diagnostics/*.{yaml,json}", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(report(name, &text));
        });
    });
}

/// A small document that is as it should be.
const GOOD: &str = r##"openapi: 3.0.3
info:
  title: Pets
  version: "1.0"
servers:
  - url: https://{host}/v1
    variables:
      host: { default: example.com, enum: [example.com] }
security:
  - token: []
paths:
  /pets/{id}:
    parameters:
      - $ref: "#/components/parameters/Id"
    get:
      operationId: getPet
      tags: [pets]
      parameters:
        - name: fields
          in: query
          style: form
          explode: false
          schema:
            type: array
            items: { type: string, minLength: 1 }
      responses:
        "200":
          description: The pet.
          headers:
            X-Version:
              schema: { type: integer }
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Pet"
              examples:
                rex: { value: { name: Rex } }
        default:
          $ref: "#/components/responses/Failure"
    put:
      operationId: putPet
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Pet"
      responses:
        "204":
          description: Done.
components:
  parameters:
    Id:
      name: id
      in: path
      required: true
      schema:
        type: string
        maxLength: 30
  responses:
    Failure:
      description: It failed.
      content:
        application/json:
          schema:
            type: object
            additionalProperties: false
            required: [message]
            properties:
              message: { type: string }
              code:
                type: integer
                minimum: 0
                nullable: true
  schemas:
    Pet:
      oneOf:
        - $ref: "#/components/schemas/Dog"
        - type: object
          required:
            - kind
          properties:
            kind:
              type: string
              enum: [CAT]
      discriminator:
        propertyName: kind
    Dog:
      allOf:
        - type: object
          properties:
            kind: { type: string, enum: [DOG] }
        - not: { required: [wings] }
  securitySchemes:
    token:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://example.com/token
          scopes: {}
"##;

fn good_json() -> String {
    let value: serde_json::Value = serde_yaml::from_str(GOOD).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn a_good_document_is_read_whole() {
    let (yaml, warnings) = Document::read("api.yaml", GOOD.to_owned()).unwrap();
    assert_eq!(warnings.render(false), "");
    let direct: openapiv3::OpenAPI = serde_yaml::from_str(GOOD).unwrap();
    assert_eq!(yaml.openapi, direct);
    let (json, warnings) = Document::read("api.json", good_json()).unwrap();
    assert_eq!(warnings.render(false), "");
    assert_eq!(json.openapi, direct);
    // A byte order mark, and YAML that begins like JSON.
    let (marked, _) = Document::read("api.yaml", format!("\u{feff}{GOOD}")).unwrap();
    assert_eq!(marked.openapi, direct);
    let flow = "{ openapi: 3.0.3, info: { title: Pets, version: '1' }, paths: {}, }";
    assert!(Document::read("api.yaml", flow.to_owned()).is_ok());
}

#[test]
fn every_node_is_found_in_the_text() {
    fn walk(document: &Document, value: &serde_json::Value, pointer: Pointer) {
        let span = document.locate(&pointer, Part::Value);
        let text = &document.source().text[span.bytes.clone()];
        match value {
            serde_json::Value::Object(members) => {
                for (key, value) in members {
                    let child = pointer.join(key);
                    let span = document.locate(&child, Part::Key);
                    let written = &document.source().text[span.bytes];
                    assert_eq!(written.trim_matches('"'), key, "{child}");
                    walk(document, value, child);
                }
            }
            serde_json::Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(document, item, pointer.index(index));
                }
            }
            serde_json::Value::String(expected) => {
                assert_eq!(text.trim_matches('"'), expected, "{pointer}")
            }
            scalar => assert_eq!(text, scalar.to_string(), "{pointer}"),
        }
    }
    for (name, text) in [("api.yaml", GOOD.to_owned()), ("api.json", good_json())] {
        let (document, _) = Document::read(name, text).unwrap();
        walk(&document, document.get(&Pointer::root()).unwrap(), Pointer::root());
    }
}

/// Every diagnostic has a code of the table, a message, and a place within its text.
fn assert_sound(diagnostics: &Diagnostics, what: &str) {
    for each in diagnostics {
        let known = generator::diagnostic::codes::TABLE.iter().any(|(code, _)| *code == each.code);
        assert!(known && !each.message.is_empty(), "{what}: {each:?}");
        let Place::Span(span) = &each.place else { panic!("{what}: without a place: {each:?}") };
        assert!(span.file.text.get(span.bytes.clone()).is_some(), "{what}: {each:?}");
    }
    if !diagnostics.is_empty() {
        let rendered = diagnostics.render(true);
        assert!(rendered.contains("api."), "{what}: {rendered}");
    }
}

fn read_soundly(name: &str, text: &str, what: &str) -> bool {
    let outcome = panic::catch_unwind(|| Document::read(name, text.to_owned()));
    match outcome.unwrap_or_else(|_| panic!("{what}: panicked")) {
        Ok((_, warnings)) => {
            assert!(!warnings.has_errors(), "{what}");
            assert_sound(&warnings, what);
            true
        }
        Err(errors) => {
            assert!(errors.has_errors(), "{what}: refused without an error");
            assert_sound(&errors, what);
            false
        }
    }
}

#[test]
fn any_line_may_be_missing() {
    for (name, text) in [("api.yaml", GOOD.to_owned()), ("api.json", good_json())] {
        let lines: Vec<&str> = text.lines().collect();
        for missing in 0..lines.len() {
            let mut left = lines.clone();
            left.remove(missing);
            read_soundly(name, &left.join("\n"), &format!("{name} without line {}", missing + 1));
        }
    }
}

#[test]
fn the_text_may_end_anywhere() {
    for (name, text) in [("api.yaml", GOOD.to_owned()), ("api.json", good_json())] {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            read_soundly(name, &text[..end], &format!("{name} up to byte {end}"));
        }
    }
}

/// Any value may turn into any other kind of value: a report, or a document, never a panic; and what
/// openapiv3 reads without our help is still read, or refused for a reason.
#[test]
fn any_value_may_be_another() {
    let tree: serde_json::Value = serde_yaml::from_str(GOOD).unwrap();
    let mut pointers = Vec::new();
    collect(&tree, Pointer::root(), &mut pointers);
    let others = [
        "null",
        "true",
        "-1",
        "1.5",
        "\"text\"",
        "\"\"",
        "[]",
        "[1]",
        "{}",
        "{\"a\": 1}",
        "{\"$ref\": \"#/x\"}",
    ];
    for pointer in pointers {
        for other in others {
            let mut changed = tree.clone();
            *changed.pointer_mut(pointer.as_str()).unwrap() = serde_json::from_str(other).unwrap();
            let text = serde_json::to_string_pretty(&changed).unwrap();
            read_soundly("api.json", &text, &format!("{pointer} = {other}"));
        }
    }
}

fn collect(value: &serde_json::Value, pointer: Pointer, into: &mut Vec<Pointer>) {
    match value {
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(key, value)| collect(value, pointer.join(key), into));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, pointer.index(index), into));
        }
        _ => {}
    }
    into.push(pointer);
}

#[test]
fn an_empty_file_is_told() {
    for text in ["", "\n\n", "# a comment\n", "null", "---\n"] {
        let found = errors(text);
        assert_eq!(found.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0106"], "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let found = Document::read_bytes("api.yaml", garbage).unwrap_err();
    assert_eq!(found.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0105"]);
    let utf16: Vec<u8> = [0xfe, 0xff].into_iter().chain(GOOD.bytes().flat_map(|byte| [0, byte])).collect();
    assert!(Document::read_bytes("api.yaml", utf16).unwrap_err().render(false).contains("UTF-16"));
    // Valid UTF-8, and no text all the same.
    let control: String = (0..512_u32).filter_map(|n| char::from_u32(n * 7 % 0x300)).collect();
    read_soundly("api.yaml", &control, "control characters");
    read_soundly("api.json", &format!("{{\"{control}"), "control characters in JSON");
}

#[test]
fn a_billion_laughs() {
    let mut text =
        String::from("openapi: 3.0.3\ninfo: {title: Lol, version: '1'}\npaths: {}\nx-a0: &a0 [lol, lol]\n");
    for level in 1..40 {
        writeln!(text, "x-a{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 10].join(", "))
            .unwrap();
    }
    let found = errors(&text);
    assert_eq!(found.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0104"]);
    let doubling = (1..40).fold(String::from("x-a0: &a0 {b: c}\n"), |text, level| {
        format!("{text}x-a{level}: &a{level} {{l: *a{0}, r: *a{0}}}\n", level - 1)
    });
    assert_eq!(errors(&doubling).iter().map(|each| each.code).collect::<Vec<_>>(), ["E0104"]);
}

#[test]
fn deep_nesting() {
    let head = "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"Deep\", \"version\": \"1\"}, \"paths\": {}, \"x\": ";
    for depth in [100, 200, 10_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = if open == "[" { "" } else { "1" };
            let json = format!("{head}{}{inner}{}}}", open.repeat(depth), close.repeat(depth));
            assert_eq!(read_soundly("api.json", &json, "deep JSON"), depth == 100);
            assert_eq!(read_soundly("api.yaml", &json, "deep YAML"), depth == 100);
        }
    }
    let block: String = (0..10_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert!(!read_soundly("api.yaml", &block, "deep blocks"));
    // Schemas as deep as can be, with a mistake at the bottom: openapiv3 would try 2^50 times.
    let schemas = |bottom: &str| {
        let deep = format!("{}{bottom}{}", "{\"not\": ".repeat(110), "}".repeat(110));
        format!("{}{{}}, \"components\": {{\"schemas\": {{\"A\": {deep}}}}}}}", head)
    };
    assert!(read_soundly("api.json", &schemas("{\"type\": \"string\"}"), "deep schemas"));
    assert!(!read_soundly("api.json", &schemas("{\"type\": 5}"), "deep schemas with a mistake"));
}

#[test]
fn huge_names_are_shortened() {
    let key = "k".repeat(1_000_000);
    let text = format!("openapi: 3.0.3\ninfo: {{title: Huge, version: '1'}}\npaths: {{}}\n? {key}\n: 1\n");
    let report = report("api.yaml", &text);
    assert!(report.contains("unknown field `kkk") && report.len() < 2_000, "{} bytes", report.len());
    let json = format!("{{\"openapi\": \"{key}\"}}");
    assert!(errors(&json).render(false).len() < 2_000);
}

#[test]
fn terminal_sequences_are_not_passed_on() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {\"\\e[31mred\\u202E\": {}}\n";
    let report = report("api.yaml", text);
    assert!(!report.contains('\u{1b}') && !report.contains('\u{202e}'), "{report}");
}

#[test]
fn many_problems_are_counted() {
    let mut text = String::from("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n");
    for number in 0..300 {
        writeln!(text, "odd{number}: 1").unwrap();
    }
    let (_, warnings) = Document::read("api.yaml", text).unwrap();
    assert_eq!(warnings.warnings(), 300);
    let report = warnings.render(false);
    assert!(report.contains("290 more warnings W0205") && report.ends_with("300 warnings\n"), "{report}");
}

#[test]
fn errors_come_in_the_order_of_the_text() {
    let found = errors("openapi: 3.0.3\npaths: {pets: {}}\ninfo: {version: []}\n");
    let lines: Vec<usize> = found
        .iter()
        .map(|each| each.span().map_or(0, |span| span.file.line_column(span.bytes.start).0))
        .collect();
    assert_eq!(lines, [2, 3, 3]);
    assert!(found.iter().all(|each| each.severity == Severity::Error));
}

#[test]
fn a_schema_outside_of_components_can_be_read() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ndefinitions: {A: {type: object, properties: {b: {type: string}}}}\n\
                components: {schemas: {B: {$ref: '#/definitions/A'}}}\n";
    let (document, _) = Document::read("api.yaml", text.to_owned()).unwrap();
    let schema = document.schema(&Pointer::parse("#/definitions/A").unwrap()).unwrap();
    let openapiv3::ReferenceOr::Item(schema) = schema else { panic!("{schema:?}") };
    assert!(
        matches!(schema.schema_kind, openapiv3::SchemaKind::Type(openapiv3::Type::Object(object)) if object.properties.len() == 1)
    );
    // What is wrong there is reported, too.
    let broken = text.replace("type: string", "type: strng");
    assert!(errors(&broken).render(false).contains("did you mean `string`?"));
}
