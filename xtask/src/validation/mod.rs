//! `cargo xtask validation`: the emitted validators beside a validator of JSON Schema that many use.

mod examples;
mod mutations;
mod places;
#[cfg(test)]
mod random;
mod reference;
mod speed;
mod speed_emitted;
mod table;
mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::documents::{self, Found};
use crate::terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  cargo xtask validation ../descriptions
      Ask both about every example in the documents of a folder, and tell where they disagree.

  cargo xtask validation petstore.yaml --formats --json table.jsonl
      The same for one document, with formats asserted by both.

  cargo run --release -p xtask -- validation --speed
      Time both on five bodies: JSON, and the models of a crate that is emitted and compiled for it. Only a release build
      says anything.

  cargo run --release -p xtask -- validation ../descriptions --speed
      Time both on the longest valid example of each document.

An example is any `example`, `examples` or `default` of a schema at any depth, and those of media types, parameters and
headers. Exit codes:
  0  both agree      1  they do not      2  wrong usage";

/// Compare the emitted validators with the `jsonschema` crate: verdicts on the examples of documents, and speed.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A folder of OpenAPI documents, or one
    #[arg(value_name = "PATH", required_unless_present = "speed")]
    documents: Option<PathBuf>,

    /// Only documents whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,

    /// Both assert formats; by default neither does
    #[arg(long)]
    formats: bool,

    /// Break one keyword of each valid example at a time: that one has to be told, and nothing else
    #[arg(long)]
    mutate: bool,

    /// One JSON object a document, into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Time both validators
    #[arg(long)]
    speed: bool,
}

/// Runs the command and prints what came of it.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let terminal = Terminal::new();
    let result = match &arguments.documents {
        None if arguments.speed => speed_emitted::run(Path::new("target/validation-speed"), &terminal),
        Some(path) if arguments.speed => {
            find(path, arguments).and_then(|documents| speed::of_documents(&documents, &terminal))
        }
        Some(path) => all(path, arguments, &terminal),
        None => return ExitCode::from(2),
    };
    match result {
        Ok(agreed) => ExitCode::from(u8::from(!agreed)),
        Err(error) => {
            terminal.report(&terminal.error(&error));
            ExitCode::FAILURE
        }
    }
}

/// The documents that are asked about.
fn find(path: &Path, arguments: &Arguments) -> Result<Vec<Found>, String> {
    let name = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut documents = match path.is_dir() {
        true => documents::find(path).map_err(|error| format!("{}: {error}", path.display()))?,
        false => vec![Found { name: name(), path: path.to_owned() }],
    };
    documents.retain(|found| arguments.only.as_ref().is_none_or(|only| found.name.contains(only.as_str())));
    Ok(documents)
}

fn all(path: &Path, arguments: &Arguments, terminal: &Terminal) -> Result<bool, String> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut json = arguments.json.as_ref().map(std::fs::File::create).transpose().map_err(told)?;
    let mut rows = Vec::new();
    terminal.say(&table::head());
    for Found { name, path } in find(path, arguments)? {
        let row = examples::judge(&name, &path, arguments.formats, arguments.mutate);
        terminal.say(&table::row(&row));
        if let Some(file) = &mut json {
            let line = serde_json::to_string(&row).map_err(|error| error.to_string())?;
            writeln!(file, "{line}").map_err(told)?;
        }
        rows.push(row);
    }
    terminal.say(&table::total(&rows));
    Ok(rows.iter().all(|row| row.disagreements.is_empty() && row.told_otherwise.is_empty()))
}
