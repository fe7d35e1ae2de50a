//! The tables of a crate as they are in memory when it runs, made without compiling it. They are never freed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use generator::ir::{
    Api, JsonKind, Keyword as Of, Literal as LiteralOf, Number as NumberOf, Schema as SchemaOf,
};
use runtime::schema::{Keyword, Literal, Number, Pattern, Schema, Types};
use serde_json::Value;

/// The tables of all types, by where their schemas are written.
pub(super) struct Tables(BTreeMap<String, &'static Schema>);

/// A table that others refer to before it is there.
type Slot = &'static OnceLock<&'static Schema>;

impl Tables {
    pub(super) fn new(api: &Api) -> Self {
        // Models may refer to one another in a circle: in memory that is a `$dynamicRef` to a name of the model's own,
        // which is given its meaning around everything.
        let names: Vec<&'static str> =
            (0..api.types.len()).map(|index| leak_text(&format!("type {index}"))).collect();
        let slots: Vec<Slot> = api.types.iter().map(|_| &*Box::leak(Box::new(OnceLock::new()))).collect();
        for (def, slot) in api.types.iter().zip(&slots) {
            let _ = slot.set(schema(&names, &def.schema));
        }
        let anchors: Vec<(&'static str, &'static Schema)> =
            names.iter().zip(&slots).filter_map(|(name, slot)| Some((*name, *slot.get()?))).collect();
        let scope = Keyword::DynamicAnchors(leak(anchors));
        let entry = |(def, slot): (&generator::ir::TypeDef, &Slot)| {
            let table: &'static Schema = slot.get()?;
            let whole: &'static Schema = Box::leak(Box::new(Schema(leak(vec![scope, Keyword::Ref(table)]))));
            Some((def.written.clone(), whole))
        };
        Tables(api.types.iter().zip(&slots).filter_map(entry).collect())
    }

    pub(super) fn get(&self, written: &str) -> Option<&'static Schema> {
        self.0.get(written).copied()
    }
}

fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

fn leak_text(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn leak_texts(texts: &[String]) -> &'static [&'static str] {
    leak(texts.iter().map(|text| leak_text(text)).collect())
}

fn schema(names: &[&'static str], of: &SchemaOf) -> &'static Schema {
    let keywords = match of {
        SchemaOf::Type(id) => {
            let name = names.get(id.0).copied().unwrap_or_default();
            vec![Keyword::DynamicRef(name, &runtime::schema::ANY)]
        }
        SchemaOf::Keywords { keywords, .. } => {
            keywords.iter().map(|keyword| self::keyword(names, keyword)).collect()
        }
    };
    Box::leak(Box::new(Schema(leak(keywords))))
}

fn keyword(names: &[&'static str], of: &Of) -> Keyword {
    let one = |of: &SchemaOf| schema(names, of);
    let all = |of: &[SchemaOf]| leak(of.iter().map(|of| schema(names, of)).collect::<Vec<_>>());
    let named = |of: &[(String, SchemaOf)]| {
        leak(of.iter().map(|(name, of)| (leak_text(name), schema(names, of))).collect::<Vec<_>>())
    };
    match of {
        Of::Type(kinds) => {
            Keyword::Type(kinds.iter().fold(Types::NONE, |types, kind| types.or(types_of(*kind))))
        }
        Of::Enum(values) => Keyword::Enum(leak(values.iter().map(literal).collect())),
        Of::Const(value) => Keyword::Const(literal(value)),
        Of::Tag(name, values) => Keyword::Tag(leak_text(name), leak(values.iter().map(literal).collect())),
        Of::MultipleOf(bound) => Keyword::MultipleOf(number(*bound)),
        Of::Minimum(bound) => Keyword::Minimum(number(*bound)),
        Of::Maximum(bound) => Keyword::Maximum(number(*bound)),
        Of::ExclusiveMinimum(bound) => Keyword::ExclusiveMinimum(number(*bound)),
        Of::ExclusiveMaximum(bound) => Keyword::ExclusiveMaximum(number(*bound)),
        Of::MinLength(count) => Keyword::MinLength(*count),
        Of::MaxLength(count) => Keyword::MaxLength(*count),
        Of::MinItems(count) => Keyword::MinItems(*count),
        Of::MaxItems(count) => Keyword::MaxItems(*count),
        Of::MinContains(count) => Keyword::MinContains(*count),
        Of::MaxContains(count) => Keyword::MaxContains(*count),
        Of::MinProperties(count) => Keyword::MinProperties(*count),
        Of::MaxProperties(count) => Keyword::MaxProperties(*count),
        Of::Pattern(source) => Keyword::Pattern(pattern(source)),
        // None is asserted in this comparison.
        Of::Format(_) => Keyword::AllOf(&[]),
        Of::UniqueItems => Keyword::UniqueItems,
        Of::Never => Keyword::Never,
        Of::Required(names) => Keyword::Required(leak_texts(names)),
        Of::DependentRequired(needed) => Keyword::DependentRequired(leak(
            needed.iter().map(|(name, needed)| (leak_text(name), leak_texts(needed))).collect(),
        )),
        Of::PrefixItems(schemas) => Keyword::PrefixItems(all(schemas)),
        Of::AllOf(schemas) => Keyword::AllOf(all(schemas)),
        Of::AnyOf(schemas) => Keyword::AnyOf(all(schemas)),
        Of::OneOf(schemas) => Keyword::OneOf(all(schemas)),
        Of::Properties(schemas) => Keyword::Properties(named(schemas)),
        Of::DependentSchemas(schemas) => Keyword::DependentSchemas(named(schemas)),
        Of::DynamicAnchors(schemas) => Keyword::DynamicAnchors(named(schemas)),
        Of::PatternProperties(schemas) => Keyword::PatternProperties(leak(
            schemas.iter().map(|(source, of)| (pattern(source), schema(names, of))).collect(),
        )),
        Of::Items(of) => Keyword::Items(one(of)),
        Of::Contains(of) => Keyword::Contains(one(of)),
        Of::UnevaluatedItems(of) => Keyword::UnevaluatedItems(one(of)),
        Of::AdditionalProperties(of) => Keyword::AdditionalProperties(one(of)),
        Of::UnevaluatedProperties(of) => Keyword::UnevaluatedProperties(one(of)),
        Of::PropertyNames(of) => Keyword::PropertyNames(one(of)),
        Of::Not(of) => Keyword::Not(one(of)),
        Of::If(of) => Keyword::If(one(of)),
        Of::Then(of) => Keyword::Then(one(of)),
        Of::Else(of) => Keyword::Else(one(of)),
        Of::Ref(of) => Keyword::Ref(one(of)),
        Of::NullOr(of) => Keyword::NullOr(one(of)),
        Of::DynamicRef(name, of) => Keyword::DynamicRef(leak_text(name), one(of)),
    }
}

fn pattern(source: &str) -> &'static Pattern {
    Box::leak(Box::new(Pattern::new(leak_text(source))))
}

fn types_of(kind: JsonKind) -> Types {
    match kind {
        JsonKind::Null => Types::NULL,
        JsonKind::Boolean => Types::BOOLEAN,
        JsonKind::Integer => Types::INTEGER,
        JsonKind::Number => Types::NUMBER,
        JsonKind::String => Types::STRING,
        JsonKind::Array => Types::ARRAY,
        JsonKind::Object => Types::OBJECT,
    }
}

fn number(of: NumberOf) -> Number {
    match of {
        NumberOf::Integer(value) => Number::Integer(value),
        NumberOf::Unsigned(value) => Number::Unsigned(value),
        NumberOf::Float(value) => Number::Float(value),
    }
}

fn literal(of: &LiteralOf) -> Literal {
    match of {
        LiteralOf::Null => Literal::Null,
        LiteralOf::Boolean(value) => Literal::Boolean(*value),
        LiteralOf::Number(value) => Literal::Number(number(*value)),
        LiteralOf::Text(text) => Literal::Text(leak_text(text)),
        LiteralOf::Json(Value::Array(items)) => {
            Literal::Array(leak(items.iter().map(|item| literal(&LiteralOf::from(item))).collect()))
        }
        LiteralOf::Json(Value::Object(members)) => {
            let member =
                |(name, value): (&String, &Value)| (leak_text(name), literal(&LiteralOf::from(value)));
            Literal::Object(leak(members.iter().map(member).collect()))
        }
        LiteralOf::Json(value) => literal(&LiteralOf::from(value)),
    }
}
