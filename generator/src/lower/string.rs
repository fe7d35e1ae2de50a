//! `type: string` without `enum`.

use crate::config::{PLAIN, Section};
use crate::ir::Type;

use super::Lowering;
use super::schema::Keywords;

impl Lowering<'_> {
    /// `format` picks the type; whatever has none of its own is a `String` that the validator looks after.
    pub(super) fn string(&mut self, keywords: &Keywords<'_>) -> Type {
        if self.uploads.files.contains(&keywords.pointer) {
            return Type::File;
        }
        if self.is_secret(keywords) {
            return Type::Secret;
        }
        if let Some(ty) = self.format_type(keywords) {
            return ty;
        }
        match keywords.format() {
            Some("date-time") => Type::Timestamp,
            Some("date") => Type::Date,
            _ => Type::String,
        }
    }

    /// The type that `codegen.toml` gives to the values of a format.
    pub(super) fn format_type(&mut self, keywords: &Keywords<'_>) -> Option<Type> {
        let (format, path) = self.config.format_types.get_key_value(keywords.format()?)?;
        self.said.insert((Section::Formats, format));
        Some(match path.as_str() {
            PLAIN => Type::String,
            path => Type::External(path.to_owned()),
        })
    }

    /// `format: password`, `writeOnly: true`, or listed in `codegen.toml`.
    pub(super) fn is_secret(&self, keywords: &Keywords<'_>) -> bool {
        keywords.format() == Some("password")
            || keywords.data.write_only
            || self.is_secret_place(&keywords.pointer)
    }

    /// Whether `codegen.toml` lists this place, or the property that stands here.
    pub(super) fn is_secret_place(&self, pointer: &crate::document::Pointer) -> bool {
        let secrets = &self.config.secrets;
        let named = pointer.property().is_some_and(|name| secrets.names.contains(&name));
        named || !secrets.pointers.is_empty() && secrets.pointers.contains(&format!("#{pointer}"))
    }
}
