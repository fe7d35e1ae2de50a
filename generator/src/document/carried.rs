//! Keywords of JSON Schema 2020-12 that openapiv3 does not have: their schemas are read and kept apart.

use serde_json::{Map, Value};

use super::check::Checker;
use super::objects::{SCHEMA, Shape};
use super::path::Path;

impl Checker<'_> {
    /// Keeps the schemas below keywords that openapiv3 does not have.
    pub(super) fn carry(&mut self, left: &mut Value, path: &Path<'_>) {
        let Some(left) = left.as_object_mut() else {
            return;
        };
        for field in SCHEMA.newer {
            let (true, Some(value)) = (field.matters, left.shift_remove(field.name)) else {
                continue;
            };
            let here = Path::Key(path, field.name);
            match (field.shape, &value) {
                (Shape::Schema | Shape::SchemaOrBoolean, value) => self.keep(value, &here),
                (Shape::Map(Shape::Schema), Value::Object(members)) => {
                    members.iter().for_each(|(key, value)| self.keep(value, &Path::Key(&here, key)));
                }
                (Shape::List(Shape::Schema), Value::Array(items)) => {
                    let items = items.iter().enumerate();
                    items.for_each(|(index, value)| self.keep(value, &Path::Index(&here, index)));
                }
                _ => {}
            }
        }
    }

    /// Keeps the schema of the items of a stream (`itemSchema`, OpenAPI 3.2).
    pub(super) fn carry_items(&mut self, left: &mut Map<String, Value>, path: &Path<'_>) {
        if let Some(slot) = left.shift_remove("itemSchema") {
            self.keep(&slot, &Path::Key(path, "itemSchema"));
        }
    }

    fn keep(&mut self, slot: &Value, path: &Path<'_>) {
        let slot = slot.get("$ref").and_then(Value::as_str);
        if let Some(schema) = slot.and_then(|slot| self.schemas.take(slot)) {
            self.carried.insert(path.pointer(), schema);
        }
    }
}
