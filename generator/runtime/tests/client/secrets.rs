//! What is secret is in no text that may be logged.

use runtime::call::Call;
use runtime::credentials::{ClientCredentials, Credential, KeyPlace};
use runtime::request::{Requirement, Security};
use runtime::transport::Transport;

use super::api::{Create, TOKEN, builder, create, quick, transport};
use super::credentials::{Plain, plain};
use super::server::{Act, Server, answer, json};

fn assert_hidden(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn texts<E: std::error::Error>(error: &E) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn bearer_token_and_bodies() {
    let secrets = [TOKEN, "body-s3cret", "cookie-s3cret"];
    let header = [("Set-Cookie", "cookie-s3cret")];
    let text = super::server::bytes(200, &header, "{\"body-s3cret\": \"body-s3cret\"}");
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbody-s3cret".to_owned();
    type Make = Box<dyn Fn() -> Act + Send + Sync>;
    let acts: Vec<Make> = vec![
        Box::new(move || Act::Write(text.clone())),
        Box::new(move || Act::WriteAndClose(cut.clone())),
        Box::new(|| answer(500, &[("Set-Cookie", "cookie-s3cret")], "body-s3cret")),
        Box::new(|| answer(302, &[("Location", "/?key=body-s3cret")], "body-s3cret")),
        Box::new(|| Act::Close),
    ];
    for act in acts {
        let server = Server::start(move |_, _| act()).await;
        let transport = transport(server.url());
        let call = Call::new(&transport, Create { name: "body".to_owned() }).header("x-key", "body-s3cret");
        assert_hidden(&format!("{transport:?} {call:?}"), &secrets);
        assert_hidden(&texts(&call.send().await.unwrap_err()), &secrets);
    }
}

/// Writes down how a request looks to whoever logs it.
#[derive(Clone, Default)]
struct Logger(std::sync::Arc<std::sync::Mutex<String>>);

impl runtime::hook::Hook for Logger {
    fn before(&self, _: &runtime::http_client::Attempt, request: &mut reqwest::Request) {
        self.0.lock().unwrap().push_str(&format!("{request:?}"));
    }
}

#[tokio::test]
async fn credentials_that_the_caller_writes_as_header_fields() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let log = Logger::default();
    let transport = builder(server.url()).hook(log.clone()).default_header("Cookie", "cookie-s3cret");
    let call = Call::new(&transport.build().unwrap(), Plain(&[]));
    call.header("Authorization", "own-s3cret").header("X-Open", "seen").await.unwrap();
    let sent = server.only();
    assert_eq!(
        (sent.header("authorization"), sent.header("cookie")),
        (Some("own-s3cret"), Some("cookie-s3cret"))
    );
    let log = log.0.lock().unwrap();
    assert!(log.contains("seen"), "{log}");
    assert_hidden(&log, &["own-s3cret", "cookie-s3cret"]);
}

#[tokio::test]
async fn query_key_when_the_connection_fails() {
    let secret = "query-s3cret";
    for act in [None, Some(())] {
        let server = Server::start(|_, _| Act::Close).await;
        let url = if act.is_some() { server.url() } else { "http://127.0.0.1:1".to_owned() };
        let key =
            Credential::ApiKey { place: KeyPlace::Query, name: "api_key".to_owned(), value: secret.into() };
        let builder = Transport::builder(url).credential("key", key.clone()).retry(quick());
        assert_hidden(&format!("{builder:?} {key:?}"), &[secret]);
        let transport = builder.build().unwrap();
        const SECURITY: Security = &[&[Requirement { scheme: "key", scopes: &[] }]];
        let error = Call::new(&transport, Plain(SECURITY)).await.unwrap_err();
        assert_hidden(&texts(&error), &[secret]);
    }
}

#[tokio::test]
async fn client_secret_when_the_token_endpoint_misbehaves() {
    let secret = "client-s3cret";
    for body in
        [r#"{"error_description": "no client-s3cret"}"#, r#"{"access_token": {"a": "client-s3cret"}}"#]
    {
        for status in [200, 403] {
            let server = Server::start(move |_, _| json(status, body)).await;
            let credentials = ClientCredentials::new("/token", "me", secret);
            assert_hidden(&format!("{credentials:?}"), &[secret]);
            let transport = plain(&server, Credential::ClientCredentials(credentials));
            let error = create(&transport).await.unwrap_err();
            assert_hidden(&texts(&error), &[secret]);
        }
    }
}

#[tokio::test]
async fn refusal_of_the_token_endpoint_is_one_line_and_short() {
    let body = format!(r#"{{"error": "invalid\nINFO forged{}"}}"#, "x".repeat(10_000));
    let server = Server::start(move |_, _| json(400, &body)).await;
    let transport =
        plain(&server, Credential::ClientCredentials(ClientCredentials::new("/token", "me", "hush")));
    let error = create(&transport).await.unwrap_err();
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains("invalid INFO") && text.lines().count() == 1 && text.len() < 1000, "{text}");
    }
}

#[test]
fn credential_that_cannot_be_sent() {
    let secret = "s3cret-with-a-line-break\n";
    for credential in [
        Credential::Bearer(secret.into()),
        Credential::ApiKey { place: KeyPlace::Header, name: "x-key".into(), value: secret.into() },
        Credential::ApiKey { place: KeyPlace::Cookie, name: "key".into(), value: secret.into() },
    ] {
        let error = builder("https://a.b".to_owned()).credential("bearer", credential).build().unwrap_err();
        assert_hidden(&format!("{error} {error:?}"), &["s3cret"]);
        assert!(error.to_string().contains("bearer"), "{error}");
    }
}
