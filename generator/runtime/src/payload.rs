//! The body of a request on its way: bytes in memory, files on disk, and what can be read but once, one after the other.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::file::{Content, File};
use super::platform;
use super::request::RequestError;

/// How much of a file is in memory at a time.
const PIECE: usize = 64 * 1024;

type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// What can be read but once. Clones share it.
#[derive(Clone)]
pub(super) struct Once {
    reader: Arc<Mutex<Option<Reader>>>,
    length: Option<u64>,
}

impl Once {
    pub(super) fn new(reader: impl AsyncRead + Send + 'static, length: Option<u64>) -> Self {
        Self { reader: Arc::new(Mutex::new(Some(Box::pin(reader)))), length }
    }

    fn take(&self) -> Option<Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl PartialEq for Once {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.reader, &other.reader)
    }
}

impl Eq for Once {}

/// A body as the request keeps it, to be opened for each time that it is sent.
#[derive(Clone)]
pub(super) struct Payload(Vec<Segment>);

#[derive(Clone)]
pub(super) enum Segment {
    Held(Bytes),
    Path(PathBuf),
    Once(Once),
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self(vec![Segment::Held(bytes)])
    }
}

impl From<&File> for Payload {
    fn from(file: &File) -> Self {
        Self(vec![match &file.content {
            Content::Held(bytes) => Segment::Held(Bytes::from_owner(Shared(bytes.clone()))),
            Content::Path(path) => Segment::Path(path.clone()),
            Content::Once(once) => Segment::Once(once.clone()),
        }])
    }
}

/// The bytes of a file, not copied.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Payload {
    /// One segment after another.
    pub(super) fn of(segments: Vec<Segment>) -> Self {
        Self(segments)
    }

    /// Whether it can be sent again.
    pub(super) fn is_repeatable(&self) -> bool {
        !self.0.iter().any(|segment| matches!(segment, Segment::Once(_)))
    }

    /// The body for one request, where all of it is in memory already.
    pub(super) fn held(&self) -> Option<reqwest::Body> {
        match self.0.as_slice() {
            [Segment::Held(bytes)] => Some(bytes.clone().into()),
            _ => None,
        }
    }

    /// The body for one request.
    pub(super) async fn open(&self) -> Result<reqwest::Body, RequestError> {
        let mut open = Open { rest: VecDeque::new(), left: Some(0) };
        for segment in &self.0 {
            let (source, length) = match segment {
                Segment::Held(bytes) => (Source::Held(bytes.clone()), Some(bytes.len() as u64)),
                Segment::Path(path) => {
                    let (file, length) = platform::open(path).await.map_err(|error| unreadable(&error))?;
                    (Source::reader(Box::pin(file), length), length)
                }
                Segment::Once(once) => {
                    let reader = once.take();
                    let reader = reader.ok_or_else(|| RequestError::new("the body", "it was sent before"))?;
                    (Source::reader(reader, once.length), once.length)
                }
            };
            open.left = open.left.zip(length).and_then(|(left, length)| left.checked_add(length));
            open.rest.push_back(source);
        }
        platform::body(open).await.map_err(|error| unreadable(&error))
    }
}

fn unreadable(error: &dyn fmt::Display) -> RequestError {
    RequestError::new("the body", &format!("a file cannot be read: {error}"))
}

/// A body being sent.
struct Open {
    rest: VecDeque<Source>,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
}

enum Source {
    Held(Bytes),
    // Never locked: it makes what is only `Send` shareable, as a body must be.
    Reader(Mutex<Reader>),
}

impl Source {
    /// What is read of a length that is known: no more than that, should there be more by now, so that what comes after it
    /// has its place.
    fn reader(reader: Reader, length: Option<u64>) -> Self {
        Self::Reader(Mutex::new(match length {
            Some(length) => Box::pin(reader.take(length)),
            None => reader,
        }))
    }
}

impl Body for Open {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            let piece = match self.rest.front_mut() {
                None => return Poll::Ready(None),
                Some(Source::Held(bytes)) => std::mem::take(bytes),
                Some(Source::Reader(reader)) => {
                    let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
                    match ready!(read(reader.as_mut(), context)) {
                        Ok(piece) => piece,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            };
            if piece.is_empty() {
                self.rest.pop_front();
                continue;
            }
            self.left = self.left.map(|left| left.saturating_sub(piece.len() as u64));
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The next piece; an empty one at the end.
fn read(reader: Pin<&mut (dyn AsyncRead + Send)>, context: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
    let mut piece = BytesMut::zeroed(PIECE);
    let mut buffer = ReadBuf::new(&mut piece);
    ready!(reader.poll_read(context, &mut buffer))?;
    let filled = buffer.filled().len();
    piece.truncate(filled);
    Poll::Ready(Ok(piece.freeze()))
}
