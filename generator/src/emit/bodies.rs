//! Request bodies: their types, and how each of their media types is written.

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Body, Content, Encoding, MediaKind, Operation, Parts, Schema};

use super::docs;
use super::layout::Code;
use super::operations::{schema_of, style};
use super::rust::{Scope, ident, into};

/// The type of a body.
pub(super) fn ty(scope: &mut Scope<'_>, body: &Body) -> Code {
    match body.only() {
        Some(only) => scope.ty(&only.ty),
        None => body.type_name.clone().into(),
    }
}

/// The type of an argument, and the expression that makes a body of it.
pub(super) fn argument(scope: &mut Scope<'_>, body: &Body) -> (Code, Code) {
    match body.only() {
        Some(only) => scope.argument(&only.ty, &body.name),
        None => into(body.type_name.clone().into(), &body.name),
    }
}

/// The enumeration of what a body can be.
pub(super) fn definition(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let body = operation.body.as_ref().filter(|body| body.only().is_none())?;
    let name = ident(&body.type_name);
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::own(&format!("The request body of [`Client::{method}`]: one of its media types."));
    let mut variants = Vec::new();
    let mut conversions = Vec::new();
    for content in &body.contents {
        let (variant, ty) = (ident(&content.name), scope.ty(&content.ty));
        let docs = docs::own(&format!("Sent as `{}`.", content.content_type.replace('`', "'")));
        variants.push(quote!(#docs #variant(#ty)));
        if content.converts {
            conversions.push(quote! {
                impl From<#ty> for #name {
                    fn from(body: #ty) -> Self {
                        Self::#variant(body)
                    }
                }
            });
        }
    }
    Some(quote! {
        #docs
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        #(#conversions)*
    })
}

/// The statements that check a body and put it into the request.
pub(super) fn write(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let body = operation.body.as_ref()?;
    let name = ident(&body.name);
    let Some(only) = body.only() else {
        let ty = ident(&body.type_name);
        let arms = body.contents.iter().map(|content| {
            let variant = ident(&content.name);
            let write = write_content(scope, body, content, &quote!(body), &quote!(body));
            let pattern = quote!(#ty::#variant(body));
            let pattern = if body.required { pattern } else { quote!(Some(#pattern)) };
            quote!(#pattern => { #write })
        });
        let arms: Vec<TokenStream> = arms.collect();
        let none = (!body.required).then(|| quote!(None => {}));
        return Some(quote!(match &self.#name { #(#arms)* #none }));
    };
    Some(if body.required {
        write_content(scope, body, only, &quote!(&self.#name), &quote!(self.#name))
    } else {
        let write = write_content(scope, body, only, &quote!(body), &quote!(body));
        quote!(if let Some(body) = &self.#name { #write })
    })
}

fn write_content(
    scope: &mut Scope<'_>,
    body: &Body,
    content: &Content,
    value: &TokenStream,
    owned: &TokenStream,
) -> TokenStream {
    let media = &content.content_type;
    let check = (!content.schema.is_any()).then(|| {
        let schema = schema_of(scope, &content.schema, &table(body, content));
        quote!(request.check_body(#value, #schema);)
    });
    let encodings = match content.encodings.as_slice() {
        [] => quote!(&[]),
        _ => {
            let name = encodings_name(body, content);
            quote!(#name)
        }
    };
    let write = match content.kind {
        MediaKind::Json if media == "application/json" => quote!(request.json(#value);),
        MediaKind::Json => quote!(request.json_as(#media, #value);),
        MediaKind::Form => quote!(request.form(#value, #encodings);),
        MediaKind::Multipart => match &content.parts {
            Parts::Named => quote!(request.multipart(#value, #encodings);),
            Parts::Only(part) => quote!(request.multipart_of(#part, #value, #encodings);),
            Parts::Unnamed => quote!(request.multipart_as(#media, #value, #encodings);),
        },
        MediaKind::Text | MediaKind::TextOrJson => quote!(request.body(#media, #owned.clone().into());),
        MediaKind::Bytes => quote!(request.upload(#media, #value);),
    };
    quote!(#check #write)
}

/// What the table of a content is named after.
fn table(body: &Body, content: &Content) -> String {
    match body.only() {
        Some(_) => body.name.clone(),
        None => format!("{}_{}", body.name, content.name),
    }
}

/// The schemas that get a table in the operation's file, and what each is named after.
pub(super) fn tables(body: &Body) -> impl Iterator<Item = (String, &Schema)> {
    body.contents.iter().map(|content| (table(body, content), &content.schema))
}

fn encodings_name(body: &Body, content: &Content) -> Ident {
    match body.only() {
        Some(_) => format_ident!("ENCODINGS"),
        None => format_ident!("{}_ENCODINGS", content.name.to_shouty_snake_case()),
    }
}

/// How the properties of forms are written.
pub(super) fn encodings(scope: &mut Scope<'_>, body: &Body) -> TokenStream {
    let styled = body.contents.iter().filter(|content| !content.encodings.is_empty());
    let tables = styled
        .map(|content| encodings_table(scope, &encodings_name(body, content), &content.encodings, "body"));
    let tables: Vec<TokenStream> = tables.collect();
    quote!(#(#tables)*)
}

/// How the properties of one form are written.
pub(super) fn encodings_table(
    scope: &mut Scope<'_>,
    name: &Ident,
    encodings: &[Encoding],
    of: &str,
) -> TokenStream {
    scope.import("crate::runtime::encoding", "Encoding");
    let encodings = encodings.iter().map(|encoding| {
        let (name, media) = (&encoding.name, &encoding.content_type);
        let reserved = encoding.reserved.then(|| quote!(.reserved()));
        match encoding.style {
            Some((wanted, explode)) => {
                let style = style(scope, wanted);
                quote!(Encoding::styled(#name, #style, #explode)#reserved)
            }
            None => quote!(Encoding::typed(#name, #media)),
        }
    });
    let encodings = encodings.collect::<Vec<_>>();
    let docs = docs::own(&format!("How some properties of the {of} are written."));
    quote! {
        #docs
        static #name: &[Encoding] = &[#(#encodings),*];
    }
}
