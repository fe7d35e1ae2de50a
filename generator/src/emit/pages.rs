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
    let call = ident(&operation.type_name);
    let item = scope.ty(&pagination.item);
    let page = &operation.parameters[pagination.page];
    let page_name = ident(&page.name);
    let narrow = matches!(page.ty, crate::ir::Type::I32);
    let read = if narrow { quote!(self.#page_name.map(i64::from)) } else { quote!(self.#page_name) };
    let write = if narrow { quote!(i32::try_from(page).ok()) } else { quote!(Some(page)) };
    let first = proc_macro2::Literal::i64_unsuffixed(pagination.first);
    let size = page_size(operation);
    let last = pagination.last.map(|last| {
        let last = proc_macro2::Literal::i64_unsuffixed(last);
        quote! {
            fn last_page(&self) -> Option<i64> {
                Some(#last)
            }
        }
    });
    let mut items = items(scope, &pagination.items, &quote!(output));
    if operation.success.optional {
        items = quote! {
            match output {
                Some(output) => #items,
                None => Page::new(Vec::new()),
            }
        };
    }
    Some(quote! {
        impl Paged for #call {
            type Item = #item;

            fn page(&self) -> i64 {
                #read.unwrap_or(#first)
            }

            fn set_page(&mut self, page: i64) {
                self.#page_name = #write;
            }

            fn page_size(&self) -> Option<u64> {
                #size
            }

            #last

            fn items(output: Self::Output) -> Page<Self::Item> {
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
        PageItems::Field { items, total, .. } => {
            let (list, optional) = (ident(&items.0), items.1);
            let list =
                if optional { quote!(#output.#list.unwrap_or_default()) } else { quote!(#output.#list) };
            match total {
                None => quote!(Page::new(#list)),
                Some((total, optional)) => {
                    let total = ident(total);
                    let total = if *optional {
                        quote!(#output.#total.and_then(|total| u64::try_from(total).ok()))
                    } else {
                        quote!(u64::try_from(#output.#total).ok())
                    };
                    quote!({
                        let total = #total;
                        Page::with_totals(#list, total, None, None)
                    })
                }
            }
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
                    #name::#unknown(_) => Page::new(Vec::new()),
                }
            }
        }
    }
}
