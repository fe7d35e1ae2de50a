//! How long both validators take for the longest valid example of each document.

use std::cmp::Reverse;
use std::hint::black_box;
use std::time::{Duration, Instant};

use jsonschema::Validator;
use runtime::schema::Schema;
use serde_json::Value;

use crate::documents::Found;
use crate::terminal::Terminal;

use super::examples::Asked;

/// Times both on the longest valid example of each document.
pub(super) fn of_documents(documents: &[Found], terminal: &Terminal) -> Result<bool, String> {
    let mut all = Vec::new();
    terminal.say(&head());
    for Found { name, path } in documents {
        let Ok(Asked { tables, mut reference, examples, .. }) = Asked::of(path, false) else { continue };
        let mut valid: Vec<_> = examples
            .iter()
            .filter(|example| example.value.is_object() || example.value.is_array())
            .filter(|example| {
                let table = tables.get(&example.schema);
                table.is_some_and(|table| runtime::validate::is_valid(table, &example.value))
            })
            .map(|example| (example.value.to_string().len(), example))
            .collect();
        valid.sort_by_key(|(length, _)| Reverse(*length));
        for (_, example) in valid {
            if let (Some(table), Some(validator)) =
                (tables.get(&example.schema), reference.validator(&example.schema))
                && validator.is_valid(&example.value)
            {
                let timed = Timed::of(table, validator, &example.value);
                terminal.say(&format!("{}  {}", timed.row(name), example.at));
                all.push(timed);
                break;
            }
        }
    }
    Ok(told(&all, terminal))
}

/// What a body took.
struct Timed {
    bytes: usize,
    ours: Duration,
    theirs: Duration,
    written: Duration,
}

impl Timed {
    fn of(table: &'static Schema, validator: &Validator, body: &Value) -> Self {
        let bytes = body.to_string().len();
        let ours = time(bytes, || runtime::validate::is_valid(table, black_box(body)));
        let theirs = time(bytes, || validator.is_valid(black_box(body)));
        let written = time(bytes, || serde_json::to_vec(black_box(body)).is_ok());
        Timed { bytes, ours, theirs, written }
    }

    /// How many times as fast ours is.
    fn times(&self) -> f64 {
        self.theirs.as_secs_f64() / self.ours.as_secs_f64()
    }

    fn row(&self, name: &str) -> String {
        let Timed { bytes, ours, theirs, written } = self;
        format!("{name:<48} {bytes:>8} {ours:>10.1?} {theirs:>10.1?} {written:>10.1?} {:>8.1}", self.times())
    }
}

fn head() -> String {
    format!(
        "{:<48} {:>8} {:>10} {:>10} {:>10} {:>8}",
        "document", "bytes", "ours", "jsonschema", "to_vec", "times"
    )
}

/// Says what it comes to; whether every body is validated three times as fast, and faster than it is written.
fn told(all: &[Timed], terminal: &Terminal) -> bool {
    let mut times: Vec<f64> = all.iter().map(Timed::times).collect();
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 4).copied().unwrap_or_default();
    let cheap = all.iter().filter(|timed| timed.ours < timed.written).count();
    let thrice = times.iter().filter(|times| **times >= 3.0).count();
    terminal.say(&format!(
        "of {}: {thrice} three times as fast, quartiles {:.1} {:.1} {:.1}; {cheap} faster than they are written",
        all.len(),
        at(1),
        at(2),
        at(3),
    ));
    thrice == all.len() && cheap == all.len()
}

/// The time of one call: the least of several rounds, fewer calls each for a long body.
pub(super) fn time(bytes: usize, mut call: impl FnMut() -> bool) -> Duration {
    let calls = (1_000_000 / bytes.max(1)).clamp(1, 2000);
    let mut round = || {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        start.elapsed() / u32::try_from(calls).unwrap_or(1)
    };
    (0..20).map(|_| round()).min().unwrap_or_default()
}
