//! `type: string` without `enum`.

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
        match keywords.format() {
            Some("date-time") => Type::Timestamp,
            Some("date") => Type::Date,
            _ => Type::String,
        }
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
        named || secrets.pointers.contains(&format!("#{pointer}"))
    }
}
