//! `discriminator`: which value of its property stands for which member.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::Discriminator;
use serde_json::Value;

use crate::document::{Document, Pointer};
use crate::ir::{JsonKind, Literal};

use super::Lowering;
use super::schema::{Keywords, Node, Target};

/// For each component and each property that tells it apart: the values by which unions and parents know it.
pub(super) type Tags = BTreeMap<Pointer, BTreeMap<String, BTreeSet<String>>>;

/// Every tag of the document. A discriminator may stand anywhere, so that the whole of it is looked through.
pub(super) fn tags(document: &Document) -> Tags {
    let mut tags = Tags::new();
    let mut open: Vec<&Value> = document.get(&Pointer::root()).into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                open.extend(members.values());
                note(members, &mut tags);
            }
            _ => {}
        }
    }
    tags
}

fn note(schema: &serde_json::Map<String, Value>, tags: &mut Tags) {
    let Some(discriminator) = schema.get("discriminator") else { return };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    let mapping: Vec<(&str, &str)> = discriminator
        .get("mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(value, target)| Some((value.as_str(), target.as_str()?)))
        .collect();
    let members = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    let mut targets: Vec<Pointer> =
        members.flatten().filter_map(|member| Pointer::parse(member.get("$ref")?.as_str()?)).collect();
    targets.extend(mapping.iter().filter_map(|(_, target)| component(target)));
    targets.sort();
    targets.dedup();
    for target in targets {
        let mut values: BTreeSet<String> = mapping
            .iter()
            .filter(|(_, other)| component(other).as_ref() == Some(&target))
            .map(|(value, _)| (*value).to_owned())
            .collect();
        if values.is_empty() {
            let name = target.last().filter(|name| !mapping.iter().any(|(value, _)| value == name));
            values.extend(name);
        }
        tags.entry(target).or_default().entry(property.to_owned()).or_default().extend(values);
    }
}

/// What a mapping leads to: a reference, or the name of a component.
pub(super) fn component(target: &str) -> Option<Pointer> {
    let root = || Pointer::root().join("components").join("schemas");
    if target.contains('/') { Pointer::parse(target) } else { Some(root().join(target)) }
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

    /// The values by which a union with a discriminator knows a member: those of the mapping, else its component's
    /// name. None when the mapping gives that name to another member.
    pub(super) fn values_of(&self, discriminator: &Discriminator, node: &Node<'a>) -> Option<Vec<Literal>> {
        let Target::Reference(reference) = node.schema else { return None };
        values_of_reference(&discriminator.mapping, reference)
    }
}

/// The property and the mapping of a discriminator as it is written.
pub(super) fn read(discriminator: &Value) -> Option<(String, IndexMap<String, String>)> {
    let property = discriminator.get("propertyName")?.as_str()?.to_owned();
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapping = mapping.filter_map(|(value, target)| Some((value.clone(), target.as_str()?.to_owned())));
    Some((property, mapping.collect()))
}

/// The values by which a mapping knows what a reference leads to.
pub(super) fn values_of_reference(
    mapping: &IndexMap<String, String>,
    reference: &str,
) -> Option<Vec<Literal>> {
    let target = Pointer::parse(reference)?;
    let mut values = values_of_mapping(mapping, &target);
    if values.is_empty() {
        let name = target.last()?;
        if !mapping.contains_key(&name) {
            values.push(Literal::Text(name));
        }
    }
    Some(values)
}

/// The values that a mapping itself has for a component.
pub(super) fn values_of_mapping(mapping: &IndexMap<String, String>, target: &Pointer) -> Vec<Literal> {
    let of_target = mapping.iter().filter(|(_, other)| component(other).as_ref() == Some(target));
    of_target.map(|(value, _)| Literal::Text(value.clone())).collect()
}
