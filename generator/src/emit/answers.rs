//! Answers: what a success gives, and the enumeration of an operation's documented errors.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Case, MediaKind, Operation, Output, REDIRECTS, Status};

use super::docs;
use super::rust::{Scope, ident};

/// The type of a success.
pub(super) fn output(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Empty => quote!(()),
        Output::Body { ty, optional, .. } => {
            let ty = scope.ty(ty);
            if *optional { quote!(Option<#ty>) } else { quote!(#ty) }
        }
        Output::Enum => {
            let name = ident(&operation.success_name);
            quote!(#name)
        }
    }
}

/// The media types to ask for: those of the success first, then those of the errors. What tells no more than the
/// first of its status is less welcome.
pub(super) fn accept(operation: &Operation) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    let mut statuses: Vec<Status> = Vec::new();
    for (case, success) in cases(operation) {
        let less = success && statuses.contains(&case.status);
        statuses.push(case.status);
        let Some(media) = case.accept.as_deref() else { continue };
        if kept.contains(&media) || !media.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            continue;
        }
        kept.push(media);
        // What is read as JSON is asked for as JSON first.
        let json = matches!(case.body, Some((_, MediaKind::Json))) && media == "*/*";
        if json && !kept.contains(&"application/json") {
            kept.push("application/json");
            asked.push("application/json".to_owned());
        }
        let less = less || json;
        asked.push(if less { format!("{media};q=0.5") } else { media.to_owned() });
    }
    (!asked.is_empty()).then(|| asked.join(", "))
}

/// Every case, and whether it is a success.
fn cases(operation: &Operation) -> impl Iterator<Item = (&Case, bool)> {
    let successes = operation.successes.iter().map(|case| (case, true));
    successes.chain(operation.errors.iter().map(|case| (case, false)))
}

/// The redirects by which the same thing is to be had elsewhere (RFC 9110 sections 15.4.2, 15.4.8 and 15.4.9). 303 leads to
/// another, and 302 to whatever those mean that send it.
const SAME_ELSEWHERE: &[u16] = &[301, 307, 308];

/// Redirect statuses that the document gives as answers: they are not followed. But where what is asked for is to be had at
/// their other end, as the document's own success, a GET is there to bring it.
pub(super) fn redirects(operation: &Operation) -> Vec<u16> {
    let given = |code: &u16| {
        cases(operation).any(|(case, _)| match case.status {
            Status::Code(one) => one == *code,
            Status::Range(digit) => digit == code / 100,
            Status::Default => false,
        })
    };
    let gets = matches!(operation.method.as_str(), "GET" | "HEAD") && !sends_on(operation);
    let brought = |code: &u16| gets && !operation.successes.is_empty() && SAME_ELSEWHERE.contains(code);
    REDIRECTS.iter().copied().filter(|code| given(code) && !brought(code)).collect()
}

/// Whether it is a success to be sent on elsewhere.
pub(super) fn sends_on(operation: &Operation) -> bool {
    operation.successes.iter().any(|case| case.status.is_redirect())
}

/// The statuses of a success: all that HTTP calls so, and where the document gives no such one, those of these cases that it
/// does.
fn any_success<'c>(cases: impl Iterator<Item = &'c Case>) -> TokenStream {
    let redirects = cases.map(|case| case.status).filter(|status| status.is_redirect());
    let redirects = redirects.collect::<BTreeSet<_>>().into_iter().map(pattern);
    quote!(200..=299 #(| #redirects)*)
}

/// The body of `Operation::answer`.
pub(super) fn answer(operation: &Operation) -> TokenStream {
    let successes = successes(operation);
    let name = ident(&operation.error_name);
    let mut default = quote!(answer.undocumented());
    let mut arms = Vec::new();
    for case in in_order(&operation.errors) {
        let read = read(case, &name, "documented");
        match case.status {
            Status::Default if case.media.is_none() => default = read,
            status => {
                let (pattern, guard) = (pattern(status), guard(case));
                arms.push(quote!(#pattern #guard => Err(#read),));
            }
        }
    }
    let allow = overlapping(operation).then(|| quote!(#[allow(clippy::match_overlapping_arm)]));
    quote! {
        #allow
        match answer.status().as_u16() {
            #successes
            #(#arms)*
            _ => Err(#default),
        }
    }
}

/// Whether arms overlap: a range beside statuses of its own is what `4XX` means, and a success with any status is read as one
/// of those that the document gives.
fn overlapping(operation: &Operation) -> bool {
    let code = |case: &Case| match case.status {
        Status::Code(code) => Some(code / 100),
        Status::Range(_) | Status::Default => None,
    };
    let hundreds: Vec<u16> = operation.errors.iter().filter_map(code).collect();
    let range = |case: &Case| matches!(case.status, Status::Range(digit) if hundreds.contains(&digit));
    operation.errors.iter().any(range) || operation.output == Output::Enum || !bodiless(operation).is_empty()
}

/// The arms of the successes. One with a status that the document does not give is read as the first.
fn successes(operation: &Operation) -> TokenStream {
    let cases = &operation.successes;
    match &operation.output {
        Output::Empty => {
            let any = any_success(cases.iter());
            quote!(#any => answer.empty(),)
        }
        Output::Body { kind, optional: false, .. } => {
            let (any, read) = (any_success(cases.iter()), format_ident!("{}", reading(*kind)));
            quote!(#any => answer.#read(),)
        }
        Output::Body { kind, optional: true, .. } => {
            let read = format_ident!("{}", reading(*kind));
            let bodiless = bodiless(operation);
            let any = any_success(cases.iter().filter(|case| case.body.is_some()));
            let nothing = (!bodiless.is_empty()).then(|| quote!(#(#bodiless)|* => answer.nothing(),));
            quote!(#nothing #any => answer.optional(RawAnswer::#read),)
        }
        Output::Enum => {
            let name = ident(&operation.success_name);
            let fallback = cases.iter().map(|case| case.status).max_by_key(|status| match status {
                Status::Code(code) => (0, u16::MAX - code),
                Status::Range(_) => (1, 0),
                Status::Default => (2, 0),
            });
            let any = any_success(cases.iter().filter(|case| Some(case.status) == fallback));
            let cases = in_order(cases);
            let (last, first): (Vec<&Case>, Vec<&Case>) =
                cases.into_iter().partition(|case| Some(case.status) == fallback);
            let arms = first.into_iter().chain(last).map(|case| {
                let pattern = match case.status {
                    status if Some(status) == fallback => any.clone(),
                    status => pattern(status),
                };
                let (guard, read) = (guard(case), read(case, &name, "success"));
                quote!(#pattern #guard => #read,)
            });
            quote!(#(#arms)*)
        }
    }
}

/// Successes that have no body by the document alone: one that comes all the same is not that of their siblings.
fn bodiless(operation: &Operation) -> Vec<TokenStream> {
    if !matches!(operation.output, Output::Body { optional: true, .. }) {
        return Vec::new();
    }
    let without = operation.successes.iter().filter(|case| case.body.is_none());
    // HTTP gives none to the two that are left out here.
    without
        .map(|case| case.status)
        .filter(|status| matches!(status, Status::Code(code) if !matches!(code, 204 | 205)))
        .map(pattern)
        .collect()
}

/// Of one status, the media types that can be told come before ranges of them, and those before what is left.
fn in_order(cases: &[Case]) -> Vec<&Case> {
    let mut cases: Vec<&Case> = cases.iter().collect();
    let is_range = |case: &Case| case.media.as_ref().is_some_and(|media| media.contains('*'));
    cases.sort_by_key(|case| (case.status, case.media.is_none(), is_range(case)));
    cases
}

fn guard(case: &Case) -> Option<TokenStream> {
    case.media.as_ref().map(|media| quote!(if answer.is(#media)))
}

/// The answer as a variant of the operation's errors or successes.
fn read(case: &Case, name: &Ident, what: &str) -> TokenStream {
    let variant = ident(&case.name);
    let function = match &case.body {
        None => format_ident!("{what}_as"),
        Some((_, MediaKind::Json)) => format_ident!("{what}"),
        Some((_, kind)) => format_ident!("{what}_{}", reading(*kind)),
    };
    quote!(answer.#function(#name::#variant))
}

fn reading(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Json => "json",
        MediaKind::Text => "text",
        MediaKind::TextOrJson => "text_or_json",
        MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes => "bytes",
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

/// The type of the documented errors: the operation's own enumeration, or where the document gives none, the one type of
/// which there is no value. That is called by its path, because the operation may be called so itself.
pub(super) fn error_type(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(std::convert::Infallible);
    }
    let name = ident(&operation.error_name);
    quote!(#name)
}

/// The enumeration of the documented errors.
pub(super) fn error(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    if operation.errors.is_empty() {
        return None;
    }
    scope.import("std", "fmt");
    let name = ident(&operation.error_name);
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::own(&format!(
        "What the document says [`Client::{method}`] can be answered with besides a success."
    ));
    let variants = variants(scope, &operation.errors);
    let display = display(scope, operation);
    Some(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { #display }
        }

        impl std::error::Error for #name {}
    })
}

/// The enumeration of the documented successes, where they differ.
pub(super) fn success(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    if operation.output != Output::Enum {
        return None;
    }
    let name = ident(&operation.success_name);
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::own(&format!("What [`Client::{method}`] gives."));
    let variants = variants(scope, &operation.successes);
    Some(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    })
}

fn variants(scope: &mut Scope<'_>, cases: &[Case]) -> Vec<TokenStream> {
    let one = |case: &Case| {
        let variant = ident(&case.name);
        let docs = docs::foreign(&case_docs(case));
        match &case.body {
            None => quote!(#docs #variant),
            Some((ty, _)) => {
                let ty = scope.ty(ty);
                quote!(#docs #variant(#ty))
            }
        }
    };
    cases.iter().map(one).collect()
}

/// The body of `Display`: what the document says of the status, then what the server says of the case.
fn display(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let arms = operation.errors.iter().map(|case| {
        let (variant, text) = (ident(&case.name), title(case));
        let ignored = case.body.as_ref().map(|_| quote!((_)));
        let Some((field, optional)) = &case.message else {
            return quote!(Self::#variant #ignored => f.write_str(#text));
        };
        scope.import("crate::runtime::error", "said");
        let field = ident(field);
        let message =
            if *optional { quote!(body.#field.as_deref()) } else { quote!(Some(body.#field.as_str())) };
        quote!(Self::#variant(body) => said(f, #text, #message))
    });
    let arms: Vec<TokenStream> = arms.collect();
    quote!(match self { #(#arms,)* })
}

fn case_docs(case: &Case) -> String {
    let status = match &case.media {
        Some(media) => format!("{} as `{}`", status_text(case.status), media.replace('`', "'")),
        None => status_text(case.status),
    };
    let docs = docs::markdown_of(&case.docs);
    if docs.is_empty() { format!("{status}.") } else { format!("{status}: {docs}") }
}

pub(super) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "Any other status".to_owned(),
    }
}

/// How many characters of a description `Display` says.
const LONGEST_TITLE: usize = 120;

/// What `Display` says: the first sentence of the status's description. The status itself stands before it, in
/// `Display` of the runtime's `Error`.
fn title(case: &Case) -> String {
    let docs = docs::markdown_of(&case.docs);
    let first = docs.lines().next().unwrap_or_default();
    let first = first.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    let short = shortened(first);
    match case.status {
        _ if !short.is_empty() => short,
        Status::Default => "Error".to_owned(),
        Status::Code(_) => in_words(&case.name),
        Status::Range(_) => status_text(case.status),
    }
}

/// A sentence, or as much of it as fits on a line: whole words, and a sign that there were more.
fn shortened(sentence: &str) -> String {
    let mut shown = sentence.chars().filter(|c| !c.is_control());
    let short: String = shown.by_ref().take(LONGEST_TITLE).collect();
    if shown.next().is_none() {
        return short;
    }
    let words = short.rsplit_once(' ').map_or(short.as_str(), |(words, _)| words);
    format!("{} ...", words.trim_end_matches([',', ';', ' ']))
}

/// A variant's name as a sentence begins: `NotFound` is `Not found`.
pub(super) fn in_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        let number = c.is_ascii_digit() && !words.ends_with(|c: char| c.is_ascii_digit());
        if (c.is_uppercase() || number) && !words.is_empty() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        assert_eq!(shortened("Gone"), "Gone");
        let fits = "word ".repeat(23) + "words";
        assert_eq!(shortened(&fits), fits);
        let long = "word ".repeat(23) + "more words";
        assert_eq!(shortened(&long), format!("{} more ...", ["word"; 23].join(" ")));
        assert_eq!(shortened(&"a".repeat(200)), format!("{} ...", "a".repeat(120)));
    }
}
