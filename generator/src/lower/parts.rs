//! Bodies of parts: `multipart/form-data`, whose parts are called as the properties of an object, and every other
//! `multipart`, whose parts have an order alone (OpenAPI 3.2, "Encoding By Position").

use serde_json::Value;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Encoding, JsonKind, Keyword, MediaKind, Parts, Schema, Type};

use super::Lowering;
use super::array::is_tuple;
use super::media::{Alternative, media_kind};
use super::schema::Node;
use super::types::Hint;
use super::uploads::is_form_data;

/// What a part is called of which the document says no name.
const PART: &str = "file";

/// What a media type says of parts by their places.
const BY_POSITION: &[&str] = &["prefixEncoding", "itemEncoding", "itemSchema"];

/// What an encoding says of parts within a part.
const WITHIN: &[&str] = &["encoding", "prefixEncoding", "itemEncoding"];

impl<'a> Lowering<'a> {
    /// What the parts of a body are, and what is lost of what the document says of them.
    pub(super) fn parts(&mut self, media: &Pointer, one: &Alternative<'a>) -> Parts {
        if one.kind != MediaKind::Multipart {
            return Parts::Named;
        }
        self.warn_of_parts_within(media);
        if !is_form_data(one.media) {
            return Parts::Unnamed;
        }
        for keyword in BY_POSITION {
            let place = media.join(keyword);
            if self.document.get(&place).is_some() {
                let message =
                    format!("`{keyword}` says nothing of a form, whose parts have names: it is ignored");
                self.warn(
                    codes::PARTS,
                    &place,
                    message,
                    "`encoding` is what a form has, by the names of its parts",
                );
            }
        }
        if self.is_no_object(media, one.source) { Parts::Only(self.only_part(media)) } else { Parts::Named }
    }

    /// The part of a form whose schema is no object, but what the part holds. Its name is that of the only encoding, if there
    /// is one; else it is called as most servers want it.
    fn only_part(&mut self, media: &Pointer) -> String {
        let encodings = self.document.get(&media.join("encoding")).and_then(Value::as_object);
        let mut named = encodings.into_iter().flatten().map(|(name, _)| name);
        if let (Some(name), None) = (named.next(), named.next()) {
            return name.clone();
        }
        let message = format!("a form whose schema is no object: it is sent as one part called `{PART}`");
        let help = "an object with a property says what the part is called";
        self.warn(codes::UNNAMED_PART, media, message, help);
        PART.to_owned()
    }

    /// The type and the assertions of a body whose parts have no names.
    pub(super) fn unnamed_parts(
        &mut self,
        media: &Pointer,
        one: &Alternative<'a>,
        hint: &Hint,
    ) -> (Type, Schema) {
        let items = media.join("itemSchema");
        if let (None, Some(schema)) = (&one.source.schema, self.document.carried(&items)) {
            let node = Node::new(items, schema);
            let part = self.lower_node(&node, &hint.child("Part")).into_type();
            let each = self.validator(&node, Some(""));
            let schema = Schema::of(vec![Keyword::Type(vec![JsonKind::Array]), Keyword::Items(each)]);
            return (Type::List(Box::new(part)), schema);
        }
        let schema = one.source.schema.as_ref().map(|schema| Node::new(media.join("schema"), schema));
        let keywords = self.resolve(&schema).filter(|_| self.uploads.bodies.contains(media));
        if let Some(keywords) = keywords.filter(|keywords| keywords.raw("prefixItems").is_some())
            && !is_tuple(&keywords)
            && self.array(&keywords, hint) == Type::List(Box::new(Type::Value))
        {
            // JSON cannot hold a file, but a file can be JSON.
            let message =
                "how many parts there are is not said, and they differ: each is sent as a file".to_owned();
            let help = "`minItems` and `maxItems` that are the number of `prefixItems` make the body a tuple";
            self.warn(codes::PARTS, &media.join("schema"), message, help);
            return (Type::List(Box::new(Type::File)), Schema::any());
        }
        self.media_type(media, one.kind, one.source, hint)
    }

    /// The media types of parts without names: by the property, or by the index; by nothing those of all other items.
    pub(super) fn unnamed_encodings(&mut self, media: &Pointer, one: &Alternative<'a>) -> Vec<Encoding> {
        let typed = |name: String, encoding: &Value| Encoding {
            name,
            content_type: encoding.get("contentType").and_then(Value::as_str).unwrap_or_default().to_owned(),
            style: None,
            reserved: false,
        };
        let said = |keyword: &str| self.document.get(&media.join(keyword));
        let schema = one.source.schema.as_ref().map(|schema| Node::new(media.join("schema"), schema));
        let is_object = self.resolve(&schema).and_then(|schema| schema.kind()) == Some(JsonKind::Object);
        if is_object {
            let named = said("encoding").and_then(Value::as_object).into_iter().flatten();
            let named = named.map(|(name, encoding)| typed(name.clone(), encoding));
            return named.filter(|encoding| !encoding.content_type.is_empty()).collect();
        }
        let first = said("prefixEncoding").and_then(Value::as_array).into_iter().flatten();
        let first = first.enumerate().map(|(index, encoding)| typed(index.to_string(), encoding));
        first.chain(said("itemEncoding").map(|encoding| typed(String::new(), encoding))).collect()
    }

    fn warn_of_parts_within(&mut self, media: &Pointer) {
        let mut encodings = Vec::new();
        for keyword in WITHIN {
            let place = media.join(keyword);
            match self.document.get(&place) {
                Some(Value::Array(list)) => encodings.extend((0..list.len()).map(|index| place.index(index))),
                Some(Value::Object(_)) if *keyword == "itemEncoding" => encodings.push(place),
                Some(Value::Object(named)) => encodings.extend(named.keys().map(|name| place.join(name))),
                _ => {}
            }
        }
        for encoding in encodings {
            for place in WITHIN.iter().map(|keyword| encoding.join(keyword)) {
                if self.document.get(&place).is_some() {
                    let message = "parts within a part are not written".to_owned();
                    let help = "as a string of the format `binary` the part can be any bytes";
                    self.warn(codes::PARTS, &place, message, help);
                }
            }
        }
    }

    /// The encodings that can be kept to. An object is JSON, which may go as a text or as bytes, but not as anything else.
    pub(super) fn spoken(
        &mut self,
        media: &Pointer,
        one: &Alternative<'a>,
        mut encodings: Vec<Encoding>,
    ) -> Vec<Encoding> {
        let schema = one.source.schema.as_ref().map(|schema| Node::new(media.join("schema"), schema));
        let Some(schema) = self.resolve(&schema) else { return encodings };
        let is_object = |name: &str| {
            let property = schema.properties.iter().find(|(property, _)| *property == name)?;
            self.resolve(&Some(property.1.clone())).filter(|value| value.kind() == Some(JsonKind::Object))
        };
        let other = |encoding: &Encoding| {
            let said = encoding.content_type.split([',', ';']).next().unwrap_or_default().trim();
            let kept = said.contains('*') || ["", "text/plain", "application/octet-stream"].contains(&said);
            let json = media_kind(said) == MediaKind::Json;
            (!kept && !json && is_object(&encoding.name).is_some()).then(|| said.to_owned())
        };
        let others: Vec<_> =
            encodings.iter().map(|encoding| (encoding.name.clone(), other(encoding))).collect();
        encodings.retain(|encoding| other(encoding).is_none());
        for (name, said) in others.into_iter().filter_map(|(name, other)| Some((name, other?))) {
            let place = media.join("encoding").join(&name).join("contentType");
            let message = format!("an object is sent as JSON, though it is to be `{said}`");
            let help = "as a string it can be any text, or, of the format `binary`, any bytes";
            self.warn(codes::PARTS, &place, message, help);
        }
        encodings
    }
}
