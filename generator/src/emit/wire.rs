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
    scope.import("serde::ser", "SerializeMap");
    let name = scope.named(id);
    let constants = object.constants.iter().map(|constant| {
        let (wire, constant) = (&constant.wire, ident(&constant.name));
        quote!(map.serialize_entry(#wire, &Self::#constant)?;)
    });
    let fields = object.fields.iter().map(|field| {
        let (wire, name) = (&field.wire, ident(&field.name));
        if field.required {
            quote!(map.serialize_entry(#wire, &self.#name)?;)
        } else {
            quote! {
                if let Some(value) = &self.#name {
                    map.serialize_entry(#wire, value)?;
                }
            }
        }
    });
    let rest = object.rest.as_ref().map(|rest| {
        scope.import("crate::runtime", "de");
        let rest = ident(&rest.name);
        let constants = object.constants.iter().map(|constant| &constant.wire);
        let named = constants.chain(object.fields.iter().map(|field| &field.wire));
        quote!(de::write_others(&mut map, &self.#rest, &[#(#named),*])?;)
    });
    let nothing = object.constants.is_empty() && object.fields.is_empty() && object.rest.is_none();
    let mutable = (!nothing).then(|| quote!(mut));
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let #mutable map = serializer.serialize_map(None)?;
                #(#constants)*
                #(#fields)*
                #rest
                map.end()
            }
        }
    }
}

/// Names for what the visitor needs besides the fields, which may be called anything.
struct Locals {
    map: Ident,
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
            map: free(&["map", "object", "entries", "map_access"]),
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
    let Locals { map, key, rest: rest_local } = Locals::beside(&object.fields);
    let locals = object.fields.iter().map(|field| {
        let name = ident(&field.name);
        quote!(let mut #name = None;)
    });
    let rest_definition = object.rest.as_ref().map(|_| {
        scope.import("std::collections", "BTreeMap");
        quote!(let mut #rest_local = BTreeMap::new();)
    });
    let arms = object.fields.iter().map(|field| read_field(scope, field, &map)).collect::<Vec<_>>();
    let read = if object.fields.is_empty() && object.rest.is_none() {
        quote!(de::skip_all(&mut #map)?;)
    } else {
        let other = other_properties(object, &map, &key, &rest_local);
        quote! {
            while let Some(#key) = de::key(&mut #map)? {
                match &*#key {
                    #(#arms)*
                    #other
                }?;
            }
        }
    };
    let values = object.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        if field.required { quote!(#name: de::required(#name, #wire)?) } else { quote!(#name) }
    });
    let rest_value = object.rest.as_ref().map(|rest| {
        let rest = ident(&rest.name);
        quote!(#rest: #rest_local,)
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

            fn read<A: MapAccess<'de>>(mut #map: A) -> Result<Self, A::Error> {
                #(#locals)*
                #rest_definition
                #read
                Ok(Self { #(#values,)* #rest_value })
            }
        }
    }
}

fn read_field(scope: &Scope<'_>, field: &Field, map: &Ident) -> TokenStream {
    let (name, wire) = (ident(&field.name), &field.wire);
    // JSON that may be anything may be null as well; so may a nullable value. Elsewhere a null is taken for an
    // absent property, as servers send it.
    let null_is_a_value = field.nullable || matches!(scope.api.unalias(&field.ty), Type::Value);
    if field.required || null_is_a_value {
        quote!(#wire => de::value(&mut #name, &mut #map),)
    } else {
        quote!(#wire => de::optional(&mut #name, &mut #map),)
    }
}

fn other_properties(object: &Struct, map: &Ident, key: &Ident, local: &Ident) -> TokenStream {
    if object.rest.is_none() {
        return quote!(_ => de::skip(&mut #map),);
    }
    let constants: Vec<&String> = object.constants.iter().map(|constant| &constant.wire).collect();
    let constants = (!constants.is_empty()).then(|| quote!(#(#constants)|* => de::skip(&mut #map),));
    quote! {
        #constants
        _ => de::other(&mut #local, #key, &mut #map),
    }
}

fn enumeration(scope: &mut Scope<'_>, id: crate::ir::TypeId, list: &Enum) -> TokenStream {
    let name = scope.named(id);
    if list.integer {
        return quote! {
            impl Serialize for #name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_i64(self.value())
                }
            }

            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    i64::deserialize(deserializer).map(Self::from)
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
