//! The items of an array: which schema each has.

use serde_json::{Map, Value, json};

use super::samples_text::count;

/// What a schema says of the items.
pub(super) struct Items<'a> {
    /// `prefixItems`.
    first: &'a [Value],
    /// `items`.
    further: Option<&'a Value>,
    /// `contains`, and how many items have to fit it.
    contained: Option<(&'a Value, usize)>,
}

impl<'a> Items<'a> {
    pub(super) fn of(keywords: &'a Map<String, Value>) -> Self {
        let first = keywords.get("prefixItems").and_then(Value::as_array).map(Vec::as_slice);
        let wanted =
            keywords.get("minContains").and_then(count).map_or(1, |n| usize::try_from(n).unwrap_or(1));
        Self {
            first: first.unwrap_or_default(),
            further: keywords.get("items"),
            contained: keywords.get("contains").map(|schema| (schema, wanted)),
        }
    }

    /// How many there have to be, for `contains`.
    pub(super) fn least(&self) -> usize {
        self.contained.map_or(0, |(_, wanted)| wanted)
    }

    /// How many show all that there is.
    pub(super) fn shown(&self) -> usize {
        self.first.len().max(1)
    }

    /// What one of them has to be.
    pub(super) fn schema(&self, index: usize) -> Value {
        let any = || Value::Object(Map::new());
        let own = self.first.get(index).or(self.further).cloned().unwrap_or_else(any);
        match self.contained {
            Some((contained, wanted)) if index < wanted => json!({ "allOf": [own, contained] }),
            _ => own,
        }
    }
}
