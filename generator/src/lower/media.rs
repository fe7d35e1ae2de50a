//! Media types: how each is written and read, which of several are alternatives, and what they are called.

use indexmap::IndexMap;
use openapiv3::MediaType;

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{JsonKind, MediaKind};

use super::schema::Node;
use super::uploads::{self, is_form_data, is_multipart};
use super::{Lowering, names};

/// One of the media types that a body or an answer can have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alternative<'a> {
    pub(super) media: &'a str,
    pub(super) source: &'a MediaType,
    pub(super) kind: MediaKind,
}

impl<'a> Lowering<'a> {
    /// What an answer may be, the easiest to read first. A media type that says the same as another in another
    /// notation is none of its own: who can read JSON has no use for the XML of it.
    pub(super) fn answers_of(
        &mut self,
        content: &Pointer,
        media_types: &'a IndexMap<String, MediaType>,
    ) -> Vec<Alternative<'a>> {
        let mut all = self.ranked(content, media_types);
        // Events and lines are one answer as they go on, and asked for in their own way.
        let goes_on = |one: &Alternative<'_>| is_events(one.media) || is_lines(one.media);
        if all.iter().any(|one| !goes_on(one)) {
            all.retain(|one| !goes_on(one));
        }
        for one in &mut all {
            // Nothing reads forms: such an answer is bytes.
            if matches!(one.kind, MediaKind::Form | MediaKind::Multipart) || goes_on(one) {
                one.kind = MediaKind::Bytes;
            }
        }
        self.different(content, all)
    }

    /// What a request body may be, the one to take when nothing else is said first.
    pub(super) fn bodies_of(
        &mut self,
        content: &Pointer,
        media_types: &'a IndexMap<String, MediaType>,
    ) -> Vec<Alternative<'a>> {
        let mut all = self.ranked(content, media_types);
        // JSON cannot hold a file.
        all.sort_by_key(|one| !self.uploads.bodies.contains(&content.join(one.media)));
        for one in &mut all {
            let media = content.join(one.media);
            let unsaid = one.source.schema.is_none();
            let no_fields = self.is_no_object(&media, one.source);
            match one.kind {
                MediaKind::Multipart if !is_form_data(one.media) => {
                    // What is one text is the body as a whole.
                    let items = self.document.get(&media.join("itemSchema")).is_some();
                    let kind = self.content_kind(&media, one.source);
                    let in_parts = matches!(kind, None | Some(JsonKind::Object | JsonKind::Array));
                    if !(if unsaid { items } else { in_parts }) {
                        one.kind = MediaKind::Bytes;
                    }
                }
                // Nothing says what the parts are.
                MediaKind::Multipart if unsaid => one.kind = MediaKind::Bytes,
                MediaKind::Form if no_fields => one.kind = MediaKind::Text,
                // Any media type, and no word of what is in it.
                MediaKind::Json if is_any(one.media) && unsaid => one.kind = MediaKind::Bytes,
                _ => {}
            }
        }
        self.different(content, all)
    }

    /// The easiest to read first.
    fn ranked(
        &self,
        content: &Pointer,
        media_types: &'a IndexMap<String, MediaType>,
    ) -> Vec<Alternative<'a>> {
        let rank = |one: &Alternative<'_>| match one.kind {
            MediaKind::Json if one.media.starts_with("application/json") => 0,
            MediaKind::Json if is_any(one.media) => 2,
            MediaKind::Json => 1,
            MediaKind::Form => 3,
            MediaKind::Multipart => 4,
            MediaKind::Text | MediaKind::TextOrJson => 5,
            MediaKind::Bytes => 6,
        };
        let kind = |media: &str| match media_kind(media) {
            // What could be JSON as well as anything else, and is said to be no text.
            MediaKind::Json if is_any(media) && self.is_binary(&content.join(media)) => MediaKind::Bytes,
            kind => kind,
        };
        let mut all: Vec<Alternative<'_>> = media_types
            .iter()
            .map(|(media, source)| Alternative { media, source, kind: kind(media) })
            .collect();
        all.sort_by_key(rank);
        all
    }

    /// Whether the content of a media type is said to be something else than an object.
    pub(super) fn is_no_object(&self, media: &Pointer, source: &'a MediaType) -> bool {
        self.content_kind(media, source).is_some_and(|kind| kind != JsonKind::Object)
    }

    fn content_kind(&self, media: &Pointer, source: &'a MediaType) -> Option<JsonKind> {
        let schema = source.schema.as_ref().map(|schema| Node::new(media.join("schema"), schema));
        self.resolve(&schema).and_then(|keywords| keywords.kind())
    }

    /// Whether the content of a media type is a string of the format `binary`.
    fn is_binary(&self, media: &Pointer) -> bool {
        uploads::is_binary(self.document, &media.join("schema"))
    }

    /// Leaves out what says no more than one before it: the same schema in another notation, and XML beside JSON, whose
    /// schemas differ in how XML is written.
    fn different(&mut self, content: &Pointer, all: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
        let mut chosen: Vec<Alternative<'a>> = Vec::new();
        for one in all {
            let schema = |media: &str| {
                let media = content.join(media);
                ["schema", "itemSchema"].map(|keyword| self.document.get(&media.join(keyword)))
            };
            let same = |other: &&Alternative<'_>| schema(other.media) == schema(one.media);
            let json = chosen.iter().any(|other| other.kind == MediaKind::Json);
            if is_xml(one.media) && json || chosen.iter().any(|other| same(&other)) {
                continue;
            }
            if chosen.iter().any(|other| essence(other.media) == essence(one.media)) {
                self.warn(
                    codes::MEDIA_PARAMETERS,
                    &content.join(one.media),
                    "media types that differ in their parameters alone: this one is left out".to_owned(),
                    "",
                );
                continue;
            }
            chosen.push(one);
        }
        chosen
    }
}

/// A media type without its parameters.
fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a document's name of a media type is one, or a range of them (RFC 9110 section 8.3.1).
pub(super) fn is_media_type(media: &str) -> bool {
    let token = |text: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    essence(media).split_once('/').is_some_and(|(main, sub)| token(main) && token(sub))
}

/// Of several alternatives the one that is left for whatever media type comes: what says that it is any, or else the first.
pub(super) fn fallback(alternatives: &[Alternative<'_>]) -> usize {
    alternatives.iter().position(|one| essence(one.media) == "*/*").unwrap_or_default()
}

/// Whether it stands for any media type, or for none.
fn is_any(media: &str) -> bool {
    media.contains('*') || !is_media_type(media)
}

/// Server-sent events.
pub(super) fn is_events(media: &str) -> bool {
    essence(media) == "text/event-stream"
}

/// JSON in lines (OpenAPI 3.2, "Sequential Media Types"), by the names that it goes by.
pub(super) fn is_lines(media: &str) -> bool {
    let essence = essence(media);
    let name = essence.strip_prefix("application/").map(|name| name.trim_start_matches("x-"));
    name.is_some_and(|name| {
        ["ndjson", "jsonl", "jsonlines", "json-lines", "json-stream", "stream+json", "json-seq"]
            .contains(&name)
    })
}

/// A form in one line.
pub(super) fn is_form(media: &str) -> bool {
    essence(media) == "application/x-www-form-urlencoded"
}

/// XML (RFC 7303), which is text to a program that has no types for it.
pub(super) fn is_xml(media: &str) -> bool {
    let essence = essence(media);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// How a media type is written and read. RFC 6839: `+json` is JSON. So is what was named before it, or with the two ends the
/// other way round (`application/json+sarif`).
pub(super) fn media_kind(media: &str) -> MediaKind {
    let essence = essence(media);
    let json = essence.split_once('/').is_some_and(|(_, sub)| {
        matches!(sub, "json" | "x-json") || sub.ends_with("+json") || sub.starts_with("json+")
    });
    if json || matches!(&*essence, "*/*" | "json" | "") {
        MediaKind::Json
    } else if is_form(&essence) {
        MediaKind::Form
    } else if is_multipart(&essence) {
        MediaKind::Multipart
    } else if is_xml(&essence) || essence.starts_with("text/") && !is_events(&essence) {
        MediaKind::Text
    } else {
        MediaKind::Bytes
    }
}

/// What the media types of alternatives are called, as variants: `Json`, `Csv`, ...
pub(super) fn words(alternatives: &[Alternative<'_>]) -> Vec<String> {
    let words: Vec<String> = alternatives.iter().map(|one| word(one.media)).collect();
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    names::unique(&texts, names::variant_name, &[])
}

fn word(media: &str) -> String {
    let essence = essence(media);
    let (main, sub) = essence.split_once('/').unwrap_or(("", &essence));
    match (main, sub) {
        ("*", _) | ("", "") => "other".to_owned(),
        (main, "*") => main.to_owned(),
        ("text", "plain") => "text".to_owned(),
        (_, "octet-stream") => "bytes".to_owned(),
        (_, "x-www-form-urlencoded") => "form".to_owned(),
        ("multipart", "form-data") => "multipart".to_owned(),
        (_, sub) => {
            let sub = sub.strip_prefix("vnd.").or_else(|| sub.strip_prefix("x-")).unwrap_or(sub);
            sub.to_owned()
        }
    }
}
