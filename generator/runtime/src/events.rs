//! Server-sent events (WHATWG HTML, "Server-sent events").

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::answer::Answer;
use super::call::{Call, Operation};
use super::de;
use super::error::{Error, Failure, Interrupted};
use super::events_parser::Parser;
use super::stream::Chunks;

/// An operation that answers with events.
pub trait Streamed: Operation {
    /// The data of an event.
    type Event: Send + 'static;

    /// Reads the data of an event.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words that do not quote it.
    fn event(data: &str) -> Result<Self::Event, String>;
}

/// The data of an event as JSON.
///
/// # Errors
///
/// What is wrong with it, in words that do not quote it.
pub fn json<T: DeserializeOwned>(data: &str) -> Result<T, String> {
    serde_json::from_str(data).map_err(|error| de::describe(&error))
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The id of the last event that had one, this one included: where to go on after a lost connection.
    pub id: String,
    /// What kind of event it is; `message` where the server does not say.
    pub event: String,
    /// Its data.
    pub data: T,
    /// How long the server asks to wait before a new connection, if it has said so since the event before.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    pub(super) fn new(id: String, event: String, data: T, retry: Option<Duration>) -> Self {
        Self { id, event, data, retry }
    }
}

/// Why there is no event to give.
#[non_exhaustive]
pub enum EventError {
    /// The connection was lost. Whether to call again, with [`Call::after_event`], is the caller's choice.
    Interrupted(Interrupted),
    /// An event whose data is not what the document says: the event as it came, and what is wrong. More may follow.
    Unreadable(Box<Event<String>>, String),
    /// An event of more bytes than the client accepts for a body. None follows.
    TooLarge(usize),
}

/// The data of an event is not shown.
impl fmt::Debug for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted(error) => f.debug_tuple("Interrupted").field(error).finish(),
            Self::Unreadable(event, why) => {
                let data = format_args!("{} bytes", event.data.len());
                f.debug_struct("Unreadable")
                    .field("why", why)
                    .field("id", &event.id)
                    .field("data", &data)
                    .finish()
            }
            Self::TooLarge(limit) => f.debug_tuple("TooLarge").field(limit).finish(),
        }
    }
}

/// The data of an event is not shown.
impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted(error) => error.fmt(f),
            Self::Unreadable(_, why) => write!(f, "the data of an event is {why}"),
            Self::TooLarge(limit) => write!(f, "an event is larger than the {limit} bytes allowed"),
        }
    }
}

impl std::error::Error for EventError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Interrupted(error) => error.source(),
            _ => None,
        }
    }
}

/// Events as they arrive, as a [`Stream`] or by [`Events::next`]. To drop it is to end it.
pub struct Events<T> {
    chunks: Option<Chunks>,
    parser: Parser,
    ready: VecDeque<Event<String>>,
    /// What ends the stream when all that is ready was given.
    end: Option<EventError>,
    last_id: String,
    read: fn(&str) -> Result<T, String>,
}

impl<T> Events<T> {
    /// The next event, or `None` when the server has ended the stream.
    pub async fn next(&mut self) -> Option<Result<Event<T>, EventError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, EventError>>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                event.id.clone_into(&mut self.last_id);
                return Poll::Ready(Some(self.typed(event)));
            }
            let Some(chunks) = &mut self.chunks else {
                self.parser.last_event_id().clone_into(&mut self.last_id);
                return Poll::Ready(self.end.take().map(Err));
            };
            match ready!(chunks.poll(context)) {
                Some(Ok(chunk)) => match self.parser.push(&chunk, &mut self.ready) {
                    Ok(()) => {}
                    Err(limit) => self.end_with(Some(EventError::TooLarge(limit))),
                },
                Some(Err(error)) => self.end_with(Some(EventError::Interrupted(error))),
                None => self.end_with(None),
            }
        }
    }

    fn end_with(&mut self, error: Option<EventError>) {
        self.chunks = None;
        self.end = error;
    }

    /// The id to go on after, should the connection be lost: that of the last event which was given, or of what came after it
    /// when all was.
    pub fn last_event_id(&self) -> &str {
        &self.last_id
    }

    fn typed(&self, event: Event<String>) -> Result<Event<T>, EventError> {
        match (self.read)(&event.data) {
            Ok(data) => Ok(Event::new(event.id, event.event, data, event.retry)),
            Err(why) => Err(EventError::Unreadable(Box::new(event), why)),
        }
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, EventError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl<O: Streamed> Call<O> {
    /// Sends the call, and gives the events of the answer as they arrive. The call's time-out ends where they begin.
    ///
    /// # Errors
    ///
    /// As [`Call::send`], and [`Error::Unreadable`] when the answer is no stream of events.
    pub async fn events(self) -> Result<Answer<Events<O::Event>>, Error<O::Error>> {
        let limit = self.transport.max_body();
        let answer = self.accept("text/event-stream").stream().await?;
        if answer.media_type().as_deref() != Some("text/event-stream") {
            return Err(Failure::widen(answer.without_body().misshapen("events were asked for")));
        }
        Ok(answer.map(|chunks| Events {
            chunks: Some(chunks),
            parser: Parser::new(limit),
            ready: VecDeque::new(),
            end: None,
            last_id: String::new(),
            read: O::event,
        }))
    }

    /// Goes on after the event of this id: `Last-Event-ID`.
    pub fn after_event(self, id: &str) -> Self {
        self.header("Last-Event-ID", id)
    }
}
