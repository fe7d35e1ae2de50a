//! Feature `tracing`: a span for each request, by OpenTelemetry's conventions for clients of HTTP.
//!
//! No body, no header and no query is in it. `url.full` is left out: it has the query, and parameters in its path may be
//! secrets; `url.template` is there instead.

use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};
use url::Url;

use super::answer::RawAnswer;
use super::error::{Error, Failure};
use super::http_client::Attempt;
use super::transport::Reply;

/// Waits for an answer within the span of its request.
pub(super) async fn within(span: Span, exchange: impl Future<Output = Reply>) -> Reply {
    let outcome = exchange.instrument(span.clone()).await;
    record(&span, outcome.as_deref());
    outcome
}

/// A span for a request.
pub(super) fn span(attempt: &Attempt, url: &Url) -> Span {
    let template = attempt.template();
    let name = format!("{} {template}", attempt.method());
    // An address of IPv6 has brackets in a URL alone.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let span = info_span!(
        "HTTP",
        otel.name = name.trim_end(),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = attempt.method().as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
        server.address = host,
        server.port = url.port_or_known_default().unwrap_or_default(),
        url.scheme = url.scheme(),
        url.template = template,
    );
    if attempt.number() > 0 {
        span.record("http.request.resend_count", attempt.number());
    }
    span
}

/// Writes down what came of it.
fn record(span: &Span, outcome: Result<&RawAnswer, &Failure>) {
    match outcome {
        Ok(answer) => {
            let status = answer.status();
            span.record("http.response.status_code", status.as_u16());
            if status.is_client_error() || status.is_server_error() {
                span.record("error.type", status.as_str());
                span.record("otel.status_code", "ERROR");
            }
        }
        Err(failure) => {
            if let Some(status) = failure.status() {
                span.record("http.response.status_code", status.as_u16());
            }
            let kind = match failure {
                Error::NotSent(_) => "not_sent",
                Error::Interrupted(_) => "interrupted",
                Error::Timeout(_) => "timeout",
                Error::TooLarge(_) => "too_large",
                _ => "_OTHER",
            };
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
    }
}
