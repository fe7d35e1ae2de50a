//! A `discriminator` without `oneOf`: the schemas that extend this one by `allOf`, and those that its `mapping` names, are
//! what a value may be, and the document does not list them where the value is.
//!
//! Such a schema is a union of its heirs and of what it says itself, for every value that is of none of them. The validator
//! holds it to its own words alone, as JSON Schema does.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::diagnostic::codes;
use crate::document::{Document, Pointer};
use crate::ir::{Dispatch, Literal, Member, Schema, Shape, Type, TypeId, Union};

use super::discriminator::{Mapped, component as component_of, mapped};
use super::schema::{Keywords, Node, Target, is_prose};
use super::types::{Hint, Lowered};
use super::{Lowering, all_of, discriminator, docs, names};

/// How many heirs are named.
const NAMED: usize = 3;

/// How many names in a row are followed.
const NAMES: usize = 64;

/// How often an heir is looked at: each of those that a document has may be one of every other.
const MOST_LOOKS: usize = 1_000_000;

/// Names for the variant of what is of no heir, in order of preference.
const OTHER: &[&str] = &["Other", "Base", "Any"];

/// The components whose values may be of their heirs.
#[derive(Debug, Default)]
pub(super) struct Parents {
    /// Each by its key.
    known: BTreeMap<String, Parent>,
    /// The heirs that add nothing to their parents, and are kinds of it by their name alone.
    bare: BTreeSet<String>,
}

/// A component whose values may be of its heirs.
#[derive(Debug, Clone, Default)]
pub(super) struct Parent {
    /// The property that tells which.
    property: String,
    /// The keys of its heirs, each with the values by which it is known.
    heirs: Vec<(String, Vec<Literal>)>,
}

/// A discriminator as it is written.
struct Written {
    property: String,
    mapping: IndexMap<String, String>,
    /// The values for each component.
    mapped: Mapped,
    /// The keys of these components, in the order of the mapping.
    targets: Vec<String>,
}

impl Written {
    fn of((property, mapping): (String, IndexMap<String, String>)) -> Self {
        let targets = mapping.values().filter_map(|target| component_of(target)?.component("schemas"));
        Self { property, mapped: mapped(&mapping), targets: targets.collect(), mapping }
    }
}

impl Parents {
    /// The heirs of a component of which values may be.
    pub(super) fn heirs(&self, parent: &Pointer) -> impl Iterator<Item = Pointer> {
        let schemas = Pointer::root().join("components").join("schemas");
        let key = parent.component("schemas").filter(|key| schemas.join(key) == *parent);
        let heirs = key.and_then(|key| self.known.get(&key)).map_or(&[][..], |parent| &parent.heirs);
        heirs.iter().map(move |(heir, _)| schemas.join(heir))
    }
}

/// Finds the parents that are used as types, and are not only extended.
pub(super) fn find(lowering: &Lowering<'_>) -> Parents {
    let family = Family::of(lowering);
    let mut parents = Parents::default();
    if family.discriminators.is_empty() {
        return parents;
    }
    let mut used = BTreeSet::new();
    lowering.document.get(&Pointer::root()).into_iter().for_each(|root| uses(root, &mut used));
    let mut open: Vec<&str> = used.into_iter().collect();
    while let Some(key) = open.pop() {
        if parents.known.contains_key(key) {
            continue;
        }
        let Some(parent) = family.parent(key) else { continue };
        // What stands for a value of its parent is used as a type as well.
        open.extend(parent.heirs.iter().filter_map(|(heir, _)| family.key(heir)));
        parents.known.insert(key.to_owned(), parent);
    }
    family.know_by_their_heirs(&mut parents.known);
    let heirs =
        parents.known.values().flat_map(|parent| &parent.heirs).filter_map(|(heir, _)| family.key(heir));
    let bare = heirs.filter(|heir| parents.known.contains_key(family.meant(heir)));
    parents.bare = bare.filter(|heir| family.meant(heir) != *heir).map(str::to_owned).collect();
    parents
}

/// Who extends whom.
struct Family<'l, 'a> {
    lowering: &'l Lowering<'a>,
    discriminators: BTreeMap<&'a str, Written>,
    /// The components that extend each directly.
    heirs: BTreeMap<&'a str, Vec<&'a str>>,
    /// The components that each extends.
    extended: BTreeMap<&'a str, Vec<&'a str>>,
    /// The components that are other names, and for what.
    names: BTreeMap<&'a str, &'a str>,
    /// How many heirs may still be looked at. When there are none, what is left has none that are known.
    left: Cell<usize>,
}

impl<'l, 'a> Family<'l, 'a> {
    fn of(lowering: &'l Lowering<'a>) -> Self {
        let mut family = Family {
            lowering,
            discriminators: BTreeMap::new(),
            heirs: BTreeMap::new(),
            extended: BTreeMap::new(),
            left: Cell::new(MOST_LOOKS),
            names: schemas(lowering.document)
                .filter_map(|(name, schema)| Some((name, named(schema)?)))
                .collect(),
        };
        for (name, schema) in schemas(lowering.document) {
            let alone = schema.get("oneOf").or(schema.get("anyOf")).is_none();
            if let Some(written) = schema.get("discriminator").filter(|_| alone).and_then(discriminator::read)
            {
                family.discriminators.insert(name, Written::of(written));
            }
            let parents: Vec<&str> = extended(schema)
                .into_iter()
                .flatten()
                .filter_map(component)
                .map(|name| family.meant(name))
                .collect();
            for parent in &parents {
                family.heirs.entry(parent).or_default().push(name);
            }
            family.extended.insert(name, parents);
        }
        family
    }

    /// The key of a component, for as long as the document lives.
    fn key(&self, name: &str) -> Option<&'a str> {
        self.extended.get_key_value(name).map(|(name, _)| *name)
    }

    /// The component that a name leads to, by other names.
    fn meant(&self, name: &'a str) -> &'a str {
        let mut meant = name;
        for _ in 0..NAMES {
            match self.names.get(meant) {
                Some(next) => meant = next,
                None => break,
            }
        }
        meant
    }

    /// The discriminator of a component: its own, else that of what it extends.
    fn discriminator(&self, key: &str) -> Option<(&Written, bool)> {
        let mut open = vec![key];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            if let Some(written) = self.discriminators.get(name) {
                return Some((written, name == key));
            }
            if seen.insert(name) {
                open.extend(self.extended.get(name).into_iter().flatten());
            }
        }
        None
    }

    /// All that extend a component, as far as `allOf` in `allOf` is followed.
    fn descendants(&self, key: &str) -> BTreeSet<&'a str> {
        let mut all = BTreeSet::new();
        let mut last: Vec<&'a str> = self.key(key).into_iter().collect();
        for _ in 0..all_of::DEPTH {
            let mut next = Vec::new();
            for name in last {
                let heirs = self.heirs.get(name).map_or(&[][..], Vec::as_slice);
                if self.spend(heirs.len()) {
                    next.extend(heirs.iter().filter(|heir| all.insert(**heir)));
                }
            }
            last = next;
        }
        all
    }

    fn parent(&self, key: &str) -> Option<Parent> {
        let (written, own) = self.discriminator(key)?;
        let node = self.node(key)?;
        let descendants = self.descendants(key);
        // Most are not extended themselves.
        if descendants.is_empty() && !own || !self.is_object(&node) {
            return None;
        }
        let mapped = written.targets.iter().filter_map(|name| self.key(name));
        let mapped = mapped.filter(|name| own || descendants.contains(name));
        let direct = self.heirs.get(key).into_iter().flatten().copied();
        let mut seen = BTreeSet::from([key]);
        let heirs: Vec<(String, Vec<Literal>)> = mapped
            .chain(direct)
            .filter(|heir| seen.insert(heir))
            .filter_map(|heir| Some((heir, self.node(heir)?)))
            .filter(|(_, node)| matches!(node.schema, Target::Schema(_)) && self.is_object(node))
            .map(|(heir, heir_node)| (heir.to_owned(), self.values(written, &node, &heir_node)))
            .collect();
        (!heirs.is_empty()).then(|| Parent { property: written.property.clone(), heirs })
    }

    fn node(&self, key: &str) -> Option<Node<'a>> {
        self.lowering.node_at(&Pointer::root().join("components").join("schemas").join(key))
    }

    fn is_object(&self, node: &Node<'a>) -> bool {
        let keywords = self.lowering.resolve(&Some(node.clone()));
        keywords.is_some_and(|keywords| keywords.may_be_object() && keywords.values().is_empty())
    }

    /// The values of the property by which an heir is known: those of the mapping; else the ones that it has and its parent
    /// need not have; else, as OpenAPI has it, its name.
    fn values(&self, written: &Written, parent: &Node<'a>, heir: &Node<'a>) -> Vec<Literal> {
        let property = written.property.as_str();
        let mapped = self.lowering.values_mapped(property, &written.mapped, &heir.pointer);
        if !mapped.is_empty() {
            return mapped;
        }
        let (all, own) =
            (self.lowering.values_listed(parent, property), self.lowering.values_listed(heir, property));
        if let Some(own) = own
            && all.as_ref().is_none_or(|all| own.len() < all.len())
        {
            return own;
        }
        if let Some(said) = self.said(heir) {
            return vec![said];
        }
        let name = heir.pointer.last().filter(|name| !written.mapping.contains_key(name)).map(Literal::Text);
        name.into_iter().filter(|name| all.as_ref().is_none_or(|all| all.contains(name))).collect()
    }

    /// Counts looks; false when there were too many.
    fn spend(&self, looks: usize) -> bool {
        let left = self.left.get().checked_sub(looks);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// The value that an extension says, as documents converted from other descriptions do: `x-..discriminator-value`.
    fn said(&self, heir: &Node<'a>) -> Option<Literal> {
        let schema = self.lowering.document.get(&heir.pointer)?.as_object()?;
        let said = |key: &String| key.starts_with("x-") && key.ends_with("discriminator-value");
        let value = schema.iter().find(|(key, _)| said(key)).map(|(_, value)| value)?;
        value.as_str().map(|value| Literal::Text(value.to_owned()))
    }

    /// An heir that is a parent is known by the values of its own heirs too. Of two with the same value the first has it.
    fn know_by_their_heirs(&self, parents: &mut BTreeMap<String, Parent>) {
        let mut own: BTreeMap<String, Vec<Literal>> = BTreeMap::new();
        for (heir, values) in parents.values().flat_map(|parent| &parent.heirs) {
            own.entry(heir.clone()).or_insert_with(|| values.clone());
        }
        for parent in parents.values_mut() {
            let mut known: BTreeSet<String> =
                parent.heirs.iter().flat_map(|(_, values)| values).map(Literal::key).collect();
            for (heir, values) in &mut parent.heirs {
                let below = self.descendants(heir).into_iter().filter_map(|below| own.get(below));
                values.extend(below.flatten().filter(|value| known.insert(value.key())).cloned());
            }
        }
    }
}

impl<'a> Lowering<'a> {
    /// Whether a property tells which heir a value of a schema is of: then it has other values than the schema knows.
    pub(super) fn tells_heirs(&self, schema: &Pointer, property: &str) -> bool {
        let parent = schema.component("schemas").and_then(|key| self.parents.known.get(&key));
        parent.is_some_and(|parent| parent.property == property)
    }

    /// Whether a component is a kind of its parent, and says nothing more.
    pub(super) fn is_bare_heir(&self, schema: &Pointer) -> bool {
        schema.component("schemas").is_some_and(|key| self.parents.bare.contains(&key))
    }

    /// The type of a component with heirs; none when it has none.
    pub(super) fn union_of_heirs(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Option<Shape> {
        let root = Pointer::root().join("components").join("schemas");
        let key = keywords.pointer.component("schemas")?;
        let parent = self.parents.known.get(&key)?.clone();
        if self.replaced(&keywords.pointer).is_some() {
            return None;
        }
        self.warn_of_unknown(keywords, &parent);
        if parent.heirs.iter().all(|(_, values)| values.is_empty()) {
            return None;
        }
        let own = self.by_pointer.get(&keywords.pointer).copied()?;
        let base = self.base(keywords, hint, own);
        let heirs = parent.heirs.iter().filter_map(|(heir, values)| {
            let node = self.node_at(&root.join(heir))?;
            let id = *self.by_pointer.get(&node.pointer)?;
            let ty = self.replaced(&node.pointer).map_or(Type::Named(id), Type::External);
            Some((node, id, Lowered::plain(ty), values))
        });
        let heirs: Vec<(Node<'a>, TypeId, Lowered, &Vec<Literal>)> = heirs.collect();
        let lowered: Vec<Lowered> = heirs.iter().map(|(_, _, lowered, _)| lowered.clone()).collect();
        let names = self.variant_names(&lowered, &hint.name);
        let otherwise = heirs.len();
        let mut arms: Vec<(Vec<Literal>, Dispatch)> = Vec::new();
        let mut told = BTreeSet::new();
        let mut members = Vec::new();
        for (index, ((node, id, lowered, values), name)) in heirs.into_iter().zip(&names).enumerate() {
            let values: Vec<Literal> =
                values.iter().filter(|value| told.insert(value.key())).cloned().collect();
            if !values.is_empty() {
                arms.push((values, Dispatch::Readable { member: index, otherwise }));
            }
            members.push(Member {
                name: name.clone(),
                docs: self.resolve(&Some(node.clone())).map(|own| docs::of_schema(&own)).unwrap_or_default(),
                pointer: node.pointer.to_string(),
                schema: Schema::Type(id),
                ty: lowered.ty,
            });
        }
        let other = Dispatch::Member(otherwise);
        members.push(self.base_member(&parent, keywords, hint, base, &names));
        let (absent, other) = (Box::new(other.clone()), Box::new(other));
        let dispatch = Dispatch::Tag { path: vec![parent.property], arms, absent, other };
        Some(Shape::Union(Union {
            members,
            unknown: None,
            dispatch,
            conversions: Vec::new(),
            common: Vec::new(),
        }))
    }

    /// Says which heirs are never read, because no value is known to stand for them.
    fn warn_of_unknown(&mut self, keywords: &Keywords<'a>, parent: &Parent) {
        let unknown = parent.heirs.iter().filter(|(_, values)| values.is_empty());
        let names: Vec<String> = unknown.map(|(heir, _)| format!("`{heir}`")).collect();
        if names.is_empty() {
            return;
        }
        let more = if names.len() > NAMED { ", ..." } else { "" };
        let names = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("no value of `{}` is known to stand for {names}{more}", parent.property);
        let help =
            "name it in the `mapping` of the discriminator: without that it is read as what it extends";
        let place = keywords.pointer.join("discriminator");
        let inherited = self.document.get(&place).is_none();
        self.warn(codes::HEIRS, if inherited { &keywords.pointer } else { &place }, message, help);
    }

    /// The type of what a parent says itself, whose schema is the parent's.
    fn base(&mut self, keywords: &Keywords<'a>, hint: &Hint, own: TypeId) -> TypeId {
        // The types of its properties are named by the parent.
        let shape = self.shape(keywords, hint);
        let id = self.promise();
        let name = names::claim(&format!("Other{}", hint.name), &mut self.names);
        let node = self.node_at(&keywords.pointer);
        if let Some(node) = node {
            let of = hint.name.clone();
            let hint = Hint { name, module: hint.module.clone() };
            self.define(id, &hint, &node, shape, Schema::Type(own));
            if let Some(Some(def)) = self.types.get_mut(id.0) {
                def.docs = format!("What is none of the other variants of `{of}`.\n\n{}", def.docs)
                    .trim_end()
                    .to_owned();
            }
        }
        id
    }

    fn base_member(
        &self,
        parent: &Parent,
        keywords: &Keywords<'a>,
        hint: &Hint,
        base: TypeId,
        taken: &[String],
    ) -> Member {
        let free = OTHER.iter().find(|name| !taken.iter().any(|taken| taken == *name));
        let name = free.map_or_else(|| format!("Other{}", hint.name), |name| (*name).to_owned());
        Member {
            name,
            docs: format!(
                "Any other: its `{}` is that of none of these, or it lacks what that one requires.",
                parent.property.replace('`', "'")
            ),
            pointer: keywords.pointer.to_string(),
            schema: Schema::Type(base),
            ty: Type::Named(base),
        }
    }
}

fn schemas(document: &Document) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
    let schemas = document.get(&Pointer::root().join("components").join("schemas"));
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    schemas.filter_map(|(name, schema)| Some((name.as_str(), schema.as_object()?)))
}

/// The schemas that one extends, if it adds anything to them.
fn extended(schema: &Map<String, Value>) -> Option<&[Value]> {
    let members = schema.get("allOf")?.as_array()?;
    let adds = schema.contains_key("properties") || schema.contains_key("required");
    (adds || members.iter().filter(|member| !is_prose(Some(member))).count() > 1).then_some(members)
}

/// The component that a schema is another name for.
fn named(schema: &Map<String, Value>) -> Option<&str> {
    if let Some(reference) = schema.get("$ref") {
        return of_reference(reference);
    }
    let members = schema.get("allOf")?.as_array()?;
    let mut members = members.iter().filter(|member| !is_prose(Some(member)));
    let only = members.next().filter(|_| members.next().is_none() && extended(schema).is_none())?;
    component(only)
}

/// The component that a schema refers to.
fn component(schema: &Value) -> Option<&str> {
    of_reference(schema.get("$ref")?)
}

fn of_reference(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

/// Every component that stands for a value, and is not only extended.
fn uses<'a>(root: &'a Value, used: &mut BTreeSet<&'a str>) {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        used.extend(component(value));
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let skipped = extended(members);
                open.extend(
                    members
                        .iter()
                        .filter(|(key, _)| *key != "allOf" || skipped.is_none())
                        .map(|(_, value)| value),
                );
                // What an heir adds may have values of its parent.
                open.extend(skipped.into_iter().flatten().filter(|member| component(member).is_none()));
            }
            _ => {}
        }
    }
}
