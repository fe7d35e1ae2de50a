//! Values for the examples in the docs: the document's own where it has them.

use serde_json::Value;

use crate::ir::{Api, Dispatch, JsonKind, Literal, Sample, Shape, Type, TypeId, Union};

use super::schema::kind_of;

/// How deep a value may be before an example is no help to a reader.
const DEPTH: usize = 8;
/// How many values it may be made of: objects of a dozen objects each are millions soon.
const MOST: usize = 1000;

/// What may still be made of one value.
struct Room<'r> {
    depth: usize,
    values: &'r mut usize,
}

impl Room<'_> {
    /// That of one value within it; none when there is no more room.
    fn within(&mut self) -> Option<Room<'_>> {
        *self.values = self.values.checked_sub(1)?;
        Some(Room { depth: self.depth.checked_sub(1)?, values: self.values })
    }

    /// The same for several values beside one another.
    fn same(&mut self) -> Room<'_> {
        Room { depth: self.depth, values: self.values }
    }
}

/// A value of a type, if one is made that helps a reader.
fn whole(api: &Api, ty: &Type, example: Option<&Value>) -> Option<Sample> {
    build(api, ty, example, Room { depth: DEPTH, values: &mut { MOST } })
}

/// Gives each parameter and body a value in Rust, made from its example or invented.
pub(super) fn fill(api: &mut Api) {
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let parameters: Vec<Option<Sample>> = operation
            .parameters
            .iter()
            .map(|parameter| whole(api, &parameter.ty, parameter.example.as_ref()))
            .collect();
        let usual = operation.body.as_ref().and_then(|body| body.contents.first());
        let body = usual.and_then(|content| match content.ty {
            Type::File => Some(Sample::Verbatim("b\"...\".to_vec()".to_owned())),
            _ => whole(api, &content.ty, content.example.as_ref()),
        });
        let operation = &mut api.operations[index];
        for (parameter, sample) in operation.parameters.iter_mut().zip(parameters) {
            parameter.sample = sample;
        }
        if let Some(slot) = operation.body.as_mut().and_then(|body| body.contents.first_mut()) {
            slot.sample = body;
        }
    }
}

fn build(api: &Api, ty: &Type, example: Option<&Value>, mut room: Room<'_>) -> Option<Sample> {
    let mut room = room.within()?;
    let text = |otherwise: &str| example.and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    Some(match ty {
        Type::Boolean => Sample::Verbatim(example.and_then(Value::as_bool).unwrap_or(true).to_string()),
        Type::I32 => {
            let number = example.and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok());
            Sample::Verbatim(number.unwrap_or(1).to_string())
        }
        Type::U64 => Sample::Verbatim(example.and_then(Value::as_u64).unwrap_or(1).to_string()),
        Type::I64 => Sample::Verbatim(example.and_then(Value::as_i64).unwrap_or(1).to_string()),
        Type::F32 | Type::F64 => {
            Sample::Verbatim(format!("{:?}", example.and_then(Value::as_f64).unwrap_or(1.0)))
        }
        Type::String | Type::Secret => Sample::Text(text("...")),
        Type::Timestamp => Sample::Parsed(text("2024-01-31T12:00:00Z")),
        Type::Date => Sample::Parsed(text("2024-01-31")),
        Type::Bytes => Sample::Verbatim("b\"...\".to_vec()".to_owned()),
        Type::Value => {
            Sample::Json(example.cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new())))
        }
        Type::Map(_) | Type::File | Type::External(_) => return None,
        Type::List(item) => match example {
            Some(Value::Array(items)) => Sample::List(
                items
                    .iter()
                    .map(|value| build(api, item, Some(value), room.same()))
                    .collect::<Option<_>>()?,
            ),
            _ => Sample::List(vec![build(api, item, None, room)?]),
        },
        Type::Tuple(items) => {
            let item =
                |(index, item)| build(api, item, example.and_then(|example| example.get(index)), room.same());
            Sample::Tuple(items.iter().enumerate().map(item).collect::<Option<_>>()?)
        }
        Type::Boxed(_) => return None,
        Type::Nullable(inner) => {
            Sample::Some(Box::new(build(api, inner, example.filter(|value| !value.is_null()), room)?))
        }
        Type::Named(id) => return named(api, *id, example, room),
    })
}

fn named(api: &Api, id: TypeId, example: Option<&Value>, mut room: Room<'_>) -> Option<Sample> {
    match &api.type_def(id).shape {
        Shape::Alias(ty) => build(api, ty, example, room),
        Shape::Newtype(_) => None,
        Shape::Struct(object) => {
            let mut arguments = Vec::new();
            let mut setters = Vec::new();
            for field in &object.fields {
                let value = example.and_then(|example| example.get(&field.wire));
                if field.required && !field.nullable {
                    arguments.push(build(api, &field.ty, value, room.same())?);
                } else if field.required {
                    return None;
                } else if let Some(value) = value.filter(|value| !value.is_null()) {
                    setters.push((field.setter.clone(), build(api, &field.ty, Some(value), room.same())?));
                }
            }
            Some(Sample::New { ty: id, arguments, setters })
        }
        Shape::Enum(list) => {
            let value = example.map(Literal::from);
            let listed = list.values.iter().find(|listed| Some(&listed.value) == value.as_ref());
            let name = listed.or(list.values.first())?.name.clone();
            Some(Sample::Variant { ty: id, name })
        }
        Shape::Union(union) => {
            let index = example.and_then(|value| pick(&union.dispatch, value)).unwrap_or_default();
            let member = union.members.get(index)?;
            let inner = build(api, &member.ty, example, room)?;
            if converts(api, union, &member.ty, &inner) {
                return Some(match inner {
                    Sample::Converted(_) => inner,
                    inner => Sample::Converted(Box::new(inner)),
                });
            }
            let variant = member.name.clone();
            Some(Sample::Wrapped { ty: id, variant, inner: Box::new(inner) })
        }
    }
}

/// Whether `Into` finds the variant of a sample of a member's type.
fn converts(api: &Api, union: &Union, member: &Type, sample: &Sample) -> bool {
    let ty = match sample {
        Sample::Converted(inner) => return converts(api, union, member, inner),
        Sample::New { ty, .. } | Sample::Variant { ty, .. } | Sample::Wrapped { ty, .. } => Type::Named(*ty),
        // A secret is made of a text as well.
        Sample::Text(_) if *api.unalias(member) != Type::Secret => Type::String,
        _ => return false,
    };
    union.conversions.iter().any(|conversion| *api.unalias(&conversion.from) == ty)
}

/// The member that a value's own JSON leads to, where no validator is needed to know.
fn pick(dispatch: &Dispatch, value: &Value) -> Option<usize> {
    match dispatch {
        Dispatch::Member(index) | Dispatch::Readable { member: index, .. } => Some(*index),
        Dispatch::Unknown => None,
        Dispatch::Validate(members) => members.first().copied(),
        Dispatch::Kind { arms } => {
            let kind = kind_of(value);
            let arm = arms.iter().find(|(arm, _)| *arm == kind).or_else(|| {
                arms.iter().find(|(arm, _)| kind == JsonKind::Integer && *arm == JsonKind::Number)
            });
            pick(&arm?.1, value)
        }
        Dispatch::Presence { path, present, absent } => {
            pick(if at(value, path).is_some() { present } else { absent }, value)
        }
        Dispatch::Tag { path, arms, absent, other } => match at(value, path) {
            None => pick(absent, value),
            Some(tag) => {
                let tag = Literal::from(tag);
                let arm = arms.iter().find(|(values, _)| values.contains(&tag));
                pick(arm.map_or(other.as_ref(), |(_, dispatch)| dispatch), value)
            }
        },
    }
}

fn at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use crate::config::Config;
    use crate::document::Document;

    /// A body of objects in objects, a dozen in each, and what is made of it.
    fn has_sample(levels: usize) -> bool {
        let mut text = String::from(
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {operationId: a, requestBody: {required: true, \
             content: {application/json: {schema: {$ref: '#/components/schemas/T0'}}}}, responses: {'204': {description: x}}}}}\n\
             components:\n  schemas:\n",
        );
        for level in 0..levels {
            let names: Vec<String> = (0..12).map(|name| format!("p{name}")).collect();
            let property = |name: &String| format!("{name}: {{$ref: '#/components/schemas/T{}'}}", level + 1);
            let properties: Vec<String> = names.iter().map(property).collect();
            let (names, properties) = (names.join(", "), properties.join(", "));
            writeln!(
                text,
                "    T{level}: {{type: object, required: [{names}], properties: {{{properties}}}}}"
            )
            .unwrap();
        }
        writeln!(text, "    T{levels}: {{type: string}}").unwrap();
        let (document, _) = Document::read("t.yaml", text).unwrap();
        let (api, _) = crate::lower::lower(&document, &Config::new("t.yaml", "out"));
        api.operations[0].body.as_ref().unwrap().contents[0].sample.is_some()
    }

    #[test]
    fn no_sample_is_made_of_millions_of_values() {
        assert!(has_sample(2));
        assert!(!has_sample(7));
    }
}
