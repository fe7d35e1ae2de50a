//! Open enumerations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Enum, EnumValue, Literal, Number, TypeDef};

use super::docs;
use super::models::{derives, type_docs};
use super::rust::{Scope, ident};

pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> TokenStream {
    if list.integer { integers(scope, def, list) } else { strings(scope, def, list) }
}

fn variants(list: &Enum) -> Vec<TokenStream> {
    list.values
        .iter()
        .map(|value| {
            let (docs, name) = (docs::foreign(&value.docs), ident(&value.name));
            quote!(#docs #name)
        })
        .collect()
}

fn all(list: &Enum) -> TokenStream {
    let names = list.values.iter().map(|value| ident(&value.name));
    quote! {
        /// Every value that the document lists.
        pub const ALL: &'static [Self] = &[#(Self::#names),*];
    }
}

fn text(value: &EnumValue) -> String {
    match &value.value {
        Literal::Text(text) => text.clone(),
        Literal::Number(Number::Integer(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn integer(value: &EnumValue) -> proc_macro2::Literal {
    match value.value {
        Literal::Number(Number::Integer(number)) => proc_macro2::Literal::i64_unsuffixed(number),
        _ => proc_macro2::Literal::i64_unsuffixed(0),
    }
}

fn strings(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> TokenStream {
    scope.import("std", "fmt");
    let infallible = scope.external("std::convert", "Infallible");
    let from_str = scope.external("std::str", "FromStr");
    let (docs, name, unknown) = (type_docs(scope.api, def), ident(&def.name), ident(&list.unknown));
    let (variants, all) = (variants(list), all(list));
    let derives = derives(def, &["Eq", "Hash"]);
    let names: Vec<_> = list.values.iter().map(|value| ident(&value.name)).collect();
    let texts: Vec<_> = list.values.iter().map(text).collect();
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, Hash #derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that the document does not list. It is read and written as it is, and refused by validation.
            #unknown(String),
        }

        impl #name {
            #all

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #texts,)*
                    Self::#unknown(value) => value,
                }
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#texts => Self::#names,)*
                    _ => Self::#unknown(value.to_owned()),
                }
            }
        }

        impl #from_str for #name {
            type Err = #infallible;

            fn from_str(value: &str) -> Result<Self, #infallible> {
                Ok(Self::from(value))
            }
        }
    }
}

fn integers(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> TokenStream {
    scope.import("std", "fmt");
    let (docs, name, unknown) = (type_docs(scope.api, def), ident(&def.name), ident(&list.unknown));
    let (variants, all) = (variants(list), all(list));
    let derives = derives(def, &["Copy", "Eq", "Hash"]);
    let names: Vec<_> = list.values.iter().map(|value| ident(&value.name)).collect();
    let numbers: Vec<_> = list.values.iter().map(integer).collect();
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash #derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that the document does not list. It is read and written as it is, and refused by validation.
            #unknown(i64),
        }

        impl #name {
            #all

            /// The value on the wire.
            pub fn value(self) -> i64 {
                match self {
                    #(Self::#names => #numbers,)*
                    Self::#unknown(value) => value,
                }
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.value().fmt(f)
            }
        }

        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#numbers => Self::#names,)*
                    _ => Self::#unknown(value),
                }
            }
        }
    }
}
