//! What `unevaluatedProperties` and `unevaluatedItems` leave alone: the properties and items that other keywords of the
//! same schema, and of the schemas that hold for the same value, speak of (JSON Schema 2020-12, core, 11).

use std::collections::BTreeSet;

use super::instance::{Instance, Kind};
use super::schema::{Keyword, Schema};
use super::validate_holds::{Test, branch};

/// Which properties, or items, by their number.
#[derive(Default)]
pub(super) struct Seen {
    first: u128,
    more: Vec<bool>,
    all: bool,
    /// Schemas that were asked, each in its scope, where there are many.
    asked: BTreeSet<(usize, usize)>,
}

impl Seen {
    pub(super) fn has(&self, index: usize) -> bool {
        let bit = |shift: u32| 1_u128.checked_shl(shift);
        self.all
            || match u32::try_from(index).ok().and_then(bit) {
                Some(bit) => self.first & bit != 0,
                None => self.more.get(index).copied().unwrap_or_default(),
            }
    }

    fn add(&mut self, index: usize) {
        match u32::try_from(index).ok().and_then(|shift| 1_u128.checked_shl(shift)) {
            Some(bit) => self.first |= bit,
            None => {
                if self.more.len() <= index {
                    self.more.resize(index + 1, false);
                }
                if let Some(slot) = self.more.get_mut(index) {
                    *slot = true;
                }
            }
        }
    }
}

impl<I: Instance> Test<I> {
    /// What the keywords of a schema evaluate of a value, those that are about the unevaluated left out.
    pub(super) fn evaluated(&mut self, keywords: &'static [Keyword], value: I) -> Seen {
        self.remember();
        let mut seen = Seen::default();
        self.evaluate(keywords, value, &mut seen, true);
        seen
    }

    fn evaluate_schema(&mut self, schema: &'static Schema, value: I, seen: &mut Seen) {
        if seen.all || self.remembers() && !seen.asked.insert((schema.0.as_ptr().addr(), self.scope_number()))
        {
            return;
        }
        if !self.enter(schema.0) {
            return;
        }
        let scope = self.scope();
        self.evaluate(schema.0, value, seen, false);
        self.leave(scope);
    }

    /// A member that does not hold evaluates nothing; where it has to hold, it is asked no more: a value that fails it is
    /// refused for that, and not for the rest as well.
    fn evaluate(&mut self, keywords: &'static [Keyword], value: I, seen: &mut Seen, own: bool) {
        for keyword in keywords {
            match *keyword {
                Keyword::Ref(target) | Keyword::NullOr(target) => self.evaluate_schema(target, value, seen),
                Keyword::DynamicAnchors(anchors) if !own => self.push_scope(anchors),
                Keyword::DynamicRef(anchor, target) => {
                    let target = self.dynamic(anchor, target);
                    self.evaluate_schema(target, value, seen);
                }
                Keyword::AllOf(members) => {
                    members.iter().for_each(|member| self.evaluate_schema(member, value, seen));
                }
                Keyword::AnyOf(members) | Keyword::OneOf(members) => {
                    for member in members {
                        if self.fits(member, value) {
                            self.evaluate_schema(member, value, seen);
                        }
                    }
                }
                Keyword::If(condition) => {
                    let holds = self.fits(condition, value);
                    if holds {
                        self.evaluate_schema(condition, value, seen);
                    }
                    if let Some(branch) = branch(keywords, holds) {
                        self.evaluate_schema(branch, value, seen);
                    }
                }
                _ => match value.kind() {
                    Kind::Object => self.evaluate_properties(keyword, value, seen, own),
                    Kind::Array => self.evaluate_items(keyword, value, seen, own),
                    _ => {}
                },
            }
        }
    }

    fn evaluate_properties(&mut self, keyword: &Keyword, value: I, seen: &mut Seen, own: bool) {
        let mut mark = |speaks: &dyn Fn(&str) -> bool| {
            let matching = value.properties().enumerate().filter(|(_, (name, _))| speaks(name));
            matching.for_each(|(index, _)| seen.add(index));
        };
        match *keyword {
            Keyword::Properties(declared) => mark(&|name| declared.iter().any(|(known, _)| *known == name)),
            Keyword::PatternProperties(patterns) => {
                mark(&|name| patterns.iter().any(|(pattern, _)| pattern.matches(name)));
            }
            Keyword::AdditionalProperties(_) => seen.all = true,
            Keyword::UnevaluatedProperties(_) if !own => seen.all = true,
            Keyword::DependentSchemas(dependent) => {
                for (_, schema) in dependent.iter().filter(|(name, _)| value.has(name)) {
                    self.evaluate_schema(schema, value, seen);
                }
            }
            _ => {}
        }
    }

    fn evaluate_items(&mut self, keyword: &Keyword, value: I, seen: &mut Seen, own: bool) {
        match *keyword {
            Keyword::PrefixItems(schemas) => {
                (0..value.len().min(schemas.len())).for_each(|index| seen.add(index));
            }
            Keyword::Items(_) => seen.all = true,
            Keyword::UnevaluatedItems(_) if !own => seen.all = true,
            Keyword::Contains(schema) => {
                self.depth += 1;
                for (index, item) in value.items().enumerate() {
                    if self.fits(schema, item) {
                        seen.add(index);
                    }
                }
                self.depth -= 1;
            }
            _ => {}
        }
    }
}
