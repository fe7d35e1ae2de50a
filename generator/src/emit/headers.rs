//! The header fields of answers: a struct for those of an operation's successes, and one for those of its errors.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{HeaderForm, Headers, Operation};

use super::docs;
use super::rust::{Scope, ident};

pub(super) fn definitions(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let method = operation.name.trim_start_matches("r#");
    let of_success = format!("The documented header fields of a success of [`Client::{method}`].");
    let of_error = format!("The documented header fields of the errors of [`Client::{method}`].");
    let success = definition(scope, &operation.headers, &of_success);
    let error = definition(scope, &operation.error_headers, &of_error);
    quote!(#success #error)
}

fn definition(scope: &mut Scope<'_>, headers: &Headers, of: &str) -> Option<TokenStream> {
    if headers.fields.is_empty() {
        return None;
    }
    scope.import("http", "HeaderMap");
    scope.import("crate::runtime", "header");
    scope.import("crate::runtime::header", "HeaderForm");
    let name = ident(&headers.type_name);
    let docs = docs::own(&format!("{of} One that is absent, or is not what the document says, is `None`."));
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
    Some(quote! {
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
    })
}
