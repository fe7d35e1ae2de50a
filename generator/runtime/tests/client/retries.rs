//! What is sent again, after what wait, and what is not.

use std::time::{Duration, Instant, SystemTime};

use runtime::error::Error;
use runtime::rate_limit::RateLimit;
use runtime::retry::RetryPolicy;
use tokio::net::TcpListener;

use super::api::{CreateError, builder, create, get, quick, transport};
use super::server::{Act, Server, answer, json};

fn unix_now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// A server that answers so once, and then well.
async fn once(status: u16, name: &'static str, value: String) -> Server {
    Server::start(move |n, _| match n {
        0 => answer(status, &[(name, &value)], "{}"),
        _ => json(201, r#"{"id": 1}"#),
    })
    .await
}

#[tokio::test]
async fn too_many_requests_waits_for_retry_after_in_seconds() {
    let server = once(429, "Retry-After", "1".to_owned()).await;
    let start = Instant::now();
    create(&transport(server.url())).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn too_many_requests_waits_for_retry_after_as_a_date() {
    let until = SystemTime::now() + Duration::from_secs(3);
    let server = once(429, "Retry-After", httpdate::fmt_http_date(until)).await;
    create(&transport(server.url())).await.unwrap();
    // A date has no fractions of a second.
    assert!(SystemTime::now() >= until - Duration::from_secs(1));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn too_many_requests_waits_for_the_rate_limit_to_reset() {
    let reset = unix_now() + 2;
    let server = once(429, "X-RateLimit-Reset", reset.to_string()).await;
    create(&transport(server.url())).await.unwrap();
    assert!(unix_now() >= reset);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn retry_after_comes_before_the_rate_limits_reset() {
    let reset = (unix_now() + 1000).to_string();
    let server = Server::start(move |n, _| match n {
        0 => answer(429, &[("X-RateLimit-Reset", &reset), ("Retry-After", "0")], "{}"),
        _ => json(201, "{}"),
    })
    .await;
    create(&transport(server.url())).timeout(Duration::from_secs(5)).await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn wait_that_outlasts_the_deadline_is_not_begun() {
    let reset = (unix_now() + 30).to_string();
    let headers = [
        ("Retry-After", "30"),
        ("X-RateLimit-Limit", "10"),
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Reset", &reset),
    ];
    let text = super::server::bytes(429, &headers, r#"{"message": "slow down"}"#);
    let server = Server::start(move |_, _| Act::Write(text.clone())).await;
    let start = Instant::now();
    let error = create(&transport(server.url())).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(1), "the answer is returned at once");
    let Some(CreateError::TooManyRequests(body)) = error.answer() else { panic!("{error:?}") };
    assert_eq!(body["message"], "slow down");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    let limits = error.rate_limit().unwrap();
    assert_eq!((limits.limit, limits.remaining), (Some(10), Some(0)));
    assert!(limits.reset.unwrap() > SystemTime::now() + Duration::from_secs(25));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn wait_longer_than_the_policy_allows_is_not_begun() {
    let server = Server::start(|_, _| answer(429, &[("Retry-After", "3600")], "{}")).await;
    let call = create(&transport(server.url())).timeout(Duration::MAX);
    let error = tokio::time::timeout(Duration::from_secs(2), call.into_future()).await.unwrap().unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn cancelled_during_a_wait() {
    let server = Server::start(|_, _| answer(429, &[("Retry-After", "1")], "{}")).await;
    let start = Instant::now();
    let call = create(&transport(server.url())).into_future();
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    assert!(start.elapsed() < Duration::from_millis(900), "to drop the call is to cancel it");
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.count(), 1, "nothing goes on behind the caller's back");
}

#[tokio::test]
async fn too_many_requests_is_given_up() {
    let server = Server::start(|_, _| answer(429, &[], "{}")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    assert!(matches!(error.answer(), Some(CreateError::TooManyRequests(_))), "{error:?}");
    assert_eq!(server.count(), 3, "sent, and repeated twice");
    let error = create(&transport(server.url())).retry(RetryPolicy::never()).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.count()), (429, 4));
}

/// How often a request is sent whose answers all have this status.
async fn sent(
    method: &str,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    policy: RetryPolicy,
) -> usize {
    let server = Server::start(move |_, _| answer(status, headers, "{}")).await;
    let transport = builder(server.url()).retry(policy).build().unwrap();
    let error = match method {
        "POST" => create(&transport).await.unwrap_err(),
        _ => get(&transport, "a").await.unwrap_err(),
    };
    assert_eq!(error.status().unwrap().as_u16(), status);
    server.count()
}

#[tokio::test]
async fn server_errors() {
    assert_eq!(sent("POST", 500, &[], quick()).await, 1);
    assert_eq!(sent("POST", 502, &[], quick()).await, 1);
    assert_eq!(sent("POST", 503, &[], quick()).await, 1);
    assert_eq!(sent("POST", 503, &[("Retry-After", "0")], quick()).await, 3);
    assert_eq!(sent("POST", 504, &[], quick()).await, 1);
    assert_eq!(sent("POST", 500, &[("Retry-After", "0")], quick()).await, 1);
    for status in [408, 500, 502, 503, 504] {
        assert_eq!(sent("GET", status, &[], quick()).await, 3, "{status}");
    }
    for status in [400, 401, 403, 404, 409, 422, 501] {
        assert_eq!(sent("GET", status, &[], quick()).await, 1, "{status}");
    }
    let every = quick().every_method(true);
    assert_eq!(sent("POST", 500, &[], every).await, 3);
}

#[tokio::test]
async fn post_is_repeated_while_no_connection_is_made() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let policy =
        RetryPolicy::new().max_retries(20).backoff(Duration::from_millis(50), Duration::from_millis(50));
    let transport = builder(format!("http://{address}")).retry(policy).build().unwrap();
    let call = tokio::spawn(create(&transport).into_future());
    tokio::time::sleep(Duration::from_millis(150)).await;
    let listener = TcpListener::bind(address).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    let text = super::server::bytes(201, &[], r#"{"id": 5}"#);
    tokio::io::AsyncWriteExt::write_all(&mut stream, text.as_bytes()).await.unwrap();
    assert_eq!(call.await.unwrap().unwrap()["id"], 5);
}

#[tokio::test]
async fn unsent_repeat_of_a_request_that_was_sent_is_not_called_unsent() {
    // The connection is lost after the first POST, and no other can be made.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await;
        drop(listener);
    });
    let transport = builder(url).retry(quick().every_method(true)).build().unwrap();
    let error = create(&transport).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(!error.is_unsent());
}

#[tokio::test]
async fn rate_limits_reset_is_a_wait_for_a_429_alone() {
    let reset = (unix_now() + 1000).to_string();
    let server = Server::start(move |n, _| match n {
        0 => answer(502, &[("X-RateLimit-Reset", &reset)], ""),
        _ => json(200, r#"{"id": 1}"#),
    })
    .await;
    get(&transport(server.url()), "a").await.unwrap();
    assert_eq!(server.count(), 2);
}

#[test]
fn rate_limits_in_all_their_spellings() {
    let now = unix_now();
    for (headers, limit, remaining, reset) in [
        (&[("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "3")][..], Some(10), Some(3), None),
        (&[("X-RateLimit-Reset", "4102444800")], None, None, Some(4_102_444_800)),
        (&[("X-RateLimit-Reset", "4102444800123")], None, None, Some(4_102_444_800)),
        (&[("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Reset", "30")], Some(100), None, Some(now + 30)),
        (&[("RateLimit", "\"default\";r=50;t=30")], None, Some(50), Some(now + 30)),
        (&[("RateLimit", "limit=100, remaining=50, reset=30")], Some(100), Some(50), Some(now + 30)),
    ] {
        let mut map = http::HeaderMap::new();
        for (name, value) in headers {
            map.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let limits = RateLimit::read(&map).unwrap();
        assert_eq!((limits.limit, limits.remaining), (limit, remaining), "{headers:?}");
        let seconds = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let read = limits.reset.map(seconds);
        // The clock may have gone on by a second.
        assert!(read == reset || read == reset.map(|at| at + 1), "{headers:?}: {read:?}");
    }
    assert_eq!(RateLimit::read(&http::HeaderMap::new()), None);
}

#[test]
fn retry_after_in_all_its_spellings() {
    let read = |text: &str| {
        let value = http::HeaderValue::from_bytes(text.as_bytes()).unwrap();
        runtime::rate_limit::retry_after(&http::HeaderMap::from_iter([(http::header::RETRY_AFTER, value)]))
    };
    assert_eq!(read(" 7 "), Some(Duration::from_secs(7)));
    // Some count in fractions.
    assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
    assert_eq!(read("99999999999999999999999"), Some(Duration::from_secs(u64::MAX)));
    for past in
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
    {
        assert_eq!(read(past), Some(Duration::ZERO), "{past}");
    }
    for nothing in ["", "-1", "+1", "1e3", "inf", "NaN", "1.5s", ".", "soon", "Sun, 06 Nov 1994", "\u{e9}"] {
        assert_eq!(read(nothing), None, "{nothing}");
    }
}
