//! Answers: what a success gives, and the enumeration of an operation's documented errors.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Case, MediaKind, Operation, Status};

use super::docs;
use super::rust::{Scope, ident};

/// The type of a success.
pub(super) fn output(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    match &operation.success.body {
        None => quote!(()),
        Some((ty, _)) => {
            let ty = scope.ty(ty);
            if operation.success.optional { quote!(Option<#ty>) } else { ty }
        }
    }
}

/// The media types to ask for: those of the success first, then those of the errors.
pub(super) fn accept(operation: &Operation) -> Option<String> {
    let mut media: Vec<&str> = operation.success.accept.as_deref().into_iter().collect();
    for case in &operation.errors {
        media.extend(case.answer.accept.as_deref());
    }
    let mut kept: Vec<&str> = Vec::new();
    for one in media {
        if !kept.contains(&one) && one.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            kept.push(one);
        }
    }
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// Redirect statuses that the document gives as answers: they are not followed.
pub(super) fn redirects(operation: &Operation) -> Vec<u16> {
    operation
        .errors
        .iter()
        .filter_map(|case| match case.status {
            Status::Code(code @ 300..=399) => Some(code),
            _ => None,
        })
        .collect()
}

/// The body of `Operation::answer`.
pub(super) fn answer(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let success = match (&operation.success.body, operation.success.optional) {
        (None, _) => quote!(answer.empty()),
        (Some((_, MediaKind::Json)), false) => quote!(answer.json()),
        (Some((_, MediaKind::Text)), false) => quote!(answer.text()),
        (Some((_, MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes)), false) => {
            quote!(answer.bytes())
        }
        (Some((_, MediaKind::Json)), true) => quote!(answer.optional(RawAnswer::json)),
        (Some((_, MediaKind::Text)), true) => quote!(answer.optional(RawAnswer::text)),
        (Some((_, MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes)), true) => {
            quote!(answer.optional(RawAnswer::bytes))
        }
    };
    let error = ident(&operation.error_name);
    let mut cases: Vec<&Case> = operation.errors.iter().collect();
    cases.sort_by_key(|case| case.status);
    let mut default = quote!(answer.undocumented());
    let mut arms = Vec::new();
    for case in cases {
        let name = ident(&case.name);
        let read = match &case.answer.body {
            None => quote!(answer.documented_as(#error::#name)),
            Some((_, MediaKind::Json)) => quote!(answer.documented(#error::#name)),
            Some((_, MediaKind::Text)) => quote!(answer.documented_text(#error::#name)),
            Some((_, MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes)) => {
                quote!(answer.documented_bytes(#error::#name))
            }
        };
        match case.status {
            Status::Default => default = read,
            status => {
                let pattern = pattern(status);
                arms.push(quote!(#pattern => Err(#read),));
            }
        }
    }
    let _ = scope;
    // A range beside statuses of its own is what `4XX` means.
    let ranges = operation.errors.iter().any(|case| matches!(case.status, Status::Range(_)));
    let allow = ranges.then(|| quote!(#[allow(clippy::match_overlapping_arm)]));
    quote! {
        #allow
        match answer.status().as_u16() {
            200..=299 => #success,
            #(#arms)*
            _ => Err(#default),
        }
    }
}

fn pattern(status: Status) -> TokenStream {
    let code = |code: u16| proc_macro2::Literal::u16_unsuffixed(code);
    match status {
        Status::Code(one) => {
            let one = code(one);
            quote!(#one)
        }
        Status::Range(digit) => {
            let (from, to) = (code(digit * 100), code(digit * 100 + 99));
            quote!(#from..=#to)
        }
        Status::Default => quote!(_),
    }
}

/// The enumeration of the documented errors.
pub(super) fn error(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    scope.import("std", "fmt");
    let name = ident(&operation.error_name);
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::own(&format!(
        "What the document says [`Client::{method}`] can be answered with besides a success."
    ));
    let variants = operation
        .errors
        .iter()
        .map(|case| {
            let variant = ident(&case.name);
            let docs = docs::foreign(&case_docs(case));
            match &case.answer.body {
                None => quote!(#docs #variant),
                Some((ty, _)) => {
                    let ty = scope.ty(ty);
                    quote!(#docs #variant(#ty))
                }
            }
        })
        .collect::<Vec<_>>();
    let display = display(scope, operation);
    let argument = if variants.is_empty() { quote!(_) } else { quote!(f) };
    // An enumeration without variants may be added to as well, but `match *self {}` needs it closed.
    let open = (!variants.is_empty()).then(|| quote!(#[non_exhaustive]));
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #open
        pub enum #name { #(#variants,)* }

        impl fmt::Display for #name {
            fn fmt(&self, #argument: &mut fmt::Formatter<'_>) -> fmt::Result { #display }
        }

        impl std::error::Error for #name {}
    }
}

/// The body of `Display`: what the document says of the status, then what the server says of the case.
fn display(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(match *self {});
    }
    let any_message = operation.errors.iter().any(|case| case.message.is_some());
    let arms = operation.errors.iter().map(|case| {
        let (variant, text) = (ident(&case.name), title(case));
        let ignored = case.answer.body.as_ref().map(|_| quote!((_)));
        match &case.message {
            Some((field, optional)) => {
                let field = ident(field);
                let message = if *optional {
                    quote!(body.#field.as_deref())
                } else {
                    quote!(Some(body.#field.as_str()))
                };
                quote!(Self::#variant(body) => (#text, #message))
            }
            None if any_message => quote!(Self::#variant #ignored => (#text, None)),
            None => quote!(Self::#variant #ignored => #text),
        }
    });
    let arms: Vec<TokenStream> = arms.collect();
    if any_message {
        scope.import("crate::runtime::error", "said");
        quote! {
            let (documented, message) = match self { #(#arms,)* };
            said(f, documented, message)
        }
    } else {
        quote! {
            let documented = match self { #(#arms,)* };
            f.write_str(documented)
        }
    }
}

fn case_docs(case: &Case) -> String {
    let status = status_text(case.status);
    if case.answer.docs.is_empty() { format!("{status}.") } else { format!("{status}: {}", case.answer.docs) }
}

pub(super) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "Any other status".to_owned(),
    }
}

/// What `Display` says: the first sentence of the status's description. The status itself stands before it, in
/// `Display` of the runtime's `Error`.
fn title(case: &Case) -> String {
    let first = case.answer.docs.lines().next().unwrap_or_default();
    let first = first.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    let short: String = first.chars().filter(|c| !c.is_control()).take(120).collect();
    if short.is_empty() { status_text(case.status) } else { short }
}
