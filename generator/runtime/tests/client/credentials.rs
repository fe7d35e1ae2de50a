//! Credentials, and tokens that are fetched, kept and renewed.

use std::time::Duration;

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::credentials::{ClientAuthentication, ClientCredentials, Credential, CredentialsError, KeyPlace};
use runtime::error::{Error, Failure};
use runtime::request::{Request, Requirement, Security};
use runtime::transport::Transport;

use super::api::{builder, create, quick};
use super::server::{Act, Seen, Server, answer, json};

/// `GET /plain` with any security.
#[derive(Clone, Debug)]
pub(crate) struct Plain(pub Security);

impl Operation for Plain {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "plain";

    fn request(&self, validate: bool) -> Request {
        Request::new(Method::GET, "/plain", self.0, validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

pub(crate) fn plain(server: &Server, credential: Credential) -> Transport {
    builder(server.url()).credential("bearer", credential).build().unwrap()
}

fn client(server: &Server) -> Transport {
    let credentials = ClientCredentials::new("/oauth/token", "me", "hush").parameter("audience", "a b&c");
    plain(server, Credential::ClientCredentials(credentials))
}

fn is_token(seen: &Seen) -> bool {
    seen.target == "/oauth/token"
}

fn token(name: &str, expires_in: u64) -> Act {
    json(200, &format!(r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":{expires_in}}}"#))
}

fn tokens(server: &Server) -> usize {
    server.seen().iter().filter(|seen| is_token(seen)).count()
}

/// Gives the tokens `t0`, `t1`, ... and takes the last one it gave, if `good` says so.
async fn renewing(good: fn(&Seen) -> bool) -> Server {
    let given = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |_, seen| {
        if is_token(seen) {
            let n = given.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            return Act::After(Duration::from_millis(50), Box::new(token(&format!("t{n}"), 3600)));
        }
        if good(seen) { json(201, r#"{"id": 1}"#) } else { answer(401, &[], "{}") }
    })
    .await
}

#[tokio::test]
async fn token_is_fetched_at_first_use_and_kept() {
    let server = renewing(|_| true).await;
    let transport = client(&server);
    assert_eq!(server.count(), 0);
    for _ in 0..3 {
        create(&transport).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!((seen.len(), tokens(&server)), (4, 1));
    let expected = "grant_type=client_credentials&client_id=me&client_secret=hush&audience=a+b%26c";
    assert_eq!((seen[0].method.as_str(), seen[0].body.as_str()), ("POST", expected));
    assert_eq!(seen[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[3].header("authorization"), Some("Bearer t0"));
}

#[tokio::test]
async fn client_may_authenticate_by_header() {
    let server = renewing(|_| true).await;
    let credentials = ClientCredentials::new("/oauth/token", "m e", "hu:sh")
        .authentication(ClientAuthentication::Basic)
        .scopes(["a", "b"]);
    create(&plain(&server, Credential::ClientCredentials(credentials))).await.unwrap();
    let seen = server.seen();
    // RFC 6749 section 2.3.1: "m+e:hu%3Ash".
    assert_eq!(seen[0].header("authorization"), Some("Basic bStlOmh1JTNBc2g="));
    assert_eq!(seen[0].body, "grant_type=client_credentials&scope=a+b");
}

#[tokio::test]
async fn concurrent_calls_fetch_one_token() {
    let server = renewing(|_| true).await;
    let transport = client(&server);
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(create(&transport).into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((tokens(&server), server.count()), (1, 21));
}

#[tokio::test]
async fn unauthorized_with_a_kept_token_is_renewed_and_repeated_once() {
    // The first token is good once.
    let server = Server::start(|n, seen| match (is_token(seen), n) {
        (true, 0) => token("t0", 3600),
        (true, _) => token("t1", 3600),
        (false, 1) => json(201, r#"{"id": 1}"#),
        (false, _) if seen.header("authorization") == Some("Bearer t1") => json(201, r#"{"id": 2}"#),
        _ => answer(401, &[], "{}"),
    })
    .await;
    let transport = client(&server);
    create(&transport).await.unwrap();
    assert_eq!(create(&transport).await.unwrap()["id"], 2);
    let targets: Vec<_> = server.seen().iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(targets, ["/oauth/token", "/things", "/things", "/oauth/token", "/things"]);
}

/// `POST /things`, with a body that can be read but once.
#[derive(Clone, Debug)]
struct Pour;

impl Operation for Pour {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "pour";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::POST, "/things", super::api::BEARER, validate);
        request.upload("text/plain", &runtime::File::from_reader(&b"poured"[..], Some(6)));
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        match answer.status().as_u16() {
            200..=299 => answer.empty(),
            _ => Err(answer.undocumented()),
        }
    }
}

#[tokio::test]
async fn unauthorized_with_what_can_be_sent_but_once_leaves_a_new_token_to_the_next_call() {
    // The first token is good once.
    let server = Server::start(|n, seen| match (is_token(seen), n) {
        (true, 0) => token("t0", 3600),
        (true, _) => token("t1", 3600),
        (false, 1) => answer(200, &[], ""),
        (false, _) if seen.header("authorization") == Some("Bearer t1") => answer(200, &[], ""),
        _ => answer(401, &[], "{}"),
    })
    .await;
    let transport = client(&server);
    Call::new(&transport, Pour).await.unwrap();
    let error = Call::new(&transport, Pour).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    Call::new(&transport, Pour).await.unwrap();
    assert_eq!((tokens(&server), server.count()), (2, 5));
}

#[tokio::test]
async fn unauthorized_with_a_new_token_is_final() {
    let server = renewing(|_| false).await;
    let transport = client(&server);
    let error = create(&transport).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.count()), (401, 2), "the token was new");
    let error = create(&transport).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.count()), (401, 5), "renewed once, repeated once");
}

#[tokio::test]
async fn concurrent_refusals_renew_once() {
    let server =
        renewing(|seen| seen.header("authorization") != Some("Bearer t0") || seen.body.contains("first"))
            .await;
    let transport = client(&server);
    let first = super::api::Create { name: "first".to_owned() };
    Call::new(&transport, first).await.unwrap();
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(create(&transport).into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(tokens(&server), 2);
    assert_eq!(server.count(), 2 + 1 + 10 + 10);
}

#[tokio::test]
async fn concurrent_refusals_that_last_end_each_call_after_one_repeat() {
    let server = renewing(|seen| seen.body.contains("first")).await;
    let transport = client(&server);
    let calls = || (0..10).map(|_| tokio::spawn(create(&transport).into_future())).collect::<Vec<_>>();
    let things = |server: &Server| server.count() - tokens(server);
    for call in calls() {
        assert_eq!(call.await.unwrap().unwrap_err().status().unwrap().as_u16(), 401);
    }
    assert_eq!((tokens(&server), things(&server)), (1, 10), "the token was new to each of them");
    for call in calls() {
        assert_eq!(call.await.unwrap().unwrap_err().status().unwrap().as_u16(), 401);
    }
    assert_eq!(things(&server), 30, "each repeated once");
}

#[tokio::test]
async fn refusal_of_a_token_that_another_call_renewed_is_final() {
    let server = Server::start(|n, seen| match n {
        0 => token("t0", 3600),
        1 => json(201, r#"{"id": 1}"#),
        _ if is_token(seen) => token("t1", 3600),
        _ if seen.body.contains("late") => {
            Act::After(Duration::from_millis(200), Box::new(answer(401, &[], "{}")))
        }
        _ => answer(401, &[], "{}"),
    })
    .await;
    let transport = client(&server);
    create(&transport).await.unwrap();
    let late = super::api::Create { name: "late".to_owned() };
    let late = tokio::spawn(Call::new(&transport, late).into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(create(&transport).await.is_err());
    assert!(late.await.unwrap().is_err());
    let sent = server.seen().iter().filter(|seen| seen.body.contains("late")).count();
    assert_eq!((sent, tokens(&server)), (2, 2), "with the token kept, and with the other call's");
}

#[tokio::test]
async fn unauthorized_with_a_fixed_token_is_final() {
    let server = Server::start(|_, _| answer(401, &[], "{}")).await;
    let error = create(&super::api::transport(server.url())).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.count()), (401, 1));
}

#[tokio::test]
async fn token_is_renewed_before_it_expires() {
    let server = Server::start(|_, seen| if is_token(seen) { token("t", 1) } else { json(201, "{}") }).await;
    let transport = client(&server);
    create(&transport).await.unwrap();
    create(&transport).await.unwrap();
    assert_eq!(tokens(&server), 1);
    tokio::time::sleep(Duration::from_millis(950)).await;
    create(&transport).await.unwrap();
    assert_eq!(tokens(&server), 2, "a tenth of its second is left");
}

#[tokio::test]
async fn refusal_of_the_token_endpoint() {
    let body = r#"{"error":"access_denied","error_description":"Unauthorized"}"#;
    let server =
        Server::start(move |_, _| Act::After(Duration::from_millis(50), Box::new(json(403, body)))).await;
    let transport = client(&server);
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(create(&transport).into_future())).collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        let Error::Credentials(CredentialsError::Refused(refused)) = &error else { panic!("{error:?}") };
        assert_eq!((refused.error(), refused.description()), (Some("access_denied"), Some("Unauthorized")));
        assert_eq!(error.status().unwrap().as_u16(), 403);
        assert!(error.is_unsent() && error.to_string().contains("access_denied"), "{error}");
    }
    assert_eq!(server.count(), 1, "those who waited share the refusal");
    assert!(create(&transport).await.is_err());
    assert_eq!(server.count(), 2, "those who come later ask again");
}

/// There are servers that refuse with a success.
#[tokio::test]
async fn refusal_of_the_token_endpoint_is_one_whatever_its_status() {
    let server = Server::start(|_, _| json(200, r#"{"error":"bad_verification_code"}"#)).await;
    let error = create(&client(&server)).await.unwrap_err();
    let Error::Credentials(CredentialsError::Refused(refused)) = &error else { panic!("{error:?}") };
    assert_eq!((refused.error(), error.status().unwrap().as_u16()), (Some("bad_verification_code"), 200));
}

#[tokio::test]
async fn answer_of_the_token_endpoint_that_is_none() {
    for body in ["{}", "<html>", ""] {
        let server = Server::start(move |_, _| json(200, body)).await;
        let error = create(&client(&server)).await.unwrap_err();
        let Error::Credentials(CredentialsError::Unavailable(failure)) = &error else { panic!("{error:?}") };
        assert!(matches!(**failure, Error::Unreadable(_)), "{failure:?}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn call_dropped_while_it_fetches_leaves_the_token_to_the_next() {
    let server = Server::start(|n, seen| match (n, is_token(seen)) {
        (0, _) => Act::After(Duration::from_secs(5), Box::new(token("slow", 3600))),
        (_, true) => token("t", 3600),
        _ => json(201, r#"{"id": 1}"#),
    })
    .await;
    let transport = client(&server);
    let limit = Duration::from_millis(200);
    let first = tokio::spawn(create(&transport).timeout(limit).into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    create(&transport).await.unwrap();
    assert!(first.await.unwrap().unwrap_err().is_timeout(), "the token's time is the call's");
    assert_eq!(tokens(&server), 2);
}

#[tokio::test]
async fn rate_limited_token_endpoint_is_asked_again() {
    let server = Server::start(|n, seen| match (n, is_token(seen)) {
        (0, _) => answer(429, &[("Retry-After", "0")], "{}"),
        (_, true) => token("t", 3600),
        _ => json(201, r#"{"id": 1}"#),
    })
    .await;
    create(&client(&server)).await.unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn key_in_the_query_stays_with_its_origin() {
    const SECURITY: Security = &[&[one("key")]];
    let other = Server::start(|_, _| answer(204, &[], "")).await;
    let away = format!("{}/away", other.url());
    let server = Server::start(move |_, seen| match seen.target.as_str() {
        "/plain?key=k+e" => answer(302, &[("Location", "/next")], ""),
        "/next?key=k+e" => answer(302, &[("Location", "/last?key=k+e")], ""),
        _ => answer(302, &[("Location", &away)], ""),
    })
    .await;
    let builder = Transport::builder(server.url()).credential("key", key(KeyPlace::Query, "key"));
    Call::new(&builder.build().unwrap(), Plain(SECURITY)).await.unwrap();
    let targets: Vec<_> = server.seen().iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(targets, ["/plain?key=k+e", "/next?key=k+e", "/last?key=k+e"]);
    assert_eq!(other.only().target, "/away");
}

const fn one(scheme: &'static str) -> Requirement {
    Requirement { scheme, scopes: &[] }
}

fn key(place: KeyPlace, name: &str) -> Credential {
    Credential::ApiKey { place, name: name.to_owned(), value: "k e".into() }
}

/// `GET /plain` as it arrives, with these credentials configured.
async fn sent(security: Security, credentials: Vec<(&'static str, Credential)>) -> Result<Seen, Failure> {
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    let builder = Transport::builder(server.url()).retry(quick());
    let builder = credentials
        .into_iter()
        .fold(builder, |builder, (scheme, credential)| builder.credential(scheme, credential));
    Call::new(&builder.build().unwrap(), Plain(security)).await?;
    Ok(server.only())
}

#[tokio::test]
async fn each_scheme_goes_where_the_document_says() {
    let basic = Credential::Basic { username: "me".to_owned(), password: "hush".into() };
    let cookie = Credential::ApiKey { place: KeyPlace::Cookie, name: "sid".to_owned(), value: "v".into() };
    const SECURITY: Security = &[&[one("basic"), one("query"), one("header"), one("cookie")]];
    let seen = sent(
        SECURITY,
        vec![
            ("basic", basic),
            ("query", key(KeyPlace::Query, "key")),
            ("header", key(KeyPlace::Header, "X-Key")),
            ("cookie", cookie),
        ],
    )
    .await
    .unwrap();
    assert_eq!(seen.header("authorization"), Some("Basic bWU6aHVzaA=="));
    assert_eq!((seen.target.as_str(), seen.header("x-key")), ("/plain?key=k+e", Some("k e")));
    assert_eq!(seen.header("cookie"), Some("sid=v"));
}

#[tokio::test]
async fn first_alternative_that_is_configured() {
    const SECURITY: Security = &[&[], &[one("a"), one("b")], &[one("c")]];
    let all = || vec![("a", key(KeyPlace::Header, "a")), ("c", key(KeyPlace::Header, "c"))];
    let seen = sent(SECURITY, all()).await.unwrap();
    assert_eq!((seen.header("a"), seen.header("c")), (None, Some("k e")), "b is missing");
    let seen = sent(SECURITY, vec![]).await.unwrap();
    assert_eq!((seen.header("a"), seen.header("c")), (None, None), "none is needed");
    let seen = sent(&[], all()).await.unwrap();
    assert_eq!((seen.header("a"), seen.header("c")), (None, None), "none is asked for");
}

#[tokio::test]
async fn missing_credentials_are_an_error_before_the_network() {
    const SECURITY: Security =
        &[&[Requirement { scheme: "oauth", scopes: &["read:a", "write:a"] }], &[one("key"), one("app")]];
    let error = sent(SECURITY, vec![]).await.unwrap_err();
    assert!(matches!(error, Error::Credentials(CredentialsError::Missing { .. })), "{error:?}");
    assert!(error.to_string().contains("oauth (read:a write:a) or key and app"), "{error}");
    let server = Server::start(|_, _| answer(204, &[], "")).await;
    let transport = Transport::builder(server.url()).build().unwrap();
    let call = Call::new(&transport, Plain(SECURITY)).header("Authorization", "Mine x");
    call.await.unwrap();
    assert_eq!(server.only().header("authorization"), Some("Mine x"));
}

/// Credentials are given as headers as well, and a token's server may be someone else's.
#[tokio::test]
async fn headers_of_every_request_do_not_go_to_another_host_for_a_token() {
    let tokens = Server::start(|_, _| token("t0", 3600)).await;
    let home =
        Server::start(|_, seen| if is_token(seen) { token("t1", 3600) } else { answer(200, &[], "") }).await;
    for (url, host) in
        [(format!("{}/oauth/token", tokens.url()), &tokens), ("/oauth/token".to_owned(), &home)]
    {
        let credentials = Credential::ClientCredentials(ClientCredentials::new(url, "me", "hush"));
        let transport =
            builder(home.url()).credential("bearer", credentials).default_header("X-Api-Key", "hush");
        let transport = transport.user_agent("me/1.0").build().unwrap();
        Call::new(&transport, Plain(super::api::BEARER)).await.unwrap();
        let seen = host.seen().into_iter().find(is_token).unwrap();
        assert_eq!(seen.header("x-api-key").is_some(), host.address == home.address);
        assert_eq!(seen.header("user-agent"), Some("me/1.0"));
    }
    assert!(home.seen().iter().all(|seen| seen.header("x-api-key").is_some()));
}

/// It was not asked with the token.
#[tokio::test]
async fn unauthorized_of_another_host_says_nothing_of_the_token() {
    let other = Server::start(|_, _| answer(401, &[], "")).await;
    let location = other.url();
    let home = Server::start(move |_, seen| match is_token(seen) {
        true => token("t0", 3600),
        false => answer(302, &[("Location", &location)], ""),
    })
    .await;
    let transport = client(&home);
    for _ in 0..3 {
        Call::new(&transport, Plain(super::api::BEARER)).send().await.unwrap();
    }
    assert_eq!((tokens(&home), other.count()), (1, 3));
}
