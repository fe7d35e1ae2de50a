//! What the document says in prose, and what its constraints say in words.

use openapiv3::{AnySchema, SchemaKind};
use serde_json::Value;

use crate::ir::{Format, JsonKind};

use super::array;
use super::schema::{Keywords, Target};

/// The docs of a type.
pub(super) fn of_schema(keywords: &Keywords<'_>) -> String {
    joined(&prose(keywords), &constraints(keywords))
}

/// The docs of a field or a parameter.
pub(super) fn of_property(keywords: &Keywords<'_>) -> String {
    let mut words = constraints(keywords);
    if let Some(default) = keywords.raw("default") {
        words.push(of_default(default));
    }
    joined(&prose(keywords), &words)
}

/// What is said in words. Of a property with one value that is all: how long it is, or what it is when it is absent, says
/// nothing of it.
pub(super) fn prose(keywords: &Keywords<'_>) -> String {
    let data = keywords.data;
    let prose = data.description.as_deref().or_else(|| beside(keywords)).or(data.title.as_deref());
    prose.unwrap_or_default().trim().to_owned()
}

/// What a `default` is.
pub(super) fn of_default(default: &Value) -> String {
    match shown(default).as_str() {
        "" => "Empty by default.".to_owned(),
        default => format!("Default: `{}`.", code(default)),
    }
}

/// What a member of an `allOf` says that is there to say it.
fn beside<'a>(keywords: &Keywords<'a>) -> Option<&'a str> {
    keywords.all_of.iter().find_map(|node| match node.schema {
        Target::Schema(schema) if schema.schema_kind == SchemaKind::Any(AnySchema::default()) => {
            schema.schema_data.description.as_deref()
        }
        _ => None,
    })
}

pub(super) fn joined(prose: &str, words: &[String]) -> String {
    match (prose.is_empty(), words.is_empty()) {
        (_, true) => prose.to_owned(),
        (true, false) => words.join(" "),
        (false, false) => format!("{prose}\n\n{}", words.join(" ")),
    }
}

/// The constraints as sentences.
pub(super) fn constraints(keywords: &Keywords<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let tuple = array::is_tuple(keywords);
    for (least, most, one, many) in [
        ("minLength", "maxLength", "character", "characters"),
        ("minItems", "maxItems", "item", "items"),
        ("minProperties", "maxProperties", "property", "properties"),
    ] {
        // A tuple says by its type how many items it has.
        if !(tuple && one == "item") {
            words.extend(count(keywords.count(least), keywords.count(most), one, many));
        }
    }
    if keywords.flag("uniqueItems") {
        words.push("No item twice.".to_owned());
    }
    words.extend(range(keywords));
    if let Some(step) = keywords.raw("multipleOf").filter(|step| step.is_number()) {
        words.push(format!("A multiple of {step}."));
    }
    if let Some(pattern) = keywords.text("pattern") {
        words.push(format!("Matches `{}`.", code(pattern)));
    }
    let own = |format: &&str| Format::named(format).is_none() && !is_type(keywords, format);
    if let Some(format) = keywords.format().filter(own) {
        words.push(format!("Format: `{}`.", code(format)));
    }
    words
}

/// Whether a `format` says no more than the type does.
fn is_type(keywords: &Keywords<'_>, format: &str) -> bool {
    matches!(format, "password" | "binary" | "float" | "double")
        || keywords.text("type") == Some(format)
        || (format == "uint64" && keywords.kind() == Some(JsonKind::Integer))
}

/// Whether a bound of an integer is that of its type.
fn is_types_own(keywords: &Keywords<'_>, bound: &Value) -> bool {
    let (least, most) = match keywords.format() {
        Some("int32") => (i32::MIN.into(), i128::from(i32::MAX)),
        Some("uint64") => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    };
    let bound = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
    keywords.kind() == Some(JsonKind::Integer) && (bound == Some(least) || bound == Some(most))
}

fn count(least: Option<u64>, most: Option<u64>, one: &str, many: &str) -> Option<String> {
    let noun = |number: u64| if number == 1 { one } else { many };
    Some(match (least.filter(|least| *least > 0), most) {
        (None, None) => return None,
        (Some(least), None) => format!("At least {least} {}.", noun(least)),
        (None, Some(most)) => format!("At most {most} {}.", noun(most)),
        (Some(least), Some(most)) if least == most => format!("Exactly {least} {}.", noun(least)),
        (Some(least), Some(most)) => format!("{least} to {most} {}.", noun(most)),
    })
}

fn range(keywords: &Keywords<'_>) -> Option<String> {
    let bound = |keyword: &str, exclusive: &str| {
        let said = keywords.raw(keyword).filter(|bound| bound.is_number());
        let bound = said.filter(|bound| !is_types_own(keywords, bound))?;
        Some((bound.to_string(), keywords.flag(exclusive)))
    };
    let least = bound("minimum", "exclusiveMinimum");
    let most = bound("maximum", "exclusiveMaximum");
    Some(match (least, most) {
        (None, None) => return None,
        (Some((least, false)), Some((most, false))) => format!("{least} to {most}."),
        (least, most) => {
            let least = least.map(|(bound, exclusive)| {
                format!("{} {bound}", if exclusive { "more than" } else { "at least" })
            });
            let most = most.map(|(bound, exclusive)| {
                format!("{} {bound}", if exclusive { "less than" } else { "at most" })
            });
            let sentence = least.into_iter().chain(most).collect::<Vec<_>>().join(", ");
            let mut chars = sentence.chars();
            let first = chars.next().map(|first| first.to_ascii_uppercase());
            format!("{}{}.", first.map(String::from).unwrap_or_default(), chars.as_str())
        }
    })
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Text for a code span: a backtick or a line break would end it.
fn code(text: &str) -> String {
    text.replace('`', "'").replace(['\n', '\r'], " ")
}
