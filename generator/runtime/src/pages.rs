//! Lists in pages: by number, by the index of the first item, by a cursor that each page gives for the next, or by links.

use std::collections::{BTreeSet, VecDeque};
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::Value;
use url::Url;

use super::answer::{Answer, RawAnswer};
use super::call::{Call, Operation, known};
use super::error::{Error, Failure};
use super::links::{self, Links};
use super::pages_next::{Step, Told};
use super::request::RequestError;
use super::transport::Turning;

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
    /// What to ask for the next page with, if the answer says so.
    pub cursor: Option<String>,
    /// Whether there are more pages, if the answer says so.
    pub more: Option<bool>,
}

impl<I> Page<I> {
    /// A page that says nothing but its items.
    pub fn new(items: Vec<I>) -> Self {
        Self { items, total: None, start: None, limit: None, cursor: None, more: None }
    }

    /// A page with what its answer says of the whole.
    pub fn with_totals(items: Vec<I>, total: Option<u64>, start: Option<u64>, limit: Option<u64>) -> Self {
        Self { total, start, limit, ..Self::new(items) }
    }

    /// The same page, followed by the one that a cursor leads to.
    #[must_use]
    pub fn cursor(self, cursor: Option<String>) -> Self {
        Self { cursor, ..self }
    }

    /// The same page, followed by more or not.
    #[must_use]
    pub fn more(self, more: Option<bool>) -> Self {
        Self { more, ..self }
    }
}

/// How pages follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// By number.
    Numbered {
        /// The number of the first page.
        first: i64,
        /// The highest number that the document allows.
        last: Option<i64>,
    },
    /// By the index of the page's first item, from 0.
    Offset,
    /// By what each page gives for the next.
    Cursor,
    /// By `Link: <...>; rel="next"` (RFC 8288).
    Link,
}

/// An operation that gives a list in pages.
pub trait Paged: Operation + Clone {
    /// What the list is of.
    type Item: Send;

    /// How its pages follow one another.
    const PAGING: Paging;

    /// The number or the index that is asked for.
    fn position(&self) -> Option<i64> {
        None
    }

    /// Asks for another page by its number or index.
    fn set_position(&mut self, position: i64) {
        let _ = position;
    }

    /// Asks for another page by its cursor.
    fn set_cursor(&mut self, cursor: String) {
        drop(cursor);
    }

    /// How many items a full page has: as asked for, or the document's default.
    fn page_size(&self) -> Option<u64> {
        None
    }

    /// Asks for pages of the document's default size, unless another is asked for or there is no way to ask.
    fn state_page_size(&mut self) {}

    /// The page in an output.
    ///
    /// # Errors
    ///
    /// The answer itself, when it is none of those that the document describes and may hold items all the same.
    fn items(output: Self::Output) -> Result<Page<Self::Item>, Value>;
}

impl<O: Paged> Call<O> {
    /// Sends the call for one page.
    fn turn(self) -> Turning {
        let mut request = self.operation.request(self.options.validate);
        request.of(O::NAME, known(self.operation));
        self.transport.page(request, self.options)
    }

    /// All pages, from the one asked for on. Each is fetched when it is asked for, and none too many: the last one is known
    /// by what it says, or by being short.
    pub fn pages(mut self) -> Pages<O> {
        // A server whose own default is smaller than the document's would answer the first page short, and it would be
        // taken for the last: what tells the end has to be asked for.
        self.operation.state_page_size();
        Pages {
            next: Some(self),
            under_way: None,
            seen: 0,
            asked: BTreeSet::new(),
            given: BTreeSet::new(),
            failure: None,
        }
    }

    /// All items, from the page asked for on: [`Call::pages`], one item at a time.
    pub fn items(self) -> Items<O> {
        Items { pages: self.pages(), page: VecDeque::new() }
    }
}

/// The pages of a list, as a [`Stream`] or by [`Pages::next`].
///
/// Pages by number or index end where one of them comes once more, byte for byte: there are servers that give the last page
/// for all that come after it. When it is the first that comes twice, the server does not seem to know what it is asked for,
/// and that is an error.
#[must_use = "nothing is fetched until a page is asked for"]
pub struct Pages<O: Paged> {
    /// The call for the next page; none after the last, or an error.
    next: Option<Call<O>>,
    /// That call on its way.
    under_way: Option<Turning>,
    seen: u64,
    /// Of cursors and links that were followed, a fingerprint of each.
    asked: BTreeSet<u64>,
    /// Of pages by number or index, a fingerprint of each body.
    given: BTreeSet<u64>,
    /// What is wrong with the way to the next page.
    failure: Option<Failure>,
}

impl<O: Paged> std::fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::NAME)
            .field("fetched", &self.seen)
            .field("ended", &self.next.is_none())
            .finish_non_exhaustive()
    }
}

/// What is given of a list: none after its end.
type Fetched<O, T> = Option<Result<T, Error<<O as Operation>::Error>>>;

impl<O: Paged> Pages<O> {
    /// The next page; `None` after the last one, and after an error.
    ///
    /// If the future is dropped, the next call waits on for the same page.
    pub async fn next(&mut self) -> Option<Result<Page<O::Item>, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fetched<O, Page<O::Item>>> {
        if let Some(failure) = self.failure.take() {
            return Poll::Ready(Some(Err(failure.widen())));
        }
        let Some(call) = &self.next else { return Poll::Ready(None) };
        let under_way = self.under_way.get_or_insert_with(|| call.clone().turn());
        let answer = ready!(under_way.as_mut().poll(context));
        self.under_way = None;
        Poll::Ready(match answer {
            Ok((answer, url)) => self.arrived(*answer, url),
            Err(failure) => self.failed(failure.widen()),
        })
    }

    fn failed(&mut self, error: Error<O::Error>) -> Fetched<O, Page<O::Item>> {
        self.next = None;
        Some(Err(error))
    }

    fn arrived(&mut self, answer: RawAnswer, url: Option<Url>) -> Fetched<O, Page<O::Item>> {
        let operation = self.next.as_ref()?.operation.clone();
        let by_position = matches!(O::PAGING, Paging::Numbered { .. } | Paging::Offset);
        if by_position && answer.status().is_success() && !self.given.insert(fingerprint(answer.body())) {
            self.next = None;
            let first_again = self.given.len() == 1;
            return first_again.then(|| Err(answer.misshapen("it is the page before once more").widen()));
        }
        let answer = match O::answer(answer) {
            Ok(answer) => answer,
            Err(error) => return self.failed(error),
        };
        let links = Links::of(answer.headers());
        let (status, headers) = (answer.status(), answer.headers().clone());
        match read::<O>(answer) {
            Ok(page) => {
                self.failure = self.turn(operation, &page, links, url).err().map(|astray| match astray {
                    Astray::Back => {
                        let answer = RawAnswer::new(status, headers, bytes::Bytes::new());
                        answer.misshapen("it leads back to a page that was read")
                    }
                    Astray::Away(error) => Error::Request(error),
                });
                Some(Ok(page))
            }
            Err(error) => self.failed(error),
        }
    }

    /// Sets out for the next page, if there is one. `url` is where this one came from.
    fn turn(
        &mut self,
        mut operation: O,
        page: &Page<O::Item>,
        links: Links,
        url: Option<Url>,
    ) -> Result<(), Astray> {
        self.seen = self.seen.saturating_add(page.items.len() as u64);
        let Some(mut call) = self.next.take() else { return Ok(()) };
        let told = Told { page: page.outline(), links, seen: self.seen, size: operation.page_size() };
        let Some(step) = told.next(O::PAGING, operation.position()) else { return Ok(()) };
        let new = match step {
            Step::Position(position) => {
                operation.set_position(position);
                true
            }
            Step::Cursor(cursor) => {
                let new = self.asked.insert(fingerprint(cursor.as_bytes()));
                operation.set_cursor(cursor);
                call.options.follow = None;
                new
            }
            Step::Link(link) => {
                let Some(url) = url else { return Ok(()) };
                let next = links::target(&link, &url).map_err(Astray::Away)?;
                self.asked.insert(fingerprint(url.as_str().as_bytes()));
                let new = self.asked.insert(fingerprint(next.as_str().as_bytes()));
                call.options.follow = Some(Box::new(next));
                new
            }
        };
        if !new {
            // A server may repeat itself to say that it has no more.
            return if page.items.is_empty() { Ok(()) } else { Err(Astray::Back) };
        }
        call.operation = operation;
        self.next = Some(call);
        Ok(())
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Page<O::Item>, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

// Nothing in it is pinned but what is in a box.
impl<O: Paged> Unpin for Pages<O> {}

/// Tells bodies apart: that two different ones have the same is as likely as that they come with the same random number.
fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}

/// The items of a list, page after page, as a [`Stream`] or by [`Items::next`]. They end as [`Pages`] do.
#[must_use = "nothing is fetched until an item is asked for"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: VecDeque<O::Item>,
}

impl<O: Paged> std::fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<O: Paged> Items<O> {
    /// The next item of those that are here already.
    #[cfg(feature = "blocking")]
    pub(super) fn fetched(&mut self) -> Option<O::Item> {
        self.page.pop_front()
    }

    /// The next item, fetched with its page if need be; `None` after the last one, and after an error.
    ///
    /// If the future is dropped while a page is fetched, the next call waits on for the same page.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fetched<O, O::Item>> {
        loop {
            if let Some(item) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.page = page.items.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
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
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error<O::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> Unpin for Items<O> {}

/// The whole number that a float is, of items or pages: many documents call those numbers.
pub fn whole(number: f64) -> Option<u64> {
    // From here on a float may stand for several integers.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, not negative and within 2^53"
    )]
    (number.fract() == 0.0 && (0.0..=LIMIT).contains(&number)).then_some(number as u64)
}

fn read<O: Paged>(answer: Answer<O::Output>) -> Result<Page<O::Item>, Error<O::Error>> {
    let (status, headers, output) = answer.into_parts();
    O::items(output).map_err(|body| {
        let answer = RawAnswer::new(status, headers, body.to_string().into());
        answer.misshapen("a list was expected").widen()
    })
}

impl<I> Page<I> {
    /// The page without its items, but as many.
    fn outline(&self) -> Page<()> {
        let Self { items, total, start, limit, cursor, more } = self;
        let items = items.iter().map(|_| ()).collect();
        Page { items, total: *total, start: *start, limit: *limit, cursor: cursor.clone(), more: *more }
    }
}

/// Why the way to the next page is not taken.
enum Astray {
    /// It would go round in circles.
    Back,
    /// It leads where it must not.
    Away(RequestError),
}
