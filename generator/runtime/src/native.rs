//! What is different in a browser, where there is a Tokio runtime: `web.rs` has the same items.

use std::io;
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use tokio::io::AsyncRead;
pub(super) use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::http_client::HttpErrorKind;

/// A future that any thread may wait for.
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the clock on the wall says.
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

/// The URL that was answered, where the client has gone on to another by itself.
pub(super) fn answered(response: &reqwest::Response) -> Option<&Url> {
    // What reqwest says of an answer that is not its own, of a fake for instance.
    const UNKNOWN: &str = "no.url.provided.local";
    Some(response.url()).filter(|url| url.host_str() != Some(UNKNOWN))
}

/// An answer whose body is still arriving.
pub(super) struct Incoming(reqwest::Response);

impl Incoming {
    pub(super) fn new(response: reqwest::Response) -> Self {
        Self(response)
    }

    pub(super) fn status(&self) -> StatusCode {
        self.0.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    pub(super) fn take_headers(&mut self) -> HeaderMap {
        std::mem::take(self.0.headers_mut())
    }

    /// How many bytes are still to come, where that is known.
    pub(super) fn left(&self) -> Option<u64> {
        self.0.content_length()
    }

    /// The next piece; `None` after the last.
    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<reqwest::Result<Bytes>>> {
        // This future keeps nothing that the response does not.
        pin!(self.0.chunk()).poll(context).map(Result::transpose)
    }
}

/// A body that is read as it is sent.
pub(super) async fn body<B>(body: B) -> io::Result<reqwest::Body>
where
    B: Body<Data = Bytes, Error = io::Error> + Send + Sync + 'static,
{
    Ok(reqwest::Body::wrap(body))
}

/// A file on disk, and its length: that of a pipe or a device is not known.
pub(super) async fn open(path: &Path) -> io::Result<(impl AsyncRead + Send + 'static, Option<u64>)> {
    let file = tokio::fs::File::open(path).await?;
    let what = file.metadata().await?;
    if what.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((file, what.is_file().then_some(what.len())))
}

/// A client that leaves redirects to the transport: reqwest would turn a POST into a GET.
pub(super) fn client(builder: reqwest::ClientBuilder, connect: Duration) -> reqwest::Result<reqwest::Client> {
    builder.redirect(reqwest::redirect::Policy::none()).connect_timeout(connect).build()
}

/// A client for this machine's own addresses, which no proxy can reach.
pub(super) fn without_proxy(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.no_proxy()
}

/// What is known of a request that was not answered.
pub(super) fn kind(error: &reqwest::Error) -> HttpErrorKind {
    // "Connect" covers the name's resolution, TCP, a proxy's tunnel and TLS: all that comes before the request.
    match (error.is_builder(), error.is_connect(), error.is_timeout()) {
        (true, _, _) => HttpErrorKind::Unwritable,
        (_, true, true) => HttpErrorKind::ConnectTimeout,
        (_, true, false) => HttpErrorKind::NotSent,
        (_, false, true) => HttpErrorKind::Timeout,
        (_, false, false) => HttpErrorKind::Interrupted,
    }
}
