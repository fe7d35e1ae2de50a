//! Lists in pages.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Count, CountKind, Next, Operation, PageItems, Parameter, Shape, Step, Type};

use super::rust::{Scope, ident};

pub(super) fn implementation(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    for name in ["Page", "Paged", "Paging"] {
        scope.import("crate::runtime", name);
    }
    scope.import("serde_json", "Value");
    let call = ident(&operation.type_name);
    let item = scope.ty(&pagination.item);
    let (paging, place) = paging(operation, pagination.next);
    let size = page_size(operation);
    let state_size = pagination.size.zip(pagination.default_size).map(|(size, default)| {
        let name = ident(&operation.parameters[size].name);
        let default = Literal::u64_unsuffixed(default);
        quote! {
            fn state_page_size(&mut self) {
                self.#name = self.#name.or(Some(#default));
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

            const PAGING: Paging = #paging;

            #place
            #size
            #state_size

            fn items(output: Self::Output) -> Result<Page<Self::Item>, Value> {
                #items
            }
        }
    })
}

/// The way of the pages, and how another is asked for.
fn paging(operation: &Operation, next: Next) -> (TokenStream, TokenStream) {
    match next {
        Next::Link => (quote!(Paging::Link), quote!()),
        Next::Cursor { parameter } => {
            let name = ident(&operation.parameters[parameter].name);
            let set = quote! {
                fn set_cursor(&mut self, cursor: String) {
                    self.#name = Some(cursor);
                }
            };
            (quote!(Paging::Cursor), set)
        }
        Next::Offset { parameter } => (quote!(Paging::Offset), position(&operation.parameters[parameter])),
        Next::Page { parameter, first, last } => {
            let first = Literal::i64_unsuffixed(first);
            let last = last.map(Literal::i64_unsuffixed);
            let last = last.map_or_else(|| quote!(None), |last| quote!(Some(#last)));
            let paging = quote!(Paging::Numbered { first: #first, last: #last });
            (paging, position(&operation.parameters[parameter]))
        }
    }
}

/// The number or index, read and set.
fn position(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let narrow = matches!(parameter.ty, Type::I32);
    let read = if narrow { quote!(self.#name.map(i64::from)) } else { quote!(self.#name) };
    let write = if narrow { quote!(i32::try_from(position).ok()) } else { quote!(Some(position)) };
    quote! {
        fn position(&self) -> Option<i64> {
            #read
        }

        fn set_position(&mut self, position: i64) {
            self.#name = #write;
        }
    }
}

/// How many items a full page has.
fn page_size(operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let name = ident(&operation.parameters[pagination.size?].name);
    let otherwise = pagination.default_size.map(|default| {
        let default = Literal::u64_unsuffixed(default);
        quote!(.or(Some(#default)))
    });
    Some(quote! {
        fn page_size(&self) -> Option<u64> {
            self.#name.and_then(|size| u64::try_from(size).ok())#otherwise
        }
    })
}

fn items(scope: &mut Scope<'_>, place: &PageItems, output: &TokenStream) -> TokenStream {
    match place {
        PageItems::List => quote!(Page::new(#output)),
        PageItems::Field { items, total, start, limit, cursor, more, .. } => {
            let list = list(items, output);
            let page = if total.is_some() {
                let counts = [total, start, limit].map(|field| count(scope, field.as_ref(), output));
                quote!(Page::with_totals(#list, #(#counts),*))
            } else {
                quote!(Page::new(#list))
            };
            let set = [("cursor", cursor), ("more", more)].map(|(name, path)| {
                let (name, value) = (ident(name), path.as_ref().map(|path| at(output, path)));
                value.map(|value| quote!(.#name(#value)))
            });
            quote!(#page #(#set)*)
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
                Shape::Union(union) => union.unknown.as_deref().map(ident),
                _ => None,
            };
            let unknown = unknown.map(|unknown| quote!(#name::#unknown(value) => return Err(value),));
            quote! {
                match #output {
                    #(#arms)*
                    #unknown
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

/// The value at the end of a way, if it is there.
fn at(start: &TokenStream, path: &[Step]) -> TokenStream {
    let Some((step, rest)) = path.split_first() else { return quote!(None) };
    let name = ident(&step.name);
    let here = quote!(#start.#name);
    let found = match step.options {
        0 if rest.is_empty() => return quote!(Some(#here)),
        0 => return at(&here, rest),
        1 => here,
        _ => quote!(#here.flatten()),
    };
    match rest {
        [] => found,
        // What is surely there needs no question of its own.
        [only] if only.options == 0 => {
            let value = ident(&only.name);
            quote!(#found.map(|value| value.#value))
        }
        rest => {
            let value = at(&quote!(value), rest);
            quote!(#found.and_then(|value| #value))
        }
    }
}

/// What a page says of the whole, from a field that may be left out.
fn count(scope: &mut Scope<'_>, field: Option<&Count>, output: &TokenStream) -> TokenStream {
    let Some(Count { name, optional, kind }) = field else { return quote!(None) };
    let name = ident(name);
    let (one, each) = match kind {
        CountKind::Unsigned if *optional => return quote!(#output.#name),
        CountKind::Unsigned => return quote!(Some(#output.#name)),
        CountKind::Float => {
            scope.import("crate::runtime::pages", "whole");
            (quote!(whole(#output.#name)), quote!(whole))
        }
        CountKind::Signed => {
            (quote!(u64::try_from(#output.#name).ok()), quote!(|count| u64::try_from(count).ok()))
        }
    };
    if *optional { quote!(#output.#name.and_then(#each)) } else { one }
}
