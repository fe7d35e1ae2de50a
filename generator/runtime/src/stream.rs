//! The body of an answer as it arrives, for what is too large to be held, or does not end.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::answer::{Answer, RawAnswer};
use super::call::{Call, Operation, known};
use super::error::{Error, Failure, Interrupted};
use super::platform::Incoming;

/// The body of an answer, piece by piece, as a [`Stream`] or by [`Chunks::next`]. Neither the client's limit of a body nor
/// the call's time-out apply to it: what is read is the caller's to bound, and to drop it is to end it.
pub struct Chunks {
    status: StatusCode,
    incoming: Incoming,
}

impl Chunks {
    pub(super) fn new(status: StatusCode, incoming: Incoming) -> Self {
        Self { status, incoming }
    }

    /// The next piece, or `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Bytes, Interrupted>> {
        poll_fn(|context| self.poll(context)).await
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Interrupted>>> {
        let status = self.status;
        let interrupted =
            |error: reqwest::Error| Interrupted::new(Some(status), Box::new(error.without_url()));
        self.incoming.poll_chunk(context).map_err(interrupted)
    }

    /// Writes the rest to a file or to anything else that bytes can be written to, and says how many there were.
    ///
    /// # Errors
    ///
    /// That of the writer, or an [`Interrupted`] as [`io::Error`].
    pub async fn write_to<W: AsyncWrite + Unpin + ?Sized>(&mut self, writer: &mut W) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.next().await {
            let chunk = chunk.map_err(io::Error::other)?;
            writer.write_all(&chunk).await?;
            written += chunk.len() as u64;
        }
        writer.flush().await?;
        Ok(written)
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, Interrupted>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").finish_non_exhaustive()
    }
}

impl<O: Operation> Call<O> {
    /// Sends the call, and gives the body of a success as it arrives. The call's time-out ends where the body begins.
    ///
    /// # Errors
    ///
    /// As [`Call::send`]: what is not a success is read as ever.
    pub async fn stream(self) -> Result<Answer<Chunks>, Error<O::Error>> {
        let mut request = self.operation.request(self.options.validate);
        request.of(O::NAME, known(self.operation));
        let (answer, chunks) = self.transport.stream(request, self.options).await.map_err(Failure::widen)?;
        match chunks {
            Some(chunks) => Ok(answer.with(chunks)),
            None => Err(unsuccessful::<O>(*answer)),
        }
    }
}

/// The error of an answer that is not a success.
fn unsuccessful<O: Operation>(answer: RawAnswer) -> Error<O::Error> {
    match O::answer(answer.clone()) {
        Err(error) => error,
        Ok(_) => answer.undocumented(),
    }
}
