//! Documents of several files.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use generator::config::Config;
use generator::diagnostic::Diagnostics;
use generator::document::{Document, FileError, Files, Options, Part, Pointer};
use serde_json::{Value, json};

/// Files that are in no folder.
struct Memory(BTreeMap<&'static str, String>);

impl Files for Memory {
    fn read(&self, path: &str) -> Result<String, FileError> {
        self.0.get(path).cloned().ok_or_else(|| FileError("is not there".to_owned()))
    }
}

fn memory(files: &[(&'static str, &str)]) -> Memory {
    Memory(files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect())
}

fn try_read(
    document: &str,
    files: &[(&'static str, &str)],
    lenient: bool,
) -> Result<(Document, Diagnostics), Diagnostics> {
    let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{document}");
    Document::read_with(
        "spec/api.yaml",
        text,
        Options { lenient, files: &memory(files), ..Options::default() },
    )
}

fn read(document: &str, files: &[(&'static str, &str)]) -> Document {
    let (document, warnings) = try_read(document, files, false).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.is_empty(), "{warnings}");
    document
}

fn node(document: &Document, pointer: &str) -> Value {
    document.get(&Pointer::parse(pointer).unwrap()).cloned().unwrap_or_default()
}

#[test]
fn files_become_components() {
    let document = read(
        "paths:\n  /pets: {$ref: paths/pets.yaml}\ncomponents:\n  schemas:\n    Pet: {$ref: schemas/pet.yaml}\n    Tag: {type: integer}\n",
        &[
            (
                "paths/pets.yaml",
                "get:\n  parameters: [{$ref: ../common.json#/parameters/Limit}]\n  responses:\n    '200':\n      description: D\n      \
                 content: {application/json: {schema: {type: array, items: {$ref: ../schemas/pet.yaml}}}}\n    \
                 default: {$ref: '../common.json#/responses/Failure'}\n",
            ),
            (
                "schemas/pet.yaml",
                "type: object\nproperties:\n  tag: {$ref: 'tag.yaml'}\n  own: {$ref: '../api.yaml#/components/schemas/Tag'}\n  \
                 parent: {$ref: '#'}\n  kind: {$ref: '#/definitions/Kind'}\ndefinitions:\n  Kind: {type: string}\n",
            ),
            ("schemas/tag.yaml", "type: string\n"),
            (
                "common.json",
                r##"{"parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
                   "responses": {"Failure": {"description": "F", "content": {"application/json": {"schema": {"$ref": "schemas/tag.yaml"}}}}}}"##,
            ),
        ],
    );
    // `Tag` is the document's own; the file of that name gets its folder's, too.
    insta::assert_snapshot!(serde_json::to_string_pretty(&node(&document, "#")).unwrap());
    let place = |pointer: &str| document.locate(&Pointer::parse(pointer).unwrap(), Part::Value).to_string();
    assert_eq!(place("#/components/schemas/Pet/properties/kind/$ref"), "spec/schemas/pet.yaml:6:16");
    assert_eq!(place("#/paths/~1pets/get/responses/200/description"), "spec/paths/pets.yaml:5:20");
    assert_eq!(place("#/components/schemas/tag/type"), "spec/schemas/tag.yaml:1:7");
    assert_eq!(place("#/info/title"), "spec/api.yaml:2:15");
}

#[test]
fn cycles_between_files_end() {
    let document = read(
        "paths: {}\ncomponents: {schemas: {A: {$ref: a.yaml}}}\n",
        &[
            ("a.yaml", "type: object\nproperties: {b: {$ref: b.yaml}}\n"),
            (
                "b.yaml",
                "type: object\nproperties: {a: {$ref: a.yaml}, root: {$ref: 'api.yaml#/components/schemas/A'}}\n",
            ),
        ],
    );
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(node(&document, "#/components/schemas/A/properties/b"), reference("b"));
    assert_eq!(
        node(&document, "#/components/schemas/b/properties"),
        json!({ "a": reference("A"), "root": reference("A") })
    );
}

#[test]
fn whole_maps_may_be_in_files() {
    let document = read(
        "paths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas/index.yaml}}\n",
        &[
            ("paths.yaml", "/a: {$ref: a.yaml}\n"),
            (
                "a.yaml",
                "get: {responses: {'200': {description: D, content: {application/json: {schema: {$ref: 'schemas/index.yaml#/Pet'}}}}}}\n",
            ),
            ("schemas/index.yaml", "Pet: {$ref: pet.yaml}\nKind: {$ref: '#/Inner'}\nInner: {type: string}\n"),
            ("schemas/pet.yaml", "type: object\n"),
        ],
    );
    assert_eq!(document.openapi.operations().count(), 1);
    insta::assert_snapshot!(serde_json::to_string_pretty(&node(&document, "#")).unwrap());
}

#[test]
fn mappings_of_discriminators_lead_to_files() {
    let document = read(
        "paths: {}\ncomponents: {schemas: {A: {oneOf: [{$ref: b.yaml}], discriminator: {propertyName: k, mapping: {b: b.yaml, c: './c.yaml#/C'}}}}}\n",
        &[("b.yaml", "type: object\n"), ("c.yaml", "C: {type: object}\n")],
    );
    let mapping = node(&document, "#/components/schemas/A/discriminator/mapping");
    assert_eq!(mapping, json!({ "b": "#/components/schemas/b", "c": "#/components/schemas/C" }));
}

#[test]
fn problems_are_shown_in_the_file_that_has_them() {
    let files = [
        (
            "a.yaml",
            "type: object\nproperties:\n  x: {type: strng}\n  y: {$ref: '#/nope'}\n  z: {$ref: gone.yaml}\n",
        ),
        ("broken.yaml", "type: [\n"),
        ("twice.yaml", "type: string\ntype: integer\n"),
    ];
    let document = "paths:\n  /a:\n    get: {$ref: gone.yaml}\n    put: {responses: {'200': {$ref: '/etc/passwd'}}}\ncomponents:\n  schemas:\n    \
                    A: {$ref: a.yaml}\n    B: {$ref: broken.yaml}\n    C: {$ref: twice.yaml}\n    D: {$ref: '../outside.yaml'}\n    \
                    E: {$ref: 'https://example.com/e.yaml'}\n    F: {$ref: 'a.yaml#/properties/w'}\n";
    let errors = try_read(document, &files, false).unwrap_err();
    insta::assert_snapshot!(errors.render(false));
    let (_, warnings) = try_read(document, &files, true).unwrap();
    assert_eq!(warnings.len(), errors.len());
}

/// Nine levels with ten references each would be a billion path items.
#[test]
fn copies_are_bounded() {
    let mut files: Vec<(&'static str, String)> = Vec::new();
    let names = ["0.yaml", "1.yaml", "2.yaml", "3.yaml", "4.yaml", "5.yaml", "6.yaml", "7.yaml", "8.yaml"];
    for (level, name) in names.iter().enumerate() {
        let next = names.get(level + 1).copied().unwrap_or("9.yaml");
        let callbacks: Vec<String> = (0..10).map(|n| format!("c{n}: {{x: {{$ref: {next}}}}}")).collect();
        files.push((name, format!("get: {{responses: {{}}, callbacks: {{{}}}}}\n", callbacks.join(", "))));
    }
    files.push(("9.yaml", "get: {responses: {}}\n".to_owned()));
    let files: Vec<(&'static str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let errors = try_read("paths: {/a: {$ref: 0.yaml}}\n", &files, false).unwrap_err();
    assert!(errors.iter().any(|each| each.code == "E0104"), "{}", errors.len());
    let (circle, files) = ("paths: {/a: {$ref: a.yaml}}\n", [("a.yaml", "$ref: a.yaml\n")]);
    assert!(try_read(circle, &files, false).is_err());
    assert!(try_read("paths: {}\ncomponents: {schemas: {A: {$ref: a.yaml}}}\n", &files, true).is_ok());
}

/// Files that are as deep as files may be, one below the other.
#[test]
fn depth_is_bounded() {
    let names =
        ["0.yaml", "1.yaml", "2.yaml", "3.yaml", "4.yaml", "5.yaml", "6.yaml", "7.yaml", "8.yaml", "9.yaml"];
    let deep =
        |next: &str| format!("a: {}{{$ref: {next}}}{}", "{properties: {a: ".repeat(50), "}}".repeat(50));
    let text = |level: usize| {
        deep(names.get(level + 1).copied().unwrap_or("gone.yaml"))
            .replace("{$ref", "{properties: {$ref")
            .replace(".yaml}", ".yaml}}")
    };
    let files: Vec<(&'static str, String)> =
        names.iter().enumerate().map(|(level, name)| (*name, text(level))).collect();
    let files: Vec<(&'static str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let errors =
        try_read("paths: {}\ncomponents: {schemas: {A: {properties: {$ref: 0.yaml}}}}\n", &files, false)
            .unwrap_err();
    assert_eq!(errors.iter().map(|each| each.code).collect::<Vec<_>>(), ["E0103"], "{errors}");
}

#[test]
fn no_file_outside_of_the_folder_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    std::fs::create_dir_all(spec.join("deep")).unwrap();
    std::fs::write(folder.path().join("secret.yaml"), "type: string\n").unwrap();
    std::fs::write(spec.join("deep/fine.yaml"), "type: string\n").unwrap();
    let files = Config::new(spec.join("api.yaml"), "out").folder();
    assert_eq!(files.read("deep/fine.yaml").as_deref(), Ok("type: string\n"));
    assert!(files.read("gone.yaml").unwrap_err().to_string().contains("is not there"));
    assert!(files.read("deep").unwrap_err().to_string().contains("is no file"));
    // Whatever the path was resolved to before it came here.
    assert!(files.read("../secret.yaml").is_err());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.yaml"), spec.join("link.yaml")).unwrap();
        std::os::unix::fs::symlink(folder.path(), spec.join("up")).unwrap();
        std::os::unix::fs::symlink(spec.join("deep/fine.yaml"), spec.join("inside.yaml")).unwrap();
        for path in ["link.yaml", "up/secret.yaml"] {
            assert!(files.read(path).unwrap_err().to_string().contains("link out of"), "{path}");
        }
        assert!(files.read("inside.yaml").is_ok());
    }
}

#[test]
fn files_beside_the_folder_are_read_where_they_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("spec/api.yaml", "");
    write("common/pet.yaml", "type: object\nproperties: {owner: {$ref: '../common/owner.yaml'}}\n");
    write("common/owner.yaml", "type: string\nmaxLength: 7\n");
    write("other/secret.yaml", "type: string\n");
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                Pet: {$ref: '../common/pet.yaml'}\n";
    let mut config = Config::new(folder.path().join("spec/api.yaml"), "out");
    let read = |config: &Config, text: &str| {
        let options = Options { files: &config.folder(), ..Options::default() };
        Document::read_with("spec/api.yaml", text.to_owned(), options)
    };
    let refused = read(&config, text).unwrap_err();
    insta::assert_snapshot!("a_file_beside_the_folder", refused.render(false));
    config.allow_files_in.push(folder.path().join("common"));
    let (document, _) = read(&config, text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(node(&document, "#/components/schemas/owner/maxLength"), json!(7));
    // What is not named stays closed, whatever is.
    for path in ["../other/secret.yaml", "../common/../other/secret.yaml", "../spec/../other/secret.yaml"] {
        let errors = read(&config, &text.replace("../common/pet.yaml", path)).unwrap_err();
        assert!(errors.render(false).contains("and of those that are allowed"), "{path}: {errors}");
    }
}
