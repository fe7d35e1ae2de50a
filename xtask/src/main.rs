//! `cargo xtask`: the commands of this workspace. Arguments and printing only; the work is done by `generator`.

mod codegen;
mod conformance;
mod corpus;
mod documents;
mod json_schema_suite;
mod terminal;
mod validation;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tokens are many small allocations: the system's allocator took a quarter of the time of emitting a large document.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The commands of this workspace.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Codegen(codegen::Arguments),
    Conformance(conformance::Arguments),
    Corpus(corpus::Arguments),
    JsonSchemaSuite(json_schema_suite::Arguments),
    Validation(validation::Arguments),
}

fn main() -> ExitCode {
    // Wrong usage never comes back from here: clap explains it and exits with 2.
    match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::JsonSchemaSuite(arguments) => json_schema_suite::run(&arguments),
        Command::Validation(arguments) => validation::run(&arguments),
    }
}
