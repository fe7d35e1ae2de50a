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
    assert_eq!(body(raw(200, "application/json", "1")), Success::Json(json!(1)));
    // What the server does not say is the first of the document's.
    assert_eq!(body(raw(202, "", "1")), Success::Json(json!(1)));
    assert_eq!(body(raw(204, "", "")), Success::Nothing);
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
