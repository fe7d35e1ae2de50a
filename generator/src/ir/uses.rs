//! Which types an item of the emitted crate names.

use super::{Api, Keyword, Operation, PageItems, Schema, Shape, Type, TypeDef, TypeId, Webhook};

impl TypeDef {
    /// The types that its definition, its serde impls and its table name.
    pub fn uses(&self, found: &mut Vec<TypeId>) {
        self.schema.uses(found);
        match &self.shape {
            Shape::Struct(object) => {
                object.fields.iter().for_each(|field| field.ty.uses(found));
                object.rest.iter().for_each(|rest| rest.ty.uses(found));
            }
            Shape::Union(union) => {
                for member in &union.members {
                    member.ty.uses(found);
                    member.schema.uses(found);
                }
                for conversion in &union.conversions {
                    conversion.from.uses(found);
                    found.extend(conversion.variants.iter().map(|(id, _)| *id));
                }
            }
            Shape::Alias(ty) | Shape::Newtype(ty) => ty.uses(found),
            Shape::Enum(_) => {}
        }
    }
}

impl Operation {
    /// The types that a call, and what it gives, name.
    pub fn uses(&self, api: &Api, found: &mut Vec<TypeId>) {
        for parameter in &self.parameters {
            parameter.ty.uses(found);
            parameter.schema.uses(found);
        }
        for content in self.body.iter().flat_map(|body| &body.contents) {
            content.ty.uses(found);
            content.schema.uses(found);
        }
        let cases = self.successes.iter().chain(&self.errors);
        cases.filter_map(|case| case.body.as_ref()).for_each(|(ty, _)| ty.uses(found));
        self.events.iter().filter_map(|events| events.data.as_ref()).for_each(|ty| ty.uses(found));
        self.lines.iter().for_each(|lines| lines.line.uses(found));
        for header in [self.headers, self.error_headers].into_iter().flat_map(|id| api.headers_of(id)) {
            header.ty.uses(found);
        }
        if let Some(pagination) = &self.pagination {
            pagination.item.uses(found);
            pagination.items.uses(found);
        }
    }
}

impl Webhook {
    /// The types that its payload names.
    pub fn uses(&self, found: &mut Vec<TypeId>) {
        self.payload.uses(found);
        self.schema.uses(found);
    }
}

impl PageItems {
    fn uses(&self, found: &mut Vec<TypeId>) {
        match self {
            Self::List => {}
            Self::Field { ty, .. } => found.push(*ty),
            Self::Union(id, variants) => {
                found.push(*id);
                variants.iter().for_each(|(_, items)| items.uses(found));
            }
        }
    }
}

impl Type {
    /// The types of this crate that it is made of.
    pub fn uses(&self, found: &mut Vec<TypeId>) {
        match self {
            Self::Named(id) => found.push(*id),
            ty => ty.parts().iter().for_each(|part| part.uses(found)),
        }
    }
}

impl Schema {
    /// The types whose tables it names.
    pub fn uses(&self, found: &mut Vec<TypeId>) {
        match self {
            Self::Type(id) => found.push(*id),
            Self::Keywords { keywords, .. } => {
                for keyword in keywords {
                    keyword.schemas().into_iter().for_each(|schema| schema.uses(found));
                }
            }
        }
    }
}

impl Keyword {
    /// The schemas in it.
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::Items(schema)
            | Self::Contains(schema)
            | Self::UnevaluatedItems(schema)
            | Self::AdditionalProperties(schema)
            | Self::UnevaluatedProperties(schema)
            | Self::PropertyNames(schema)
            | Self::If(schema)
            | Self::Then(schema)
            | Self::Else(schema)
            | Self::Ref(schema)
            | Self::NullOr(schema)
            | Self::DynamicRef(_, schema) => vec![schema],
            Self::Not(schema) => vec![schema],
            Self::PrefixItems(schemas)
            | Self::AllOf(schemas)
            | Self::AnyOf(schemas)
            | Self::OneOf(schemas) => schemas.iter().collect(),
            Self::Properties(schemas)
            | Self::PatternProperties(schemas)
            | Self::DependentSchemas(schemas)
            | Self::DynamicAnchors(schemas) => schemas.iter().map(|(_, schema)| schema).collect(),
            Self::Type(_)
            | Self::Enum(_)
            | Self::Const(_)
            | Self::MultipleOf(_)
            | Self::Minimum(_)
            | Self::Maximum(_)
            | Self::ExclusiveMinimum(_)
            | Self::ExclusiveMaximum(_)
            | Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::Format(_)
            | Self::MinContains(_)
            | Self::MaxContains(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_)
            | Self::Required(_)
            | Self::DependentRequired(_)
            | Self::Tag(..)
            | Self::Never => Vec::new(),
        }
    }
}
