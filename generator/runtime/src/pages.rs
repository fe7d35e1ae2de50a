//! Pages of a list, told apart by their number.

use std::collections::VecDeque;

use serde_json::Value;

use super::answer::{Answer, RawAnswer};
use super::call::{Call, Operation};
use super::error::Error;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<I> {
    /// What is on the page.
    pub items: Vec<I>,
    /// How many items there are on all pages, if the answer says so.
    pub total: Option<u64>,
    /// The index of the page's first item among all, from 0, if the answer says so.
    pub start: Option<u64>,
    /// How many items a full page has, if the answer says so.
    pub limit: Option<u64>,
}

impl<I> Page<I> {
    /// A page that says nothing but its items.
    pub fn new(items: Vec<I>) -> Self {
        Self { items, total: None, start: None, limit: None }
    }

    /// A page with what its answer says of the whole.
    pub fn with_totals(items: Vec<I>, total: Option<u64>, start: Option<u64>, limit: Option<u64>) -> Self {
        Self { items, total, start, limit }
    }
}

/// An operation that gives a list in numbered pages.
pub trait Paged: Operation + Clone {
    /// What the list is of.
    type Item: Send;

    /// The number of the page asked for, or the document's default.
    fn page(&self) -> i64;

    /// Asks for another page.
    fn set_page(&mut self, page: i64);

    /// The number of the first page.
    fn first_page(&self) -> i64;

    /// How many items a full page has: as asked for, or the document's default.
    fn page_size(&self) -> Option<u64>;

    /// Asks for pages of the document's default size, unless another is asked for or there is no way to ask.
    fn state_page_size(&mut self) {}

    /// The highest page number that the document allows.
    fn last_page(&self) -> Option<i64> {
        None
    }

    /// The page in an output.
    ///
    /// # Errors
    ///
    /// The answer itself, when it is none of those that the document describes and may hold items all the same.
    fn items(output: Self::Output) -> Result<Page<Self::Item>, Value>;
}

impl<O: Paged> Call<O> {
    /// All items, from the page asked for on. Pages are fetched as they are needed, and none too many: the last one is
    /// known by the total, or by being short.
    pub fn items(mut self) -> Items<O> {
        // A server whose own default is smaller than the document's would answer the first page short, and it would be
        // taken for the last: what tells the end has to be asked for.
        self.operation.state_page_size();
        Items { next: Some(self), page: VecDeque::new(), seen: 0 }
    }
}

/// The items of a list, page after page.
#[must_use = "nothing is fetched until an item is asked for"]
pub struct Items<O: Paged> {
    /// The call for the next page; none after the last, or an error.
    next: Option<Call<O>>,
    page: VecDeque<O::Item>,
    seen: u64,
}

impl<O: Paged> std::fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("operation", &O::NAME)
            .field("fetched", &self.seen)
            .field("ended", &self.next.is_none())
            .finish_non_exhaustive()
    }
}

impl<O: Paged> Items<O> {
    /// The next item, fetched with its page if need be; `None` after the last one, and after an error.
    ///
    /// If the future is dropped while a page is fetched, the next call fetches the same page.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        loop {
            if let Some(item) = self.page.pop_front() {
                return Some(Ok(item));
            }
            let call = self.next.as_ref()?.clone();
            let operation = call.operation.clone();
            match call.send().await.and_then(read::<O>) {
                Ok(page) => self.turn(operation, page),
                Err(error) => {
                    self.next = None;
                    return Some(Err(error));
                }
            }
        }
    }

    /// All items that are left, or the first error.
    ///
    /// # Errors
    ///
    /// That of the page which could not be fetched; the items before it are lost.
    pub async fn try_collect(mut self) -> Result<Vec<O::Item>, Error<O::Error>> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn turn(&mut self, mut operation: O, page: Page<O::Item>) {
        self.seen = self.seen.saturating_add(page.items.len() as u64);
        let number = operation.page();
        let before = number.checked_sub(operation.first_page()).and_then(|pages| u64::try_from(pages).ok());
        if is_last(&page, self.seen, before, operation.page_size())
            || operation.last_page().is_some_and(|last| number >= last)
        {
            self.next = None;
        } else if let (Some(call), Some(number)) = (&mut self.next, number.checked_add(1)) {
            operation.set_page(number);
            call.operation = operation;
        } else {
            self.next = None;
        }
        self.page = page.items.into();
    }
}

fn read<O: Paged>(answer: Answer<O::Output>) -> Result<Page<O::Item>, Error<O::Error>> {
    let (status, headers, output) = answer.into_parts();
    O::items(output).map_err(|body| {
        let answer = RawAnswer::new(status, headers, body.to_string().into());
        answer.misshapen("a list was expected").widen()
    })
}

/// Whether there is nothing after a page: by what it says, by the items `seen` so far, by the pages `before` it, and by
/// how many items were `asked` for.
fn is_last<I>(page: &Page<I>, seen: u64, before: Option<u64>, asked: Option<u64>) -> bool {
    let count = page.items.len() as u64;
    if count == 0 {
        return true;
    }
    if let Some(total) = page.total {
        // The first page asked for may be a later one. `start` tells how many items come before, unless it counts from 1
        // or by something else: only one that agrees with the page's number is taken for an index.
        let index = before.zip(page.limit).and_then(|(pages, limit)| pages.checked_mul(limit));
        let start = page.start.filter(|start| index == Some(*start));
        let reached = start.map_or(seen, |start| start.saturating_add(count));
        // A page may be shorter than was asked for, where the server allows less: then its own limit counts, or the total.
        return reached >= total || page.limit.is_some_and(|limit| count < limit);
    }
    page.limit.or(asked).is_some_and(|size| count < size)
}
