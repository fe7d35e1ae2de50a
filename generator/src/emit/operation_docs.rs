//! What is said of an operation and of its parameters.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use crate::ir::{Location, Operation, Parameter, Requirement};

use super::rust::Scope;
use super::{answers, docs, examples, headers};

/// The docs of the client's method.
pub(super) fn method(scope: &Scope<'_>, operation: &Operation, crate_name: &str) -> TokenStream {
    let mut text = docs::safe(&operation.docs);
    if !text.trim().is_empty() {
        text.push_str("\n\n");
    }
    let path = operation.path.replace('`', "'");
    text.push_str(&format!("`{} {path}`\n", operation.method));
    if let Some(body) = operation.body.as_ref().filter(|body| !body.docs.is_empty()) {
        text.push_str(&format!("\n{}\n", docs::safe(&body.docs)));
    }
    match scope.api.features.of_operation(operation).as_slice() {
        [] => {}
        [only] => text.push_str(&format!("\nNeeds the feature `{only}`.\n")),
        several => text.push_str(&format!("\nNeeds one of the features `{}`.\n", several.join("`, `"))),
    }
    text.push_str(&scopes(operation));
    if operation.events.is_some() {
        text.push_str("\nTake [`Call::events`] for the events as they arrive.\n");
    }
    if operation.lines.is_some() {
        text.push_str("\nTake [`Call::lines`] for its lines as they arrive.\n");
    }
    if operation.pagination.is_some() {
        text.push_str("\nAwait it for one page, or take [`Call::items`] for the items of all of them.\n");
    }
    if answers::sends_on(operation) {
        text.push_str(
            "\nThe answer leads elsewhere and is not followed: [`Call::send`] gives its `Location`.\n",
        );
    }
    if let Some(name) = headers::name(scope.api, operation.headers) {
        text.push_str(&format!(
            "\nThe header fields of the answer of [`Call::send`] are read by [`{name}::of`](crate::headers::{name}::of).\n"
        ));
    }
    text.push_str(&errors(scope, operation));
    if let Some(example) = examples::call(scope.api, operation, crate_name) {
        text.push_str(&format!("\n# Examples\n\n```no_run\n{example}```\n"));
    }
    docs::own(&text)
}

/// What a caller can be told instead of an answer.
fn errors(scope: &Scope<'_>, operation: &Operation) -> String {
    let mut text = "\n# Errors\n\n".to_owned();
    if operation.errors.is_empty() {
        text.push_str(
            "[`Error`]: the request is refused, cannot be sent, or is not answered with a success.\n",
        );
    } else {
        text.push_str(&format!(
            "[`Error::Answer`] holds the [`{}`] of a status that the document gives; [`Error`] has the rest.\n",
            operation.error_name
        ));
        if let Some(name) = headers::name(scope.api, operation.error_headers) {
            text.push_str(&format!(
                "The header fields of [`Error::headers`] are read by [`{name}::of`](crate::headers::{name}::of).\n"
            ));
        }
    }
    text
}

/// What a token has to be allowed, scheme by scheme.
fn scopes(operation: &Operation) -> String {
    let mut text = String::new();
    let requirements: BTreeSet<&Requirement> = operation.security.iter().flatten().collect();
    for Requirement { scheme, scopes } in requirements {
        if !scopes.is_empty() {
            let scopes: Vec<String> =
                scopes.iter().map(|scope| format!("`{}`", scope.replace('`', "'"))).collect();
            let scheme = scheme.replace('`', "'");
            text.push_str(&format!("\nScopes that a token for `{scheme}` needs: {}.\n", scopes.join(", ")));
        }
    }
    text
}

/// The docs of the field that holds a parameter.
pub(super) fn parameter(parameter: &Parameter) -> TokenStream {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::QueryString => return whole_query_docs(parameter),
    };
    let wire = parameter.wire.replace('`', "'");
    let prose = docs::safe(&parameter.docs);
    let name = format!("`{wire}` in the {place}.");
    docs::own(&if prose.trim().is_empty() { name } else { format!("{prose}\n\n{name}") })
}

fn whole_query_docs(parameter: &Parameter) -> TokenStream {
    let prose = docs::safe(&parameter.docs);
    let name = "The whole of the query.";
    docs::own(&if prose.trim().is_empty() { name.to_owned() } else { format!("{prose}\n\n{name}") })
}

/// The docs of the setter of a parameter that may be left out.
pub(super) fn setter(parameter: &Parameter) -> TokenStream {
    if parameter.docs.trim().is_empty() {
        docs::own(&format!("Sets `{}`.", parameter.wire.replace('`', "'")))
    } else {
        docs::foreign(&parameter.docs)
    }
}
