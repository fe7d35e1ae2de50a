//! Where the nodes of a document are in its text. The text is read a second time for it, by a reader
//! that keeps places, and only when there is something to show.

use std::ops::Range;

use indexmap::IndexMap;
use saphyr_parser::{Event, Parser, Span as Marks};

use super::locate_json;
use crate::diagnostic::{Part, Pointer};

/// The places of all nodes.
#[derive(Debug, Default)]
pub(super) struct Index {
    nodes: Vec<Node>,
    /// Where the strict parser stopped, if it did not reach the end.
    pub(super) broken: Option<Broken>,
}

/// Where and why a parser stopped.
#[derive(Debug)]
pub(super) struct Broken {
    /// The place that it names.
    pub(super) at: usize,
    /// The end of what it had read.
    pub(super) after: usize,
    /// Its words.
    pub(super) problem: String,
}

#[derive(Debug, Default)]
struct Node {
    key: Option<Range<usize>>,
    value: Range<usize>,
    content: Content,
}

#[derive(Debug, Default)]
enum Content {
    #[default]
    Scalar,
    Items(Vec<usize>),
    /// The members, and the places of keys that came again.
    Members(IndexMap<String, usize>, Vec<(String, Range<usize>)>),
    /// A YAML alias of that node.
    Alias(usize),
}

/// What a node is called from above.
pub(super) enum Step {
    Root,
    Item,
    Member(String, Range<usize>),
}

impl Index {
    /// Reads the text again. Where it is broken, the nodes before the break are found.
    pub(super) fn new(text: &str, json: bool) -> Index {
        let mut index = Index::default();
        if json {
            locate_json::read(text, &mut index);
        } else {
            index.read_yaml(text);
        }
        index
    }

    /// The place of a node, or of its nearest ancestor that has one.
    pub(super) fn find(&self, pointer: &Pointer, part: Part) -> Range<usize> {
        let mut found = 0;
        let mut whole = true;
        for token in pointer.tokens() {
            match self.child(found, &token, 0) {
                Some(child) => found = child,
                None => {
                    whole = false;
                    break;
                }
            }
        }
        let Some(node) = self.nodes.get(found) else {
            return 0..0;
        };
        let scalar = matches!(node.content, Content::Scalar | Content::Alias(_)) && !node.value.is_empty();
        match &node.key {
            Some(key) if !(whole && part == Part::Value && scalar) => key.clone(),
            _ => node.value.clone(),
        }
    }

    /// Where a key stands that an object has twice: first, and again.
    pub(super) fn duplicate(&self, object: &Pointer, key: &str) -> Option<(Range<usize>, Range<usize>)> {
        let node = object.tokens().try_fold(0, |node, token| self.child(node, &token, 0))?;
        let Content::Members(members, repeated) = &self.nodes.get(node)?.content else {
            return None;
        };
        let first = self.nodes.get(*members.get(key)?)?.key.clone()?;
        let (_, again) = repeated.iter().find(|(name, _)| name == key)?;
        Some((first, again.clone()))
    }

    fn child(&self, node: usize, token: &str, hops: usize) -> Option<usize> {
        if hops > super::parse::DEPTH {
            return None;
        }
        match &self.nodes.get(node)?.content {
            Content::Scalar => None,
            Content::Alias(target) => self.child(*target, token, hops + 1),
            Content::Items(items) => items.get(token.parse::<usize>().ok()?).copied(),
            Content::Members(members, _) => {
                members.get(token).copied().or_else(|| self.inherited(*members.get("<<")?, token, hops + 1))
            }
        }
    }

    /// A member that an object has through a merge key.
    fn inherited(&self, base: usize, token: &str, hops: usize) -> Option<usize> {
        match &self.nodes.get(base)?.content {
            Content::Items(items) => items.iter().find_map(|item| self.child(*item, token, hops)),
            _ => self.child(base, token, hops),
        }
    }

    /// Adds a node under its parent and returns its number.
    pub(super) fn add(&mut self, parent: Option<usize>, step: Step, value: Range<usize>) -> usize {
        let number = self.nodes.len();
        let key = match &step {
            Step::Member(_, key) => Some(key.clone()),
            Step::Root | Step::Item => None,
        };
        self.nodes.push(Node { key, value, content: Content::Scalar });
        let parent = parent.and_then(|parent| self.nodes.get_mut(parent));
        match (parent.map(|parent| &mut parent.content), step) {
            (Some(Content::Items(items)), Step::Item) => items.push(number),
            (Some(Content::Members(members, repeated)), Step::Member(name, key)) => {
                if members.contains_key(&name) {
                    repeated.push((name, key));
                } else {
                    members.insert(name, number);
                }
            }
            _ => {}
        }
        number
    }

    /// Makes a node a list.
    pub(super) fn make_list(&mut self, node: usize) {
        self.set(node, Content::Items(Vec::new()));
    }

    /// Makes a node an object.
    pub(super) fn make_object(&mut self, node: usize) {
        self.set(node, Content::Members(IndexMap::new(), Vec::new()));
    }

    fn set(&mut self, node: usize, content: Content) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.content = content;
        }
    }

    fn read_yaml(&mut self, text: &str) {
        let bytes = Bytes::new(text);
        let mut parser = Parser::new_from_str(text);
        let mut anchors: IndexMap<usize, usize> = IndexMap::new();
        let mut open: Vec<Open> = Vec::new();
        let mut after = 0;
        while let Some(next) = parser.next_event() {
            let (event, marks) = match next {
                Ok(next) => next,
                Err(error) => {
                    let at = bytes.of(error.marker().index());
                    let problem = error.info().to_owned();
                    self.broken = Some(Broken { at, after, problem });
                    return;
                }
            };
            let place = bytes.range(&marks);
            after = place.end;
            match event {
                Event::SequenceEnd | Event::MappingEnd => drop(open.pop()),
                Event::Scalar(name, _, _, _) if open.last().is_some_and(Open::awaits_key) => {
                    if let Some(open) = open.last_mut() {
                        open.key = Some((name.into_owned(), place));
                    }
                }
                Event::Scalar(_, _, anchor, _) => {
                    let node = self.add_yaml(&mut open, place);
                    anchors.insert(anchor, node);
                }
                Event::Alias(anchor) => {
                    let node = self.add_yaml(&mut open, place);
                    if let Some(target) = anchors.get(&anchor) {
                        self.set(node, Content::Alias(*target));
                    }
                }
                Event::SequenceStart(anchor, _) => {
                    let node = self.add_yaml(&mut open, place);
                    anchors.insert(anchor, node);
                    self.make_list(node);
                    open.push(Open { node, object: false, key: None });
                }
                Event::MappingStart(anchor, _) => {
                    let node = self.add_yaml(&mut open, place);
                    anchors.insert(anchor, node);
                    self.make_object(node);
                    open.push(Open { node, object: true, key: None });
                }
                Event::DocumentEnd => return,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
            }
        }
    }

    fn add_yaml(&mut self, open: &mut [Open], place: Range<usize>) -> usize {
        let Some(parent) = open.last_mut() else {
            return self.add(None, Step::Root, place);
        };
        let step = match (parent.object, parent.key.take()) {
            (true, Some((name, key))) => Step::Member(name, key),
            (true, None) => {
                // A key that is no scalar: the reader of values refuses it. Its value follows.
                parent.key = Some((String::new(), place.clone()));
                Step::Item
            }
            (false, _) => Step::Item,
        };
        self.add(Some(parent.node), step, place)
    }
}

/// A list or an object that is being read.
struct Open {
    node: usize,
    object: bool,
    key: Option<(String, Range<usize>)>,
}

impl Open {
    fn awaits_key(&self) -> bool {
        self.object && self.key.is_none()
    }
}

/// From places in characters, which the YAML parsers count in, to bytes.
pub(super) struct Bytes<'a> {
    text: &'a str,
    /// The byte at which every `STRIDE`th character starts; empty where the two are the same.
    starts: Vec<usize>,
}

const STRIDE: usize = 256;

impl<'a> Bytes<'a> {
    pub(super) fn new(text: &'a str) -> Bytes<'a> {
        let starts = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
        };
        Bytes { text, starts }
    }

    /// The byte at which a character starts.
    pub(super) fn of(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            return character.min(self.text.len());
        }
        let Some(start) = self.starts.get(character / STRIDE) else {
            return self.text.len();
        };
        let rest = self.text.get(*start..).unwrap_or_default();
        rest.char_indices().nth(character % STRIDE).map_or(self.text.len(), |(byte, _)| start + byte)
    }

    fn range(&self, marks: &Marks) -> Range<usize> {
        let start = self.of(marks.start.index());
        start..self.of(marks.end.index()).max(start)
    }
}
