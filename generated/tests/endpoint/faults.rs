//! What the client does when the server, the network or the caller is at fault: one test for each kind.
//!
//! Clients of this API are known to send a POST three times, to take a redirect's target for the answer, or to wait past
//! their deadline. The server counts what it is sent.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use generated::models::{ApiKeyWithBaseUrlSetup, CreateActivecampaignConnectionApiKey};
use generated::operations::{CreateFlowsVaultConnectionError, ListFlowsVaultConnectionsError};
use generated::runtime::error::{Phase, RedirectRefusal};
use generated::{Error, RetryPolicy};
use serde_json::{Value, json};

use super::server::{Reply, Seen, Server, connection, refusal, request};

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

#[tokio::test]
async fn a_201_with_malformed_json_is_an_error_with_status_place_and_body() {
    let server = Server::always(|| Reply::text(201, "{\n  \"id\": \"ac_1\",\n  oops\n}")).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    let Error::Unreadable(answer) = &error else { panic!("{error:?}") };
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.place(), Some((3, 3)));
    assert_eq!(answer.body(), b"{\n  \"id\": \"ac_1\",\n  oops\n}");
    assert!(error.to_string().contains("201") && error.to_string().contains("line 3, column 3"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_201_with_an_empty_body_is_an_error() {
    let server = Server::always(|| Reply::text(201, "")).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 201);
    assert!(error.to_string().contains("empty"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_400_with_malformed_json_is_an_error_with_status_and_body() {
    let server = Server::always(|| Reply::text(400, "<h1>Bad Request</h1>")).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    let Error::Unreadable(answer) = &error else { panic!("{error:?}") };
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.body(), b"<h1>Bad Request</h1>");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_connection_closed_or_an_answer_truncated_after_a_post_is_an_error_and_the_post_is_sent_once() {
    let server = Server::always(Reply::close).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(!error.is_unsent());
    assert_eq!(server.count(), 1);

    let server = Server::always(|| Reply::json(201, connection(ID)).truncated(20)).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 201);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_302_on_a_post_is_an_error_naming_the_target_and_nothing_is_sent_there() {
    let elsewhere = Server::always(|| Reply::json(200, connection(ID))).await;
    let target = format!("{}/login", elsewhere.origin());
    let location = target.clone();
    let server = Server::always(move || Reply::text(302, "").header("Location", &location)).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    let Error::Redirected(redirect) = &error else { panic!("{error:?}") };
    assert_eq!(redirect.status(), 302);
    assert_eq!(redirect.location(), target);
    assert_eq!(redirect.refusal(), RedirectRefusal::Method);
    assert!(error.to_string().contains(&target), "{error}");
    assert_eq!((server.count(), elsewhere.count()), (1, 0));
}

#[tokio::test]
async fn slower_than_the_time_out_is_a_time_out_error() {
    let server = Server::always(|| Reply::json(201, connection(ID)).after(Duration::from_secs(5))).await;
    let limit = Duration::from_millis(500);
    let client = server.client();
    let start = Instant::now();
    let error = client.create_flows_vault_connection(request()).timeout(limit).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
    assert_eq!((timeout.phase(), timeout.limit()), (Phase::Call, limit));
    assert!(start.elapsed() < Duration::from_secs(3));
    assert_eq!(server.count(), 1);

    // The client's own time-out is that of its calls.
    let client = server.builder().bearer_token("token").timeout(limit).build().unwrap();
    let error = client.get_flows_vault_connection(ID).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn cancel_or_deadline_during_the_wait_before_a_repeat_is_honoured_at_once() {
    let busy = || refusal(429, "Too Many Requests", "Not now").header("Retry-After", 1);

    // Cancelled: the task ends at once, and the repeat that it was waiting for never comes.
    let server = Server::always(busy).await;
    let client = server.client();
    let call = tokio::spawn(client.create_flows_vault_connection(request()).into_future());
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.count(), 1);

    // A wait that would outlast the deadline is not begun: the answer at hand is the error, not a time-out.
    let call = client.create_flows_vault_connection(request()).timeout(Duration::from_millis(900));
    assert_eq!(call.await.unwrap_err().status().unwrap(), 429);
    assert_eq!(server.count(), 2);

    // A wait within the deadline counts towards it.
    let server = Server::start(move |n, _| match n {
        0 => busy(),
        _ => Reply::json(201, connection(ID)).after(Duration::from_secs(10)),
    })
    .await;
    let client = server.client();
    let start = Instant::now();
    let call = client.create_flows_vault_connection(request()).timeout(Duration::from_millis(1500));
    assert!(call.await.unwrap_err().is_timeout());
    assert!(start.elapsed() < Duration::from_secs(4));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_401_with_a_cached_token_is_followed_by_one_refresh_and_one_repeat() {
    // The n-th token fetched is `token-n`; the server stops taking the first one after one use.
    let reply = |n: usize, seen: &Seen| match (&*seen.target, seen.header("authorization")) {
        ("/oauth/token", _) => Reply::json(200, json!({ "access_token": format!("token-{n}") })),
        (_, Some("Bearer token-0")) if n > 1 => refusal(401, "Unauthorized", "Expired token"),
        _ => Reply::json(200, connection(ID)),
    };
    let server = Server::start(reply).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    client.create_flows_vault_connection(request()).await.unwrap();

    let seen = server.seen();
    let lines: Vec<_> = seen.iter().map(|seen| (&*seen.method, seen.header("authorization"))).collect();
    let expected = [
        ("POST", None),
        ("GET", Some("Bearer token-0")),
        ("POST", Some("Bearer token-0")),
        ("POST", None),
        ("POST", Some("Bearer token-3")),
    ];
    assert_eq!(lines, expected);
    assert_eq!(seen[2].body, seen[4].body);
}

#[tokio::test]
async fn a_429_is_repeated_after_retry_after_or_the_reset_of_the_rate_limit_within_the_deadline() {
    /// Sends a POST to a server that answers 429 with these headers first. Gives how long it took, and when it ended.
    async fn repeated<const N: usize>(headers: [(&'static str, String); N]) -> (Duration, SystemTime) {
        let server = Server::start(move |n, _| match n {
            0 => headers.iter().fold(refusal(429, "Too Many Requests", ""), |reply, (name, value)| {
                reply.header(name, value)
            }),
            _ => Reply::json(201, connection(ID)),
        })
        .await;
        let client = server.client();
        let start = Instant::now();
        client.create_flows_vault_connection(request()).await.unwrap();
        assert_eq!(server.count(), 2);
        (start.elapsed(), SystemTime::now())
    }
    // Dates and resets are whole seconds.
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let soon = seconds(SystemTime::now()) + 2;
    let later = soon + 30;
    let soon_as_date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(soon));
    let (by_seconds, by_date, by_reset, by_the_first) = tokio::join!(
        repeated([("Retry-After", "1".to_owned())]),
        repeated([("Retry-After", soon_as_date)]),
        repeated([("X-RateLimit-Reset", soon.to_string())]),
        repeated([("X-RateLimit-Reset", later.to_string()), ("Retry-After", "1".to_owned())]),
    );
    assert!(by_seconds.0 >= Duration::from_secs(1) && by_the_first.0 >= Duration::from_secs(1));
    assert!(seconds(by_date.1) >= soon && seconds(by_reset.1) >= soon);
    for (took, _) in [by_seconds, by_date, by_reset, by_the_first] {
        assert!(took < Duration::from_secs(15), "{took:?}");
    }

    // No time for the wait: the 429 itself, at once, with what its headers say.
    let server = Server::always(|| {
        refusal(429, "Too Many Requests", "Global limit has been reached").header("Retry-After", 30)
    })
    .await;
    let call = server.client().create_flows_vault_connection(request()).timeout(Duration::from_secs(20));
    let error = call.await.unwrap_err();
    let Some(CreateFlowsVaultConnectionError::TooManyRequests(body)) = error.answer() else {
        panic!("{error:?}")
    };
    assert_eq!(body.message, "Global limit has been reached");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_500_on_a_post_is_not_sent_again_unless_the_caller_allows_it() {
    let broken = || refusal(500, "Internal Server Error", "Oops");
    let server = Server::always(broken).await;
    let error = server.client().create_flows_vault_connection(request()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(server.count(), 1);

    let server =
        Server::start(move |n, _| if n < 2 { broken() } else { Reply::json(201, connection(ID)) }).await;
    let policy =
        RetryPolicy::new().every_method(true).backoff(Duration::from_millis(1), Duration::from_millis(2));
    server.client().create_flows_vault_connection(request()).retry(policy).await.unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn get_of_dots_or_of_nothing_is_refused_before_the_network() {
    let server = Server::always(|| Reply::json(200, json!([]))).await;
    for id in ["..", ".", "", "../clients", "a/../..", "..\\.."] {
        let call = server.client().get_flows_vault_connection(id);
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{id:?}: {error:?}");
        assert!(error.is_unsent());
        // This is no question of the document's constraints: nothing turns it off.
        let error = server.client().delete_flows_vault_connection(id).skip_validation().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{id:?}: {error:?}");
    }
    assert_eq!(server.count(), 0);

    // What is strange but harmless stays within its segment.
    let _ = server.client().get_flows_vault_connection("a/b?c#d%2e").await;
    assert_eq!(server.seen()[0].target, "/api/v2/flows/vault/connections/a%2Fb%3Fc%23d%252e");
}

#[tokio::test]
async fn secrets_are_never_in_debug_or_display() {
    // A server that sends back what it was sent, in a status of each kind of error.
    for status in [201, 400, 418] {
        let server = Server::start(move |_, seen| Reply::text(status, seen.body.clone())).await;
        let client = server.builder().bearer_token("the-token").build().unwrap();
        let call = client.create_flows_vault_connection(request());
        let mut shown =
            format!("{:?} {client:?} {call:?} {call:#?}", server.builder().bearer_token("the-token"));
        let error = call.await.unwrap_err();
        shown += &format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("the-api-key") && !shown.contains("the-token"), "{status}: {shown}");
        assert!(server.seen()[0].body.contains("the-api-key"));
    }
}

#[tokio::test]
async fn an_empty_name_or_an_unknown_app_id_is_refused_before_the_network_all_violations_at_once() {
    let server = Server::always(|| Reply::json(201, connection(ID))).await;
    let setup = ApiKeyWithBaseUrlSetup::new("the-api-key", "http://acme.api.example");
    let request = CreateActivecampaignConnectionApiKey::new("", setup);
    let error = server.client().create_flows_vault_connection(request).await.unwrap_err();
    let found: Vec<_> = error.violations().unwrap().iter().map(|v| (&*v.instance, v.keyword)).collect();
    assert_eq!(found, [("/name", "minLength"), ("/setup/base_url", "format")]);

    let request: generated::models::CreateFlowsVaultConnectionRequest =
        serde_json::from_value(json!({ "name": "My CRM", "app_id": "NO_SUCH_APP" })).unwrap();
    let error = server.client().create_flows_vault_connection(request).await.unwrap_err();
    let found: Vec<_> = error.violations().unwrap().iter().map(|v| (&*v.instance, v.keyword)).collect();
    assert_eq!(found, [("/app_id", "enum")]);
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_list_without_totals_yields_the_items() {
    let server = Server::always(|| Reply::json(200, json!([connection("ac_1"), connection("ac_2")]))).await;
    let items = server.client().list_flows_vault_connections().items().try_collect().await.unwrap();
    let ids: Vec<_> = items.iter().map(|item| &*item.id).collect();
    assert_eq!(ids, ["ac_1", "ac_2"]);
    assert_eq!(server.count(), 1);

    // What is no list is not taken for an empty one.
    let server = Server::always(|| Reply::json(200, json!("maintenance"))).await;
    let error = server.client().list_flows_vault_connections().items().try_collect().await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
}

/// A server that has so many connections, and lists them in pages.
async fn pages(total: usize) -> Server {
    Server::start(move |_, seen| {
        let (_, query) = seen.target.split_once('?').unwrap();
        let parameters: Vec<_> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let find = |name| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let page: usize = find("page").unwrap_or("0").parse().unwrap();
        let size: usize = find("per_page").unwrap_or("50").parse().unwrap();
        let start = page * size;
        let items: Vec<Value> =
            (start..total.min(start + size)).map(|n| connection(&format!("ac_{n}"))).collect();
        Reply::json(
            200,
            match find("include_totals") {
                Some("true") => {
                    json!({ "start": start, "limit": size, "total": total, "connections": items })
                }
                _ => items.into(),
            },
        )
    })
    .await
}

#[tokio::test]
async fn at_the_end_of_the_pages_there_is_no_request_too_many() {
    let cases = [
        // (connections, first page, with totals, items that come, requests that it takes)
        (5, 0, false, 5, 3), // the last page is short
        (5, 0, true, 5, 3),
        (4, 0, true, 4, 2),  // the last page is full, and the total is known
        (4, 1, true, 2, 1),  // the same, from a later page on
        (4, 0, false, 4, 3), // the last page is full, and only an empty one can tell
        (0, 0, false, 0, 1),
        (0, 0, true, 0, 1),
    ];
    for (total, first, totals, items, requests) in cases {
        let server = pages(total).await;
        let call =
            server.client().list_flows_vault_connections().per_page(2).page(first).include_totals(totals);
        let found = call.items().try_collect().await.unwrap();
        let case = (total, first, totals);
        assert_eq!(found.len(), items, "{case:?}");
        assert_eq!(server.count(), requests, "{case:?}");
        let ids: Vec<_> = found.iter().map(|item| item.id.clone()).collect();
        let first = usize::try_from(first).unwrap() * 2;
        let expected: Vec<_> = (first..first + items).map(|n| format!("ac_{n}")).collect();
        assert_eq!(ids, expected, "{case:?}");
    }
}

#[tokio::test]
async fn a_page_that_fails_ends_the_list_with_its_error() {
    let server = Server::start(|n, _| match n {
        0 => Reply::json(200, json!([connection("ac_1")])),
        _ => refusal(403, "Forbidden", "Insufficient scope"),
    })
    .await;
    let mut items = server.client().list_flows_vault_connections().per_page(1).items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "ac_1");
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error.answer(), Some(ListFlowsVaultConnectionsError::Forbidden(_))), "{error:?}");
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 2);
}
