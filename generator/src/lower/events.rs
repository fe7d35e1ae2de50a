//! `text/event-stream`: what the data of an event is.
//!
//! From OpenAPI 3.2 on, `itemSchema` is that of an event. Before, OpenAPI had no word for it, and documents give the schema of the data, or of the whole event with its
//! `id`, `event`, `data` and `retry`, or a list of either.

use openapiv3::ReferenceOr;

use crate::ir::{Events, JsonKind, MediaKind, Type};

use super::Lowering;
use super::media::{is_events, media_kind};
use super::responses::Entry;
use super::schema::{Keywords, Node};
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
            let at = pointer.join("content").join(media);
            let items = at.join("itemSchema");
            let schema = |schema: &'a ReferenceOr<_>| Node::new(at.join("schema"), schema);
            let node = self
                .document
                .carried(&items)
                .map(|schema| Node::new(items, schema))
                .or_else(|| source.schema.as_ref().map(schema));
            return Some(Events { data: node.and_then(|node| self.event_data(node, &hint.child("Event"))) });
        }
        None
    }

    /// JSON in a text: `contentSchema`.
    fn event_content(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Option<Type> {
        let at = keywords.pointer.join("contentSchema");
        let schema = self.document.carried(&at)?;
        let json =
            keywords.text("contentMediaType").is_some_and(|media| media_kind(media) == MediaKind::Json);
        json.then(|| self.lower_node(&Node::new(at, schema), hint).into_type())
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
            // What its text holds may be said as well.
            Some(JsonKind::String) => self.event_content(&keywords, hint),
            _ => Some(self.lower_node(&node, hint).into_type()),
        }
    }
}
