//! What a schema is about, in words: for what `not` forbids, and what `contains` wants. None where it takes more than one
//! keyword to say.

use super::literal::{counted, quoted};
use super::schema::{Keyword, Literal, Schema, Types};

/// The most values that are listed.
const MOST: usize = 10;

/// What a value must not be, or have.
pub(super) fn forbidden(schema: &Schema) -> Option<String> {
    let only = only(schema)?;
    match only {
        Keyword::Required(names) => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            match names.as_slice() {
                [] => None,
                [only] => Some(format!("must not have the property {only}")),
                many if many.len() <= MOST => {
                    Some(format!("must not have all of the properties {}", many.join(", ")))
                }
                _ => None,
            }
        }
        Keyword::Pattern(pattern) => Some(format!("must not match the pattern {}", pattern.source())),
        Keyword::Format(format) => Some(format!("must not be {}", format.words())),
        _ => Some(format!("must not {}", asked(only)?.strip_prefix("must ")?)),
    }
}

/// So many items that fit a schema: `1 item that is "a"`.
pub(super) fn items(count: u64, schema: &Schema) -> String {
    let what = only(schema).and_then(asked);
    let form = match what.as_deref().and_then(|expected| expected.strip_prefix("must be ")) {
        Some(what) if count == 1 => format!("that is {what}"),
        Some(what) => format!("that are {what}"),
        None => "of the wanted form".to_owned(),
    };
    format!("{} {form}", counted(count, "item"))
}

/// The one keyword of a schema that asserts something; `type: object` says nothing beside one about objects.
fn only(schema: &Schema) -> Option<&'static Keyword> {
    let mut asserting = schema.0.iter().filter(|keyword| !matches!(keyword, Keyword::Model(..)));
    match (asserting.next(), asserting.next(), asserting.next()) {
        (Some(Keyword::Ref(target)), None, _) => only(target),
        (Some(only), None, _) => Some(only),
        (Some(Keyword::Type(Types::OBJECT)), Some(only @ Keyword::Required(_)), None) => Some(only),
        (Some(Keyword::Type(Types::STRING)), Some(only), None) => texts_alone(only),
        _ => None,
    }
}

fn texts_alone(only: &'static Keyword) -> Option<&'static Keyword> {
    matches!(
        only,
        Keyword::Texts(_) | Keyword::Pattern(_) | Keyword::Format(_) | Keyword::Const(Literal::Text(_))
    )
    .then_some(only)
}

fn asked(keyword: &Keyword) -> Option<String> {
    let listed = |texts: Vec<String>| match texts.as_slice() {
        [only] => Some(format!("must be {only}")),
        many if many.len() <= MOST => Some(format!("must be one of {}", many.join(", "))),
        _ => None,
    };
    match keyword {
        Keyword::Type(types) => Some(format!("must be {}", types.names())),
        Keyword::Const(literal) => listed(vec![literal.text()]),
        Keyword::Enum(literals) => listed(literals.iter().map(Literal::text).collect()),
        Keyword::Texts(texts) => listed(texts.iter().map(|text| quoted(text)).collect()),
        _ => None,
    }
}
