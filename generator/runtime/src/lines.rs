//! JSON in lines as it arrives: `application/jsonl`, `application/x-ndjson`, and the sequences of
//! [RFC 7464](https://www.rfc-editor.org/rfc/rfc7464) (OpenAPI 3.2, "Sequential Media Types").

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::answer::Answer;
use super::call::{Call, Operation};
use super::de;
use super::error::{Error, Interrupted};
use super::stream::Chunks;

/// An operation that answers with a value a line.
pub trait Lined: Operation {
    /// The value of a line.
    type Line: DeserializeOwned + Send + 'static;

    /// The media type to ask for.
    const LINES: &'static str;
}

/// Why there is no value to give.
#[non_exhaustive]
pub enum LineError {
    /// The connection was lost. The line that it cut is not given.
    Interrupted(Interrupted),
    /// A line that is not what the document says: the line as it came, and what is wrong. More may follow.
    Unreadable(String, String),
    /// A line of more bytes than the client accepts for a body. None follows.
    TooLarge(usize),
}

/// A line is not shown.
impl fmt::Debug for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted(error) => f.debug_tuple("Interrupted").field(error).finish(),
            Self::Unreadable(line, why) => {
                let line = format_args!("{} bytes", line.len());
                f.debug_struct("Unreadable").field("why", why).field("line", &line).finish()
            }
            Self::TooLarge(limit) => f.debug_tuple("TooLarge").field(limit).finish(),
        }
    }
}

/// A line is not shown.
impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted(error) => error.fmt(f),
            Self::Unreadable(_, why) => write!(f, "a line is {why}"),
            Self::TooLarge(limit) => write!(f, "a line is larger than the {limit} bytes allowed"),
        }
    }
}

impl std::error::Error for LineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Interrupted(error) => error.source(),
            _ => None,
        }
    }
}

/// Values as they arrive, as a [`Stream`] or by [`Lines::next`]. To drop it is to end it.
pub struct Lines<T> {
    lines: RawLines,
    values: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Lines<T> {
    /// The next value, or `None` when the server has ended the stream.
    pub async fn next(&mut self) -> Option<Result<T, LineError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, LineError>>> {
        let line = ready!(self.lines.poll(context));
        Poll::Ready(line.map(|line| {
            let line = line?;
            serde_json::from_slice(&line).map_err(|error| {
                LineError::Unreadable(String::from_utf8_lossy(&line).into_owned(), de::describe(&error))
            })
        }))
    }
}

impl<T: DeserializeOwned> Stream for Lines<T> {
    type Item = Result<T, LineError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

/// The lines of any values.
struct RawLines {
    chunks: Option<Chunks>,
    /// What stands between two lines.
    separator: u8,
    /// What came last, and what was left of what came before it.
    held: Vec<u8>,
    /// How much of it was given, and up to where the rest is known to have no end of a line.
    given: usize,
    seen: usize,
    limit: usize,
    /// What ends the stream.
    end: Option<LineError>,
}

impl RawLines {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, LineError>>> {
        loop {
            while let Some(line) = self.line() {
                if line.len() > self.limit {
                    self.end_with(LineError::TooLarge(self.limit));
                } else if !line.trim_ascii().is_empty() {
                    return Poll::Ready(Some(Ok(line)));
                }
            }
            let Some(chunks) = &mut self.chunks else {
                return Poll::Ready(self.end.take().map(Err));
            };
            match ready!(chunks.poll(context)) {
                Some(Ok(chunk)) => {
                    self.held.drain(..std::mem::take(&mut self.given));
                    self.seen = self.held.len();
                    // What comes may end it: that is held to the limit as it is taken out.
                    if self.seen > self.limit {
                        self.end_with(LineError::TooLarge(self.limit));
                    } else {
                        self.held.extend_from_slice(&chunk);
                    }
                }
                Some(Err(error)) => self.end_with(LineError::Interrupted(error)),
                None => self.chunks = None,
            }
        }
    }

    /// Takes the next line out of what is held: at the end, all that is left.
    fn line(&mut self) -> Option<Vec<u8>> {
        let mut unseen = self.held.iter().skip(self.seen);
        let (end, next) = match unseen.position(|byte| *byte == self.separator) {
            Some(end) => (self.seen + end, self.seen + end + 1),
            None if self.chunks.is_none() && self.given < self.held.len() => {
                (self.held.len(), self.held.len())
            }
            None => return None,
        };
        let line = self.held.get(self.given..end).map(<[u8]>::to_vec);
        (self.given, self.seen) = (next, next);
        line
    }

    fn end_with(&mut self, error: LineError) {
        self.chunks = None;
        self.held.clear();
        (self.given, self.seen) = (0, 0);
        self.end = Some(error);
    }
}

impl<O: Lined> Call<O> {
    /// Sends the call, and gives the values of the answer as they arrive, one a line. The call's time-out ends where they
    /// begin.
    ///
    /// # Errors
    ///
    /// As [`Call::send`].
    pub async fn lines(self) -> Result<Answer<Lines<O::Line>>, Error<O::Error>> {
        let limit = self.transport.max_body();
        let answer = self.accept(O::LINES).stream().await?;
        let in_records = answer.media_type().is_some_and(|media| media.ends_with("/json-seq"));
        let separator = if in_records { b'\x1e' } else { b'\n' };
        Ok(answer.map(|chunks| Lines {
            lines: RawLines {
                chunks: Some(chunks),
                separator,
                held: Vec::new(),
                given: 0,
                seen: 0,
                limit,
                end: None,
            },
            values: PhantomData,
        }))
    }
}
