//! Answers as they arrive: bytes, and server-sent events.

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::error::{Error, Failure};
use runtime::events::{EventError, Streamed, json};
use runtime::request::Request;
use serde_json::Value;

use super::api::{builder, transport};
use super::server::{Act, Server, answer};

#[derive(Clone, Debug)]
struct Listen;

impl Operation for Listen {
    type Output = String;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "listen";

    fn request(&self, validate: bool) -> Request {
        Request::new(Method::GET, "/events", &[], validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<String>, Failure> {
        match answer.status().as_u16() {
            200..=299 => answer.text(),
            _ => Err(answer.undocumented()),
        }
    }
}

impl Streamed for Listen {
    type Event = Value;

    fn event(data: &str) -> Result<Value, String> {
        json(data)
    }
}

const EVENTS: (&str, &str) = ("Content-Type", "text/event-stream; charset=utf-8");

/// The events of a body: id, kind, data or why there is none.
async fn heard(body: &str) -> Vec<(String, String, String)> {
    let body = body.to_owned();
    let server = Server::start(move |_, _| answer(200, &[EVENTS], &body)).await;
    let mut events = Call::new(&transport(server.url()), Listen).events().await.unwrap().into_body();
    let mut heard = Vec::new();
    while let Some(event) = events.next().await {
        heard.push(match event {
            Ok(event) => (event.id, event.event, event.data.to_string()),
            Err(EventError::Unreadable(event, why)) => (event.id, event.data, why),
            Err(error) => panic!("{error}"),
        });
    }
    heard
}

fn event(id: &str, event: &str, data: &str) -> (String, String, String) {
    (id.to_owned(), event.to_owned(), data.to_owned())
}

#[tokio::test]
async fn events_are_read_as_browsers_do() {
    let body = "\u{feff}: a comment\r\ndata: 1\r\n\r\nid: 7\rdata:[1,\rdata: 2]\revent: pair\r\rdata\n\nid\ndata: \"é\"\n\nevent: none\n\nother: x\nretry: 5\nid: a\0b\ndata: {}\n\ndata: cut";
    let expected = [
        event("", "message", "1"),
        event("7", "pair", "[1,2]"),
        // One empty line of data is data.
        event("7", "", "JSON that ends too early"),
        event("", "message", "\"é\""),
        event("", "message", "{}"),
    ];
    assert_eq!(heard(body).await, expected);
}

#[tokio::test]
async fn what_is_no_json_is_kept_and_does_not_end_the_stream() {
    let heard = heard("data: [DONE]\n\ndata: 2\n\n").await;
    let (id, data, why) = &heard[0];
    assert_eq!((id.as_str(), data.as_str()), ("", "[DONE]"));
    assert!(why.starts_with("not JSON") && !why.contains("DONE"), "{why}");
    assert_eq!(heard[1], event("", "message", "2"));
}

#[tokio::test]
async fn a_call_goes_on_where_it_was_cut() {
    let server = Server::start(|count, _| match count {
        0 => Act::WriteAndClose(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\nid: 3\ndata: 1\n\nda".to_owned(),
        ),
        _ => answer(200, &[EVENTS], "data: 2\n\n"),
    })
    .await;
    let transport = transport(server.url());
    let mut events = Call::new(&transport, Listen).events().await.unwrap().into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(matches!(events.next().await, Some(Err(EventError::Interrupted(_)))));
    assert!(events.next().await.is_none());
    let again = Call::new(&transport, Listen).after_event(events.last_event_id());
    assert_eq!(again.events().await.unwrap().into_body().next().await.unwrap().unwrap().data, 2);
    let seen = server.seen();
    assert_eq!(seen[0].header("accept"), Some("text/event-stream"));
    assert_eq!((seen[0].header("last-event-id"), seen[1].header("last-event-id")), (None, Some("3")));
}

#[tokio::test]
async fn a_call_goes_on_after_the_last_event_that_was_given() {
    // The third event has an id, and is cut before it ends.
    let body = "id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n";
    let server = Server::start(move |_, _| answer(200, &[EVENTS], body)).await;
    let mut events = Call::new(&transport(server.url()), Listen).events().await.unwrap().into_body();
    assert_eq!(events.last_event_id(), "");
    for id in ["1", "2"] {
        assert_eq!(events.next().await.unwrap().unwrap().id, id);
        assert_eq!(events.last_event_id(), id);
    }
    assert!(events.next().await.is_none());
    assert_eq!(events.last_event_id(), "2");

    // An id without data is none of an event, and where to go on all the same.
    let server = Server::start(|_, _| answer(200, &[EVENTS], "data: 1\n\nid: 9\n\n")).await;
    let mut events = Call::new(&transport(server.url()), Listen).events().await.unwrap().into_body();
    events.next().await.unwrap().unwrap();
    assert_eq!(events.last_event_id(), "");
    assert!(events.next().await.is_none());
    assert_eq!(events.last_event_id(), "9");
}

#[tokio::test]
async fn what_is_wrong_with_an_event_is_told_without_its_data() {
    let server = Server::start(|_, _| answer(200, &[EVENTS], "id: 1\ndata: hush\n\n")).await;
    let mut events = Call::new(&transport(server.url()), Listen).events().await.unwrap().into_body();
    let error = events.next().await.unwrap().unwrap_err();
    let EventError::Unreadable(event, _) = &error else { panic!("{error}") };
    assert_eq!(event.data, "hush");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
}

#[tokio::test]
async fn an_event_has_a_limit() {
    let server = Server::start(|_, _| answer(200, &[EVENTS], &format!("data: {}", "x".repeat(100)))).await;
    let transport = builder(server.url()).max_body(50).build().unwrap();
    let mut events = Call::new(&transport, Listen).events().await.unwrap().into_body();
    assert!(matches!(events.next().await, Some(Err(EventError::TooLarge(50)))));
    assert!(events.next().await.is_none());

    // Those before it are given before that is said.
    let body = format!("data: 1\n\ndata: {}", "x".repeat(100));
    let server = Server::start(move |_, _| answer(200, &[EVENTS], &body)).await;
    let transport = builder(server.url()).max_body(50).build().unwrap();
    let mut events = Call::new(&transport, Listen).events().await.unwrap().into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(matches!(events.next().await, Some(Err(EventError::TooLarge(50)))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_an_error() {
    let server = Server::start(|_, _| answer(200, &[("Content-Type", "application/json")], "{}")).await;
    let error = Call::new(&transport(server.url()), Listen).events().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    let server = Server::start(|_, _| answer(404, &[], "no")).await;
    let error = Call::new(&transport(server.url()), Listen).events().await.unwrap_err();
    let Error::Undocumented(answer) = error else { panic!("{error:?}") };
    assert_eq!(answer.body(), "no");
}

#[tokio::test]
async fn a_body_is_written_as_it_arrives_and_has_no_limit() {
    let body = "0123456789".repeat(10_000);
    let sent = body.clone();
    let server = Server::start(move |_, _| answer(200, &[], &sent)).await;
    let transport = builder(server.url()).max_body(10).build().unwrap();
    let mut chunks = Call::new(&transport, Listen).stream().await.unwrap().into_body();
    let mut written = Vec::new();
    assert_eq!(chunks.write_to(&mut written).await.unwrap(), 100_000);
    assert_eq!(written, body.as_bytes());
}
