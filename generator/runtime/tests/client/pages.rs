//! Lists in pages: every item, and no request too many.

use runtime::call::Call;
use serde_json::json;

use super::api::{List, transport};
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
    let server = Server::start(|_, _| answer(200, "[1,2,3]")).await;
    let list = List { last: Some(4), ..List::default() };
    assert_eq!(collect(&server, list).await.len(), 15);
    let body = json!({ "total": 10, "things": [1, 2, 3] }).to_string();
    let server = Server::start(move |_, _| answer(200, &body)).await;
    assert_eq!(collect(&server, List::default()).await.len(), 12);
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
