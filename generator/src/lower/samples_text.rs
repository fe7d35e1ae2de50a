//! Strings and numbers that satisfy a schema.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::samples_fits::matches;
use super::samples_pattern;

/// A string for the keywords of a schema. `variant` makes several that differ.
pub(super) fn string(
    schema: &serde_json::Map<String, Value>,
    formats: &BTreeMap<String, String>,
    variant: usize,
) -> Option<String> {
    let count = |keyword: &str| schema.get(keyword).and_then(count).and_then(|n| usize::try_from(n).ok());
    let (least, most) = (count("minLength").unwrap_or(0), count("maxLength").unwrap_or(usize::MAX));
    let format = schema.get("format").and_then(Value::as_str);
    let format = format.map(|format| formats.get(format).map_or(format, String::as_str));
    let pattern = schema.get("pattern").and_then(Value::as_str);
    if let Some(text) = pattern.and_then(|pattern| patterned(pattern, least, most, format, variant)) {
        return Some(text);
    }
    let text = format
        .and_then(|format| formatted(format, variant))
        .unwrap_or_else(|| if variant == 0 { "example".to_owned() } else { format!("example{variant}") });
    Some(fitted(&text, least, most, variant))
}

/// A length: 2.0 is one as well.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^53")]
pub(super) fn count(value: &Value) -> Option<u64> {
    let whole = |number: &f64| number.fract() == 0.0 && (0.0..9e15).contains(number);
    value.as_u64().or_else(|| value.as_f64().filter(whole).map(|number| number as u64))
}

/// Cut to the longest that may be, or filled up to the shortest.
fn fitted(text: &str, least: usize, most: usize, variant: usize) -> String {
    let length = text.chars().count();
    if length > most {
        // What tells the variants apart stands at the end.
        let mut short: Vec<char> = text.chars().take(most).collect();
        if let (Some(last), true) = (short.last_mut(), variant > 0) {
            *last = char::from_digit(u32::try_from(variant % 10).unwrap_or_default(), 10).unwrap_or(*last);
        }
        return short.into_iter().collect();
    }
    // A bound that no server means: a text of a megabyte helps nobody.
    let missing = least.min(100_000).saturating_sub(length);
    format!("{text}{}", "x".repeat(missing))
}

/// A text that is found by a pattern, of a length that is allowed.
fn patterned(
    pattern: &str,
    least: usize,
    most: usize,
    format: Option<&str>,
    variant: usize,
) -> Option<String> {
    let fits = |text: &String| (least..=most).contains(&text.chars().count()) && matches(pattern, text);
    let plain = format.and_then(|format| formatted(format, variant));
    let usual = plain.into_iter().chain(["example".to_owned(), fitted("example", least, most, variant)]);
    if let Some(text) = usual.into_iter().find(fits).filter(|_| variant == 0 || format.is_some()) {
        return Some(text);
    }
    let extras = [0, 1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 40, 63];
    let rotated = (0..extras.len()).map(|index| extras[(index + variant) % extras.len()]);
    rotated
        .flat_map(|extra| (0..6).map(move |choice| (extra, choice)))
        .filter_map(|(extra, choice)| samples_pattern::text(pattern, extra, choice))
        .find_map(|text| {
            // Without an anchor there may be more around what is found.
            let longer = fitted(&text, least, most, 0);
            [text, longer].into_iter().find(|text| fits(text))
        })
}

/// A text of a format; none for those that any text satisfies.
fn formatted(format: &str, variant: usize) -> Option<String> {
    let digit = variant % 10;
    Some(match format {
        "date-time" => format!("2024-01-31T12:00:0{digit}Z"),
        "date" => format!("2024-01-1{digit}"),
        "time" => format!("12:00:0{digit}Z"),
        "duration" => format!("P{}D", digit + 1),
        "uuid" => format!("123e4567-e89b-12d3-a456-42661417400{digit}"),
        "email" | "idn-email" => format!("user{digit}@example.com"),
        "hostname" | "idn-hostname" => format!("host{digit}.example.com"),
        "ipv4" | "ip" => format!("192.0.2.{}", digit + 1),
        "ipv6" => format!("2001:db8::{}", digit + 1),
        "uri" | "url" | "iri" | "https-url" => format!("https://example.com/{digit}"),
        "uri-reference" | "iri-reference" => format!("/example/{digit}"),
        "uri-template" => format!("https://example.com/{{id}}/{digit}"),
        "byte" | "base64" => "ZXhhbXBsZQ==".to_owned(),
        "json-pointer" => format!("/example/{digit}"),
        "relative-json-pointer" => format!("{digit}/example"),
        "regex" => format!("^example{digit}$"),
        "int32" | "int64" | "uint64" => format!("{}", variant + 1),
        _ => return None,
    })
}

/// A number for the keywords of a schema.
pub(super) fn number(
    schema: &serde_json::Map<String, Value>,
    integer: bool,
    variant: usize,
) -> Option<Value> {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let exclusive = |keyword: &str| schema.get(keyword).and_then(Value::as_bool).unwrap_or_default();
    let step = bound("multipleOf").filter(|step| *step > 0.0);
    let unit = step.unwrap_or(1.0);
    let least = bound("minimum")
        .map(|least| least + if exclusive("exclusiveMinimum") { smallest(integer, unit) } else { 0.0 });
    let most = bound("maximum")
        .map(|most| most - if exclusive("exclusiveMaximum") { smallest(integer, unit) } else { 0.0 });
    let allowed =
        |number: f64| least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
    #[allow(clippy::cast_precision_loss, reason = "a list has few items")]
    let shift = variant as f64 * unit;
    let round = |number: f64, up: bool| match step.or(integer.then_some(1.0)) {
        Some(step) if up => (number / step).ceil() * step,
        Some(step) => (number / step).floor() * step,
        None => number,
    };
    let candidates = [
        Some(round(unit.max(1.0), true)),
        least.map(|least| round(least, true)),
        most.map(|most| round(most, false)),
        Some(0.0),
    ];
    let fits = |number: &f64| allowed(*number) && (!integer || number.fract() == 0.0);
    let number = candidates.into_iter().flatten().map(|number| number + shift).find(fits)?;
    if number.fract() == 0.0 && number.abs() < 9e15 {
        #[allow(clippy::cast_possible_truncation, reason = "bounded just above")]
        return Some(Value::Number(Number::from(number as i64)));
    }
    Number::from_f64(number).map(Value::Number)
}

fn smallest(integer: bool, unit: f64) -> f64 {
    if integer { 1.0 } else { unit.min(0.5) }
}
