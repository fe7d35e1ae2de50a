//! The test program: calls every operation twice, and says what came of each call.

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Body, Operation, SchemeKind, SecurityScheme, Trial, Type};
use crate::write::Files;

use super::print::rust_file;
use super::rust::ident;

/// The program around the calls, which is the same for every document.
const MAIN: &str = include_str!("smoke_main.rs");
/// What it calls the emitted crate.
const CRATE: &str = "emitted";

/// What the manifest says of the program.
pub(super) const MANIFEST: &str = "
# `cargo run --features smoke --bin smoke -- URL`: calls every operation twice, and says what came of it.
[[bin]]
name = \"smoke\"
path = \"src/bin/smoke/main.rs\"
required-features = [\"smoke\"]
test = false
doc = false
";

/// The program's files.
pub(super) fn files(files: &mut Files, api: &Api, crate_name: &str) -> Result<(), Diagnostics> {
    let main = MAIN.replace(&format!("{CRATE}::"), &format!("{crate_name}::"));
    files.add("src/bin/smoke/main.rs", &main);
    let calls =
        api.trials.iter().filter_map(|trial| Some(call(api, api.operations.get(trial.operation)?, trial)));
    let calls: Vec<_> = calls.collect();
    let (setters, name) = (setters(api), ident(crate_name));
    let uses = fetches(api).then(|| quote!(use #name::runtime::credentials::Credential;));
    let called = (!calls.is_empty()).then(|| quote!(use super::prepared; use #name::operations;));
    let items = quote! {
        use #name::ClientBuilder;
        #uses
        use super::Call;
        #called

        /// Signs in with each scheme of the document: what it is told is not what a real server takes.
        pub(crate) fn signed_in(builder: ClientBuilder) -> ClientBuilder {
            builder #setters
        }

        /// A call of each operation, and the two sets of values.
        pub(crate) static CALLS: &[Call] = &[#(#calls),*];
    };
    let docs = "What is called, and with what.";
    files.add("src/bin/smoke/calls.rs", &rust_file(docs, &[], items)?);
    Ok(())
}

/// What makes a client's builder complete for a server that takes anything.
pub(super) fn setters(api: &Api) -> TokenStream {
    // A placeholder is no value that a URL can have.
    let placeholders = api.servers.first().into_iter().flat_map(|server| &server.variables);
    let placeholders =
        placeholders.filter(|variable| variable.default.contains(['{', '<', ' '])).map(|variable| {
            let name = ident(&variable.name);
            quote!(.#name("any"))
        });
    let credentials = api.security.iter().map(credential);
    quote!(#(#placeholders)* #(#credentials)*)
}

/// Whether [`setters`] needs `Credential`.
pub(super) fn fetches(api: &Api) -> bool {
    api.security.iter().any(|scheme| matches!(scheme.kind, SchemeKind::ClientCredentials { .. }))
}

fn call(api: &Api, operation: &Operation, trial: &Trial) -> TokenStream {
    let (id, name) = (&operation.id, ident(&operation.type_name));
    let [least, full] =
        [&trial.least, &trial.full].map(|values| text(&serde_json::json!(values).to_string()));
    let parameters = operation.parameters.iter().map(|parameter| {
        let name = ident(&parameter.name);
        let value = value(api, &parameter.name, &parameter.ty, parameter.required);
        quote!(#name: #value)
    });
    let fields: Vec<_> =
        parameters.chain(operation.body.as_ref().and_then(|body| self::body(api, body, trial))).collect();
    let (values, fields) =
        if fields.is_empty() { (quote!(_), quote!()) } else { (quote!(values), quote!({ #(#fields),* })) };
    let contents = operation.body.iter().filter(|body| body.only().is_none()).flat_map(|body| &body.contents);
    let media = contents.map(|content| content.content_type.as_str()).nth(trial.content).unwrap_or_default();
    quote! {
        Call {
            operation: #id,
            media: #media,
            least: #least,
            full: #full,
            prepare: |#values| prepared(operations::#name #fields),
        }
    }
}

/// What a field is filled with, from the values of its name.
fn value(api: &Api, name: &str, ty: &Type, required: bool) -> TokenStream {
    match (api.unalias(ty), required) {
        (Type::Bytes | Type::File, true) => quote!(values.bytes(#name)?.into()),
        (Type::Bytes | Type::File, false) => quote!(values.bytes(#name).ok().map(Into::into)),
        _ => quote!(values.get(#name)?),
    }
}

/// The body, as one of its media types.
fn body(api: &Api, body: &Body, trial: &Trial) -> Option<TokenStream> {
    let (name, content) = (ident(&body.name), body.contents.get(trial.content)?);
    let value = value(api, &body.name, &content.ty, body.required);
    if body.only().is_some() {
        return Some(quote!(#name: #value));
    }
    let (ty, variant) = (ident(&body.type_name), ident(&content.name));
    let (wire, ty) = (&body.name, quote!(operations::#ty::#variant));
    Some(match (api.unalias(&content.ty), body.required) {
        (_, true) => quote!(#name: #ty(#value)),
        (Type::Bytes | Type::File, false) => {
            quote!(#name: values.bytes(#wire).ok().map(|body| #ty(body.into())))
        }
        (_, false) => quote!(#name: values.get::<Option<_>>(#wire)?.map(#ty)),
    })
}

/// JSON as a raw literal, which can be read.
fn text(json: &str) -> TokenStream {
    let mut hashes = String::from("#");
    while json.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{json}\"{hashes}").parse().unwrap_or_else(|_| quote!(#json))
}

fn credential(scheme: &SecurityScheme) -> TokenStream {
    let (name, key) = (ident(&scheme.name), &scheme.key);
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => quote!(.#name("any")),
        SchemeKind::Basic => quote!(.#name("smoke", "any")),
        // There is no one to give a token.
        SchemeKind::ClientCredentials { .. } => quote! {
            .transport(|transport| transport.credential(#key, Credential::Bearer("any".into())))
        },
    }
}
