//! Structs, their constructors and setters, and what the other shapes share with them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Constant, Field, Literal, Number, Rest, Shape, Struct, Type, TypeDef};

use super::rust::{Scope, ident, initializer};
use super::{docs, enums, place, unions};

/// How many arguments clippy lets a function have.
const ARGUMENTS: usize = 7;

/// A type's definition and its inherent methods.
pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef) -> TokenStream {
    match &def.shape {
        Shape::Struct(object) => structure(scope, def, object),
        Shape::Enum(list) => enums::definition(scope, def, list),
        Shape::Union(union) => unions::definition(scope, def, union),
        Shape::Alias(ty) => {
            let (docs, name, ty) = (type_docs(scope.api, def), ident(&def.name), scope.ty(ty));
            quote!(#docs pub type #name = #ty;)
        }
        Shape::Newtype(ty) => {
            let derives = derives(def, &[]);
            let (docs, name, ty) = (type_docs(scope.api, def), ident(&def.name), scope.ty(ty));
            quote! {
                #docs
                #[derive(Debug, Clone, PartialEq #derives)]
                pub struct #name(pub #ty);
            }
        }
    }
}

/// The docs and the deprecation of a type.
pub(super) fn type_docs(api: &Api, def: &TypeDef) -> TokenStream {
    let prose = if def.docs.is_empty() { undescribed(api, def) } else { def.docs.clone() };
    let docs = docs::foreign(&prose);
    let deprecated = deprecated(def.deprecated);
    quote!(#docs #deprecated)
}

/// A type that the document says nothing of is known by its place.
fn undescribed(api: &Api, def: &TypeDef) -> String {
    let pointer = api.written(&def.pointer);
    let property =
        pointer.rsplit_once("/properties/").map(|(_, name)| name).filter(|name| !name.contains('/'));
    match (&def.shape, property) {
        (Shape::Enum(_), Some(name)) => format!("The values of `{}`.", name.replace('`', "'")),
        _ => format!("{}.", place::in_words(&pointer)),
    }
}

/// The traits that `codegen.toml` adds to those that every model has, and to these.
pub(super) fn derives(def: &TypeDef, has: &[&str]) -> TokenStream {
    let mut seen = vec!["Debug", "Clone", "PartialEq", "Serialize", "Deserialize"];
    seen.extend(has);
    let mut paths = Vec::new();
    for path in &def.derives {
        let name = path.rsplit("::").next().unwrap_or_default().trim();
        if !seen.contains(&name) {
            seen.push(name);
            paths.push(path.parse::<TokenStream>().unwrap_or_default());
        }
    }
    quote!(#(, #paths)*)
}

pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

fn structure(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> TokenStream {
    let name = ident(&def.name);
    let docs = type_docs(scope.api, def);
    let hand_debug = object.rest.as_ref().is_some_and(|rest| rest.secret)
        || object.fields.iter().any(|field| field.hidden);
    let debug = (!hand_debug).then(|| quote!(Debug,));
    let defaults = object.fields.iter().all(|field| !field.required);
    let default = defaults.then(|| quote!(, Default));
    let derives = derives(def, if defaults { &["Default"] } else { &[] });
    let fields = object.fields.iter().map(|field| field_definition(scope, field)).collect::<Vec<_>>();
    let rest = object.rest.as_ref().map(|rest| rest_definition(scope, rest));
    let constants = object.constants.iter().map(constant).collect::<Vec<_>>();
    let new = constructor(scope, def, object);
    // Who reads an answer sets nothing; tests can assign to the fields.
    let set = object.fields.iter().filter(|_| def.built);
    let setters = set.map(|field| setter(scope, field)).collect::<Vec<_>>();
    let fallbacks = object.fields.iter().map(|field| fallback(scope, field)).collect::<Vec<_>>();
    let rest_setter = object.rest.as_ref().filter(|_| def.built).map(|rest| rest_setter(scope, rest));
    let debug_impl = hand_debug.then(|| debug_without_secrets(scope, def, object));
    quote! {
        #docs
        #[derive(#debug Clone, PartialEq #default #derives)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #rest
        }

        impl #name {
            #(#constants)*
            #new
            #(#fallbacks)*
            #(#setters)*
            #rest_setter
        }

        #debug_impl
    }
}

fn field_definition(scope: &mut Scope<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let ty = field_type(scope, field);
    let docs = field_docs(&field.docs, &field.name, &field.wire);
    let deprecated = deprecated(field.deprecated);
    quote!(#docs #deprecated pub #name: #ty)
}

/// What the document says of a property; its name on the wire where Rust's differs.
fn field_docs(prose: &str, name: &str, wire: &str) -> TokenStream {
    let renamed = name.trim_start_matches("r#") != wire;
    let wire = wire.replace('`', "'").replace(['\n', '\r'], " ");
    let text = match (prose.is_empty(), renamed) {
        (true, _) => format!("`{wire}`."),
        (false, false) => docs::safe(prose),
        (false, true) => format!("{}\n\n`{wire}` on the wire.", docs::safe(prose)),
    };
    docs::own(&text)
}

/// The type of a field: what may be absent, null or both says so.
fn field_type(scope: &mut Scope<'_>, field: &Field) -> TokenStream {
    let ty = scope.ty(&field.ty);
    match (field.required, field.nullable) {
        (true, false) => ty,
        (true, true) | (false, false) => quote!(Option<#ty>),
        (false, true) => quote!(Option<Option<#ty>>),
    }
}

fn rest_definition(scope: &mut Scope<'_>, rest: &Rest) -> TokenStream {
    let name = ident(&rest.name);
    let ty = scope.ty(&crate::ir::Type::Map(Box::new(rest.ty.clone())));
    quote! {
        /// Properties that the document allows without naming them.
        pub #name: #ty,
    }
}

fn constant(constant: &Constant) -> TokenStream {
    let name = ident(&constant.name);
    let wire = constant.wire.replace('`', "'");
    let note = format!("The value of `{wire}`: the document allows no other.");
    let text =
        if constant.docs.is_empty() { note } else { format!("{}\n\n{note}", docs::safe(&constant.docs)) };
    let docs = docs::own(&text);
    let (ty, value) = constant_value(&constant.value);
    quote!(#docs pub const #name: #ty = #value;)
}

fn constant_value(value: &Literal) -> (TokenStream, TokenStream) {
    match value {
        Literal::Text(text) => (quote!(&'static str), quote!(#text)),
        Literal::Boolean(value) => (quote!(bool), quote!(#value)),
        Literal::Number(Number::Integer(value)) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            (quote!(i64), quote!(#value))
        }
        Literal::Number(Number::Unsigned(value)) => {
            let value = proc_macro2::Literal::u64_unsuffixed(*value);
            (quote!(u64), quote!(#value))
        }
        Literal::Number(Number::Float(value)) => {
            let value = proc_macro2::Literal::f64_unsuffixed(*value);
            (quote!(f64), quote!(#value))
        }
        Literal::Null | Literal::Json(_) => (quote!(()), quote!(())),
    }
}

/// `new` takes what the document requires, so that a missing property is a compile error.
fn constructor(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> TokenStream {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for field in &object.fields {
        let name = ident(&field.name);
        if !field.required {
            values.push(quote!(#name: None));
            continue;
        }
        let (ty, value) = if field.nullable {
            (field_type(scope, field), quote!(#name))
        } else {
            scope.argument(&field.ty, &name)
        };
        arguments.push(quote!(#name: #ty));
        values.push(initializer(&name, &value));
    }
    if let Some(rest) = &object.rest {
        let name = ident(&rest.name);
        let map = scope.external("std::collections", "BTreeMap");
        values.push(quote!(#name: #map::new()));
    }
    let allow = (arguments.len() > ARGUMENTS).then(
        || quote!(#[allow(clippy::too_many_arguments, reason = "the document requires as many properties")]),
    );
    let deprecated = object.fields.iter().any(|field| field.deprecated).then(|| quote!(#[allow(deprecated)]));
    let words = if arguments.is_empty() { "nothing set" } else { "what the document requires" };
    let article = if docs::article(&def.name) == "an" { "An" } else { "A" };
    let docs = docs::own(&format!("{article} `{}` with {words}.", def.name));
    let body = if arguments.is_empty() { quote!(Self::default()) } else { quote!(Self { #(#values),* }) };
    quote!(#docs #allow #deprecated pub fn new(#(#arguments),*) -> Self { #body })
}

fn setter(scope: &mut Scope<'_>, field: &Field) -> Option<TokenStream> {
    if field.required {
        return None;
    }
    let name = ident(&field.name);
    let with = ident(&field.setter);
    let (ty, value) = scope.argument(&field.ty, &name);
    let value = if field.nullable { quote!(Some(Some(#value))) } else { quote!(Some(#value)) };
    let plain = field.name.trim_start_matches("r#");
    let docs = docs::own(&format!("Sets [`{plain}`](Self::{plain})."));
    let deprecated = deprecated(field.deprecated);
    let null = field.nullable.then(|| {
        let with_null = ident(&field.null_setter);
        let docs = docs::own(&format!("Sets [`{plain}`](Self::{plain}) to `null`."));
        quote! {
            #docs #deprecated
            pub fn #with_null(mut self) -> Self {
                self.#name = Some(None);
                self
            }
        }
    });
    Some(quote! {
        #docs #deprecated
        pub fn #with(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
        #null
    })
}

/// What a property is when it is absent.
fn fallback(scope: &mut Scope<'_>, field: &Field) -> Option<TokenStream> {
    let fallback = field.fallback.as_ref()?;
    let (name, method) = (ident(&field.name), ident(&fallback.method));
    let plain = field.name.trim_start_matches("r#");
    let docs = docs::own(&format!("[`{plain}`](Self::{plain}), or what the document says of its absence."));
    let deprecated = deprecated(field.deprecated);
    let (_, value) = constant_value(&fallback.value);
    let (ty, value) = match scope.api.unalias(&field.ty) {
        Type::String => (quote!(&str), quote!(self.#name.as_deref().unwrap_or(#value))),
        Type::Named(id) => {
            let Shape::Enum(list) = &scope.api.type_def(*id).shape else { return None };
            let listed = list.values.iter().find(|listed| listed.value == fallback.value)?;
            let (ty, variant) = (scope.ty(&field.ty), ident(&listed.name));
            let own = if list.integer { quote!(self.#name) } else { quote!(self.#name.clone()) };
            (ty.clone(), quote!(#own.unwrap_or(#ty::#variant)))
        }
        _ => (scope.ty(&field.ty), quote!(self.#name.unwrap_or(#value))),
    };
    Some(quote! {
        #docs #deprecated
        pub fn #method(&self) -> #ty {
            #value
        }
    })
}

fn rest_setter(scope: &mut Scope<'_>, rest: &Rest) -> TokenStream {
    let field = ident(&rest.name);
    let value = ident("value");
    let (ty, value) = scope.argument(&rest.ty, &value);
    let (ty, value) = match rest.ty {
        crate::ir::Type::Value => (quote!(impl Into<#ty>), quote!(value.into())),
        _ => (ty, value),
    };
    quote! {
        /// Adds a property that the document does not name; one that it names is refused when this is written.
        pub fn with_additional_property(mut self, name: impl Into<String>, value: #ty) -> Self {
            self.#field.insert(name.into(), #value);
            self
        }
    }
}

/// `Debug` that does not show secrets: neither those of known properties nor what may be one under an unknown name.
fn debug_without_secrets(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> TokenStream {
    scope.import("std", "fmt");
    let redacted = scope.external("crate::runtime::de", "Redacted");
    let name = ident(&def.name);
    let text = &def.name;
    let fields = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        let text = field.name.trim_start_matches("r#");
        if field.hidden { quote!(.field(#text, &#redacted)) } else { quote!(.field(#text, &self.#name)) }
    });
    let secret_rest = object.rest.as_ref().is_some_and(|rest| rest.secret);
    let rest = object.rest.as_ref().map(|rest| {
        let (text, name) = (&rest.name, ident(&rest.name));
        if rest.secret { quote!(.field(#text, &#redacted)) } else { quote!(.field(#text, &self.#name)) }
    });
    let docs = docs::own(if secret_rest {
        "Shows neither secrets nor properties that the document does not name, which may be secrets too."
    } else {
        "Shows no secrets."
    });
    quote! {
        #docs
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#text) #(#fields)* #rest .finish()
            }
        }
    }
}
