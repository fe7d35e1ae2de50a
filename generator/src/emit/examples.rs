//! A call of each operation, for its docs.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Body, Operation, Output, Sample, Shape, Type};

use super::rust::ident;

/// The lines of a doctest that calls an operation; none when no value of its arguments could be made.
pub(super) fn call(api: &Api, operation: &Operation, crate_name: &str) -> Option<String> {
    let mut models = BTreeSet::new();
    let mut arguments = Vec::new();
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    for sample in required.map(|parameter| parameter.sample.as_ref()) {
        arguments.push(value(api, sample?, false, &mut models));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(body_value(api, body, crate_name, &mut models)?);
    }
    let method = ident(&operation.name);
    let statements = if operation.pagination.is_some() {
        quote! {
            let mut items = client.#method(#(#arguments),*).items();
            while let Some(item) = items.next().await.transpose()? {
                println!("{item:?}");
            }
        }
    } else if operation.output != Output::Empty {
        let answer = answer_name(api, operation);
        let print = format!("{{{answer}:?}}");
        let answer = ident(&answer);
        quote! {
            let #answer = client.#method(#(#arguments),*).await?;
            println!(#print);
        }
    } else {
        quote!(client.#method(#(#arguments),*).await?;)
    };
    let body = formatted(statements)?;
    let mut text = String::new();
    if !models.is_empty() {
        let names: Vec<&str> = models.iter().map(String::as_str).collect();
        let list = match names.as_slice() {
            [only] => (*only).to_owned(),
            names => format!("{{{}}}", names.join(", ")),
        };
        text.push_str(&format!("use {crate_name}::models::{list};\n\n"));
    }
    text.push_str(&format!(
        "# async fn example(client: {crate_name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n"
    ));
    text.push_str(&body);
    text.push_str("# Ok(())\n# }\n");
    Some(text)
}

/// A body; where it can be several things, the usual one.
fn body_value(
    api: &Api,
    body: &Body,
    crate_name: &str,
    models: &mut BTreeSet<String>,
) -> Option<TokenStream> {
    let usual = body.contents.first()?;
    let sample = usual.sample.as_ref()?;
    let own = matches!((&usual.ty, sample), (Type::Named(ty), Sample::New { ty: made, .. }) if ty == made);
    if body.only().is_some() || own {
        return Some(value(api, sample, false, models));
    }
    let inner = value(api, sample, true, models);
    let into = matches!(usual.ty, Type::File).then(|| quote!(.into()));
    let (name, variant, crate_name) = (ident(&body.type_name), ident(&usual.name), ident(crate_name));
    Some(quote!(#crate_name::operations::#name::#variant(#inner #into)))
}

/// What a person would call the answer: the last word of its type's name.
fn answer_name(api: &Api, operation: &Operation) -> String {
    let name = match &operation.output {
        Output::Body { ty: Type::Named(id), .. } => api.type_def(*id).name.to_snake_case(),
        _ => String::new(),
    };
    let last = name.rsplit('_').next().unwrap_or_default();
    let plain = last.chars().all(|c| c.is_ascii_lowercase()) && syn::parse_str::<syn::Ident>(last).is_ok();
    if plain && !matches!(last, "client" | "response") { last.to_owned() } else { "answer".to_owned() }
}

/// Statements as prettyplease sets them, without the function around them.
pub(super) fn formatted(statements: TokenStream) -> Option<String> {
    let file = syn::parse2::<syn::File>(quote!(async fn example() { #statements })).ok()?;
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.get(1..lines.len().checked_sub(1)?)?;
    // A line that starts with `#` would be hidden from the reader.
    Some(inner.iter().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect())
}

/// A sample as an expression. `exact`: nothing around it converts it.
pub(super) fn value(api: &Api, sample: &Sample, exact: bool, models: &mut BTreeSet<String>) -> TokenStream {
    let into = exact.then(|| quote!(.into()));
    match sample {
        Sample::Text(text) => quote!(#text #into),
        Sample::Verbatim(text) => text.parse().unwrap_or_else(|_| quote!(Default::default())),
        Sample::Parsed(text) => quote!(#text.parse()?),
        Sample::New { ty, arguments, setters } => {
            let name = model(api, *ty, models);
            let arguments: Vec<_> =
                arguments.iter().map(|argument| value(api, argument, false, models)).collect();
            let setters: Vec<_> = setters
                .iter()
                .map(|(field, sample)| {
                    let setter = ident(field);
                    let argument = value(api, sample, false, models);
                    quote!(.#setter(#argument))
                })
                .collect();
            quote!(#name::new(#(#arguments),*) #(#setters)* #into)
        }
        Sample::Variant { ty, name } => {
            let (ty, name) = (model(api, *ty, models), ident(name));
            quote!(#ty::#name #into)
        }
        Sample::Wrapped { ty, variant, inner } => {
            let name = model(api, *ty, models);
            let inner = value(api, inner, true, models);
            let variant = ident(variant);
            match &api.type_def(*ty).shape {
                Shape::Union(_) => quote!(#name::#variant(#inner) #into),
                _ => inner,
            }
        }
        Sample::List(items) => {
            let items: Vec<_> = items.iter().map(|item| value(api, item, true, models)).collect();
            // What stands in a macro is not set in lines.
            if items.iter().all(|item| item.to_string().len() < 40) {
                quote!(vec![#(#items),*])
            } else {
                quote!(Vec::from([#(#items),*]))
            }
        }
        Sample::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|item| value(api, item, true, models)).collect();
            quote!((#(#items),*))
        }
        Sample::Json(json) => {
            let json: TokenStream = json.to_string().parse().unwrap_or_else(|_| quote!(null));
            quote!(serde_json::json!(#json))
        }
    }
}

fn model(api: &Api, ty: crate::ir::TypeId, models: &mut BTreeSet<String>) -> proc_macro2::Ident {
    let def = api.type_def(ty);
    models.insert(def.name.clone());
    ident(&def.name)
}
