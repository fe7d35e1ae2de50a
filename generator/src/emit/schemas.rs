//! The validators' tables: a `static` for each model, and the trait that ties the two together.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Format, JsonKind, Keyword, Schema, Shape, TypeDef, TypeId};

use super::rust::{Scope, ident, literal, number};

/// The tables and `Validate` impls of some types.
pub(super) fn tables(scope: &mut Scope<'_>, defs: &[(TypeId, &TypeDef)]) -> TokenStream {
    scope.import("crate::runtime::schema", "Schema");
    let tables = defs
        .iter()
        .map(|(id, def)| {
            let name = ident(&def.table);
            let (model, pointer) = (&def.name, scope.api.written(&def.pointer).replace('`', "'"));
            let docs = super::docs::own(&format!(
                "What a valid [`{model}`](crate::models::{model}) is: `#{pointer}`."
            ));
            let table = model_table(scope, def);
            let validate = (!matches!(def.shape, Shape::Alias(_))).then(|| {
                scope.import("crate::runtime", "Validate");
                let model = scope.named(*id);
                quote! {
                    impl Validate for #model {
                        const SCHEMA: &'static Schema = &#name;
                    }
                }
            });
            quote! {
                #docs
                pub static #name: Schema = #table;

                #validate
            }
        })
        .collect::<Vec<_>>();
    quote!(#(#tables)*)
}

/// `&SCHEMA`, wherever it is.
pub(super) fn reference_to(scope: &mut Scope<'_>, schema: &Schema) -> TokenStream {
    match schema {
        Schema::Type(id) => {
            let def = scope.api.type_def(*id);
            let name = ident(&def.table);
            scope.table(&def.module, &name)
        }
        Schema::Keywords { keywords, sensitive } => match common(keywords, *sensitive) {
            Some(name) => {
                scope.import("crate::runtime", "schema");
                let name = format_ident!("{name}");
                quote!(&schema::#name)
            }
            None => {
                let table = table(scope, schema);
                quote!(&#table)
            }
        },
    }
}

/// The runtime's name for a schema that nearly every document has.
fn common(keywords: &[Keyword], sensitive: bool) -> Option<String> {
    let (types, format) = match keywords {
        [] if !sensitive => return Some("ANY".to_owned()),
        [Keyword::Never] if !sensitive => return Some("NEVER".to_owned()),
        [Keyword::Type(types)] => (types.as_slice(), None),
        [Keyword::Type(types), Keyword::Format(format)] => (types.as_slice(), Some(*format)),
        [Keyword::Type(types), Keyword::Items(items)] if !sensitive => {
            let Schema::Keywords { keywords, sensitive: false } = items else { return None };
            let of_texts = common(keywords, false).is_some_and(|name| name == "STRING");
            return (of_texts && types.as_slice() == [JsonKind::Array]).then(|| "STRINGS".to_owned());
        }
        _ => return None,
    };
    let (kind, or_null) = match types {
        [JsonKind::Null] if !sensitive && format.is_none() => return Some("NULL".to_owned()),
        [JsonKind::String] if sensitive && format.is_none() => return Some("SECRET".to_owned()),
        [kind] => (*kind, ""),
        [kind, JsonKind::Null] | [JsonKind::Null, kind] => (*kind, "_OR_NULL"),
        _ => return None,
    };
    let name = match (kind, format) {
        (JsonKind::String, None) => "STRING",
        (JsonKind::Integer, None) => "INTEGER",
        (JsonKind::Number, None) => "NUMBER",
        (JsonKind::Boolean, None) => "BOOLEAN",
        (JsonKind::Object, None) => "OBJECT",
        (JsonKind::Integer, Some(Format::Int32)) => "INT32",
        (JsonKind::Integer, Some(Format::Int64)) => "INT64",
        (JsonKind::String, Some(format)) => text(format)?,
        _ => return None,
    };
    (!sensitive).then(|| format!("{name}{or_null}"))
}

/// A text with a format that is often met.
fn text(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::DateTime => "DATE_TIME",
        Format::Date => "DATE",
        Format::Time => "TIME",
        Format::Duration => "DURATION",
        Format::Email => "EMAIL",
        Format::Hostname => "HOSTNAME",
        Format::Ipv4 => "IPV4",
        Format::Ipv6 => "IPV6",
        Format::Uri => "URI",
        Format::UriReference => "URI_REFERENCE",
        Format::UriTemplate => "URI_TEMPLATE",
        Format::Uuid => "UUID",
        Format::Byte => "BYTE",
        _ => return None,
    })
}

/// The table of a model, with its name and its place in the document.
fn model_table(scope: &mut Scope<'_>, def: &TypeDef) -> TokenStream {
    let (name, pointer) = (&def.name, &def.written);
    let model = quote!(Keyword::Model(#name, #pointer));
    of_keywords(scope, Some(model), &def.schema)
}

/// `Schema(&[..])`.
pub(super) fn table(scope: &mut Scope<'_>, schema: &Schema) -> TokenStream {
    of_keywords(scope, None, schema)
}

fn of_keywords(scope: &mut Scope<'_>, first: Option<TokenStream>, schema: &Schema) -> TokenStream {
    scope.import("crate::runtime::schema", "Schema");
    let (keywords, sensitive) = match schema {
        Schema::Type(_) => {
            let inner = reference_to(scope, schema);
            (vec![quote!(Keyword::Ref(#inner))], false)
        }
        Schema::Keywords { keywords, sensitive } => {
            (keywords.iter().map(|keyword| self::keyword(scope, keyword)).collect::<Vec<_>>(), *sensitive)
        }
    };
    let sensitive = sensitive.then(|| quote!(Keyword::Sensitive));
    let all: Vec<TokenStream> = first.into_iter().chain(sensitive).chain(keywords).collect();
    if !all.is_empty() {
        scope.import("crate::runtime::schema", "Keyword");
    }
    quote!(Schema(&[#(#all),*]))
}

fn keyword(scope: &mut Scope<'_>, keyword: &Keyword) -> TokenStream {
    let whole = |value: u64| Token::u64_unsuffixed(value);
    match keyword {
        Keyword::Type(kinds) => {
            scope.import("crate::runtime::schema", "Types");
            let types = types(kinds);
            quote!(Keyword::Type(#types))
        }
        Keyword::Enum(values) => {
            let values = values.iter().map(|value| literal_in(scope, value)).collect::<Vec<_>>();
            quote!(Keyword::Enum(&[#(#values),*]))
        }
        Keyword::Const(value) => {
            let value = literal_in(scope, value);
            quote!(Keyword::Const(#value))
        }
        Keyword::MultipleOf(bound) => numeric(scope, "MultipleOf", *bound),
        Keyword::Minimum(bound) => numeric(scope, "Minimum", *bound),
        Keyword::Maximum(bound) => numeric(scope, "Maximum", *bound),
        Keyword::ExclusiveMinimum(bound) => numeric(scope, "ExclusiveMinimum", *bound),
        Keyword::ExclusiveMaximum(bound) => numeric(scope, "ExclusiveMaximum", *bound),
        Keyword::MinLength(count) => counted("MinLength", whole(*count)),
        Keyword::MaxLength(count) => counted("MaxLength", whole(*count)),
        Keyword::MinItems(count) => counted("MinItems", whole(*count)),
        Keyword::MaxItems(count) => counted("MaxItems", whole(*count)),
        Keyword::MinProperties(count) => counted("MinProperties", whole(*count)),
        Keyword::MaxProperties(count) => counted("MaxProperties", whole(*count)),
        Keyword::MinContains(count) => counted("MinContains", whole(*count)),
        Keyword::MaxContains(count) => counted("MaxContains", whole(*count)),
        Keyword::Pattern(pattern) => {
            let pattern = self::pattern(scope, pattern);
            quote!(Keyword::Pattern(#pattern))
        }
        Keyword::Format(format) => {
            scope.import("crate::runtime::format", "Format");
            let format = format_ident!("{}", format.variant());
            quote!(Keyword::Format(Format::#format))
        }
        Keyword::UniqueItems => quote!(Keyword::UniqueItems),
        Keyword::Never => quote!(Keyword::Never),
        Keyword::Required(names) => quote!(Keyword::Required(&[#(#names),*])),
        Keyword::Properties(properties) => named(scope, "Properties", properties),
        Keyword::DependentSchemas(schemas) => named(scope, "DependentSchemas", schemas),
        Keyword::DynamicAnchors(schemas) => named(scope, "DynamicAnchors", schemas),
        Keyword::PatternProperties(properties) => {
            let properties = properties
                .iter()
                .map(|(pattern, schema)| {
                    let (pattern, schema) = (self::pattern(scope, pattern), reference_to(scope, schema));
                    quote!((#pattern, #schema))
                })
                .collect::<Vec<_>>();
            quote!(Keyword::PatternProperties(&[#(#properties),*]))
        }
        Keyword::DependentRequired(properties) => {
            let properties = properties.iter().map(|(name, needed)| quote!((#name, &[#(#needed),*])));
            quote!(Keyword::DependentRequired(&[#(#properties),*]))
        }
        Keyword::Tag(name, values) => {
            let values = values.iter().map(|value| literal_in(scope, value)).collect::<Vec<_>>();
            quote!(Keyword::Tag(#name, &[#(#values),*]))
        }
        Keyword::DynamicRef(anchor, schema) => {
            let schema = reference_to(scope, schema);
            quote!(Keyword::DynamicRef(#anchor, #schema))
        }
        Keyword::Contains(schema) => applied(scope, "Contains", schema),
        Keyword::UnevaluatedItems(schema) => applied(scope, "UnevaluatedItems", schema),
        Keyword::UnevaluatedProperties(schema) => applied(scope, "UnevaluatedProperties", schema),
        Keyword::PropertyNames(schema) => applied(scope, "PropertyNames", schema),
        Keyword::If(schema) => applied(scope, "If", schema),
        Keyword::Then(schema) => applied(scope, "Then", schema),
        Keyword::Else(schema) => applied(scope, "Else", schema),
        Keyword::PrefixItems(schemas) => combined(scope, "PrefixItems", schemas),
        Keyword::Items(schema) => applied(scope, "Items", schema),
        Keyword::AdditionalProperties(schema) => applied(scope, "AdditionalProperties", schema),
        Keyword::Not(schema) => applied(scope, "Not", schema),
        Keyword::Ref(schema) => applied(scope, "Ref", schema),
        Keyword::NullOr(schema) => applied(scope, "NullOr", schema),
        Keyword::AllOf(schemas) => combined(scope, "AllOf", schemas),
        Keyword::AnyOf(schemas) => combined(scope, "AnyOf", schemas),
        Keyword::OneOf(schemas) => combined(scope, "OneOf", schemas),
    }
}

/// A `static` of its own, which keeps the compiled form.
fn pattern(scope: &mut Scope<'_>, pattern: &str) -> TokenStream {
    scope.import("crate::runtime::schema", "Pattern");
    quote!({ static PATTERN: Pattern = Pattern::new(#pattern); &PATTERN })
}

/// Schemas by the names of properties.
fn named(scope: &mut Scope<'_>, keyword: &str, schemas: &[(String, Schema)]) -> TokenStream {
    let keyword = format_ident!("{keyword}");
    let schemas = schemas
        .iter()
        .map(|(name, schema)| {
            let schema = reference_to(scope, schema);
            quote!((#name, #schema))
        })
        .collect::<Vec<_>>();
    quote!(Keyword::#keyword(&[#(#schemas),*]))
}

fn literal_in(scope: &mut Scope<'_>, value: &crate::ir::Literal) -> TokenStream {
    scope.import("crate::runtime::schema", "Literal");
    if holds_number(value) {
        scope.import("crate::runtime::schema", "Number");
    }
    literal(value)
}

fn holds_number(value: &crate::ir::Literal) -> bool {
    fn within(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Number(_) => true,
            serde_json::Value::Array(items) => items.iter().any(within),
            serde_json::Value::Object(members) => members.values().any(within),
            _ => false,
        }
    }
    match value {
        crate::ir::Literal::Number(_) => true,
        crate::ir::Literal::Json(value) => within(value),
        _ => false,
    }
}

fn numeric(scope: &mut Scope<'_>, name: &str, bound: crate::ir::Number) -> TokenStream {
    scope.import("crate::runtime::schema", "Number");
    let (name, bound) = (format_ident!("{name}"), number(bound));
    quote!(Keyword::#name(#bound))
}

fn counted(name: &str, count: Token) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(Keyword::#name(#count))
}

fn applied(scope: &mut Scope<'_>, name: &str, schema: &Schema) -> TokenStream {
    let (name, schema) = (format_ident!("{name}"), reference_to(scope, schema));
    quote!(Keyword::#name(#schema))
}

fn combined(scope: &mut Scope<'_>, name: &str, schemas: &[Schema]) -> TokenStream {
    let name = format_ident!("{name}");
    let schemas = schemas.iter().map(|schema| reference_to(scope, schema)).collect::<Vec<_>>();
    quote!(Keyword::#name(&[#(#schemas),*]))
}

fn types(kinds: &[JsonKind]) -> TokenStream {
    let name = |kind: &JsonKind| match kind {
        JsonKind::Null => format_ident!("NULL"),
        JsonKind::Boolean => format_ident!("BOOLEAN"),
        JsonKind::Integer => format_ident!("INTEGER"),
        JsonKind::Number => format_ident!("NUMBER"),
        JsonKind::String => format_ident!("STRING"),
        JsonKind::Array => format_ident!("ARRAY"),
        JsonKind::Object => format_ident!("OBJECT"),
    };
    let mut names = kinds.iter().map(name);
    let Some(first) = names.next() else { return quote!(Types::NULL) };
    let rest = names;
    quote!(Types::#first #(.or(Types::#rest))*)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that the runtime does not have would be found by whoever compiles the crate.
    #[test]
    fn the_runtime_has_every_schema_that_is_called_by_name() {
        let (_, source) = super::super::runtime::FILES.iter().find(|(name, _)| *name == "common.rs").unwrap();
        let has = |name: &str| source.contains(&format!(" {name}:")) || source.contains(&format!(" {name},"));
        let texts = Format::ALL.iter().filter_map(|(_, format)| text(*format));
        for name in texts.chain(["STRING", "INTEGER", "NUMBER", "BOOLEAN", "OBJECT", "INT32", "INT64"]) {
            assert!(has(name) && has(&format!("{name}_OR_NULL")), "{name}");
        }
        assert!(["ANY", "NEVER", "NULL", "SECRET", "STRINGS"].iter().all(|name| has(name)));
    }
}
