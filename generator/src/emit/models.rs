//! Definitions of types: which file has which shape, and what they share.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Shape, TypeDef};

use super::layout::Code;
use super::print::Items;
use super::rust::{Scope, ident};
use super::{docs, enums, place, structs, unions};

/// A type's definition and its inherent methods.
pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef) -> Items {
    match &def.shape {
        Shape::Struct(object) => Items::Laid(structs::definition(scope, def, object)),
        Shape::Enum(list) => Items::Laid(enums::definition(scope, def, list)),
        Shape::Union(union) => unions::definition(scope, def, union).into(),
        Shape::Alias(ty) => {
            let (docs, name, ty) = (type_docs(scope.api, def), ident(&def.name), scope.ty(ty));
            quote!(#docs pub type #name = #ty;).into()
        }
        Shape::Newtype(ty) => {
            let derives = derives(def, &[]);
            let (docs, name, ty) = (type_docs(scope.api, def), ident(&def.name), scope.ty(ty));
            let tokens = quote! {
                #docs
                #[derive(Debug, Clone, PartialEq #derives)]
                pub struct #name(pub #ty);
            };
            tokens.into()
        }
    }
}

/// The docs and the deprecation of a type.
pub(super) fn type_docs(api: &Api, def: &TypeDef) -> TokenStream {
    let docs = docs::foreign(&prose(api, def));
    let deprecated = deprecated(def.deprecated);
    quote!(#docs #deprecated)
}

/// What the document says of a type; one that it says nothing of is known by its place.
pub(super) fn prose(api: &Api, def: &TypeDef) -> String {
    if !def.docs.is_empty() {
        return def.docs.clone();
    }
    let pointer = api.written(&def.pointer);
    let property =
        pointer.rsplit_once("/properties/").map(|(_, name)| name).filter(|name| !name.contains('/'));
    match (&def.shape, property) {
        (Shape::Enum(_), Some(name)) => format!("The values of `{}`.", name.replace('`', "'")),
        _ => format!("{}.", place::in_words(&pointer)),
    }
}

/// The docs of an item, and whether it is deprecated.
pub(super) fn documented(text: &str, deprecated: bool) -> Vec<Code> {
    docs::lines(text).chain(deprecated.then(|| "#[deprecated]".into())).collect()
}

/// `#[derive(..)]` of these traits and of those that `codegen.toml` adds.
pub(super) fn derive(def: &TypeDef, traits: &[&'static str]) -> Code {
    let more = more_derives(def, traits).map(|path| path.replace(' ', "").into());
    Code::Attribute {
        open: "#[derive(".into(),
        items: traits.iter().map(|name| (*name).into()).chain(more).collect(),
    }
}

/// The traits that `codegen.toml` adds to those that every model has, and to these.
pub(super) fn derives(def: &TypeDef, has: &[&str]) -> TokenStream {
    let paths = more_derives(def, has).map(|path| path.parse::<TokenStream>().unwrap_or_default());
    quote!(#(, #paths)*)
}

/// Their paths.
fn more_derives<'d>(def: &'d TypeDef, has: &[&'d str]) -> impl Iterator<Item = &'d str> {
    let mut seen = vec!["Debug", "Clone", "PartialEq", "Serialize", "Deserialize"];
    seen.extend(has);
    def.derives.iter().map(|path| path.trim()).filter(move |path| {
        let name = path.rsplit("::").next().unwrap_or_default().trim();
        let new = !seen.contains(&name);
        seen.extend(new.then_some(name));
        new
    })
}

pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}
