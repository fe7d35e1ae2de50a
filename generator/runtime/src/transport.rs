//! The connection to a server: what all calls of a client share.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::{HeaderValue, USER_AGENT};
use url::{Host, Url};

use super::answer::RawAnswer;
use super::budget::Budget;
use super::call::{IDEMPOTENCY_KEY, Options};
use super::credentials::{Credential, Credentials};
use super::error::{Error, Failure, Phase, Timeout};
use super::exchange::Exchange;
use super::failure::innermost;
use super::hook::Hook;
use super::http_client::HttpClient;
use super::platform::{self, BoxFuture, Instant};
use super::request::{Fields, Prepared, Request, RequestError, header, no_server};
use super::retry::RetryPolicy;
use super::stream::Chunks;

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
    settings: Arc<Settings>,
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
    base_url: Url,
    timeout: Duration,
    retry: RetryPolicy,
    allow_http: bool,
    one_server: bool,
    idempotency_keys: bool,
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

/// Puts a [`Transport`] together.
#[must_use = "a builder does nothing until it is built"]
pub struct TransportBuilder {
    base_url: String,
    credentials: Vec<(&'static str, Credential)>,
    headers: Vec<(String, String)>,
    http: Option<reqwest::ClientBuilder>,
    client: Option<Arc<dyn HttpClient>>,
    hooks: Vec<Arc<dyn Hook>>,
    retry_budget: u32,
    idempotency_keys: bool,
    timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
    max_body: usize,
    allow_http: bool,
    one_server: bool,
}

/// Shows the address alone.
impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder").finish_non_exhaustive()
    }
}

impl TransportBuilder {
    fn new(base_url: String) -> Self {
        Self {
            base_url,
            credentials: Vec::new(),
            headers: Vec::new(),
            http: None,
            client: None,
            hooks: Vec::new(),
            retry_budget: 50,
            idempotency_keys: false,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            max_body: 64 * 1024 * 1024,
            allow_http: false,
            one_server: false,
        }
    }

    /// The server's address, another than the one begun with. It must be https, unless it is this machine's or
    /// [`TransportBuilder::allow_http`] is said.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Answers a security scheme of the document, by its name there. A second one for the same scheme replaces the first.
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.retain(|(name, _)| *name != scheme);
        self.credentials.push((scheme, credential));
        self
    }

    /// The time allowed for a call, if it does not set its own: tokens, repeats and waits included. 60 seconds if not said;
    /// [`Duration::MAX`] for no limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time allowed for making a connection. 10 seconds if not said; a browser has its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sends every operation to the base URL, those with servers of their own in the document too: for a test server that
    /// stands in for all of them.
    pub fn one_server(mut self, one_server: bool) -> Self {
        self.one_server = one_server;
        self
    }

    /// Which requests are repeated, for calls that do not set their own policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many requests may be repeated in a row, by all calls of the client together. 50 if not said.
    ///
    /// It is a bucket: a repeat takes one from it, ten answers that need no repeat give one back. While it is empty nothing
    /// is repeated, so that a server that is down is left alone. Waits that the server itself asks for take nothing.
    pub fn retry_budget(mut self, repeats: u32) -> Self {
        self.retry_budget = repeats;
        self
    }

    /// Sends a random `Idempotency-Key` with each call that is not idempotent and has none, and repeats such calls like
    /// GET. Only for servers that keep such keys: **others do the same thing twice**.
    pub fn idempotency_keys(mut self, send: bool) -> Self {
        self.idempotency_keys = send;
        self
    }

    /// Has each request and answer seen by a hook, after those that were added before.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// How many bytes the body of an answer may have. 64 MiB if not said.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// A header of every request; of those for a token, where that is on the same server. Parameters and
    /// [`Call::header`](super::call::Call::header) replace it.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// `User-Agent` of every request (RFC 9110 section 10.1.5). This crate's name and version if not said.
    pub fn user_agent(self, product: impl Into<String>) -> Self {
        self.default_header(USER_AGENT.as_str(), product)
    }

    /// Begins with this HTTP client instead of reqwest's default: for proxies, certificates, resolvers.
    ///
    /// Redirects and the time-out of connections are set here all the same. A policy of repeats or an overall time-out
    /// of the builder's own stays in force, and is not what [`RetryPolicy`] and [`Error::Timeout`] promise.
    pub fn http_client(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Some(builder);
        self
    }

    /// Sends requests with this: a [`reqwest::Client`] that is there already, a layer around one, or a fake.
    ///
    /// Redirects, repeats and limits of a client's own come on top of the transport's; it had better have none.
    pub fn client(mut self, client: impl HttpClient) -> Self {
        self.client = Some(Arc::new(client));
        self
    }

    /// Allows http, with which **anyone on the way can read the credentials**. This machine's own addresses need no
    /// such permission.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Checks what was said and makes the transport. It does not connect.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names what is wrong: the address, a header, a credential.
    pub fn build(self) -> Result<Transport, BuildError> {
        let base_url = base_url(&self.base_url, self.allow_http)?;
        let mut headers = Fields::default();
        for (name, value) in &self.headers {
            let (name, value) = header(name, value).map_err(|error| {
                BuildError(format!("the default header {}: {}", error.part(), error.reason()))
            })?;
            headers.set(name, value);
        }
        let http = match self.client {
            Some(client) => client,
            None => {
                let http = self.http.unwrap_or_else(|| default_client(&base_url));
                let http = platform::client(http, self.connect_timeout);
                Arc::new(http.map_err(|error| BuildError(format!("the HTTP client: {}", innermost(&error))))?)
            }
        };
        let credentials = Credentials::new(self.credentials, &base_url)
            .map_err(|(scheme, why)| BuildError(format!("the credential {scheme}: {why}")))?;
        if credentials.token_urls().any(|url| !is_secure(url, self.allow_http)) {
            return Err(BuildError("the token URL must be https".to_owned()));
        }
        Ok(Transport {
            settings: Arc::new(Settings {
                http,
                hooks: self.hooks,
                budget: Budget::new(self.retry_budget),
                credentials,
                headers,
                max_body: self.max_body,
                connect_timeout: self.connect_timeout,
                base_url,
                timeout: self.timeout,
                retry: self.retry,
                allow_http: self.allow_http,
                one_server: self.one_server,
                idempotency_keys: self.idempotency_keys,
            }),
        })
    }
}

/// 128 random bits: no two requests have the same.
fn random_key() -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{:032x}", fastrand::u128(..))).ok()
}

/// Who is asking, unless the caller says otherwise: servers and what stands before them turn away requests that do not
/// say it, and RFC 9110 section 10.1.5 wants it of every client.
const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// reqwest's own client. What it does unasked, as of 0.13: it sends `Accept: */*` where there is no other; it asks the
/// system for a proxy; it sends a request again that an HTTP/2 server declared unprocessed (RFC 9113 section 8.7), or that
/// was never written because an idle connection had been closed. None of these can do a thing twice.
fn default_client(base_url: &Url) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().user_agent(PRODUCT);
    if is_loopback(base_url) { platform::without_proxy(builder) } else { builder }
}

fn base_url(text: &str, allow_http: bool) -> Result<Url, BuildError> {
    let wrong = |why: &str| Err(BuildError(format!("the base URL: {why}")));
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return wrong(&error.to_string()),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return wrong("it must be https");
    }
    if let Some(why) = no_server(&url) {
        return wrong(why);
    }
    if !is_secure(&url, allow_http) {
        return wrong("it must be https, or plain http be allowed");
    }
    Ok(url)
}

/// Whether no one on the way can read what is sent there, or the caller accepts it.
fn is_secure(url: &Url, allow_http: bool) -> bool {
    url.scheme() == "https" || url.scheme() == "http" && (allow_http || is_loopback(url))
}

/// This machine's own addresses (RFC 6761 section 6.3 for the names).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A transport that cannot be made of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError(String);

impl BuildError {
    /// An error of what the emitted client adds, such as a server variable.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.0)
    }
}

impl std::error::Error for BuildError {}
