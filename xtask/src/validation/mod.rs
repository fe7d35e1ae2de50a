//! `cargo xtask validation`: the emitted validators beside a validator of JSON Schema that many use.

mod examples;
mod reference;
mod speed;
mod tables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use generator::config::{Config, Formats};
use generator::document::{Document, Options};
use generator::ir::Api;

use crate::terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  cargo xtask validation ../descriptions
      Ask both about every example in the documents of a folder, and tell where they disagree.

  cargo run --release -p xtask -- validation --speed
      Time both on five bodies. Only a release build says anything.

Exit codes:
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

    /// Time both validators
    #[arg(long)]
    speed: bool,
}

/// Runs the command and prints what came of it.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let terminal = Terminal::new();
    let result = match &arguments.documents {
        _ if arguments.speed => speed::run(),
        Some(path) => examples::run(path, arguments.only.as_deref()),
        None => return ExitCode::from(2),
    };
    match result {
        Ok((text, agreed)) => {
            terminal.say(&text);
            ExitCode::from(u8::from(!agreed))
        }
        Err(error) => {
            terminal.report(&terminal.error(&error));
            ExitCode::FAILURE
        }
    }
}

/// Reads a document leniently, and lowers it with no format asserted: the other validator asserts none either.
fn read(path: &Path) -> Result<(Document, Api), String> {
    let mut config = Config::new(path, "out");
    config.lenient = true;
    config.validation.formats = Formats::All(false);
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let name = path.to_string_lossy();
    let options = Options { lenient: true, files: &config.folder(), ..Options::default() };
    let (document, _) = Document::read_with(&name, text, options).map_err(|_| "refused".to_owned())?;
    let (api, _) = generator::lower::lower(&document, &config);
    Ok((document, api))
}
