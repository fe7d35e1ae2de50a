//! How models are written and read: serde's traits, written out.
//!
//! Derived impls of a few small structs cost nothing; those of a thousand cost most of the build. These share one
//! visitor, over borrowed keys, and have no field enumeration; a property is read by one call.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Enum, Field, Literal, Number, Shape, Struct, Type, TypeDef};

use super::layout::{Code, Text, literal};
use super::print::Items;
use super::rust::Scope;
use super::wire_union;

const SERIALIZE: &str = "fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {";
const DESERIALIZE: &str = "fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {";

/// The serde impls of a type; none for an alias.
pub(super) fn impls(scope: &mut Scope<'_>, def: &TypeDef, id: crate::ir::TypeId) -> Option<Items> {
    let items = match &def.shape {
        Shape::Alias(_) => return None,
        Shape::Struct(object) => Items::Laid(structure(scope, def, id, object)),
        Shape::Enum(list) => Items::Laid(enumeration(scope, id, list)),
        Shape::Union(union) => wire_union::impls(scope, id, union).into(),
        Shape::Newtype(ty) => newtype(scope, id, ty).into(),
    };
    for name in ["Deserialize", "Deserializer", "Serialize", "Serializer"] {
        scope.import("serde", name);
    }
    Some(items)
}

/// An impl of one function.
fn one_function(r#trait: &'static str, name: &str, function: &'static str, body: Code) -> Code {
    Code::implementation(r#trait, name, vec![Code::block(function, vec![body])])
}

fn structure(scope: &mut Scope<'_>, def: &TypeDef, id: crate::ir::TypeId, object: &Struct) -> Vec<Code> {
    for (path, name) in [
        ("serde::de", "MapAccess"),
        ("crate::runtime", "de"),
        ("crate::runtime", "ser"),
        ("crate::runtime::de", "Object"),
    ] {
        scope.import(path, name);
    }
    let name = scope.named_text(id);
    let expected = format!("{} `{}` object", super::docs::article(&def.name), def.name);
    let expected = format!("const EXPECTED: &'static str = {};", literal(&expected));
    vec![
        one_function("impl Serialize", &name, SERIALIZE, write(object)),
        one_function("impl<'de> Deserialize<'de>", &name, DESERIALIZE, "de::object(deserializer)".into()),
        Code::implementation("impl<'de> Object<'de>", &name, vec![expected.into(), read(scope, object)]),
    ]
}

/// One expression, in which each property is a call.
fn write(object: &Struct) -> Code {
    let constants = object.constants.iter().map(|constant| {
        let value = format!("&Self::{}", constant.name);
        Code::call(".property", vec![Code::literal(&constant.wire), Code::text(value)])
    });
    let fields = object.fields.iter().map(|field| {
        let method = if field.required { ".property" } else { ".optional" };
        Code::call(method, vec![Code::literal(&field.wire), own(&field.name)])
    });
    let rest = object.rest.as_ref().map(|rest| {
        let constants = object.constants.iter().map(|constant| &constant.wire);
        let named = constants.chain(object.fields.iter().map(|field| &field.wire));
        let named = Code::slice(named.map(|wire| Code::literal(wire)).collect());
        Code::call(".others", vec![own(&rest.name), named])
    });
    let end = Code::text(".end()");
    Code::Chain {
        receiver: "ser::object(serializer)".into(),
        calls: constants.chain(fields).chain(rest).chain([end]).collect(),
    }
}

/// `&self.name`
fn own(name: &str) -> Code {
    Code::Chain { receiver: "&self".into(), calls: vec![format!(".{name}").into()] }
}

/// Names for what is needed besides the fields, which may be called anything.
struct Locals {
    object: Text,
    key: Text,
    rest: Text,
}

impl Locals {
    fn beside(fields: &[Field]) -> Self {
        let free = |candidates: &[&'static str]| {
            let name = candidates.iter().find(|name| !fields.iter().any(|field| field.name == **name));
            Text::from(name.copied().unwrap_or("visited_"))
        };
        Self {
            object: free(&["object", "properties", "map", "entries"]),
            key: free(&["key", "property", "wire_name", "next_key"]),
            rest: free(&["rest", "others", "unnamed", "remaining"]),
        }
    }
}

/// The function that reads an object, property by property.
fn read(scope: &mut Scope<'_>, object: &Struct) -> Code {
    let locals = Locals::beside(&object.fields);
    let mut lines = Vec::new();
    lines.extend(object.fields.iter().map(|field| Code::text(format!("let mut {} = None;", field.name))));
    if object.rest.is_some() {
        scope.import("std::collections", "BTreeMap");
        lines.push(Code::text(format!("let mut {} = BTreeMap::new();", locals.rest)));
    }
    lines.push(read_properties(scope, object, &locals));
    lines.extend(complete(object, &locals.object));
    let names = object.fields.iter().map(|field| field.name.clone().into());
    let rest = object.rest.iter().map(|rest| format!("{}: {}", rest.name, locals.rest).into());
    let made = Code::Fields(names.chain(rest).collect());
    let finish = Code::Row(vec![Code::text(".finish("), made, Code::text(")")]);
    lines.push(Code::method(&locals.object, finish));
    let head = Code::List {
        open: "fn read<A: MapAccess<'de>>(".into(),
        items: vec![Code::text(format!("mut {}: de::Properties<'de, A>", locals.object))],
        close: ") -> Result<Self, A::Error> {".into(),
    };
    Code::block(head, lines)
}

/// The loop over what is there.
fn read_properties(scope: &Scope<'_>, object: &Struct, locals: &Locals) -> Code {
    let Locals { object: from, key, .. } = locals;
    if object.fields.is_empty() && object.rest.is_none() {
        return Code::method(from, Code::text(".skip_all()")).statement();
    }
    let mut number = 0_u32;
    let arms = object.fields.iter().map(|field| {
        let into = Code::text(format!("&mut {}", field.name));
        // JSON that may be anything may be null as well; so may a nullable value. Elsewhere a null is taken for an
        // absent property, as servers send it.
        let null_is_a_value = field.nullable || matches!(scope.api.unalias(&field.ty), Type::Value);
        let call = if field.required {
            number += 1;
            Code::call(".required", vec![Code::text((number - 1).to_string()), into])
        } else if null_is_a_value {
            Code::call(".value", vec![into])
        } else {
            Code::call(".optional", vec![into])
        };
        Code::arm(Code::literal(&field.wire), Code::method(from, call))
    });
    let mut arms: Vec<Code> = arms.collect();
    arms.extend(other_properties(object, locals));
    let choice = Code::block(format!("match &*{key} {{"), arms);
    Code::block(format!("while let Some({key}) = {from}.key() {{"), vec![choice])
}

/// One way out for all required properties.
fn complete(object: &Struct, from: &Text) -> Option<Code> {
    let required: Vec<&Field> = object.fields.iter().filter(|field| field.required).collect();
    let names = required.iter().map(|field| Code::text(field.name.clone()));
    let mut found = required.iter().map(|field| Code::call("Some", vec![Code::text(field.name.clone())]));
    let (pattern, value) = match required.as_slice() {
        [] => return None,
        [field] => (found.next()?, Code::text(field.name.clone())),
        _ => (Code::tuple(found.collect()), Code::tuple(names.collect())),
    };
    let wires = required.iter().map(|field| Code::literal(&field.wire)).collect();
    let missing =
        Code::Chain { receiver: from.clone(), calls: vec![Code::call(".missing", vec![Code::slice(wires)])] };
    Some(Code::LetElse {
        pattern: Box::new(pattern),
        value: Box::new(value),
        lines: vec![Code::call("return Err", vec![missing]).statement()],
    })
}

fn other_properties(object: &Struct, locals: &Locals) -> Vec<Code> {
    let Locals { object: from, key, rest } = locals;
    let skip = Code::method(from, Code::text(".skip()"));
    if object.rest.is_none() {
        return vec![Code::arm(Code::text("_"), skip)];
    }
    let alternatives = object.constants.iter().enumerate().map(|(index, constant)| {
        let wire = literal(&constant.wire);
        Text::from(if index == 0 { wire } else { format!("| {wire}") })
    });
    let constants =
        (!object.constants.is_empty()).then(|| Code::arm(Code::Words(alternatives.collect()), skip));
    let keep = Code::call(".other", vec![Code::text(format!("&mut {rest}")), Code::Text(key.clone())]);
    constants.into_iter().chain([Code::arm(Code::text("_"), Code::method(from, keep))]).collect()
}

fn enumeration(scope: &mut Scope<'_>, id: crate::ir::TypeId, list: &Enum) -> Vec<Code> {
    let name = scope.named_text(id);
    let (write, read) = if list.integer {
        scope.import("crate::runtime", "de");
        ("serializer.serialize_i64(self.value())", "de::integer(deserializer).map(Self::from)")
    } else {
        scope.import("crate::runtime::de", "Key");
        (
            "serializer.serialize_str(self.as_str())",
            "Key::deserialize(deserializer).map(|value| Self::from(&*value))",
        )
    };
    vec![
        one_function("impl Serialize", &name, SERIALIZE, write.into()),
        one_function("impl<'de> Deserialize<'de>", &name, DESERIALIZE, read.into()),
    ]
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
