//! `type: integer` and `type: number` without `enum`.

use crate::ir::Type;

use super::Lowering;
use super::schema::Keywords;

impl Lowering<'_> {
    /// `i64` unless the document says that 32 bits are enough.
    pub(super) fn integer(&mut self, keywords: &Keywords<'_>) -> Type {
        match keywords.format() {
            Some("int32") => Type::I32,
            _ => Type::I64,
        }
    }

    /// `f64` unless the document says `float`.
    pub(super) fn number(&mut self, keywords: &Keywords<'_>) -> Type {
        match keywords.format() {
            Some("float") => Type::F32,
            _ => Type::F64,
        }
    }
}
