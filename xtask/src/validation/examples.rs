//! Every example of a document that belongs to a component schema, before both validators.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use generator::document::Pointer;
use serde_json::{Value, json};

use super::tables::Tables;

/// How many disagreements are told of one document.
const TOLD: usize = 5;

#[derive(Default)]
struct Count {
    examples: usize,
    valid: usize,
    agreed: usize,
}

/// All documents at a path.
pub(super) fn run(path: &Path, only: Option<&str>) -> Result<(String, bool), String> {
    let mut documents = vec![path.to_owned()];
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
        documents = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        documents.sort();
    }
    let name = |path: &PathBuf| path.file_stem().map(|name| name.to_string_lossy().into_owned());
    let mut text = String::new();
    let mut all = Count::default();
    for document in documents {
        let name = name(&document).unwrap_or_default();
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        match one(&document) {
            Ok((count, told)) => {
                let Count { examples, valid, agreed } = count;
                let _ = writeln!(text, "{name:<56} {examples:>6} {valid:>6} {agreed:>6}");
                text.push_str(&told);
                all.examples += examples;
                all.valid += valid;
                all.agreed += agreed;
            }
            Err(error) => drop(writeln!(text, "{name:<56} {error}")),
        }
    }
    let head = format!("{:<56} {:>6} {:>6} {:>6}\n", "document", "all", "valid", "agreed");
    let Count { examples, valid, agreed } = all;
    let _ = writeln!(text, "{:<56} {examples:>6} {valid:>6} {agreed:>6}", "all");
    Ok((format!("{head}{text}"), agreed == examples))
}

fn one(path: &Path) -> Result<(Count, String), String> {
    let (document, api) = super::read(path)?;
    let tables = Tables::new(&api);
    let components = super::reference::components(&document);
    let mut found = Vec::new();
    let root = document.get(&Pointer::root()).unwrap_or(&Value::Null);
    collect(root, &mut found);
    for (name, schema) in document
        .get(&Pointer::root().join("components").join("schemas"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let own = schema.get("example").into_iter();
        let list = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        found.extend(own.chain(list).map(|example| (name.clone(), example)));
    }
    let (mut count, mut told) = (Count::default(), String::new());
    let mut validators: std::collections::BTreeMap<String, Option<jsonschema::Validator>> =
        Default::default();
    for (name, example) in found {
        let at = Pointer::root().join("components").join("schemas").join(&name).to_string();
        let Some(table) = tables.get(&at) else { continue };
        let validator = validators.entry(name.clone()).or_insert_with(|| {
            let mut schema = components.clone();
            schema.as_object_mut()?.insert("$ref".to_owned(), json!(format!("#{at}")));
            // A document may be more than the other validator can take.
            catch_unwind(AssertUnwindSafe(|| jsonschema::draft202012::new(&schema).ok())).ok().flatten()
        });
        let Some(validator) = validator else { continue };
        let theirs = validator.is_valid(example);
        let ours = runtime::validate::validate_json(table, example);
        count.examples += 1;
        count.valid += usize::from(theirs);
        if ours.is_ok() == theirs {
            count.agreed += 1;
        } else if count.examples - count.agreed <= TOLD {
            let why =
                validator.iter_errors(example).next().map(|error| error.to_string()).unwrap_or_default();
            let ours = ours.err().map(|violations| violations.to_string()).unwrap_or_default();
            let short = |text: &str| text.chars().take(200).collect::<String>();
            let _ = writeln!(told, "    {name}: theirs: {}; ours: {}", short(&why), short(&ours));
        }
    }
    Ok((count, told))
}

/// Examples beside a `schema` that refers to a component.
fn collect<'a>(value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            let reference = members.get("schema").and_then(|schema| schema.get("$ref")?.as_str());
            if let Some(name) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
                let named = members.get("examples").and_then(Value::as_object).into_iter().flatten();
                let named = named.filter_map(|(_, example)| example.get("value"));
                let name = Pointer::parse(&format!("#/{name}")).and_then(|pointer| pointer.last());
                let examples = members.get("example").into_iter().chain(named);
                found.extend(examples.filter_map(|example| Some((name.clone()?, example))));
            }
            members.values().for_each(|member| collect(member, found));
        }
        _ => {}
    }
}
