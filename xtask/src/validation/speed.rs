//! How long both validators take for valid bodies.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use generator::config::{Config, Formats};
use generator::document::Document;
use serde_json::{Value, json};

use super::tables::Tables;

/// Bodies as APIs have them, and their schemas: an order, a tagged union, a list of records, a tree, a map.
const SCHEMAS: &str = include_str!("speed.yaml");

pub(super) fn run() -> Result<(String, bool), String> {
    let mut config = Config::new("speed.yaml", "out");
    config.validation.formats = Formats::All(false);
    let (document, _) =
        Document::read("speed.yaml", SCHEMAS.to_owned()).map_err(|problems| problems.render(false))?;
    let (api, _) = generator::lower::lower(&document, &config);
    let tables = Tables::new(&api);
    let schemas = super::reference::components(&document);
    let mut text =
        format!("{:<12} {:>12} {:>12} {:>12} {:>8}\n", "body", "ours", "jsonschema", "to_vec", "times");
    let mut fast = true;
    for (name, body) in bodies() {
        let at = format!("/components/schemas/{name}");
        let table = tables.get(&at).ok_or("no table")?;
        let schema = super::reference::reached(&schemas, &at);
        let validator = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
        runtime::validate::validate_json(table, &body).map_err(|error| format!("{name}: {error}"))?;
        let ours = time(|| runtime::validate::is_valid(table, black_box(&body)));
        let theirs = time(|| validator.is_valid(black_box(&body)));
        let written = time(|| serde_json::to_vec(black_box(&body)).is_ok());
        let times = theirs.as_secs_f64() / ours.as_secs_f64();
        fast &= times >= 3.0 && ours < written;
        let _ = writeln!(text, "{name:<12} {ours:>12.1?} {theirs:>12.1?} {written:>12.1?} {times:>8.1}");
    }
    Ok((text, fast))
}

/// The time of one call: the least of several rounds.
fn time(mut call: impl FnMut() -> bool) -> Duration {
    let mut round = || {
        let start = Instant::now();
        for _ in 0..2000 {
            black_box(call());
        }
        start.elapsed() / 2000
    };
    (0..20).map(|_| round()).min().unwrap_or_default()
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
