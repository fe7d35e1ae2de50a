//! From a schema to a Rust type: components first, inline schemas as they are met.

use std::collections::BTreeSet;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::config::Section;
use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Api, JsonKind, Schema as Table, Shape, Type, TypeDef, TypeId};

use super::schema::{Keywords, Node, Target};
use super::{Lowering, docs, names};

/// What an inline schema would be called, and the module it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Hint {
    pub(super) name: String,
    pub(super) module: String,
}

impl Hint {
    /// The hint for a schema below this one.
    pub(super) fn child(&self, name: &str) -> Self {
        Self { name: format!("{}{}", self.name, names::type_name(name)), module: self.module.clone() }
    }
}

/// A schema in Rust's terms.
#[derive(Debug, Clone)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Lowered {
    pub(super) fn plain(ty: Type) -> Self {
        Self { ty, nullable: false }
    }

    /// The type where `null` has to be told from a value in the type itself.
    pub(super) fn into_type(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}

impl<'a> Lowering<'a> {
    /// Gives every component schema its name and place, then lowers them one by one.
    pub(super) fn components(&mut self) {
        let Some(components) = &self.document.openapi.components else { return };
        let keys: Vec<&str> = components.schemas.keys().map(String::as_str).collect();
        let root = Pointer::root().join("components").join("schemas");
        let given: Vec<_> = keys.iter().map(|key| self.type_given(&root.join(key))).collect();
        let type_names = self.unique(Section::Types, &given, &keys, names::model_name, &[]);
        let modules = names::unique(&keys, names::module_name, &[]);
        self.names.extend(type_names.iter().cloned());
        self.type_names.clone_from(&type_names);
        self.modules.clone_from(&modules);
        let first = self.types.len();
        self.types.resize_with(first + keys.len(), || None);
        for (index, key) in keys.iter().enumerate() {
            self.known_as(&root.join(key), TypeId(first + index));
        }
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        for key in sorted {
            let pointer = root.join(key);
            if let Some(id) = self.by_pointer.get(&pointer) {
                self.twins.add(self.document, &pointer, *id);
            }
        }
        // Inline schemas take their names as they are met: in an order that is not the document's.
        let mut order: Vec<(usize, &String, &ReferenceOr<Schema>)> = components
            .schemas
            .iter()
            .enumerate()
            .map(|(index, (key, schema))| (index, key, schema))
            .collect();
        order.sort_by_key(|(_, key, _)| *key);
        for (index, key, schema) in order {
            let hint = Hint { name: type_names[index].clone(), module: modules[index].clone() };
            let node = Node::new(root.join(key), schema);
            let def = self.component(&node, &hint);
            self.types[first + index] = Some(def);
        }
    }

    /// Remembers the type of a schema, by where it is and by where it was written.
    fn known_as(&mut self, pointer: &Pointer, id: TypeId) {
        let written = self.written_at(pointer);
        self.by_written.insert(written, id);
        self.by_pointer.insert(pointer.clone(), id);
    }

    fn component(&mut self, node: &Node<'a>, hint: &Hint) -> TypeDef {
        match node.schema {
            Target::Schema(schema) => {
                let keywords = Keywords::of(self.document, node, schema);
                let shape = match self.union_of_heirs(&keywords, hint) {
                    Some(union) => union,
                    None => self.shape(&keywords, hint),
                };
                self.type_def(&keywords, hint, shape)
            }
            Target::Reference(_) => {
                let shape = Shape::Alias(self.lower_node(node, hint).ty);
                let derives = self.derives_of(&node.pointer, &shape);
                TypeDef {
                    name: hint.name.clone(),
                    table: String::new(),
                    module: hint.module.clone(),
                    docs: String::new(),
                    pointer: node.pointer.to_string(),
                    written: self.written_at(&node.pointer).to_string(),
                    deprecated: false,
                    secret: false,
                    built: true,
                    derives,
                    shape,
                    schema: self.validator(node, None),
                }
            }
        }
    }

    fn type_def(&mut self, keywords: &Keywords<'a>, hint: &Hint, shape: Shape) -> TypeDef {
        let derives = self.derives_of(&keywords.pointer, &shape);
        TypeDef {
            name: hint.name.clone(),
            table: String::new(),
            module: hint.module.clone(),
            docs: docs::of_schema(keywords),
            pointer: keywords.pointer.to_string(),
            written: self.written_at(&keywords.pointer).to_string(),
            deprecated: keywords.data.deprecated,
            secret: false,
            built: true,
            derives,
            shape,
            schema: self.validator_at(&keywords.pointer, None),
        }
    }

    /// What a type derives; another name for a type derives nothing.
    pub(super) fn derives_of(&mut self, pointer: &Pointer, shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Alias(_) => Vec::new(),
            _ => self.derives(pointer),
        }
    }

    /// The type of a schema or of what it refers to.
    pub(super) fn lower_node(&mut self, node: &Node<'a>, hint: &Hint) -> Lowered {
        match node.schema {
            Target::Reference(reference) => {
                let lowered = self.lower_reference(&node.pointer, reference);
                match self.replaced(&node.pointer) {
                    Some(path) => Lowered { ty: Type::External(path), ..lowered },
                    None => lowered,
                }
            }
            Target::Schema(schema) => {
                let keywords = Keywords::of(self.document, node, schema);
                let nullable = self.is_nullable(&keywords);
                Lowered { ty: self.inline(&keywords, hint), nullable }
            }
        }
    }

    fn lower_reference(&mut self, at: &Pointer, reference: &str) -> Lowered {
        let target = Pointer::parse(reference);
        match target.and_then(|target| Some((self.by_pointer.get(&target).copied()?, target))) {
            Some((id, target)) => Lowered { ty: Type::Named(id), nullable: self.target_is_nullable(&target) },
            None => {
                self.warn(
                    codes::REFERENCE_TARGET,
                    at,
                    format!("`{reference}` is not a component schema: its values are kept as JSON"),
                    "move the schema to `components/schemas` and refer to it there",
                );
                Lowered::plain(Type::Value)
            }
        }
    }

    fn target_is_nullable(&self, target: &Pointer) -> bool {
        self.resolve(&self.node_at(target)).is_some_and(|keywords| self.is_nullable(&keywords))
    }

    /// Whether `null` is a value of a schema. A type never says so itself: whoever uses it does, with an `Option`.
    pub(super) fn is_nullable(&self, keywords: &Keywords<'a>) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![keywords.clone()];
        while let Some(keywords) = open.pop() {
            if !seen.insert(keywords.pointer.clone()) {
                continue;
            }
            if keywords.nullable() {
                return true;
            }
            let (mut all, members): (Vec<&Node<'a>>, Vec<&Node<'a>>) =
                keywords.all_of.iter().partition(|node| self.is_prose(node));
            if let [only] = members.as_slice() {
                all.push(only);
            }
            let below = keywords.one_of.iter().chain(&keywords.any_of).chain(all);
            open.extend(below.filter_map(|node| self.resolve(&Some(node.clone()))));
        }
        false
    }

    /// The same of a schema or of what it refers to.
    pub(super) fn node_is_nullable(&self, node: &Node<'a>) -> bool {
        self.resolve(&Some(node.clone())).is_some_and(|keywords| self.is_nullable(&keywords))
    }

    /// Whether a schema says no more than that `null` is a value.
    pub(super) fn is_null_alone(&self, node: &Node<'a>) -> bool {
        self.resolve(&Some(node.clone())).is_some_and(|keywords| {
            keywords.text("type") == Some("null")
                || (!keywords.values().is_empty() && keywords.values().iter().all(Value::is_null))
        })
    }

    /// The type of an inline schema: one of Rust's own, or a new one named by where it stands.
    fn inline(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Type {
        if let Some(id) = self.by_pointer.get(&keywords.pointer) {
            return Type::Named(*id);
        }
        if let Some(path) = self.replaced(&keywords.pointer) {
            return Type::External(path);
        }
        let given = self.type_given(&keywords.pointer);
        let twin = if given.is_none() { self.twins.find(self.document, &keywords.pointer) } else { None };
        if let Some(id) = twin {
            self.known_as(&keywords.pointer, id);
            return Type::Named(id);
        }
        let shared = shared_home(&keywords.pointer);
        let hint = shared.as_ref().unwrap_or(hint);
        let name = match given {
            Some((key, name)) => {
                let free = !self.names.contains(name);
                self.usable(Section::Types, key, name, names::model_name, free);
                names::model_name(name)
            }
            None => self.inline_name(keywords, hint),
        };
        if let Some(id) = self.type_of(&keywords.pointer) {
            // An `allOf` brought the schema around this one into it: it has a type, whatever it will be.
            return Type::Named(id);
        }
        let hint = Hint { name, module: hint.module.clone() };
        self.begun.insert(keywords.pointer.clone(), None);
        let shape = self.shape(keywords, &hint);
        let promised = self.begun.remove(&keywords.pointer).flatten();
        match shape {
            Shape::Alias(ty) if promised.is_none() => {
                // It has no name to be given another.
                given.map(|(key, _)| self.said.remove(&(Section::Types, key)));
                ty
            }
            shape => {
                let hint = Hint { name: names::claim(&hint.name, &mut self.names), module: hint.module };
                let def = self.type_def(keywords, &hint, shape);
                let id = promised.unwrap_or_else(|| self.promise());
                self.known_as(&keywords.pointer, id);
                // Only a title is a name that does not depend on which of several equals was met first.
                if keywords.data.title.as_deref().is_some_and(|title| names::model_name(title) == hint.name) {
                    self.twins.add(self.document, &keywords.pointer, id);
                }
                if let (Some(place), Some(name)) = (self.types.get_mut(id.0), self.type_names.get_mut(id.0)) {
                    *place = Some(def);
                    *name = hint.name;
                }
                Type::Named(id)
            }
        }
    }

    /// The type of a schema, if it has one or its own is being made.
    pub(super) fn type_of(&mut self, pointer: &Pointer) -> Option<TypeId> {
        if let Some(id) = self.by_pointer.get(pointer) {
            return Some(*id);
        }
        let begun = *self.begun.get(pointer)?;
        let id = begun.unwrap_or_else(|| self.promise());
        self.begun.insert(pointer.clone(), Some(id));
        Some(id)
    }

    /// Fills the place of a type that is put together from several schemas, and stands at one of them.
    pub(super) fn define(&mut self, id: TypeId, hint: &Hint, node: &Node<'a>, shape: Shape, schema: Table) {
        let own = self.resolve(&Some(node.clone()));
        let def = TypeDef {
            name: hint.name.clone(),
            table: String::new(),
            module: hint.module.clone(),
            docs: own.as_ref().map(docs::of_schema).unwrap_or_default(),
            pointer: node.pointer.to_string(),
            written: self.written_at(&node.pointer).to_string(),
            deprecated: own.is_some_and(|own| own.data.deprecated),
            secret: false,
            built: true,
            derives: self.derives_of(&node.pointer, &shape),
            shape,
            schema,
        };
        if let (Some(place), Some(name)) = (self.types.get_mut(id.0), self.type_names.get_mut(id.0)) {
            *place = Some(def);
            name.clone_from(&hint.name);
        }
    }

    /// A place in the list of types that is filled later.
    pub(super) fn promise(&mut self) -> TypeId {
        self.types.push(None);
        self.type_names.push(String::new());
        TypeId(self.types.len() - 1)
    }

    /// The hint for what stands in a schema. A property may come from another component, by `allOf`: then its type
    /// is named by where it stands, whoever is met first.
    pub(super) fn home(&self, pointer: &Pointer, hint: &Hint) -> Hint {
        let root = Pointer::root().join("components").join("schemas");
        let mut path = pointer.tokens();
        let component = (path.next(), path.next(), path.next());
        let (Some("components"), Some("schemas"), Some(key)) =
            (component.0.as_deref(), component.1.as_deref(), component.2.as_deref())
        else {
            return hint.clone();
        };
        let Some(TypeId(index)) = self.by_pointer.get(&root.join(key)).copied() else { return hint.clone() };
        let (Some(name), Some(module)) = (self.type_names.get(index), self.modules.get(index)) else {
            return hint.clone();
        };
        if *module == hint.module {
            return hint.clone();
        }
        let mut home = Hint { name: name.clone(), module: module.clone() };
        let mut words: Vec<String> = path.collect();
        words.pop();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "properties" => home = words.next().map_or(home.clone(), |property| home.child(&property)),
                "items" => home = home.child("Item"),
                "additionalProperties" => home = home.child("Value"),
                _ => {}
            }
        }
        home
    }

    /// The schema's short and free title, or the path to it. A label, such as `call`, names nothing outside of where it
    /// stands.
    fn inline_name(&self, keywords: &Keywords<'a>, hint: &Hint) -> String {
        match &keywords.data.title {
            Some(title)
                if title.split_whitespace().count() <= 4
                    && !title.trim().is_empty()
                    && !names::is_label(title) =>
            {
                let name = names::model_name(title);
                if self.names.contains(&name) { hint.name.clone() } else { name }
            }
            _ => hint.name.clone(),
        }
    }

    /// What a schema is in Rust: [`Shape::Alias`] when it needs no type of its own.
    pub(super) fn shape(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        if let Some(path) = self.replaced(&keywords.pointer) {
            return Shape::Alias(Type::External(path));
        }
        if let Some(shape) = self.kept(keywords) {
            return shape;
        }
        if !keywords.one_of.is_empty() || !keywords.any_of.is_empty() {
            return self.union(keywords, hint);
        }
        if !keywords.all_of.is_empty() {
            return self.all_of(keywords, hint);
        }
        if !keywords.values().is_empty() {
            return self.enumeration(keywords);
        }
        let ty = match keywords.kind() {
            Some(JsonKind::Object) => return self.object(keywords, hint),
            Some(JsonKind::Array) => self.array(keywords, hint),
            Some(JsonKind::String) => self.string(keywords),
            Some(JsonKind::Integer) => self.integer(keywords),
            Some(JsonKind::Number) => self.number(keywords),
            Some(JsonKind::Boolean) => Type::Boolean,
            Some(JsonKind::Null) | None => Type::Value,
        };
        Shape::Alias(ty)
    }

    /// The component schema at a pointer, as a node.
    pub(super) fn node_at(&self, pointer: &Pointer) -> Option<Node<'a>> {
        let key = pointer.component("schemas")?;
        let schema = self.document.openapi.components.as_ref()?.schemas.get(&key)?;
        Some(Node::new(pointer.clone(), schema))
    }

    /// Follows references to the schema that says something. `None`: a reference to nothing, or a circle.
    pub(super) fn resolve(&self, node: &Option<Node<'a>>) -> Option<Keywords<'a>> {
        let mut node = node.clone()?;
        for _ in 0..64 {
            match node.schema {
                Target::Schema(schema) => return Some(Keywords::of(self.document, &node, schema)),
                Target::Reference(reference) => {
                    node = self.node_at(&Pointer::parse(reference)?)?;
                }
            }
        }
        None
    }
}

/// The hint for the schema of a parameter, a body, a response or a header that is a component: several operations may
/// have it, and whichever is met first must not name it.
fn shared_home(pointer: &Pointer) -> Option<Hint> {
    const SECTIONS: &[&str] = &["parameters", "requestBodies", "responses", "headers"];
    let tokens: Vec<String> = pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let ["components", section, name, below @ ..] = tokens.as_slice() else { return None };
    if !SECTIONS.contains(section) {
        return None;
    }
    let home = Hint { name: names::model_name(name), module: names::module_name(name) };
    match below {
        ["schema"] | ["content", _, "schema"] => Some(home),
        ["headers", header, "schema"] => Some(home.child(header)),
        _ => None,
    }
}

/// Whether a value of this shape may hold a secret, given what is known of other types.
pub(super) fn holds_secret(api: &Api, shape: &Shape) -> bool {
    match shape {
        Shape::Struct(object) => {
            object.fields.iter().any(|field| field.hidden || api.holds_secret(&field.ty))
                || object.rest.as_ref().is_some_and(|rest| rest.secret || api.holds_secret(&rest.ty))
        }
        Shape::Union(union) => union.members.iter().any(|member| api.holds_secret(&member.ty)),
        Shape::Alias(ty) | Shape::Newtype(ty) => api.holds_secret(ty),
        Shape::Enum(_) => false,
    }
}
