//! `lib.rs`: the docs of the crate, what it allows, its modules, and what it has at its root.
//!
//! It is text: rustfmt keeps it as it is, and its attributes keep rustfmt away from the rest, so that a `cargo fmt` does not
//! make the crate stale.

use crate::ir::{Api, Shape, TypeDef};

use super::{features, readme};

/// What every crate says of itself.
const ATTRIBUTES: &str = "
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Variants hold what the document says; boxing the large ones would cost every caller for the sake of few.
#![allow(clippy::large_enum_variant)]
// Names are the document's, and so is how deep lists go.
#![allow(clippy::disallowed_names, clippy::self_named_constructors, clippy::should_implement_trait)]
#![allow(clippy::type_complexity)]
// The prose is the document's, and so is how its lists are indented.
#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items, clippy::tabs_in_doc_comments)]
";

/// What every crate has at its root, beside its client.
const EXPORTS: &str = "#[cfg(feature = \"mock\")]
pub use mock::Mock;
#[cfg(feature = \"client\")]
#[doc(inline)]
pub use runtime::{Answer, BuildError, Call, Error, RetryPolicy};
#[doc(inline)]
pub use runtime::{Secret, Validate, Violation, Violations, Webhook};

// Their types are part of this crate's surface.
#[cfg(feature = \"client\")]
pub use http;
pub use jiff;
";

/// The crate's root.
pub(super) fn file(api: &Api, crate_name: &str, named_in_ascii: bool) -> String {
    let mut text = docs(api, crate_name);
    text.push_str(ATTRIBUTES);
    if has_deprecated(api) {
        text.push_str(
            "// What the document deprecates is so for callers, not for the code that reads and writes it.\n",
        );
        text.push_str("#![allow(deprecated)]\n");
    }
    if !named_in_ascii {
        text.push_str("// Names in other letters are the document's, too.\n");
        text.push_str("#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]\n");
    }
    text.push('\n');
    text.push_str(&modules(api));
    let server = if api.servers.len() > 1 { ", Server" } else { "" };
    text.push_str(&format!(
        "\n#[cfg(feature = \"client\")]\npub use client::{{Client, ClientBuilder{server}}};\n"
    ));
    text.push_str(EXPORTS);
    text
}

fn docs(api: &Api, crate_name: &str) -> String {
    let docs = readme::crate_docs(api, crate_name);
    let line = |line: &str| if line.is_empty() { "//!\n".to_owned() } else { format!("//! {line}\n") };
    docs.trim().lines().map(line).collect()
}

/// Each module, behind its feature.
fn modules(api: &Api) -> String {
    let modules = [
        (Some("client"), "mod client", true),
        (Some("client"), "pub mod headers", !api.headers.is_empty()),
        (Some("mock"), "mod mock", true),
        (None, "pub mod models", true),
        (Some("client"), "pub mod operations", true),
        (None, "pub mod runtime", true),
        (None, "pub mod schemas", true),
        (None, "pub mod webhooks", !api.webhooks.is_empty()),
        (None, "mod wire", true),
    ];
    let mut text = String::new();
    for (feature, module, _) in modules.into_iter().filter(|(_, _, there)| *there) {
        let of = if module == "pub mod webhooks" { api.features.of_webhooks() } else { Vec::new() };
        let of: Vec<&str> = feature.into_iter().chain(of).collect();
        if let Some(cfg) = features::cfg(&of) {
            text.push_str(&format!("{cfg}\n"));
        }
        text.push_str(&format!("#[rustfmt::skip]\n{module};\n"));
    }
    text
}

fn has_deprecated(api: &Api) -> bool {
    let field = |def: &TypeDef| match &def.shape {
        Shape::Struct(object) => object.fields.iter().any(|field| field.deprecated),
        _ => false,
    };
    api.types.iter().any(|def| def.deprecated || field(def))
        || api.webhooks.iter().any(|webhook| webhook.deprecated)
}
