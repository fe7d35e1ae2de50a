//! Unions: an enum with a variant for each member and one for what no member describes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Conversion, Member, Type, TypeDef, Union};

use super::docs;
use super::models::{derives, type_docs};
use super::rust::{Scope, ident};

pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let value = union.unknown.is_some().then(|| scope.external("serde_json", "Value"));
    let (docs, name) = (type_docs(scope.api, def), ident(&def.name));
    let unknown = union.unknown.as_deref().map(|unknown| {
        let unknown = ident(unknown);
        quote! {
            /// What no member describes, kept as it came. It is written as it is, and refused by validation.
            #unknown(#value),
        }
    });
    let debug = (!def.secret).then(|| quote!(Debug,));
    let variants = union
        .members
        .iter()
        .map(|member| {
            let docs = match &member.ty {
                _ if !member.docs.is_empty() => docs::foreign(&member.docs),
                Type::Named(id) => docs::own(&format!("See [`{}`].", scope.api.type_def(*id).name)),
                _ => docs::own("A value of this type."),
            };
            let (name, ty) = (ident(&member.name), scope.ty(&member.ty));
            quote!(#docs #name(#ty))
        })
        .collect::<Vec<_>>();
    let conversions =
        union.conversions.iter().map(|conversion| from(scope, def, conversion)).collect::<Vec<_>>();
    let derives = derives(def, &[]);
    let debug_impl = def.secret.then(|| debug_without_json(scope, def, union));
    quote! {
        #docs
        #[derive(#debug Clone, PartialEq #derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #unknown
        }

        #debug_impl
        #(#conversions)*
    }
}

fn from(scope: &mut Scope<'_>, def: &TypeDef, conversion: &Conversion) -> TokenStream {
    let name = ident(&def.name);
    let ty = scope.ty(&conversion.from);
    let Some(((_, outer), inner)) = conversion.variants.split_first() else { return TokenStream::new() };
    let outer = ident(outer);
    // A variant of a union within this one converts step by step: the inner union knows its own variants.
    let value = if inner.is_empty() {
        quote!(value)
    } else if let Some((union, _)) = inner.first() {
        let union = scope.named(*union);
        quote!(#union::from(value))
    } else {
        quote!(value.into())
    };
    let literal = (*scope.api.unalias(&conversion.from) == Type::String).then(|| {
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::from(value.to_owned())
                }
            }
        }
    });
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#outer(#value)
            }
        }

        #literal
    }
}

/// `Debug` that does not show the JSON of what no member describes: there may be a secret in it.
fn debug_without_json(scope: &mut Scope<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    scope.import("std", "fmt");
    let name = ident(&def.name);
    // JSON of a member without a type of its own may hold a secret as well.
    let is_json = |member: &Member| matches!(scope.api.unalias(&member.ty), Type::Value | Type::Map(_));
    let hidden: Vec<bool> = union.members.iter().map(is_json).collect();
    let hides = union.unknown.is_some() || hidden.contains(&true);
    let redacted = hides.then(|| scope.external("crate::runtime::de", "Redacted"));
    let unknown = union.unknown.as_ref().map(|text| {
        let unknown = ident(text);
        quote!(Self::#unknown(_) => f.debug_tuple(#text).field(&#redacted).finish(),)
    });
    let arms = union.members.iter().zip(hidden).map(|(member, hidden)| {
        let (variant, text) = (ident(&member.name), &member.name);
        let (pattern, field) =
            if hidden { (quote!(_), quote!(&#redacted)) } else { (quote!(value), quote!(value)) };
        quote!(Self::#variant(#pattern) => f.debug_tuple(#text).field(#field).finish())
    });
    quote! {
        /// Shows no secret, and nothing of what no member describes: a secret may be in it.
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    #(#arms,)*
                    #unknown
                }
            }
        }
    }
}
