//! What is refused before the network, and what a request carries.

use http::Method;
use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::error::{Error, Failure};
use runtime::request::Request;
use runtime::schema::{Keyword, Schema};
use runtime::transport::Transport;

use super::api::{BEARER, Create, TOKEN, builder, create, get, transport};
use super::server::{Server, answer, json};

#[tokio::test]
async fn path_parameter_that_leads_elsewhere_is_refused() {
    let server = Server::start(|_, _| json(200, r#"{"id": 1}"#)).await;
    let transport = transport(format!("{}/api/v2/", server.url()));
    for id in ["", ".", "..", "../x", "x/..", "a/../b", "..\\x"] {
        let error = get(&transport, id).skip_validation().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)) && error.is_unsent(), "{id}: {error:?}");
        assert!(error.to_string().contains("id: "), "{error}");
    }
    assert_eq!(server.count(), 0);
    for (id, path) in [("a/b", "a%2Fb"), ("...", "..."), ("%2e%2e", "%252e%252e"), ("a?b#c", "a%3Fb%23c")] {
        get(&transport, id).await.unwrap();
        assert_eq!(server.seen().last().unwrap().target, format!("/api/v2/things/{path}"));
    }
}

#[derive(Clone, Debug)]
struct Pair(&'static str, &'static str);

impl Operation for Pair {
    type Output = ();
    type Error = std::convert::Infallible;
    const NAME: &'static str = "pair";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::GET, "/{a}{b}/{c}", &[], validate);
        for (name, value) in [("a", self.0), ("b", self.1)] {
            request.path(name, value);
        }
        if self.0 != "missing" {
            request.path("c", "c");
        }
        request.check("a/~b", &[self.0, "too long"], &AT_MOST_7);
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<()>, Failure> {
        answer.empty()
    }
}

static AT_MOST_7: Schema = Schema(&[Keyword::Items(&Schema(&[Keyword::MaxLength(7)]))]);

#[tokio::test]
async fn template_without_a_value_is_refused() {
    let transport = transport("http://localhost:1".to_owned());
    let error = Call::new(&transport, Pair("missing", "b")).skip_validation().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("c: the path needs a value"), "{error}");
}

#[tokio::test]
async fn all_violations_are_reported_before_the_network() {
    let server = Server::start(|_, _| json(201, r#"{"id": 1}"#)).await;
    let transport = transport(server.url());
    let error = Call::new(&transport, Create { name: String::new() }).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)) && error.is_unsent(), "{error:?}");
    let found = error.violations().unwrap();
    assert_eq!(found.iter().map(|one| one.instance.as_str()).collect::<Vec<_>>(), ["/name"]);
    assert!(error.to_string().contains("/name: must have at least 1 character"), "{error}");
    assert_eq!(server.count(), 0);
    let call = Call::new(&transport, Create { name: String::new() });
    call.skip_validation().await.unwrap();
    assert_eq!(server.only().body, r#"{"name":""}"#);
    let error = Call::new(&transport, Pair("a", "b")).await.unwrap_err();
    let places: Vec<_> = error.violations().unwrap().iter().map(|one| one.instance.clone()).collect();
    assert_eq!(places, ["/a~1~0b/1"], "places lie below the parameter's name");
}

#[tokio::test]
async fn carries_headers_credentials_and_nothing_unasked() {
    let server = Server::start(|_, _| json(201, r#"{"id": 1}"#)).await;
    let transport = builder(server.url())
        .user_agent("things/1.0")
        .default_header("X-Team", "a")
        .default_header("X-Place", "default")
        .build()
        .unwrap();
    create(&transport).header("x-place", "call").await.unwrap();
    let seen = server.only();
    let mut names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut expected = vec![
        "accept",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-place",
        "x-team",
    ];
    if cfg!(feature = "compression") {
        expected.insert(1, "accept-encoding");
    }
    assert_eq!(names, expected);
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(seen.header("user-agent"), Some("things/1.0"));
    assert_eq!(seen.header("x-place"), Some("call"));
    assert_eq!(seen.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn says_who_is_asking() {
    let server = Server::start(|_, _| json(201, r#"{"id": 1}"#)).await;
    let own = reqwest::Client::builder().user_agent("the-caller/2");
    create(&builder(server.url()).build().unwrap()).await.unwrap();
    create(&builder(server.url()).http_client(own).build().unwrap()).await.unwrap();
    let seen: Vec<_> =
        server.seen().iter().map(|seen| seen.header("user-agent").map(str::to_owned)).collect();
    let this_crate = concat!("runtime/", env!("CARGO_PKG_VERSION")).to_owned();
    assert_eq!(seen, [Some(this_crate), Some("the-caller/2".to_owned())]);
}

#[tokio::test]
async fn header_that_is_none_is_an_error_and_not_a_panic() {
    let transport = transport("http://localhost:1".to_owned());
    for (name, value) in [("bad name", "v"), ("x-ok", "line\r\nX-Injected: 1")] {
        let error = create(&transport).header(name, value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(!format!("{error}{error:?}").contains("Injected"), "{error:?}");
    }
}

/// Sent with another length than the body has, the server would wait for the rest.
#[tokio::test]
async fn how_long_the_body_is_no_caller_says() {
    let server = Server::start(|_, _| answer(200, &[], "{\"id\":1}")).await;
    let transport = transport(server.url());
    for name in ["Content-Length", "transfer-encoding"] {
        let error = create(&transport).header(name, "5").await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(Transport::builder(server.url()).default_header(name, "5").build().is_err());
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn base_url_must_be_one_to_trust() {
    let build = |url: &str| Transport::builder(url).build();
    for url in [
        "http://example.com",
        "ftp://example.com",
        "example.com",
        "https://user:pass@example.com",
        "https://example.com/?a=b",
        "",
    ] {
        let error = build(url).unwrap_err().to_string();
        assert!(error.contains("the base URL: ") && !error.contains("pass@"), "{url}: {error}");
    }
    for url in ["https://example.com/v2", "http://localhost:80", "http://127.0.0.2/", "http://[::1]/"] {
        build(url).unwrap();
    }
    Transport::builder("http://example.com").allow_http().build().unwrap();
    assert!(Transport::builder("https://a.b").default_header("a b", "c").build().is_err());
}

#[derive(Clone, Debug)]
struct Elsewhere(&'static str);

impl Operation for Elsewhere {
    type Output = String;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "elsewhere";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(Method::GET, "/x", BEARER, validate);
        request.server(self.0);
        request.documented_redirects(&[302]);
        request.query("a", "b");
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<String>, Failure> {
        answer.text()
    }
}

#[tokio::test]
async fn operations_own_server_and_documented_redirect() {
    let server = Server::start(|_, _| answer(302, &[("Location", "/y")], "here")).await;
    let transport = transport(format!("{}/v1", server.url()));
    let answer = Call::new(&transport, Elsewhere("/v2")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.body().as_str()), (302, "here"));
    assert_eq!(server.only().target, "/v2/x?a=b");
    let error = Call::new(&transport, Elsewhere("http://example.com")).await.unwrap_err();
    assert!(error.to_string().contains("https"), "credentials stay off plain http: {error}");
}

/// A method that HTTP itself does not name.
#[derive(Clone, Debug)]
struct Named(&'static str);

impl Operation for Named {
    type Output = String;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "named";

    fn request(&self, validate: bool) -> Request {
        Request::with_method(self.0, "/x", &[], validate)
    }

    fn answer(answer: RawAnswer) -> Result<Answer<String>, Failure> {
        answer.text()
    }
}

#[tokio::test]
async fn methods_beside_those_of_http() {
    let server = Server::start(|_, _| answer(200, &[], "here")).await;
    let transport = transport(server.url());
    assert_eq!(Call::new(&transport, Named("QUERY")).await.unwrap(), "here");
    assert_eq!(server.only().method, "QUERY");
    let error = Call::new(&transport, Named("A B")).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
}

#[test]
fn a_body_is_what_its_discriminator_says_where_several_members_fit() {
    use runtime::schema::{Keyword, Literal, Schema, Types};

    static EITHER: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[Keyword::Tag("type", &[Literal::Text("left")]), Keyword::Type(Types::OBJECT)]),
        &Schema(&[Keyword::Tag("type", &[Literal::Text("right")]), Keyword::Type(Types::OBJECT)]),
    ])]);
    for (value, violations) in [(serde_json::json!({ "type": "left" }), 0), (serde_json::json!({}), 1)] {
        let mut request = Request::new(http::Method::POST, "/things", &[], true);
        request.check_body(&value, &EITHER);
        assert!(format!("{request:?}").contains(&format!("violations: {violations}")), "{request:?}");
    }
}
