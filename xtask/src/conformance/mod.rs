//! `cargo xtask conformance`: every operation of a document called, against a server that nobody here wrote.

mod calls;
mod prism;
mod report;
mod served;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;
use generator::config::Config;

use crate::terminal::Terminal;
use calls::Line;
use report::Row;

/// The share of the calls that Prism has to accept, and that of the answers that have to be read.
const BAR: f64 = 0.99;

const EXAMPLES: &str = "\
Examples:
  cargo xtask conformance petstore.yaml
      Emit the crate, build it, start Prism with the document, call every operation twice, and say what came of it.

  cargo xtask conformance a.yaml b.json --json table.jsonl
      The same for several documents, and one JSON object for each in a file.

Prism (https://github.com/stoplightio/prism) checks each request against the document and answers from it. It is
installed by npm below target/ when it is first needed; that takes Node.js and npm.

Exit codes:
  0  99 % of the calls accepted, and read      1  some document fell short      2  wrong usage";

/// How often Prism is started for a document: it does not survive every request.
const STARTS: usize = 25;

/// Call every operation of a document against Prism, a server made of the document.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// OpenAPI documents, YAML or JSON
    #[arg(value_name = "DOC", required = true)]
    documents: Vec<PathBuf>,

    /// Write one JSON object a document to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// How many operations to name for each reason
    #[arg(long, value_name = "N", default_value_t = 3)]
    show: usize,

    /// Where the crates go, and what they are built from
    #[arg(long, value_name = "DIR", default_value = "target/conformance")]
    out: PathBuf,
}

/// Runs the command and prints its tables.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let terminal = Terminal::new();
    let mut rows = Vec::new();
    for document in &arguments.documents {
        let row = match tried(document, &arguments.out) {
            Ok(lines) => Row::of(name(document), &lines),
            Err(error) => Row::failed(name(document), error),
        };
        terminal.say(&row.render(arguments.show));
        rows.push(row);
    }
    if let Some(file) = &arguments.json {
        let lines: Vec<String> = rows.iter().map(|row| format!("{}\n", row.json())).collect();
        if let Err(error) = std::fs::write(file, lines.concat()) {
            terminal.report(&terminal.error(&error));
            return ExitCode::FAILURE;
        }
    }
    if rows.iter().all(|row| row.passes(BAR)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn name(document: &Path) -> String {
    document.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Emits, builds, serves and calls.
fn tried(document: &Path, out: &Path) -> Result<Vec<Line>, String> {
    let crate_folder = out.join(name(document));
    let mut config = Config::for_spec(document, &crate_folder).map_err(|error| error.to_string())?;
    config.lenient = true;
    config.smoke = true;
    // Whatever else it is in its own workspace, here it stands alone.
    config.package = generator::config::Package::default();
    config.package.name = Some("emitted_client".to_owned());
    let output = generator::generate(&config).map_err(|problems| problems.render(false))?;
    output.write(&crate_folder).map_err(|error| error.to_string())?;
    let program = built(&crate_folder, out)?;
    let served = served::readable(document, out.join(format!("{}.json", name(document))));
    let log = out.join(format!("{}.log", name(document)));
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..STARTS {
        let mut server = prism::Prism::start(&served, &out.join("prism"), &log)?;
        let more = called(&program, &server.url(), lines.len())?;
        // The calls after the one that it did not survive are made again.
        let answered = more.iter().rposition(|line| line.status.is_some()).map_or(0, |last| last + 1);
        let lost = more.iter().skip(answered).position(Line::is_lost).map(|more| answered + more);
        let Some(lost) = lost.filter(|_| server.has_ended()) else {
            lines.extend(more);
            return Ok(lines);
        };
        lines.extend(more.into_iter().take(lost + 1));
        lines.iter_mut().last().into_iter().for_each(Line::ended_prism);
    }
    Err(format!("Prism did not survive {STARTS} of the calls"))
}

/// The calls of the test program, without the first `skipped` of them.
fn called(program: &Path, url: &str, skipped: usize) -> Result<Vec<Line>, String> {
    let output = Command::new(program)
        .args([url, &skipped.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("the test program does not run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the test program ended with {}", output.status));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Builds the test program, all crates sharing what they depend on.
fn built(crate_folder: &Path, out: &Path) -> Result<PathBuf, String> {
    let lock = out.join("Cargo.lock");
    if lock.is_file() {
        let _ = std::fs::copy(&lock, crate_folder.join("Cargo.lock"));
    }
    let target = std::path::absolute(out).map_err(|error| error.to_string())?.join("target");
    let output = Command::new("cargo")
        .args(["build", "--quiet", "--features", "smoke", "--bin", "smoke"])
        .current_dir(crate_folder)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    let _ = std::fs::copy(crate_folder.join("Cargo.lock"), &lock);
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || said.contains("warning") {
        return Err(format!("the crate does not build without a warning:\n{said}"));
    }
    Ok(target.join("debug").join(format!("smoke{}", std::env::consts::EXE_SUFFIX)))
}
