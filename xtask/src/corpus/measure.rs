//! One document: what went in, what came out, and what it cost.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use generator::config::Config;
use generator::write::WriteError;
use serde::{Deserialize, Serialize};

use super::child;
use super::documents::Found;

/// A row of the table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(super) document: String,
    pub(super) ok: bool,
    /// Whether the generator said no, with a diagnostic.
    pub(super) refused: bool,
    pub(super) error: Option<String>,
    pub(super) operations_in: usize,
    pub(super) operations_out: usize,
    pub(super) schemas_in: usize,
    pub(super) schemas_out: usize,
    pub(super) types_out: usize,
    /// How often each thing was degraded, by the code of its warning.
    pub(super) degraded: BTreeMap<String, usize>,
    pub(super) lines: usize,
    pub(super) emit_cpu_s: Option<f64>,
    pub(super) check_cpu_s: Option<f64>,
    pub(super) peak_mb: Option<f64>,
}

impl Row {
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn fail(mut self, error: impl Into<String>) -> Self {
        self.ok = false;
        self.error = Some(error.into());
        self
    }
}

/// What one document may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Time from start to end, `cargo check` included.
    pub(super) time: Duration,
    /// Memory to emit.
    pub(super) mb: u64,
}

/// Runs a document in a process of its own, so that one cannot touch the figures of another, or end the run. Its crate is
/// checked in a target folder, if one is given.
pub(super) fn elsewhere(
    program: &Path,
    document: &Found,
    out: &Path,
    target: Option<&Path>,
    limits: Limits,
) -> Row {
    let mut command = Command::new(program);
    command.arg("corpus").arg("--one").arg(&document.path).arg(out);
    if let Some(target) = target {
        let target = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
        command.arg("--check").env("CARGO_TARGET_DIR", target);
    }
    let row = Row { document: document.name.clone(), ..Row::default() };
    match child::run(&mut command, limits) {
        Err(error) => row.fail(error),
        Ok(output) => match serde_json::from_slice::<Row>(&output.stdout) {
            Ok(done) => Row { document: document.name.clone(), ..done },
            // Whatever it was, it was no answer: a panic, or the machine ran out of memory.
            Err(_) => row.fail(format!("crashed: {}", first_line(&String::from_utf8_lossy(&output.stderr)))),
        },
    }
}

/// Runs a document in this process. The row, as JSON.
pub(super) fn here(document: &Path, out: &Path, check: bool) -> String {
    let mut row = emitted(document, out);
    row.emit_cpu_s = process::cpu(false);
    row.peak_mb = process::peak_mb(std::process::id());
    if row.ok && check {
        row = checked(row, out);
    }
    row.json()
}

fn emitted(document: &Path, out: &Path) -> Row {
    let mut row = Row::default();
    let mut config = match Config::for_spec(document, out) {
        Ok(config) => config,
        Err(error) => return row.fail(error.to_string()),
    };
    config.lenient = true;
    let output = match generator::generate(&config) {
        Ok(output) => output,
        Err(problems) => {
            row.refused = true;
            return row.fail(first_line(&problems.render(false)));
        }
    };
    let counted = output.summary.document;
    (row.operations_in, row.schemas_in) = (counted.operations, counted.schemas);
    row.operations_out = output.summary.operations;
    row.types_out = output.summary.types;
    row.schemas_out = output.summary.schemas;
    for warning in output.warnings.iter() {
        *row.degraded.entry(warning.code.to_owned()).or_default() += 1;
    }
    row.lines = output.files.0.values().map(|text| text.lines().count()).sum();
    if let Err(error) = written(&output, out) {
        return row.fail(error.to_string());
    }
    row.ok = row.operations_out >= row.operations_in && row.schemas_out >= row.schemas_in;
    if row.ok { row } else { row.fail("operations or schemas are missing") }
}

fn written(output: &generator::Output, out: &Path) -> Result<(), WriteError> {
    output.write(out).map(drop)
}

/// `cargo check`, with the crates of a target folder sharing what they depend on.
fn checked(mut row: Row, out: &Path) -> Row {
    let folder = out.parent().unwrap_or(out);
    let lock = folder.join("Cargo.lock");
    if lock.is_file() {
        let _ = std::fs::copy(&lock, out.join("Cargo.lock"));
    }
    let before = process::cpu(true).unwrap_or_default();
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--message-format", "short"])
        .current_dir(out)
        .output();
    row.check_cpu_s = process::cpu(true).map(|after| after - before);
    keep_lock(&out.join("Cargo.lock"), &lock);
    match output {
        Err(error) => row.fail(error.to_string()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() && said.trim().is_empty() { row } else { row.fail(first_line(&said)) }
        }
    }
}

/// The versions that the first crate was checked with are those of all: with others, what they depend on would be built
/// anew. Another process may be reading.
fn keep_lock(own: &Path, lock: &Path) {
    let complete = lock.with_extension(format!("lock-{}", std::process::id()));
    if !lock.is_file() && std::fs::copy(own, &complete).is_ok() {
        let _ = std::fs::rename(&complete, lock);
    }
}

fn first_line(text: &str) -> String {
    text.lines().find(|line| line.contains("error")).or(text.lines().next()).unwrap_or_default().to_owned()
}

/// What the system says of this process. Only Linux says it without `unsafe`; elsewhere the figures are left out.
pub(super) mod process {
    /// The clock ticks of a second, which `/proc` counts in: Linux shows 100 to every program.
    const TICKS: f64 = 100.0;

    /// Seconds of CPU that this process has used, or its children.
    pub(super) fn cpu(children: bool) -> Option<f64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The second field is the program's name, in parentheses, and may hold anything.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let first = if children { 13 } else { 11 };
        let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
        Some((ticks(first)? + ticks(first + 1)?) / TICKS)
    }

    /// The most memory that a process has had at a time.
    pub(in super::super) fn peak_mb(process: u32) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some((kib / 102.4).round() / 10.0)
    }
}
