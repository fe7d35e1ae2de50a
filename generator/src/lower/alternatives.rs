//! `oneOf` or `anyOf` of an object that has more to it: `properties` beside them, or an `allOf` that has them in it.
//!
//! Where the document tells the alternatives apart, the type is a union of whole objects: in each what all of them have
//! and what the alternative adds. Where it does not, or where several may hold at once, there is nothing to choose by, and
//! one object has the properties of all alternatives. Either way the validator asserts the schema as it is written.

use std::rc::Rc;

use crate::config::Section;
use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Dispatch, Keyword, Literal, Member, Schema, Shape, Type, TypeId, Union};

use super::all_of::{Alternatives, Merged};
use super::enumeration::free_name;
use super::facts::{Facts, Form};
use super::schema::{Additional, Keywords, Node, Target};
use super::types::{Hint, Lowered};
use super::{Lowering, dispatch, docs, names};

/// How many properties the objects of one union may have, all in all, beyond those that the document writes down: of so
/// many members and so many properties that all of them have, the product is emitted.
const PROPERTIES: usize = 1000;

/// How many members are opened up to.
const MEMBERS: usize = 200;

/// How deep unions in unions are opened, and alternatives in alternatives followed.
pub(super) const DEPTH: usize = 3;

/// One alternative.
pub(super) struct Alternative<'a> {
    node: Node<'a>,
    keywords: Keywords<'a>,
    /// What it says on its own; none when it is no object.
    pub(super) alone: Option<Merged<'a>>,
}

/// One alternative together with what all of them have.
struct Whole<'a> {
    node: Node<'a>,
    /// None: the alternative says all of it, or is no object.
    merged: Option<Merged<'a>>,
    keywords: Keywords<'a>,
    forms: Rc<Vec<Form<'a>>>,
}

impl<'a> Lowering<'a> {
    /// An object of what `merged` has and of its alternatives. None where those may be no objects, and nothing tells which.
    pub(super) fn object_with_alternatives(
        &mut self,
        keywords: &Keywords<'a>,
        mut merged: Merged<'a>,
        hint: &Hint,
    ) -> Option<Shape> {
        let lists = self.open(&mut merged);
        if lists.is_empty() {
            return Some(self.object(&merged.keywords, hint));
        }
        if self.keeps() {
            return Some(self.kept_alternatives(keywords, merged, hint));
        }
        if let [(list, alternatives)] = lists.as_slice()
            && let Some(shape) = self.union_of_wholes(keywords, &merged, list, alternatives, hint)
        {
            return Some(shape);
        }
        let may_be_other = |(_, list): &(_, Vec<Alternative<'a>>)| list.iter().any(|one| one.alone.is_none());
        if !merged.is_object && lists.iter().any(may_be_other) {
            return None;
        }
        Some(self.object_of_all(keywords, merged, hint))
    }

    /// Whatever is valid has to be read: an alternative may call a property its own that another leaves to anyone.
    fn kept_alternatives(&mut self, keywords: &Keywords<'a>, mut merged: Merged<'a>, hint: &Hint) -> Shape {
        self.warn(
            codes::ALTERNATIVES,
            &keywords.pointer,
            "alternatives beside `properties`: what they add is kept as JSON".to_owned(),
            "describe each alternative as a whole object if it should become a type",
        );
        merged.keywords.additional = Additional::Any;
        self.object(&merged.keywords, hint)
    }

    /// Whether a schema's own alternatives have anything to add to it.
    pub(super) fn own_alternatives_bring(&self, keywords: &Keywords<'a>) -> bool {
        let lists = [&keywords.one_of, &keywords.any_of];
        if lists.iter().all(|list| list.is_empty()) {
            return false;
        }
        let places: Vec<&Pointer> = lists.into_iter().flatten().map(|node| &node.pointer).collect();
        let Some(mut merged) = self.merged(keywords) else { return true };
        let opened = self.open(&mut merged);
        opened.iter().flat_map(|(list, _)| &list.nodes).any(|node| places.contains(&&node.pointer))
    }

    /// The alternatives that bring something. Those of which one is in the object already say nothing more: so it is with a
    /// child that extends its parent, where the parent is one of its children.
    pub(super) fn open(&self, merged: &mut Merged<'a>) -> Vec<(Alternatives<'a>, Vec<Alternative<'a>>)> {
        let settled = |list: &Alternatives<'a>| {
            list.nodes.iter().any(|node| self.place(node).is_some_and(|place| merged.parts.contains(&place)))
        };
        let mut lists = std::mem::take(&mut merged.alternatives);
        lists.retain(|list| !settled(list));
        merged.alternatives.clone_from(&lists);
        let opened = lists.into_iter().filter_map(|mut list| {
            let alternatives = self.alternatives(&mut list, DEPTH)?;
            let brings = |one: &Alternative<'a>| match &one.alone {
                Some(alone) => list.discriminator.is_some() || self.brings(merged, alone),
                None => !merged.is_object,
            };
            alternatives.iter().any(brings).then_some((list, alternatives))
        });
        opened.collect()
    }

    /// The schema that a node is or leads to.
    fn place(&self, node: &Node<'a>) -> Option<Pointer> {
        self.resolve(&Some(node.clone())).map(|keywords| keywords.pointer)
    }

    /// Each alternative of a list; for one that is nothing but alternatives itself, those. None when one cannot be read.
    pub(super) fn alternatives(
        &self,
        list: &mut Alternatives<'a>,
        depth: usize,
    ) -> Option<Vec<Alternative<'a>>> {
        let mut all = Vec::new();
        for node in &list.nodes.clone() {
            let keywords = self.resolve(&Some(node.clone()))?;
            let alone = self.merged(&keywords);
            let inner = alone.as_ref().filter(|alone| {
                let nothing = alone.keywords.properties.is_empty() && alone.keywords.required.is_empty();
                nothing && matches!(alone.keywords.additional, Additional::Unsaid)
            });
            match inner.map(|alone| alone.alternatives.as_slice()) {
                Some([inner]) if depth > 0 && list.discriminator.is_none() && all.len() < MEMBERS => {
                    let mut inner = inner.clone();
                    all.extend(self.alternatives(&mut inner, depth - 1)?);
                    list.exclusive &= inner.exclusive;
                }
                _ => all.push(Alternative { node: node.clone(), keywords, alone }),
            }
        }
        Some(all)
    }

    /// Whether an alternative has more than the object, and does not only say which of its properties are required, or which
    /// of their values are meant.
    fn brings(&self, merged: &Merged<'a>, alone: &Merged<'a>) -> bool {
        let known = |name: &str| merged.keywords.properties.iter().find(|(known, _)| *known == name);
        !alone.alternatives.is_empty()
            || alone.keywords.properties.iter().any(|(name, node)| match known(name) {
                Some((_, known)) => !self.narrows(known, node),
                None => true,
            })
    }

    /// Whether a schema describes the same values as another, or some of them, in no other type.
    fn narrows(&self, known: &Node<'a>, node: &Node<'a>) -> bool {
        if self.same(known, node) {
            return true;
        }
        let (Some(known), Some(own)) =
            (self.resolve(&Some(known.clone())), self.resolve(&Some(node.clone())))
        else {
            return false;
        };
        !own.has_parts() && (own.kind().is_none() || own.kind() == known.kind())
    }

    /// A union of whole objects, if the document tells them apart.
    fn union_of_wholes(
        &mut self,
        keywords: &Keywords<'a>,
        merged: &Merged<'a>,
        list: &Alternatives<'a>,
        alternatives: &[Alternative<'a>],
        hint: &Hint,
    ) -> Option<Shape> {
        // With one that cannot hold the document does not mean what it says, and values may well fit no alternative.
        let cannot_hold = |one: &Alternative<'a>| match &one.alone {
            Some(alone) => self.contradicts(merged, alone),
            None => merged.is_object,
        };
        if alternatives.len() < 2 || alternatives.iter().any(cannot_hold) {
            return None;
        }
        let facts = Facts::new(self);
        let wholes: Vec<Whole<'a>> =
            alternatives.iter().map(|one| self.whole(&facts, merged, list, one)).collect();
        let nodes: Vec<Node<'a>> = wholes.iter().map(|whole| whole.node.clone()).collect();
        let forms = wholes.iter().map(|whole| Rc::clone(&whole.forms)).collect();
        let dispatch = dispatch::of_forms(facts, list.discriminator, &nodes, forms);
        if !tells_apart(&dispatch, list.exclusive) {
            return None;
        }
        let added = wholes.iter().filter_map(|whole| whole.merged.as_ref());
        let properties: usize = added.map(|merged| merged.keywords.properties.len()).sum();
        if properties > PROPERTIES {
            self.warn(
                codes::ALTERNATIVES,
                &keywords.pointer,
                format!(
                    "these alternatives come to {properties} properties, with those that all of them have in each: they \
                     become one object with the properties of all"
                ),
                "describe each alternative as a whole object, and refer to it, if it should become a type",
            );
            return None;
        }
        // What all have is named by where it stands, and not by the alternative that is met first.
        for (name, node) in &merged.keywords.properties {
            let home = self.home(&node.pointer, hint);
            self.lower_node(node, &home.child(name));
        }
        let words = self.whole_words(&hint.name, list, &nodes, &wholes);
        let owner = self.type_of(&keywords.pointer);
        let lowered: Vec<Lowered> = wholes
            .iter()
            .zip(&words)
            .map(|(whole, word)| self.lower_whole(keywords, owner, whole, (hint, word)))
            .collect();
        Some(self.union_of(&nodes, lowered, dispatch, hint))
    }

    /// Whether an alternative wants a property to have other values than all want it to have.
    fn contradicts(&self, merged: &Merged<'a>, alone: &Merged<'a>) -> bool {
        let values = |node: &Node<'a>| self.resolve(&Some(node.clone())).map_or(&[][..], |own| own.values());
        let (all, own) = (&merged.keywords, &alone.keywords);
        own.properties.iter().any(|(name, node)| {
            let Some((_, known)) = all.properties.iter().find(|(known, _)| known == name) else {
                return false;
            };
            let (known, own_values) = (values(known), values(node));
            (all.required.contains(name) || own.required.contains(name))
                && !known.is_empty()
                && !own_values.is_empty()
                && !own_values.iter().any(|value| known.contains(value))
        })
    }

    fn union_of(
        &mut self,
        nodes: &[Node<'a>],
        lowered: Vec<Lowered>,
        dispatch: Dispatch,
        hint: &Hint,
    ) -> Shape {
        let names = self.variant_names(&lowered, &hint.name);
        let member = |((node, lowered), name): ((&Node<'a>, Lowered), &String)| Member {
            name: name.clone(),
            docs: self.resolve(&Some(node.clone())).map(|own| docs::of_schema(&own)).unwrap_or_default(),
            pointer: node.pointer.to_string(),
            // What tells the members apart is known without their validators.
            schema: Schema::any(),
            ty: lowered.ty,
        };
        let members = nodes.iter().zip(lowered).zip(&names).map(member).collect();
        Shape::Union(Union {
            members,
            unknown: Some(free_name(&names, false)),
            dispatch,
            conversions: Vec::new(),
            common: Vec::new(),
        })
    }

    fn whole(
        &self,
        facts: &Facts<'_, 'a>,
        merged: &Merged<'a>,
        list: &Alternatives<'a>,
        one: &Alternative<'a>,
    ) -> Whole<'a> {
        let Some(alone) = &one.alone else {
            let forms = facts.forms(&one.node);
            return Whole { node: one.node.clone(), merged: None, keywords: one.keywords.clone(), forms };
        };
        let mut whole = merged.clone();
        // Of the lists that are looked at this alternative is what holds.
        whole.alternatives.clone_from(&alone.alternatives);
        let patterns = |keywords: &Keywords<'a>| keywords.raw("patternProperties").is_some();
        self.add(&mut whole, &alone.keywords, patterns(&merged.keywords) || patterns(&alone.keywords));
        whole.parts.extend(alone.parts.iter().cloned());
        whole.keywords.pointer = one.keywords.pointer.clone();
        whole.keywords.data = one.keywords.data;
        let forms = facts.of_object(&whole);
        let keywords = whole.keywords.clone();
        let merged = (!self.says_all(merged, alone, &whole, list)).then_some(whole);
        Whole { node: one.node.clone(), merged, keywords, forms }
    }

    /// Whether an alternative alone says what it says together with what all of them have: its own type is the whole then.
    fn says_all(
        &self,
        merged: &Merged<'a>,
        alone: &Merged<'a>,
        whole: &Merged<'a>,
        list: &Alternatives<'a>,
    ) -> bool {
        let (all, own) = (&merged.keywords, &alone.keywords);
        let place = |keywords: &Keywords<'a>, name: &str| {
            let (_, node) = keywords.properties.iter().find(|(known, _)| *known == name)?;
            Some(node.pointer.clone())
        };
        all.properties.iter().all(|(name, _)| {
            let own = place(own, name);
            // What tells the members apart has one value in each, whoever describes it.
            let tag = list.discriminator.is_some_and(|tag| tag.property_name == *name);
            own.is_some() && (tag || own == place(&whole.keywords, name))
        }) && own.layered.len() == whole.keywords.layered.len()
            && all.required.iter().all(|name| own.required.contains(name))
            && (matches!(all.additional, Additional::Unsaid) || !matches!(own.additional, Additional::Unsaid))
    }

    /// A word for each whole object: what tells it from the others.
    fn whole_words(
        &self,
        union: &str,
        list: &Alternatives<'a>,
        nodes: &[Node<'a>],
        wholes: &[Whole<'a>],
    ) -> Vec<String> {
        let members: Vec<Option<Keywords<'a>>> =
            wholes.iter().map(|whole| Some(whole.keywords.clone())).collect();
        let tags = self.tag_words(&members);
        let words = self.member_words(union, nodes, &members);
        let targets: Vec<Option<Pointer>> =
            wholes.iter().map(|whole| dispatch::target(&whole.node)).collect();
        let known = list.discriminator.map(|discriminator| {
            self.known_by(&discriminator.property_name, &discriminator.mapping, &targets)
        });
        let named = |(index, (whole, word)): (usize, (&Whole<'a>, String))| {
            let Target::Reference(reference) = whole.node.schema else { return word };
            match known.as_ref().and_then(|known| known.get(index)?.as_deref()) {
                Some([Literal::Text(value)]) => value.clone(),
                _ if !tags.is_empty() => tags.get(index).cloned().unwrap_or(word),
                _ => Pointer::parse(reference).and_then(|target| target.last()).unwrap_or(word),
            }
        };
        wholes.iter().zip(words).enumerate().map(named).collect()
    }

    /// The name of a whole object: that of the union and a word, unless that is what another schema is called.
    fn whole_name(
        &mut self,
        keywords: &Keywords<'a>,
        whole: &Whole<'a>,
        around: &Hint,
        word: &str,
    ) -> String {
        let place = &whole.node.pointer;
        // A place that other objects have as well is not this one's alone to rename.
        let own = place.as_str().strip_prefix(keywords.pointer.as_str());
        if let Some((key, name)) = own.and_then(|_| self.type_given(place)) {
            let free = !self.names.contains(name);
            self.usable(Section::Types, key, name, names::model_name, free);
            return names::model_name(name);
        }
        let name = around.child(word).name;
        let target = match whole.node.schema {
            Target::Reference(reference) if self.names.contains(&name) => Pointer::parse(reference),
            _ => None,
        };
        target.and_then(|target| target.last()).map_or(name, |target| around.child(&target).name)
    }

    fn lower_whole(
        &mut self,
        keywords: &Keywords<'a>,
        owner: Option<TypeId>,
        whole: &Whole<'a>,
        (around, word): (&Hint, &str),
    ) -> Lowered {
        let Some(merged) = &whole.merged else { return self.lower_node(&whole.node, &around.child(word)) };
        let name = self.whole_name(keywords, whole, around, word);
        let hint = Hint { name: names::claim(&name, &mut self.names), module: around.module.clone() };
        let shape = self.object_of_all(keywords, merged.clone(), &hint);
        let mut schema = vec![match owner {
            Some(owner) => Keyword::Ref(Schema::Type(owner)),
            None => Keyword::Ref(self.validator_at(&keywords.pointer, Some(""))),
        }];
        match self.validator(&whole.node, None) {
            Schema::Keywords { keywords, .. } => schema.extend(keywords),
            target => schema.push(Keyword::Ref(target)),
        }
        let id = self.promise();
        self.define(id, &hint, &whole.node, shape, Schema::of(schema));
        Lowered::plain(Type::Named(id))
    }
}

/// Whether questions to the value lead to one member, and, where several may hold at once, to the only one that does.
fn tells_apart(dispatch: &Dispatch, exclusive: bool) -> bool {
    let all = |below: &[&Dispatch]| below.iter().all(|dispatch| tells_apart(dispatch, exclusive));
    match dispatch {
        Dispatch::Member(_) | Dispatch::Readable { .. } | Dispatch::Unknown => true,
        Dispatch::Validate(_) => false,
        Dispatch::Presence { present, absent, .. } => exclusive && all(&[present, absent]),
        Dispatch::Kind { arms } => arms.iter().all(|(_, dispatch)| tells_apart(dispatch, exclusive)),
        Dispatch::Tag { arms, absent, other, .. } => {
            all(&[absent, other]) && arms.iter().all(|(_, dispatch)| tells_apart(dispatch, exclusive))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::config::Config;
    use crate::document::Document;
    use crate::ir::{Api, Shape};

    fn lowered(schemas: &Value) -> (Api, String) {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas},
        });
        let (document, _) = Document::read("t.json", document.to_string()).unwrap();
        let (api, problems) = crate::lower::lower(&document, &Config::new("t.json", "out"));
        (api, problems.to_string())
    }

    /// So many alternatives beside so many properties.
    fn schemas(alternatives: usize, properties: usize) -> Value {
        let named = |index: usize| (format!("p{index}"), json!({"type": "string"}));
        let properties: serde_json::Map<String, Value> = (0..properties).map(named).collect();
        let alternative = |index: usize| json!({"required": ["kind"], "properties": {"kind": {"const": index.to_string()}}});
        let alternatives: Vec<Value> = (0..alternatives).map(alternative).collect();
        json!({"Whole": {"type": "object", "properties": properties, "oneOf": alternatives}})
    }

    #[test]
    fn the_product_of_alternatives_and_properties_has_an_end() {
        let (api, problems) = lowered(&schemas(20, 49));
        assert!(matches!(api.types[0].shape, Shape::Union(_)) && problems.is_empty(), "{problems}");
        let (api, problems) = lowered(&schemas(21, 49));
        assert!(matches!(api.types[0].shape, Shape::Struct(_)) && problems.contains("W0403"), "{problems}");
        assert_eq!(api.types.len(), 1);
    }

    #[test]
    fn alternatives_that_lead_to_one_another_end() {
        let names: Vec<String> = (0..40).map(|index| format!("S{index}")).collect();
        let reference =
            |index: usize| json!({"$ref": format!("#/components/schemas/S{}", index % names.len())});
        let one = |(index, name): (usize, &String)| {
            let others: Vec<Value> = (index + 1..index + 8).map(reference).collect();
            (
                name.clone(),
                json!({"type": "object", "properties": {name: {"type": "string"}}, "anyOf": others}),
            )
        };
        let (api, _) = lowered(&Value::Object(names.iter().enumerate().map(one).collect()));
        assert_eq!(api.types.len(), names.len());
    }

    #[test]
    fn an_all_of_that_comes_to_the_same_schemas_again_ends() {
        let name = |index: usize| format!("S{index}");
        let reference = |index: usize| json!({"$ref": format!("#/components/schemas/S{index}")});
        let both = |index: usize| {
            let parts = [reference(index + 1), reference(index + 1)];
            let own =
                json!({"type": "object", "properties": {name(index): {"type": "string"}}, "allOf": parts});
            (name(index), own)
        };
        let leaf = (name(28), json!({"type": "object", "properties": {"z": {"type": "string"}}}));
        let (api, problems) = lowered(&Value::Object((0..28).map(both).chain([leaf]).collect()));
        assert!(problems.is_empty(), "{problems}");
        let of = |name: &str| api.types.iter().find(|def| def.name == name).map(|def| &def.shape);
        assert!(matches!(of("S0"), Some(Shape::Struct(object)) if object.fields.len() == 29));
    }
}
