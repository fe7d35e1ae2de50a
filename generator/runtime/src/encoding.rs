//! How the properties of a form are written: OpenAPI's Encoding Object, as a table.

use super::style::Style;

/// What the document says of one property of a form or of a multipart body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// The property's name.
    pub name: &'static str,
    /// The media type of its value; empty: what follows from the value.
    pub content_type: &'static str,
    /// `style` and `explode`: the value is written as a query parameter would be.
    pub style: Option<(Style, bool)>,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

impl Encoding {
    /// A property that is written in a style.
    pub const fn styled(name: &'static str, style: Style, explode: bool) -> Self {
        Self { name, content_type: "", style: Some((style, explode)), allow_reserved: false }
    }

    /// A property whose value has a media type.
    pub const fn typed(name: &'static str, content_type: &'static str) -> Self {
        Self { name, content_type, style: None, allow_reserved: false }
    }

    /// The same, with reserved characters standing for themselves.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Whether the value is written as JSON, whatever it is.
    pub(super) fn is_json(&self) -> bool {
        let first = self.content_type.split([',', ';']).next().unwrap_or_default().trim();
        first.ends_with("/json") || first.ends_with("+json")
    }
}
