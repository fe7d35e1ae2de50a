//! Pages that are asked for by number.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, PageItems, Shape};

use super::rust::{Scope, ident};

pub(super) fn implementation(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    for name in ["Page", "Paged"] {
        scope.import("crate::runtime", name);
    }
    scope.import("serde_json", "Value");
    let call = ident(&operation.type_name);
    let item = scope.ty(&pagination.item);
    let page = &operation.parameters[pagination.page];
    let page_name = ident(&page.name);
    let narrow = matches!(page.ty, crate::ir::Type::I32);
    let read = if narrow { quote!(self.#page_name.map(i64::from)) } else { quote!(self.#page_name) };
    let write = if narrow { quote!(i32::try_from(page).ok()) } else { quote!(Some(page)) };
    let first = proc_macro2::Literal::i64_unsuffixed(pagination.first);
    let size = page_size(operation);
    let state_size = pagination.size.zip(pagination.default_size).map(|(size, default)| {
        let name = ident(&operation.parameters[size].name);
        let default = proc_macro2::Literal::u64_unsuffixed(default);
        quote! {
            fn state_page_size(&mut self) {
                self.#name = self.#name.or(Some(#default));
            }
        }
    });
    let last = pagination.last.map(|last| {
        let last = proc_macro2::Literal::i64_unsuffixed(last);
        quote! {
            fn last_page(&self) -> Option<i64> {
                Some(#last)
            }
        }
    });
    let page = items(scope, &pagination.items, &quote!(output));
    let items = match pagination.items {
        PageItems::Union(..) => quote!(let page = #page; Ok(page)),
        _ => quote!(Ok(#page)),
    };
    Some(quote! {
        impl Paged for #call {
            type Item = #item;

            fn page(&self) -> i64 {
                #read.unwrap_or(#first)
            }

            fn set_page(&mut self, page: i64) {
                self.#page_name = #write;
            }

            fn first_page(&self) -> i64 {
                #first
            }

            fn page_size(&self) -> Option<u64> {
                #size
            }

            #state_size

            #last

            fn items(output: Self::Output) -> Result<Page<Self::Item>, Value> {
                #items
            }
        }
    })
}

fn page_size(operation: &Operation) -> TokenStream {
    let Some(pagination) = &operation.pagination else { return quote!(None) };
    let default = pagination.default_size.map(proc_macro2::Literal::u64_unsuffixed);
    match (pagination.size, default) {
        (None, _) => quote!(None),
        (Some(size), default) => {
            let name = ident(&operation.parameters[size].name);
            let otherwise = match default {
                Some(default) => quote!(.or(Some(#default))),
                None => quote!(),
            };
            quote!(self.#name.and_then(|size| u64::try_from(size).ok())#otherwise)
        }
    }
}

fn items(scope: &mut Scope<'_>, place: &PageItems, output: &TokenStream) -> TokenStream {
    match place {
        PageItems::List => quote!(Page::new(#output)),
        PageItems::Field { items, total: None, .. } => {
            let list = list(items, output);
            quote!(Page::new(#list))
        }
        PageItems::Field { items, total, start, limit, .. } => {
            let list = list(items, output);
            let counts = [total, start, limit].map(|field| count(field.as_ref(), output));
            quote!(Page::with_totals(#list, #(#counts),*))
        }
        PageItems::Union(id, variants) => {
            let name = scope.named(*id);
            let arms = variants
                .iter()
                .map(|(variant, place)| {
                    let variant = ident(variant);
                    let value = items(scope, place, &quote!(page));
                    quote!(#name::#variant(page) => #value,)
                })
                .collect::<Vec<_>>();
            let unknown = match &scope.api.type_def(*id).shape {
                Shape::Union(union) => ident(&union.unknown),
                _ => ident("Unknown"),
            };
            quote! {
                match #output {
                    #(#arms)*
                    #name::#unknown(value) => return Err(value),
                }
            }
        }
    }
}

/// The items of a page, from a field that may be left out.
fn list(field: &(String, bool), output: &TokenStream) -> TokenStream {
    let (name, optional) = (ident(&field.0), field.1);
    if optional { quote!(#output.#name.unwrap_or_default()) } else { quote!(#output.#name) }
}

/// What a page says of the whole, from a field that may be left out.
fn count(field: Option<&(String, bool)>, output: &TokenStream) -> TokenStream {
    match field {
        None => quote!(None),
        Some((name, optional)) => {
            let name = ident(name);
            if *optional {
                quote!(#output.#name.and_then(|count| u64::try_from(count).ok()))
            } else {
                quote!(u64::try_from(#output.#name).ok())
            }
        }
    }
}
