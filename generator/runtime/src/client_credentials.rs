//! OAuth 2.0 client credentials (RFC 6749 section 4.4): a token fetched when first needed, kept until shortly before it
//! expires, and fetched once for all the calls that wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::header::HeaderValue;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use tokio::sync::Mutex;
use url::Url;

use super::answer::RawAnswer;
use super::credentials::{CredentialsError, TokenRefused, basic};
use super::error::Failure;
use super::exchange::Exchange;
use super::platform::Instant;
use super::secret::Secret;

/// How the client makes itself known to the token endpoint (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `client_id` and `client_secret` in the form, `client_secret_post`: what most servers expect.
    Form,
    /// `Authorization: Basic`, `client_secret_basic`: what each server of the RFC must know.
    Basic,
}

/// The client's own name and secret, exchanged for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCredentials {
    token_url: String,
    client_id: String,
    client_secret: Secret,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    authentication: ClientAuthentication,
}

impl ClientCredentials {
    /// Credentials for the token endpoint at `token_url`, which may be relative to the client's base URL.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: Vec::new(),
            parameters: Vec::new(),
            authentication: ClientAuthentication::Form,
        }
    }

    /// Adds a parameter that this token endpoint wants besides those of the RFC, such as `audience`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Asks for these scopes; without, the server grants what it grants by default (RFC 6749 section 3.3).
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// How the client makes itself known; in the form, if not said.
    pub fn authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    fn form(&self) -> Secret {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if self.authentication == ClientAuthentication::Form {
            form.append_pair("client_id", &self.client_id);
            form.append_pair("client_secret", self.client_secret.expose());
        }
        if !self.scopes.is_empty() {
            form.append_pair("scope", &self.scopes.join(" "));
        }
        for (name, value) in &self.parameters {
            form.append_pair(name, value);
        }
        form.finish().into()
    }
}

/// A token, and whether it was there before the call that uses it.
pub(super) struct Token {
    pub(super) value: Secret,
    pub(super) kept: bool,
}

/// Fetches tokens and keeps the last one.
pub(super) struct TokenSource {
    credentials: ClientCredentials,
    url: Url,
    authorization: Option<HeaderValue>,
    /// Whoever holds it fetches; the others wait for it and find the token, or the error, that came of it.
    kept: Mutex<Kept>,
    /// How many fetches have ended.
    fetches: AtomicU64,
}

#[derive(Default)]
struct Kept {
    token: Option<(Secret, Option<Instant>)>,
    failure: Option<CredentialsError>,
}

impl TokenSource {
    pub(super) fn new(credentials: ClientCredentials, base: &Url) -> Result<Self, String> {
        let url = base.join(&credentials.token_url).map_err(|error| format!("token URL: {error}"))?;
        let authorization = match credentials.authentication {
            ClientAuthentication::Form => None,
            ClientAuthentication::Basic => {
                // RFC 6749 section 2.3.1: both are encoded like a form's values first.
                let encode = |text: &str| -> String {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
                };
                let secret = encode(credentials.client_secret.expose()).into();
                Some(basic(&encode(&credentials.client_id), &secret)?)
            }
        };
        Ok(Self { credentials, url, authorization, kept: Mutex::default(), fetches: AtomicU64::new(0) })
    }

    /// The address that receives the client's secret.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The kept token if it is still good and not among `refused`, or a new one.
    pub(super) async fn token(
        &self,
        refused: &[Secret],
        exchange: &Exchange<'_>,
    ) -> Result<Token, CredentialsError> {
        let before = self.fetches.load(Ordering::Acquire);
        // A call that is dropped while it fetches lets go of this, and the next in line fetches instead.
        let mut kept = self.kept.lock().await;
        let waited = self.fetches.load(Ordering::Acquire) != before;
        if let Some(token) = kept.usable(refused) {
            return Ok(Token { value: token, kept: !waited });
        }
        if let (true, Some(failure)) = (waited, &kept.failure) {
            return Err(failure.clone());
        }
        let authorization = self.authorization.clone();
        let answer = exchange.post_form(&self.url, authorization, self.credentials.form()).await;
        let result = answer.map_err(unavailable).and_then(|answer| read(*answer));
        self.fetches.fetch_add(1, Ordering::Release);
        match result {
            Ok((token, lifetime)) => {
                let expires = lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime));
                *kept = Kept { token: Some((token.clone(), expires)), failure: None };
                Ok(Token { value: token, kept: false })
            }
            Err(error) => {
                *kept = Kept { token: None, failure: Some(error.clone()) };
                Err(error)
            }
        }
    }
}

impl TokenSource {
    /// Forgets the token if it is one of these. Where one is being fetched, that is not it.
    pub(super) fn forget(&self, refused: &[Secret]) {
        if let Ok(mut kept) = self.kept.try_lock() {
            kept.token.take_if(|(token, _)| refused.contains(token));
        }
    }
}

impl Kept {
    fn usable(&self, refused: &[Secret]) -> Option<Secret> {
        let (token, expires) = self.token.as_ref()?;
        let expired = expires.is_some_and(|expires| Instant::now() >= expires);
        (!expired && !refused.contains(token)).then(|| token.clone())
    }
}

fn unavailable(failure: Failure) -> CredentialsError {
    CredentialsError::Unavailable(failure.into())
}

/// Reads the token endpoint's answer (RFC 6749 sections 5.1 and 5.2), and how long to keep its token.
fn read(answer: RawAnswer) -> Result<(Secret, Option<Duration>), CredentialsError> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let kept = answer.clone();
    let body = match answer.json::<TokenAnswer, _>() {
        Ok(answer) => answer.into_body(),
        Err(failure) if status.is_success() => return Err(unavailable(failure)),
        Err(_) => TokenAnswer::default(),
    };
    match body.access_token {
        Some(token) if status.is_success() => Ok((token, body.expires_in.map(until_renewal))),
        // Some servers refuse with a success.
        None if status.is_success() && body.error.is_none() => {
            Err(unavailable(kept.misshapen("missing field `access_token`")))
        }
        _ => Err(CredentialsError::Refused(Box::new(TokenRefused {
            status,
            headers,
            error: body.error,
            description: body.error_description,
        }))),
    }
}

/// A token is renewed a minute before it expires, or when a tenth of a short life is left: the request it goes with takes
/// time to arrive, and clocks differ.
fn until_renewal(lifetime: Duration) -> Duration {
    lifetime.saturating_sub(Duration::from_secs(60).min(lifetime / 10))
}

/// The fields of both answers of a token endpoint.
#[derive(Default)]
struct TokenAnswer {
    access_token: Option<Secret>,
    expires_in: Option<Duration>,
    error: Option<String>,
    error_description: Option<String>,
}

impl<'de> Deserialize<'de> for TokenAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TokenAnswerVisitor)
    }
}

struct TokenAnswerVisitor;

impl<'de> Visitor<'de> for TokenAnswerVisitor {
    type Value = TokenAnswer;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answer of a token endpoint")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TokenAnswer, A::Error> {
        let mut answer = TokenAnswer::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "access_token" => answer.access_token = Some(map.next_value::<String>()?.into()),
                "expires_in" => answer.expires_in = seconds(&map.next_value()?),
                "error" => answer.error = text(map.next_value()?),
                "error_description" => answer.error_description = text(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(answer)
    }
}

/// `expires_in` is a number of seconds, which some servers write as a text.
fn seconds(value: &serde_json::Value) -> Option<Duration> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    Duration::try_from_secs_f64(number).ok()
}

fn text(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    }
}
