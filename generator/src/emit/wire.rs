//! How models are written and read: serde's traits, written out.
//!
//! Derived impls of a few small structs cost nothing; those of a thousand cost most of the build. These share one
//! visitor, over borrowed keys, and have no field enumeration; a property is read by one call.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{Enum, Field, Literal, Number, Shape, Struct, Type, TypeDef};

use super::rust::{Scope, ident};
use super::wire_union;

/// The serde impls of a type; none for an alias.
pub(super) fn impls(scope: &mut Scope<'_>, def: &TypeDef, id: crate::ir::TypeId) -> Option<TokenStream> {
    let tokens = match &def.shape {
        Shape::Alias(_) => return None,
        Shape::Struct(object) => {
            let (write, read) = (write_struct(scope, id, object), read_struct(scope, def, id, object));
            quote!(#write #read)
        }
        Shape::Enum(list) => enumeration(scope, id, list),
        Shape::Union(union) => wire_union::impls(scope, def, id, union),
        Shape::Newtype(ty) => newtype(scope, id, ty),
    };
    for name in ["Deserialize", "Deserializer", "Serialize", "Serializer"] {
        scope.import("serde", name);
    }
    Some(tokens)
}

fn write_struct(scope: &mut Scope<'_>, id: crate::ir::TypeId, object: &Struct) -> TokenStream {
    scope.import("crate::runtime", "ser");
    let name = scope.named(id);
    let constants = object.constants.iter().map(|constant| {
        let (wire, constant) = (&constant.wire, ident(&constant.name));
        quote!(.property(#wire, &Self::#constant))
    });
    let fields = object.fields.iter().map(|field| {
        let (wire, name) = (&field.wire, ident(&field.name));
        let write = if field.required { ident("property") } else { ident("optional") };
        quote!(.#write(#wire, &self.#name))
    });
    let rest = object.rest.as_ref().map(|rest| {
        let rest = ident(&rest.name);
        let constants = object.constants.iter().map(|constant| &constant.wire);
        let named = constants.chain(object.fields.iter().map(|field| &field.wire));
        quote!(.others(&self.#rest, &[#(#named),*]))
    });
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ser::object(serializer) #(#constants)* #(#fields)* #rest .end()
            }
        }
    }
}

/// Names for what is needed besides the fields, which may be called anything.
struct Locals {
    object: Ident,
    key: Ident,
    rest: Ident,
}

impl Locals {
    fn beside(fields: &[Field]) -> Self {
        let free = |candidates: &[&str]| {
            let name = candidates.iter().find(|name| !fields.iter().any(|field| field.name == **name));
            ident(name.copied().unwrap_or("visited_"))
        };
        Self {
            object: free(&["object", "properties", "map", "entries"]),
            key: free(&["key", "property", "wire_name", "next_key"]),
            rest: free(&["rest", "others", "unnamed", "remaining"]),
        }
    }
}

fn read_struct(scope: &mut Scope<'_>, def: &TypeDef, id: crate::ir::TypeId, object: &Struct) -> TokenStream {
    scope.import("serde::de", "MapAccess");
    scope.import("crate::runtime", "de");
    scope.import("crate::runtime::de", "Object");
    let name = scope.named(id);
    let locals = Locals::beside(&object.fields);
    let from = &locals.object;
    let slots = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        quote!(let mut #name = None;)
    });
    let rest_slot = object.rest.as_ref().map(|_| {
        scope.import("std::collections", "BTreeMap");
        let rest = &locals.rest;
        quote!(let mut #rest = BTreeMap::new();)
    });
    let read = read_properties(scope, object, &locals);
    let complete = complete(object, from);
    let names = object.fields.iter().map(|field| ident(&field.name));
    let rest_value = object.rest.as_ref().map(|rest| {
        let (name, local) = (ident(&rest.name), &locals.rest);
        quote!(#name: #local,)
    });
    let expected = format!("{} `{}` object", super::docs::article(&def.name), def.name);
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                de::object(deserializer)
            }
        }

        impl<'de> Object<'de> for #name {
            const EXPECTED: &'static str = #expected;

            fn read<A: MapAccess<'de>>(mut #from: de::Properties<'de, A>) -> Result<Self, A::Error> {
                #(#slots)*
                #rest_slot
                #read
                #complete
                #from.finish(Self { #(#names,)* #rest_value })
            }
        }
    }
}

/// The loop over what is there.
fn read_properties(scope: &Scope<'_>, object: &Struct, locals: &Locals) -> TokenStream {
    let Locals { object: from, key, .. } = locals;
    if object.fields.is_empty() && object.rest.is_none() {
        return quote!(#from.skip_all(););
    }
    let mut number = 0_u32;
    let arms = object.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        // JSON that may be anything may be null as well; so may a nullable value. Elsewhere a null is taken for an
        // absent property, as servers send it.
        let null_is_a_value = field.nullable || matches!(scope.api.unalias(&field.ty), Type::Value);
        if field.required {
            let index = proc_macro2::Literal::u32_unsuffixed(number);
            number += 1;
            quote!(#wire => #from.required(#index, &mut #name),)
        } else if null_is_a_value {
            quote!(#wire => #from.value(&mut #name),)
        } else {
            quote!(#wire => #from.optional(&mut #name),)
        }
    });
    let arms: Vec<TokenStream> = arms.collect();
    let other = other_properties(object, locals);
    quote! {
        while let Some(#key) = #from.key() {
            match &*#key {
                #(#arms)*
                #other
            }
        }
    }
}

/// One way out for all required properties.
fn complete(object: &Struct, from: &Ident) -> Option<TokenStream> {
    let required = object.fields.iter().filter(|field| field.required);
    let (names, wires): (Vec<Ident>, Vec<&String>) =
        required.map(|field| (ident(&field.name), &field.wire)).unzip();
    let missing = quote!(else { return Err(#from.missing(&[#(#wires),*])); });
    match names.as_slice() {
        [] => None,
        [name] => Some(quote!(let Some(#name) = #name #missing;)),
        names => Some(quote!(let (#(Some(#names)),*) = (#(#names),*) #missing;)),
    }
}

fn other_properties(object: &Struct, locals: &Locals) -> TokenStream {
    let Locals { object: from, key, rest } = locals;
    if object.rest.is_none() {
        return quote!(_ => #from.skip(),);
    }
    let constants: Vec<&String> = object.constants.iter().map(|constant| &constant.wire).collect();
    let constants = (!constants.is_empty()).then(|| quote!(#(#constants)|* => #from.skip(),));
    quote! {
        #constants
        _ => #from.other(&mut #rest, #key),
    }
}

fn enumeration(scope: &mut Scope<'_>, id: crate::ir::TypeId, list: &Enum) -> TokenStream {
    let name = scope.named(id);
    if list.integer {
        scope.import("crate::runtime", "de");
        return quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_i64(self.value())
                }
            }

            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    de::integer(deserializer).map(Self::from)
                }
            }
        };
    }
    scope.import("crate::runtime::de", "Key");
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Key::deserialize(deserializer).map(|value| Self::from(&*value))
            }
        }
    }
}

fn newtype(scope: &mut Scope<'_>, id: crate::ir::TypeId, ty: &Type) -> TokenStream {
    let name = scope.named(id);
    let ty = scope.ty(ty);
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <#ty>::deserialize(deserializer).map(Self)
            }
        }
    }
}

/// Literals as one pattern for the runtime's `Tag`.
pub(super) fn tag_pattern(values: &[Literal]) -> TokenStream {
    let mut texts = Vec::new();
    let mut booleans = Vec::new();
    let mut integers = Vec::new();
    for value in values {
        match value {
            Literal::Text(text) => texts.push(text),
            Literal::Boolean(value) => booleans.push(value),
            Literal::Number(Number::Integer(value)) => {
                integers.push(proc_macro2::Literal::i64_unsuffixed(*value));
            }
            _ => {}
        }
    }
    let texts = (!texts.is_empty()).then(|| quote!(Tag::Text(#(#texts)|*)));
    let booleans = (!booleans.is_empty()).then(|| quote!(Tag::Boolean(#(#booleans)|*)));
    let integers = (!integers.is_empty()).then(|| quote!(Tag::Integer(#(#integers)|*)));
    let patterns = [texts, booleans, integers].into_iter().flatten();
    quote!(#(#patterns)|*)
}
