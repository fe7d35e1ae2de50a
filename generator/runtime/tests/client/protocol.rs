//! What HTTP lets a server do, and what servers do all the same.

use std::time::Duration;

use runtime::error::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::api::{builder, create, get, transport};
use super::server::{Act, Server};

/// A server that writes the same for each request.
async fn writes(text: &'static str) -> Server {
    Server::start(move |_, _| Act::Write(text.to_owned())).await
}

#[tokio::test]
async fn interim_answers_are_no_answers() {
    let server = writes(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
         HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\": 1}",
    )
    .await;
    let transport = transport(server.url());
    for _ in 0..2 {
        assert_eq!(create(&transport).await.unwrap()["id"], 1);
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn another_protocol_that_nobody_asked_for_is_no_answer() {
    let server =
        writes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n{}").await;
    let error = create(&transport(server.url())).await.unwrap_err();
    assert!(!error.is_unsent(), "{error:?}");
    assert_eq!(server.count(), 1);
}

/// RFC 9110 sections 15.3.5 and 15.4.5: these end with their header fields, whatever those say.
#[tokio::test]
async fn content_where_there_is_none_is_not_taken_for_an_answer() {
    for status in [204, 304] {
        let text = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: 9\r\n\r\n{{\"id\": 1}}");
        let server = Server::start(move |_, _| Act::Write(text.clone())).await;
        let transport = builder(server.url()).retry(runtime::RetryPolicy::never()).build().unwrap();
        for _ in 0..3 {
            let error = get(&transport, "a").await.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{error:?}");
            assert_eq!(error.body(), Some(&b""[..]));
        }
    }
}

#[tokio::test]
async fn trailers_and_odd_header_values_are_read_over() {
    let server = Server::start(|_, _| {
        Act::Write(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nX-Empty:\r\n\
             X-Name: Jos\u{e9}\r\nContent-Type: APPLICATION/Problem+JSON ; Charset=\"utf-8\"\r\n\r\n\
             9;ext=1\r\n{\"id\": 1}\r\n0\r\nX-Sum: abc\r\n\r\n"
                .to_owned(),
        )
    })
    .await;
    let transport = transport(server.url());
    for _ in 0..2 {
        let answer = create(&transport).send().await.unwrap();
        assert_eq!(answer.body()["id"], 1);
        assert_eq!(answer.headers()["x-name"].as_bytes(), "Jos\u{e9}".as_bytes());
        assert_eq!(answer.media_type().as_deref(), Some("application/problem+json"));
    }
    assert_eq!(server.seen()[1].connection, 0, "the connection is good for more");
}

#[tokio::test]
async fn an_answer_before_the_request_has_ended_is_the_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 1024];
        let _ = stream.read(&mut head).await.unwrap();
        let text = super::server::bytes(400, &[("Connection", "close")], "{\"message\": \"too much\"}");
        stream.write_all(text.as_bytes()).await.unwrap();
        // It reads no further, and does not hang up either.
        tokio::time::sleep(Duration::from_secs(30)).await;
    });
    let transport = transport(url);
    let name = "x".repeat(50 * 1024 * 1024);
    let call = runtime::Call::new(&transport, super::api::Create { name }).skip_validation();
    let error = call.timeout(Duration::from_secs(10)).await.unwrap_err();
    assert!(matches!(error, Error::Answer(_)), "{error:?}");
}

#[tokio::test]
async fn addresses_of_ipv6_and_prefixes_of_paths() {
    let Ok(listener) = TcpListener::bind("[::1]:0").await else { return };
    let url = format!("http://{}//v1/x%2Fy//", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 1024];
        let length = stream.read(&mut head).await.unwrap();
        stream.write_all(super::server::bytes(200, &[], "{\"id\": 1}").as_bytes()).await.unwrap();
        String::from_utf8(head[..length].to_vec()).unwrap()
    });
    get(&transport(url.clone()), "a%2Fb").await.unwrap();
    let seen = server.await.unwrap();
    assert!(seen.starts_with("GET //v1/x%2Fy/things/a%252Fb HTTP/1.1\r\n"), "{seen}");
    let host = url.split('/').nth(2).unwrap();
    assert!(seen.to_ascii_lowercase().contains(&format!("\r\nhost: {host}\r\n")), "{seen}");
}

#[tokio::test]
async fn json_is_json_by_any_name() {
    for media in ["text/json", "TEXT/PLAIN", "application/vnd.api+json; v=\"1;2\"", "", ";;;", "json"] {
        let server =
            Server::start(move |_, _| super::server::answer(200, &[("Content-Type", media)], "{\"id\": 1}"))
                .await;
        assert_eq!(get(&transport(server.url()), "a").await.unwrap()["id"], 1, "{media}");
    }
}
