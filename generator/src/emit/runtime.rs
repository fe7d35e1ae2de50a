//! The runtime's source files, embedded: what every emitted crate carries.

use std::borrow::Cow;

macro_rules! embedded {
    ($($name:literal,)*) => {
        /// Name and text of each file, written to `src/runtime/` as they are.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../runtime/src/", $name)))),*];
    };
}

embedded! {
    "address.rs",
    "answer.rs",
    "blocking.rs",
    "budget.rs",
    "call.rs",
    "client_credentials.rs",
    "common.rs",
    "credentials.rs",
    "de.rs",
    "encoding.rs",
    "error.rs",
    "events.rs",
    "events_parser.rs",
    "exchange.rs",
    "failure.rs",
    "file.rs",
    "finding.rs",
    "form.rs",
    "format.rs",
    "header.rs",
    "hook.rs",
    "http_client.rs",
    "idn.rs",
    "instance.rs",
    "kept.rs",
    "lib.rs",
    "lines.rs",
    "links.rs",
    "literal.rs",
    "mock.rs",
    "multipart.rs",
    "native.rs",
    "number.rs",
    "pages.rs",
    "pages_next.rs",
    "parameter.rs",
    "pattern.rs",
    "pattern_linear.rs",
    "payload.rs",
    "rate_limit.rs",
    "request.rs",
    "request_body.rs",
    "request_parameters.rs",
    "retry.rs",
    "schema.rs",
    "secret.rs",
    "ser.rs",
    "server.rs",
    "stream.rs",
    "style.rs",
    "tape.rs",
    "tape_name.rs",
    "tape_open.rs",
    "tape_writer.rs",
    "trace.rs",
    "transport.rs",
    "transport_builder.rs",
    "union.rs",
    "validate.rs",
    "validate_apart.rs",
    "validate_bounds.rs",
    "validate_choice.rs",
    "validate_evaluated.rs",
    "validate_holds.rs",
    "validate_kind.rs",
    "validate_known.rs",
    "validate_object.rs",
    "validate_plan.rs",
    "validate_plan_object.rs",
    "validate_plan_text.rs",
    "validate_quick.rs",
    "validate_secret.rs",
    "validate_union.rs",
    "validate_walk.rs",
    "validate_words.rs",
    "violation.rs",
    "web.rs",
    "webhook.rs",
}

/// The one file that not every crate has, and the line that names it.
const IDN: (&str, &str) = ("idn.rs", "pub mod idn;\n");

/// What a crate carries: path and text of each file. The runtime's root becomes a module's.
pub(super) fn files(idn: bool) -> impl Iterator<Item = (String, Cow<'static, str>)> {
    let (file, line) = IDN;
    FILES.iter().filter(move |(name, _)| idn || *name != file).map(move |(name, text)| match *name {
        "lib.rs" if idn => ("src/runtime/mod.rs".to_owned(), Cow::Borrowed(*text)),
        "lib.rs" => ("src/runtime/mod.rs".to_owned(), Cow::Owned(text.replace(line, ""))),
        name => (format!("src/runtime/{name}"), Cow::Borrowed(*text)),
    })
}

#[cfg(test)]
mod tests {
    use super::{FILES, files};

    #[test]
    fn every_file_of_the_runtime_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let embedded: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(embedded, there);
    }

    #[test]
    fn host_names_have_their_file_where_there_are_any() {
        let root = |idn| files(idn).find(|(path, _)| path == "src/runtime/mod.rs").unwrap().1;
        let is_there = |idn| files(idn).any(|(path, _)| path == "src/runtime/idn.rs");
        assert!(root(true).contains("pub mod idn;") && is_there(true));
        assert!(!root(false).contains("idn") && !is_there(false));
    }
}
