//! Printing. Reports go to the error stream, answers (the summary, a diff) to the output.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdout};

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const BOLD_RED: &str = "\x1b[1;31m";
const RESET: &str = "\x1b[0m";

/// Where it is printed to, and whether colours mean anything there.
pub(crate) struct Terminal {
    color_output: bool,
    /// Whether a report may have colours.
    pub(crate) color_errors: bool,
}

impl Terminal {
    /// Colours on a terminal that has them, unless the user wants none (<https://no-color.org>).
    pub(crate) fn new() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let wanted = !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self {
            color_output: wanted && stdout().is_terminal(),
            color_errors: wanted && stderr().is_terminal(),
        }
    }

    /// An error that has no rendering of its own.
    pub(crate) fn error(&self, error: &dyn Display) -> String {
        let (on, off) = if self.color_errors { (BOLD_RED, RESET) } else { ("", "") };
        format!("{on}error{off}: {error}")
    }

    /// Prints errors or warnings.
    pub(crate) fn report(&self, report: &str) {
        print(&mut stderr().lock(), report.trim_end());
    }

    /// Prints one line.
    pub(crate) fn say(&self, line: &str) {
        print(&mut stdout().lock(), line);
    }

    /// Prints a unified diff.
    pub(crate) fn diff(&self, diff: &str) {
        let mut output = stdout().lock();
        for line in diff.lines() {
            let color = match line.as_bytes().first() {
                Some(b'+') => GREEN,
                Some(b'-') => RED,
                Some(b'@') => CYAN,
                _ => "",
            };
            if self.color_output && !color.is_empty() {
                print(&mut output, &format!("{color}{line}{RESET}"));
            } else {
                print(&mut output, line);
            }
        }
    }
}

/// Unlike `println!`, this does not panic when nobody reads on (`... --check | head`).
fn print(output: &mut dyn Write, text: &str) {
    let _ = writeln!(output, "{text}");
}

/// "1 file", "2 files".
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
