//! The validators' tables: a `static` for each model, and the trait that ties the two together.

use crate::ir::{Format, JsonKind, Keyword, Literal, Schema, Shape, TypeDef, TypeId};

use super::docs;
use super::layout::{Code, literal as quoted};
use super::rust::{Scope, literal, number};

/// The tables and `Validate` impls of some types.
pub(super) fn tables(scope: &mut Scope<'_>, defs: &[(TypeId, &TypeDef)]) -> Vec<Code> {
    scope.import("crate::runtime::schema", "Schema");
    let mut lines = Vec::new();
    for (id, def) in defs {
        let (model, pointer) = (&def.name, scope.api.written(&def.pointer).replace('`', "'"));
        lines.extend(docs::lines(&format!(
            "What a valid [`{model}`](crate::models::{model}) is: `#{pointer}`."
        )));
        let table = model_table(scope, def);
        lines.push(definition("pub static", &def.table, table));
        if !matches!(def.shape, Shape::Alias(_)) {
            scope.import("crate::runtime", "Validate");
            let model = scope.named_text(*id);
            let constant = format!("const SCHEMA: &'static Schema = &{};", def.table);
            lines.push(Code::implementation("impl Validate", &model, vec![constant.into()]));
        }
    }
    lines
}

/// `static NAME: Schema = table;`
pub(super) fn definition(keywords: &str, name: &str, table: Code) -> Code {
    Code::Row(vec![Code::text(format!("{keywords} {name}: Schema = ")), table, Code::text(";")])
}

/// `&SCHEMA`, wherever it is.
pub(super) fn reference_to(scope: &mut Scope<'_>, schema: &Schema) -> Code {
    match schema {
        Schema::Type(id) => {
            let def = scope.api.type_def(*id);
            scope.table(&def.module, &def.table)
        }
        Schema::Keywords { keywords, sensitive } => match common(keywords, *sensitive) {
            Some(name) => {
                scope.import("crate::runtime", "schema");
                Code::text(format!("&schema::{name}"))
            }
            None => written(scope, "&Schema", None, schema),
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
fn model_table(scope: &mut Scope<'_>, def: &TypeDef) -> Code {
    let model = Code::call("Keyword::Model", vec![Code::literal(&def.name), Code::literal(&def.written)]);
    written(scope, "Schema", Some(model), &def.schema)
}

/// `Schema(&[..])`.
pub(super) fn table(scope: &mut Scope<'_>, schema: &Schema) -> Code {
    written(scope, "Schema", None, schema)
}

fn written(scope: &mut Scope<'_>, constructor: &str, first: Option<Code>, schema: &Schema) -> Code {
    scope.import("crate::runtime::schema", "Schema");
    let mut all: Vec<Code> = first.into_iter().collect();
    match schema {
        Schema::Type(_) => all.push(Code::call("Keyword::Ref", vec![reference_to(scope, schema)])),
        Schema::Keywords { keywords, sensitive } => {
            all.extend(sensitive.then(|| Code::text("Keyword::Sensitive")));
            all.extend(keywords.iter().map(|keyword| self::keyword(scope, keyword)));
        }
    }
    if !all.is_empty() {
        scope.import("crate::runtime::schema", "Keyword");
    }
    Code::call(constructor, vec![Code::slice(all)])
}

fn keyword(scope: &mut Scope<'_>, keyword: &Keyword) -> Code {
    let name = keyword.variant();
    match keyword {
        Keyword::Type(kinds) => {
            scope.import("crate::runtime::schema", "Types");
            call(name, vec![types(kinds)])
        }
        Keyword::Enum(values) => enumerated(scope, name, values),
        Keyword::Const(value) => call(name, vec![literal_in(scope, value)]),
        Keyword::Tag(property, values) => call(name, vec![Code::literal(property), literals(scope, values)]),
        Keyword::MultipleOf(bound)
        | Keyword::Minimum(bound)
        | Keyword::Maximum(bound)
        | Keyword::ExclusiveMinimum(bound)
        | Keyword::ExclusiveMaximum(bound) => numeric(scope, name, *bound),
        Keyword::MinLength(count)
        | Keyword::MaxLength(count)
        | Keyword::MinItems(count)
        | Keyword::MaxItems(count)
        | Keyword::MinProperties(count)
        | Keyword::MaxProperties(count)
        | Keyword::MinContains(count)
        | Keyword::MaxContains(count) => call(name, vec![Code::text(count.to_string())]),
        Keyword::Pattern(pattern) => {
            // A block as the only argument stands in the parentheses as it is.
            let pattern = self::pattern(scope, pattern);
            Code::Row(vec![Code::text("Keyword::Pattern("), pattern, Code::text(")")])
        }
        Keyword::Format(format) => call(name, vec![self::format(scope, *format)]),
        Keyword::UniqueItems | Keyword::Never => Code::text(format!("Keyword::{name}")),
        Keyword::Required(names) => call(name, vec![texts(names)]),
        Keyword::DependentRequired(needs) => call(name, vec![needed(needs)]),
        Keyword::Properties(schemas)
        | Keyword::DependentSchemas(schemas)
        | Keyword::DynamicAnchors(schemas) => by_name(scope, name, schemas),
        Keyword::PatternProperties(schemas) => by_pattern(scope, name, schemas),
        Keyword::DynamicRef(anchor, schema) => {
            call(name, vec![Code::literal(anchor), reference_to(scope, schema)])
        }
        Keyword::PrefixItems(schemas)
        | Keyword::AllOf(schemas)
        | Keyword::AnyOf(schemas)
        | Keyword::OneOf(schemas) => combined(scope, name, schemas),
        Keyword::Contains(schema)
        | Keyword::UnevaluatedItems(schema)
        | Keyword::UnevaluatedProperties(schema)
        | Keyword::PropertyNames(schema)
        | Keyword::If(schema)
        | Keyword::Then(schema)
        | Keyword::Else(schema)
        | Keyword::Items(schema)
        | Keyword::AdditionalProperties(schema)
        | Keyword::Ref(schema)
        | Keyword::NullOr(schema) => call(name, vec![reference_to(scope, schema)]),
        Keyword::Not(schema) => call(name, vec![reference_to(scope, schema)]),
    }
}

/// `Keyword::Name(..)`
fn call(name: &str, arguments: Vec<Code>) -> Code {
    Code::call(&format!("Keyword::{name}"), arguments)
}

fn format(scope: &mut Scope<'_>, format: Format) -> Code {
    if format.is_idn() {
        scope.import("crate::runtime", "idn");
        return Code::text(match format {
            Format::Hostname => "idn::HOSTNAME",
            Format::IdnEmail => "idn::IDN_EMAIL",
            _ => "idn::IDN_HOSTNAME",
        });
    }
    scope.import("crate::runtime::format", "Format");
    Code::text(format!("Format::{}", format.variant()))
}

/// A `static` of its own, which keeps the compiled form.
fn pattern(scope: &mut Scope<'_>, pattern: &str) -> Code {
    scope.import("crate::runtime::schema", "Pattern");
    let new = Code::call("static PATTERN: Pattern = Pattern::new", vec![Code::literal(pattern)]);
    Code::block("{", vec![new.statement(), "&PATTERN".into()])
}

/// Values; of texts alone in an order in which they are found fast.
fn enumerated(scope: &mut Scope<'_>, name: &str, values: &[Literal]) -> Code {
    match Literal::texts(values) {
        Some(listed) => call("Texts", vec![texts(&listed)]),
        None => call(name, vec![literals(scope, values)]),
    }
}

/// The names that each of some names needs beside it.
fn needed(needs: &[(String, Vec<String>)]) -> Code {
    let one = |(name, needed): &(String, Vec<String>)| Code::tuple(vec![Code::literal(name), texts(needed)]);
    Code::slice(needs.iter().map(one).collect())
}

/// Schemas by the names of properties.
fn by_name(scope: &mut Scope<'_>, keyword: &str, schemas: &[(String, Schema)]) -> Code {
    let one = |(name, schema): &(String, Schema)| {
        Code::tuple(vec![Code::literal(name), reference_to(scope, schema)])
    };
    call(keyword, vec![Code::slice(schemas.iter().map(one).collect())])
}

/// Schemas by the patterns of names.
fn by_pattern(scope: &mut Scope<'_>, keyword: &str, schemas: &[(String, Schema)]) -> Code {
    let one = |(pattern, schema): &(String, Schema)| {
        Code::tuple(vec![self::pattern(scope, pattern), reference_to(scope, schema)])
    };
    call(keyword, vec![Code::slice(schemas.iter().map(one).collect())])
}

fn texts(texts: &[String]) -> Code {
    Code::slice(texts.iter().map(|text| Code::Text(quoted(text).into())).collect())
}

fn literals(scope: &mut Scope<'_>, values: &[Literal]) -> Code {
    Code::slice(values.iter().map(|value| literal_in(scope, value)).collect())
}

fn literal_in(scope: &mut Scope<'_>, value: &Literal) -> Code {
    scope.import("crate::runtime::schema", "Literal");
    if holds_number(value) {
        scope.import("crate::runtime::schema", "Number");
    }
    literal(value)
}

fn holds_number(value: &Literal) -> bool {
    fn within(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Number(_) => true,
            serde_json::Value::Array(items) => items.iter().any(within),
            serde_json::Value::Object(members) => members.values().any(within),
            _ => false,
        }
    }
    match value {
        Literal::Number(_) => true,
        Literal::Json(value) => within(value),
        _ => false,
    }
}

fn numeric(scope: &mut Scope<'_>, name: &str, bound: crate::ir::Number) -> Code {
    scope.import("crate::runtime::schema", "Number");
    call(name, vec![number(bound)])
}

fn combined(scope: &mut Scope<'_>, name: &str, schemas: &[Schema]) -> Code {
    call(name, vec![Code::slice(schemas.iter().map(|schema| reference_to(scope, schema)).collect())])
}

fn types(kinds: &[JsonKind]) -> Code {
    let name = |kind: &JsonKind| match kind {
        JsonKind::Null => "Types::NULL",
        JsonKind::Boolean => "Types::BOOLEAN",
        JsonKind::Integer => "Types::INTEGER",
        JsonKind::Number => "Types::NUMBER",
        JsonKind::String => "Types::STRING",
        JsonKind::Array => "Types::ARRAY",
        JsonKind::Object => "Types::OBJECT",
    };
    let mut names = kinds.iter().map(name);
    let first = names.next().unwrap_or("Types::NULL");
    let calls: Vec<Code> = names.map(|name| Code::call(".or", vec![Code::text(name)])).collect();
    if calls.is_empty() { Code::text(first) } else { Code::Chain { receiver: first.into(), calls } }
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
