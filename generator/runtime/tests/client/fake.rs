//! A client of HTTP that answers in this process, so that a paused clock may run: with no socket to wait for, it does.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;
use runtime::http_client::{Attempt, HttpClient, HttpError, HttpErrorKind, HttpFuture};
use tokio::time::Instant;

/// An answer: status, headers, body; or no answer at all.
pub(crate) enum Reply {
    Answer(u16, Vec<(&'static str, &'static str)>, &'static str),
    Failure(HttpErrorKind),
    Never,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub method: String,
    pub url: String,
    pub headers: HeaderMap,
    pub at: Duration,
}

type Script = dyn Fn(usize, &Arrived) -> Reply + Send + Sync;

/// Answers by what is asked, and by how many requests came before.
#[derive(Clone)]
pub(crate) struct Fake {
    script: Arc<Script>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    start: Instant,
}

impl Fake {
    pub(crate) fn new(script: impl Fn(usize, &Arrived) -> Reply + Send + Sync + 'static) -> Self {
        Self { script: Arc::new(script), arrived: Arc::default(), start: Instant::now() }
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.arrived.lock().unwrap().len()
    }
}

impl HttpClient for Fake {
    fn execute(&self, request: reqwest::Request, _: &Attempt) -> HttpFuture {
        let arrived = Arrived {
            method: request.method().to_string(),
            url: request.url().to_string(),
            headers: request.headers().clone(),
            at: self.start.elapsed(),
        };
        let mut all = self.arrived.lock().unwrap();
        let reply = (self.script)(all.len(), &arrived);
        all.push(arrived);
        Box::pin(async move {
            match reply {
                Reply::Answer(status, headers, body) => {
                    let mut answer = http::Response::builder().status(status);
                    for (name, value) in headers {
                        answer = answer.header(name, value);
                    }
                    Ok(answer.body(body).unwrap().into())
                }
                Reply::Failure(kind) => Err(HttpError::new(kind, "as it was told")),
                Reply::Never => std::future::pending().await,
            }
        })
    }
}
