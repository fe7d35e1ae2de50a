//! One crate with a model for each group, and a program that asks each about its cases.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use generator::config::{Config, Formats, UnknownFields};
use generator::document::{Document, Options};
use generator::ir::TypeDef;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Draft;
use super::cases::{Group, Outcome};

/// The address that the suite's remote schemas are at.
const REMOTES: &str = "http://localhost:1234/";

/// A line of the program's output.
#[derive(Deserialize)]
struct Line {
    group: usize,
    case: usize,
    valid: bool,
    /// In a list, so that `null` is told from nothing.
    written: Option<[Value; 1]>,
    error: Option<String>,
}

/// Emits, compiles and runs; notes what came of each case.
pub(super) fn run(
    groups: &mut [&mut Group],
    draft: Draft,
    remotes: Option<&Path>,
    out: &Path,
) -> Result<(), String> {
    let (documents, krate) = (out.join("document"), out.join("suite"));
    write_documents(groups, draft, remotes, &documents)?;
    let defs = emit(groups, &documents, &krate)?;
    write(&krate.join("examples/cases.json"), &cases(groups))?;
    write(&krate.join("examples/suite.rs"), &program(&defs))?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--no-default-features", "--example", "suite", "--manifest-path"])
        .arg(krate.join("Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines() {
        let line: Line = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
        let case = groups.get_mut(line.group).and_then(|group| group.cases.get_mut(line.case));
        if let Some(case) = case {
            let written = line.written.map(|[written]| written).ok_or_else(|| line.error.unwrap_or_default());
            case.outcome = Some(Outcome { valid: line.valid, written });
        }
    }
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("the emitted crate fails:\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// An OpenAPI document whose components are the groups' schemas, each in a file of its own: references within a schema
/// are relative to it.
fn write_documents(
    groups: &[&mut Group],
    draft: Draft,
    remotes: Option<&Path>,
    folder: &Path,
) -> Result<(), String> {
    let mut schemas = Map::new();
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.left_out.is_none()) {
        let mut schema = group.schema.clone();
        if let (Value::Object(keywords), Some(uri)) = (&mut schema, draft.uri())
            && !keywords.contains_key("$schema")
        {
            keywords.insert("$schema".to_owned(), json!(uri));
        }
        write(&folder.join(format!("groups/group{index}.json")), &schema.to_string())?;
        schemas.insert(name(index), json!({ "$ref": format!("groups/group{index}.json") }));
    }
    let version = if draft == Draft::Four { "3.0.3" } else { "3.1.0" };
    let document = json!({
        "openapi": version,
        "info": { "title": "The JSON Schema Test Suite", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    write(&folder.join("openapi.json"), &document.to_string())?;
    match remotes {
        Some(remotes) => copy(remotes, &folder.join("remotes"), draft),
        None => Ok(()),
    }
}

fn copy(from: &Path, to: &Path, draft: Draft) -> Result<(), String> {
    let entries = std::fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    for entry in entries.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target, draft)?;
        } else {
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            write(&target, &with_draft(text, &path, draft))?;
        }
    }
    Ok(())
}

/// Remote schemas that say no draft are of that of whoever asks.
fn with_draft(text: String, path: &Path, draft: Draft) -> String {
    let shared = !path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("draft"));
    let own = path.components().any(|part| part.as_os_str() == draft.folder());
    match (serde_json::from_str::<Value>(&text), draft.uri()) {
        (Ok(Value::Object(mut keywords)), Some(uri))
            if (shared || own) && !keywords.contains_key("$schema") =>
        {
            keywords.insert("$schema".to_owned(), json!(uri));
            Value::Object(keywords).to_string()
        }
        _ => text,
    }
}

/// Emits the crate; the types of the groups, by their numbers.
fn emit(groups: &mut [&mut Group], documents: &Path, krate: &Path) -> Result<Vec<(usize, TypeDef)>, String> {
    let mut config = Config::new(documents.join("openapi.json"), krate);
    config.package.name = Some("suite".to_owned());
    config.lenient = true;
    config.unknown_fields = UnknownFields::Keep;
    config.validation.formats = Formats::All(groups.iter().any(|group| group.asserts_formats));
    config.references.insert(REMOTES.to_owned(), "remotes/".to_owned());
    let text = std::fs::read_to_string(&config.spec).map_err(|error| error.to_string())?;
    let options = Options { lenient: true, files: &config.folder(), ..Options::default() };
    let (document, mut warnings) =
        Document::read_with("openapi.json", text, options).map_err(|problems| problems.render(false))?;
    let (api, lowered) = generator::lower::lower(&document, &config);
    warnings.extend(lowered);
    document.resolve(&mut warnings);
    let log = krate.with_file_name("warnings.txt");
    write(&log, &warnings.render(false))?;
    if warnings.has_errors() {
        return Err(format!("the schemas are refused: see {}", log.display()));
    }
    let files = generator::emit::emit(&api, &config).map_err(|problems| problems.render(false))?;
    generator::write::write(&files, krate).map_err(|error| error.to_string())?;
    let mut defs = Vec::new();
    for (index, group) in groups.iter_mut().enumerate().filter(|(_, group)| group.left_out.is_none()) {
        let pointer = format!("/components/schemas/{}", name(index));
        match api.types.iter().find(|def| def.pointer == pointer) {
            Some(def) => defs.push((index, def.clone())),
            None => group.left_out = Some("no type was emitted".to_owned()),
        }
    }
    Ok(defs)
}

fn name(index: usize) -> String {
    format!("Group{index}")
}

/// Every value, by the numbers of its group and of itself.
fn cases(groups: &[&mut Group]) -> String {
    let values = |group: &&mut Group| -> Value { group.cases.iter().map(|case| case.data.clone()).collect() };
    Value::from_iter(groups.iter().map(values)).to_string()
}

fn program(defs: &[(usize, TypeDef)]) -> String {
    let mut text = String::from(
        r#"//! Asks each model about the cases of its group.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use suite::runtime::schema::Schema;
use suite::runtime::validate::{validate, validate_json};
use suite::{models, schemas};

type Through = fn(&Value) -> Result<Value, String>;

// A model never holds `null` itself: whoever uses one that may be null holds an `Option`.
fn through<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    let read: Option<T> = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    serde_json::to_value(&read).map_err(|error| error.to_string())
}

fn main() {
    let cases: Vec<Vec<Value>> = serde_json::from_str(include_str!("cases.json")).expect("the cases");
    for (group, schema, through) in GROUPS {
        for (case, value) in cases[*group].iter().enumerate() {
            let valid = validate_json(schema, value).is_ok();
            // The same of a value that is told, property by property.
            assert_eq!(validate(schema, value).is_ok(), valid, "{value} of group {group}");
            let line = match std::panic::catch_unwind(|| through(value)) {
                Ok(Ok(written)) => json!({"group": group, "case": case, "valid": valid, "written": [written]}),
                Ok(Err(error)) => json!({"group": group, "case": case, "valid": valid, "error": error}),
                Err(_) => json!({"group": group, "case": case, "valid": valid, "error": "panicked"}),
            };
            println!("{line}");
        }
    }
}

static GROUPS: &[(usize, &Schema, Through)] = &[
"#,
    );
    for (index, def) in defs {
        let (table, name) = (&def.table, &def.name);
        let _ = writeln!(text, "    ({index}, &schemas::{table}, through::<models::{name}>),");
    }
    text.push_str("];\n");
    text
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}
