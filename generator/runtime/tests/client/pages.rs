//! Lists in pages: every item, and no request too many.

use std::time::Duration;

use runtime::answer::{Answer, RawAnswer};
use runtime::call::{Call, Operation};
use runtime::pages::{Page, Paged, Paging};
use runtime::request::Request;
use runtime::transport::Transport;
use serde_json::{Value, json};

use super::api::{CreateError, List, transport};
use super::fake::{Fake, Reply};
use super::server::{Act, Seen, Server, json as answer};

fn page(seen: &Seen) -> u64 {
    let query = seen.target.split_once('?').map_or("", |(_, query)| query);
    let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    page.map_or(0, |page| page.parse().unwrap())
}

fn numbers(page: u64, size: u64, total: u64) -> Vec<u64> {
    (page * size..total.min((page + 1) * size)).collect()
}

/// An array of at most three for each page.
async fn arrays(total: u64) -> Server {
    Server::start(move |_, seen| answer(200, &json!(numbers(page(seen), 3, total)).to_string())).await
}

async fn totals(total: u64) -> Server {
    Server::start(move |_, seen| {
        let things = numbers(page(seen), 3, total);
        let start = page(seen) * 3;
        let body = json!({ "start": start, "limit": 3, "total": total, "things": things });
        answer(200, &body.to_string())
    })
    .await
}

async fn collect(server: &Server, list: List) -> Vec<u64> {
    Call::new(&transport(server.url()), list).items().try_collect().await.unwrap()
}

#[tokio::test]
async fn short_page_is_the_last() {
    for (total, requests) in [(0, 1), (2, 1), (4, 2), (8, 3)] {
        let server = arrays(total).await;
        assert_eq!(collect(&server, List::default()).await, (0..total).collect::<Vec<_>>());
        assert_eq!(server.count(), requests, "{total} items");
    }
}

#[tokio::test]
async fn size_that_tells_the_last_page_is_asked_for() {
    // The server's own pages have become smaller than the document says; it gives what it is asked for.
    let server = Server::start(|_, seen| {
        let size = if seen.target.contains("per_page=3") { 3 } else { 2 };
        answer(200, &json!(numbers(page(seen), size, 5)).to_string())
    })
    .await;
    assert_eq!(collect(&server, List::default()).await, [0, 1, 2, 3, 4]);
    let targets: Vec<_> = server.seen().into_iter().map(|seen| seen.target).collect();
    assert_eq!(targets, ["/things?per_page=3", "/things?page=1&per_page=3"]);
}

#[tokio::test]
async fn full_last_page_without_totals_takes_an_empty_one() {
    let server = arrays(6).await;
    assert_eq!(collect(&server, List::default()).await.len(), 6);
    assert_eq!(server.count(), 3, "nothing tells that the second page was the last");
}

#[tokio::test]
async fn total_tells_the_last_page() {
    for (total, requests) in [(0, 1), (2, 1), (3, 1), (6, 2), (7, 3)] {
        let server = totals(total).await;
        assert_eq!(collect(&server, List::default()).await, (0..total).collect::<Vec<_>>());
        assert_eq!(server.count(), requests, "{total} items");
    }
}

#[tokio::test]
async fn begins_at_the_page_asked_for() {
    let server = totals(9).await;
    let list = List { page: Some(1), ..List::default() };
    assert_eq!(collect(&server, list).await, [3, 4, 5, 6, 7, 8]);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn start_that_is_no_index_loses_nothing() {
    // Counted from 1: taken for an index, the first page's 1 + 3 would reach the total.
    let server = Server::start(move |_, seen| {
        let things = numbers(page(seen), 3, 4);
        answer(
            200,
            &json!({ "start": page(seen) * 3 + 1, "limit": 3, "total": 4, "things": things }).to_string(),
        )
    })
    .await;
    assert_eq!(collect(&server, List::default()).await, [0, 1, 2, 3]);
}

#[tokio::test]
async fn answer_that_is_no_list_is_an_error() {
    let server = Server::start(|_, _| answer(200, "\"maintenance\"")).await;
    let error = Call::new(&transport(server.url()), List::default()).items().try_collect().await.unwrap_err();
    let runtime::Error::Unreadable(error) = error else { panic!("{error:?}") };
    assert_eq!(error.body(), b"\"maintenance\"");
    assert_eq!(error.status(), 200);
}

#[tokio::test]
async fn server_that_gives_less_than_was_asked_for_loses_nothing() {
    let server = totals(8).await;
    let list = List { per_page: Some(100), ..List::default() };
    assert_eq!(collect(&server, list).await.len(), 8);
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn server_that_never_ends_is_bounded() {
    let server = Server::start(|n, _| answer(200, &json!([n, n, n]).to_string())).await;
    assert_eq!(collect(&server, List::default()).await.len(), 15);
}

#[tokio::test]
async fn server_that_gives_the_first_page_whatever_is_asked_for_is_an_error_after_that_page() {
    let total = json!({ "total": 10, "things": [1, 2, 3] }).to_string();
    for body in ["[1,2,3]".to_owned(), total] {
        let server = Server::start(move |_, _| answer(200, &body)).await;
        let mut pages = Call::new(&transport(server.url()), List::default()).pages();
        assert_eq!(pages.next().await.unwrap().unwrap().items, [1, 2, 3]);
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("once more"), "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert!(pages.next().await.is_none());
        assert_eq!(server.count(), 2);
    }
    // By the index of the first item it is no different.
    let mut items = the_same_at_any_offset().await;
    for expected in [1, 2] {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    assert!(items.next().await.unwrap().is_err());
}

#[tokio::test]
async fn server_that_gives_the_last_page_for_all_after_it_gives_it_once() {
    let server = Server::start(|n, _| answer(200, &numbers_of(n.min(1)))).await;
    assert_eq!(collect(&server, List::default()).await, [0, 1, 2, 3, 4, 5]);
    assert_eq!(server.count(), 3);
    // It may as well begin again.
    let server = Server::start(|n, _| answer(200, &numbers_of(n % 2))).await;
    assert_eq!(collect(&server, List::default()).await, [0, 1, 2, 3, 4, 5]);
}

/// The page of this number, full.
fn numbers_of(page: usize) -> String {
    json!([page * 3, page * 3 + 1, page * 3 + 2]).to_string()
}

async fn the_same_at_any_offset() -> runtime::pages::Items<Other<0>> {
    let server = Server::start(|_, _| answer(200, &json!({ "items": [1, 2] }).to_string())).await;
    Call::new(&transport(server.url()), Other::<0>::default()).items()
}

#[tokio::test]
async fn pages_and_items_are_streams() {
    use futures_core::Stream;
    use std::pin::pin;

    async fn all<S: Stream>(stream: S) -> Vec<S::Item> {
        let (mut stream, mut all) = (pin!(stream), Vec::new());
        while let Some(one) = std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await {
            all.push(one);
        }
        all
    }
    let server = arrays(8).await;
    let call = Call::new(&transport(server.url()), List::default());
    let items: Vec<u64> = all(call.clone().items()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(items, [0, 1, 2, 3, 4, 5, 6, 7]);
    let sizes: Vec<usize> =
        all(call.pages()).await.into_iter().map(|page| page.unwrap().items.len()).collect();
    assert_eq!(sizes, [3, 3, 2]);
}

#[tokio::test]
async fn page_that_is_waited_for_twice_is_fetched_once() {
    let server =
        Server::start(|_, _| Act::After(Duration::from_millis(200), Box::new(answer(200, "[1]")))).await;
    let mut pages = Call::new(&transport(server.url()), List::default()).pages();
    let impatient = tokio::time::timeout(Duration::from_millis(50), pages.next()).await;
    assert!(impatient.is_err());
    assert_eq!(pages.next().await.unwrap().unwrap().items, [1]);
    assert_eq!(server.count(), 1);
}

#[test]
fn a_total_may_be_a_float_that_is_whole() {
    use runtime::pages::whole;
    assert_eq!((whole(0.0), whole(3.0), whole(9_007_199_254_740_992.0)), (Some(0), Some(3), Some(1 << 53)));
    for number in [0.5, -1.0, 1e300, f64::NAN, f64::INFINITY] {
        assert_eq!(whole(number), None, "{number}");
    }
}

#[tokio::test]
async fn error_ends_the_list() {
    let server = Server::start(|n, _| match n {
        0 => answer(200, "[1,2,3]"),
        _ => Act::Write(super::server::bytes(404, &[], "{}")),
    })
    .await;
    let mut items = Call::new(&transport(server.url()), List::default()).items();
    for expected in 1..=3 {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    assert_eq!(server.count(), 1, "a page is fetched when its first item is asked for");
    assert_eq!(items.next().await.unwrap().unwrap_err().status().unwrap().as_u16(), 404);
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 2);
}

/// A list whose pages follow one another in the way of the number: 0 by offset, 1 by cursor, 2 by links.
#[derive(Clone, Debug, Default)]
struct Other<const WAY: usize> {
    at: Option<i64>,
    cursor: Option<String>,
}

impl<const WAY: usize> Operation for Other<WAY> {
    type Output = Value;
    type Error = CreateError;
    const NAME: &'static str = "other";

    fn request(&self, validate: bool) -> Request {
        let mut request = Request::new(http::Method::GET, "/others", &[], validate);
        request.query("at", &self.at);
        request.query("cursor", &self.cursor);
        request
    }

    fn answer(answer: RawAnswer) -> Result<Answer<Value>, runtime::Error<CreateError>> {
        match answer.status().as_u16() {
            200 => answer.json(),
            _ => Err(answer.undocumented()),
        }
    }
}

impl<const WAY: usize> Paged for Other<WAY> {
    type Item = u64;

    const PAGING: Paging = [Paging::Offset, Paging::Cursor, Paging::Link][WAY];

    fn position(&self) -> Option<i64> {
        self.at
    }

    fn set_position(&mut self, position: i64) {
        self.at = Some(position);
    }

    fn set_cursor(&mut self, cursor: String) {
        self.cursor = Some(cursor);
    }

    fn page_size(&self) -> Option<u64> {
        Some(2)
    }

    fn items(output: Value) -> Result<Page<u64>, Value> {
        let items = output["items"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        Ok(Page::with_totals(items, output["total"].as_u64(), None, None)
            .cursor(output["next"].as_str().map(str::to_owned))
            .more(output["more"].as_bool()))
    }
}

/// Collects what a server gives that answers with these bodies, one after the other; and the queries it was asked with.
async fn walk<const WAY: usize>(
    bodies: &'static [(&'static str, &'static str)],
) -> (Result<Vec<u64>, String>, Vec<String>) {
    let fake = Fake::new(|n, _| {
        let (link, body) = bodies[n.min(bodies.len() - 1)];
        Reply::Answer(200, if link.is_empty() { vec![] } else { vec![("Link", link)] }, body)
    });
    let transport = Transport::builder("https://api.example").client(fake.clone()).build().unwrap();
    let items = Call::new(&transport, Other::<WAY>::default()).items().try_collect().await;
    let queries =
        fake.arrived().iter().map(|arrived| arrived.url.replace("https://api.example/others", "")).collect();
    (items.map_err(|error| error.to_string()), queries)
}

#[tokio::test]
async fn offsets_count_what_was_given() {
    let (items, queries) =
        walk::<0>(&[("", r#"{"items": [1, 2]}"#), ("", r#"{"items": [3, 4]}"#), ("", r#"{"items": [5]}"#)])
            .await;
    assert_eq!(
        (items.unwrap(), queries),
        (vec![1, 2, 3, 4, 5], ["", "?at=2", "?at=4"].map(str::to_owned).to_vec())
    );
    let (_, queries) = walk::<0>(&[("", r#"{"items": [1, 2], "total": 4}"#)]).await;
    assert_eq!(queries.len(), 2, "the total tells the end");
    let (_, queries) =
        walk::<0>(&[("", r#"{"items": [1], "more": true}"#), ("", r#"{"items": [1, 2], "more": false}"#)])
            .await;
    assert_eq!(queries, ["", "?at=1"], "what the server says goes before the size");
}

#[tokio::test]
async fn cursors_lead_from_page_to_page() {
    let (items, queries) = walk::<1>(&[
        ("", r#"{"items": [1], "next": "a b"}"#),
        ("", r#"{"items": [], "next": "c"}"#),
        ("", r#"{"items": [2], "next": ""}"#),
    ])
    .await;
    assert_eq!(
        (items.unwrap(), queries),
        (vec![1, 2], ["", "?cursor=a%20b", "?cursor=c"].map(str::to_owned).to_vec())
    );
    let (_, queries) = walk::<1>(&[("", r#"{"items": [1], "next": "a", "more": false}"#)]).await;
    assert_eq!(queries.len(), 1);
}

#[tokio::test]
async fn a_cursor_that_is_an_address_is_followed() {
    let (items, queries) = walk::<1>(&[
        ("", r#"{"items": [1], "next": "https://api.example/others?cursor=b%3D&size=1"}"#),
        ("", r#"{"items": [2], "next": "/others?cursor=c"}"#),
        ("", r#"{"items": [3], "next": "/wEAAA=="}"#),
        ("", r#"{"items": [4]}"#),
    ])
    .await;
    let asked = ["", "?cursor=b%3D&size=1", "?cursor=c", "?cursor=%2FwEAAA%3D%3D"];
    assert_eq!((items.unwrap(), queries), (vec![1, 2, 3, 4], asked.map(str::to_owned).to_vec()));
    let (items, queries) =
        walk::<1>(&[("", r#"{"items": [1], "next": "https://evil.example/?cursor=b"}"#)]).await;
    assert!(items.unwrap_err().contains("another server"));
    assert_eq!(queries.len(), 1);
    let (items, queries) =
        walk::<1>(&[("", r#"{"items": [1], "next": "https://api.example/others?cursor=b"}"#)]).await;
    assert!(items.unwrap_err().contains("leads back") && queries.len() == 2);
}

#[tokio::test]
async fn cursor_that_is_repeated_is_no_endless_loop() {
    let (items, queries) = walk::<1>(&[("", r#"{"items": [1], "next": "a"}"#)]).await;
    assert!(
        items.unwrap_err().contains("leads back"),
        "items would be given twice, and others perhaps never"
    );
    assert_eq!(queries.len(), 2);
    let (items, queries) =
        walk::<1>(&[("", r#"{"items": [1], "next": "a"}"#), ("", r#"{"items": [], "next": "a"}"#)]).await;
    assert_eq!((items.unwrap(), queries.len()), (vec![1], 2), "an empty page is the end");
}

#[tokio::test]
async fn links_are_followed_at_home_alone() {
    let (items, queries) = walk::<2>(&[
        (
            r#"<https://api.example/others?p=2>; title="a, \"b\"; <c>"; rel="next", </x>; rel=last"#,
            r#"{"items": [1]}"#,
        ),
        (r#"<?p=3>;REL="foo Next""#, r#"{"items": [2]}"#),
        (r#"<?p=1>; rel=prev"#, r#"{"items": [3]}"#),
    ])
    .await;
    assert_eq!((items.unwrap(), queries), (vec![1, 2, 3], ["", "?p=2", "?p=3"].map(str::to_owned).to_vec()));
    let (items, queries) =
        walk::<2>(&[(r#"<https://evil.example/>; rel="next""#, r#"{"items": [1]}"#)]).await;
    assert!(items.unwrap_err().contains("another server"));
    assert_eq!(queries.len(), 1);
    let (items, queries) = walk::<2>(&[(r#"<?p=2>; rel=next"#, r#"{"items": [1]}"#)]).await;
    assert!(items.is_err() && queries.len() == 2, "{queries:?}");
}

/// RFC 8288 section 3.2, RFC 3986 section 5.1.3: what a link is relative to is where its page came from in the end.
#[tokio::test]
async fn links_are_relative_to_the_page_that_they_came_with() {
    let fake = Fake::new(|n, arrived| match (n, arrived.url.as_str()) {
        (0, _) => Reply::Answer(302, vec![("Location", "/v2/lists/")], ""),
        (1, "https://api.example/v2/lists/") => {
            Reply::Answer(200, vec![("Link", "<next/>; rel=next")], r#"{"items": [1]}"#)
        }
        // The same words lead further each time.
        (2, "https://api.example/v2/lists/next/") => {
            Reply::Answer(200, vec![("Link", "<next/>; rel=next")], r#"{"items": [2]}"#)
        }
        (3, "https://api.example/v2/lists/next/next/") => {
            Reply::Answer(200, vec![("Link", "<?p=4#top>; rel=next")], r#"{"items": [3]}"#)
        }
        (4, "https://api.example/v2/lists/next/next/?p=4") => Reply::Answer(200, vec![], r#"{"items": [4]}"#),
        (n, url) => panic!("request {n} to {url}"),
    });
    let transport = Transport::builder("https://api.example").client(fake.clone()).build().unwrap();
    let call = Call::new(&transport, Other::<2>::default()).header("X-Mine", "hush");
    assert_eq!(call.items().try_collect().await.unwrap(), [1, 2, 3, 4]);
    assert!(fake.arrived().iter().all(|arrived| arrived.headers.contains_key("x-mine")));
}

#[tokio::test]
async fn links_of_a_page_from_elsewhere_stay_there_and_take_nothing_along() {
    let fake = Fake::new(|n, _| match n {
        0 => Reply::Answer(302, vec![("Location", "https://cdn.example/list")], ""),
        1 => Reply::Answer(200, vec![("Link", "<?p=2>; rel=next")], r#"{"items": [1]}"#),
        // To send the credentials where another host wants them is not that host's to say.
        _ => Reply::Answer(200, vec![("Link", "<https://api.example/x>; rel=next")], r#"{"items": [2]}"#),
    });
    let transport = Transport::builder("https://api.example").client(fake.clone()).build().unwrap();
    let mut items = Call::new(&transport, Other::<2>::default()).header("X-Mine", "hush").items();
    for expected in [1, 2] {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    assert!(items.next().await.unwrap().unwrap_err().to_string().contains("another server"));
    let arrived = fake.arrived();
    assert_eq!(arrived[2].url, "https://cdn.example/list?p=2");
    assert!(arrived[0].headers.contains_key("x-mine"));
    assert!(arrived[1..].iter().all(|arrived| !arrived.headers.contains_key("x-mine")));
}

#[tokio::test]
async fn links_hold_no_credentials_and_speak_of_their_own_page() {
    let (items, queries) = walk::<2>(&[
        (
            r#"<?p=9>; rel=next; anchor="/something/else", <https://me:secret@api.example/others?p=2>; rel=next"#,
            r#"{"items": [1]}"#,
        ),
        ("<https://[>; rel=next", r#"{"items": [2]}"#),
    ])
    .await;
    assert!(items.unwrap_err().contains("no URL"));
    assert_eq!(queries, ["", "?p=2"]);
    let (items, queries) = walk::<2>(&[("<>; rel=next", r#"{"items": [1]}"#)]).await;
    assert!(items.unwrap_err().contains("leads back"));
    assert_eq!(queries, [""], "a page that names itself is not asked for again");
}

#[tokio::test]
async fn pages_come_whole() {
    let server = totals(7).await;
    let mut pages = Call::new(&transport(server.url()), List::default()).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.total, Some(7));
        sizes.push(page.items.len());
    }
    assert_eq!((sizes, server.count()), (vec![3, 3, 1], 3));
}
