//! What a valid value looks like: a schema's assertions, for the validators' tables.
//!
//! They are made from the schemas as they are written, keyword by keyword, and not from the types that were decided for
//! them: a type may be wider than its schema, the validator may not.

use serde_json::{Map, Value};

use crate::diagnostic::{Excerpt, codes};
use crate::document::Pointer;
use crate::ir::{Format, JsonKind, Keyword, Literal, Schema};

use super::Lowering;
use super::overlaps::OneOf;
use super::samples_fits::format_fits;
use super::schema::{Node, kind_named};

/// Keywords beside a `$ref` that assert nothing.
const PROSE: &[&str] = &[
    "$comment",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "summary",
    "title",
    "xml",
];

/// Where a schema is.
#[derive(Clone)]
struct At {
    pointer: Pointer,
    /// In the tree as reading left it, and not in the schemas as they were written.
    made: bool,
}

impl At {
    fn join(&self, token: &str) -> Self {
        At { pointer: self.pointer.join(token), made: self.made }
    }
}

impl<'a> Lowering<'a> {
    /// The assertions of a schema or of what it refers to. `property`: the name of the property it stands at; none when
    /// the table is the schema's own.
    pub(super) fn validator(&mut self, node: &Node<'a>, property: Option<&str>) -> Schema {
        self.validator_at(&node.pointer, property)
    }

    /// The same, by the address of a schema.
    pub(super) fn validator_at(&mut self, pointer: &Pointer, property: Option<&str>) -> Schema {
        if let Some(id) = self.by_pointer.get(pointer)
            && property.is_some()
        {
            return Schema::Type(*id);
        }
        let at = At { pointer: pointer.clone(), made: true };
        match self.document.get(pointer) {
            Some(schema) => self.table(&at, schema, property),
            None => Schema::any(),
        }
    }

    /// Where the schema at an address was written.
    pub(super) fn written_at(&self, pointer: &Pointer) -> Pointer {
        self.document.written(pointer).map_or_else(|| pointer.clone(), |(at, _)| at)
    }

    /// The assertions of a schema as it is written.
    fn table(&mut self, at: &At, schema: &'a Value, property: Option<&str>) -> Schema {
        let (at, schema) = &self.as_written(at, schema);
        let keywords = match schema {
            Value::Bool(false) => return Schema::of(vec![Keyword::Never]),
            Value::Object(keywords) => keywords,
            _ => return Schema::any(),
        };
        if let Some(id) = self.by_written.get(&at.pointer)
            && property.is_some()
        {
            return Schema::Type(*id);
        }
        let newer = self.document.is_newer();
        let alone = |key: &String| key == "$ref" || PROSE.contains(&key.as_str()) || key.starts_with("x-");
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str)
            && (!newer || keywords.keys().all(alone))
        {
            let target = self.target(reference);
            if property.is_none()
                && let Some(anchors) = self.dynamic_anchors(at)
            {
                return Schema::of(vec![anchors, Keyword::Ref(target)]);
            }
            let secret = property.is_some() && self.is_secret_place(&at.pointer);
            return match target {
                Schema::Type(_) if secret => {
                    Schema::Keywords { keywords: vec![Keyword::Ref(target)], sensitive: true }
                }
                target => target,
            };
        }
        let mut list = if newer { self.keywords(at, keywords) } else { self.keywords_of_3_0(at, keywords) };
        if property.is_none() {
            list.splice(0..0, self.dynamic_anchors(at));
        }
        let hidden = keywords.get("format").is_some_and(|format| format == "password");
        let write_only = keywords.get("writeOnly") == Some(&Value::Bool(true));
        let sensitive = hidden || property.is_some() && (write_only || self.is_secret_place(&at.pointer));
        Schema::Keywords { keywords: list, sensitive }
    }

    /// The format that the validator asserts for a document's: its own name, or what `codegen.toml` says.
    fn format(&mut self, name: &str) -> Option<Format> {
        if !self.config.validation.formats.asserts(name) {
            return None;
        }
        let known = self.config.formats.get(name).map_or(name, String::as_str);
        let format = Format::named(known)?;
        self.idn |= format.is_idn();
        Some(format)
    }

    /// A format, unless it refuses what stands beside it to be chosen from: then the list is what is meant.
    fn asserted_format(&mut self, at: &At, name: &str, beside: &Map<String, Value>) -> Option<Keyword> {
        let format = self.format(name)?;
        let listed = beside.get("enum").and_then(Value::as_array).into_iter().flatten();
        let mut texts = listed.chain(beside.get("const")).filter_map(Value::as_str);
        if let Some(broken) = texts.find(|text| !format_fits(name, text)) {
            let message = format!("`{}` is no {}, and may be chosen", Excerpt(broken), Excerpt(name));
            let help = "the `format` asserts nothing here: leave it out, or the value";
            self.warn(codes::BROKEN_FORMAT, &at.join("format").pointer, message, help);
            return None;
        }
        Some(Keyword::Format(format))
    }

    /// A schema in its own words, where reading has put it in others.
    fn as_written(&self, at: &At, schema: &'a Value) -> (At, &'a Value) {
        let found = match at.made {
            true => self.document.written(&at.pointer),
            false => self.document.written_at(&at.pointer).map(|schema| (at.pointer.clone(), schema)),
        };
        match found {
            Some((pointer, schema)) => (At { pointer, made: false }, schema),
            None => (at.clone(), schema),
        }
    }

    fn target(&self, reference: &str) -> Schema {
        let target = Pointer::parse(reference).and_then(|target| self.by_pointer.get(&target).copied());
        target.map_or_else(Schema::any, Schema::Type)
    }

    /// The assertions of JSON Schema 2020-12.
    fn keywords(&mut self, at: &At, keywords: &'a Map<String, Value>) -> Vec<Keyword> {
        // The type comes first: it is the quickest to look at, and says the most.
        let mut list: Vec<Keyword> = keywords.get("type").and_then(types).into_iter().collect();
        for (name, value) in keywords {
            if let Some(keyword) = self.keyword(at, name, value, keywords) {
                list.push(keyword);
            }
        }
        list
    }

    /// The assertions of OpenAPI 3.0: fewer keywords, `nullable`, and bounds that are exclusive by a flag. What a lenient
    /// reading takes from 3.1 counts as well.
    fn keywords_of_3_0(&mut self, at: &At, keywords: &'a Map<String, Value>) -> Vec<Keyword> {
        let flag = |name: &str| keywords.get(name) == Some(&Value::Bool(true));
        // Beside others in an `allOf` it asserts nothing by the letter, and means the same.
        let alone = |member: &Value| {
            let said = member.as_object().filter(|said| said.get("nullable") == Some(&Value::Bool(true)));
            said.is_some_and(|said| said.keys().all(|key| key == "nullable" || PROSE.contains(&key.as_str())))
        };
        let members = keywords.get("allOf").and_then(Value::as_array);
        let nullable = flag("nullable") || members.is_some_and(|members| members.iter().any(alone));
        let mut list = Vec::new();
        let kinds = keywords.get("type").and_then(types);
        if let Some(Keyword::Type(mut kinds)) = kinds {
            if nullable && !kinds.contains(&JsonKind::Null) {
                kinds.push(JsonKind::Null);
            }
            list.push(Keyword::Type(kinds));
        }
        for (name, value) in keywords {
            let keyword = match name.as_str() {
                name if NEWER.contains(&name) => None,
                "minimum" if flag("exclusiveMinimum") => number(value).map(Keyword::ExclusiveMinimum),
                "maximum" if flag("exclusiveMaximum") => number(value).map(Keyword::ExclusiveMaximum),
                name => self.keyword(at, name, value, keywords),
            };
            list.extend(keyword);
        }
        // `nullable` adds to `type` and takes nothing from other keywords (3.0.4, 4.7.24.2). Whoever wrote it beside one
        // that refuses `null` meant it all the same.
        let may_refuse_null = |keyword: &Keyword| match keyword {
            Keyword::Enum(values) => !values.contains(&Literal::Null),
            Keyword::AllOf(_) | Keyword::AnyOf(_) | Keyword::OneOf(_) => true,
            _ => false,
        };
        if nullable && list.iter().any(may_refuse_null) {
            return vec![Keyword::NullOr(Schema::of(list))];
        }
        list
    }

    fn keyword(
        &mut self,
        at: &At,
        name: &str,
        value: &'a Value,
        beside: &'a Map<String, Value>,
    ) -> Option<Keyword> {
        Some(match name {
            "$ref" => Keyword::Ref(self.target(value.as_str()?)),
            "$dynamicRef" => self.dynamic_reference(value.as_str()?)?,
            "enum" => Keyword::Enum(value.as_array()?.iter().map(Literal::from).collect()),
            "const" => Keyword::Const(Literal::from(value)),
            "multipleOf" => Keyword::MultipleOf(number(value)?),
            "minimum" => Keyword::Minimum(number(value)?),
            "maximum" => Keyword::Maximum(number(value)?),
            "exclusiveMinimum" => Keyword::ExclusiveMinimum(number(value)?),
            "exclusiveMaximum" => Keyword::ExclusiveMaximum(number(value)?),
            "minLength" => Keyword::MinLength(count(value).filter(|least| *least > 0)?),
            "maxLength" => Keyword::MaxLength(count(value)?),
            "pattern" => Keyword::Pattern(value.as_str()?.to_owned()),
            "format" => self.asserted_format(at, value.as_str()?, beside)?,
            "minItems" => Keyword::MinItems(count(value).filter(|least| *least > 0)?),
            "maxItems" => Keyword::MaxItems(count(value)?),
            "uniqueItems" => value.as_bool()?.then_some(Keyword::UniqueItems)?,
            "minContains" => Keyword::MinContains(count(value)?),
            "maxContains" => Keyword::MaxContains(count(value)?),
            "minProperties" => Keyword::MinProperties(count(value).filter(|least| *least > 0)?),
            "maxProperties" => Keyword::MaxProperties(count(value)?),
            "required" => Keyword::Required(names(value).filter(|names| !names.is_empty())?),
            "dependentRequired" => {
                let each = |(name, needed)| Some((String::clone(name), names(needed)?));
                Keyword::DependentRequired(value.as_object()?.iter().filter_map(each).collect())
            }
            _ => return self.applicator(at, name, value, beside),
        })
    }

    /// A keyword that applies other schemas.
    fn applicator(
        &mut self,
        at: &At,
        name: &str,
        value: &'a Value,
        beside: &'a Map<String, Value>,
    ) -> Option<Keyword> {
        let here = at.join(name);
        Some(match name {
            "properties" => Keyword::Properties(self.named(&here, value)?),
            "patternProperties" => Keyword::PatternProperties(self.named(&here, value)?),
            "dependentSchemas" => Keyword::DependentSchemas(self.named(&here, value)?),
            "prefixItems" => Keyword::PrefixItems(self.listed(&here, value)?),
            "allOf" => Keyword::AllOf(self.listed(&here, value)?),
            "anyOf" => Keyword::AnyOf(self.members(&here, value, beside)?),
            "oneOf" => {
                let members = self.members(&here, value, beside)?;
                let discriminated = beside.contains_key("discriminator");
                let one_of = OneOf { members: members.clone(), discriminated };
                self.one_ofs.entry(here.pointer).or_insert(one_of);
                Keyword::OneOf(members)
            }
            _ => {
                // A schema that says nothing is kept as well: what it is applied to counts as evaluated.
                let schema = |lowering: &mut Self| lowering.below(&here, value);
                match name {
                    "items" => Keyword::Items(schema(self)?),
                    "contains" => Keyword::Contains(schema(self)?),
                    "additionalProperties" => Keyword::AdditionalProperties(schema(self)?),
                    "propertyNames" => Keyword::PropertyNames(schema(self)?),
                    "unevaluatedItems" => Keyword::UnevaluatedItems(schema(self)?),
                    "unevaluatedProperties" => Keyword::UnevaluatedProperties(schema(self)?),
                    "not" => Keyword::Not(Box::new(schema(self)?)),
                    "if" => Keyword::If(schema(self)?),
                    "then" if beside.contains_key("if") => Keyword::Then(schema(self)?),
                    "else" if beside.contains_key("if") => Keyword::Else(schema(self)?),
                    _ => return None,
                }
            }
        })
    }

    fn below(&mut self, at: &At, value: &'a Value) -> Option<Schema> {
        (value.is_object() || value.is_boolean()).then(|| self.table(at, value, Some("")))
    }

    fn named(&mut self, at: &At, value: &'a Value) -> Option<Vec<(String, Schema)>> {
        let each = |(name, schema): (&String, &'a Value)| {
            (name.clone(), self.table(&at.join(name), schema, Some(name)))
        };
        Some(value.as_object()?.iter().map(each).collect())
    }

    fn listed(&mut self, at: &At, value: &'a Value) -> Option<Vec<Schema>> {
        let each =
            |(index, schema): (usize, &'a Value)| self.table(&at.join(&index.to_string()), schema, Some(""));
        Some(value.as_array()?.iter().enumerate().map(each).collect())
    }

    /// The members of a union. The values by which a discriminator knows them say which one a value was meant for.
    fn members(&mut self, at: &At, value: &'a Value, beside: &'a Map<String, Value>) -> Option<Vec<Schema>> {
        let schemas = self.listed(at, value)?;
        let Some((property, mapping)) = beside.get("discriminator").and_then(super::discriminator::read)
        else {
            return Some(schemas);
        };
        let target = |member: &Value| Pointer::parse(member.get("$ref")?.as_str()?);
        let targets: Vec<Option<Pointer>> = value.as_array()?.iter().map(target).collect();
        let known = self.known_by(&property, &mapping, &targets);
        let each = known.into_iter().zip(schemas).map(|(values, schema)| match values {
            Some(values) if !values.is_empty() => {
                Schema::of(vec![Keyword::Tag(property.clone(), values), Keyword::Ref(schema)])
            }
            _ => schema,
        });
        Some(each.collect())
    }

    /// What whoever comes here brings into scope.
    fn dynamic_anchors(&self, at: &At) -> Option<Keyword> {
        let anchors = self.document.dynamic_anchors(&at.pointer).into_iter();
        let known = |(name, target)| Some((name, Schema::Type(*self.by_pointer.get(&target)?)));
        let anchors: Vec<(String, Schema)> = anchors.filter_map(known).collect();
        (!anchors.is_empty()).then_some(Keyword::DynamicAnchors(anchors))
    }

    fn dynamic_reference(&self, reference: &str) -> Option<Keyword> {
        let target = Pointer::parse(reference)?;
        let id = self.by_pointer.get(&target).copied()?;
        let anchor = self.document.get(&target).and_then(|schema| schema.get("$dynamicAnchor")?.as_str());
        Some(match anchor {
            Some(anchor) => Keyword::DynamicRef(anchor.to_owned(), Schema::Type(id)),
            None => Keyword::Ref(Schema::Type(id)),
        })
    }
}

/// Keywords that OpenAPI 3.0 does not have.
const NEWER: &[&str] = &[
    "$dynamicRef",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

fn types(value: &Value) -> Option<Keyword> {
    let kinds: Vec<JsonKind> = match value {
        Value::String(name) => vec![kind_named(name)?],
        Value::Array(names) => names.iter().filter_map(|name| kind_named(name.as_str()?)).collect(),
        _ => return None,
    };
    Some(Keyword::Type(kinds))
}

fn number(value: &Value) -> Option<crate::ir::Number> {
    value.as_number().map(crate::ir::Number::from)
}

fn count(value: &Value) -> Option<u64> {
    super::schema::whole(value)
}

fn names(value: &Value) -> Option<Vec<String>> {
    Some(value.as_array()?.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}
