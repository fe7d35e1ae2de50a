//! Parameters whose schema nests: only `deepObject` has a way to write an array or object inside another.
//!
//! Of the other styles OpenAPI says nothing there ("Style Values": arrays and objects of scalars). What the servers of such
//! documents take is JSON, as the properties of a form that nest are JSON by default ("Encoding Object").

use std::collections::BTreeSet;

use openapiv3::{ParameterData, ParameterSchemaOrContent};

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{JsonKind, Location, Style};

use super::Lowering;
use super::schema::{Additional, Keywords, Node};

impl<'a> Lowering<'a> {
    /// The style of a parameter: its own, unless the document describes values that it has no way to write.
    pub(super) fn writable(
        &mut self,
        pointer: &Pointer,
        data: &'a ParameterData,
        location: Location,
        (own, explode): (Style, bool),
    ) -> Style {
        let ParameterSchemaOrContent::Schema(schema) = &data.format else { return own };
        if matches!(own, Style::DeepObject | Style::Json | Style::Text) {
            return own;
        }
        let schema = Node::new(pointer.join("schema"), schema);
        let values = self.described(&schema);
        // Each property is a parameter of its own, which may be an array.
        let apart = explode && matches!(location, Location::Query | Location::Cookie);
        // An array of arrays is more in the way than an object that has one.
        let nests =
            values.iter().filter_map(|value| Some((value.items.is_none(), self.nests(value, apart)?)));
        let Some((is_object, what)) = nests.min_by_key(|nests| nests.0) else { return own };
        let scalar = |kind: JsonKind| !matches!(kind, JsonKind::Array | JsonKind::Object | JsonKind::Null);
        let (style, does) = if apart && is_object {
            (own, "what nests in its properties is sent as JSON")
        } else if values.iter().filter_map(Keywords::kind).any(scalar) {
            // A text that is JSON has quotes, and who sends the text alone wants none.
            (own, "a call with such a value is an error")
        } else {
            (Style::Json, "it is sent as JSON")
        };
        let (name, word) = (&data.name, word(own));
        let message = format!("`{name}` {what}, which the style `{word}` has no way to write: {does}");
        let deep = match location {
            Location::Query => ", or `style: deepObject` for `name[property][property]=value`",
            _ => "",
        };
        let help = format!(
            "say what the server takes, by an overlay perhaps: `content` with `application/json` in the place of \
             `schema`{deep}"
        );
        self.warn(codes::NESTED_PARAMETER, &schema.pointer, message, &help);
        style
    }

    /// What a value has inside it that is an array or an object itself, in words. Where its properties are written `apart`, an
    /// array may be one.
    fn nests(&self, value: &Keywords<'a>, apart: bool) -> Option<String> {
        if let Some(what) = value.items.as_ref().and_then(|items| self.compound(items)) {
            return Some(format!("is an array of {what}s"));
        }
        let further = match &value.additional {
            Additional::Schema(node) => Some((None, node)),
            _ => None,
        };
        let properties = value.properties.iter().map(|(name, node)| (Some(*name), node));
        properties.chain(further).find_map(|(name, node)| {
            let what = match self.compound(node)? {
                "array" if apart => {
                    let lists = self.described(node).into_iter().filter_map(|list| list.items);
                    let inner = lists.into_iter().find_map(|items| self.compound(&items))?;
                    format!("array of {inner}s")
                }
                what => what.to_owned(),
            };
            Some(match name {
                Some(name) => format!("has an {what} in it, `{name}`"),
                None => format!("is an object of {what}s"),
            })
        })
    }

    /// What a value may be that no style has a word for where it stands inside another.
    fn compound(&self, node: &Node<'a>) -> Option<&'static str> {
        self.described(node).iter().find_map(|value| match value.kind() {
            Some(JsonKind::Array) => Some("array"),
            Some(JsonKind::Object) => Some("object"),
            _ => None,
        })
    }

    /// A schema, and those of `allOf`, `oneOf` and `anyOf` that say more of the same value.
    fn described(&self, node: &Node<'a>) -> Vec<Keywords<'a>> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![node.clone()];
        while let Some(node) = open.pop() {
            let Some(keywords) = self.resolve(&Some(node)) else { continue };
            if seen.insert(keywords.pointer.clone()) {
                for list in [&keywords.any_of, &keywords.one_of, &keywords.all_of] {
                    open.extend(list.iter().rev().cloned());
                }
                found.push(keywords);
            }
        }
        found
    }
}

/// A style as documents call it.
fn word(style: Style) -> &'static str {
    match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::Cookie => "cookie",
        Style::DeepObject | Style::Json | Style::Text => "deepObject",
    }
}
