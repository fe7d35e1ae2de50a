//! What can be known of a union's members before a value is seen.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::document::Pointer;
use crate::ir::{JsonKind, Literal};

use super::Lowering;
use super::all_of::Merged;
use super::schema::{Additional, Keywords, Node, Target};

/// How deep references, unions and `allOf` are followed.
const DEPTH: usize = 16;

/// How many forms of one member are looked at.
const FORMS: usize = 1024;

/// How many schemas are looked at for the forms of one member: alternatives in alternatives are a product soon.
const LOOKED_AT: usize = 4096;

/// One form that a member can take; a member that is a union itself has several.
#[derive(Debug, Clone, Default)]
pub(super) struct Form<'a> {
    /// The JSON types it can have; empty: any.
    pub(super) kinds: Vec<JsonKind>,
    /// Properties that have to be there.
    pub(super) required: BTreeSet<&'a str>,
    /// Properties that are described.
    pub(super) properties: BTreeMap<&'a str, Node<'a>>,
    /// `additionalProperties: false`: nothing else can be there.
    pub(super) closed: bool,
}

/// What is known of the value at a path.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Every value that it can have. `None`: anything.
    pub(super) values: Option<Vec<Literal>>,
    /// Whether the document describes it at all.
    pub(super) described: bool,
    /// Whether it can be missing.
    pub(super) optional: bool,
}

/// What is known of a union's members and of what is in them. The same is asked for each property that might tell them
/// apart, so answers are kept.
pub(super) struct Facts<'l, 'a> {
    pub(super) lowering: &'l Lowering<'a>,
    /// By the reference to a schema, or by its place.
    forms: RefCell<BTreeMap<String, Rc<Vec<Form<'a>>>>>,
    values: RefCell<BTreeMap<String, Option<Vec<Literal>>>>,
    /// Some member has more forms than are looked at.
    pub(super) incomplete: Cell<bool>,
}

/// What has been looked at on the way to a member's forms.
#[derive(Default)]
struct Search {
    /// The schemas around the one that is looked at.
    path: Vec<Pointer>,
    looked_at: usize,
    incomplete: bool,
}

impl<'l, 'a> Facts<'l, 'a> {
    pub(super) fn new(lowering: &'l Lowering<'a>) -> Self {
        Self { lowering, forms: RefCell::default(), values: RefCell::default(), incomplete: Cell::new(false) }
    }

    /// Every form of a member. Empty when nothing can be said.
    pub(super) fn forms(&self, node: &Node<'a>) -> Rc<Vec<Form<'a>>> {
        let kept = self.forms.borrow().get(key(node)).cloned();
        kept.unwrap_or_else(|| {
            let keywords = self.lowering.resolve(&Some(node.clone()));
            let mut search = Search::default();
            let forms = keywords.map(|keywords| self.lowering.forms_of(&keywords, &mut search));
            let forms = Rc::new(forms.unwrap_or_default());
            self.incomplete.set(self.incomplete.get() || search.incomplete);
            self.forms.borrow_mut().insert(key(node).to_owned(), Rc::clone(&forms));
            forms
        })
    }

    /// Every form of an object that is put together already.
    pub(super) fn of_object(&self, merged: &Merged<'a>) -> Rc<Vec<Form<'a>>> {
        let mut forms = vec![form(&merged.keywords)];
        for list in &merged.alternatives {
            let others: Vec<Form<'a>> = list
                .nodes
                .iter()
                .flat_map(|node| self.forms(node).iter().cloned().collect::<Vec<_>>())
                .collect();
            if !others.is_empty() {
                let mut search = Search::default();
                forms = product(&forms, &others, &mut search);
                self.incomplete.set(self.incomplete.get() || search.incomplete);
            }
        }
        Rc::new(forms)
    }

    /// Every value that a schema lists.
    fn values(&self, node: &Node<'a>) -> Option<Vec<Literal>> {
        let kept = self.values.borrow().get(key(node)).cloned();
        kept.unwrap_or_else(|| {
            let keywords = self.lowering.resolve(&Some(node.clone()));
            let values = keywords
                .filter(|keywords| !keywords.values().is_empty() && !keywords.nullable())
                .map(|keywords| keywords.values().iter().map(Literal::from).collect());
            self.values.borrow_mut().insert(key(node).to_owned(), values.clone());
            values
        })
    }

    /// What a form says of the value at a path of one or two property names.
    pub(super) fn known(&self, form: &Form<'a>, path: &[String]) -> Known {
        let Some((first, rest)) = path.split_first() else { return Known::default() };
        let Some((_, node)) = form.properties.get_key_value(first.as_str()) else {
            return Known { values: Some(Vec::new()), described: false, optional: true };
        };
        let optional = !form.required.contains(first.as_str());
        if rest.is_empty() {
            return Known { values: self.values(node), described: true, optional };
        }
        let mut known = Known { values: Some(Vec::new()), described: false, optional };
        for form in self.forms(node).iter() {
            let below = self.known(form, rest);
            known.described |= below.described;
            known.optional |= below.optional;
            known.values = match (known.values, below.values) {
                (Some(mut values), Some(more)) => {
                    values.extend(more);
                    Some(values)
                }
                _ => None,
            };
        }
        known
    }
}

fn key<'n>(node: &'n Node<'_>) -> &'n str {
    match node.schema {
        Target::Reference(reference) => reference,
        Target::Schema(_) => node.pointer.as_str(),
    }
}

impl<'a> Lowering<'a> {
    fn forms_of(&self, keywords: &Keywords<'a>, search: &mut Search) -> Vec<Form<'a>> {
        if search.path.contains(&keywords.pointer) {
            // Within itself a schema says nothing new.
            return vec![Form::default()];
        }
        let mut forms = vec![form(keywords)];
        search.looked_at += 1;
        search.incomplete |= search.path.len() >= DEPTH || search.looked_at > LOOKED_AT;
        if search.incomplete {
            return forms;
        }
        search.path.push(keywords.pointer.clone());
        for node in &keywords.all_of {
            if let Some(member) = self.resolve(&Some(node.clone())) {
                forms = product(&forms, &self.forms_of(&member, search), search);
            }
        }
        for nodes in [&keywords.one_of, &keywords.any_of] {
            let members = nodes.iter().filter_map(|node| self.resolve(&Some(node.clone())));
            let others: Vec<Form<'a>> =
                members.flat_map(|member| self.forms_of(&member, search)).take(FORMS + 1).collect();
            if !nodes.is_empty() {
                forms = product(&forms, &others, search);
            }
        }
        search.path.pop();
        forms
    }
}

/// What a schema says itself.
fn form<'a>(keywords: &Keywords<'a>) -> Form<'a> {
    Form {
        kinds: keywords.kind().into_iter().collect(),
        required: keywords.required.iter().copied().collect(),
        properties: keywords.properties.iter().cloned().collect(),
        closed: matches!(keywords.additional, Additional::None),
    }
}

/// Every combination of two lists of forms: both have to hold.
fn product<'a>(left: &[Form<'a>], right: &[Form<'a>], search: &mut Search) -> Vec<Form<'a>> {
    let mut forms = Vec::new();
    for one in left {
        for other in right {
            // A document can multiply alternatives without end.
            if forms.len() >= FORMS {
                search.incomplete = true;
                return forms;
            }
            let mut form = one.clone();
            if form.kinds.is_empty() {
                form.kinds.clone_from(&other.kinds);
            }
            form.required.extend(&other.required);
            form.properties.extend(other.properties.iter().map(|(name, node)| (*name, node.clone())));
            form.closed |= other.closed;
            forms.push(form);
        }
    }
    forms
}
