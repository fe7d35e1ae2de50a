//! `headers.rs`: the header fields that answers carry, a struct for each set of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Api, HeaderForm, Headers, HeadersId};

use super::docs;
use super::rust::{Scope, ident};

pub(super) fn file(scope: &mut Scope<'_>, api: &Api) -> TokenStream {
    let structs: Vec<TokenStream> = api.headers.iter().map(|headers| definition(scope, headers)).collect();
    quote!(#(#structs)*)
}

/// The names that mean something of its own in the file.
pub(super) fn names(api: &Api) -> Vec<&str> {
    let own = api.headers.iter().map(|headers| headers.type_name.as_str());
    own.chain(["HeaderForm", "HeaderMap"]).collect()
}

/// The name of a set.
pub(super) fn name(api: &Api, id: Option<HeadersId>) -> Option<&str> {
    id.map(|HeadersId(index)| api.headers[index].type_name.as_str())
}

fn definition(scope: &mut Scope<'_>, headers: &Headers) -> TokenStream {
    scope.import("http", "HeaderMap");
    scope.import("crate::runtime", "header");
    scope.import("crate::runtime::header", "HeaderForm");
    let name = ident(&headers.type_name);
    let docs = docs::own(
        "Header fields of an answer. One that is absent, or is not what the document says, is `None`.",
    );
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for header in &headers.fields {
        let (field, ty, wire) = (ident(&header.name), scope.ty(&header.ty), &header.wire);
        let form = match header.form {
            HeaderForm::Scalar => "Scalar",
            HeaderForm::List => "List",
            HeaderForm::Object => "Object",
            HeaderForm::Exploded => "Exploded",
            HeaderForm::Json => "Json",
        };
        let form = format_ident!("{form}");
        let place = format!("`{wire}`.");
        let prose = docs::safe(&header.docs);
        let docs = docs::own(&if prose.trim().is_empty() { place } else { format!("{prose}\n\n{place}") });
        fields.push(quote!(#docs pub #field: Option<#ty>));
        values.push(quote!(#field: header::read(headers, #wire, HeaderForm::#form)));
    }
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }

        impl #name {
            /// Reads them from the header fields of an answer.
            pub fn of(headers: &HeaderMap) -> Self {
                Self { #(#values,)* }
            }
        }
    }
}
