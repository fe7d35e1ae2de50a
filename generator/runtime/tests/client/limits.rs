//! What bounds an answer, and where a call may lead.

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::credentials::Credential;
use runtime::error::{Error, Failure};
use runtime::request::{Request, Requirement, Security};
use runtime::server;
use runtime::transport::Transport;

use super::api::{builder, quick, transport};
use super::server::{Act, Server, answer, bytes};

const SECURITY: Security = &[&[Requirement::new("bearer", &[])]];

#[derive(Clone, Debug)]
struct Read;

impl Operation for Read {
    type Output = String;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "read";

    fn request(&self, validate: bool) -> Request {
        Request::new(Method::GET, "/read", SECURITY, validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<String>, Failure> {
        match answer.status().as_u16() {
            200..=299 => answer.text(),
            _ => Err(answer.undocumented()),
        }
    }
}

#[tokio::test]
async fn header_fields_have_a_limit() {
    let long = "x".repeat(4 * 1024 * 1024);
    for fields in [vec![("X-A", "a"); 5_000], vec![("X-A", long.as_str())]] {
        let text = bytes(200, &fields, "");
        let server = Server::start(move |_, _| Act::WriteAndClose(text.clone())).await;
        let transport = builder(server.url()).retry(runtime::RetryPolicy::never()).build().unwrap();
        let error = Call::new(&transport, Read).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    }
}

#[test]
fn a_server_variable_leads_nowhere_that_the_document_does_not() {
    let value = |given, default, listed: &[&str], in_host| {
        server::value("x", given, default, listed, in_host).map_err(|error| error.to_string())
    };
    // The document's own words are its URL, whatever they are.
    assert_eq!(value(None, "api.example/v1", &[], true).as_deref(), Ok("api.example/v1"));
    assert_eq!(value(None, "eu", &["us"], true).as_deref(), Ok("eu"));
    assert_eq!(value(Some("a/b"), "a", &["a", "a/b"], true).as_deref(), Ok("a/b"));
    // The caller's may not turn it into another.
    assert_eq!(value(Some("acme"), "eu", &[], true).as_deref(), Ok("acme"));
    assert_eq!(
        value(Some("https://acme.example"), "https://localhost", &[], false).as_deref(),
        Ok("https://acme.example")
    );
    for (given, default, listed, in_host) in [
        ("evil.example/", "eu", &[][..], true),
        ("evil.example?", "eu", &[], false),
        ("me@evil.example", "eu", &[], false),
        ("de", "eu", &["eu", "us"], false),
        ("", "eu", &[], true),
    ] {
        let error = value(Some(given), default, listed, in_host).unwrap_err();
        assert!(error.contains("the server variable `x`"), "{given}: {error}");
    }
    // A host that the document leaves open has to be said.
    assert!(value(None, "", &[], true).is_err());
}

#[tokio::test]
async fn a_call_may_name_its_server_and_it_must_be_one_to_trust() {
    let (home, other) = (
        Server::start(|_, _| answer(200, &[], "home")).await,
        Server::start(|_, _| answer(200, &[], "other")).await,
    );
    let transport = transport(home.url());
    let body = Call::new(&transport, Read).server(format!("{}/v2", other.url())).await.unwrap();
    assert_eq!((body.as_str(), other.only().target.as_str(), home.count()), ("other", "/v2/read", 0));
    let elsewhere = ["http://api.example", "ftp://api.example", "https://"];
    // A name and password would be sent as credentials; what stands in a query or fragment, a path cannot be appended to.
    let more = [
        "https://me:secret@api.example",
        "https://me@api.example",
        "https://api.example/?v=2",
        "https://api.example#v2",
    ];
    for url in elsewhere.into_iter().chain(more) {
        let error = Call::new(&transport, Read).server(url).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{url}: {error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    // A test server that stands in for all of them stands in for this one, too.
    let one = builder(home.url()).one_server(true).build().unwrap();
    assert_eq!(Call::new(&one, Read).server(other.url()).await.unwrap(), "home");
}

#[tokio::test]
async fn credentials_hold_no_line_breaks() {
    for token in ["a\r\nX-Injected: 1", "a\0", "a\n"] {
        let built = Transport::builder("https://api.example")
            .credential("bearer", Credential::Bearer(token.into()))
            .build();
        let error = built.unwrap_err().to_string();
        assert!(!error.contains("Injected"), "{error}");
    }
}

/// Whatever arrives, there is an answer or an error, and no panic.
#[tokio::test]
async fn nonsense_is_an_error() {
    let heads = [
        "",
        "\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 999 \r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: \u{1}\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nRetry-After: -1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Slow\r\nRetry-After: 99999999999999999999999\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ];
    for head in heads {
        let server = Server::start(move |_, _| Act::WriteAndClose(head.to_owned())).await;
        let transport = builder(server.url()).retry(quick().max_retries(1)).build().unwrap();
        // What it is does not matter here, only that it is told.
        let outcome = Call::new(&transport, Read).await;
        if let Err(error) = outcome {
            assert!(!error.to_string().is_empty(), "{head:?}");
        }
    }
}

#[cfg(feature = "compression")]
mod compressed {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// `hello`, and two million times `a`, by gzip.
    const SMALL: &[u8] =
        &[31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0];
    const LARGE: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 129, 0, 0, 0, 0, 195, 32, 214, 249, 75, 28, 228, 85, 1, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 111,
        6, 84, 249, 182, 234, 128, 132, 30, 0,
    ];

    async fn server(body: &'static [u8]) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut seen = vec![0; 4096];
            let length = stream.read(&mut seen).await.unwrap();
            let asked = String::from_utf8_lossy(&seen[..length]).to_ascii_lowercase();
            assert!(asked.contains("accept-encoding: ") && asked.contains("gzip"), "{asked}");
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(body).await.unwrap();
        });
        url
    }

    #[tokio::test]
    async fn a_limit_is_that_of_what_is_unfolded() {
        assert_eq!(Call::new(&transport(server(SMALL).await), Read).await.unwrap(), "hello");
        let transport = builder(server(LARGE).await).max_body(1_000_000).build().unwrap();
        let error = Call::new(&transport, Read).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
    }
}

/// What is said to be too long is not waited for: this server says it and falls silent.
#[tokio::test]
async fn a_body_that_is_said_to_be_too_long_is_refused_before_it_comes() {
    for (status, head) in [
        (200, "Content-Length: 1001\r\n\r\n"),
        (404, "Content-Length: 9000000000000000000\r\n\r\n"),
        (200, "Transfer-Encoding: chunked\r\n\r\n3e9\r\n"),
    ] {
        let server = Server::start(move |_, _| {
            let body = if head.contains("chunked") { "x".repeat(1001) } else { String::new() };
            Act::Write(format!("HTTP/1.1 {status} Whatever\r\nX-A: 1\r\n{head}{body}"))
        })
        .await;
        let transport = builder(server.url()).max_body(1000).build().unwrap();
        let error = Call::new(&transport, Read).timeout(std::time::Duration::from_secs(5)).await.unwrap_err();
        let Error::TooLarge(large) = &error else { panic!("{head}: {error:?}") };
        assert_eq!((large.limit(), error.status().unwrap().as_u16()), (1000, status));
        assert_eq!(error.headers().unwrap()["x-a"], "1");
        assert_eq!(server.count(), 1, "it would be too long once more");
    }
    // As long as is allowed; and where there is none, whatever its length would be (RFC 9110 section 9.3.2).
    let server = Server::start(|_, _| answer(200, &[], &"x".repeat(1000))).await;
    let transport = builder(server.url()).max_body(1000).build().unwrap();
    assert_eq!(Call::new(&transport, Read).await.unwrap().len(), 1000);
    let server =
        Server::start(|_, _| Act::Write("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n".to_owned())).await;
    let transport = builder(server.url()).max_body(1000).build().unwrap();
    Call::new(&transport, Head).await.unwrap();
}

#[derive(Clone, Debug)]
struct Head;

impl Operation for Head {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "head";

    fn request(&self, validate: bool) -> Request {
        Request::new(Method::HEAD, "/read", SECURITY, validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

#[tokio::test]
async fn no_room_is_made_for_whatever_is_said_to_come() {
    let text =
        format!("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n{}", "x".repeat(300_000));
    let server = Server::start(move |_, _| Act::WriteAndClose(text.clone())).await;
    let never = runtime::RetryPolicy::never();
    let transport = builder(server.url()).retry(never).max_body(usize::MAX).build().unwrap();
    let error = Call::new(&transport, Read).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
}
