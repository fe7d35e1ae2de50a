//! What a Rust type guarantees need not be asserted.

use crate::ir::{JsonKind, Keyword, Schema, Type};

/// Whether every value of the type satisfies the schema, as far as can be seen at a glance.
pub(super) fn guaranteed(ty: &Type, schema: &Schema) -> bool {
    let Schema::Keywords { keywords, .. } = schema else { return false };
    keywords.iter().all(|keyword| match (keyword, ty) {
        (Keyword::Type(kinds), ty) => kind(ty).is_some_and(|kind| allows(kinds, kind)),
        (Keyword::Items(items), Type::List(item)) => guaranteed(item, items),
        _ => false,
    })
}

/// The one JSON type that all values of a Rust type have.
fn kind(ty: &Type) -> Option<JsonKind> {
    match ty {
        Type::Boolean => Some(JsonKind::Boolean),
        Type::I32 | Type::I64 | Type::U64 => Some(JsonKind::Integer),
        // Neither infinity nor "not a number" is one in JSON: such a value is `null` there, and has to be refused.
        Type::F32 | Type::F64 => None,
        Type::String | Type::Secret => Some(JsonKind::String),
        Type::List(_) | Type::Tuple(_) => Some(JsonKind::Array),
        _ => None,
    }
}

fn allows(kinds: &[JsonKind], kind: JsonKind) -> bool {
    kinds.contains(&kind) || (kind == JsonKind::Integer && kinds.contains(&JsonKind::Number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_otherwise() {
        let of = |kind| Schema::of(vec![Keyword::Type(vec![kind])]);
        assert!(guaranteed(&Type::String, &of(JsonKind::String)));
        assert!(guaranteed(&Type::I64, &of(JsonKind::Number)));
        assert!(!guaranteed(&Type::F64, &of(JsonKind::Number)), "infinity is none");
        assert!(!guaranteed(&Type::Value, &of(JsonKind::String)));
        let bounded = Schema::of(vec![Keyword::Type(vec![JsonKind::String]), Keyword::MinLength(1)]);
        assert!(!guaranteed(&Type::String, &bounded));
        let list = |items| Schema::of(vec![Keyword::Type(vec![JsonKind::Array]), Keyword::Items(items)]);
        let strings = Type::List(Box::new(Type::String));
        assert!(guaranteed(&strings, &list(of(JsonKind::String))));
        assert!(!guaranteed(&strings, &list(bounded)));
    }
}
