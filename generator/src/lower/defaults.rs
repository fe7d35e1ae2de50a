//! `default`: what an absent property means. The field stays as it came, so that what was read is written back the
//! same; a method beside it answers with the default.

use serde_json::Value;

use crate::ir::{Api, Fallback, Field, Literal, Number, Shape, Struct, Type};

use super::names;

/// Methods that any model has.
const TAKEN: &[&str] = &["new", "with_additional_property"];

/// Gives optional properties with a default a method, where their type can hold it.
pub(super) fn find(api: &mut Api) {
    for index in 0..api.types.len() {
        let Shape::Struct(object) = &api.types[index].shape else { continue };
        let values: Vec<Option<Literal>> = object.fields.iter().map(|field| value(api, field)).collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        let methods = methods(object);
        if let Shape::Struct(object) = &mut api.types[index].shape {
            for ((field, value), method) in object.fields.iter_mut().zip(values).zip(methods) {
                field.fallback = value.map(|value| Fallback { method, value });
            }
        }
    }
}

fn methods(object: &Struct) -> Vec<String> {
    let setters = object.fields.iter().flat_map(|field| [field.setter.as_str(), field.null_setter.as_str()]);
    let taken: Vec<&str> = setters.chain(TAKEN.iter().copied()).collect();
    // `self_` and the like have an underscore that keeps them from being a keyword, which a longer name does not need.
    let plain =
        |field: &Field| format!("{}_or_default", field.name.trim_start_matches("r#").trim_end_matches('_'));
    let wanted: Vec<String> = object.fields.iter().map(plain).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    names::unique(&wanted, names::as_is, &taken)
}

/// The default of a property that may be absent and never null, if it is a value of the property's type. A secret
/// has none to show.
fn value(api: &Api, field: &Field) -> Option<Literal> {
    if field.required || field.nullable || field.hidden {
        return None;
    }
    let value: Value = serde_json::from_str(field.default.as_deref()?).ok()?;
    let literal = Literal::from(&value);
    let fits = match api.unalias(&field.ty) {
        Type::Boolean => value.is_boolean(),
        Type::I32 => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
        Type::I64 => value.is_i64(),
        Type::U64 => value.is_u64(),
        Type::F64 => value.is_number(),
        Type::String => value.is_string(),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Enum(list) => list.values.iter().any(|listed| listed.value == literal),
            _ => false,
        },
        _ => false,
    };
    match (fits, api.unalias(&field.ty)) {
        (true, Type::F64) => value.as_f64().map(|value| Literal::Number(Number::Float(value))),
        (true, Type::U64) => value.as_u64().map(|value| Literal::Number(Number::Unsigned(value))),
        (fits, _) => fits.then_some(literal),
    }
}
