//! What all members of a union have: properties that can be read without asking which member it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Common, Field, Shape, Type, TypeId, Union};

use super::conversions::same;

/// Methods that a union has without being given them, by the traits that it implements.
const METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "serialize",
    "deserialize",
    "to_owned",
    "to_string",
    "try_into",
    "type_id",
    "validate",
    "validate_json",
];

/// How many fields the methods of one union may name, one for each member and property. Beyond that there are none: whoever
/// compiles the crate pays for each.
const FIELDS: usize = 200;

/// How many unions in one another are looked through.
const DEPTH: usize = 8;

/// Finds, for each union of structs and of such unions, the properties that all of them have in one type.
pub(super) fn find(api: &mut Api) {
    let mut finder = Finder { api, found: BTreeMap::new(), open: BTreeSet::new() };
    for index in 0..api.types.len() {
        finder.of(TypeId(index));
    }
    for (TypeId(index), common) in finder.found {
        if let Shape::Union(union) = &mut api.types[index].shape {
            union.common = common;
        }
    }
}

struct Finder<'a> {
    api: &'a Api,
    /// What is known of unions.
    found: BTreeMap<TypeId, Vec<Common>>,
    /// The unions that are being looked at, one in another.
    open: BTreeSet<TypeId>,
}

impl Finder<'_> {
    /// What can be read of every value of a type; none of what is no object.
    fn of(&mut self, id: TypeId) -> Vec<Common> {
        if let Some(found) = self.found.get(&id) {
            return found.clone();
        }
        match &self.api.type_def(id).shape {
            Shape::Struct(object) => object.fields.iter().map(read).collect(),
            Shape::Union(union) => {
                if self.open.len() >= DEPTH || !self.open.insert(id) {
                    return Vec::new();
                }
                let common = self.of_all(union);
                self.open.remove(&id);
                self.found.insert(id, common.clone());
                common
            }
            _ => Vec::new(),
        }
    }

    fn of_all(&mut self, union: &Union) -> Vec<Common> {
        let mut members = union.members.iter();
        let count = union.members.len();
        let Some(first) = members.next().filter(|_| (2..=FIELDS).contains(&count)) else { return Vec::new() };
        let mut common = self.of_type(&first.ty);
        common.retain(|property| !METHODS.contains(&property.name.as_str()));
        for member in members {
            if common.is_empty() {
                return common;
            }
            let others = self.of_type(&member.ty);
            let others: BTreeMap<&str, &Common> =
                others.iter().map(|other| (other.name.as_str(), other)).collect();
            common.retain_mut(|property| {
                let other = others.get(property.name.as_str());
                let other = other.filter(|other| alike(self.api, property, other));
                other.inspect(|other| together(property, other)).is_some()
            });
        }
        for property in &mut common {
            property.optional |= union.unknown.is_some();
        }
        if common.len() * count > FIELDS { Vec::new() } else { common }
    }

    fn of_type(&mut self, ty: &Type) -> Vec<Common> {
        match self.api.unalias(ty) {
            Type::Boxed(inner) => self.of_type(inner),
            Type::Named(id) => self.of(*id),
            _ => Vec::new(),
        }
    }
}

/// What can be read of a field.
fn read(field: &Field) -> Common {
    let ty = match &field.ty {
        Type::Boxed(inner) => (**inner).clone(),
        ty => ty.clone(),
    };
    Common {
        name: field.name.clone(),
        docs: field.docs.clone(),
        wire: field.wire.clone(),
        ty,
        optional: !field.required || field.nullable,
        deprecated: field.deprecated,
    }
}

/// Whether two properties of one name are one to Rust.
fn alike(api: &Api, one: &Common, other: &Common) -> bool {
    one.wire == other.wire && same(api, &one.ty, &other.ty)
}

/// Makes a property what it is in two members.
fn together(property: &mut Common, other: &Common) {
    property.optional |= other.optional;
    property.deprecated |= other.deprecated;
    if property.docs != other.docs {
        property.docs.clear();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::config::Config;
    use crate::document::Document;
    use crate::ir::{Shape, Type};

    /// The methods of the union `U`: name, type, whether there may be none.
    fn common(schemas: Value) -> Vec<(String, Type, bool)> {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
        });
        let (document, _) = Document::read("t.json", document.to_string()).unwrap();
        let (api, _) = crate::lower::lower(&document, &Config::new("t.json", "out"));
        let union = api.types.iter().find(|def| def.name == "U").unwrap();
        let Shape::Union(union) = &union.shape else { panic!("{:?}", union.shape) };
        let read = union.common.iter();
        read.map(|common| (common.name.clone(), common.ty.clone(), common.optional)).collect()
    }

    fn member(kind: &str, properties: Value) -> Value {
        let mut properties = properties;
        properties["kind"] = json!({"const": kind});
        json!({"type": "object", "required": ["kind", "id"], "properties": properties})
    }

    #[test]
    fn a_property_of_another_type_in_one_member_is_not_read_from_all() {
        let a = member(
            "a",
            json!({"id": {"type": "string"}, "n": {"type": "integer"}, "clone": {"type": "string"}}),
        );
        let b = member(
            "b",
            json!({"id": {"type": "string"}, "n": {"type": "string"}, "clone": {"type": "string"}}),
        );
        let found = common(json!({"U": {"oneOf": [a, b]}}));
        assert_eq!(found, [("id".to_owned(), Type::String, true)]);
    }

    #[test]
    fn unions_in_unions_are_looked_through_and_circles_end() {
        let own = |kind: &str| member(kind, json!({"id": {"type": "integer"}}));
        let inner = json!({"oneOf": [own("a"), own("b")]});
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let found = common(json!({"U": {"oneOf": [reference("V"), own("c")]}, "V": inner}));
        assert_eq!(found, [("id".to_owned(), Type::I64, true)]);
        let circle = json!({"oneOf": [reference("U"), own("a"), own("b")]});
        assert_eq!(common(json!({"U": {"oneOf": [reference("V"), own("c")]}, "V": circle})), []);
    }

    #[test]
    fn what_would_be_paid_for_too_often_is_left_out() {
        let properties = || (0..20).map(|index| (format!("p{index}"), json!({"type": "string"}))).collect();
        let members = |count: usize| -> Vec<Value> {
            (0..count).map(|kind| member(&kind.to_string(), Value::Object(properties()))).collect()
        };
        assert_eq!(common(json!({"U": {"oneOf": members(9)}})).len(), 21);
        assert_eq!(common(json!({"U": {"oneOf": members(10)}})).len(), 0);
    }
}
