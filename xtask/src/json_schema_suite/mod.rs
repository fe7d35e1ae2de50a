//! `cargo xtask json-schema-suite`: the JSON Schema Test Suite against what is emitted for its schemas.

mod cases;
mod emitted;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::terminal::Terminal;
use cases::Group;

const EXAMPLES: &str = "\
Examples:
  cargo xtask json-schema-suite ../JSON-Schema-Test-Suite
      Emit a model for each schema of draft 2020-12, compile them, and compare what they say with what they should.

  cargo xtask json-schema-suite ../JSON-Schema-Test-Suite --draft 4
      The same for draft 4 as OpenAPI 3.0 has it: schemas with other keywords are left out, and counted.

  cargo xtask json-schema-suite drafts/draft7 --draft 7
      The files of one folder.

Exit codes:
  0  every required case agrees      1  some do not      2  wrong usage";

/// Run the JSON Schema Test Suite against the types and validators that are emitted for its schemas.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The suite, or a folder of its test files
    #[arg(value_name = "DIR")]
    suite: PathBuf,

    /// What the schemas are written in
    #[arg(long, value_enum, default_value = "2020-12")]
    draft: Draft,

    /// Only files whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,

    /// The folder of the schemas that are at `http://localhost:1234/`; by default that of the suite
    #[arg(long, value_name = "DIR")]
    remotes: Option<PathBuf>,

    /// Where the crates go
    #[arg(long, value_name = "DIR", default_value = "target/json-schema-suite")]
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Draft {
    #[value(name = "4")]
    Four,
    #[value(name = "6")]
    Six,
    #[value(name = "7")]
    Seven,
    #[value(name = "2019-09")]
    Of2019,
    #[value(name = "2020-12")]
    Of2020,
}

impl Draft {
    /// The folder of its tests.
    fn folder(self) -> &'static str {
        match self {
            Draft::Four => "draft4",
            Draft::Six => "draft6",
            Draft::Seven => "draft7",
            Draft::Of2019 => "draft2019-09",
            Draft::Of2020 => "draft2020-12",
        }
    }

    /// Its `$schema`; none where schemas are those of OpenAPI 3.0.
    fn uri(self) -> Option<&'static str> {
        match self {
            Draft::Four => None,
            Draft::Six => Some("http://json-schema.org/draft-06/schema#"),
            Draft::Seven => Some("http://json-schema.org/draft-07/schema#"),
            Draft::Of2019 => Some("https://json-schema.org/draft/2019-09/schema"),
            Draft::Of2020 => Some("https://json-schema.org/draft/2020-12/schema"),
        }
    }
}

/// Runs the command and prints its table.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let terminal = Terminal::new();
    match all(arguments, &terminal) {
        Ok(agreed) => ExitCode::from(u8::from(!agreed)),
        Err(error) => {
            terminal.report(&terminal.error(&error));
            ExitCode::FAILURE
        }
    }
}

fn all(arguments: &Arguments, terminal: &Terminal) -> Result<bool, String> {
    let mut groups = cases::read(arguments)?;
    if groups.is_empty() {
        return Err(format!("no test files in {}", arguments.suite.display()));
    }
    let remotes = arguments.remotes.clone().or_else(|| cases::remotes(&arguments.suite));
    for asserts_formats in [false, true] {
        let mut part: Vec<&mut Group> =
            groups.iter_mut().filter(|group| group.asserts_formats == asserts_formats).collect();
        if !part.is_empty() {
            let name = if asserts_formats { "formats" } else { "schemas" };
            let out = arguments.out.join(arguments.draft.folder()).join(name);
            emitted::run(&mut part, arguments.draft, remotes.as_deref(), &out)?;
        }
    }
    let (text, agreed) = table::render(&groups);
    terminal.say(&text);
    Ok(agreed)
}
