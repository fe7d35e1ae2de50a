//! What the client makes of answers that are not what they claim to be, or not what the document says.

use generated::Error;
use generated::operations::*;

use super::server::connection;
use super::wire::{Step, Wire, json, say, say_and_close};

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

fn one() -> String {
    connection(ID).to_string()
}

/// What a GET comes to that is answered so.
async fn read(script: Vec<Step>) -> Result<String, Error<GetFlowsVaultConnectionError>> {
    let wire = Wire::start(move |_| script.clone()).await;
    wire.client().get_flows_vault_connection(ID).await.map(|connection| connection.id)
}

/// The words, place and body of what cannot be read.
async fn unreadable(script: Vec<Step>) -> (String, Option<(usize, usize)>, Vec<u8>) {
    let error = read(script).await.unwrap_err();
    let Error::Unreadable(unreadable) = &error else { panic!("{error:?}") };
    (error.to_string(), unreadable.place(), unreadable.body().to_vec())
}

#[tokio::test]
async fn with_a_page_of_html_that_claims_to_be_a_success() {
    let page = "<!doctype html>\n<h1>It works!</h1>";
    for media in ["text/html; charset=utf-8", "application/json"] {
        let length = page.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n");
        let (said, place, body) = unreadable(say(head + page)).await;
        assert_eq!((place, body.as_slice()), (Some((1, 1)), page.as_bytes()));
        assert_eq!(said.contains("it is text/html"), media.starts_with("text"), "{said}");
    }
}

#[tokio::test]
async fn with_nothing_where_something_is_documented() {
    for said in [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
    ] {
        let (words, _, body) = unreadable(say(said)).await;
        assert!(words.contains("empty") && body.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn with_a_byte_order_mark_which_is_passed_over() {
    assert_eq!(read(json(200, "", &format!("\u{feff}{}", one()))).await.unwrap(), ID);
}

#[tokio::test]
async fn with_texts_that_are_not_utf_8() {
    let mut said = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", one().len()).into_bytes();
    let start = said.len();
    said.extend(one().into_bytes());
    let place = start + one().find("My CRM").unwrap();
    said[place] = 0xff;
    let (words, at, body) = unreadable(say(&said)).await;
    assert!(words.contains("not JSON") && at.unwrap().0 == 1, "{words}");
    assert_eq!(body[place - start], 0xff);
}

#[tokio::test]
async fn with_another_type_deep_within_which_keeps_its_place_and_is_not_quoted() {
    let wrong = connection("hush");
    let mut wrong = wrong.as_object().unwrap().clone();
    wrong.insert("ready".to_owned(), "a secret".into());
    let body = format!("[\n{},\n{}\n]", one(), serde_json::Value::from(wrong));
    let column = body.lines().nth(2).unwrap().find("\"a secret\"").unwrap() + "\"a secret\"".len();
    let wire = Wire::start(move |_| json(200, "", &body)).await;
    let error = wire.client().list_flows_vault_connections().await.unwrap_err();
    let Error::Unreadable(unreadable) = &error else { panic!("{error:?}") };
    assert_eq!(unreadable.place(), Some((3, column)));
    assert!(error.to_string().contains("expected a boolean"), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn with_null_where_something_is_required() {
    let body = one().replace("true", "null");
    let (words, place, _) = unreadable(json(200, "", &body)).await;
    assert!(words.contains("expected a boolean") && place.unwrap().0 == 1, "{words}");
}

#[tokio::test]
async fn with_json_that_does_not_end_or_goes_on() {
    for body in [&one()[..one().len() - 1], &(one() + "{}"), &"[".repeat(100_000)] {
        unreadable(json(200, "", body)).await;
    }
}

#[tokio::test]
async fn with_a_media_type_written_in_its_own_way() {
    for media in [
        "APPLICATION/JSON",
        "application/json;charset=UTF-8",
        "application/json ; charset=\"utf-8\" ; profile=x",
        "application/problem+json",
        "text/plain",
        "json",
        "",
        ";",
    ] {
        let said = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{}",
            one().len(),
            one()
        );
        assert_eq!(read(say(said)).await.unwrap(), ID, "{media}");
    }
    // None at all, and two.
    let said = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", one().len(), one());
    assert_eq!(read(say(said)).await.unwrap(), ID);
    assert_eq!(read(json(200, "Content-Type: text/html\r\n", &one())).await.unwrap(), ID);
}

#[tokio::test]
async fn with_an_error_that_is_a_problem_and_one_that_is_undocumented() {
    let problem = r#"{"statusCode":403,"error":"Forbidden","message":"no","type":"about:blank"}"#;
    let head = "HTTP/1.1 403 X\r\nContent-Type: application/problem+json\r\n";
    let error =
        read(say(format!("{head}Content-Length: {}\r\n\r\n{problem}", problem.len()))).await.unwrap_err();
    let Some(GetFlowsVaultConnectionError::Forbidden(body)) = error.answer() else { panic!("{error:?}") };
    assert_eq!(body.message, "no");

    let error = read(json(451, "X-Why: law\r\n", "no")).await.unwrap_err();
    let Error::Undocumented(answer) = &error else { panic!("{error:?}") };
    assert_eq!((answer.status().as_u16(), &answer.body()[..]), (451, &b"no"[..]));
    assert_eq!(answer.headers()["x-why"], "law");
}

#[tokio::test]
async fn with_answers_before_the_answer() {
    let early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    let said = format!("{early}HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", one().len(), one());
    assert_eq!(read(say(said)).await.unwrap(), ID);
    // What nobody asked for.
    let error =
        read(say_and_close("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"))
            .await
            .unwrap_err();
    assert!(matches!(&error, Error::Undocumented(answer) if answer.status() == 101), "{error:?}");
}

#[tokio::test]
async fn with_the_http_of_long_ago() {
    let said = format!("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}", one());
    assert_eq!(read(say_and_close(said)).await.unwrap(), ID);
    // Without a length nobody can tell whether that is all, but JSON can.
    let half = format!("HTTP/1.0 200 OK\r\n\r\n{}", &one()[..20]);
    unreadable(say_and_close(half)).await;
}

#[tokio::test]
async fn with_two_lengths_or_none_that_is_one() {
    for lines in [
        "Content-Length: 10\r\nContent-Length: 20\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 1e3\r\n",
        "Content-Length: 99999999999999999999\r\n",
    ] {
        let said = format!("HTTP/1.1 200 OK\r\n{lines}\r\n{}", one());
        let error = read(say_and_close(said)).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{lines}: {error:?}");
    }
}

#[tokio::test]
async fn with_what_no_header_may_hold() {
    for line in ["X-Bad: a\0b\r\n", "X-Bad: a\u{7f}b\r\n", "X Bad: a\r\n"] {
        let error = read(json(200, line, &one())).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{line:?}: {error:?}");
    }
}
