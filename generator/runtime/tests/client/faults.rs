//! Answers that are not what they should be, and connections that are lost.

use std::time::{Duration, Instant};

use runtime::error::{Error, Phase};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::api::{CreateError, builder, create, get, transport};
use super::server::{Act, Server, answer, bytes, json};

#[tokio::test]
async fn success_with_malformed_json() {
    let server = Server::start(|_, _| json(201, "{\"id\":\n 1,,}")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    let Error::Unreadable(unreadable) = &error else { panic!("{error:?}") };
    assert_eq!(unreadable.status(), 201);
    assert_eq!(unreadable.place(), Some((2, 4)));
    assert_eq!(unreadable.body(), b"{\"id\":\n 1,,}");
    assert_eq!(error.status().unwrap(), 201);
    assert!(error.to_string().contains("at line 2, column 4"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn success_with_an_empty_body() {
    let server = Server::start(|_, _| json(201, "")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    let Error::Unreadable(unreadable) = &error else { panic!("{error:?}") };
    assert_eq!((unreadable.status().as_u16(), unreadable.body()), (201, &b""[..]));
    assert!(error.to_string().contains("empty"), "{error}");
}

#[tokio::test]
async fn success_of_another_shape_does_not_quote_the_body() {
    let server = Server::start(|_, _| json(201, r#"{"id": "hush"}"#)).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)));
    assert!(error.to_string().contains("expected u64"), "{error}");
    assert!(!format!("{error} {error:?} {error:#?}").contains("hush"), "{error:?}");
}

#[tokio::test]
async fn success_with_another_status_than_documented_and_a_byte_order_mark() {
    let server = Server::start(|_, _| json(200, "\u{feff}{\"id\": 7}")).await;
    let answer = create(&transport(server.url())).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.body()["id"]), (200, 7));
}

#[tokio::test]
async fn documented_error() {
    let server = Server::start(|_, _| json(400, r#"{"message": "no"}"#)).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    let Some(CreateError::BadRequest(body)) = error.answer() else { panic!("{error:?}") };
    assert_eq!(body["message"], "no");
    assert_eq!(error.to_string(), "400 Bad Request: the thing is not wanted");
}

#[tokio::test]
async fn documented_error_with_malformed_json() {
    let server = Server::start(|_, _| answer(400, &[("Content-Type", "text/html")], "<html>")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    let Error::Unreadable(unreadable) = &error else { panic!("{error:?}") };
    assert_eq!((unreadable.status().as_u16(), unreadable.body()), (400, &b"<html>"[..]));
    assert!(error.to_string().contains("it is text/html"), "{error}");
}

#[tokio::test]
async fn undocumented_status() {
    let server = Server::start(|_, _| answer(418, &[("X-Pot", "tea")], "short and stout")).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    let Error::Undocumented(answer) = &error else { panic!("{error:?}") };
    assert_eq!((answer.status().as_u16(), &answer.body()[..]), (418, &b"short and stout"[..]));
    assert_eq!(error.headers().unwrap()["x-pot"], "tea");
    assert!(!format!("{error} {error:?}").contains("stout"), "{error:?}");
}

#[tokio::test]
async fn connection_closed_after_a_post() {
    let server = Server::start(|_, _| Act::Close).await;
    let error = create(&transport(server.url())).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(!error.is_unsent());
    assert!(error.to_string().contains("may have been processed"), "{error}");
    assert_eq!(server.only().body, r#"{"name":"one"}"#);
}

#[tokio::test]
async fn answer_to_a_post_cut_short() {
    for text in [
        "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":",
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n",
        "HTTP/1.1 201 Cre",
    ] {
        let server = Server::start(|_, _| Act::WriteAndClose(text.to_owned())).await;
        let error = create(&transport(server.url())).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
        let began = text.contains("\r\n\r\n");
        assert_eq!(error.status().map(|status| status.as_u16()), began.then_some(201));
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn connection_lost_on_a_get_is_repeated() {
    let server = Server::start(|n, _| match n {
        0 => Act::Close,
        1 => Act::WriteAndClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_owned()),
        _ => json(200, r#"{"id": 1}"#),
    })
    .await;
    let thing = get(&transport(server.url()), "a").await.unwrap();
    assert_eq!((thing["id"], server.count()), (1, 3));
}

#[tokio::test]
async fn idle_connection_closed_by_the_server() {
    // Each answer is its connection's last, and does not say so.
    let ok = || bytes(201, &[("Content-Type", "application/json")], r#"{"id": 1}"#);
    let server = Server::start(move |_, _| Act::WriteAndClose(ok())).await;
    let transport = transport(server.url());
    for calls in 1..50 {
        // Sent at once: the client may or may not have noticed that the connection is gone.
        let _ = create(&transport).await;
        assert!(server.count() <= calls, "a request was sent twice");
    }
}

#[tokio::test]
async fn kept_connection_lost_after_a_post_was_read() {
    let server = Server::start(|n, _| match n {
        0 => json(201, r#"{"id": 1}"#),
        _ => Act::Close,
    })
    .await;
    let transport = transport(server.url());
    create(&transport).await.unwrap();
    let error = create(&transport).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    let seen = server.seen();
    assert_eq!(seen.len(), 2, "the second POST was sent once");
    assert_eq!(seen[0].connection, seen[1].connection, "over the connection of the first");
}

#[tokio::test]
async fn connection_never_made() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let error = create(&transport(format!("http://{closed}"))).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert!(error.is_unsent() && error.status().is_none());
    assert!(error.to_string().contains(&closed.to_string()), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn no_tls_and_no_such_name_are_not_sent() {
    // A server without TLS: nothing of the request can have reached it.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let https = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    for url in [https, "https://nowhere.invalid".to_owned()] {
        let error = create(&transport(url)).await.unwrap_err();
        assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    }
}

#[tokio::test]
async fn slower_than_the_time_out() {
    let slow = Duration::from_secs(5);
    let server = Server::start(move |_, seen| match seen.method.as_str() {
        "POST" => Act::After(slow, Box::new(json(201, "{}"))),
        // The headers come in time, the body does not.
        _ => Act::Write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_owned()),
    })
    .await;
    let transport = transport(server.url());
    let limit = Duration::from_millis(150);
    let start = Instant::now();
    for error in [
        create(&transport).timeout(limit).await.unwrap_err(),
        get(&transport, "a").timeout(limit).await.unwrap_err(),
    ] {
        let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
        assert_eq!((timeout.phase(), timeout.limit()), (Phase::Call, limit));
        assert!(error.is_timeout() && !error.is_unsent());
    }
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(server.count(), 2, "a time-out ends the call: nothing is repeated");
}

#[tokio::test]
async fn connection_slower_than_its_time_out() {
    // A listener whose queue is full takes no more connections.
    let listener = full_listener().await;
    let url = format!("http://{}", listener.0);
    let transport = builder(url)
        .connect_timeout(Duration::from_millis(100))
        .retry(runtime::retry::RetryPolicy::never())
        .build()
        .unwrap();
    let error = create(&transport).await.unwrap_err();
    let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
    assert_eq!(timeout.phase(), Phase::Connect);
    assert!(error.is_unsent());
}

/// A listener that accepts nothing, its queue filled by the streams kept.
async fn full_listener() -> (std::net::SocketAddr, tokio::net::TcpListener, Vec<tokio::net::TcpStream>) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut streams = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(100), tokio::net::TcpStream::connect(address)).await
    {
        streams.push(stream);
    }
    (address, listener, streams)
}

#[tokio::test]
async fn body_larger_than_allowed() {
    let server = Server::start(|_, _| json(200, &"1".repeat(2000))).await;
    let transport = builder(server.url()).max_body(1000).build().unwrap();
    let error = get(&transport, "a").await.unwrap_err();
    let Error::TooLarge(too_large) = &error else { panic!("{error:?}") };
    assert_eq!((too_large.limit(), error.status().unwrap().as_u16()), (1000, 200));
}
