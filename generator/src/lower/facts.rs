//! What can be known of a union's members before a value is seen.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::ir::{JsonKind, Literal};

use super::Lowering;
use super::schema::{Additional, Keywords, Node, Target};

/// How deep references, unions and `allOf` are followed.
const DEPTH: usize = 16;

/// How many forms of one member are looked at.
const FORMS: usize = 1024;

/// One form that a member can take; a member that is a union itself has several.
#[derive(Debug, Clone)]
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
    lowering: &'l Lowering<'a>,
    /// By the reference to a schema, or by its place.
    forms: RefCell<BTreeMap<String, Rc<Vec<Form<'a>>>>>,
    values: RefCell<BTreeMap<String, Option<Vec<Literal>>>>,
}

impl<'l, 'a> Facts<'l, 'a> {
    pub(super) fn new(lowering: &'l Lowering<'a>) -> Self {
        Self { lowering, forms: RefCell::default(), values: RefCell::default() }
    }

    /// Every form of a member. Empty when nothing can be said.
    pub(super) fn forms(&self, node: &Node<'a>) -> Rc<Vec<Form<'a>>> {
        let kept = self.forms.borrow().get(key(node)).cloned();
        kept.unwrap_or_else(|| {
            let keywords = self.lowering.resolve(&Some(node.clone()));
            let forms = keywords.map(|keywords| self.lowering.forms_of(&keywords, DEPTH)).unwrap_or_default();
            let forms = Rc::new(forms);
            self.forms.borrow_mut().insert(key(node).to_owned(), Rc::clone(&forms));
            forms
        })
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
    fn forms_of(&self, keywords: &Keywords<'a>, depth: usize) -> Vec<Form<'a>> {
        let own = Form {
            kinds: keywords.kind().into_iter().collect(),
            required: keywords.required.iter().copied().collect(),
            properties: keywords.properties.iter().cloned().collect(),
            closed: matches!(keywords.additional, Additional::None),
        };
        let mut forms = vec![own];
        if depth == 0 {
            return forms;
        }
        let below = |node: &Node<'a>| {
            self.resolve(&Some(node.clone())).map(|keywords| self.forms_of(&keywords, depth - 1))
        };
        for node in &keywords.all_of {
            if let Some(others) = below(node) {
                forms = product(&forms, &others);
            }
        }
        for nodes in [&keywords.one_of, &keywords.any_of] {
            if !nodes.is_empty() {
                let others: Vec<Form<'a>> = nodes.iter().filter_map(below).flatten().collect();
                forms = product(&forms, &others);
            }
        }
        forms
    }
}

/// Every combination of two lists of forms: both have to hold.
fn product<'a>(left: &[Form<'a>], right: &[Form<'a>]) -> Vec<Form<'a>> {
    let mut forms = Vec::new();
    for one in left {
        for other in right {
            let mut form = one.clone();
            if form.kinds.is_empty() {
                form.kinds.clone_from(&other.kinds);
            }
            form.required.extend(&other.required);
            form.properties.extend(other.properties.iter().map(|(name, node)| (*name, node.clone())));
            form.closed |= other.closed;
            forms.push(form);
            // A document can multiply alternatives without end; what is not kept is not told apart.
            if forms.len() >= FORMS {
                return forms;
            }
        }
    }
    forms
}
