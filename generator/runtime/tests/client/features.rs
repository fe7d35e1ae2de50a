//! The features `blocking`, `mock` and `tracing`.

use std::collections::BTreeMap;

use runtime::call::{Call, Operation};
use runtime::error::Error;
use runtime::http_client::HttpErrorKind;
use runtime::mock::Calls;
use runtime::transport::Transport;
use serde_json::json;

use super::api::{Create, CreateError, Get, List, create, get, transport};
use super::server::{Server, json as answer};

fn over(calls: &Calls) -> Transport {
    super::api::builder("https://api.example".to_owned()).client(calls.clone()).build().unwrap()
}

#[tokio::test]
async fn a_mock_answers_by_what_is_called() {
    let calls = Calls::default();
    let one =
        calls.expect::<Get>().matches(|get| get.id == "1").returns(BTreeMap::from([("id".to_owned(), 1)]));
    let two = calls.expect::<Get>().returns_status(400, &json!({"message": "no"}));
    let transport = over(&calls);
    assert_eq!(get(&transport, "1").await.unwrap()["id"], 1);
    let error = get(&transport, "2").await.unwrap_err();
    assert!(matches!(error.answer(), Some(CreateError::BadRequest(_))), "{error:?}");
    assert_eq!((one.count(), two.count()), (1, 1));
    let error = create(&transport).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)) && error.to_string().contains("createThing"), "{error}");
}

#[tokio::test]
async fn a_mock_answers_as_often_as_it_is_told() {
    let calls = Calls::default();
    let lost = calls.expect::<Get>().times(1).fails(HttpErrorKind::NotSent);
    calls.expect::<Get>().returns_bytes(200, "application/json", *b"{\"id\": 3}");
    assert_eq!(get(&over(&calls), "1").await.unwrap()["id"], 3, "the first was repeated");
    assert_eq!(lost.count(), 1);
    // The request is checked all the same.
    calls.expect::<Create>().returns(BTreeMap::new());
    let call = Call::new(&over(&calls), Create { name: String::new() });
    assert!(matches!(call.await.unwrap_err(), Error::Invalid(_)));
}

#[tokio::test]
async fn what_a_mock_asks_may_speak_to_the_mock() {
    let calls = Calls::default();
    let more = calls.clone();
    let asked = calls.expect::<Get>().matches(move |get| {
        more.expect::<Create>().returns(BTreeMap::from([("id".to_owned(), 2)]));
        get.id == "1"
    });
    let first = asked.times(1).returns(BTreeMap::from([("id".to_owned(), 1)]));
    let transport = over(&calls);
    assert_eq!(get(&transport, "1").await.unwrap()["id"], 1);
    assert_eq!(create(&transport).await.unwrap()["id"], 2);
    assert!(get(&transport, "1").await.is_err(), "it was to answer once");
    assert_eq!(first.count(), 1);
}

/// A server whose runtime runs on threads of its own.
fn server() -> (tokio::runtime::Runtime, Server) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(|_, seen| match seen.target.split_once("page=") {
        Some((_, "1&per_page=3")) => answer(200, "[3]"),
        _ if seen.target.contains("per_page") => answer(200, "[0, 1, 2]"),
        _ => answer(200, r#"{"id": 7}"#),
    }));
    (runtime, server)
}

#[test]
fn blocking_calls_work_outside_of_a_runtime() {
    let (_runtime, server) = server();
    let transport = transport(server.url());
    for _ in 0..3 {
        assert_eq!(get(&transport, "7").send_blocking().unwrap().into_body()["id"], 7);
    }
    let items = Call::new(&transport, List::default()).items().blocking();
    assert_eq!(items.collect::<Result<Vec<u64>, _>>().unwrap(), [0, 1, 2, 3]);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let call = get(&transport, "7");
            std::thread::spawn(move || call.send_blocking().unwrap().status().as_u16())
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap() == 200));
}

#[test]
fn blocking_calls_work_inside_of_a_runtime() {
    let (_runtime, server) = server();
    let transport = transport(server.url());
    let within = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let id = within.block_on(async { get(&transport, "7").send_blocking().unwrap().into_body()["id"] });
    assert_eq!(id, 7);
}

/// Makes a call that waits, from within one.
struct Nested(Transport);

impl runtime::hook::Hook for Nested {
    fn before(&self, _: &runtime::http_client::Attempt, _: &mut reqwest::Request) {
        let error = get(&self.0, "7").send_blocking().unwrap_err();
        assert!(error.is_unsent() && error.to_string().contains("within another"), "{error}");
    }
}

#[test]
fn blocking_call_within_another_is_an_error_and_does_not_wait_for_itself() {
    let (_runtime, server) = server();
    let inner = transport(server.url());
    let outer = super::api::builder(server.url()).hook(Nested(inner)).build().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(get(&outer, "7").send_blocking().unwrap().into_body()["id"]));
    assert_eq!(receiver.recv_timeout(std::time::Duration::from_secs(10)), Ok(7));
}

/// Fails when the answer is there.
struct Falls;

impl runtime::hook::Hook for Falls {
    fn after(
        &self,
        _: &runtime::http_client::Attempt,
        _: Result<&runtime::RawAnswer, &runtime::error::Failure>,
        _: std::time::Duration,
    ) {
        panic!("as it was told");
    }
}

#[test]
fn blocking_call_that_falls_on_its_way_may_have_been_processed() {
    let (_runtime, server) = server();
    let transport = super::api::builder(server.url()).hook(Falls).build().unwrap();
    let error = Call::new(&transport, Create { name: "one".to_owned() }).send_blocking().unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)) && !error.is_unsent(), "{error:?}");
    assert_eq!(server.count(), 1);
}

mod spans {
    use std::fmt::Debug;
    use std::sync::atomic::{AtomicI32, Ordering};
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::subscriber::DefaultGuard;
    use tracing::{Dispatch, Event, Metadata, Subscriber};

    /// Writes down the fields of every span, and how many it is in.
    #[derive(Clone, Default)]
    pub(super) struct Fields(pub(super) Arc<Mutex<Vec<String>>>, pub(super) Arc<AtomicI32>);

    impl Fields {
        /// Is told the spans of this thread, for as long as what it gives is kept.
        pub(super) fn listen(&self) -> (DefaultGuard, Dispatch) {
            // Of one subscriber alone, tracing asks the thread that comes first to a span, which may be another test's, and
            // takes its word for all of them.
            let second = Dispatch::new(self.clone());
            (tracing::subscriber::set_default(self.clone()), second)
        }
    }

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            self.0.lock().unwrap().push(format!("{field}={value:?}"));
        }
    }

    impl Subscriber for Fields {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target().starts_with("runtime")
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            span.record(&mut self.clone());
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut self.clone());
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {}

        fn enter(&self, _: &Id) {
            self.1.fetch_add(1, Ordering::SeqCst);
        }

        fn exit(&self, _: &Id) {
            self.1.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn spans_follow_opentelemetry_and_hold_no_secret() {
    let fields = spans::Fields::default();
    let guard = fields.listen();
    let calls = Calls::default();
    calls.expect::<Get>().times(1).returns_status(503, &json!({"secret": "s3cret"}));
    calls.expect::<Get>().returns(BTreeMap::new());
    get(&over(&calls), "s3cret-id").await.unwrap();
    drop(guard);
    let seen = fields.0.lock().unwrap().join("\n");
    for expected in [
        "otel.name=\"GET /things/{id}\"",
        "otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/things/{id}\"",
        "url.scheme=\"https\"",
        "server.address=\"api.example\"",
        "server.port=443",
        "http.response.status_code=503",
        "error.type=\"503\"",
        "http.request.resend_count=1",
        "http.response.status_code=200",
    ] {
        assert!(seen.contains(expected), "{expected} in\n{seen}");
    }
    assert!(!seen.contains("s3cret") && !seen.contains(super::api::TOKEN), "{seen}");
    assert_eq!(Get::NAME, "getThing");
}

/// Writes down in how many spans it is called.
#[derive(Clone, Default)]
struct Within(spans::Fields, std::sync::Arc<std::sync::Mutex<Vec<i32>>>);

impl Within {
    fn note(&self) {
        let depth = self.0.1.load(std::sync::atomic::Ordering::SeqCst);
        self.1.lock().unwrap().push(depth);
    }
}

impl runtime::hook::Hook for Within {
    fn before(&self, _: &runtime::http_client::Attempt, _: &mut reqwest::Request) {
        self.note();
    }
}

impl runtime::http_client::HttpClient for Within {
    fn execute(
        &self,
        _: reqwest::Request,
        _: &runtime::http_client::Attempt,
    ) -> runtime::http_client::HttpFuture {
        self.note();
        Box::pin(std::future::ready(Ok(http::Response::new("{}").into())))
    }
}

/// A hook, or a layer around the client, hands on the span that the request is in: `traceparent`.
#[tokio::test]
async fn what_sends_a_request_does_so_in_its_span() {
    let within = Within::default();
    let guard = within.0.listen();
    let builder = super::api::builder("https://api.example".to_owned());
    let transport = builder.client(within.clone()).hook(within.clone()).build().unwrap();
    get(&transport, "a").await.unwrap();
    drop(guard);
    assert_eq!(*within.1.lock().unwrap(), [1, 1]);
}

/// Output is a text, which one server writes as JSON and the other as it is.
#[derive(Clone, Debug)]
struct Words<const JSON: bool>;

impl<const JSON: bool> Operation for Words<JSON> {
    type Output = Option<String>;
    type Error = std::convert::Infallible;
    const NAME: &'static str = "words";

    fn request(&self, validate: bool) -> runtime::Request {
        runtime::Request::new(http::Method::GET, "/words", &[], validate)
    }

    fn answer(
        answer: runtime::RawAnswer,
    ) -> Result<runtime::Answer<Option<String>>, runtime::error::Failure> {
        if JSON {
            answer.optional(runtime::RawAnswer::json)
        } else {
            answer.optional(runtime::RawAnswer::text)
        }
    }
}

#[tokio::test]
async fn what_a_mock_returns_is_what_comes() {
    let calls = Calls::default();
    for words in [Some("\"two\" words"), Some("12"), Some("null"), None] {
        let words = words.map(str::to_owned);
        calls.expect::<Words<true>>().times(1).returns(words.clone());
        calls.expect::<Words<false>>().times(1).returns(words.clone());
        assert_eq!(Call::new(&over(&calls), Words::<true>).await.unwrap(), words);
        assert_eq!(Call::new(&over(&calls), Words::<false>).await.unwrap(), words);
    }
}
