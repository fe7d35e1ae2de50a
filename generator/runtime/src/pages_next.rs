//! Which page comes after another, by all that was told of it.

use super::links::Links;
use super::pages::{Page, Paging};

/// The way to the next page.
pub(super) enum Step {
    Position(i64),
    Cursor(String),
    Link(String),
}

/// What is known when a page was read.
// Not generic: compiled once, not for each operation.
pub(super) struct Told {
    pub(super) page: Page<()>,
    pub(super) links: Links,
    /// Items on all pages so far.
    pub(super) seen: u64,
    /// How many were asked for.
    pub(super) size: Option<u64>,
}

impl Told {
    pub(super) fn next(self, paging: Paging, position: Option<i64>) -> Option<Step> {
        if self.page.more == Some(false) {
            return None;
        }
        match paging {
            Paging::Cursor => {
                let cursor = self.page.cursor.filter(|cursor| !cursor.is_empty())?;
                Some(if is_address(&cursor) { Step::Link(cursor) } else { Step::Cursor(cursor) })
            }
            Paging::Link => self.links.next.map(Step::Link),
            Paging::Numbered { first, last } => {
                let number = position.unwrap_or(first);
                let before = number.checked_sub(first).and_then(|pages| u64::try_from(pages).ok());
                let ends = self
                    .is_last(before.zip(self.page.limit).and_then(|(pages, limit)| pages.checked_mul(limit)));
                let next = number.checked_add(1)?;
                (!ends && last.is_none_or(|last| number < last)).then_some(Step::Position(next))
            }
            Paging::Offset => {
                let start = position.unwrap_or(0);
                let next = start.checked_add(i64::try_from(self.page.items.len()).ok()?)?;
                let reached = || Some(u64::try_from(next).ok()? >= self.page.total?);
                let ends = self.page.items.is_empty()
                    || match reached() {
                        Some(reached) => reached,
                        None => self.is_last(None),
                    };
                (!ends).then_some(Step::Position(next))
            }
        }
    }

    /// Whether there is nothing after a page: by what it says, by the items seen so far, by how many items come before
    /// it (`index`), and by how many were asked for.
    fn is_last(&self, index: Option<u64>) -> bool {
        let page = &self.page;
        let count = page.items.len() as u64;
        if count == 0 || (self.links.paged && self.links.next.is_none()) {
            return true;
        }
        if let Some(total) = page.total {
            // The first page asked for may be a later one. `start` tells how many items come before, unless it counts from 1
            // or by something else: only one that agrees with the page's number is taken for an index.
            let start = page.start.filter(|start| index == Some(*start));
            let reached = start.map_or(self.seen, |start| start.saturating_add(count));
            // A page may be shorter than was asked for, where the server allows less: then its own limit counts, or the total.
            return reached >= total || page.limit.is_some_and(|limit| count < limit);
        }
        // A server that says that there is more knows better than the size of its page.
        page.more.is_none() && page.limit.or(self.size).is_some_and(|size| count < size)
    }
}

/// Whether what a page gives for the next is its whole address, which holds the cursor, and none by itself. Base64 may begin
/// with a slash, and has no question mark.
fn is_address(cursor: &str) -> bool {
    let relative = cursor.starts_with(['/', '?']) && cursor.contains('?');
    cursor.starts_with("https://") || cursor.starts_with("http://") || relative
}
