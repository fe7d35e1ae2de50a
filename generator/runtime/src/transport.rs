//! The connection to a server: what all calls of a client share.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::HeaderValue;
use url::{Host, Url};

use super::answer::RawAnswer;
use super::budget::Budget;
use super::call::{IDEMPOTENCY_KEY, Options};
use super::credentials::Credentials;
use super::error::{Error, Failure, Phase, Timeout};
use super::exchange::Exchange;
use super::hook::Hook;
use super::http_client::HttpClient;
use super::platform::{self, BoxFuture, Instant};
use super::request::{Fields, Prepared, Request, RequestError};
use super::retry::RetryPolicy;
use super::stream::Chunks;
pub use super::transport_builder::{BuildError, TransportBuilder};

/// What comes of a request. It is handed on many times, and a box is so in less than what is in it.
pub(super) type Reply = Result<Box<RawAnswer>, Failure>;

/// A request under way. To drop it is to cancel it.
pub type Execution = BoxFuture<'static, Reply>;

/// A request under way, and what of its answer is still to arrive.
type Streaming = BoxFuture<'static, Result<(Box<RawAnswer>, Option<Chunks>), Failure>>;

/// A request for a page under way, and where it was answered.
pub(super) type Turning = BoxFuture<'static, Result<(Box<RawAnswer>, Option<Url>), Failure>>;

/// The connection to a server: its address, credentials and policies. A clone is cheap and shares everything, open
/// connections and tokens included.
///
/// Calls run within a Tokio runtime whose time and I/O are enabled; on `wasm32-unknown-unknown` within the browser's, whose
/// `fetch` follows redirects itself and decides on cookies and connections.
#[derive(Clone)]
pub struct Transport {
    pub(super) settings: Arc<Settings>,
}

/// What a transport was built with.
pub(super) struct Settings {
    pub(super) http: Arc<dyn HttpClient>,
    pub(super) hooks: Vec<Arc<dyn Hook>>,
    pub(super) budget: Budget,
    pub(super) credentials: Credentials,
    pub(super) headers: Fields,
    pub(super) max_body: usize,
    pub(super) connect_timeout: Duration,
    pub(super) base_url: Url,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) allow_http: bool,
    pub(super) one_server: bool,
    pub(super) idempotency_keys: bool,
}

impl Settings {
    /// Whether no one on the way can read what is sent there, or the caller accepts it.
    pub(super) fn is_secure(&self, url: &Url) -> bool {
        is_secure(url, self.allow_http)
    }

    /// Whether it is on the client's own server.
    pub(super) fn is_home(&self, url: &Url) -> bool {
        url.origin() == self.base_url.origin()
    }
}

/// Shows the address alone.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.settings.base_url.as_str())
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// Begins a transport to the server at `base_url`, which paths are appended to.
    pub fn builder(base_url: impl Into<String>) -> TransportBuilder {
        TransportBuilder::new(base_url.into())
    }

    /// The address that paths are appended to.
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }

    /// Sends a request and reads its answer, whatever its status.
    ///
    /// It adds credentials, renews a token once that the server no longer takes, follows redirects of GET and HEAD, and
    /// repeats what is safe to repeat ([`RetryPolicy`]), all within the call's time-out. To drop the future is to
    /// cancel all of it, waits included.
    ///
    /// # Errors
    ///
    /// Each variant of [`Error`] but `Answer`, `Undocumented` and `Unreadable`, which take knowledge of the operation.
    // Neither generic nor `async`: the code below is compiled once, not once for each operation.
    pub fn execute(&self, request: Request, options: Options) -> Execution {
        match self.running(request, options) {
            Ok(mut running) => Box::pin(async move { running.run(None, None).await }),
            Err(failure) => Box::pin(std::future::ready(Err(failure))),
        }
    }

    /// [`Transport::execute`], which also says what URL was answered: that of the request, or where redirects led.
    pub(super) fn page(&self, request: Request, options: Options) -> Turning {
        match self.running(request, options) {
            Ok(mut running) => Box::pin(async move {
                let slot = Mutex::new(None);
                let answer = running.run(None, Some(&slot)).await?;
                Ok((answer, slot.into_inner().unwrap_or_else(PoisonError::into_inner)))
            }),
            Err(failure) => Box::pin(std::future::ready(Err(failure))),
        }
    }

    /// [`Transport::execute`], but that the body of a success is left to arrive.
    pub(super) fn stream(&self, request: Request, options: Options) -> Streaming {
        match self.running(request, options) {
            Ok(mut running) => Box::pin(async move {
                let slot = Mutex::new(None);
                let answer = running.run(Some(&slot), None).await?;
                Ok((answer, slot.into_inner().unwrap_or_else(PoisonError::into_inner)))
            }),
            Err(failure) => Box::pin(std::future::ready(Err(failure))),
        }
    }

    /// How many bytes the body of an answer may have.
    pub(super) fn max_body(&self) -> usize {
        self.settings.max_body
    }

    fn running(&self, mut request: Request, mut options: Options) -> Result<Box<Running>, Failure> {
        if let Some(violations) = request.take_violations() {
            return Err(Error::Invalid(violations));
        }
        let settings = &*self.settings;
        let (url, at_home) = self.address(&mut request, &options).map_err(Error::Request)?;
        let keyed = settings.idempotency_keys && !request.attempt.method.is_idempotent();
        if keyed
            && !options.headers.has(&IDEMPOTENCY_KEY)
            && !request.headers.has(&IDEMPOTENCY_KEY)
            && let Some(key) = random_key()
        {
            options.headers.set(IDEMPOTENCY_KEY, key);
        }
        if options.repeatable || keyed {
            options.retry = Some(options.retry.unwrap_or(settings.retry).every_method(true));
        }
        let prepared = Prepared { request, url, at_home };
        Ok(Box::new(Running { settings: self.settings.clone(), prepared, options }))
    }

    /// Finishes the request, and says where it goes and whether that is where the caller's credentials may go.
    fn address(&self, request: &mut Request, options: &Options) -> Result<(Url, bool), RequestError> {
        if let Some(defect) = &options.defect {
            return Err(RequestError::clone(defect));
        }
        if let Some(server) = &options.server {
            request.set_server(server);
        }
        if self.settings.one_server {
            request.forget_server();
        }
        for [part, name, value] in &options.part_headers {
            request.add_part_header(part, name, value)?;
        }
        let mut url = request.finish(&self.settings.base_url)?;
        let mut at_home = true;
        if let Some(next) = &options.follow {
            at_home = next.origin() == url.origin();
            url = Url::clone(next);
        }
        if !self.settings.is_secure(&url) {
            return Err(RequestError::new("the server's URL", "it must be https"));
        }
        Ok((url, at_home))
    }
}

/// A call with all that it takes.
struct Running {
    settings: Arc<Settings>,
    prepared: Prepared,
    options: Options,
}

impl Running {
    async fn run(
        &mut self,
        stream: Option<&Mutex<Option<Chunks>>>,
        answered: Option<&Mutex<Option<Url>>>,
    ) -> Reply {
        let Self { settings, prepared, options } = self;
        let policy = options.retry.as_ref().unwrap_or(&settings.retry);
        let limit = options.timeout.unwrap_or(settings.timeout);
        // A time-out too long for the clock is none.
        let deadline = Instant::now().checked_add(limit);
        let exchange = Exchange { settings, headers: &options.headers, policy, deadline, stream, answered };
        let run = pin!(exchange.run(prepared));
        match deadline {
            Some(deadline) => platform::timeout_at(deadline, run)
                .await
                .unwrap_or_else(|_| Err(Error::Timeout(Timeout::new(Phase::Call, limit)))),
            None => run.await,
        }
    }
}

/// 128 random bits: no two requests have the same.
fn random_key() -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{:032x}", fastrand::u128(..))).ok()
}

/// Whether no one on the way can read what is sent there, or the caller accepts it.
pub(super) fn is_secure(url: &Url, allow_http: bool) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && (allow_http || is_loopback(url))
}

/// This machine's own addresses (RFC 6761 section 6.3 for the names).
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
