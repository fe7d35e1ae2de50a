//! Parameters: where they go and how they are written.

use openapiv3::{
    Content, MediaType, Parameter as Source, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr,
};
use serde_json::Value;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Encoding, JsonKind, Location, MediaKind, Parameter, Schema, Style, Type};

use super::guaranteed::guaranteed;
use super::media::media_kind;
use super::schema::Node;
use super::types::{Hint, Lowered};
use super::{Lowering, docs, names};

/// Header fields that other parts of the document describe: OpenAPI says to ignore such parameters.
const NOT_PARAMETERS: &[&str] = &["accept", "authorization", "content-type"];

/// Header fields by which a message is held together on its way (RFC 9112 section 6; RFC 9110 section 7.6.1): what writes it
/// there says them, and a value of the caller's would break it.
const FRAMING: &[&str] = &["content-length", "transfer-encoding", "connection"];

impl<'a> Lowering<'a> {
    /// A parameter or the one it refers to.
    pub(super) fn resolve_parameter(
        &self,
        pointer: &Pointer,
        parameter: &'a ReferenceOr<Source>,
    ) -> Option<(Pointer, &'a Source)> {
        let (mut pointer, mut parameter) = (pointer.clone(), parameter);
        for _ in 0..64 {
            match parameter {
                ReferenceOr::Item(item) => return Some((pointer, item)),
                ReferenceOr::Reference { reference } => {
                    pointer = Pointer::parse(reference)?;
                    let key = pointer.component("parameters")?;
                    parameter = self.document.openapi.components.as_ref()?.parameters.get(&key)?;
                }
            }
        }
        None
    }

    /// The parameters, and the name that is left for the body.
    pub(super) fn parameters(
        &mut self,
        sources: &[(Pointer, &'a Source)],
        hint: &Hint,
    ) -> (Vec<Parameter>, String) {
        let mut written = Vec::new();
        for source in sources {
            if !self.is_said_elsewhere(source) {
                written.push(source);
            }
        }
        let sources = written;
        let mut wires: Vec<&str> =
            sources.iter().map(|(_, source)| source.parameter_data_ref().name.as_str()).collect();
        wires.push("body");
        let mut all = names::unique(&wires, names::value_name, &[]);
        let body = all.pop().unwrap_or_else(|| "body".to_owned());
        let parameters = sources
            .into_iter()
            .zip(all)
            .map(|((pointer, source), name)| self.parameter(pointer, source, name, hint))
            .collect();
        (parameters, body)
    }

    /// Whether a parameter is a header field that other parts of the document describe, or the HTTP client writes.
    fn is_said_elsewhere(&mut self, (pointer, source): &(Pointer, &'a Source)) -> bool {
        if !matches!(source, Source::Header { .. }) {
            return false;
        }
        let name = source.parameter_data_ref().name.to_ascii_lowercase();
        let framing = FRAMING.contains(&name.as_str());
        if framing {
            let message = format!("`{name}` is left out: the HTTP client says it itself");
            self.warn(codes::FRAMING, pointer, message, "");
        }
        framing || NOT_PARAMETERS.contains(&name.as_str())
    }

    fn parameter(&mut self, pointer: &Pointer, source: &'a Source, name: String, hint: &Hint) -> Parameter {
        let (location, style) = self.parameter_place(pointer, source);
        let data = source.parameter_data_ref();
        let explode =
            data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie | Style::DeepObject));
        let style = self.writable(pointer, data, location, (style, explode));
        let (node, lowered, mut schema) = self.parameter_schema(pointer, data, hint, location);
        if guaranteed(&lowered.ty, &schema) {
            schema = Schema::any();
        }
        let keywords = self.resolve(&node);
        let mut words = keywords.as_ref().map(docs::constraints).unwrap_or_default();
        let default = keywords.as_ref().and_then(|keywords| keywords.raw("default")).cloned();
        if let Some(default) = &default {
            words.push(docs::of_default(default));
        }
        let prose = data.description.clone().or_else(|| keywords.as_ref()?.data.description.clone());
        let example = data.example.clone().or_else(|| {
            let keywords = keywords.as_ref()?;
            keywords.raw("example").or_else(|| keywords.raw("default")).cloned()
        });
        Parameter {
            name,
            wire: data.name.clone(),
            location,
            style,
            explode,
            reserved: matches!(source, Source::Query { allow_reserved: true, .. }),
            encodings: self.parameter_encodings(pointer, location, data),
            // Outside of JSON nothing is written for `null`.
            ty: lowered.ty,
            schema,
            // OpenAPI has no optional path parameter.
            required: data.required || location == Location::Path,
            deprecated: data.deprecated.unwrap_or_default(),
            docs: docs::joined(prose.unwrap_or_default().trim(), &words),
            pointer: pointer.to_string(),
            default,
            example: example.or_else(|| first_example(data)),
            sample: None,
        }
    }

    fn parameter_schema(
        &mut self,
        pointer: &Pointer,
        data: &'a ParameterData,
        hint: &Hint,
        location: Location,
    ) -> (Option<Node<'a>>, Lowered, Schema) {
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let node = Node::new(pointer.join("schema"), schema);
                let lowered = self.lower_node(&node, &hint.child(&data.name));
                let schema = self.validator(&node, Some(&data.name));
                (Some(node), lowered, schema)
            }
            ParameterSchemaOrContent::Content(content) => {
                let form = || form(content).filter(|_| location == Location::QueryString);
                let text = || content.iter().find(|(media, source)| self.is_string(pointer, media, source));
                let Some((media, described)) = json(content).or_else(form).or_else(text) else {
                    return self.content_parameter(pointer, content);
                };
                match &described.schema {
                    Some(schema) => {
                        let at = pointer.join("content").join(media).join("schema");
                        let node = Node::new(at, schema);
                        let lowered = self.lower_node(&node, &hint.child(&data.name));
                        let schema = self.validator(&node, Some(&data.name));
                        (Some(node), lowered, schema)
                    }
                    None => (None, Lowered::plain(Type::Value), Schema::any()),
                }
            }
        }
    }

    /// A parameter whose value is a whole media type that is not written here: sent as the text it is given.
    fn content_parameter(
        &mut self,
        pointer: &Pointer,
        content: &'a Content,
    ) -> (Option<Node<'a>>, Lowered, Schema) {
        if !content.keys().all(|media| media.starts_with("text/")) {
            self.warn(
                codes::CONTENT_PARAMETER,
                &pointer.join("content"),
                "a parameter with `content` is sent as the text it is given".to_owned(),
                "",
            );
        }
        (None, Lowered::plain(Type::String), Schema::any())
    }
}

impl<'a> Lowering<'a> {
    /// Whether the document says of a content that it is a string, in whatever language it is.
    fn is_string(&self, pointer: &Pointer, media: &str, source: &'a MediaType) -> bool {
        let at = pointer.join("content").join(media).join("schema");
        let schema = source.schema.as_ref().map(|schema| Node::new(at, schema));
        self.resolve(&schema).and_then(|keywords| keywords.kind()) == Some(JsonKind::String)
    }

    /// Where a parameter goes and how it is written. What openapiv3 has no word for is in the tree.
    fn parameter_place(&self, pointer: &Pointer, source: &Source) -> (Location, Style) {
        let says = |key: &str, word: &str| {
            self.document.get(&pointer.join(key)).and_then(Value::as_str).is_some_and(|said| said == word)
        };
        let (location, style) = place(source);
        let location = if says("in", "querystring") { Location::QueryString } else { location };
        let style = match &source.parameter_data_ref().format {
            ParameterSchemaOrContent::Content(content) if json(content).is_some() => Style::Json,
            ParameterSchemaOrContent::Content(content)
                if location == Location::QueryString && form(content).is_none() =>
            {
                Style::Text
            }
            _ if location == Location::Cookie && says("style", "cookie") => Style::Cookie,
            _ => style,
        };
        (location, style)
    }

    /// How the properties of the form are written that is the whole query.
    fn parameter_encodings(
        &self,
        pointer: &Pointer,
        location: Location,
        data: &ParameterData,
    ) -> Vec<Encoding> {
        match &data.format {
            ParameterSchemaOrContent::Content(content) if location == Location::QueryString => {
                let form = form(content).filter(|_| json(content).is_none());
                let at = |(media, _): (&String, _)| pointer.join("content").join(media);
                form.map(at).map(|media| self.encodings(&media, MediaKind::Form)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

/// The form of a parameter's content.
fn form(content: &Content) -> Option<(&String, &MediaType)> {
    content.iter().find(|(media, _)| media_kind(media) == MediaKind::Form)
}

/// The JSON of a parameter's content.
fn json(content: &Content) -> Option<(&String, &MediaType)> {
    content.iter().find(|(media, _)| media_kind(media) == MediaKind::Json)
}

fn place(source: &Source) -> (Location, Style) {
    match source {
        Source::Query { style, .. } => (
            Location::Query,
            match style {
                QueryStyle::Form => Style::Form,
                QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                QueryStyle::PipeDelimited => Style::PipeDelimited,
                QueryStyle::DeepObject => Style::DeepObject,
            },
        ),
        Source::Path { style, .. } => (
            Location::Path,
            match style {
                PathStyle::Simple => Style::Simple,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            },
        ),
        Source::Header { .. } => (Location::Header, Style::Simple),
        Source::Cookie { .. } => (Location::Cookie, Style::Form),
    }
}

fn first_example(data: &ParameterData) -> Option<Value> {
    data.examples.values().find_map(|example| example.as_item()?.value.clone())
}
