//! The emitted crate's README and the docs of its root.

use crate::config::Config;
use crate::ir::{Api, Operation};

use super::docs::safe;
use super::{examples, features};

/// What the document says of the API, for the crate's root.
pub(super) fn crate_docs(api: &Api, crate_name: &str) -> String {
    let mut text = format!("{} {}\n", safe(&one_line(&api.title)), safe(&one_line(&api.version)));
    if let Some(description) = api.description.as_deref().filter(|text| !text.trim().is_empty()) {
        text.push_str(&format!("\n{}\n", safe(description).trim()));
    }
    text.push_str(
        "
- [`Client`] has a method for each operation; [`Call`] is what it gives: await it, or set options first.
- [`models`] has a type for each schema, with a constructor that takes what is required.
- [`Validate`] checks a value against the document; the client does so before it sends anything.
- [`Error`] tells what can go wrong; the statuses that the document gives are variants of the operation's own error.
",
    );
    text.push_str(&format!("\n# Example\n\n```no_run\n{}```\n", usage(api, crate_name)));
    for (prose, example) in sections(api, crate_name) {
        text.push_str(&format!("\n{prose}\n```no_run\n{example}```\n"));
    }
    text
}

/// What is said of calls and of errors, and the example of each.
fn sections(api: &Api, crate_name: &str) -> Vec<(String, String)> {
    let calls = examples::options(api, crate_name).map(|example| (calls(api), example));
    let errors = examples::errors(api, crate_name).map(|example| (ERRORS.to_owned(), example));
    calls.into_iter().chain(errors).collect()
}

/// What can be said of calls in this API, before their example.
fn calls(api: &Api) -> String {
    let mut text = CALLS.to_owned();
    if api.operations.iter().any(|operation| operation.pagination.is_some()) {
        text.push_str(
            "- [`Call::items`] gives the items of all pages of a list, [`Call::pages`] the pages.\n",
        );
    }
    if api.operations.iter().any(|operation| operation.events.is_some()) {
        text.push_str("- [`Call::events`] gives server-sent events as they arrive.\n");
    }
    if api.operations.iter().any(|operation| operation.lines.is_some()) {
        text.push_str("- [`Call::lines`] gives the values of an answer in lines as they arrive.\n");
    }
    text
}

/// What is said of the calls of every API.
const CALLS: &str = "\
# Calls

A call is sent when it is awaited, and gives the body of the answer. Before that more can be said of it:

- [`Call::send`] gives status and header fields too, [`Call::stream`] the body as it arrives.
- [`Call::timeout`], [`Call::retry`] and [`Call::header`] are for this call alone; [`ClientBuilder`] says such things for all.
";

/// What is said of errors before their example.
const ERRORS: &str = "\
# Errors

[`Error::Answer`] is an error that the document gives for the operation; all others say by their variant whether the request
was sent. [`Error::status`], [`Error::body`] and [`Error::retry_after`] are there on each that has them.
";

/// `README.md`.
pub(super) fn file(api: &Api, config: &Config, crate_name: &str) -> String {
    let mut text = format!("# {}\n\n", config.crate_name());
    text.push_str(&format!(
        "A Rust client for {} {}.\n",
        safe(&one_line(&api.title)),
        safe(&one_line(&api.version))
    ));
    if let Some(description) = api.description.as_deref().filter(|text| !text.trim().is_empty()) {
        text.push_str(&format!("\n{}\n", safe(description).trim()));
    }
    text.push_str("\n## Use\n\n```rust,no_run\n");
    text.push_str(&usage(api, crate_name));
    for (prose, example) in sections(api, crate_name) {
        // Only rustdoc knows where these lead.
        let prose = prose.replace("[`", "`").replace("`]", "`");
        text.push_str(&format!("```\n\n#{prose}\n```rust,no_run\n{example}"));
    }
    text.push_str("```\n\n## Operations\n\n| method | request |\n|---|---|\n");
    for operation in &api.operations {
        let path = operation.path.replace(['`', '|'], "'");
        text.push_str(&format!("| `{}` | `{} {path}` |\n", operation.name, operation.method));
    }
    text.push_str(
        "
## Features

- `client` (default): the client. Without it the crate has the models and their validators alone.
- `blocking`: `Call::send_blocking` and `Items::blocking`, which wait, inside of a runtime and outside.
- `compression`: answers may be compressed, by gzip and Brotli.
- `mock`: `Mock`, a stand-in for the server, for tests of code that has a client.
- `tracing`: a span for each request, by OpenTelemetry's conventions; without bodies, headers and queries.
",
    );
    text.push_str(&features::readme(api, config));
    text.push_str(
        "
In a browser (`wasm32-unknown-unknown`) requests go through its `fetch`, which follows redirects and keeps cookies as it sees
fit; there are no `blocking` and no `mock` there.

`API.txt` lists the whole public surface, one line an item, with the place in the document that each comes from.
",
    );
    text
}

fn usage(api: &Api, crate_name: &str) -> String {
    let mut text = format!("use {crate_name}::Client;\n");
    let builder = builder_example(api);
    let call =
        examples::preferred(api).into_iter().find_map(|operation| visible_call(api, operation, crate_name));
    let (uses, body) = call.unwrap_or_default();
    text.push_str(&uses);
    text.push_str("\nasync fn run() -> Result<(), Box<dyn std::error::Error>> {\n");
    // A README is read as it is: no line can be hidden, so the function around the call is shown.
    for line in format!("let client = {builder};\n\n{body}Ok(())\n").lines() {
        text.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
    }
    text.push_str("}\n");
    text
}

fn builder_example(api: &Api) -> String {
    let mut text = String::from("Client::builder()");
    match api.servers.first() {
        Some(server) => {
            for variable in &server.variables {
                text.push_str(&format!("\n    .{}({:?})", variable.name, variable.default));
            }
        }
        None => text.push_str("\n    .base_url(\"https://api.example\")"),
    }
    if let Some(scheme) = api.security.first() {
        let arguments = match scheme.kind {
            crate::ir::SchemeKind::Bearer => "\"token\"",
            crate::ir::SchemeKind::ApiKey { .. } => "\"key\"",
            crate::ir::SchemeKind::Basic => "\"name\", \"password\"",
            crate::ir::SchemeKind::ClientCredentials { .. } => "\"id\", \"secret\"",
        };
        text.push_str(&format!("\n    .{}({arguments})", scheme.name));
    }
    text.push_str("\n    .build()?");
    text
}

/// The imports and the statements of an operation's example.
fn visible_call(api: &Api, operation: &Operation, crate_name: &str) -> Option<(String, String)> {
    let example = examples::call(api, operation, crate_name)?;
    let mut uses = String::new();
    let mut body = String::new();
    for line in example.lines() {
        if line.starts_with("use ") {
            uses.push_str(&format!("{line}\n"));
        } else if !line.is_empty() && !line.starts_with("# ") {
            body.push_str(&format!("{line}\n"));
        }
    }
    // The example around it has a `Client` of its own.
    let clash = uses.split(|c: char| !c.is_alphanumeric()).any(|word| word == "Client");
    (!clash).then_some((uses, body))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
