//! Operations that OpenAPI 3.2 adds to a path item, which openapiv3 does not have: `query`, and those of
//! `additionalOperations`. They are read as the `get` of a path item of their own.

use indexmap::IndexMap;
use openapiv3::{Operation, PathItem, ReferenceOr};
use serde_json::{Map, Value, json};

use super::Pointer;
use super::check::Checker;
use super::convert::Slots;
use super::origins;
use super::path::Path;
use crate::diagnostic::{Diagnostic, Excerpt, codes};

/// An operation with a method that openapiv3 has no field for.
#[derive(Debug, Clone)]
pub struct Additional {
    /// Where it stands.
    pub pointer: Pointer,
    /// The method, as it is sent.
    pub method: String,
    /// The operation.
    pub operation: Operation,
}

/// The field of a path item that holds operations by their methods.
pub(super) const FIELD: &str = "additionalOperations";

/// Takes these operations out of what is left of a document.
pub(super) fn take(left: &mut Value) -> Value {
    let mut taken = Map::new();
    let paths = left.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else { continue };
        let pointer = origins::child("/paths", path);
        if let Some(query) = item.shift_remove("query") {
            taken.insert(origins::child(&pointer, "query"), json!({ "get": query }));
        }
        if let Some(Value::Object(operations)) = item.shift_remove(FIELD) {
            let pointer = origins::child(&pointer, FIELD);
            for (method, operation) in operations {
                taken.insert(origins::child(&pointer, &method), json!({ "get": operation }));
            }
        }
    }
    Value::Object(taken)
}

/// Reads what was taken.
pub(super) fn read(taken: Value, schemas: &mut Slots) -> Result<Vec<Additional>, serde_json::Error> {
    let mut items: IndexMap<String, ReferenceOr<PathItem>> = serde_json::from_value(taken)?;
    schemas.fill_paths(items.values_mut());
    let each = items.into_iter().filter_map(|(pointer, item)| {
        let pointer = Pointer::parse(&pointer)?;
        let operation = item.into_item()?.get?;
        let method = pointer.last().map(|key| if key == "query" { "QUERY".to_owned() } else { key })?;
        Some(Additional { pointer, method, operation })
    });
    Ok(each.collect())
}

impl Checker<'_> {
    /// A method is a token (RFC 9110, 9.1), and those with a field of their own go there.
    pub(super) fn methods(&mut self, item: &Map<String, Value>, path: &Path<'_>) {
        const TOKEN: &str = "!#$%&'*+-.^_`|~";
        let operations = item.get(FIELD).and_then(Value::as_object);
        for method in operations.into_iter().flat_map(Map::keys) {
            let token = |byte: u8| byte.is_ascii_alphanumeric() || TOKEN.as_bytes().contains(&byte);
            if method.is_empty() || !method.bytes().all(token) {
                let place = Path::Key(path, FIELD);
                let message = format!("`{}` is no method of HTTP", Excerpt(method));
                let error = Diagnostic::error(codes::UNKNOWN_METHOD, message);
                self.report(
                    error.at(Path::Key(&place, method).key()).label("expected a name such as `COPY`"),
                );
            }
        }
    }
}
