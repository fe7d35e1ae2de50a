//! `text/event-stream`: what the data of an event is.
//!
//! OpenAPI before 3.2 has no word for it, and documents give the schema of the data, or of the whole event with its
//! `id`, `event`, `data` and `retry`, or a list of either.

use openapiv3::ReferenceOr;

use crate::ir::{Events, JsonKind, Type};

use super::Lowering;
use super::media::is_events;
use super::responses::Entry;
use super::schema::Node;
use super::types::Hint;

/// The fields of an event.
const FIELDS: &[&str] = &["id", "event", "data", "retry"];

impl<'a> Lowering<'a> {
    /// The events of the first success that has any.
    pub(super) fn events(&mut self, successes: &[Entry<'a>], hint: &Hint) -> Option<Events> {
        for (_, pointer, response) in successes {
            let Some((pointer, response, _)) = self.resolve_response(pointer, response, hint) else {
                continue;
            };
            let Some((media, source)) = response.content.iter().find(|(media, _)| is_events(media)) else {
                continue;
            };
            let at = pointer.join("content").join(media).join("schema");
            let node = source.schema.as_ref().map(|schema: &'a ReferenceOr<_>| Node::new(at, schema));
            return Some(Events { data: node.and_then(|node| self.event_data(node, &hint.child("Event"))) });
        }
        None
    }

    fn event_data(&mut self, node: Node<'a>, hint: &Hint) -> Option<Type> {
        let keywords = self.resolve(&Some(node.clone()))?;
        if let (Some(JsonKind::Array), Some(items)) = (keywords.kind(), &keywords.items) {
            return self.event_data(items.clone(), hint);
        }
        let of_event = |(name, _): &(&str, Node<'_>)| FIELDS.contains(name);
        let data = keywords.properties.iter().find(|(name, _)| *name == "data");
        if let Some((_, data)) = data.filter(|_| keywords.properties.iter().all(of_event)) {
            return self.event_data(data.clone(), hint);
        }
        match keywords.kind() {
            Some(JsonKind::String) => None,
            _ => Some(self.lower_node(&node, hint).into_type()),
        }
    }
}
