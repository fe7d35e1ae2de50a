//! Feature `blocking`: calls that wait, for programs that are not asynchronous.
//!
//! They run on a thread of their own with a runtime of its own, so that they work inside of another runtime as well, though
//! there they hold up its thread.

use std::io;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle};

use super::answer::Answer;
use super::call::{Call, Operation};
use super::error::{Error, Failure, Interrupted, NotSent};
use super::pages::{Items, Paged};

/// What the thread of the runtime is called, and known by.
const THREAD: &str = concat!("blocking calls of ", env!("CARGO_PKG_NAME"));

/// The runtime of all calls that wait, begun with the first.
fn handle() -> io::Result<Handle> {
    if std::thread::current().name() == Some(THREAD) {
        return Err(io::Error::other("a call that waits cannot be made from within another"));
    }
    static HANDLE: Mutex<Option<Handle>> = Mutex::new(None);
    let mut known = HANDLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*known {
        return Ok(handle.clone());
    }
    // It is made on its own thread: within another runtime it must not even be dropped.
    let (sender, receiver) = mpsc::sync_channel(1);
    let run = move || match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let _ = sender.send(Ok(runtime.handle().clone()));
            runtime.block_on(std::future::pending::<()>());
        }
        Err(error) => drop(sender.send(Err(error))),
    };
    std::thread::Builder::new().name(THREAD.to_owned()).spawn(run)?;
    let handle = receiver.recv().map_err(|_| io::Error::other("no runtime"))??;
    *known = Some(handle.clone());
    Ok(handle)
}

/// Waits for what is done on the runtime's thread.
fn wait<T, F>(future: F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (sender, receiver) = mpsc::sync_channel(1);
    let handle =
        handle().map_err(|error| Error::NotSent(NotSent::new("any server".to_owned(), Box::new(error))))?;
    handle.spawn(async move {
        let _ = sender.send(future.await);
    });
    // A hook or a client of the caller's own has panicked, who knows when.
    receiver
        .recv()
        .map_err(|_| Error::Interrupted(Interrupted::new(None, "the call's task ended early".into())))
}

impl<O: Operation> Call<O> {
    /// [`Call::send`] for programs that are not asynchronous: waits for the answer.
    ///
    /// # Errors
    ///
    /// As [`Call::send`].
    pub fn send_blocking(self) -> Result<Answer<O::Output>, Error<O::Error>> {
        wait(self.send()).unwrap_or_else(|failure| Err(failure.widen()))
    }
}

impl<O: Paged> Items<O>
where
    O::Item: 'static,
{
    /// The items for programs that are not asynchronous: an iterator that waits for each page.
    pub fn blocking(self) -> BlockingItems<O> {
        BlockingItems { items: Some(self) }
    }
}

/// The items of a list, page after page, each waited for.
#[derive(Debug)]
#[must_use = "nothing is fetched until an item is asked for"]
pub struct BlockingItems<O: Paged> {
    items: Option<Items<O>>,
}

impl<O: Paged> Iterator for BlockingItems<O>
where
    O::Item: 'static,
{
    type Item = Result<O::Item, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut items = self.items.take()?;
        if let Some(item) = items.fetched() {
            self.items = Some(items);
            return Some(Ok(item));
        }
        let next = wait(async move {
            let next = items.next().await;
            (items, next)
        });
        match next {
            Ok((items, next)) => {
                self.items = Some(items);
                next
            }
            Err(failure) => Some(Err(failure.widen())),
        }
    }
}
