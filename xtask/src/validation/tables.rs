//! The tables of a crate as they are in memory when it runs, made without compiling it. They are never freed.

use std::collections::BTreeMap;

use generator::ir::{
    Api, Format as FormatOf, JsonKind, Keyword as Of, Literal as LiteralOf, Number as NumberOf,
    Schema as SchemaOf, TypeDef,
};
use runtime::format::Format;
use runtime::idn;
use runtime::schema::{Keyword, Literal, Number, Pattern, Schema, Types};
use serde_json::Value;

/// The tables of all types, by where their schemas are written.
pub(super) struct Tables(BTreeMap<String, &'static Schema>);

impl Tables {
    pub(super) fn new(api: &Api) -> Self {
        let names = (0..api.types.len()).map(|index| leak_text(&format!("type {index}"))).collect();
        let mut making =
            Making { api, names, made: vec![Made::Not; api.types.len()], circular: Vec::new(), open: false };
        let tables: Vec<Table> = (0..api.types.len()).filter_map(|index| making.model(index)).collect();
        let anchor = |index: &usize| Some((*making.names.get(*index)?, tables.get(*index)?.schema));
        let anchors: Vec<(&'static str, &'static Schema)> =
            making.circular.iter().filter_map(anchor).collect();
        let scope = Keyword::DynamicAnchors(leak(anchors));
        let entry = |(def, table): (&TypeDef, Table)| {
            let whole = match table.open {
                false => table.schema,
                true => Box::leak(Box::new(Schema(leak(vec![scope, Keyword::Ref(table.schema)])))),
            };
            (def.written.clone(), whole)
        };
        Tables(api.types.iter().zip(tables.iter().copied()).map(entry).collect())
    }

    pub(super) fn get(&self, written: &str) -> Option<&'static Schema> {
        self.0.get(written).copied()
    }
}

#[derive(Clone, Copy)]
enum Made {
    Not,
    /// It is being made, and refers to itself.
    Begun,
    Is(Table),
}

#[derive(Clone, Copy)]
struct Table {
    schema: &'static Schema,
    /// Whether something in it has its meaning from around it.
    open: bool,
}

/// Tables on their way. In memory no table can refer to one that is not there yet: where models go in a circle, that is a
/// `$dynamicRef` to a name of the model's own, which is given its meaning around everything.
struct Making<'a> {
    api: &'a Api,
    names: Vec<&'static str>,
    made: Vec<Made>,
    circular: Vec<usize>,
    /// Whether something in what is being made has its meaning from around it.
    open: bool,
}

impl Making<'_> {
    fn model(&mut self, index: usize) -> Option<Table> {
        if let Some(Made::Is(table)) = self.made.get(index) {
            return Some(*table);
        }
        let def = self.api.types.get(index)?;
        *self.made.get_mut(index)? = Made::Begun;
        let model = Keyword::Model(leak_text(&def.name), leak_text(&def.written));
        let outer = std::mem::take(&mut self.open);
        let table = Table { schema: self.table(Some(model), &def.schema), open: self.open };
        self.open = outer;
        *self.made.get_mut(index)? = Made::Is(table);
        Some(table)
    }

    fn schema(&mut self, of: &SchemaOf) -> &'static Schema {
        match of {
            SchemaOf::Type(id) if matches!(self.made.get(id.0), Some(Made::Begun)) => {
                self.open = true;
                if !self.circular.contains(&id.0) {
                    self.circular.push(id.0);
                }
                let name = self.names.get(id.0).copied().unwrap_or_default();
                Box::leak(Box::new(Schema(leak(vec![Keyword::DynamicRef(name, &runtime::schema::ANY)]))))
            }
            SchemaOf::Type(id) => self.model(id.0).map_or(&runtime::schema::ANY, |table| {
                self.open |= table.open;
                table.schema
            }),
            of => self.table(None, of),
        }
    }

    fn table(&mut self, model: Option<Keyword>, of: &SchemaOf) -> &'static Schema {
        let keywords: Vec<Keyword> = match of {
            SchemaOf::Type(_) => vec![Keyword::Ref(self.schema(of))],
            SchemaOf::Keywords { keywords, sensitive } => {
                let own = keywords.iter().filter_map(|keyword| self.keyword(keyword)).collect::<Vec<_>>();
                sensitive.then_some(Keyword::Sensitive).into_iter().chain(own).collect()
            }
        };
        Box::leak(Box::new(Schema(leak(model.into_iter().chain(keywords).collect()))))
    }

    fn all(&mut self, of: &[SchemaOf]) -> &'static [&'static Schema] {
        leak(of.iter().map(|of| self.schema(of)).collect::<Vec<_>>())
    }

    fn named(&mut self, of: &[(String, SchemaOf)]) -> &'static [(&'static str, &'static Schema)] {
        leak(of.iter().map(|(name, of)| (leak_text(name), self.schema(of))).collect::<Vec<_>>())
    }

    /// None: it is about nothing that is asserted.
    fn keyword(&mut self, of: &Of) -> Option<Keyword> {
        Some(match of {
            Of::Type(kinds) => {
                Keyword::Type(kinds.iter().fold(Types::NONE, |types, kind| types.or(types_of(*kind))))
            }
            Of::Enum(values) => match LiteralOf::texts(values) {
                Some(listed) => Keyword::Texts(leak_texts(&listed)),
                None => Keyword::Enum(leak(values.iter().map(literal).collect())),
            },
            Of::Const(value) => Keyword::Const(literal(value)),
            Of::Tag(name, values) => {
                Keyword::Tag(leak_text(name), leak(values.iter().map(literal).collect()))
            }
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
            Of::Format(of) => Keyword::Format(format(*of)?),
            Of::UniqueItems => Keyword::UniqueItems,
            Of::Never => Keyword::Never,
            Of::Required(names) => Keyword::Required(leak_texts(names)),
            Of::DependentRequired(needed) => Keyword::DependentRequired(leak(
                needed.iter().map(|(name, needed)| (leak_text(name), leak_texts(needed))).collect(),
            )),
            Of::PrefixItems(schemas) => Keyword::PrefixItems(self.all(schemas)),
            Of::AllOf(schemas) => Keyword::AllOf(self.all(schemas)),
            Of::AnyOf(schemas) => Keyword::AnyOf(self.all(schemas)),
            Of::OneOf(schemas) => Keyword::OneOf(self.all(schemas)),
            Of::Properties(schemas) => Keyword::Properties(self.named(schemas)),
            Of::DependentSchemas(schemas) => Keyword::DependentSchemas(self.named(schemas)),
            Of::DynamicAnchors(schemas) => Keyword::DynamicAnchors(self.named(schemas)),
            Of::PatternProperties(schemas) => Keyword::PatternProperties(leak(
                schemas.iter().map(|(source, of)| (pattern(source), self.schema(of))).collect::<Vec<_>>(),
            )),
            Of::Items(of) => Keyword::Items(self.schema(of)),
            Of::Contains(of) => Keyword::Contains(self.schema(of)),
            Of::UnevaluatedItems(of) => Keyword::UnevaluatedItems(self.schema(of)),
            Of::AdditionalProperties(of) => Keyword::AdditionalProperties(self.schema(of)),
            Of::UnevaluatedProperties(of) => Keyword::UnevaluatedProperties(self.schema(of)),
            Of::PropertyNames(of) => Keyword::PropertyNames(self.schema(of)),
            Of::Not(of) => Keyword::Not(self.schema(of)),
            Of::If(of) => Keyword::If(self.schema(of)),
            Of::Then(of) => Keyword::Then(self.schema(of)),
            Of::Else(of) => Keyword::Else(self.schema(of)),
            Of::Ref(of) => Keyword::Ref(self.schema(of)),
            Of::NullOr(of) => Keyword::NullOr(self.schema(of)),
            Of::DynamicRef(name, of) => Keyword::DynamicRef(leak_text(name), self.schema(of)),
        })
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

fn format(of: FormatOf) -> Option<Format> {
    const ALL: [Format; 24] = [
        Format::DateTime,
        Format::Date,
        Format::Time,
        Format::Duration,
        Format::Email,
        idn::IDN_EMAIL,
        idn::HOSTNAME,
        idn::IDN_HOSTNAME,
        Format::Ipv4,
        Format::Ipv6,
        Format::Uri,
        Format::UriReference,
        Format::Iri,
        Format::IriReference,
        Format::UriTemplate,
        Format::HttpsUrl,
        Format::Uuid,
        Format::Byte,
        Format::JsonPointer,
        Format::RelativeJsonPointer,
        Format::Regex,
        Format::Int32,
        Format::Int64,
        Format::Float,
    ];
    let (name, _) = FormatOf::ALL.iter().find(|(_, known)| *known == of)?;
    ALL.into_iter().find(|known| known.name() == *name)
}

#[cfg(test)]
mod tests {
    use super::{FormatOf, format};

    #[test]
    fn every_format_has_its_check() {
        for (name, of) in FormatOf::ALL {
            assert!(format(*of).is_some(), "{name} would be asserted by no table");
        }
    }
}
