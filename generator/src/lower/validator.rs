//! What a valid value looks like: a schema's assertions, for the validators' tables.

use serde_json::Value;

use crate::ir::{Format, JsonKind, Keyword, Literal, Number, Schema};

use super::Lowering;
use super::schema::{Additional, Keywords, Node, Target, kind_named};

impl<'a> Lowering<'a> {
    /// The assertions of a schema or of what it refers to. `property`: the name of the property it stands at.
    pub(super) fn validator(&mut self, node: &Node<'a>, property: Option<&str>) -> Schema {
        if let Some(id) = self.by_pointer.get(&node.pointer)
            && property.is_some()
        {
            return Schema::Type(*id);
        }
        match node.schema {
            Target::Schema(schema) => {
                let keywords = Keywords::of(self.document, &node.pointer, schema);
                self.validator_of(&keywords, property)
            }
            Target::Reference(reference) => {
                let id = crate::document::Pointer::parse(reference)
                    .and_then(|target| self.by_pointer.get(&target).copied());
                match id {
                    Some(id) if property.is_some() && self.is_secret_place(&node.pointer) => {
                        Schema::Keywords { keywords: vec![Keyword::Ref(Schema::Type(id))], sensitive: true }
                    }
                    Some(id) => Schema::Type(id),
                    None => Schema::any(),
                }
            }
        }
    }

    fn validators(&mut self, nodes: &[Node<'a>]) -> Vec<Schema> {
        nodes.iter().map(|node| self.validator(node, Some(""))).collect()
    }

    /// The assertions of a schema.
    pub(super) fn validator_of(&mut self, keywords: &Keywords<'a>, property: Option<&str>) -> Schema {
        let mut list = Vec::new();
        list.extend(type_assertion(keywords));
        list.extend(enumeration(keywords));
        list.extend(number(keywords));
        self.string_assertions(keywords, &mut list);
        self.array_assertions(keywords, &mut list);
        self.object_assertions(keywords, &mut list);
        self.combinations(keywords, &mut list);
        let sensitive = property.is_some() && self.is_secret(keywords)
            || property.is_none() && keywords.format() == Some("password");
        let schema = Schema::Keywords { keywords: list, sensitive };
        let asserts_type = keywords.text("type").is_some();
        if keywords.data.nullable && !asserts_type && !schema.is_any() {
            // Without `type`, `nullable: true` still lets `null` in wherever other keywords would not.
            return Schema::of(vec![Keyword::AnyOf(vec![
                Schema::of(vec![Keyword::Type(vec![JsonKind::Null])]),
                schema,
            ])]);
        }
        schema
    }

    fn string_assertions(&self, keywords: &Keywords<'a>, list: &mut Vec<Keyword>) {
        list.extend(keywords.count("minLength").filter(|least| *least > 0).map(Keyword::MinLength));
        list.extend(keywords.count("maxLength").map(Keyword::MaxLength));
        list.extend(keywords.text("pattern").map(|pattern| Keyword::Pattern(pattern.to_owned())));
        list.extend(keywords.format().and_then(|name| self.format(name)).map(Keyword::Format));
    }

    /// The format that the validator asserts for a document's: its own name, or what `codegen.toml` says.
    fn format(&self, name: &str) -> Option<Format> {
        let known = self.config.formats.get(name).map_or(name, String::as_str);
        Format::named(known)
    }

    fn array_assertions(&mut self, keywords: &Keywords<'a>, list: &mut Vec<Keyword>) {
        if let Some(items) = &keywords.items {
            let schema = self.validator(items, Some(""));
            if !schema.is_any() {
                list.push(Keyword::Items(schema));
            }
        }
        list.extend(keywords.count("minItems").filter(|least| *least > 0).map(Keyword::MinItems));
        list.extend(keywords.count("maxItems").map(Keyword::MaxItems));
        list.extend(keywords.flag("uniqueItems").then_some(Keyword::UniqueItems));
    }

    fn object_assertions(&mut self, keywords: &Keywords<'a>, list: &mut Vec<Keyword>) {
        list.extend(keywords.count("minProperties").filter(|least| *least > 0).map(Keyword::MinProperties));
        list.extend(keywords.count("maxProperties").map(Keyword::MaxProperties));
        if !keywords.required.is_empty() {
            list.push(Keyword::Required(keywords.required.iter().map(|name| (*name).to_owned()).collect()));
        }
        if !keywords.properties.is_empty() {
            let properties = keywords
                .properties
                .iter()
                .map(|(name, node)| ((*name).to_owned(), self.validator(node, Some(name))))
                .collect();
            list.push(Keyword::Properties(properties));
        }
        match &keywords.additional {
            Additional::Unsaid | Additional::Any => {}
            Additional::None => {
                list.push(Keyword::AdditionalProperties(Schema::of(vec![Keyword::Never])));
            }
            Additional::Schema(node) => {
                let schema = self.validator(node, Some(""));
                if !schema.is_any() {
                    list.push(Keyword::AdditionalProperties(schema));
                }
            }
        }
    }

    fn combinations(&mut self, keywords: &Keywords<'a>, list: &mut Vec<Keyword>) {
        if !keywords.all_of.is_empty() {
            list.push(Keyword::AllOf(self.validators(&keywords.all_of)));
        }
        if !keywords.any_of.is_empty() {
            list.push(Keyword::AnyOf(self.alternatives(keywords, &keywords.any_of)));
        }
        if !keywords.one_of.is_empty() {
            // Equal members count once: a value that fits one of them fits both, and is meant to be valid.
            let distinct = self.distinct(&keywords.one_of);
            list.push(Keyword::OneOf(self.alternatives(keywords, &distinct)));
        }
        if let Some(not) = &keywords.not {
            list.push(Keyword::Not(Box::new(self.validator(not, Some("")))));
        }
    }
}

impl<'a> Lowering<'a> {
    /// The members of a union. A discriminator belongs to what makes a value one of them: without it, members that
    /// differ in nothing else would all fit.
    fn alternatives(&mut self, keywords: &Keywords<'a>, nodes: &[Node<'a>]) -> Vec<Schema> {
        let discriminator = keywords.data.discriminator.as_ref();
        let tag = |lowering: &Self, node: &Node<'a>| lowering.values_of(discriminator?, node);
        nodes
            .iter()
            .map(|node| {
                let schema = self.validator(node, Some(""));
                match (tag(self, node), discriminator) {
                    (Some(values), Some(discriminator)) if !values.is_empty() => {
                        tagged(&discriminator.property_name, values, schema)
                    }
                    _ => schema,
                }
            })
            .collect()
    }
}

fn tagged(property: &str, values: Vec<Literal>, schema: Schema) -> Schema {
    let tag = Schema::of(vec![Keyword::Enum(values)]);
    Schema::of(vec![
        Keyword::Required(vec![property.to_owned()]),
        Keyword::Properties(vec![(property.to_owned(), tag)]),
        Keyword::Ref(schema),
    ])
}

fn type_assertion(keywords: &Keywords<'_>) -> Option<Keyword> {
    let kind = kind_named(keywords.text("type")?)?;
    let mut kinds = vec![kind];
    if keywords.data.nullable && kind != JsonKind::Null {
        kinds.insert(0, JsonKind::Null);
    }
    Some(Keyword::Type(kinds))
}

fn enumeration(keywords: &Keywords<'_>) -> Option<Keyword> {
    let mut values: Vec<Literal> = keywords.values().iter().map(Literal::from).collect();
    if values.is_empty() {
        return None;
    }
    if keywords.data.nullable && !values.contains(&Literal::Null) {
        values.push(Literal::Null);
    }
    Some(Keyword::Enum(values))
}

fn number(keywords: &Keywords<'_>) -> Vec<Keyword> {
    let bound = |keyword: &str| match keywords.raw(keyword) {
        Some(Value::Number(number)) => Some(Number::from(number)),
        _ => None,
    };
    let mut list = Vec::new();
    list.extend(bound("multipleOf").map(Keyword::MultipleOf));
    if let Some(least) = bound("minimum") {
        let exclusive = keywords.flag("exclusiveMinimum");
        list.push(if exclusive { Keyword::ExclusiveMinimum(least) } else { Keyword::Minimum(least) });
    }
    if let Some(most) = bound("maximum") {
        let exclusive = keywords.flag("exclusiveMaximum");
        list.push(if exclusive { Keyword::ExclusiveMaximum(most) } else { Keyword::Maximum(most) });
    }
    list
}
