//! Servers of HTTP/2 (RFC 9113) that refuse, reset and say goodbye.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::{Connection, SendResponse};
use http::{Response, StatusCode};
use runtime::error::Error;
use runtime::retry::RetryPolicy;
use runtime::transport::Transport;
use tokio::net::{TcpListener, TcpStream};

use super::api::{builder, create, get, quick};

/// What a server does with a request.
#[derive(Clone, Copy)]
enum Act {
    Answer,
    /// An answer to the last request that this connection takes.
    AnswerAndGo,
    /// Resets the stream before an answer.
    Reset(Reason),
    /// Resets it in the middle of one.
    Half(Reason),
    /// Ends the connection, with a word.
    Go(Reason),
    /// An answer with so many bytes of header fields.
    Fields(usize),
}

/// How many connections and requests there were.
#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

/// A server, and a client that speaks HTTP/2 to it.
async fn start(act: impl Fn(usize) -> Act + Clone + Send + Sync + 'static) -> (Transport, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Seen::default());
    let told = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            told.connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream, act.clone(), Arc::clone(&told)));
        }
    });
    let http = reqwest::Client::builder().http2_prior_knowledge().no_proxy();
    (builder(url).http_client(http).retry(RetryPolicy::never()).build().unwrap(), seen)
}

async fn serve(stream: TcpStream, act: impl Fn(usize) -> Act, seen: Arc<Seen>) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((_, respond))) = connection.accept().await {
        let act = act(seen.requests.fetch_add(1, Ordering::SeqCst));
        answer(&mut connection, respond, act);
    }
}

fn answer(connection: &mut Connection<TcpStream, Bytes>, mut respond: SendResponse<Bytes>, act: Act) {
    let head = || Response::builder().header("content-type", "application/json");
    let body = Bytes::from_static(br#"{"id": 1}"#);
    match act {
        Act::Answer | Act::AnswerAndGo => {
            let mut stream = respond.send_response(head().body(()).unwrap(), false).unwrap();
            stream.send_data(body, true).unwrap();
            if matches!(act, Act::AnswerAndGo) {
                connection.graceful_shutdown();
            }
        }
        Act::Reset(reason) => respond.send_reset(reason),
        Act::Half(reason) => {
            let mut stream = respond.send_response(head().body(()).unwrap(), false).unwrap();
            stream.send_data(body.slice(..4), false).unwrap();
            // Before it is on its way, a reset would take its place.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                stream.send_reset(reason);
            });
        }
        Act::Go(reason) => connection.abrupt_shutdown(reason),
        Act::Fields(bytes) => {
            let head = head().header("x-long", "x".repeat(bytes)).body(()).unwrap();
            let mut stream = respond.send_response(head, false).unwrap();
            stream.send_data(body, true).unwrap();
        }
    }
}

#[tokio::test]
async fn many_requests_share_a_connection() {
    let (transport, seen) = start(|_| Act::Answer).await;
    create(&transport).await.unwrap();
    let (one, other) = tokio::join!(create(&transport), create(&transport));
    assert_eq!((one.unwrap()["id"], other.unwrap()["id"]), (1, 1));
    assert_eq!((seen.connections.load(Ordering::SeqCst), seen.requests.load(Ordering::SeqCst)), (1, 3));
}

#[tokio::test]
async fn after_a_goodbye_requests_go_over_a_new_connection() {
    let (transport, seen) = start(|_| Act::AnswerAndGo).await;
    for _ in 0..3 {
        create(&transport).await.unwrap();
    }
    assert_eq!((seen.connections.load(Ordering::SeqCst), seen.requests.load(Ordering::SeqCst)), (3, 3));
}

/// RFC 9113 section 8.7: what is refused so was not processed, so that it may be sent again whatever it is.
#[tokio::test]
async fn a_refused_post_is_sent_again() {
    let (transport, seen) =
        start(|number| if number == 0 { Act::Reset(Reason::REFUSED_STREAM) } else { Act::Answer }).await;
    create(&transport).await.unwrap();
    assert_eq!(seen.requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_refused_again_and_again_comes_to_an_end() {
    let (transport, seen) = start(|_| Act::Reset(Reason::REFUSED_STREAM)).await;
    let error = create(&transport).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(seen.requests.load(Ordering::SeqCst) <= 4);
}

/// It may have been processed: a caller has to know, and nobody sends it twice.
#[tokio::test]
async fn a_post_that_was_reset_is_not_sent_again() {
    for act in [
        Act::Reset(Reason::INTERNAL_ERROR),
        Act::Reset(Reason::CANCEL),
        Act::Reset(Reason::ENHANCE_YOUR_CALM),
        Act::Go(Reason::INTERNAL_ERROR),
        Act::Half(Reason::INTERNAL_ERROR),
    ] {
        let (transport, seen) = start(move |_| act).await;
        let error = create(&transport).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
        assert!(!error.is_unsent());
        assert_eq!(seen.requests.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_its_status() {
    let (transport, _) = start(|_| Act::Half(Reason::INTERNAL_ERROR)).await;
    let error = get(&transport, "a").await.unwrap_err();
    assert!(matches!(&error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::OK));
}

#[tokio::test]
async fn a_get_that_was_reset_is_repeated_by_its_policy() {
    let (transport, seen) =
        start(|number| if number == 0 { Act::Reset(Reason::INTERNAL_ERROR) } else { Act::Answer }).await;
    let call = get(&transport, "a").retry(quick());
    call.await.unwrap();
    assert_eq!(seen.requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn header_fields_without_end_are_refused() {
    let (transport, _) = start(|_| Act::Fields(1 << 20)).await;
    let error = get(&transport, "a").await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
}
