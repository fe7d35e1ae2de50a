//! How long both validators take for bodies as APIs have them, ours as users meet it: in an emitted crate.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use generator::config::{Config, Formats};
use generator::document::Document;
use generator::ir::Api;
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::terminal::Terminal;

use super::speed::time;

/// An order, a tagged union, a list of records, a tree, a map.
const SCHEMAS: &str = include_str!("speed.yaml");
/// Times what the emitted crate does; a function `types` is added to it.
const PROGRAM: &str = include_str!("speed_program.rs");

/// How often each is timed, in turns: the least of all counts, so that what disturbs one turn disturbs no figure.
const TURNS: usize = 5;

/// What the emitted crate took, in nanoseconds.
#[derive(Clone, Copy, Deserialize)]
struct Ours {
    /// Validating JSON.
    json: u64,
    /// Validating a typed value.
    typed: u64,
    /// Writing a typed value.
    written: u64,
}

/// Times both; false when ours is not three times as fast, or takes longer than it takes to write the value.
pub(super) fn run(out: &Path, terminal: &Terminal) -> Result<bool, String> {
    let mut config = Config::new(out.join("speed.yaml"), out);
    config.package.name = Some("speed".to_owned());
    config.validation.formats = Formats::All(false);
    let (document, _) =
        Document::read("speed.yaml", SCHEMAS.to_owned()).map_err(|problems| problems.render(false))?;
    let (api, _) = generator::lower::lower(&document, &config);
    emit(&api, &config, out)?;
    let schemas = super::reference::components(&document, false);
    let theirs = |name: &str| {
        let schema = super::reference::reached(&schemas, &format!("/components/schemas/{name}"));
        jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
    };
    let mut all = Vec::new();
    for (name, body) in bodies() {
        all.push((name, theirs(name)?, body, Timed::NEVER));
    }
    for _ in 0..TURNS {
        for ((_, validator, body, timed), ours) in all.iter_mut().zip(ours(out)?) {
            *timed = timed.least(Timed::of(ours, validator, body));
        }
    }
    let titles = [
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
    let [body, bytes, json, theirs, times, typed, both, again, written] = titles;
    terminal.say(&format!(
        "{body:<12} {bytes:>6} {json:>9} {theirs:>10} {times:>6}   {typed:>9} {both:>24} {again:>6} {written:>9}"
    ));
    let mut fast = true;
    for (name, _, body, timed) in &all {
        let Timed { json, typed, written, theirs, both } = *timed;
        let bytes = body.to_string().len();
        let times = theirs.as_secs_f64() / json.as_secs_f64();
        let again = both.as_secs_f64() / typed.as_secs_f64();
        terminal.say(&format!(
            "{name:<12} {bytes:>6} {json:>9.1?} {theirs:>10.1?} {times:>6.1}   {typed:>9.1?} {both:>24.1?} {again:>6.1} \
             {written:>9.1?}"
        ));
        fast &= times >= 3.0 && typed < written;
    }
    Ok(fast)
}

/// What a body took, each way.
#[derive(Clone, Copy)]
struct Timed {
    json: Duration,
    typed: Duration,
    written: Duration,
    theirs: Duration,
    both: Duration,
}

impl Timed {
    const NEVER: Self = Self {
        json: Duration::MAX,
        typed: Duration::MAX,
        written: Duration::MAX,
        theirs: Duration::MAX,
        both: Duration::MAX,
    };

    fn of(ours: Ours, validator: &Validator, body: &Value) -> Self {
        let bytes = body.to_string().len();
        let theirs = time(bytes, || validator.is_valid(black_box(body)));
        // Whoever has a typed value makes JSON of it first. A tree is made from a tree here, which takes no longer.
        let both = time(bytes, || {
            serde_json::to_value(black_box(body)).is_ok_and(|value| validator.is_valid(&value))
        });
        let [json, typed, written] = [ours.json, ours.typed, ours.written].map(Duration::from_nanos);
        Self { json, typed, written, theirs, both }
    }

    fn least(self, other: Self) -> Self {
        Self {
            json: self.json.min(other.json),
            typed: self.typed.min(other.typed),
            written: self.written.min(other.written),
            theirs: self.theirs.min(other.theirs),
            both: self.both.min(other.both),
        }
    }
}

/// Emits a crate with a program that tells what each body takes.
fn emit(api: &Api, config: &Config, out: &Path) -> Result<(), String> {
    let files = generator::emit::emit(api, config).map_err(|problems| problems.render(false))?;
    generator::write::write(&files, out).map_err(|error| error.to_string())?;
    let mut program = format!("{PROGRAM}\nfn types() -> Vec<(&'static Schema, Timed)> {{\n    vec![\n");
    let mut values = Vec::new();
    for (name, body) in bodies() {
        let pointer = format!("/components/schemas/{name}");
        let def = api.types.iter().find(|def| def.pointer == pointer).ok_or("no type was emitted")?;
        program.push_str(&format!("        (&schemas::{}, timed::<models::{}>),\n", def.table, def.name));
        values.push(body);
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
fn ours(out: &Path) -> Result<Vec<Ours>, String> {
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
