//! What a connection to a server is built with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use url::Url;

use super::budget::Budget;
use super::credentials::{Credential, Credentials};
use super::failure::innermost;
use super::hook::Hook;
use super::http_client::HttpClient;
use super::platform;
use super::request::{Fields, header, no_server};
use super::retry::RetryPolicy;
use super::transport::{Settings, Transport, is_loopback, is_secure};

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
    pub(super) fn new(base_url: String) -> Self {
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
    /// of the builder's own stays in force, and is not what [`RetryPolicy`] and
    /// [`Error::Timeout`](super::error::Error::Timeout) promise.
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
