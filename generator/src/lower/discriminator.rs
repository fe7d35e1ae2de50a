//! `discriminator`: which value of its property stands for which member.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use crate::document::Pointer;
use crate::ir::{JsonKind, Literal, Number};

use super::schema::{Keywords, Node};
use super::{Lowering, all_of};

/// For each component and each property that tells it apart: the values by which unions and parents know it.
pub(super) type Tags = BTreeMap<Pointer, BTreeMap<String, BTreeSet<String>>>;

/// Every tag of the document. A discriminator may stand anywhere, so that the whole of it is looked through.
pub(super) fn tags(lowering: &Lowering<'_>) -> Tags {
    let mut tags = Tags::new();
    let mut open: Vec<&Value> = lowering.document.get(&Pointer::root()).into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                open.extend(members.values());
                note(lowering, members, &mut tags);
            }
            _ => {}
        }
    }
    tags
}

fn note(lowering: &Lowering<'_>, schema: &serde_json::Map<String, Value>, tags: &mut Tags) {
    let Some((property, mapping)) = schema.get("discriminator").and_then(read) else { return };
    let members = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    let mut targets: Vec<Pointer> =
        members.flatten().filter_map(|member| Pointer::parse(member.get("$ref")?.as_str()?)).collect();
    targets.extend(mapping.values().filter_map(|target| component(target)));
    targets.sort();
    targets.dedup();
    let targets: Vec<Option<Pointer>> = targets.into_iter().map(Some).collect();
    let known = lowering.known_by(&property, &mapping, &targets);
    for (target, values) in targets.into_iter().flatten().zip(known) {
        let values = values.into_iter().flatten().filter_map(|value| match value {
            Literal::Text(value) => Some(value),
            _ => None,
        });
        tags.entry(target).or_default().entry(property.clone()).or_default().extend(values);
    }
}

/// What a mapping leads to: a reference, or the name of a component.
pub(super) fn component(target: &str) -> Option<Pointer> {
    let root = || Pointer::root().join("components").join("schemas");
    if target.contains('/') { Pointer::parse(target) } else { Some(root().join(target)) }
}

/// The values that a mapping has for each component, in its order.
pub(super) type Mapped = BTreeMap<Pointer, Vec<String>>;

/// A mapping the other way round.
pub(super) fn mapped(mapping: &IndexMap<String, String>) -> Mapped {
    let mut mapped = Mapped::new();
    for (value, target) in mapping {
        if let Some(target) = component(target) {
            mapped.entry(target).or_default().push(value.clone());
        }
    }
    mapped
}

impl<'a> Lowering<'a> {
    /// The one value by which the unions of the document know this schema: it tells what the schema is, so that
    /// callers need not.
    pub(super) fn tag_of(&self, schema: &Keywords<'_>, property: &str, node: &Node<'a>) -> Option<Literal> {
        let values = self.tags.get(&schema.pointer)?.get(property)?;
        let mut values = values.iter();
        let (Some(value), None) = (values.next(), values.next()) else { return None };
        let described = self.resolve(&Some(node.clone()))?;
        let fits = described.values().is_empty() || described.values().iter().any(|listed| listed == value);
        (described.kind() == Some(JsonKind::String) && fits).then(|| Literal::Text(value.clone()))
    }

    /// The values by which a union with a discriminator knows each of its members; none of a member of which they cannot be
    /// told: those of the mapping; else those that it alone lists for the property; else, as OpenAPI has it, the name of its
    /// component. None are left of a name that the mapping gives to another member.
    pub(super) fn known_by(
        &self,
        property: &str,
        mapping: &IndexMap<String, String>,
        members: &[Option<Pointer>],
    ) -> Vec<Option<Vec<Literal>>> {
        let by_target = mapped(mapping);
        let mapped = |member: &Option<Pointer>| {
            member.as_ref().map(|target| self.values_mapped(property, &by_target, target)).unwrap_or_default()
        };
        let mapped: Vec<Vec<Literal>> = members.iter().map(mapped).collect();
        let listed = |(member, mapped): (&Option<Pointer>, &Vec<Literal>)| {
            let target = member.as_ref().filter(|_| mapped.is_empty())?;
            self.values_listed(&self.node_at(target)?, property)
        };
        let listed: Vec<Option<Vec<Literal>>> = members.iter().zip(&mapped).map(listed).collect();
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for value in mapped.iter().chain(listed.iter().flatten()).flatten() {
            *times.entry(value.key()).or_default() += 1;
        }
        let is_own = |value: &&Literal| times.get(&value.key()) == Some(&1);
        let known = |member: &Option<Pointer>, mapped: Vec<Literal>, listed: Option<Vec<Literal>>| {
            let target = member.as_ref()?;
            if !mapped.is_empty() {
                return Some(mapped);
            }
            let own: Vec<Literal> = listed.iter().flatten().filter(is_own).cloned().collect();
            if !own.is_empty() {
                return Some(own);
            }
            let name = target.last()?;
            if mapping.contains_key(&name) {
                return Some(Vec::new());
            }
            let name = Literal::Text(name);
            listed.is_none_or(|listed| listed.contains(&name)).then(|| vec![name])
        };
        let each = members.iter().zip(mapped).zip(listed);
        each.map(|((member, mapped), listed)| known(member, mapped, listed)).collect()
    }

    /// The values that a mapping itself has for a component. They are texts; of a property that is an integer, integers.
    pub(super) fn values_mapped(&self, property: &str, mapped: &Mapped, target: &Pointer) -> Vec<Literal> {
        let Some(texts) = mapped.get(target) else { return Vec::new() };
        let mut lists = Lists::new(self, property);
        if let Some(node) = self.node_at(target) {
            lists.of(&node, all_of::DEPTH);
        }
        let value = |text: &String| match text.parse() {
            Ok(integer) if lists.kind == Some(JsonKind::Integer) => Literal::Number(Number::Integer(integer)),
            _ => Literal::Text(text.clone()),
        };
        texts.iter().map(value).collect()
    }

    /// The values that a schema lists for a property, whichever of its parts and of its alternatives do. None are left of one
    /// that is no text and lists nothing: a name is not its value.
    pub(super) fn values_listed(&self, node: &Node<'a>, property: &str) -> Option<Vec<Literal>> {
        let values = Lists::new(self, property).of(node, all_of::DEPTH)?;
        let mut seen = BTreeSet::new();
        let tags = values.into_iter().filter_map(|value| Literal::from(value).as_tag());
        Some(tags.filter(|tag| seen.insert(tag.key())).collect())
    }
}

/// How many schemas one is made of that are looked at for the values of a property.
const MOST_SEEN: usize = 1000;

/// The values that schemas list for a property.
struct Lists<'l, 'a> {
    lowering: &'l Lowering<'a>,
    property: &'l str,
    /// What was found of each schema; of one that is still looked at nothing is known.
    found: BTreeMap<Pointer, Option<Vec<&'a Value>>>,
    /// What the property is.
    kind: Option<JsonKind>,
}

impl<'l, 'a> Lists<'l, 'a> {
    fn new(lowering: &'l Lowering<'a>, property: &'l str) -> Self {
        Self { lowering, property, found: BTreeMap::new(), kind: None }
    }

    /// The shortest list: all that a schema is made of has to hold, as far as `allOf` in `allOf` is followed.
    fn of(&mut self, node: &Node<'a>, depth: usize) -> Option<Vec<&'a Value>> {
        let depth = depth.checked_sub(1)?;
        let schema = self.lowering.resolve(&Some(node.clone()))?;
        if let Some(found) = self.found.get(&schema.pointer) {
            return found.clone();
        }
        if self.found.len() >= MOST_SEEN {
            return None;
        }
        self.found.insert(schema.pointer.clone(), None);
        let found = self.shortest(&schema, depth);
        self.found.insert(schema.pointer, found.clone());
        found
    }

    fn shortest(&mut self, schema: &Keywords<'a>, depth: usize) -> Option<Vec<&'a Value>> {
        let own = schema.properties.iter().find(|(name, _)| *name == self.property);
        let own = own.and_then(|(_, node)| self.lowering.resolve(&Some(node.clone())));
        let kind = own.as_ref().and_then(Keywords::kind);
        self.kind = self.kind.or(kind);
        let is_text = kind.is_none_or(|kind| kind == JsonKind::String);
        let own = own.map(|own| own.values().iter().collect::<Vec<_>>());
        let own = own.filter(|values| !values.is_empty() || !is_text);
        let parts: Vec<Vec<&'a Value>> =
            schema.all_of.iter().filter_map(|part| self.of(part, depth)).collect();
        let mut all: Vec<Vec<&'a Value>> = own.into_iter().chain(parts).collect();
        for members in [&schema.one_of, &schema.any_of] {
            let each: Option<Vec<Vec<&'a Value>>> =
                members.iter().map(|member| self.of(member, depth)).collect();
            all.extend(each.filter(|each| !each.is_empty()).map(together));
        }
        all.into_iter().min_by_key(Vec::len)
    }
}

/// The values of several lists, those that came from the same place once: lists of lists would double with each.
fn together(lists: Vec<Vec<&Value>>) -> Vec<&Value> {
    let mut seen = BTreeSet::new();
    lists.into_iter().flatten().filter(|value| seen.insert(std::ptr::from_ref(*value))).collect()
}

/// The property and the mapping of a discriminator as it is written.
pub(super) fn read(discriminator: &Value) -> Option<(String, IndexMap<String, String>)> {
    let property = discriminator.get("propertyName")?.as_str()?.to_owned();
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapping = mapping.filter_map(|(value, target)| Some((value.clone(), target.as_str()?.to_owned())));
    Some((property, mapping.collect()))
}
