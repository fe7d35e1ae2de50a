//! Unions: an enum with a variant for each member and one for what no member describes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Common, Conversion, Field, Member, Shape, Type, TypeDef, Union};

use super::docs;
use super::models::{deprecated, derives, type_docs};
use super::rust::{Scope, ident, is_copied};

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
    let common = common(scope, def, union);
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

        #common
        #debug_impl
        #(#conversions)*
    }
}

/// Methods that read what every member has.
fn common(scope: &mut Scope<'_>, def: &TypeDef, union: &Union) -> Option<TokenStream> {
    if union.common.is_empty() {
        return None;
    }
    let name = ident(&def.name);
    let methods: Vec<TokenStream> = union.common.iter().map(|common| reader(scope, union, common)).collect();
    Some(quote!(impl #name { #(#methods)* }))
}

/// How a type is lent.
enum Lent {
    /// As a copy.
    Copied,
    /// As what it dereferences to.
    Target,
    /// By reference.
    Reference,
}

fn reader(scope: &mut Scope<'_>, union: &Union, common: &Common) -> TokenStream {
    // What is named is imported, so an alias is named only where its own name stands.
    let (lent, ty) = match scope.api.unalias(&common.ty) {
        Type::String => (Lent::Target, quote!(&str)),
        Type::List(item) => {
            let item = scope.ty(item);
            (Lent::Target, quote!(&[#item]))
        }
        ty => {
            let lent = if is_copied(ty) { Lent::Copied } else { Lent::Reference };
            let ty = scope.ty(&common.ty);
            let ty = if matches!(lent, Lent::Copied) { quote!(#ty) } else { quote!(&#ty) };
            (lent, ty)
        }
    };
    let arms = union.members.iter().filter_map(|member| {
        let source = source(scope.api, &member.ty, &common.name)?;
        let variant = ident(&member.name);
        let value = lend(&lent, &source, common);
        Some(quote!(Self::#variant(value) => #value))
    });
    let arms: Vec<TokenStream> = arms.collect();
    let unknown = union.unknown.as_deref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(Self::#unknown(_) => None,)
    });
    let docs = match common.docs.as_str() {
        "" => docs::own(&format!("`{}` of whichever member it is.", common.wire.replace('`', "'"))),
        docs => docs::foreign(docs),
    };
    let name = ident(&common.name);
    let deprecated = deprecated(common.deprecated);
    let ty = if common.optional { quote!(Option<#ty>) } else { ty };
    quote! {
        #docs
        #deprecated
        pub fn #name(&self) -> #ty {
            match self { #(#arms,)* #unknown }
        }
    }
}

/// Where a member has what is read.
enum Source<'a> {
    /// A struct's field.
    Field(&'a Field),
    /// A method of the member, which is a union itself.
    Method(&'a Common),
}

fn source<'a>(api: &'a Api, ty: &Type, name: &str) -> Option<Source<'a>> {
    match api.unalias(ty) {
        Type::Boxed(inner) => source(api, inner, name),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => object.fields.iter().find(|field| field.name == name).map(Source::Field),
            Shape::Union(union) => union.common.iter().find(|common| common.name == name).map(Source::Method),
            _ => None,
        },
        _ => None,
    }
}

/// What is lent of a member: of a property that may be absent, null or both what is there.
fn lend(lent: &Lent, source: &Source<'_>, common: &Common) -> TokenStream {
    let name = ident(&common.name);
    let some = |value: TokenStream| if common.optional { quote!(Some(#value)) } else { value };
    let field = match source {
        Source::Method(method) if method.optional => return quote!(value.#name()),
        Source::Method(_) => return some(quote!(value.#name())),
        Source::Field(field) => field,
    };
    let boxed = matches!(field.ty, Type::Boxed(_));
    let as_ref = if boxed || matches!(lent, Lent::Target) { quote!(as_deref) } else { quote!(as_ref) };
    match (field.required, field.nullable, lent) {
        (true, false, Lent::Copied) => some(quote!(value.#name)),
        (true, false, _) => some(quote!(&value.#name)),
        (false, true, Lent::Copied) => quote!(value.#name.flatten()),
        (false, true, _) => quote!(value.#name.as_ref().and_then(|value| value.#as_ref())),
        (_, _, Lent::Copied) => quote!(value.#name),
        _ => quote!(value.#name.#as_ref()),
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
