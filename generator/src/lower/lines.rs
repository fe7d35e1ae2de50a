//! JSON in lines, a value each (OpenAPI 3.2, "Sequential Media Types").
//!
//! From OpenAPI 3.2 on, `itemSchema` is that of a line. Before, documents give the schema of a line, or of a list of them.

use openapiv3::ReferenceOr;

use crate::ir::{JsonKind, Lines, Type};

use super::Lowering;
use super::media::is_lines;
use super::responses::Entry;
use super::schema::Node;
use super::types::Hint;

impl<'a> Lowering<'a> {
    /// The lines of the first success that has any.
    pub(super) fn lines(&mut self, successes: &[Entry<'a>], hint: &Hint) -> Option<Lines> {
        for (_, pointer, response) in successes {
            let Some((pointer, response, _)) = self.resolve_response(pointer, response, hint) else {
                continue;
            };
            let Some((media, source)) = response.content.iter().find(|(media, _)| is_lines(media)) else {
                continue;
            };
            let at = pointer.join("content").join(media);
            let items = at.join("itemSchema");
            let schema = |schema: &'a ReferenceOr<_>| Node::new(at.join("schema"), schema);
            let node = match self.document.carried(&items) {
                Some(schema) => Some(Node::new(items, schema)),
                None => source.schema.as_ref().map(schema).map(|node| self.line_of(node)),
            };
            let hint = hint.child("Line");
            let line = node.map_or(Type::Value, |node| self.line_type(&node, &hint));
            return Some(Lines { line, media: media.clone() });
        }
        None
    }

    /// The schema of a line, where that of all of them is given.
    fn line_of(&self, node: Node<'a>) -> Node<'a> {
        let keywords = self.resolve(&Some(node.clone()));
        let items = keywords.filter(|keywords| keywords.kind() == Some(JsonKind::Array));
        items.and_then(|keywords| keywords.items).unwrap_or(node)
    }

    /// A whole that is said to be a text, or bytes, says nothing of its lines.
    fn line_type(&mut self, node: &Node<'a>, hint: &Hint) -> Type {
        let keywords = self.resolve(&Some(node.clone()));
        match keywords.and_then(|keywords| keywords.kind()) {
            Some(JsonKind::String) => Type::Value,
            _ => self.lower_node(node, hint).into_type(),
        }
    }
}
