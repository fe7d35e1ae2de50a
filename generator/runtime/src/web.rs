//! What is different in a browser (`wasm32-unknown-unknown`), where requests go through `fetch` and nothing is shared
//! between threads: `native.rs` has the same items.
//!
//! There are no files to read, and what is read as it is sent elsewhere is read before it is sent. The browser follows
//! redirects itself, of a POST too, keeps cookies to itself, and does not say why there was no answer: none counts as
//! never sent.

use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use gloo_timers::future::TimeoutFuture;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use tokio::io::AsyncRead;
use url::Url;
pub(super) use web_time::Instant;
use web_time::web::SystemTimeExt;

use super::http_client::HttpErrorKind;

#[cfg(feature = "blocking")]
compile_error!("the feature `blocking` takes threads, which `wasm32-unknown-unknown` has none of");
#[cfg(feature = "mock")]
compile_error!("the feature `mock` makes answers, which on `wasm32-unknown-unknown` the browser alone can");

/// A future of the one thread that there is.
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What the clock on the wall says.
pub(super) fn now() -> SystemTime {
    web_time::SystemTime::now().to_std()
}

/// Waits.
pub(super) async fn sleep(wait: Duration) {
    // A browser's timers count milliseconds in 31 bits.
    const LONGEST: Duration = Duration::from_millis(1 << 30);
    let mut left = wait;
    while !left.is_zero() {
        let part = left.min(LONGEST);
        let millis = part.as_nanos().div_ceil(1_000_000);
        TimeoutFuture::new(u32::try_from(millis).unwrap_or(u32::MAX >> 1)).await;
        left -= part;
    }
}

/// The time was over.
pub(super) struct Elapsed;

/// What comes of a future, if it does in time.
pub(super) async fn timeout_at<F: Future>(deadline: Instant, future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut end = pin!(sleep(deadline.saturating_duration_since(Instant::now())));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => end.as_mut().poll(context).map(|()| Err(Elapsed)),
    })
    .await
}

/// The URL that was answered: the browser may have gone on to another by itself.
pub(super) fn answered(response: &reqwest::Response) -> Option<&Url> {
    Some(response.url())
}

/// An answer whose body is still arriving.
pub(super) struct Incoming {
    status: StatusCode,
    headers: HeaderMap,
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>>>>,
}

impl Incoming {
    pub(super) fn new(mut response: reqwest::Response) -> Self {
        let headers = std::mem::take(response.headers_mut());
        Self { status: response.status(), headers, body: Box::pin(response.bytes_stream()) }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(super) fn take_headers(&mut self) -> HeaderMap {
        std::mem::take(&mut self.headers)
    }

    /// How many bytes are still to come: a browser does not say.
    pub(super) fn left(&self) -> Option<u64> {
        None
    }

    /// The next piece; `None` after the last.
    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<reqwest::Result<Bytes>>> {
        self.body.as_mut().poll_next(context)
    }
}

/// A body, all of it read before it is sent.
pub(super) async fn body<B>(body: B) -> io::Result<reqwest::Body>
where
    B: Body<Data = Bytes, Error = io::Error>,
{
    let mut body = pin!(body);
    let mut all = BytesMut::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        if let Ok(piece) = frame?.into_data() {
            all.extend_from_slice(&piece);
        }
    }
    Ok(all.freeze().into())
}

/// There is no disk.
pub(super) async fn open(_: &Path) -> io::Result<(impl AsyncRead + Send + 'static, Option<u64>)> {
    Err::<(tokio::io::Empty, Option<u64>), _>(io::ErrorKind::Unsupported.into())
}

/// The browser decides on connections and redirects.
pub(super) fn client(builder: reqwest::ClientBuilder, _: Duration) -> reqwest::Result<reqwest::Client> {
    builder.build()
}

/// The browser decides on proxies.
pub(super) fn without_proxy(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}

/// What is known of a request that was not answered.
pub(super) fn kind(error: &reqwest::Error) -> HttpErrorKind {
    match (error.is_builder(), error.is_timeout()) {
        (true, _) => HttpErrorKind::Unwritable,
        (_, true) => HttpErrorKind::Timeout,
        (_, false) => HttpErrorKind::Interrupted,
    }
}
