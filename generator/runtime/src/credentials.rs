//! Who the caller is: the credentials that go with a request.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};

use super::client_credentials::TokenSource;
pub use super::client_credentials::{ClientAuthentication, ClientCredentials};
use super::error::{Failure, said};
use super::exchange::Exchange;
use super::request::{Fields, Requirement, Security};
use super::secret::Secret;

/// What a security scheme of the document is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// `Authorization: Bearer ...` (RFC 6750 section 2.1). For `http` with `bearer`, `oauth2` and `openIdConnect`.
    Bearer(Secret),
    /// `Authorization: Basic ...` (RFC 7617). For `http` with `basic`.
    Basic {
        /// The user's name, without a colon.
        username: String,
        /// The password.
        password: Secret,
    },
    /// A key in a header, the query or a cookie. For `apiKey`.
    ApiKey {
        /// Where the key goes.
        place: KeyPlace,
        /// The name of the header, parameter or cookie.
        name: String,
        /// The key.
        value: Secret,
    },
    /// A bearer token that the client fetches, keeps and renews (RFC 6749 section 4.4). For `oauth2` with
    /// `clientCredentials`.
    ClientCredentials(ClientCredentials),
    /// Nothing in the request: the HTTP client sees to it, by a certificate for instance (`mutualTLS`).
    External,
}

/// Where an API key goes: `in` of the "Security Scheme Object".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// A header.
    Header,
    /// The query of the URL.
    Query,
    /// A cookie (RFC 6265 section 4.2).
    Cookie,
}

/// The credentials of one request, ready to be added to it.
#[derive(Default)]
pub(super) struct Applied {
    pub(super) headers: Fields,
    pub(super) query: Vec<(String, Secret)>,
    pub(super) cookies: Vec<Secret>,
    /// The tokens used that were fetched for an earlier request: a 401 may mean that they are no longer good.
    pub(super) kept_tokens: Vec<Secret>,
}

/// The configured credentials, by the name of their scheme.
pub(super) struct Credentials {
    entries: Vec<(&'static str, Entry)>,
}

/// A credential, checked and written down once.
enum Entry {
    Header(HeaderName, HeaderValue),
    Query(String, Secret),
    Cookie(Secret),
    Token(Box<TokenSource>),
    External,
}

impl Credentials {
    /// Checks the credentials.
    ///
    /// # Errors
    ///
    /// The scheme's name and what is wrong with its credential.
    pub(super) fn new(
        credentials: Vec<(&'static str, Credential)>,
        base: &url::Url,
    ) -> Result<Self, (&'static str, String)> {
        let mut entries = Vec::with_capacity(credentials.len());
        for (scheme, credential) in credentials {
            let entry = Entry::new(credential, base).map_err(|why| (scheme, why))?;
            entries.push((scheme, entry));
        }
        Ok(Self { entries })
    }

    /// The addresses that receive a client's secret.
    pub(super) fn token_urls(&self) -> impl Iterator<Item = &url::Url> {
        self.entries.iter().filter_map(|(_, entry)| match entry {
            Entry::Token(source) => Some(source.url()),
            _ => None,
        })
    }

    fn entry(&self, scheme: &str) -> Option<&Entry> {
        self.entries.iter().find(|(name, _)| *name == scheme).map(|(_, entry)| entry)
    }

    /// The first alternative that the configured credentials can answer; one that asks for something before one that
    /// does not.
    fn choose(&self, security: Security) -> Option<&'static [Requirement]> {
        let can = |set: &&[Requirement]| set.iter().all(|one| self.entry(one.scheme).is_some());
        let mut sets = security.iter().copied().filter(can);
        let empty = security.iter().copied().find(|set| set.is_empty());
        sets.find(|set| !set.is_empty()).or(empty)
    }

    /// The credentials for a request; nothing yet where a token has to be asked for.
    ///
    /// `own` says that the caller brought an `Authorization` of their own, which none of these may replace.
    pub(super) fn ready(&self, security: Security, own: bool) -> Option<Result<Applied, CredentialsError>> {
        let mut applied = Applied::default();
        let chosen = match self.choose(security) {
            Some(chosen) => chosen,
            None if own || security.is_empty() => return Some(Ok(applied)),
            None => return Some(Err(CredentialsError::Missing { schemes: describe(security) })),
        };
        for requirement in chosen {
            match self.entry(requirement.scheme) {
                Some(Entry::Token(_)) if !own => return None,
                Some(entry) => applied.add(entry, own),
                None => {}
            }
        }
        Some(Ok(applied))
    }

    /// Keeps none of these tokens for another call.
    pub(super) fn forget(&self, refused: &[Secret]) {
        for (_, entry) in &self.entries {
            if let Entry::Token(source) = entry {
                source.forget(refused);
            }
        }
    }

    /// The credentials for a request of which some are tokens. `refused` are those that the server no longer takes.
    pub(super) async fn fetched(
        &self,
        security: Security,
        refused: &[Secret],
        own: bool,
        exchange: &Exchange<'_>,
    ) -> Result<Applied, CredentialsError> {
        let mut applied = Applied::default();
        for requirement in self.choose(security).unwrap_or_default() {
            match self.entry(requirement.scheme) {
                Some(Entry::Token(source)) if !own => {
                    let token = source.token(refused, exchange).await?;
                    let value = bearer(&token.value).ok_or(CredentialsError::UnusableToken)?;
                    applied.headers.set(AUTHORIZATION, value);
                    if token.kept {
                        applied.kept_tokens.push(token.value);
                    }
                }
                Some(entry) => applied.add(entry, own),
                None => {}
            }
        }
        Ok(applied)
    }
}

impl Applied {
    /// Adds what needs no asking for.
    fn add(&mut self, entry: &Entry, own: bool) {
        match entry {
            Entry::Header(name, _) if own && *name == AUTHORIZATION => {}
            Entry::Header(name, value) => self.headers.set(name.clone(), value.clone()),
            Entry::Query(name, value) => self.query.push((name.clone(), value.clone())),
            Entry::Cookie(pair) => self.cookies.push(pair.clone()),
            Entry::Token(_) | Entry::External => {}
        }
    }
}

impl Entry {
    fn new(credential: Credential, base: &url::Url) -> Result<Self, String> {
        let bad = "it holds characters that no header may have (a line break at its end?)";
        match credential {
            Credential::Bearer(token) => {
                let value = bearer(&token).ok_or(bad)?;
                Ok(Self::Header(AUTHORIZATION, value))
            }
            Credential::Basic { username, password } => {
                let value = basic(&username, &password)?;
                Ok(Self::Header(AUTHORIZATION, value))
            }
            Credential::ApiKey { place: KeyPlace::Header, name, value } => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| "its name is not one of a header".to_owned())?;
                Ok(Self::Header(name, sensitive(value.expose()).ok_or(bad)?))
            }
            Credential::ApiKey { place: KeyPlace::Query, name, value } => Ok(Self::Query(name, value)),
            Credential::ApiKey { place: KeyPlace::Cookie, name, value } => {
                // RFC 6265 section 4.1.1: what would end the value, or begin another cookie.
                let ends = |c: char| c.is_ascii_control() || matches!(c, ' ' | '"' | ',' | ';' | '\\');
                if value.expose().contains(ends) {
                    return Err("it holds characters that no cookie may have".to_owned());
                }
                Ok(Self::Cookie(format!("{name}={}", value.expose()).into()))
            }
            Credential::ClientCredentials(credentials) => {
                let source = TokenSource::new(credentials, base)?;
                Ok(Self::Token(Box::new(source)))
            }
            Credential::External => Ok(Self::External),
        }
    }
}

/// A header's value that is kept out of logs and of HTTP/2's tables of headers.
pub(super) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn bearer(token: &Secret) -> Option<HeaderValue> {
    sensitive(&format!("Bearer {}", token.expose()))
}

/// RFC 7617.
pub(super) fn basic(username: &str, password: &Secret) -> Result<HeaderValue, String> {
    if username.contains(':') {
        return Err("a user's name cannot have a colon".to_owned());
    }
    let pair = BASE64.encode(format!("{username}:{}", password.expose()));
    sensitive(&format!("Basic {pair}")).ok_or_else(|| "it cannot be written as a header".to_owned())
}

/// `oauth2 (read:users) or apiKey and appId`.
fn describe(security: Security) -> String {
    let sets = security.iter().map(|set| {
        let schemes = set.iter().map(|requirement| {
            let scopes = requirement.scopes.join(" ");
            if scopes.is_empty() {
                requirement.scheme.to_owned()
            } else {
                format!("{} ({scopes})", requirement.scheme)
            }
        });
        schemes.collect::<Vec<_>>().join(" and ")
    });
    sets.collect::<Vec<_>>().join(" or ")
}

/// Why there are no credentials for a request, which was not sent.
#[derive(Clone)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The operation needs credentials and none that fit are configured.
    Missing {
        /// What the operation asks for.
        schemes: String,
    },
    /// The token endpoint refused (RFC 6749 section 5.2).
    Refused(Box<TokenRefused>),
    /// The token endpoint could not be reached, or its answer was no token.
    Unavailable(Arc<Failure>),
    /// The token endpoint's answer is a token that no header can carry.
    UnusableToken,
}

/// The token endpoint's refusal (RFC 6749 section 5.2).
#[derive(Clone)]
pub struct TokenRefused {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) error: Option<String>,
    pub(super) description: Option<String>,
}

impl TokenRefused {
    /// `error`, a code such as `invalid_client`, when the body has one.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// `error_description`, when the body has one.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl CredentialsError {
    /// The token endpoint's status.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused(refused) => Some(refused.status),
            Self::Unavailable(failure) => failure.status(),
            Self::Missing { .. } | Self::UnusableToken => None,
        }
    }

    /// The token endpoint's headers.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Refused(refused) => Some(&refused.headers),
            Self::Unavailable(failure) => failure.headers(),
            Self::Missing { .. } | Self::UnusableToken => None,
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { schemes } => {
                write!(f, "no credentials are configured for this operation, which needs {schemes}")
            }
            Self::Refused(refused) => {
                write!(f, "the token endpoint refused: {}", refused.status)?;
                // A code is one of a few words; a description may quote what was sent.
                said(f, "", refused.error.as_deref())
            }
            Self::Unavailable(failure) => write!(f, "the token endpoint gave no token: {failure}"),
            Self::UnusableToken => f.write_str("the token endpoint's token holds control characters"),
        }
    }
}

impl fmt::Debug for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({self})")
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(failure) => std::error::Error::source(&**failure),
            _ => None,
        }
    }
}
