//! `type: array`.

use crate::ir::Type;

use super::Lowering;
use super::schema::Keywords;
use super::types::Hint;

impl<'a> Lowering<'a> {
    /// `Vec` of what `items` says; of any JSON where it says nothing.
    pub(super) fn array(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Type {
        let item = match &keywords.items {
            Some(items) => self.lower_node(items, &hint.child("Item")).into_type(),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }
}
