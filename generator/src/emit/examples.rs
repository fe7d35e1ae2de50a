//! A call of each operation, for its docs.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Body, Case, Operation, Output, Sample, Shape, Status, Type};

use super::answers::{in_words, status_text};
use super::layout::{self, Code, Text};
use super::operations::setter_name;
use super::rust::ident;

/// The lines of a doctest that calls an operation; none when no value of its arguments could be made.
pub(super) fn call(api: &Api, operation: &Operation, crate_name: &str) -> Option<String> {
    let mut models = BTreeSet::new();
    let call = expression(api, operation, crate_name, &mut models)?;
    let statements = if operation.pagination.is_some() {
        quote! {
            let mut items = #call.items();
            while let Some(item) = items.next().await.transpose()? {
                println!("{item:?}");
            }
        }
    } else if operation.output != Output::Empty {
        let answer = answer_name(api, operation);
        let print = format!("{{{answer}:?}}");
        let answer = ident(&answer);
        quote! {
            let #answer = #call.await?;
            println!(#print);
        }
    } else {
        quote!(#call.await?;)
    };
    let body = formatted(statements)?;
    let mut text = imports(crate_name, &models);
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!(
        "# async fn example(client: {crate_name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n"
    ));
    text.push_str(&body);
    text.push_str("# Ok(())\n# }\n");
    Some(text)
}

/// The lines of a doctest that tells a documented error of an operation from all others.
pub(super) fn errors(api: &Api, crate_name: &str) -> Option<String> {
    let (operation, case) = error_to_tell(api)?;
    let mut models = BTreeSet::new();
    let call = expression(api, operation, crate_name, &mut models)?;
    if clash(&models) || models.contains(&operation.error_name) {
        return None;
    }
    let (error, variant) = (ident(&operation.error_name), ident(&case.name));
    let body = case.body.as_ref().map(|_| quote!((_)));
    let said = match case.status {
        Status::Code(_) => in_words(&case.name),
        other => status_text(other),
    };
    let answer = if operation.output == Output::Empty {
        quote!(Ok(()) => println!("done"))
    } else {
        quote!(Ok(answer) => println!("{answer:?}"))
    };
    let body = formatted(quote! {
        match #call.await {
            #answer,
            Err(Error::Answer(answer)) => match answer.body() {
                #error::#variant #body => println!(#said),
                error => println!("{}: {error}", answer.status()),
            },
            Err(error) => println!("{error}"),
        }
    })?;
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let (uses, error) = (imports(crate_name, &models), &operation.error_name);
    Some(format!(
        "use {crate_name}::{{Client, Error}};\n{uses}use {crate_name}::operations::{error};\n\n\
         async fn run(client: Client) {{\n{indented}}}\n"
    ))
}

/// The operations in the order in which they are fit to be shown: first those that a caller is to begin with.
pub(super) fn preferred(api: &Api) -> Vec<&Operation> {
    let (old, current): (Vec<_>, Vec<_>) = api.operations.iter().partition(|operation| operation.deprecated);
    current.into_iter().chain(old).collect()
}

/// A function that says more of a call than its arguments, and asks for more than the body of its answer.
pub(super) fn options(api: &Api, crate_name: &str) -> Option<String> {
    let mut models = BTreeSet::new();
    // One with few words of its own is enough.
    let (short, long): (Vec<_>, Vec<_>) = preferred(api)
        .into_iter()
        .partition(|operation| operation.body.is_none() && operation.pagination.is_none());
    let call = short.into_iter().chain(long).find_map(|operation| {
        models.clear();
        expression(api, operation, crate_name, &mut models).filter(|_| !clash(&models))
    })?;
    let body = formatted(quote! {
        let answer = #call
            .timeout(Duration::from_secs(5))
            .header("X-Request-Id", "1")
            .send()
            .await?;
        println!("{} {:?}", answer.status(), answer.headers().get("ETag"));
        Ok(())
    })?;
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let uses = imports(crate_name, &models);
    Some(format!(
        "use std::time::Duration;\n\nuse {crate_name}::Client;\n{uses}\n\
         async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {{\n{indented}}}\n"
    ))
}

/// That something is not there, which is what a caller asks about most; else the first error of all.
fn error_to_tell(api: &Api) -> Option<(&Operation, &Case)> {
    let cases = || {
        let operations = api.operations.iter().filter(|operation| !operation.deprecated);
        operations.flat_map(|operation| operation.errors.iter().map(move |case| (operation, case)))
    };
    cases().find(|(_, case)| case.status == Status::Code(404)).or_else(|| cases().next())
}

/// The call of an operation, with a value for each of its arguments.
fn expression(
    api: &Api,
    operation: &Operation,
    crate_name: &str,
    models: &mut BTreeSet<String>,
) -> Option<TokenStream> {
    let mut arguments = Vec::new();
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    for sample in required.map(|parameter| parameter.sample.as_ref()) {
        arguments.push(value(api, sample?, false, models));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(body_value(api, body, crate_name, models)?);
    }
    let body = optional_body(api, operation, crate_name, models);
    let method = ident(&operation.name);
    Some(quote!(client.#method(#(#arguments),*) #body))
}

/// A body that may be left out: as a rule it is what the call is about all the same.
fn optional_body(
    api: &Api,
    operation: &Operation,
    crate_name: &str,
    models: &mut BTreeSet<String>,
) -> Option<TokenStream> {
    let body = operation.body.as_ref().filter(|body| !body.required)?;
    let mut own = BTreeSet::new();
    let value = body_value(api, body, crate_name, &mut own)?;
    models.append(&mut own);
    let setter = setter_name(&body.name);
    Some(quote!(.#setter(#value)))
}

/// Whether models are called as something else that an example imports.
fn clash(models: &BTreeSet<String>) -> bool {
    ["Client", "Duration", "Error"].iter().any(|name| models.contains(*name))
}

/// The import of some models; empty where there are none.
fn imports(crate_name: &str, models: &BTreeSet<String>) -> String {
    let names: Vec<Text> = models.iter().map(|name| name.clone().into()).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!("use {crate_name}::models::{only};\n"),
        _ => layout::print(&[Code::Names {
            open: format!("use {crate_name}::models::{{").into(),
            names,
            close: "};".into(),
        }]),
    }
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
            quote!(#name::new(#(#arguments),*) #(#setters)*)
        }
        Sample::Variant { ty, name } => {
            let (ty, name) = (model(api, *ty, models), ident(name));
            quote!(#ty::#name)
        }
        Sample::Wrapped { ty, variant, inner } => {
            let name = model(api, *ty, models);
            let inner = value(api, inner, true, models);
            let variant = ident(variant);
            match &api.type_def(*ty).shape {
                Shape::Union(_) => quote!(#name::#variant(#inner)),
                _ => inner,
            }
        }
        Sample::Converted(inner) => {
            let inner = value(api, inner, false, models);
            quote!(#inner #into)
        }
        Sample::Some(inner) => {
            let inner = value(api, inner, true, models);
            quote!(Some(#inner))
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

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::document::Document;

    /// The example of errors, where the body of the only operation is a model of this name.
    fn shown(model: &str) -> Option<String> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{post: {{operationId: store, requestBody: \
             {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{model}'}}}}}}}}, \
             responses: {{'204': {{description: Sent.}}, '404': {{description: Not there.}}}}}}}}}}\n\
             components: {{schemas: {{{model}: {{type: object, properties: {{a: {{type: string}}}}}}}}}}\n"
        );
        let (document, _) = Document::read("t.yaml", text).unwrap();
        let (api, _) = crate::lower::lower(&document, &Config::new("t.yaml", "out"));
        super::errors(&api, "t")
    }

    #[test]
    fn no_example_imports_two_things_of_one_name() {
        assert!(shown("Thing").is_some_and(|example| example.contains("use t::operations::StoreError;")));
        assert_eq!(shown("StoreError"), None);
        assert_eq!(shown("Client"), None);
    }
}
