//! Goes through a tree along the tables of `objects` and lets someone change each schema and each object, from the
//! root down: what is below a node is still as it was when the node's turn comes.

use serde_json::{Map, Value};

use super::objects::{self, Object, Rest, SCHEMA, Shape};
use super::origins;

/// What is done at the nodes.
pub(super) trait Visit {
    /// At a schema, or whatever stands in its place.
    fn schema(&mut self, schema: &mut Value, at: &str);

    /// At an object of OpenAPI that is no schema and no reference.
    fn object(&mut self, members: &mut Map<String, Value>, object: &'static Object);
}

/// Visits a value of a shape and all below it.
pub(super) fn walk(value: &mut Value, shape: Shape, at: &mut String, visit: &mut impl Visit) {
    if matches!(shape, Shape::Schema) || (matches!(shape, Shape::SchemaOrBoolean) && value.is_object()) {
        visit.schema(value, at);
        if let Value::Object(members) = value
            && !is_reference(members)
        {
            fields(members, &SCHEMA, at, visit);
        }
        return;
    }
    match (shape, value) {
        (Shape::List(item), Value::Array(items)) => {
            for (index, value) in items.iter_mut().enumerate() {
                below(&index.to_string(), at, |at| walk(value, *item, at, visit));
            }
        }
        (Shape::Map(member), Value::Object(members)) => {
            for (key, value) in members.iter_mut() {
                below(key, at, |at| walk(value, *member, at, visit));
            }
        }
        (Shape::Reference(_), Value::Object(members)) if is_reference(members) => {}
        (Shape::Object(object) | Shape::Reference(object), Value::Object(members)) => {
            visit.object(members, object);
            fields(members, object, at, visit);
        }
        _ => {}
    }
}

fn fields(
    members: &mut Map<String, Value>,
    object: &'static Object,
    at: &mut String,
    visit: &mut impl Visit,
) {
    let kind = objects::kind(object, members);
    for (key, value) in members.iter_mut() {
        if let Some(shape) = shape_of(key, object, kind) {
            below(key, at, |at| walk(value, shape, at, visit));
        }
    }
}

/// The shape that a member of an object has, by its key.
pub(super) fn shape_of(key: &str, object: &'static Object, kind: Option<&'static Object>) -> Option<Shape> {
    let known =
        [Some(object), kind].into_iter().flatten().find_map(|object| objects::field(object, key, true));
    match (known, object.rest) {
        (Some(field), _) => Some(field.shape),
        (None, Rest::Unknown) => None,
        (None, _) if key.starts_with("x-") => None,
        (None, Rest::Paths(shape) | Rest::Statuses(shape) | Rest::Expressions(shape)) => Some(*shape),
    }
}

fn is_reference(members: &Map<String, Value>) -> bool {
    members.get("$ref").is_some_and(Value::is_string)
}

/// Does something with the address of a member.
pub(super) fn below<T>(token: &str, at: &mut String, then: impl FnOnce(&mut String) -> T) -> T {
    let length = at.len();
    origins::push(at, token);
    let done = then(at);
    at.truncate(length);
    done
}
