//! How long both validators take for bodies as APIs have them, ours as users meet it: in an emitted crate. A program of that
//! crate times both, on the same values in the same memory.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use generator::config::{Config, Formats};
use generator::document::Document;
use generator::ir::Api;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::terminal::Terminal;

/// An order, a tagged union, a list of records, a tree, a map.
const SCHEMAS: &str = include_str!("speed.yaml");
/// The program; a function `types` is added to it.
const PROGRAM: &str = include_str!("speed_program.rs");
/// Where the versions of all dependencies are.
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

/// What a body took each way, in nanoseconds.
#[derive(Clone, Copy, Deserialize)]
struct Timed {
    /// Validating JSON.
    json: u64,
    /// The same with the other validator.
    theirs: u64,
    /// Validating a typed value.
    typed: u64,
    /// Making JSON of it for the other validator.
    both: u64,
    /// Writing it.
    written: u64,
}

/// Times both; false when ours is not three times as fast, or takes longer than it takes to write the value.
pub(super) fn run(out: &Path, terminal: &Terminal) -> Result<bool, String> {
    let mut config = Config::new(out.join("speed.yaml"), out);
    config.package.name = Some("speed".to_owned());
    config.package.dev_dependencies = reference()?;
    config.validation.formats = Formats::All(false);
    let (document, _) =
        Document::read("speed.yaml", SCHEMAS.to_owned()).map_err(|problems| problems.render(false))?;
    let (api, _) = generator::lower::lower(&document, &config);
    let schemas = super::reference::components(&document, false);
    let reached = |name: &str| super::reference::reached(&schemas, &format!("/components/schemas/{name}"));
    emit(&api, &config, reached, out)?;
    let timed = timed(out)?;
    terminal.say(&head());
    let mut fast = true;
    for ((name, body), timed) in bodies().iter().zip(timed) {
        terminal.say(&timed.row(name, body.to_string().len()));
        fast &= timed.json * 3 <= timed.theirs && timed.typed < timed.written;
    }
    Ok(fast)
}

/// The other validator, in the workspace's own version.
fn reference() -> Result<toml::Table, String> {
    let line = WORKSPACE.lines().find(|line| line.starts_with("jsonschema = "));
    line.ok_or("the workspace has no jsonschema")?.parse().map_err(|error| format!("jsonschema: {error}"))
}

fn head() -> String {
    let [body, bytes, json, theirs, times, typed, both, again, written] = [
        "body",
        "bytes",
        "JSON",
        "jsonschema",
        "times",
        "typed",
        "to_value and jsonschema",
        "times",
        "to_vec",
    ];
    format!(
        "{body:<12} {bytes:>6} {json:>9} {theirs:>10} {times:>6}   {typed:>9} {both:>24} {again:>6} {written:>9}"
    )
}

impl Timed {
    fn row(self, name: &str, bytes: usize) -> String {
        let Self { json, theirs, typed, both, written } = self;
        let times = |one: u64, other: u64| other as f64 / one as f64;
        let (times, again) = (times(json, theirs), times(typed, both));
        let [json, theirs, typed, both, written] =
            [json, theirs, typed, both, written].map(Duration::from_nanos);
        format!(
            "{name:<12} {bytes:>6} {json:>9.1?} {theirs:>10.1?} {times:>6.1}   {typed:>9.1?} {both:>24.1?} {again:>6.1} \
             {written:>9.1?}"
        )
    }
}

/// Emits a crate with a program that tells what each body takes.
fn emit(api: &Api, config: &Config, reached: impl Fn(&str) -> Value, out: &Path) -> Result<(), String> {
    let files = generator::emit::emit(api, config).map_err(|problems| problems.render(false))?;
    generator::write::write(&files, out).map_err(|error| error.to_string())?;
    let mut program = format!("{PROGRAM}\nfn types() -> Vec<(&'static Schema, Measure)> {{\n    vec![\n");
    let mut values = Vec::new();
    for (name, body) in bodies() {
        let pointer = format!("/components/schemas/{name}");
        let def = api.types.iter().find(|def| def.pointer == pointer).ok_or("no type was emitted")?;
        program.push_str(&format!("        (&schemas::{}, timed::<models::{}>),\n", def.table, def.name));
        values.push(json!([reached(name), body]));
    }
    program.push_str("    ]\n}\n");
    let write = |name: &str, text: String| {
        let path = out.join("examples").join(name);
        std::fs::create_dir_all(out.join("examples"))
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    write("speed.rs", program)?;
    write("bodies.json", Value::from(values).to_string())
}

/// Compiles that program and lets it tell.
fn timed(out: &Path) -> Result<Vec<Timed>, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "run",
            "--quiet",
            "--release",
            "--no-default-features",
            "--example",
            "speed",
            "--manifest-path",
        ])
        .arg(out.join("Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("the emitted crate fails:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

fn bodies() -> Vec<(&'static str, Value)> {
    let line = |number: usize| json!({"sku": format!("A-{number:04}"), "quantity": number + 1, "price": 19.99, "tags": ["new", "sale"]});
    let record = |number: usize| {
        json!({"id": number, "name": format!("user {number}"), "email": format!("u{number}@example.com"),
            "active": number.is_multiple_of(2), "roles": ["reader"], "created_at": "2025-01-31T12:00:00Z", "score": 0.5})
    };
    let tree = (0..6).fold(json!({"name": "leaf", "children": []}), |child, level| {
        json!({"name": format!("level {level}"), "children": [child, {"name": "other", "children": []}]})
    });
    vec![
        (
            "Order",
            json!({"id": "ord_1", "customer": {"name": "Ada", "email": "ada@example.com", "phone": null},
                "lines": (0..10).map(line).collect::<Vec<_>>(), "currency": "EUR", "note": "Leave it at the door",
                "address": {"street": "1 Main Street", "city": "Berlin", "zip": "10115", "country": "DE"}}),
        ),
        (
            "Connection",
            json!({"name": "crm", "kind": "oauth", "setup": {"client_id": "abc", "client_secret": "shhh", "scopes": ["read", "write"]}}),
        ),
        ("Users", (0..50).map(record).collect()),
        ("Tree", tree),
        (
            "Settings",
            (0..30)
                .map(|number| (format!("key_{number}"), json!({"value": number, "label": "a setting"})))
                .collect(),
        ),
    ]
}
