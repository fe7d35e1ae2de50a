//! Which properties of a value a member of a union speaks of: a value was hardly meant for a member that does not know what
//! others know.

use serde_json::Value;

use super::schema::{Keyword, Schema};
use super::validate_holds::Test;
use super::violation::push_step;

/// How deep it is looked for what a member says.
const DEEPEST: usize = 16;
/// How many schemas of a member are looked at.
const MOST: usize = 1000;

/// The places of the properties that a schema says nothing of; none of what is no object. A `$dynamicRef` means what it does
/// in a check.
pub(super) fn unknown(test: &Test<&Value>, schema: &Schema, value: &Value, place: &str) -> Vec<String> {
    let unknown = value.as_object().into_iter().flat_map(|o| o.keys()).collect();
    let mut search = Search { left: MOST, unknown, test };
    search.schema(schema, DEEPEST);
    let at = |name: &&String| {
        let mut place = place.to_owned();
        push_step(&mut place, name);
        place
    };
    search.unknown.iter().map(at).collect()
}

struct Search<'v> {
    test: &'v Test<&'v Value>,
    left: usize,
    /// The names of which nothing was said yet.
    unknown: Vec<&'v String>,
}

impl Search<'_> {
    fn schema(&mut self, schema: &Schema, depth: usize) {
        self.left = self.left.saturating_sub(1);
        let (Some(depth), true) = (depth.checked_sub(1), self.left > 0) else { return };
        for keyword in schema.0 {
            if self.unknown.is_empty() {
                return;
            }
            self.keyword(keyword, depth);
        }
    }

    fn keyword(&mut self, keyword: &Keyword, depth: usize) {
        match *keyword {
            Keyword::Properties(declared) => self
                .unknown
                .retain(|name| !declared.iter().any(|(known, schema)| known == name && !schema.is_never())),
            Keyword::PatternProperties(patterns) => {
                self.unknown.retain(|name| !patterns.iter().any(|(pattern, _)| pattern.is_found(name)));
            }
            // A map speaks of every name.
            Keyword::AdditionalProperties(rest) | Keyword::UnevaluatedProperties(rest)
                if !rest.0.is_empty() && !rest.is_never() =>
            {
                self.unknown.clear();
            }
            Keyword::Ref(schema)
            | Keyword::NullOr(schema)
            | Keyword::If(schema)
            | Keyword::Then(schema)
            | Keyword::Else(schema) => self.schema(schema, depth),
            Keyword::AllOf(members) | Keyword::AnyOf(members) | Keyword::OneOf(members) => {
                members.iter().for_each(|member| self.schema(member, depth));
            }
            Keyword::DynamicRef(anchor, schema) => self.schema(self.test.dynamic(anchor, schema), depth),
            Keyword::DependentSchemas(dependent) => {
                dependent.iter().for_each(|(_, schema)| self.schema(schema, depth));
            }
            _ => {}
        }
    }
}
