//! `[pagination]` of `codegen.toml`. What is recognised without it is seen in the snapshot of `documents/pagination.yaml`.

// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use generator::{Config, generate};

/// How the pages of an operation follow one another, by the name of its file.
fn paging(configuration: &str, module: &str) -> Result<Option<String>, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/codegen.toml");
    let text = format!("spec = \"pagination.yaml\"\n[pagination]\n{configuration}\n");
    let config = Config::parse(&file, &text).map_err(|error| error.render(false))?;
    let output = generate(&config).map_err(|problems| problems.render(false))?;
    let text = &output.files.0[&format!("src/operations/{module}.rs")];
    let paging = text.split_once("const PAGING: Paging = ").map(|(_, rest)| rest.split_once(';').unwrap().0);
    Ok(paging.map(|paging| paging.split_whitespace().collect::<Vec<_>>().join(" ")))
}

#[test]
fn pages_are_turned_off_for_one_and_for_all() {
    assert_eq!(paging("plainList = false", "plain_list"), Ok(None));
    assert_eq!(paging("plainList = false", "cursor").unwrap().unwrap(), "Paging::Cursor");
    assert_eq!(paging("\"*\" = false", "cursor"), Ok(None));
    let numbered = paging("\"*\" = false\nplainList = true", "plain_list").unwrap().unwrap();
    assert!(numbered.starts_with("Paging::Numbered"), "{numbered}");
}

#[test]
fn pages_are_as_is_said() {
    let said = |text: &str, module: &str| paging(text, module).unwrap().unwrap();
    assert_eq!(said("plainList = { link = true }", "plain_list"), "Paging::Link");
    assert_eq!(said("offsetWithoutSize = { offset = \"offset\" }", "offset_without_size"), "Paging::Offset");
    assert_eq!(
        said("cursorWithin = { cursor = \"after\", next = \"paging.next_cursor\" }", "cursor_within"),
        "Paging::Cursor"
    );
    let two = said("twoLists = { page = \"page\", items = \"b\" }", "two_lists");
    assert!(two.starts_with("Paging::Numbered"), "{two}");
}

#[test]
fn what_is_not_there_is_an_error_at_its_place() {
    let error = paging("listThings = false", "plain_list").unwrap_err();
    assert!(error.contains("no operation `listThings`") && error.contains("codegen.toml:3"), "{error}");
    let error = paging("plainList = { cursor = \"page\" }", "plain_list").unwrap_err();
    assert!(error.contains("`plainList` has no pages of this kind"), "{error}");
    assert!(paging("plainList = { kursor = \"page\" }", "plain_list").is_err());
}
