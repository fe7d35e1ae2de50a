//! Open enumerations.

use crate::ir::{Enum, EnumValue, Literal, Number, TypeDef};

use super::docs;
use super::layout::{Code, literal};
use super::models::{derive, documented, prose};
use super::rust::Scope;

const ANY: &str = "Any other text.";
const UNKNOWN: &str =
    "A value that the document does not list. It is read and written as it is, and refused by validation.";

pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> Vec<Code> {
    scope.import("std", "fmt");
    if list.integer { integers(scope, def, list) } else { strings(scope, def, list) }
}

/// The enum itself; `other` is the type of what it does not list.
fn variants(
    scope: &Scope<'_>,
    def: &TypeDef,
    list: &Enum,
    traits: &[&'static str],
    other: &str,
) -> Vec<Code> {
    let mut variants = Vec::new();
    for value in &list.values {
        variants.extend(documented(&docs::safe(&value.docs), false));
        variants.push(format!("{},", value.name).into());
    }
    variants.extend(documented(if list.any { ANY } else { UNKNOWN }, false));
    variants.push(format!("{}({other}),", list.unknown).into());
    let mut lines = documented(&docs::safe(&prose(scope.api, def)), def.deprecated);
    lines.push(derive(def, traits));
    lines.push("#[non_exhaustive]".into());
    lines.push(Code::block(format!("pub enum {} {{", def.name), variants));
    lines
}

/// `ALL`, and the function that says the value on the wire.
fn inherent(def: &TypeDef, list: &Enum, head: &'static str, texts: &[Code]) -> Code {
    let all = list.values.iter().map(|value| variant(value).into()).collect();
    let mut arms: Vec<Code> =
        list.values.iter().zip(texts).map(|(value, text)| Code::arm(variant(value), text.clone())).collect();
    arms.push(Code::arm(unknown(list, "value".into()), "value"));
    let mut lines = documented("Every value that the document lists.", false);
    lines.push(Code::Row(vec!["pub const ALL: &'static [Self] = ".into(), Code::slice(all), ";".into()]));
    lines.extend(documented("The value on the wire.", false));
    lines.push(Code::block(head, vec![Code::block("match self {", arms)]));
    Code::block(format!("impl {} {{", def.name), lines)
}

fn display(def: &TypeDef, body: &'static str) -> Code {
    let head = "fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {";
    Code::implementation("impl fmt::Display", &def.name, vec![Code::block(head, vec![body.into()])])
}

/// `impl From<ty>`
fn from(def: &TypeDef, list: &Enum, ty: &str, texts: &[Code], other: Code) -> Code {
    let mut arms: Vec<Code> =
        list.values.iter().zip(texts).map(|(value, text)| Code::arm(text.clone(), variant(value))).collect();
    arms.push(Code::arm("_", unknown(list, other)));
    let body =
        Code::block(format!("fn from(value: {ty}) -> Self {{"), vec![Code::block("match value {", arms)]);
    Code::implementation(format!("impl From<{ty}>"), &def.name, vec![body])
}

fn variant(value: &EnumValue) -> String {
    format!("Self::{}", value.name)
}

fn unknown(list: &Enum, value: Code) -> Code {
    Code::call(&format!("Self::{}", list.unknown), vec![value])
}

fn text(value: &EnumValue) -> Code {
    Code::text(match &value.value {
        Literal::Text(text) => literal(text),
        Literal::Number(Number::Integer(number)) => literal(&number.to_string()),
        _ => literal(""),
    })
}

fn integer(value: &EnumValue) -> Code {
    Code::text(match value.value {
        Literal::Number(Number::Integer(number)) => number.to_string(),
        _ => "0".to_owned(),
    })
}

fn strings(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> Vec<Code> {
    let infallible = scope.external_text("std::convert", "Infallible");
    let from_str = scope.external_text("std::str", "FromStr");
    let texts: Vec<Code> = list.values.iter().map(text).collect();
    let owned = Code::Chain { receiver: "value".into(), calls: vec![".to_owned()".into()] };
    let head = format!("fn from_str(value: &str) -> Result<Self, {infallible}> {{");
    let parse = vec![
        format!("type Err = {infallible};").into(),
        Code::block(head, vec!["Ok(Self::from(value))".into()]),
    ];
    let mut lines = variants(scope, def, list, &["Debug", "Clone", "PartialEq", "Eq", "Hash"], "String");
    lines.push(inherent(def, list, "pub fn as_str(&self) -> &str {", &texts));
    lines.push(display(def, "f.write_str(self.as_str())"));
    lines.push(from(def, list, "&str", &texts, owned));
    lines.push(Code::implementation(format!("impl {from_str}"), &def.name, parse));
    lines
}

fn integers(scope: &mut Scope<'_>, def: &TypeDef, list: &Enum) -> Vec<Code> {
    let numbers: Vec<Code> = list.values.iter().map(integer).collect();
    let mut lines = variants(scope, def, list, &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"], "i64");
    lines.push(inherent(def, list, "pub fn value(self) -> i64 {", &numbers));
    lines.push(display(def, "self.value().fmt(f)"));
    lines.push(from(def, list, "i64", &numbers, "value".into()));
    lines
}
