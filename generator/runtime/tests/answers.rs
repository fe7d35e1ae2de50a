//! Answers that may be one of several things.

#![cfg(feature = "client")]
// The lint's own exception covers test functions, not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::convert::Infallible;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use runtime::answer::{Answer, RawAnswer};
use runtime::error::Error;
use serde_json::{Value, json};

#[derive(Debug, PartialEq)]
enum Success {
    Json(Value),
    Csv(String),
    Image(bytes::Bytes),
    Nothing,
}

fn raw(status: u16, media: &'static str, body: &'static str) -> RawAnswer {
    let mut headers = HeaderMap::new();
    if !media.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    }
    RawAnswer::new(StatusCode::from_u16(status).unwrap(), headers, body.into())
}

fn read(answer: RawAnswer) -> Result<Answer<Success>, Error<Infallible>> {
    match answer.status().as_u16() {
        204 => answer.success_as(Success::Nothing),
        200..=299 if answer.is("text/csv") => answer.success_text(Success::Csv),
        200..=299 if answer.is("image/*") => answer.success_bytes(Success::Image),
        200..=299 => answer.success(Success::Json),
        _ => Err(answer.undocumented()),
    }
}

#[test]
fn the_media_type_tells_which() {
    let body = |answer| read(answer).unwrap().into_body();
    assert_eq!(body(raw(200, "Text/CSV; charset=utf-8", "a,b")), Success::Csv("a,b".to_owned()));
    assert_eq!(body(raw(201, "image/png", "p")), Success::Image("p".into()));
    // What is odd in a parameter is no matter of the type.
    let odd =
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_bytes(b"text/csv; header=\xE9").unwrap())]);
    assert_eq!(body(RawAnswer::new(StatusCode::OK, odd, "a,b".into())), Success::Csv("a,b".to_owned()));
    assert_eq!(body(raw(200, "application/json", "1")), Success::Json(json!(1)));
    // What the server does not say is the first of the document's.
    assert_eq!(body(raw(202, "", "1")), Success::Json(json!(1)));
    assert_eq!(body(raw(204, "", "")), Success::Nothing);
}

#[test]
fn a_text_in_any_media_type_is_read_as_the_server_says() {
    let text = |media, body| raw(200, media, body).text_or_json::<Infallible>().map(Answer::into_body);
    assert_eq!(text("text/plain;charset=UTF-8", "\"a\"").unwrap(), "\"a\"");
    assert_eq!(text("text/html", "<p>").unwrap(), "<p>");
    for media in ["application/json; charset=utf-8", "application/vnd.a+json", ""] {
        assert_eq!(text(media, "\"a\"").unwrap(), "a");
        assert!(text(media, "a").is_err());
    }
    let error: Error<String> = raw(404, "text/plain", "gone").documented_text_or_json(|text| text);
    assert!(matches!(&error, Error::Answer(answer) if answer.body() == "gone"), "{error:?}");
}

#[test]
fn what_is_none_of_them_keeps_its_body() {
    let Err(Error::Unreadable(error)) = read(raw(200, "text/html", "<p>")) else { panic!("it was read") };
    assert_eq!((error.status().as_u16(), error.body()), (200, &b"<p>"[..]));
    assert!(raw(200, "", "").media_type().is_none() && !raw(200, "", "").is("*/*"));
}

#[test]
fn a_body_that_should_not_be_there_is_dropped() {
    let answer = raw(202, "application/json", "{}").nothing::<u8, Infallible>().unwrap();
    assert_eq!((answer.status().as_u16(), answer.into_body()), (202, None));
}

#[test]
fn what_is_encoded_in_a_way_that_nobody_asked_for_is_told() {
    let headers = HeaderMap::from_iter([(http::header::CONTENT_ENCODING, HeaderValue::from_static("br"))]);
    let answer = RawAnswer::new(StatusCode::OK, headers, bytes::Bytes::from_static(b"\x8b\x02\x80{}\x03"));
    let error = answer.json::<Value, Infallible>().unwrap_err();
    assert!(error.to_string().ends_with("; it is encoded: br"), "{error}");
}

#[test]
fn json_is_text() {
    let raw = |body: &'static [u8]| {
        RawAnswer::new(StatusCode::OK, HeaderMap::new(), bytes::Bytes::from_static(body))
    };
    let marked = raw(b"\xEF\xBB\xBF{\"a\": \"\xC3\xA9\"}").json::<Value, Infallible>();
    assert_eq!(marked.unwrap().into_body(), json!({"a": "\u{e9}"}));
    // Wherever it is, in what nobody reads as well: RFC 8259 section 8.1.
    for (body, place) in [
        (&b"{\"a\": \"\xE9\"}"[..], (1, 8)),
        (b"{\n\"a\":\n \"x\xFF\"}", (3, 4)),
        (b"\xFF\xFE{\0}\0", (1, 1)),
        (b"\xEF\xBB\xBF\"\xE9", (1, 2)),
    ] {
        let Err(Error::Unreadable(error)) = raw(body).json::<serde::de::IgnoredAny, Infallible>() else {
            panic!("{body:?} was read")
        };
        assert_eq!((error.place(), error.body()), (Some(place), body));
        assert!(error.to_string().contains("not JSON (not UTF-8)"), "{error}");
    }
}

#[derive(Debug, PartialEq)]
enum Refusal {
    Json(Value),
    Text(String),
    Bytes(bytes::Bytes),
    Nothing,
}

#[test]
fn the_body_of_an_error_is_there_as_it_came() {
    const BODY: &str = r#"{"message":"no"}"#;
    let refused = || raw(400, "application/json", BODY);
    for (error, read) in [
        (refused().documented(Refusal::Json), Some(Refusal::Json(json!({"message": "no"})))),
        (refused().documented_text(Refusal::Text), Some(Refusal::Text(BODY.to_owned()))),
        (refused().documented_bytes(Refusal::Bytes), Some(Refusal::Bytes(BODY.into()))),
        // The document says nothing of a body, and the server says why all the same.
        (refused().documented_as(Refusal::Nothing), Some(Refusal::Nothing)),
        (refused().undocumented(), None),
    ] {
        let error: Error<Refusal> = error;
        assert_eq!((error.answer(), error.body()), (read.as_ref(), Some(BODY.as_bytes())));
    }
    let unreadable: Error<Refusal> = raw(400, "application/json", "{").documented(Refusal::Json);
    assert_eq!(unreadable.body(), Some(&b"{"[..]));
    let unsent: Error<Refusal> = runtime::request::RequestError::new("x", "y").into();
    assert_eq!(unsent.body(), None);
}

#[test]
fn text_is_utf_8_or_what_its_charset_says() {
    let text = |media: &'static str, body: &'static [u8]| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(media));
        let answer = RawAnswer::new(StatusCode::OK, headers, body.into());
        answer.text::<Infallible>().map(Answer::into_body).map_err(|error| error.to_string())
    };
    assert_eq!(text("text/csv", "\u{feff}né".as_bytes()).unwrap(), "né");
    assert_eq!(text("text/csv; Charset=\"ISO-8859-1\"", b"n\xe9").unwrap(), "né");
    // What is UTF-8 is no other by chance.
    assert_eq!(text("text/csv; charset=latin1", "né".as_bytes()).unwrap(), "né");
    let error = text("text/csv; charset=utf-8", b"n\xe9").unwrap_err();
    assert!(error.contains("not UTF-8 after 1 bytes"), "{error}");
}
