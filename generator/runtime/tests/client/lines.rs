//! JSON in lines, as it arrives.

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::error::{Error, Failure};
use runtime::lines::{LineError, Lined};
use runtime::request::Request;

use super::api::{builder, transport};
use super::server::{Act, Server, answer};

#[derive(Clone, Debug)]
struct Export;

impl Operation for Export {
    type Output = bytes::Bytes;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "export";

    fn request(&self, validate: bool) -> Request {
        Request::new(Method::GET, "/export", &[], validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<bytes::Bytes>, Failure> {
        match answer.status().as_u16() {
            200..=299 => answer.bytes(),
            _ => Err(answer.undocumented()),
        }
    }
}

impl Lined for Export {
    type Line = Vec<i64>;
    const LINES: &'static str = "application/jsonl";
}

const JSONL: (&str, &str) = ("Content-Type", "application/jsonl");

/// What the lines of a body are, or why they are not.
async fn read(media: &'static str, body: &'static str) -> Vec<Result<Vec<i64>, String>> {
    let server = Server::start(move |_, _| answer(200, &[("Content-Type", media)], body)).await;
    let mut lines = Call::new(&transport(server.url()), Export).lines().await.unwrap().into_body();
    let mut all = Vec::new();
    while let Some(line) = lines.next().await {
        all.push(line.map_err(|error| error.to_string()));
    }
    assert_eq!(server.only().header("accept"), Some("application/jsonl"));
    all
}

#[tokio::test]
async fn a_value_a_line() {
    assert_eq!(
        read("application/jsonl", "[1]\n[2,3]\r\n\n  \n[]").await,
        [Ok(vec![1]), Ok(vec![2, 3]), Ok(vec![])]
    );
    assert_eq!(read("application/jsonl", "").await, []);
    // RFC 7464: a text may have line breaks of its own.
    let sequence = "\u{1e}[1]\n\u{1e}[\n2\n]\n";
    assert_eq!(read("application/json-seq", sequence).await, [Ok(vec![1]), Ok(vec![2])]);
}

#[tokio::test]
async fn a_line_that_is_wrong_is_not_the_last() {
    let lines = read("application/jsonl", "[1]\n{\"hush\": 1}\nhush\n[2]\n").await;
    assert_eq!((&lines[0], &lines[3], lines.len()), (&Ok(vec![1]), &Ok(vec![2]), 4));
    for wrong in &lines[1..3] {
        let why = wrong.as_ref().unwrap_err();
        assert!(why.starts_with("a line is ") && !why.contains("hush"), "{why}");
    }
    let server = Server::start(|_, _| answer(200, &[JSONL], "hush")).await;
    let mut lines = Call::new(&transport(server.url()), Export).lines().await.unwrap().into_body();
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    assert!(matches!(error, LineError::Unreadable(line, _) if line == "hush"));
}

#[tokio::test]
async fn lines_come_in_any_pieces() {
    let body: String = (0..50_000).map(|number| format!("[{number}]\n")).collect();
    let server = Server::start(move |_, _| answer(200, &[JSONL], &body)).await;
    let mut lines = Call::new(&transport(server.url()), Export).lines().await.unwrap().into_body();
    for expected in 0..50_000 {
        assert_eq!(lines.next().await.unwrap().unwrap(), [expected]);
    }
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_line_has_a_limit_and_those_before_it_are_given() {
    for end in ["", "\n"] {
        let body = format!("[1]\n{}{end}", "x".repeat(100));
        let server = Server::start(move |_, _| answer(200, &[JSONL], &body)).await;
        let transport = builder(server.url()).max_body(50).build().unwrap();
        let mut lines = Call::new(&transport, Export).lines().await.unwrap().into_body();
        assert_eq!(lines.next().await.unwrap().unwrap(), [1]);
        assert!(matches!(lines.next().await, Some(Err(LineError::TooLarge(50)))));
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn a_line_that_was_cut_is_no_line() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nContent-Length: 99\r\n\r\n";
    let server = Server::start(move |_, _| Act::WriteAndClose(format!("{head}[1]\n[2]"))).await;
    let mut lines = Call::new(&transport(server.url()), Export).lines().await.unwrap().into_body();
    assert_eq!(lines.next().await.unwrap().unwrap(), [1]);
    assert!(matches!(lines.next().await, Some(Err(LineError::Interrupted(_)))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn what_is_no_success_is_an_error() {
    let server = Server::start(|_, _| answer(404, &[], "no")).await;
    let error = Call::new(&transport(server.url()), Export).lines().await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
}
