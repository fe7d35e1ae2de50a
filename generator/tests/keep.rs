//! `unknown_fields = "keep"`, the switch for formats, and older drafts: what is emitted then.

#![allow(clippy::expect_used, clippy::panic)]

use std::path::Path;

use generator::config::{Config, Formats, UnknownFields};
use generator::generate;

/// The emitted files of a document, one text, with what else is beside it.
fn emitted(schemas: &str, files: &[(&str, &str)], configure: impl FnOnce(&mut Config)) -> String {
    emitted_in("", schemas, files, configure)
}

/// The same with more at the root of the document.
fn emitted_in(
    root: &str,
    schemas: &str,
    files: &[(&str, &str)],
    configure: impl FnOnce(&mut Config),
) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("api.yaml");
    let head = "openapi: 3.1.0\ninfo: {title: Keep, version: '1'}\npaths: {}\n";
    std::fs::write(&spec, format!("{head}{root}components:\n  schemas:\n{schemas}")).expect("written");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let mut config = Config::new(&spec, Path::new("out/keep"));
    configure(&mut config);
    let output = generate(&config).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let told = |path: &&String| path.starts_with("src/models/") || path.starts_with("src/schemas/");
    let texts = output.files.0.iter().filter(|(path, _)| told(path)).map(|(_, text)| text.as_str());
    // As one line, however it is broken into several.
    texts.collect::<Vec<_>>().join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
}

const SCHEMAS: &str =
    "    Typed: {type: object, properties: {id: {type: string, format: date-time}, count: {type: integer}}}
    Untyped: {properties: {id: {type: string}}}
    Closed: {type: object, properties: {id: {type: string}}, additionalProperties: false}
";

#[test]
fn nothing_is_guessed_and_nothing_is_lost() {
    let kept = emitted(SCHEMAS, &[], |config| config.unknown_fields = UnknownFields::Keep);
    assert!(kept.contains("pub type Untyped = Value;"), "{kept}");
    assert!(kept.contains("pub additional_properties: BTreeMap<String, Value>"), "{kept}");
    assert!(kept.contains("Option<serde_json::Number>"), "{kept}");
    let skipped = emitted(SCHEMAS, &[], |_| {});
    assert!(skipped.contains("pub struct Untyped"), "{skipped}");
    assert!(!skipped.contains("additional_properties"), "{skipped}");
}

#[test]
fn formats_are_asserted_as_the_configuration_says() {
    let asserted = emitted(SCHEMAS, &[], |_| {});
    assert!(asserted.contains("DATE_TIME"), "{asserted}");
    for formats in [Formats::All(false), Formats::Some(vec!["uuid".to_owned()])] {
        let text = emitted(SCHEMAS, &[], |config| config.validation.formats = formats);
        assert!(!text.contains("DATE_TIME"), "{text}");
    }
}

#[test]
fn a_file_of_an_older_draft_is_read_as_that_draft() {
    let old = r##"{
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"$ref": "#/definitions/word", "maxLength": 3}, {"type": "integer"}],
        "additionalItems": false,
        "dependencies": {"a": ["b"], "c": {"minProperties": 2}},
        "definitions": {"word": {"type": "string"}}
    }"##;
    let text = emitted("    Old: {$ref: old.json}\n", &[("old.json", old)], |_| {});
    assert!(text.contains("Keyword::PrefixItems(&[&WORD, &schema::INTEGER]"), "{text}");
    assert!(text.contains("Keyword::Items(&schema::NEVER)"), "{text}");
    assert!(text.contains(r#"Keyword::DependentRequired(&[("a", &["b"])])"#), "{text}");
    assert!(text.contains("Keyword::DependentSchemas("), "{text}");
    assert!(!text.contains("MaxLength"), "beside a reference nothing counts: {text}");
}

#[test]
fn a_document_may_be_written_in_an_older_draft_as_a_whole() {
    let dialect = "jsonSchemaDialect: 'https://json-schema.org/draft/2019-09/schema'\n";
    let schemas = "    Old: {items: [{type: string}], contains: {const: a}, minContains: 2}
    Tree: {$id: tree, $recursiveAnchor: true, properties: {next: {$recursiveRef: '#'}}}
    New: {$schema: 'https://json-schema.org/draft/2020-12/schema', items: {type: string}, prefixItems: [{}]}
    File: {$ref: new.json}
";
    let new = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "prefixItems": [{"type": "integer"}]}"#;
    let text = emitted_in(dialect, schemas, &[("new.json", new)], |_| {});
    assert!(text.contains("Keyword::PrefixItems(&[&schema::STRING])"), "{text}");
    assert!(text.contains("Keyword::PrefixItems(&[&schema::ANY])"), "{text}");
    assert!(text.contains("Keyword::PrefixItems(&[&schema::INTEGER])"), "{text}");
    assert!(text.contains("Keyword::MinContains(2)"), "{text}");
    assert!(!text.contains("Keyword::Not"), "nothing asks what is evaluated: {text}");
    assert!(text.contains(r#"Keyword::DynamicRef("$recursiveAnchor", &TREE)"#), "{text}");
    // What `contains` finds is unevaluated all the same.
    let schemas = "    Old: {contains: {type: array, contains: {}}, unevaluatedItems: {type: string}}\n";
    let text = emitted_in(dialect, schemas, &[], |_| {});
    assert_eq!(text.matches("Keyword::Not(").count(), 4, "{text}");
}

#[test]
fn a_recursive_reference_without_a_resource_is_to_the_schema_that_says_so() {
    let schemas =
        "    Filter: {$recursiveAnchor: true, properties: {all: {type: array, items: {$recursiveRef: '#'}}}}
    Other: {$recursiveAnchor: true, properties: {one: {$recursiveRef: '#'}}}
    None: {properties: {one: {$recursiveRef: '#'}}}
";
    let text = emitted(schemas, &[], |_| {});
    assert!(text.contains("Keyword::Items(&FILTER)"), "{text}");
    assert!(text.contains(r#"("one", &OTHER)"#), "{text}");
    assert!(text.contains(r#"("one", &schema::ANY)"#), "{text}");
    assert!(!text.contains("Keyword::DynamicRef"), "{text}");
}

#[test]
fn a_uri_is_a_file_where_the_configuration_says_so() {
    let remote = r#"{"$id": "https://schemas.example/word", "type": "string", "minLength": 1}"#;
    let text = emitted(
        "    Word: {$ref: 'https://schemas.example/word'}\n    Schema: {$ref: 'https://json-schema.org/draft/2020-12/schema'}\n",
        &[("word.json", remote)],
        |config| {
            drop(config.references.insert("https://schemas.example/word".to_owned(), "word.json".to_owned()))
        },
    );
    assert!(text.contains("pub static WORD: Schema"), "{text}");
    assert!(text.contains("Keyword::MinLength(1)"), "{text}");
    // The metaschema comes with the generator; what its `$dynamicRef`s mean is in its tables.
    assert!(
        text.contains("Keyword::DynamicRef( \"meta\"") || text.contains("Keyword::DynamicRef(\"meta\""),
        "{text}"
    );
}
