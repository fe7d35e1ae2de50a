//! `contentEncoding` and `contentMediaType` (JSON Schema 2020-12, validation, 8): bytes in a string.

use serde_json::Value;

use super::Node;

/// `format: byte` for Base64, `format: binary` for bytes as they are. Both keywords stay.
pub(super) fn format_of_bytes(node: &mut Node<'_>) {
    let text = |key: &str| node.members.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase);
    let is_string = node.members.get("type").is_none_or(|kind| kind == "string");
    let free = !node.members.contains_key("format") && !node.members.contains_key("enum");
    let format = match (text("contentEncoding").as_deref(), text("contentMediaType").as_deref()) {
        _ if !is_string || !free => return,
        (Some("base64"), _) => "byte",
        (None | Some("binary"), Some(media)) if is_bytes(media) => "binary",
        _ => return,
    };
    node.members.entry("type").or_insert_with(|| Value::String("string".to_owned()));
    node.members.insert("format".to_owned(), Value::String(format.to_owned()));
    let from = if format == "byte" { "contentEncoding" } else { "contentMediaType" };
    node.moved(&[from], &["format"]);
}

/// Whether a media type is no text.
fn is_bytes(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim();
    let text = media.starts_with("text/")
        || ["json", "xml", "yaml", "x-www-form-urlencoded"].iter().any(|kind| media.ends_with(kind));
    media.contains('/') && !text
}
