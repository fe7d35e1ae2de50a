//! The validators' tables: a `static` for each model, and the trait that ties the two together.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{JsonKind, Keyword, Schema, Shape, TypeDef, TypeId};

use super::rust::{Scope, ident, literal, number};

/// The tables and `Validate` impls of some types.
pub(super) fn tables(scope: &mut Scope<'_>, defs: &[(TypeId, &TypeDef)]) -> TokenStream {
    scope.import("crate::runtime::schema", "Schema");
    let tables = defs
        .iter()
        .map(|(id, def)| {
            let name = ident(&def.table);
            let (model, pointer) = (&def.name, def.pointer.replace('`', "'"));
            let docs = super::docs::own(&format!(
                "What a valid [`{model}`](crate::models::{model}) is: `#{pointer}`."
            ));
            let table = model_table(scope, &def.name, &def.schema);
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
        Schema::Keywords { .. } if schema.is_any() => {
            scope.import("crate::runtime::schema", "Schema");
            quote!(&Schema::ANY)
        }
        Schema::Keywords { .. } => {
            scope.import("crate::runtime::schema", "Schema");
            let table = table(scope, schema);
            quote!(&#table)
        }
    }
}

/// `Schema::model(..)`.
fn model_table(scope: &mut Scope<'_>, name: &str, schema: &Schema) -> TokenStream {
    match schema {
        Schema::Keywords { keywords, sensitive: false } => {
            if !keywords.is_empty() {
                scope.import("crate::runtime::schema", "Keyword");
            }
            let keywords = keywords.iter().map(|keyword| self::keyword(scope, keyword)).collect::<Vec<_>>();
            quote!(Schema::model(#name, &[#(#keywords),*]))
        }
        schema => table(scope, schema),
    }
}

/// `Schema::new(..)`.
pub(super) fn table(scope: &mut Scope<'_>, schema: &Schema) -> TokenStream {
    match schema {
        Schema::Type(id) => {
            let inner = reference_to(scope, &Schema::Type(*id));
            scope.import("crate::runtime::schema", "Keyword");
            quote!(Schema::new(&[Keyword::Ref(#inner)]))
        }
        Schema::Keywords { keywords, sensitive } => {
            if keywords.is_empty() && !sensitive {
                return quote!(Schema::ANY);
            }
            if !keywords.is_empty() {
                scope.import("crate::runtime::schema", "Keyword");
            }
            let keywords = keywords.iter().map(|keyword| self::keyword(scope, keyword)).collect::<Vec<_>>();
            let constructor = if *sensitive { quote!(sensitive) } else { quote!(new) };
            quote!(Schema::#constructor(&[#(#keywords),*]))
        }
    }
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
        Keyword::Pattern(pattern) => {
            scope.import("crate::runtime::schema", "Pattern");
            quote!(Keyword::Pattern({ static PATTERN: Pattern = Pattern::new(#pattern); &PATTERN }))
        }
        Keyword::Format(format) => {
            scope.import("crate::runtime::format", "Format");
            let format = format_ident!("{}", format.variant());
            quote!(Keyword::Format(Format::#format))
        }
        Keyword::UniqueItems => quote!(Keyword::UniqueItems),
        Keyword::Never => quote!(Keyword::Never),
        Keyword::Required(names) => quote!(Keyword::Required(&[#(#names),*])),
        Keyword::Properties(properties) => {
            let properties = properties
                .iter()
                .map(|(name, schema)| {
                    let schema = reference_to(scope, schema);
                    quote!((#name, #schema))
                })
                .collect::<Vec<_>>();
            quote!(Keyword::Properties(&[#(#properties),*]))
        }
        Keyword::Items(schema) => applied(scope, "Items", schema),
        Keyword::AdditionalProperties(schema) => applied(scope, "AdditionalProperties", schema),
        Keyword::Not(schema) => applied(scope, "Not", schema),
        Keyword::Ref(schema) => applied(scope, "Ref", schema),
        Keyword::AllOf(schemas) => combined(scope, "AllOf", schemas),
        Keyword::AnyOf(schemas) => combined(scope, "AnyOf", schemas),
        Keyword::OneOf(schemas) => combined(scope, "OneOf", schemas),
    }
}

fn literal_in(scope: &mut Scope<'_>, value: &crate::ir::Literal) -> TokenStream {
    scope.import("crate::runtime::schema", "Literal");
    if matches!(value, crate::ir::Literal::Number(_)) {
        scope.import("crate::runtime::schema", "Number");
    }
    literal(value)
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
