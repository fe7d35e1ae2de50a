//! What is known of the values that a schema describes: what of another schema's keywords follows from it.

use crate::ir::{JsonKind, Keyword, Literal, Number, Schema};

/// What is asserted of the values that are thought of.
pub(super) struct Facts<'a>(pub(super) Vec<&'a Keyword>);

impl<'a> Facts<'a> {
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a String, &'a Schema)> {
        let named = self.0.iter().filter_map(|fact| match fact {
            Keyword::Properties(named) => Some(named),
            _ => None,
        });
        named.flatten().map(|(name, schema)| (name, schema))
    }

    /// What is said of properties that have no name.
    pub(super) fn rest(&self) -> Option<&'a Schema> {
        self.0.iter().find_map(|fact| match fact {
            Keyword::AdditionalProperties(rest) if !rest.is_any() && !is_never(rest) => Some(rest),
            _ => None,
        })
    }

    pub(super) fn items(&self) -> Option<&'a Schema> {
        self.0.iter().find_map(|fact| match fact {
            Keyword::Items(items) => Some(items),
            _ => None,
        })
    }

    /// The values that are listed, if they are.
    fn values(&self) -> Option<Vec<&'a Literal>> {
        self.0.iter().find_map(|fact| match fact {
            Keyword::Enum(values) => Some(values.iter().collect()),
            Keyword::Const(value) => Some(vec![value]),
            _ => None,
        })
    }

    fn texts(&self) -> Option<Vec<&'a str>> {
        let text = |value: &'a Literal| match value {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        };
        self.values()?.into_iter().map(text).collect()
    }

    fn kinds(&self) -> Option<Vec<JsonKind>> {
        let typed = self.0.iter().find_map(|fact| match fact {
            Keyword::Type(kinds) => Some(kinds.clone()),
            _ => None,
        });
        typed.or_else(|| self.texts().map(|_| vec![JsonKind::String]))
    }

    fn any(&self, is: impl Fn(&Keyword) -> bool) -> bool {
        self.0.iter().any(|fact| is(fact))
    }

    /// Whether a keyword holds of all values, as far as it can be told without other schemas.
    pub(super) fn imply(&self, keyword: &Keyword) -> bool {
        if let (Some(kinds), Some(concerned)) = (self.kinds(), concerns(keyword))
            && !kinds.iter().any(|kind| concerned.contains(kind))
        {
            return true;
        }
        match keyword {
            Keyword::DynamicAnchors(_) | Keyword::Tag(..) => true,
            Keyword::Type(wide) => self.kinds().is_some_and(|kinds| {
                kinds.iter().all(|kind| {
                    wide.contains(kind) || *kind == JsonKind::Integer && wide.contains(&JsonKind::Number)
                })
            }),
            Keyword::Enum(wide) => {
                self.values().is_some_and(|values| values.into_iter().all(|value| wide.contains(value)))
            }
            Keyword::Const(wide) => self.values().is_some_and(|values| values == [wide]),
            Keyword::Required(names) => {
                let needed = |name: &String| {
                    self.any(|fact| matches!(fact, Keyword::Required(needed) if needed.contains(name)))
                };
                names.iter().all(needed)
            }
            Keyword::Items(wide) | Keyword::AdditionalProperties(wide) => wide.is_any(),
            // These depend on nothing that stands beside them.
            Keyword::Pattern(_)
            | Keyword::Format(_)
            | Keyword::MultipleOf(_)
            | Keyword::UniqueItems
            | Keyword::MinProperties(_)
            | Keyword::MaxProperties(_)
            | Keyword::PropertyNames(_)
            | Keyword::DependentRequired(_)
            | Keyword::DependentSchemas(_)
            | Keyword::OneOf(_)
            | Keyword::Not(_) => self.any(|fact| fact == keyword),
            keyword => self.bounds(keyword),
        }
    }

    /// The same of what a number or a length is at least or at most.
    fn bounds(&self, keyword: &Keyword) -> bool {
        let lengths = |fits: &dyn Fn(u64) -> bool| {
            let length = |text: &str| text.chars().count() as u64;
            self.texts().is_some_and(|texts| texts.into_iter().all(|text| fits(length(text))))
        };
        match keyword {
            Keyword::Minimum(wide) => self.any(|fact| {
                matches!(fact, Keyword::Minimum(least) | Keyword::ExclusiveMinimum(least) if at_most(wide, least))
            }),
            Keyword::ExclusiveMinimum(wide) => self.any(|fact| match fact {
                Keyword::Minimum(least) => at_most(wide, least) && wide != least,
                Keyword::ExclusiveMinimum(least) => at_most(wide, least),
                _ => false,
            }),
            Keyword::Maximum(wide) => self.any(|fact| {
                matches!(fact, Keyword::Maximum(most) | Keyword::ExclusiveMaximum(most) if at_most(most, wide))
            }),
            Keyword::ExclusiveMaximum(wide) => self.any(|fact| match fact {
                Keyword::Maximum(most) => at_most(most, wide) && wide != most,
                Keyword::ExclusiveMaximum(most) => at_most(most, wide),
                _ => false,
            }),
            Keyword::MinLength(wide) => {
                lengths(&|length| length >= *wide)
                    || self.any(|fact| matches!(fact, Keyword::MinLength(least) if least >= wide))
            }
            Keyword::MaxLength(wide) => {
                lengths(&|length| length <= *wide)
                    || self.any(|fact| matches!(fact, Keyword::MaxLength(most) if most <= wide))
            }
            Keyword::MinItems(wide) => {
                self.any(|fact| matches!(fact, Keyword::MinItems(least) if least >= wide))
            }
            Keyword::MaxItems(wide) => self.any(|fact| matches!(fact, Keyword::MaxItems(most) if most <= wide)),
            _ => false,
        }
    }
}

fn is_never(schema: &Schema) -> bool {
    matches!(schema, Schema::Keywords { keywords, .. } if keywords.as_slice() == [Keyword::Never])
}

/// The types of the values that a keyword asserts anything of, if it does not of all.
fn concerns(keyword: &Keyword) -> Option<&'static [JsonKind]> {
    Some(match keyword {
        Keyword::MultipleOf(_)
        | Keyword::Minimum(_)
        | Keyword::Maximum(_)
        | Keyword::ExclusiveMinimum(_)
        | Keyword::ExclusiveMaximum(_) => &[JsonKind::Integer, JsonKind::Number],
        Keyword::MinLength(_) | Keyword::MaxLength(_) | Keyword::Pattern(_) | Keyword::Format(_) => {
            &[JsonKind::String]
        }
        Keyword::PrefixItems(_)
        | Keyword::Items(_)
        | Keyword::Contains(_)
        | Keyword::MinContains(_)
        | Keyword::MaxContains(_)
        | Keyword::MinItems(_)
        | Keyword::MaxItems(_)
        | Keyword::UniqueItems => &[JsonKind::Array],
        Keyword::MinProperties(_)
        | Keyword::MaxProperties(_)
        | Keyword::Required(_)
        | Keyword::Properties(_)
        | Keyword::PatternProperties(_)
        | Keyword::AdditionalProperties(_)
        | Keyword::PropertyNames(_)
        | Keyword::DependentRequired(_)
        | Keyword::DependentSchemas(_) => &[JsonKind::Object],
        _ => return None,
    })
}

/// Whether a number is no greater than another, as far as floats tell.
fn at_most(one: &Number, other: &Number) -> bool {
    #[allow(clippy::cast_precision_loss, reason = "bounds that differ beyond 53 bits count as equal")]
    let float = |number: &Number| match number {
        Number::Integer(number) => *number as f64,
        Number::Unsigned(number) => *number as f64,
        Number::Float(number) => *number,
    };
    float(one) <= float(other)
}
