//! `type: integer` and `type: number` without `enum`.

use serde_json::Value;

use crate::ir::Type;

use super::Lowering;
use super::schema::Keywords;

/// The largest `i64`, as the float that is nearest to it.
const MOST_SIGNED: f64 = 9_223_372_036_854_775_808.0;

impl Lowering<'_> {
    /// `i64` unless the document says that 32 bits are enough, or speaks of values beyond it.
    pub(super) fn integer(&mut self, keywords: &Keywords<'_>) -> Type {
        if let Some(ty) = self.format_type(keywords).filter(|ty| *ty != Type::String) {
            return ty;
        }
        // JavaScript writes 2^64 - 1 as 18446744073709552000, which is a float.
        let beyond = keywords
            .raw("maximum")
            .is_some_and(|most| !most.is_i64() && most.as_f64().is_some_and(|most| most > MOST_SIGNED));
        let negative = keywords.raw("minimum").and_then(Value::as_f64).is_some_and(|least| least < 0.0);
        match keywords.format() {
            Some("int32") => Type::I32,
            Some("uint64") if !negative => Type::U64,
            _ if beyond && !negative => Type::U64,
            _ => Type::I64,
        }
    }

    /// `f64` unless the document says `float`.
    pub(super) fn number(&mut self, keywords: &Keywords<'_>) -> Type {
        if let Some(ty) = self.format_type(keywords).filter(|ty| *ty != Type::String) {
            return ty;
        }
        match keywords.format() {
            Some("float") => Type::F32,
            _ => Type::F64,
        }
    }
}
