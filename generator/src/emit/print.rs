//! Files: one place for how emitted Rust looks.
//!
//! Two things set code in lines. What there is much of, and in few shapes, is laid out (`layout.rs`): structs, enums, serde's
//! impls, tables, imports. All else is quoted, parsed and set by prettyplease. Which of the two it was does not show.

use proc_macro2::TokenStream;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};

use super::layout::{self, Code};

/// Some items of a file.
pub(super) enum Items {
    /// For prettyplease.
    Quoted(TokenStream),
    /// Laid out already.
    Laid(Vec<Code>),
}

impl From<TokenStream> for Items {
    fn from(tokens: TokenStream) -> Self {
        Self::Quoted(tokens)
    }
}

/// A Rust file: its docs, its imports in groups, then the items with room between them.
pub(super) fn rust_file(docs: &str, uses: &[Vec<Code>], items: TokenStream) -> Result<String, Diagnostics> {
    file(docs, uses, [Items::Quoted(items)])
}

/// The same of items of both kinds.
pub(super) fn file(
    docs: &str,
    uses: &[Vec<Code>],
    items: impl IntoIterator<Item = Items>,
) -> Result<String, Diagnostics> {
    let mut text = String::new();
    for line in docs.lines() {
        text.push_str(if line.is_empty() { "//!" } else { "//! " });
        text.push_str(line);
        text.push('\n');
    }
    if !docs.is_empty() {
        text.push('\n');
    }
    for group in uses {
        text.push_str(&layout::print(group));
        text.push('\n');
    }
    let mut printed = String::new();
    for items in items {
        printed.push_str(&match items {
            Items::Quoted(tokens) => unparse(tokens)?,
            Items::Laid(lines) => layout::print(&lines),
        });
    }
    text.push_str(&with_room(&printed));
    Ok(text)
}

fn unparse(items: TokenStream) -> Result<String, Diagnostics> {
    let file = syn::parse2::<syn::File>(items).map_err(|error| {
        // Only a defect of this generator gets here; say so instead of writing what does not compile.
        Diagnostics::from(Diagnostic::error(codes::INTERNAL, format!("emitted tokens are no Rust: {error}")))
    })?;
    Ok(prettyplease::unparse(&file))
}

/// A path that the configuration gives and that was checked to be one, as it is written in one line.
pub(super) fn path(path: &str) -> String {
    let printed = syn::parse_str::<syn::Type>(path)
        .ok()
        .map(|ty| prettyplease::unparse(&syn::parse_quote!(type T = #ty;)));
    let lines = printed.iter().flat_map(|text| text.lines()).map(str::trim);
    let line: String = lines.collect();
    line.trim_start_matches("type T = ").trim_end_matches(';').to_owned()
}

/// Items and methods come set solid; people leave a line between them.
fn with_room(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut before: Option<(usize, &str)> = None;
    for line in text.lines() {
        let start = line.trim_start();
        let indent = line.len() - start.len();
        if let Some((other, end)) = before
            && indent == other
            && indent <= 12
            && ends_item(end)
            && starts_item(start)
            && !both_short(end, start)
        {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = Some((indent, start));
    }
    out
}

/// Of lines without their indentation, as everything below.
fn ends_item(line: &str) -> bool {
    !line.starts_with("//") && (line.ends_with('}') || line.ends_with(';'))
}

fn starts_item(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "///",
        "#[",
        "pub ",
        "fn ",
        "impl",
        "static ",
        "struct ",
        "enum ",
        "mod ",
        "use ",
        "type ",
        "const ",
        "async fn ",
    ];
    STARTS.iter().any(|start| line.starts_with(start))
}

/// `use`, `mod` and associated items of one line stand together.
fn both_short(line: &str, next: &str) -> bool {
    const TOGETHER: &[&str] = &["use ", "mod ", "pub use ", "pub mod ", "type ", "const "];
    let starts = |text: &str| TOGETHER.iter().any(|start| text.starts_with(start));
    let wrapped_use = line == "};" && next.starts_with("pub use ");
    // What is left out without a feature says so on the line before.
    let gated = next.starts_with("#[cfg(");
    (wrapped_use || line.ends_with(';') && starts(line)) && (gated || starts(next))
}
