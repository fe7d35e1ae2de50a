//! What `codegen.toml` says of types, operations, properties and values.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use generator::{Config, Diagnostics, Output, generate};

const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Shop, version: "1" }
paths:
  /items:
    get:
      operationId: get_items_1
      responses: { "200": { description: D, content: { application/json: { schema: { $ref: "#/components/schemas/item_v1" } } } } }
    post:
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/item_v1" } } }
      responses: { "204": { description: D } }
components:
  schemas:
    item_v1:
      type: object
      required: [e-mail, price]
      properties:
        e-mail: { type: string }
        kind: { $ref: "#/components/schemas/Kind" }
        price: { $ref: "#/components/schemas/Money" }
        weight: { type: number, nullable: true }
        key: { type: string, format: uuid }
        made: { type: string, format: date-time }
        size: { type: integer, format: uint8 }
        address: { type: object, properties: { street: { type: string } } }
    Kind: { type: string, enum: ["1", "2", free] }
    Item: { type: object, properties: { n: { type: integer } } }
    Money: { type: string, description: An amount. }
"##;

fn run(configuration: &str) -> Result<Output, Diagnostics> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("api.yaml"), DOCUMENT).unwrap();
    let text = format!("spec = \"api.yaml\"\nout = \"client\"\n{configuration}");
    std::fs::write(folder.path().join("codegen.toml"), &text).unwrap();
    let mut config = Config::read(&folder.path().join("codegen.toml")).unwrap();
    // The folder differs from one run to the next.
    if let Some(source) = &mut config.source {
        source.name = "codegen.toml".to_owned();
    }
    generate(&config)
}

#[test]
fn things_are_called_as_the_configuration_says() {
    let output = run(r##"
[crate.dependencies]
rust_decimal = { version = "1", features = ["serde"] }

[rename.types]
item_v1 = "Article"
"#/components/schemas/item_v1/properties/address" = "Home"

[rename.operations]
get_items_1 = "list"
"POST /items" = "add"

[rename.properties]
e-mail = "email"
"#/components/schemas/item_v1/properties/kind" = "type"

[rename.values.Kind]
1 = "New"

[replace]
Money = "rust_decimal::Decimal"
"#/components/schemas/item_v1/properties/weight" = "std::num::NonZeroU32"

[derive]
all = ["Eq"]

[derive.types]
Item = ["Hash"]
"##)
    .unwrap_or_else(|problems| panic!("{problems}"));
    assert!(output.warnings.is_empty(), "{}", output.warnings);
    let shown: Vec<&str> = ["API.txt", "src/models/item.rs", "src/models/item_v1.rs"]
        .iter()
        .map(|file| output.files.0[*file].split_once("\n\n").unwrap().1)
        .collect();
    insta::assert_snapshot!("renamed", shown.join("\n========\n"));
    assert!(
        output.files.0["Cargo.toml"]
            .contains("\nrust_decimal = { version = \"1\", features = [\"serde\"] }\n")
    );
}

#[test]
fn what_speaks_of_nothing_is_an_error_at_its_line() {
    let problems = run(r##"
[rename.types]
Itm = "Article"
Item = "not a name"
Kind = "Money"
"#/components/schemas/item_v1/properties/weight" = "Weight"

[rename.operations]
get_items = "list"

[rename.properties]
mail = "email"
kind = "price"

[rename.values.Kind]
3 = "New"

[replace]
"#/components/schemas/None" = "u8"

[derive.types]
Money = ["Eq"]
[crate]
tag-features = true
"##)
    .unwrap_err();
    insta::assert_snapshot!("renames_of_nothing", problems.render(false));
}

#[test]
fn formats_have_the_types_that_the_configuration_gives_them() {
    let output =
        run("[formats]\nuuid = \"uuid::Uuid\"\ndate-time = \"string\"\nuint8 = \"std::primitive::u8\"\n")
            .unwrap_or_else(|problems| panic!("{problems}"));
    let surface = &output.files.0["API.txt"];
    for line in ["key: Option<uuid::Uuid>", "made: Option<String>", "size: Option<std::primitive::u8>"] {
        assert!(surface.contains(line), "{line}: {surface}");
    }
    assert!(output.files.0["Cargo.toml"].contains("\nuuid = { version = \"1\", features = [\"serde\"] }\n"));
    // What they assert is the document's business still.
    assert!(output.files.0["src/schemas/item_v1.rs"].contains("schema::UUID"));
    let plain = run("").unwrap();
    for line in ["key: Option<String>", "made: Option<Timestamp>", "size: Option<i64>"] {
        assert!(plain.files.0["API.txt"].contains(line), "{line}");
    }
    let problems = run("[formats]\nduration = \"jiff::Span\"\n").unwrap_err();
    assert!(
        problems.render(false).contains("`duration` is no format of a value in the emitted crate"),
        "{problems}"
    );
}
