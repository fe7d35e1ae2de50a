//! `encoding`: how the properties of a form are written.

use serde_json::Value;

use crate::document::Pointer;
use crate::ir::{Encoding, MediaKind, Style};

use super::Lowering;

impl Lowering<'_> {
    /// The encodings that say more than the defaults of OpenAPI 3.0.4.
    pub(super) fn encodings(&self, media: &Pointer, kind: MediaKind) -> Vec<Encoding> {
        let written = self.document.get(&media.join("encoding")).and_then(Value::as_object);
        let read = match kind {
            MediaKind::Form => one,
            // There `style` is ignored (OpenAPI 3.0.4, "Encoding Object"), up to 3.0.
            MediaKind::Multipart if self.is_3_0() => typed,
            MediaKind::Multipart => one,
            _ => return Vec::new(),
        };
        written.into_iter().flatten().filter_map(|(name, encoding)| read(name, encoding)).collect()
    }
}

impl Lowering<'_> {
    fn is_3_0(&self) -> bool {
        let version = self.document.get(&Pointer::root().join("openapi")).and_then(Value::as_str);
        version.is_some_and(|version| version.starts_with("3.0"))
    }
}

fn typed(name: &str, encoding: &Value) -> Option<Encoding> {
    let content_type = encoding.get("contentType")?.as_str()?.to_owned();
    Some(Encoding { name: name.to_owned(), content_type, style: None, reserved: false })
}

fn one(name: &str, encoding: &Value) -> Option<Encoding> {
    let text = |key: &str| encoding.get(key).and_then(Value::as_str);
    let flag = |key: &str| encoding.get(key).and_then(Value::as_bool);
    let styled = ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(*key).is_some());
    let style = match text("style") {
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => Style::Form,
    };
    let explode = flag("explode").unwrap_or(matches!(style, Style::Form | Style::DeepObject));
    let content_type = text("contentType").unwrap_or_default().to_owned();
    // One of the three switches the style on (OpenAPI 3.0.4, "Encoding Object"); else the media type counts.
    if !styled && content_type.is_empty() {
        return None;
    }
    Some(Encoding {
        name: name.to_owned(),
        content_type: if styled { String::new() } else { content_type },
        style: styled.then_some((style, explode)),
        reserved: flag("allowReserved").unwrap_or_default(),
    })
}
