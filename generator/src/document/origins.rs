//! Where the nodes of the tree come from: rewriting moves some of them, and others stand in other files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

use crate::diagnostic::Pointer;

pub(super) use crate::diagnostic::{append as push, steps};

/// The address of a node as it was written: a file, by its number, and the place in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    pub(super) file: usize,
    pub(super) pointer: String,
}

/// For nodes of the tree that were written elsewhere than where they are now, their origin. What is below such a
/// node moved with it, unless it has an entry of its own.
#[derive(Debug, Default)]
pub(super) struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// Where a node was written.
    pub(super) fn of(&self, pointer: &str) -> Origin {
        let mut end = pointer.len();
        while !self.0.is_empty() {
            if let Some((head, tail)) = pointer.split_at_checked(end)
                && let Some(origin) = self.0.get(head)
            {
                return Origin { file: origin.file, pointer: format!("{}{tail}", origin.pointer) };
            }
            match pointer.get(..end).and_then(|head| head.rfind('/')) {
                Some(slash) => end = slash,
                None => break,
            }
        }
        Origin { file: 0, pointer: pointer.to_owned() }
    }

    /// The same for a pointer, with its file.
    pub(super) fn of_pointer(&self, pointer: &Pointer) -> (usize, Pointer) {
        let origin = self.of(pointer.as_str());
        (origin.file, Pointer::parse(&origin.pointer).unwrap_or_else(Pointer::root))
    }

    /// Notes where the node at `pointer` was written.
    pub(super) fn set(&mut self, pointer: &str, origin: Origin) {
        self.0.insert(pointer.to_owned(), origin);
    }

    /// Those of a value that was written at one place.
    pub(super) fn at(origin: Origin) -> Origins {
        Origins(BTreeMap::from([(String::new(), origin)]))
    }

    /// Those of a node, by addresses that start at it.
    pub(super) fn part(&self, pointer: &str) -> Origins {
        let mut part = Origins::at(self.of(pointer));
        part.0.extend(self.below(pointer));
        part
    }

    /// The node at `to` is a copy of what is at `from` in a value with origins of its own. How many that are.
    pub(super) fn graft(&mut self, to: &str, source: &Origins, from: &str) -> usize {
        self.forget(to);
        let below = source.below(from);
        let entries = below.len() + 1;
        for (tail, origin) in below {
            self.0.insert(format!("{to}{tail}"), origin);
        }
        self.0.insert(to.to_owned(), source.of(from));
        entries
    }

    /// The node at `from`, with all below it, is now at `to`.
    pub(super) fn moved(&mut self, from: &str, to: &str) {
        let origin = self.of(from);
        let below = self.below(from);
        self.forget(to);
        for (tail, origin) in below {
            self.0.insert(format!("{to}{tail}"), origin);
        }
        self.0.insert(to.to_owned(), origin);
    }

    /// The item of a list with `len` items is gone, and those behind it are one place further to the front.
    pub(super) fn removed(&mut self, list: &str, item: usize, len: usize) {
        for index in item + 1..len {
            self.moved(&child(list, &index.to_string()), &child(list, &(index - 1).to_string()));
        }
    }

    /// What is known of the nodes below one, by the rest of their address.
    fn below(&self, pointer: &str) -> Vec<(String, Origin)> {
        let first = format!("{pointer}/");
        let range = (Bound::Included(first.clone()), Bound::Unbounded);
        let entries = self.0.range(range).take_while(|(key, _)| key.starts_with(&first));
        let tail = |key: &str| key.get(pointer.len()..).unwrap_or_default().to_owned();
        entries.map(|(key, origin)| (tail(key), origin.clone())).collect()
    }

    /// What was at an address is gone.
    pub(super) fn forget(&mut self, pointer: &str) {
        for (tail, _) in self.below(pointer) {
            self.0.remove(&format!("{pointer}{tail}"));
        }
        self.0.remove(pointer);
    }
}

/// A pointer's text with one more step.
pub(super) fn child(pointer: &str, token: &str) -> String {
    let mut text = String::with_capacity(pointer.len() + token.len() + 1);
    text.push_str(pointer);
    push(&mut text, token);
    text
}

/// The steps of a pointer's text, unescaped, to be kept.
pub(super) fn tokens(pointer: &str) -> impl Iterator<Item = String> + '_ {
    steps(pointer).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_moves_along() {
        let mut origins = Origins::default();
        origins.moved("/a/$ref", "/a/allOf/0/$ref");
        assert_eq!(origins.of("/a/allOf/0/$ref/x").pointer, "/a/$ref/x");
        origins.set("/b", Origin { file: 2, pointer: String::new() });
        origins.moved("/b/x", "/b/y/0");
        assert_eq!(origins.of("/b/y/0/z"), Origin { file: 2, pointer: "/x/z".to_owned() });
        // What moved into a node that moves goes along.
        origins.moved("/b/y", "/c");
        assert_eq!(origins.of("/c/0/z"), Origin { file: 2, pointer: "/x/z".to_owned() });
        assert_eq!(origins.of("/bb"), Origin { file: 0, pointer: "/bb".to_owned() });
    }
}
