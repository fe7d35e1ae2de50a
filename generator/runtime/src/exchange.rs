//! One call's requests and answers: credentials, redirects, repeats and waits.

use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderValue, LOCATION, USER_AGENT};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::answer::RawAnswer;
use super::credentials::{Applied, sensitive};
use super::error::{
    Error, Failure, Interrupted, NotSent, Phase, RedirectRefusal, Redirected, Timeout, TooLarge,
};
use super::hook::Hook;
use super::http_client::{Attempt, HttpError, HttpErrorKind, HttpFuture};
use super::platform::{self, BoxFuture, Incoming, Instant, sleep};
use super::request::{Fields, Prepared, Request, RequestError};
use super::retry::{Outcome, RetryPolicy};
use super::secret::Secret;
use super::stream::Chunks;
use super::transport::{Reply, Settings};

/// The most room that is made for what a server says is still to come, in bytes.
const MOST_AHEAD: usize = 1 << 20;
/// How many redirects are followed for one request.
const MAX_REDIRECTS: usize = 10;

/// What one call's requests have in common.
pub(super) struct Exchange<'a> {
    pub(super) settings: &'a Settings,
    /// The call's own headers, which replace all others of their name.
    pub(super) headers: &'a Fields,
    pub(super) policy: &'a RetryPolicy,
    pub(super) deadline: Option<Instant>,
    /// Where the body of a success goes that is not to be read here.
    pub(super) stream: Option<&'a Mutex<Option<Chunks>>>,
    /// Where it is told which URL was answered.
    pub(super) answered: Option<&'a Mutex<Option<Url>>>,
}

/// How far a call has come.
#[derive(Default)]
struct Progress {
    /// Tokens that the server no longer takes.
    refused: Vec<Secret>,
    /// What came of an attempt that may have been processed.
    doubtful: Option<Box<Reply>>,
}

/// What follows an attempt.
enum Next {
    /// Another one at once.
    Again,
    /// Another one after a wait.
    Wait(Duration),
}

impl Exchange<'_> {
    /// Sends the request until there is an answer to keep.
    // Every call's future has room for all that it may come to. What few come to is boxed, or a function of its own, so that
    // the way of most of them is short.
    pub(super) async fn run(&self, prepared: &mut Prepared) -> Reply {
        let security = prepared.request.security;
        let mut progress = Progress::default();
        let own = self.headers.has(&AUTHORIZATION) || self.settings.headers.has(&AUTHORIZATION);
        loop {
            let credentials = &self.settings.credentials;
            let mut applied = match credentials.ready(security, own) {
                Some(applied) => applied,
                None => Box::pin(credentials.fetched(security, &progress.refused, own, self)).await,
            };
            let (outcome, kept_tokens) = match &mut applied {
                Ok(applied) => {
                    let outcome = self.attempt(prepared, applied).await;
                    (outcome, std::mem::take(&mut applied.kept_tokens))
                }
                Err(error) => (Err(Error::Credentials(error.clone())), Vec::new()),
            };
            match self.next(&mut prepared.request, &mut progress, kept_tokens, outcome) {
                Ok(outcome) => return outcome,
                Err(Next::Again) => {}
                Err(Next::Wait(wait)) => Box::pin(sleep(wait)).await,
            }
        }
    }

    /// Whether what came of an attempt is what comes of the call, and else what is to be done.
    fn next(
        &self,
        request: &mut Request,
        progress: &mut Progress,
        kept_tokens: Vec<Secret>,
        outcome: Reply,
    ) -> Result<Reply, Next> {
        if outcome.as_ref().is_ok_and(|answer| answer.status().is_success()) {
            self.settings.budget.give();
            return Ok(outcome);
        }
        // What can be read but once cannot be sent again.
        if request.body.as_ref().is_some_and(|body| !body.is_repeatable()) {
            if is_unauthorized(&outcome) {
                self.settings.credentials.forget(&kept_tokens);
            }
            return Ok(outcome);
        }
        if progress.refused.is_empty() && !kept_tokens.is_empty() && is_unauthorized(&outcome) {
            // The server no longer takes a token that was good before: once, and with a new one.
            progress.refused = kept_tokens;
            return Err(Next::Again);
        }
        let Some(wait) = self.next_wait(&request.attempt, &outcome) else {
            return Ok(settle(outcome, progress.doubtful.take()));
        };
        let attempt = &mut request.attempt;
        self.tell(attempt, |hook| hook.retry(attempt, outcome.as_deref(), wait));
        if is_doubtful(&outcome) {
            progress.doubtful = Some(Box::new(outcome));
        }
        attempt.number += 1;
        Err(Next::Wait(wait))
    }

    /// Sends a form, as the request for a token.
    // Boxed, as it is part of what `run` waits for.
    pub(super) fn post_form<'a>(
        &'a self,
        url: &Url,
        authorization: Option<HeaderValue>,
        form: Secret,
    ) -> BoxFuture<'a, Reply> {
        let mut headers = Fields::default();
        headers.set(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.set(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(authorization) = authorization {
            headers.set(AUTHORIZATION, authorization);
        }
        let mut request = Request::new(Method::POST, "", &[], false);
        request.headers = headers;
        request.body = Some(Bytes::copy_from_slice(form.expose().as_bytes()).into());
        let mut prepared = Prepared { request, url: url.clone(), at_home: true };
        Box::pin(async move {
            let none = Fields::default();
            let exchange = Exchange { headers: &none, stream: None, answered: None, ..*self };
            exchange.run(&mut prepared).await
        })
    }

    /// The wait before the next request; `None` when there is to be none, or no time for it.
    fn next_wait(&self, attempt: &Attempt, outcome: &Reply) -> Option<Duration> {
        let outcome = match outcome {
            Ok(answer) => Outcome::Answered(answer.status(), answer.headers()),
            Err(failure) => Outcome::Failed(failure),
        };
        let budget = &self.settings.budget;
        if matches!(outcome, Outcome::Answered(..)) && !self.policy.may_repeat(&attempt.method, outcome) {
            budget.give();
        }
        let (wait, asked) = self.policy.wait(&attempt.method, attempt.number, outcome)?;
        let in_time = match self.deadline {
            Some(deadline) => Instant::now().checked_add(wait)? < deadline,
            None => true,
        };
        (in_time && (asked || budget.take())).then_some(wait)
    }

    /// Sends the request once, and follows where GET and HEAD are sent on to.
    async fn attempt(&self, prepared: &Prepared, applied: &mut Applied) -> Reply {
        let Prepared { request, url: home, at_home } = prepared;
        let attempt = &request.attempt;
        let mut elsewhere: Option<Box<Url>> = None;
        let mut followed = 0;
        // Once a redirect has led to another origin, nothing of the caller's goes along any more.
        let mut at_home = *at_home;
        loop {
            if at_home && !applied.query.is_empty() {
                add_keys(elsewhere.get_or_insert_with(|| Box::new(home.clone())), applied);
            }
            let url = elsewhere.as_deref().unwrap_or(home);
            let body = match request.body.as_ref().filter(|_| at_home) {
                Some(body) => match body.held() {
                    Some(held) => Some(held),
                    None => Some(Box::pin(body.open()).await.map_err(Error::Request)?),
                },
                None => None,
            };
            let wire = self.wire(request, applied, url, at_home);
            #[cfg(not(feature = "tracing"))]
            let (start, response) = self.send(wire, body, attempt);
            #[cfg(not(feature = "tracing"))]
            let outcome = self.exchange(response, url, start, request.redirects).await;
            #[cfg(feature = "tracing")]
            let span = super::trace::span(attempt, url);
            #[cfg(feature = "tracing")]
            let (start, response) = span.in_scope(|| self.send(wire, body, attempt));
            #[cfg(feature = "tracing")]
            let exchange = self.exchange(response, url, start, request.redirects);
            #[cfg(feature = "tracing")]
            let outcome = super::trace::within(span, exchange).await;
            self.tell(attempt, |hook| hook.after(attempt, outcome.as_deref(), start.elapsed()));
            let answer = outcome?;
            let Some(location) = redirect(answer.status(), answer.headers(), request.redirects) else {
                return Ok(answer);
            };
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            let next = self.follow(request, &answer, url, location, followed)?;
            at_home &= next.origin() == home.origin();
            if !at_home {
                // What is answered there says nothing of them.
                applied.kept_tokens.clear();
            }
            elsewhere = Some(Box::new(next));
            followed += 1;
        }
    }

    /// Begins to send a request, and says when.
    // A function of its own, so that there is no room for the request in the future of the answer.
    fn send(
        &self,
        mut wire: reqwest::Request,
        body: Option<reqwest::Body>,
        attempt: &Attempt,
    ) -> (Instant, HttpFuture) {
        *wire.body_mut() = body;
        self.tell(attempt, |hook| hook.before(attempt, &mut wire));
        (Instant::now(), self.settings.http.execute(wire, attempt))
    }

    /// The request as it goes over the wire, but for its body.
    fn wire(&self, request: &Request, applied: &Applied, url: &Url, at_home: bool) -> reqwest::Request {
        let mut wire = reqwest::Request::new(request.attempt.method.clone(), url.clone());
        let count = self.settings.headers.len() + request.headers.len() + applied.headers.len();
        let headers = wire.headers_mut();
        // The HTTP client adds `User-Agent`, `Host` and `Content-Length`.
        headers.reserve(count + self.headers.len() + 3);
        if request.attempt.template.is_empty() && !self.settings.is_home(url) {
            // The server of the tokens is someone else's, and what is meant for the API's may be a secret.
            headers.extend(
                self.settings.headers.get(&USER_AGENT).map(|agent| (Some(USER_AGENT), agent.clone())),
            );
        } else {
            self.settings.headers.lay(headers);
        }
        request.headers.lay(headers);
        if !request.cookies.is_empty() || !applied.cookies.is_empty() {
            let secrets = applied.cookies.iter().map(Secret::expose);
            let cookies: Vec<_> = request.cookies.iter().map(String::as_str).chain(secrets).collect();
            headers.extend(sensitive(&cookies.join("; ")).map(|value| (Some(COOKIE), value)));
        }
        applied.headers.lay(headers);
        self.headers.lay(headers);
        if !at_home {
            let kept = [ACCEPT, USER_AGENT].map(|name| (headers.remove(&name), name));
            headers.clear();
            headers.extend(kept.into_iter().filter_map(|(value, name)| Some((name, value?))));
        }
        wire
    }

    /// Tells the hooks, unless the request is for a token: that is a secret all through.
    fn tell(&self, attempt: &Attempt, mut say: impl FnMut(&dyn Hook)) {
        if !attempt.template.is_empty() {
            self.settings.hooks.iter().for_each(|hook| say(&**hook));
        }
    }

    /// One request, one answer. Of a redirect that is none of the `documented`, the body is not waited for.
    async fn exchange(&self, response: HttpFuture, url: &Url, start: Instant, documented: &[u16]) -> Reply {
        let mut incoming = match response.await {
            Ok(response) => self.arriving(response, url),
            Err(error) => return Err(self.failure(error, url, start)),
        };
        let status = incoming.status();
        if let Some(slot) = self.stream.filter(|_| status.is_success()) {
            let headers = incoming.take_headers();
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Chunks::new(status, incoming));
            return Ok(Box::new(RawAnswer::new(status, headers, Bytes::new())));
        }
        if redirect(status, incoming.headers(), documented).is_some() {
            return Ok(Box::new(RawAnswer::new(status, incoming.take_headers(), Bytes::new())));
        }
        let body = whole(&mut incoming, self.settings.max_body).await;
        let headers = incoming.take_headers();
        match body {
            Ok(Some(body)) => Ok(Box::new(RawAnswer::new(status, headers, body))),
            Ok(None) => {
                let limit = self.settings.max_body;
                Err(Error::TooLarge(Box::new(TooLarge { status, headers, limit })))
            }
            Err(error) => {
                let source = Box::new(error.without_url());
                Err(Error::Interrupted(Interrupted::new(Some(status), source)))
            }
        }
    }

    /// An answer as its body arrives; it is told which URL was answered, where that is asked for.
    fn arriving(&self, response: reqwest::Response, url: &Url) -> Incoming {
        if let Some(slot) = self.answered {
            let url = platform::answered(&response).unwrap_or(url).clone();
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(url);
        }
        Incoming::new(response)
    }

    /// Where a request is sent next.
    fn follow(
        &self,
        request: &Request,
        answer: &RawAnswer,
        from: &Url,
        location: String,
        followed: usize,
    ) -> Result<Url, Failure> {
        let next = from.join(&location).ok();
        refusal(self.settings, &request.attempt.method, from, next.as_ref(), followed)
            .map_err(|refusal| redirected(answer, location, next, refusal))
    }

    fn failure(&self, error: HttpError, url: &Url, start: Instant) -> Failure {
        let HttpError { kind, source } = error;
        match kind {
            HttpErrorKind::Unwritable => Error::Request(RequestError::new("the URL", &source.to_string())),
            HttpErrorKind::ConnectTimeout => {
                Error::Timeout(Timeout::new(Phase::Connect, self.settings.connect_timeout))
            }
            HttpErrorKind::NotSent => {
                let host = url.host_str().unwrap_or_default();
                let port = url.port_or_known_default().unwrap_or_default();
                Error::NotSent(NotSent::new(format!("{host}:{port}"), source))
            }
            HttpErrorKind::Timeout => Error::Timeout(Timeout::new(Phase::Call, start.elapsed())),
            HttpErrorKind::Interrupted => Error::Interrupted(Interrupted::new(None, source)),
        }
    }
}

/// Adds the keys that go into the query, but for those that a redirect brought back.
fn add_keys(url: &mut Url, applied: &Applied) {
    for (name, value) in &applied.query {
        if !url.query_pairs().any(|(present, _)| present == name.as_str()) {
            url.query_pairs_mut().append_pair(name, value.expose());
        }
    }
}

/// All of a body; none when that is more than the limit, or is said to be. One that comes in one piece is not copied.
async fn whole(incoming: &mut Incoming, limit: usize) -> reqwest::Result<Option<Bytes>> {
    if incoming.left().is_some_and(|left| usize::try_from(left).map_or(true, |left| left > limit)) {
        return Ok(None);
    }
    let mut first = Bytes::new();
    let mut body = BytesMut::new();
    while let Some(chunk) = poll_fn(|context| incoming.poll_chunk(context)).await {
        let chunk = chunk?;
        if chunk.len() > limit - first.len().max(body.len()) {
            return Ok(None);
        }
        if first.is_empty() && body.is_empty() {
            first = chunk;
            continue;
        }
        if body.is_empty() {
            // What is said to come is not believed without end: the limit may be none.
            let left = incoming.left().and_then(|left| usize::try_from(left).ok()).unwrap_or(0);
            body.reserve(first.len() + chunk.len() + left.min(MOST_AHEAD).min(limit));
            body.extend_from_slice(&std::mem::take(&mut first));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(if body.is_empty() { first } else { body.freeze() }))
}

fn is_unauthorized(outcome: &Reply) -> bool {
    outcome.as_ref().is_ok_and(|answer| answer.status() == StatusCode::UNAUTHORIZED)
}

/// Whether the request may have been processed all the same.
fn is_doubtful(outcome: &Reply) -> bool {
    match outcome {
        Ok(answer) => !matches!(answer.status().as_u16(), 429 | 503),
        Err(failure) => !failure.is_unsent(),
    }
}

/// "Nothing was sent" must hold for the whole call, not for its last attempt alone.
fn settle(outcome: Reply, doubtful: Option<Box<Reply>>) -> Reply {
    match (outcome, doubtful) {
        (Err(failure), Some(doubtful)) if failure.is_unsent() => *doubtful,
        (outcome, _) => outcome,
    }
}

/// Where a redirect leads (RFC 9110 section 15.4). A status without a `Location`, and one that the document gives, is an
/// answer like any other.
fn redirect<'h>(status: StatusCode, headers: &'h HeaderMap, documented: &[u16]) -> Option<&'h HeaderValue> {
    let status = status.as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) || documented.contains(&status) {
        return None;
    }
    headers.get(LOCATION)
}

/// The next URL, or why the redirect is not followed.
fn refusal(
    settings: &Settings,
    method: &Method,
    from: &Url,
    next: Option<&Url>,
    followed: usize,
) -> Result<Url, RedirectRefusal> {
    if *method != Method::GET && *method != Method::HEAD {
        return Err(RedirectRefusal::Method);
    }
    match next {
        Some(next) if matches!(next.scheme(), "http" | "https") => {
            if from.scheme() == "https" && next.scheme() == "http" || !settings.is_secure(next) {
                Err(RedirectRefusal::Insecure)
            } else if followed >= MAX_REDIRECTS {
                Err(RedirectRefusal::TooMany)
            } else {
                // A name and password in a URL are credentials too, and not the caller's.
                let mut next = next.clone();
                let cleared = next.set_username("").and_then(|()| next.set_password(None));
                cleared.map(|()| next).map_err(|()| RedirectRefusal::Target)
            }
        }
        _ => Err(RedirectRefusal::Target),
    }
}

fn redirected(answer: &RawAnswer, location: String, next: Option<Url>, refusal: RedirectRefusal) -> Failure {
    let shown = match &next {
        Some(next) if next.has_host() => {
            format!("{}{}", next.origin().ascii_serialization(), next.path())
        }
        Some(next) => format!("a URL of the scheme {}", next.scheme()),
        None => "what is not a URL".to_owned(),
    };
    Error::Redirected(Box::new(Redirected {
        status: answer.status(),
        headers: answer.headers().clone(),
        location: next.map_or(location, String::from),
        shown,
        refusal,
    }))
}
