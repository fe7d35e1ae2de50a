//! Calls every operation twice for each media type of its body, with the least that is valid and with everything filled
//! in, and says what came of each call: a line of JSON each, on the output.
//!
//! ```console
//! $ cargo run --features smoke --bin smoke -- http://127.0.0.1:4010
//! ```
//!
//! A number after the address leaves out as many calls.
//!
//! `status` is the answer's, where there was one. `outcome` is
//!
//! - `parsed`: the answer was read as the document says, errors that it gives included;
//! - `undocumented`: the answer has a status that the document does not give, and `body` holds its beginning;
//! - `unreadable`: its body is not what the document says;
//! - `invalid`: the values break the document's constraints, and nothing was sent;
//! - `unwritable`: the values cannot be made into a request;
//! - `failed`: there was no answer.

#![allow(dead_code, reason = "a document may have nothing to call, or nothing to call it with")]

mod calls;

use std::fmt::Display;

use emitted::runtime::call::Options;
use emitted::runtime::request::Request;
use emitted::runtime::{Error, Operation, RawAnswer};
use emitted::Client;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// How much of a body is shown, in bytes.
const SHOWN: usize = 100_000;

/// An operation to call.
pub(crate) struct Call {
    operation: &'static str,
    /// The media type of its body, where there are several.
    media: &'static str,
    /// The least that is valid, as a JSON object.
    least: &'static str,
    /// Everything filled in.
    full: &'static str,
    /// Makes a request of either.
    prepare: fn(&Values) -> Result<Prepared, String>,
}

/// A request, and how its answer is read.
pub(crate) struct Prepared {
    request: Request,
    read: fn(RawAnswer) -> (&'static str, String),
}

/// The values of one call.
pub(crate) struct Values(Map<String, Value>);

impl Values {
    /// A parameter's or body's value; what is not there is `null`.
    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
    }

    /// Bytes: those of a text, or of any other value's JSON.
    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, String> {
        match self.0.get(name) {
            Some(Value::String(text)) => Ok(text.clone().into_bytes()),
            Some(value) => Ok(value.to_string().into_bytes()),
            None => Err(format!("{name}: missing")),
        }
    }
}

/// An operation made into a request.
pub(crate) fn prepared<O: Operation>(operation: O) -> Result<Prepared, String> {
    Ok(Prepared { request: operation.request(true), read: read::<O> })
}

fn read<O: Operation>(answer: RawAnswer) -> (&'static str, String) {
    match O::answer(answer) {
        Ok(_) => ("parsed", String::new()),
        Err(Error::Answer(answer)) => ("parsed", answer.body().to_string()),
        Err(error) => failure(&error),
    }
}

fn failure<E: std::fmt::Debug + Display>(error: &Error<E>) -> (&'static str, String) {
    let outcome = match error {
        Error::Undocumented(_) => "undocumented",
        Error::Unreadable(_) => "unreadable",
        Error::Invalid(_) => "invalid",
        Error::Request(_) => "unwritable",
        _ => "failed",
    };
    (outcome, error.to_string())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("the address of the server is missing")?;
    let skipped = std::env::args().nth(2).map_or(Ok(0), |skipped| skipped.parse())?;
    let builder = calls::signed_in(Client::builder()).base_url(url);
    // Operations with servers of their own go to the one that was named, and what fails once is to be seen.
    let client = builder
        .transport(|transport| transport.one_server(true).retry(emitted::RetryPolicy::never()))
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let cases = |call: &'static Call| [(call, "least", call.least), (call, "full", call.full)];
        for (call, case, values) in calls::CALLS.iter().flat_map(cases).skip(skipped) {
            let mut line = json!({ "operation": call.operation, "case": case });
            if !call.media.is_empty() {
                line["media"] = call.media.into();
            }
            run(&client, call, values, &mut line).await;
            println!("{line}");
        }
    });
    Ok(())
}

async fn run(client: &Client, call: &Call, values: &str, line: &mut Value) {
    let values = serde_json::from_str(values).map_err(|error| error.to_string());
    let prepared = values.and_then(|values| (call.prepare)(&Values(values)));
    let Prepared { request, read } = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            line["outcome"] = "unwritable".into();
            line["error"] = error.into();
            return;
        }
    };
    let (outcome, error) = match client.transport().execute(request, Options::default()).await {
        Ok(answer) => {
            line["status"] = answer.status().as_u16().into();
            let shown = answer.body().get(..SHOWN).unwrap_or(answer.body()).to_vec();
            let (outcome, error) = read(*answer);
            if outcome != "parsed" || line["status"].as_u64().is_some_and(|status| status >= 400) {
                line["body"] = String::from_utf8_lossy(&shown).into();
            }
            (outcome, error)
        }
        Err(error) => failure(&error),
    };
    line["outcome"] = outcome.into();
    if !error.is_empty() {
        line["error"] = error.into();
    }
}
