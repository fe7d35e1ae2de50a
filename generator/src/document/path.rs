//! The way from the root to a node.

use crate::diagnostic::{Excerpt, Place, Pointer};

/// The way from the root to a node, kept on the stack: a pointer is made only when there is a problem.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(super) fn pointer(&self) -> Pointer {
        match self {
            Path::Root => Pointer::root(),
            Path::Key(parent, key) => parent.pointer().join(key),
            Path::Index(parent, index) => parent.pointer().index(*index),
        }
    }

    /// Its key, as a place.
    pub(super) fn key(&self) -> Place {
        Place::key(self.pointer())
    }

    /// Its value, as a place.
    pub(super) fn value(&self) -> Place {
        Place::value(self.pointer())
    }

    /// What a message calls it: its key, or which item of which list it is.
    pub(super) fn name(&self) -> String {
        match self {
            Path::Root => "the document".to_owned(),
            Path::Key(_, key) => format!("`{}`", Excerpt(key)),
            Path::Index(list, index) => format!("item {} of {}", index + 1, list.name()),
        }
    }

    /// Its key, if it has one.
    pub(super) fn last_key(&self) -> Option<&'a str> {
        match self {
            Path::Key(_, key) => Some(key),
            Path::Root | Path::Index(..) => None,
        }
    }

    /// The key of the list that it is an item of.
    pub(super) fn list_key(&self) -> Option<&'a str> {
        match self {
            Path::Index(list, _) => list.last_key(),
            Path::Root | Path::Key(..) => None,
        }
    }
}
