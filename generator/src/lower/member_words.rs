//! What the inline members of a union are called: a word for each, by what tells it from the others.
//!
//! The words come from what the document says, the plainest first, and whatever its order. Only where it says nothing is a
//! member numbered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Pointer;
use crate::ir::{JsonKind, Literal};

use super::schema::{Additional, Keywords, Node, Target};
use super::{Lowering, names};

/// How many values or properties make a word together.
const JOINED: usize = 3;

/// How many words make a name; more are a sentence.
const SHORT: usize = 4;

/// A member, with what it says whole.
struct Said<'m, 'a> {
    /// Needs no word otherwise: a component has its own name.
    inline: bool,
    /// As it is written.
    written: Option<&'m Keywords<'a>>,
    /// With what its `allOf` brings.
    whole: Option<Keywords<'a>>,
}

/// Words as they are found.
struct Words {
    chosen: Vec<Option<String>>,
    taken: BTreeSet<String>,
}

impl Words {
    /// Gives those that have none yet the word that they are offered, where nobody else is offered the same.
    fn take(&mut self, offers: Vec<Option<String>>) {
        let names: Vec<Option<String>> =
            offers.iter().map(|offer| offer.as_deref().map(names::type_name)).collect();
        let times = times(names.iter().flatten().map(String::as_str));
        for ((chosen, offer), name) in self.chosen.iter_mut().zip(offers).zip(&names) {
            let Some(name) = name.as_ref().filter(|name| times.get(name.as_str()) == Some(&1)) else {
                continue;
            };
            if chosen.is_none() && self.taken.insert(name.clone()) {
                *chosen = offer;
            }
        }
    }
}

impl<'a> Lowering<'a> {
    /// A word for each inline member of a union of this name, and for each other one something that is not used.
    pub(super) fn member_words(
        &self,
        union: &str,
        nodes: &[Node<'a>],
        members: &[Option<Keywords<'a>>],
    ) -> Vec<String> {
        let inline = |node: &Node<'a>| matches!(node.schema, Target::Schema(_));
        if !nodes.iter().any(inline) {
            return vec![String::new(); nodes.len()];
        }
        let said: Vec<Said<'_, 'a>> = nodes
            .iter()
            .zip(members)
            .map(|(node, member)| Said {
                inline: inline(node),
                written: member.as_ref(),
                whole: member.as_ref().map(|member| self.with_parts(member)),
            })
            .collect();
        let mut words = Words { chosen: vec![None; nodes.len()], taken: BTreeSet::new() };
        words.take(self.by_tag(&said));
        words.take(by_title(union, &said));
        words.take(self.by_component(union, nodes));
        for offers in [
            Self::by_value,
            Self::by_required,
            Self::by_required_here,
            Self::by_kind,
            Self::by_values,
            Self::by_property,
            Self::by_properties,
            Self::by_items,
            Self::by_kind_inline,
        ] {
            words.take(offers(self, &said));
        }
        numbered(union, words, &said)
    }

    /// An object with what its `allOf` brings.
    fn with_parts(&self, member: &Keywords<'a>) -> Keywords<'a> {
        let merged = (!member.all_of.is_empty()).then(|| self.merged(member)).flatten();
        merged.map_or_else(|| member.clone(), |merged| merged.keywords)
    }

    /// The members' values of a property that has one value in each, another in every one.
    pub(super) fn tag_words(&self, members: &[Option<Keywords<'a>>]) -> Vec<String> {
        let Some(members) = members.iter().map(Option::as_ref).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let only = |_: &str, node: &Node<'a>| match self.only_value(node)? {
            Literal::Text(text) if is_short(&text) => Some(vec![text]),
            _ => None,
        };
        self.told(&members, only).into_iter().flatten().collect()
    }

    /// For each member what is told of its property of some name, where that is something else for every one of them.
    fn told(
        &self,
        members: &[&Keywords<'a>],
        tell: impl Fn(&str, &Node<'a>) -> Option<Vec<String>>,
    ) -> Vec<Vec<String>> {
        let of = |member: &Keywords<'a>, name: &str| {
            tell(name, &member.properties.iter().find(|(property, _)| *property == name)?.1)
        };
        let of_all = |name: &str| {
            let told: Vec<Vec<String>> =
                members.iter().map(|member| of(member, name)).collect::<Option<_>>()?;
            let all: BTreeSet<&String> = told.iter().flatten().collect();
            let count: usize = told.iter().map(Vec::len).sum();
            (all.len() == count).then_some(told)
        };
        let Some(first) = members.first() else { return Vec::new() };
        first.properties.iter().find_map(|(name, _)| of_all(name)).unwrap_or_default()
    }

    fn by_tag(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let wholes: Vec<Option<Keywords<'a>>> = said.iter().map(|said| said.whole.clone()).collect();
        self.tag_words(&wholes).into_iter().map(Some).collect()
    }

    /// What a property or the member itself can be, where that differs in all of them: each with its values.
    fn values(&self, said: &[Said<'_, 'a>]) -> Vec<Vec<String>> {
        let objects: Vec<&Keywords<'a>> = said.iter().filter_map(|said| said.whole.as_ref()).collect();
        let told = self.told(&objects, |name, node| {
            let target = self.resolve(&Some(node.clone()))?;
            let words = target.values().iter().map(|value| word_of_value(name, value));
            words.collect::<Option<Vec<_>>>().filter(|words| !words.is_empty())
        });
        if told.len() == said.len() {
            return told;
        }
        let texts = |member: &Keywords<'a>| {
            let short = |value: &Value| value.as_str().filter(|text| is_short(text)).map(str::to_owned);
            member.values().iter().map(short).collect::<Option<Vec<_>>>()
        };
        said.iter()
            .map(|said| said.written.filter(|_| said.inline).and_then(texts).unwrap_or_default())
            .collect()
    }

    fn by_value(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let only = |mut values: Vec<String>| if values.len() == 1 { values.pop() } else { None };
        self.values(said).into_iter().map(only).collect()
    }

    fn by_values(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        self.values(said).iter().map(|values| joined(values, " or ")).collect()
    }

    /// The first property that a member requires and no other member describes.
    fn by_required(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        own_property(said, |member| member.required.clone())
    }

    /// The first property that a member requires and no other member does.
    fn by_required_here(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let required =
            |said: &Said<'_, 'a>| said.whole.as_ref().map_or_else(Vec::new, |whole| whole.required.clone());
        let all: Vec<Vec<&str>> = said.iter().map(required).collect();
        let times = times(all.iter().flat_map(|names| names.iter().copied().collect::<BTreeSet<_>>()));
        let own = |names: &Vec<&str>| {
            names.iter().find(|name| times.get(**name) == Some(&1)).map(|name| (*name).to_owned())
        };
        all.iter().map(own).collect()
    }

    /// The first property that no other member describes.
    fn by_property(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        own_property(said, |member| member.properties.iter().map(|(name, _)| *name).collect())
    }

    /// All properties, where they are few.
    fn by_properties(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let properties = |said: &Said<'_, 'a>| {
            let whole = said.whole.as_ref()?;
            let names: Vec<String> = whole.properties.iter().map(|(name, _)| (*name).to_owned()).collect();
            let empty = names.is_empty()
                && whole.kind() == Some(JsonKind::Object)
                && matches!(whole.additional, Additional::None);
            joined(&names, " and ").or_else(|| empty.then(|| "Empty".to_owned()))
        };
        said.iter().map(properties).collect()
    }

    /// The first component that a member extends by `allOf` and no other member does, without what it is called like the
    /// union.
    fn by_component(&self, union: &str, nodes: &[Node<'a>]) -> Vec<Option<String>> {
        let key = |reference: &str| Pointer::parse(reference)?.component("schemas");
        let extended: Vec<Vec<String>> = nodes
            .iter()
            .map(|node| match node.schema {
                Target::Reference(reference) => key(reference).into_iter().collect(),
                Target::Schema(schema) => Keywords::of(self.document, node, schema)
                    .all_of
                    .iter()
                    .filter_map(|part| match part.schema {
                        Target::Reference(reference) => key(reference),
                        Target::Schema(_) => None,
                    })
                    .collect(),
            })
            .collect();
        let times = times(extended.iter().flatten().map(String::as_str));
        let own = |keys: &Vec<String>| {
            let key = keys.iter().find(|key| times.get(key.as_str()) == Some(&1))?;
            Some(names::without_prefix(&names::type_name(key), union))
        };
        extended.iter().map(own).collect()
    }

    fn by_kind(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        said.iter().map(|said| Some(self.kind_word(said.written).to_owned())).collect()
    }

    /// Lists by what they are of.
    fn by_items(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let items = |said: &Said<'_, 'a>| {
            let list = said.written.filter(|list| said.inline && list.kind() == Some(JsonKind::Array))?;
            let items = self.resolve(&list.items);
            let word = self.kind_word(items.as_ref());
            Some(if ["Json", "Object", "List", "Listed"].contains(&word) {
                "List".to_owned()
            } else {
                format!("{word} list")
            })
        };
        said.iter().map(items).collect()
    }

    fn by_kind_inline(&self, said: &[Said<'_, 'a>]) -> Vec<Option<String>> {
        let word =
            |said: &Said<'_, 'a>| said.written.filter(|_| said.inline).map(|own| self.kind_word(Some(own)));
        said.iter().map(|said| word(said).map(str::to_owned)).collect()
    }

    /// What a member is, in a word; of alternatives what all of them are.
    fn kind_word(&self, member: Option<&Keywords<'a>>) -> &'static str {
        let Some(member) = member else { return "Json" };
        let alternatives = if member.one_of.is_empty() { &member.any_of } else { &member.one_of };
        let kinds: BTreeSet<Option<JsonKind>> = alternatives
            .iter()
            .map(|node| self.resolve(&Some(node.clone())).and_then(|own| own.kind()))
            .collect();
        match (member.kind(), kinds.len()) {
            (None, 1) => of_kind(kinds.first().copied().flatten()),
            (kind, _) if member.values().is_empty() => of_kind(kind),
            _ => "Listed",
        }
    }
}

fn by_title(union: &str, said: &[Said<'_, '_>]) -> Vec<Option<String>> {
    said.iter().map(|said| title(union, said)).collect()
}

/// A title that is a name, as one.
fn title(union: &str, said: &Said<'_, '_>) -> Option<String> {
    let title = said.written.filter(|_| said.inline)?.data.title.as_deref()?;
    let named = is_short(title) && !title.trim().is_empty();
    named.then(|| names::without_prefix(&names::type_name(title), union))
}

/// Of those without a word, the only one is what the others are not, and several are numbered: by the title that they share
/// with others, or by their place.
fn numbered(union: &str, words: Words, said: &[Said<'_, '_>]) -> Vec<String> {
    let Words { chosen, mut taken } = words;
    let is_nameless = |(word, said): (&Option<String>, &Said<'_, '_>)| word.is_none() && said.inline;
    let nameless = chosen.iter().zip(said).filter(|each| is_nameless(*each)).count();
    let only = nameless == 1 && !taken.contains("Other");
    let each = chosen.into_iter().zip(said).enumerate();
    let word = |(index, (word, said)): (usize, (Option<String>, &Said<'_, '_>))| {
        word.or_else(|| only.then(|| "Other".to_owned()))
            .or_else(|| {
                said.inline
                    .then(|| title(union, said))
                    .flatten()
                    .map(|title| names::claim(&title, &mut taken))
            })
            .unwrap_or_else(|| format!("Variant{}", index + 1))
    };
    each.map(word).collect()
}

/// The first of some properties that no other member knows.
fn own_property<'m, 'a>(
    said: &'m [Said<'_, 'a>],
    properties: impl Fn(&'m Keywords<'a>) -> Vec<&'a str>,
) -> Vec<Option<String>> {
    let known = times(said.iter().filter_map(|said| said.whole.as_ref()).flat_map(|member| {
        let declared = member.properties.iter().map(|(name, _)| *name);
        declared.chain(member.required.iter().copied()).collect::<BTreeSet<_>>()
    }));
    let own = |said: &'m Said<'_, 'a>| {
        let properties = properties(said.whole.as_ref()?);
        properties.into_iter().find(|name| known.get(name) == Some(&1)).map(str::to_owned)
    };
    said.iter().map(own).collect()
}

/// Whether a text is a name rather than a sentence.
fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= SHORT
}

/// A few texts in one.
fn joined(texts: &[String], between: &str) -> Option<String> {
    (1..=JOINED).contains(&texts.len()).then(|| texts.join(between))
}

/// A value in a word; of a number that is with what it is a number of.
fn word_of_value(property: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if is_short(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(format!("{property} {number}")),
        _ => None,
    }
}

/// How often each text is there.
pub(super) fn times<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut times = BTreeMap::new();
    for text in texts {
        *times.entry(text).or_default() += 1;
    }
    times
}

fn of_kind(kind: Option<JsonKind>) -> &'static str {
    match kind {
        Some(JsonKind::Object) => "Object",
        Some(JsonKind::Array) => "List",
        Some(JsonKind::String) => "String",
        Some(JsonKind::Integer) => "Integer",
        Some(JsonKind::Number) => "Number",
        Some(JsonKind::Boolean) => "Boolean",
        Some(JsonKind::Null) | None => "Json",
    }
}
