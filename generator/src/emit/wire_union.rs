//! How unions are read: the questions that tell their members apart, as nested matches.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{Api, Dispatch, JsonKind, Literal, Member, Schema, Shape, Type, TypeId, Union};

use super::rust::{Scope, ident};
use super::schemas;
use super::wire::tag_pattern;

pub(super) fn impls(scope: &mut Scope<'_>, id: TypeId, union: &Union) -> TokenStream {
    scope.import("serde_json", "Value");
    scope.import("crate::runtime", "union");
    let name = scope.named(id);
    let unknown = union.unknown.as_deref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(Self::#unknown(value) => value.serialize(serializer),)
    });
    let variants: Vec<_> = union.members.iter().map(|member| ident(&member.name)).collect();
    let api = scope.api;
    let writes = union.members.iter().map(|member| write(api, member)).collect::<Vec<_>>();
    let read = read(scope, &name, union);
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(value) => #writes,)*
                    #unknown
                }
            }
        }

        #read
    }
}

/// `Deserialize`, of the JSON as a whole; or by the JSON type first, where that decides on members that are read as they come.
fn read(scope: &mut Scope<'_>, name: &TokenStream, union: &Union) -> TokenStream {
    let tables = tables(scope, union);
    let streamed = streamed(union);
    let choice = choice(scope, union, &union.dispatch);
    if streamed.is_empty() {
        return quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #tables
                    let value = Value::deserialize(deserializer)?;
                    #choice
                }
            }
        };
    }
    scope.import("crate::runtime::union", "ByKind");
    scope.import("serde::de", "Error");
    let methods = streamed.iter().filter_map(|(method, index)| {
        let variant = ident(&union.members.get(*index)?.name);
        Some(quote! {
            fn #method<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
                Deserialize::deserialize(value).map(Self::#variant)
            }
        })
    });
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                union::by_kind(deserializer)
            }
        }

        impl<'de> ByKind<'de> for #name {
            #(#methods)*

            fn other<E: Error>(value: Value) -> Result<Self, E> {
                #tables
                #choice
            }
        }
    }
}

/// How a member is written: a model by its name, so that the validator knows which member is meant.
fn write(api: &Api, member: &Member) -> TokenStream {
    // One that leads back to the union has no type of its own: it is JSON.
    let named = match &member.ty {
        Type::Boxed(inner) => matches!(**inner, Type::Named(_)),
        ty => matches!(ty, Type::Named(_)),
    };
    let model = match &member.schema {
        Schema::Type(id) if named => Some(api.type_def(*id)),
        Schema::Type(_) | Schema::Keywords { .. } => None,
    };
    match model.map(|def| &def.shape) {
        Some(Shape::Struct(_) | Shape::Union(_)) => quote!(union::write(value, serializer)),
        _ => quote!(value.serialize(serializer)),
    }
}

/// The members that a value's JSON type alone decides on and that are read as they come, each with the method for it. Where
/// numbers are members none are: serde_json, told to keep all of their digits, gives them out as objects.
fn streamed(union: &Union) -> Vec<(Ident, usize)> {
    let Dispatch::Kind { arms } = &union.dispatch else { return Vec::new() };
    if arms.iter().any(|(kind, _)| matches!(kind, JsonKind::Integer | JsonKind::Number)) {
        return Vec::new();
    }
    let method = |(kind, dispatch): &(JsonKind, Dispatch)| match (kind, dispatch) {
        (JsonKind::Array, Dispatch::Member(index)) => Some((ident("array"), *index)),
        (JsonKind::Object, Dispatch::Member(index)) => Some((ident("object"), *index)),
        _ => None,
    };
    arms.iter().filter_map(method).filter(|(_, index)| *index < union.members.len()).collect()
}

fn choice(scope: &mut Scope<'_>, union: &Union, dispatch: &Dispatch) -> TokenStream {
    match dispatch {
        Dispatch::Member(index) => member(union, *index),
        Dispatch::Readable { member, otherwise } => {
            match (union.members.get(*member), union.members.get(*otherwise)) {
                (Some(member), Some(otherwise)) => {
                    let (member, otherwise) = (ident(&member.name), ident(&otherwise.name));
                    quote!(union::read_or(value, Self::#member, Self::#otherwise))
                }
                _ => unknown(union),
            }
        }
        Dispatch::Unknown => unknown(union),
        Dispatch::Tag { path, arms, absent, other } => by_tag(scope, union, path, arms, (absent, other)),
        Dispatch::Presence { path, present, absent } => {
            let (present, absent) = (choice(scope, union, present), otherwise(scope, union, absent));
            quote! {
                if union::has(&value, &[#(#path),*]) { #present } #absent
            }
        }
        Dispatch::Kind { arms } => by_kind(scope, union, arms),
        Dispatch::Validate(members) => validate(scope, union, members),
    }
}

/// By the value of a property; last what is done where it is not there, and where it has another.
fn by_tag(
    scope: &mut Scope<'_>,
    union: &Union,
    path: &[String],
    arms: &[(Vec<Literal>, Dispatch)],
    (absent, other): (&Dispatch, &Dispatch),
) -> TokenStream {
    scope.import("crate::runtime::union", "Tag");
    let arms = arms
        .iter()
        .map(|(values, dispatch)| {
            let (pattern, value) = (tag_pattern(values), choice(scope, union, dispatch));
            quote!(#pattern => #value,)
        })
        .collect::<Vec<_>>();
    let absent_arm = (absent != other).then(|| {
        let value = choice(scope, union, absent);
        quote!(Tag::Absent => #value,)
    });
    let other = choice(scope, union, other);
    quote! {
        match union::tag(&value, &[#(#path),*]) {
            #(#arms)*
            #absent_arm
            _ => #other,
        }
    }
}

/// By the type of the value.
fn by_kind(scope: &mut Scope<'_>, union: &Union, arms: &[(JsonKind, Dispatch)]) -> TokenStream {
    let streamed: Vec<usize> = streamed(union).into_iter().map(|(_, index)| index).collect();
    let read_before =
        |dispatch: &Dispatch| matches!(dispatch, Dispatch::Member(index) if streamed.contains(index));
    let exhaustive = arms.len() == 7 && streamed.is_empty();
    let mut grouped: Vec<(Vec<JsonKind>, &Dispatch)> = Vec::new();
    for (kind, dispatch) in arms.iter().filter(|(_, dispatch)| !read_before(dispatch)) {
        match grouped.iter_mut().find(|(_, other)| *other == dispatch) {
            Some((kinds, _)) => kinds.push(*kind),
            None => grouped.push((vec![*kind], dispatch)),
        }
    }
    let arms = grouped
        .into_iter()
        .map(|(kinds, dispatch)| {
            let kinds = kinds.into_iter().map(|kind| ident(kind_name(kind)));
            let value = choice(scope, union, dispatch);
            quote!(#(Kind::#kinds)|* => #value,)
        })
        .collect::<Vec<_>>();
    let unknown = unknown(union);
    if arms.is_empty() {
        return unknown;
    }
    scope.import("crate::runtime::union", "Kind");
    let rest = (!exhaustive).then(|| quote!(_ => #unknown,));
    quote! {
        match union::kind(&value) {
            #(#arms)*
            #rest
        }
    }
}

/// `else`, and what follows: a question goes on as `else if`.
fn otherwise(scope: &mut Scope<'_>, union: &Union, dispatch: &Dispatch) -> TokenStream {
    let value = choice(scope, union, dispatch);
    match dispatch {
        Dispatch::Presence { .. } | Dispatch::Validate(_) => quote!(else #value),
        _ => quote!(else { #value }),
    }
}

/// The first member whose schema the value satisfies; reading it may still fail, with its own reason.
fn validate(scope: &mut Scope<'_>, union: &Union, members: &[usize]) -> TokenStream {
    let unknown = unknown(union);
    if members.is_empty() {
        return quote!({ #unknown });
    }
    scope.import("crate::runtime", "validate");
    let questions: Vec<TokenStream> = members
        .iter()
        .map(|index| {
            let read = member(union, *index);
            let schema = match &union.members[*index].schema {
                schema @ Schema::Type(_) => schemas::reference_to(scope, schema).to_token_stream(),
                Schema::Keywords { .. } => {
                    let name = table_name(*index);
                    quote!(&#name)
                }
            };
            quote!(if validate::fits(#schema, &value) { #read })
        })
        .collect();
    quote!(#(#questions)else* else { #unknown })
}

/// Tables of members that are tried and are no models.
fn tables(scope: &mut Scope<'_>, union: &Union) -> TokenStream {
    let mut tried = BTreeSet::new();
    collect_tried(&union.dispatch, &mut tried);
    let tables = tried.into_iter().filter_map(|index| match &union.members.get(index)?.schema {
        Schema::Type(_) => None,
        schema => {
            scope.import("crate::runtime::schema", "Schema");
            let (name, table) = (table_name(index), schemas::table(scope, schema));
            Some(quote!(static #name: Schema = #table;))
        }
    });
    let tables: Vec<TokenStream> = tables.collect();
    quote!(#(#tables)*)
}

fn table_name(index: usize) -> proc_macro2::Ident {
    quote::format_ident!("MEMBER_{}", index + 1)
}

fn collect_tried(dispatch: &Dispatch, tried: &mut BTreeSet<usize>) {
    match dispatch {
        Dispatch::Member(_) | Dispatch::Readable { .. } | Dispatch::Unknown => {}
        Dispatch::Validate(members) => tried.extend(members),
        Dispatch::Kind { arms } => arms.iter().for_each(|(_, dispatch)| collect_tried(dispatch, tried)),
        Dispatch::Presence { present, absent, .. } => {
            collect_tried(present, tried);
            collect_tried(absent, tried);
        }
        Dispatch::Tag { arms, absent, other, .. } => {
            arms.iter().for_each(|(_, dispatch)| collect_tried(dispatch, tried));
            collect_tried(absent, tried);
            collect_tried(other, tried);
        }
    }
}

fn member(union: &Union, index: usize) -> TokenStream {
    match union.members.get(index) {
        Some(member) => {
            let name = ident(&member.name);
            quote!(union::read(value).map(Self::#name))
        }
        None => unknown(union),
    }
}

fn unknown(union: &Union) -> TokenStream {
    match (&union.unknown, union.members.last()) {
        (None, Some(last)) => {
            let last = ident(&last.name);
            quote!(union::read(value).map(Self::#last))
        }
        (unknown, _) => {
            let unknown = ident(unknown.as_deref().unwrap_or("Unknown"));
            quote!(Ok(Self::#unknown(value)))
        }
    }
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}
