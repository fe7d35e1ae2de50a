//! `additionalProperties: false` in an `allOf`: it knows the properties of its own schema alone, and forbids those of the rest.

use std::collections::BTreeSet;

use crate::diagnostic::codes;

use super::Lowering;
use super::all_of::Merged;
use super::schema::{Additional, Keywords};

/// How many properties a message names.
const NAMED: usize = 5;

impl<'a> Lowering<'a> {
    /// Warns of schemas that refuse what the others of the same `allOf` bring: validation will.
    pub(super) fn warn_of_closed(&mut self, keywords: &Keywords<'a>, merged: &Merged<'a>) {
        let members = keywords.all_of.iter().filter_map(|node| self.resolve(&Some(node.clone())));
        let all: Vec<Keywords<'a>> = std::iter::once(keywords.clone()).chain(members).collect();
        for closed in all.iter().filter(|one| matches!(one.additional, Additional::None)) {
            // What a member has of its own `allOf` is told where that stands.
            let is_whole = closed.pointer == keywords.pointer || closed.all_of.is_empty();
            if !is_whole || closed.raw("patternProperties").is_some() {
                continue;
            }
            let known: BTreeSet<&str> = closed.properties.iter().map(|(name, _)| *name).collect();
            let brought = merged.keywords.properties.iter().map(|(name, _)| *name);
            let refused: Vec<String> =
                brought.filter(|name| !known.contains(name)).map(|name| format!("`{name}`")).collect();
            if let Some(first) = refused.get(..refused.len().min(NAMED)).filter(|first| !first.is_empty()) {
                let more = if refused.len() > NAMED { ", ..." } else { "" };
                let message = format!(
                    "`additionalProperties: false` refuses what the rest of the `allOf` brings: {}{more}",
                    first.join(", ")
                );
                let help = "values with these are not valid: leave it out, by an overlay perhaps; in OpenAPI 3.1, \
                            `unevaluatedProperties: false` beside the `allOf` is what is meant";
                let place = closed.pointer.join("additionalProperties");
                self.warn(codes::CLOSED, &place, message, help);
            }
        }
    }
}
