//! `cargo xtask corpus`: every document of a folder through the generator, and its crate through `cargo check`.

mod child;
mod measure;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::documents::{self, Found};
use crate::terminal::Terminal;
use measure::{Limits, Row};

const EXAMPLES: &str = "\
Examples:
  cargo xtask corpus ../descriptions
      Emit a crate for each document; a table of what went in, what came out, and what it cost.

  cargo xtask corpus ../descriptions --check --jobs 2 --json table.jsonl
      Run `cargo check` on each crate as well; any warning is a failure.

  cargo xtask corpus ../descriptions --only petstore --check
      The same for the documents whose name has `petstore` in it.

What one JSON object says of a document:
  document, ok, error         its name; whether all of it came out; otherwise the first error
  operations_in, schemas_in   operations of its paths, and schemas under its components
  operations_out, types_out   methods of the client, and types of the crate
  degraded                    how often each thing was degraded or looks wrong, by the code of its warning
  lines                       of Rust, in all files
  emit_cpu_s, peak_mb         what it took to emit: seconds of CPU, the most memory at a time
  check_cpu_s                 seconds of CPU for `cargo check`; of the first crates that is with what they depend on

Exit codes:
  0  every document passed      1  some fell short      2  wrong usage";

/// Emit a crate for every OpenAPI document of a folder, and say what came of each.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder: JSON and YAML files, a folder a document of several files, or an INDEX.tsv that lists them
    #[arg(value_name = "DIR", required_unless_present = "one")]
    folder: Option<PathBuf>,

    /// Run `cargo check` on each emitted crate; a warning is a failure
    #[arg(long)]
    check: bool,

    /// Let a document pass that is refused with a diagnostic
    #[arg(long)]
    allow_refused: bool,

    /// Only documents whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,

    /// Only every Nth document
    #[arg(long, value_name = "N", default_value_t = 1)]
    sample: usize,

    /// The most seconds that one document may take, its check included
    #[arg(long, value_name = "SECONDS", default_value_t = 1200)]
    max_seconds: u64,

    /// The most memory that emitting one document may take
    #[arg(long, value_name = "MB", default_value_t = 4096)]
    max_mb: u64,

    /// How many documents at a time
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,

    /// Write one JSON object a document to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Where the crates go
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    out: PathBuf,

    /// One document, in this process: the command runs itself so for each, to measure it alone
    #[arg(long, hide = true, num_args = 2, value_names = ["FILE", "OUT"])]
    one: Option<Vec<PathBuf>>,
}

/// Runs the command and prints its table.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    if let Some([document, out]) = arguments.one.as_deref() {
        println!("{}", measure::here(document, out, arguments.check));
        return ExitCode::SUCCESS;
    }
    let terminal = Terminal::new();
    match all(arguments) {
        Ok(rows) => {
            terminal.say(&table::render(&rows, arguments.check));
            if rows.iter().all(|row| row.ok || arguments.allow_refused && row.refused) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            terminal.report(&terminal.error(&error));
            ExitCode::FAILURE
        }
    }
}

fn all(arguments: &Arguments) -> std::io::Result<Vec<Row>> {
    let folder = arguments.folder.clone().unwrap_or_default();
    let mut found = documents::find(&folder)?;
    if let Some(only) = &arguments.only {
        found.retain(|document| document.name.contains(only.as_str()));
    }
    let found: Vec<Found> = found.into_iter().step_by(arguments.sample.max(1)).collect();
    if found.is_empty() {
        return Err(std::io::Error::other(format!("there is no such document in `{}`", folder.display())));
    }
    std::fs::create_dir_all(&arguments.out)?;
    let rows = measured(&found, arguments)?;
    written(&rows, arguments)?;
    Ok(rows)
}

/// The rows as JSON, where they are asked for.
fn written(rows: &[Row], arguments: &Arguments) -> std::io::Result<()> {
    let Some(file) = &arguments.json else { return Ok(()) };
    let lines: Vec<String> = rows.iter().map(|row| format!("{}\n", row.json())).collect();
    std::fs::write(file, lines.concat())
}

/// Each document in a process of its own, `jobs` at a time; the rows in the documents' order.
fn measured(found: &[Found], arguments: &Arguments) -> std::io::Result<Vec<Row>> {
    let bar = ProgressBar::new(found.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    let program = std::env::current_exe()?;
    let limits = Limits { time: Duration::from_secs(arguments.max_seconds), mb: arguments.max_mb };
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..arguments.jobs.max(1) {
            // cargo lets one process at a time into a target folder.
            let target = arguments.out.join("target").join(worker.to_string());
            let (bar, next, rows, program) = (&bar, &next, &rows, &program);
            scope.spawn(move || {
                while let Some(document) = found.get(next.fetch_add(1, Ordering::Relaxed)) {
                    bar.set_message(document.name.clone());
                    let out = arguments.out.join(&document.name);
                    let target = arguments.check.then_some(target.as_path());
                    let row = measure::elsewhere(program, document, &out, target, limits);
                    if let Ok(mut rows) = rows.lock() {
                        // A run takes long, and may not come to its end.
                        if let Some(error) = &row.error {
                            bar.suspend(|| eprintln!("{}: {error}", row.document));
                        }
                        rows.push(row);
                        let _ = written(&rows, arguments);
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by(|one, other| one.document.cmp(&other.document));
    Ok(rows)
}
