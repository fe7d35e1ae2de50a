//! `oneOf` and `anyOf`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ir::{Member, Shape, Type, Union};

use super::enumeration::free_name;
use super::member_words::times;
use super::schema::{Keywords, Node, Target};
use super::twins::digest;
use super::types::{Hint, Lowered};
use super::{Lowering, dispatch, docs, names};

impl<'a> Lowering<'a> {
    pub(super) fn union(&mut self, keywords: &Keywords<'a>, hint: &Hint) -> Shape {
        let nodes = if keywords.one_of.is_empty() { &keywords.any_of } else { &keywords.one_of };
        if !keywords.properties.is_empty() || !keywords.all_of.is_empty() {
            return self.all_of(keywords, hint);
        }
        let mut nodes = self.distinct(nodes);
        // `null` beside other members makes the union nullable, as `nullable: true` would.
        if nodes.iter().any(|node| !self.is_null_alone(node)) {
            nodes.retain(|node| !self.is_null_alone(node));
        }
        if let [node] = nodes.as_slice() {
            return self.only_member(node, hint);
        }
        if let Some(shape) = self.listed_alternatives(keywords, &nodes) {
            return shape;
        }
        let members: Vec<Option<Keywords<'a>>> =
            nodes.iter().map(|node| self.resolve(&Some(node.clone()))).collect();
        let words = self.member_words(&hint.name, &nodes, &members);
        let lowered: Vec<Lowered> =
            nodes.iter().zip(&words).map(|(node, word)| self.lower_node(node, &hint.child(word))).collect();
        let names = self.variant_names(&lowered, &hint.name);
        let dispatch = dispatch::build(self, keywords, &nodes);
        let members = nodes
            .iter()
            .zip(lowered)
            .zip(&names)
            .map(|((node, lowered), name)| Member {
                name: name.clone(),
                docs: self
                    .resolve(&Some(node.clone()))
                    .map(|keywords| docs::of_schema(&keywords))
                    .unwrap_or_default(),
                pointer: node.pointer.to_string(),
                schema: self.validator(node, Some("")),
                ty: lowered.ty,
            })
            .collect();
        Shape::Union(Union {
            members,
            unknown: Some(free_name(&names, false)),
            dispatch,
            conversions: Vec::new(),
            common: Vec::new(),
        })
    }

    /// The members, equal ones once: a value that fits one of two equal members fits both, and is meant to be
    /// valid.
    pub(super) fn distinct(&self, nodes: &[Node<'a>]) -> Vec<Node<'a>> {
        let mut seen: BTreeMap<u64, Vec<&Node<'a>>> = BTreeMap::new();
        let mut kept = Vec::new();
        for node in nodes {
            let alike = seen.entry(self.digest(node)).or_default();
            if !alike.iter().any(|other| self.same(node, other)) {
                alike.push(node);
                kept.push(node.clone());
            }
        }
        kept
    }

    /// A number that equal members share.
    fn digest(&self, node: &Node<'a>) -> u64 {
        match node.schema {
            Target::Reference(reference) => digest(&Value::from(reference)),
            Target::Schema(_) => self.document.get(&node.pointer).map_or(0, digest),
        }
    }

    pub(super) fn same(&self, one: &Node<'a>, other: &Node<'a>) -> bool {
        match (one.schema, other.schema) {
            (Target::Reference(one), Target::Reference(other)) => one == other,
            (Target::Schema(_), Target::Schema(_)) => {
                let one = self.document.get(&one.pointer);
                one.is_some() && one == self.document.get(&other.pointer)
            }
            _ => false,
        }
    }

    pub(super) fn variant_names(&self, members: &[Lowered], union: &str) -> Vec<String> {
        let named: Vec<Option<String>> = members.iter().map(|member| self.name_of(&member.ty)).collect();
        // An inline member's name begins with the union's.
        let own = |name: &String| {
            let rest = name.strip_prefix(union).filter(|rest| rest.starts_with(char::is_uppercase));
            rest.unwrap_or(name).to_owned()
        };
        let mut short: Vec<String> = named.iter().flatten().map(own).collect();
        short = match short.as_slice() {
            [only] if named.iter().flatten().any(|name| name == only) => {
                let pair = [only.clone(), union.to_owned()];
                names::without_shared_words(&pair).into_iter().take(1).collect()
            }
            _ => names::without_shared_words(&short),
        };
        let mut short = short.into_iter();
        let wanted: Vec<String> = members
            .iter()
            .zip(&named)
            .map(|(member, name)| match name {
                Some(_) => short.next().unwrap_or_default(),
                None => kind_word(&member.ty).to_owned(),
            })
            .collect();
        let times = times(wanted.iter().map(String::as_str));
        let wanted: Vec<String> = members
            .iter()
            .zip(&wanted)
            .map(|(member, word)| match times.get(word.as_str()) {
                Some(1) => word.clone(),
                _ => without_number(&own(&self.whole_word(&member.ty))).to_owned(),
            })
            .collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        names::unique(&wanted, names::variant_name, &[])
    }

    /// A type in words, with what a list or a map is of.
    fn whole_word(&self, ty: &Type) -> String {
        match ty {
            Type::List(inner) => format!("{}List", self.whole_word(inner)),
            Type::Map(inner) => format!("{}Map", self.whole_word(inner)),
            Type::Boxed(inner) | Type::Nullable(inner) => self.whole_word(inner),
            _ => self.name_of(ty).unwrap_or_else(|| kind_word(ty).to_owned()),
        }
    }

    fn name_of(&self, ty: &Type) -> Option<String> {
        match ty {
            Type::Named(id) => self.type_names.get(id.0).cloned(),
            _ => None,
        }
    }
}

/// The name of what stands in a list that is a member, without what that member is called for want of a name.
fn without_number(name: &str) -> &str {
    let numbered = || {
        let rest = name.strip_prefix("Variant")?.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with(char::is_uppercase).then_some(rest)
    };
    let listed = || name.strip_prefix("List").filter(|rest| rest.starts_with("Item"));
    numbered().or_else(listed).unwrap_or(name)
}

fn kind_word(ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "Boolean",
        Type::I32 | Type::I64 | Type::U64 => "Integer",
        Type::F32 | Type::F64 => "Number",
        Type::String | Type::Secret => "String",
        Type::Timestamp => "Timestamp",
        Type::Date => "Date",
        Type::List(_) => "List",
        Type::Tuple(_) => "Tuple",
        Type::Map(_) => "Map",
        Type::Boxed(inner) | Type::Nullable(inner) => kind_word(inner),
        Type::Bytes => "Bytes",
        Type::File => "File",
        Type::Value | Type::Named(_) | Type::External(_) => "Json",
    }
}
