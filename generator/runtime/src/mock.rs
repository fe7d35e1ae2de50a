//! Feature `mock`: a stand-in for the server, in this process. It answers calls by what they are, not by what they look like
//! on the wire; requests are written and answers read all the same.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::answer::RawAnswer;
use super::call::Operation;
use super::http_client::{Attempt, HttpClient, HttpError, HttpErrorKind, HttpFuture};

/// What is answered, by the calls that are expected.
///
/// A call that nothing expects ends with an [`Error::Request`](super::error::Error::Request) that names its operation. Tokens
/// of client credentials are given to whoever asks.
#[derive(Clone, Default)]
pub struct Calls {
    rules: Arc<Mutex<Vec<Rule>>>,
}

type Answers = dyn Fn(&(dyn Any + Send + Sync)) -> Option<Result<Reply, HttpErrorKind>> + Send + Sync;

#[derive(Clone)]
struct Rule {
    answers: Arc<Answers>,
    /// How often it may still answer.
    left: Arc<AtomicUsize>,
    count: Arc<AtomicUsize>,
}

impl Rule {
    /// Takes one of the times that are left.
    fn take(&self) -> bool {
        let less = |left: usize| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

#[derive(Clone)]
struct Reply {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").finish_non_exhaustive()
    }
}

impl Calls {
    /// Begins to say what a call of an operation is answered with.
    pub fn expect<O: Operation>(&self) -> Expectation<O> {
        Expectation { calls: self.clone(), matches: Box::new(|_| true), times: usize::MAX, of: PhantomData }
    }

    // Not generic: compiled once.
    fn add(&self, answers: Arc<Answers>, left: usize) -> Expected {
        let count = Arc::new(AtomicUsize::new(0));
        let rule = Rule { answers, left: Arc::new(AtomicUsize::new(left)), count: count.clone() };
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
        Expected { count }
    }

    fn answer(&self, attempt: &Attempt) -> Result<reqwest::Response, HttpError> {
        let unexpected = || {
            let message = format!("the mock expects no such call of {}", attempt.operation());
            HttpError::new(HttpErrorKind::Unwritable, message)
        };
        if attempt.template().is_empty() {
            let body = br#"{"access_token": "mock", "token_type": "Bearer"}"#.to_vec();
            return written(Reply { status: 200, content_type: "application/json", body });
        }
        let call = attempt.call().ok_or_else(unexpected)?;
        // Whoever is asked may say more: the rules are not held meanwhile.
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for rule in rules {
            if rule.left.load(Ordering::Relaxed) == 0 {
                continue;
            }
            if let Some(reply) = (rule.answers)(&**call)
                && rule.take()
            {
                rule.count.fetch_add(1, Ordering::Relaxed);
                return match reply {
                    Ok(reply) => written(reply),
                    Err(kind) => Err(HttpError::new(kind, "as the mock was told")),
                };
            }
        }
        Err(unexpected())
    }
}

fn written(reply: Reply) -> Result<reqwest::Response, HttpError> {
    let mut answer = http::Response::builder().status(reply.status);
    if !reply.body.is_empty() {
        answer = answer.header(CONTENT_TYPE, reply.content_type);
    }
    let answer = answer.body(reply.body);
    answer.map(Into::into).map_err(|error| HttpError::new(HttpErrorKind::Unwritable, error))
}

impl HttpClient for Calls {
    fn execute(&self, _: reqwest::Request, attempt: &Attempt) -> HttpFuture {
        Box::pin(std::future::ready(self.answer(attempt)))
    }
}

/// What a call of an operation is answered with, being said. Those that were said first are asked first.
#[must_use = "nothing is expected until it is said what is returned"]
pub struct Expectation<O> {
    calls: Calls,
    matches: Box<dyn Fn(&O) -> bool + Send + Sync>,
    times: usize,
    of: PhantomData<fn(O)>,
}

impl<O> fmt::Debug for Expectation<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expectation").finish_non_exhaustive()
    }
}

impl<O: Operation> Expectation<O> {
    /// Only calls whose parameters are so.
    pub fn matches(mut self, matches: impl Fn(&O) -> bool + Send + Sync + 'static) -> Self {
        let before = self.matches;
        self.matches = Box::new(move |call| before(call) && matches(call));
        self
    }

    /// Only so many calls; those after them are answered by what is said next.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Answers with a success that holds this.
    pub fn returns(self, output: O::Output) -> Expected
    where
        O::Output: Serialize,
    {
        let json = serde_json::to_vec(&output).unwrap_or_default();
        let arrives = |body: &[u8]| {
            let raw = RawAnswer::new(StatusCode::OK, HeaderMap::new(), Bytes::copy_from_slice(body));
            O::answer(raw).is_ok_and(|read| serde_json::to_vec(read.body()).is_ok_and(|again| again == json))
        };
        // A text that the document has as it is would be read with the quotes of JSON.
        match serde_json::from_slice::<String>(&json) {
            Ok(text) if !arrives(&json) && arrives(text.as_bytes()) => {
                self.returns_bytes(200, "text/plain; charset=utf-8", text)
            }
            _ => self.returns_status(200, &output),
        }
    }

    /// Answers with a status and JSON; with no body, if that is `null`.
    pub fn returns_status(self, status: u16, body: &impl Serialize) -> Expected {
        match serde_json::to_vec(body) {
            Ok(body) if body == b"null" => {
                self.says(Ok(Reply { status, content_type: "", body: Vec::new() }))
            }
            Ok(body) => self.says(Ok(Reply { status, content_type: "application/json", body })),
            Err(_) => self.says(Err(HttpErrorKind::Unwritable)),
        }
    }

    /// Answers with a status and bytes of this type.
    pub fn returns_bytes(
        self,
        status: u16,
        content_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) -> Expected {
        self.says(Ok(Reply { status, content_type, body: body.into() }))
    }

    /// Does not answer.
    pub fn fails(self, kind: HttpErrorKind) -> Expected {
        self.says(Err(kind))
    }

    fn says(self, reply: Result<Reply, HttpErrorKind>) -> Expected {
        let matches = self.matches;
        let answers = move |call: &(dyn Any + Send + Sync)| {
            let call = call.downcast_ref::<O>()?;
            matches(call).then(|| reply.clone())
        };
        self.calls.add(Arc::new(answers), self.times)
    }
}

/// What was said, to ask how often it was needed.
#[derive(Debug, Clone)]
pub struct Expected {
    count: Arc<AtomicUsize>,
}

impl Expected {
    /// How many requests were answered so, repeats included.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}
