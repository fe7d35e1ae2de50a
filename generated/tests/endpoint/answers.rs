//! What the real server answers, also where its documentation says otherwise, and what a caller can read of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use generated::models::*;
use generated::operations::*;
use generated::{Client, Error, RetryPolicy};
use serde_json::json;

use super::server::{Reply, Server, connection, refusal, request};
use super::tenant;

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

#[tokio::test]
async fn a_connection_lives_and_dies_as_on_the_real_server() {
    let url = tenant::start().await.unwrap();
    let client = Client::builder().base_url(url).bearer_token(tenant::TOKEN).build().unwrap();

    // 200 where 201 is documented, and `refreshed_at` is null.
    let created = client.create_flows_vault_connection(request()).send().await.unwrap();
    assert_eq!(created.status(), 200);
    let created = created.into_body();
    assert!(created.ready);
    assert_eq!(created.refreshed_at, None);
    assert_eq!(created.created_at.as_millisecond() % 1000, 512);

    // Set up with a token, which comes back masked.
    let setup = BearerSetup::new("my-secret-token");
    let bearer =
        client.create_flows_vault_connection(CreateHttpConnectionBearer::new("Orders", setup)).await.unwrap();
    assert_eq!(bearer.account_name.as_deref(), Some("Bearer my-***ken"));

    let rename = UpdateFlowsVaultConnectionRequest::new().with_name("My other CRM");
    let renamed = client.update_flows_vault_connection(&created.id, rename).await.unwrap();
    assert_eq!(renamed.name, "My other CRM");
    assert!(renamed.updated_at > created.updated_at);
    assert_eq!(client.get_flows_vault_connection(&created.id).await.unwrap(), renamed);

    let listed = client.list_flows_vault_connections().per_page(1).items().try_collect().await.unwrap();
    assert_eq!(listed.iter().map(|item| &item.id).collect::<Vec<_>>(), [&created.id, &bearer.id]);

    // 204 with the type of a body, and none.
    let deleted = client.delete_flows_vault_connection(&created.id).send().await.unwrap();
    assert_eq!(deleted.status(), 204);
    assert_eq!(deleted.headers()["content-type"], "application/json; charset=utf-8");

    // Documented for GET, and not for DELETE.
    let error = client.get_flows_vault_connection(&created.id).await.unwrap_err();
    assert!(matches!(error.answer(), Some(GetFlowsVaultConnectionError::NotFound(_))), "{error:?}");
    let error = client.delete_flows_vault_connection(&created.id).await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");

    let stranger = client.transport().base_url().to_owned();
    let stranger = Client::builder().base_url(stranger).bearer_token("another").build().unwrap();
    let error = stranger.get_flows_vault_connection(ID).await.unwrap_err();
    assert!(matches!(error.answer(), Some(GetFlowsVaultConnectionError::Unauthorized(_))), "{error:?}");
}

#[tokio::test]
async fn a_success_is_one_under_each_status_and_with_refreshed_at_null() {
    for status in [200, 201, 202] {
        let mut body = connection(ID);
        body["refreshed_at"] = json!(null);
        let server = Server::always(move || Reply::json(status, body.clone())).await;
        let answer = server.client().create_flows_vault_connection(request()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.body().id, ID);
        assert_eq!(answer.body().refreshed_at, None);
    }
}

#[tokio::test]
async fn what_the_document_does_not_list_is_read() {
    let mut body = connection(ID);
    body["app_id"] = json!("AN_APP_OF_NEXT_YEAR");
    body["environment"] = json!("");
    body["account_name"] = json!("Bearer my-***ken");
    body["refreshed_at"] = json!("2025-01-31T23:59:59.999+02:00");
    body["a_field_of_next_year"] = json!({ "deep": [1, 2, 3] });
    let server = Server::always(move || Reply::json(200, body.clone())).await;
    let connection = server.client().get_flows_vault_connection(ID).await.unwrap();
    assert_eq!(connection.app_id, "AN_APP_OF_NEXT_YEAR");
    assert_eq!(connection.account_name.as_deref(), Some("Bearer my-***ken"));
    assert_eq!(connection.refreshed_at.unwrap().to_string(), "2025-01-31T21:59:59.999Z");
}

#[tokio::test]
async fn a_list_is_read_with_totals_and_without() {
    let server = Server::start(|n, _| match n {
        0 => Reply::json(200, json!([connection(ID)])),
        _ => {
            Reply::json(200, json!({ "start": 0, "limit": 50, "total": 1, "connections": [connection(ID)] }))
        }
    })
    .await;
    let list = server.client().list_flows_vault_connections().await.unwrap();
    let FlowsVaultConnectionList::Array(items) = list else { panic!("{list:?}") };
    assert_eq!(items[0].id, ID);
    let list = server.client().list_flows_vault_connections().page(0).include_totals(true).await.unwrap();
    let FlowsVaultConnectionList::WithTotals(page) = list else { panic!("{list:?}") };
    assert_eq!((page.start, page.limit, page.total), (Some(0), Some(50), Some(1)));
    assert_eq!(page.connections.unwrap()[0].id, ID);

    let seen = server.seen();
    assert_eq!(seen[0].target, "/api/v2/flows/vault/connections");
    assert_eq!(seen[1].target, "/api/v2/flows/vault/connections?page=0&include_totals=true");
}

#[tokio::test]
async fn a_delete_is_read_whatever_its_empty_answer_claims_to_be() {
    let server = Server::always(|| Reply::text(204, "")).await;
    server.client().delete_flows_vault_connection(ID).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].method, "DELETE");
    assert_eq!(seen[0].target, format!("/api/v2/flows/vault/connections/{ID}"));
    assert_eq!(seen[0].body, "");
}

#[tokio::test]
async fn an_undocumented_status_keeps_status_headers_and_body() {
    let body = r#"{"statusCode":404,"error":"Not Found","message":"Connection not found"}"#;
    let server = Server::always(move || Reply::text(404, body).header("X-Request-Id", "42")).await;
    let error = server.client().delete_flows_vault_connection(ID).await.unwrap_err();
    let Error::Undocumented(answer) = &error else { panic!("{error:?}") };
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["x-request-id"], "42");
    assert_eq!(answer.body(), body);
    assert_eq!((error.status().unwrap().as_u16(), error.answer()), (404, None));
}

/// Each status that the document gives an operation is a variant of its error, with the body.
#[tokio::test]
async fn each_documented_status_is_a_variant_with_its_body() {
    macro_rules! check {
        ($error:ident: $($variant:ident = $status:literal),+; $client:ident => $call:expr) => {$({
            // Without repeats: 429 is among them.
            let server = Server::always(|| {
                Reply::json($status, json!({
                    "statusCode": $status, "error": "Name", "message": "Why", "errorCode": "a_code", "more": 1,
                }))
            })
            .await;
            let policy = RetryPolicy::never();
            let $client = server.builder().bearer_token("token").retry(policy).build().unwrap();
            let error = $call.await.unwrap_err();
            let Some($error::$variant(body)) = error.answer() else { panic!("{error:?}") };
            let mut expected = ErrorBody::new($status, "Name", "Why");
            expected.error_code = Some("a_code".into());
            assert_eq!(*body, expected);
            assert_eq!(error.status().unwrap(), $status);
            assert!(error.to_string().starts_with(stringify!($status)), "{error}");
            assert!(error.to_string().ends_with(": Why"), "{error}");
        })+};
    }
    check!(ListFlowsVaultConnectionsError:
        BadRequest = 400, Unauthorized = 401, Forbidden = 403, TooManyRequests = 429;
        client => client.list_flows_vault_connections());
    check!(CreateFlowsVaultConnectionError:
        BadRequest = 400, Unauthorized = 401, Forbidden = 403, TooManyRequests = 429;
        client => client.create_flows_vault_connection(request()));
    check!(GetFlowsVaultConnectionError:
        BadRequest = 400, Unauthorized = 401, Forbidden = 403, NotFound = 404, TooManyRequests = 429;
        client => client.get_flows_vault_connection(ID));
    check!(UpdateFlowsVaultConnectionError:
        BadRequest = 400, Unauthorized = 401, Forbidden = 403, NotFound = 404, TooManyRequests = 429;
        client => client.update_flows_vault_connection(ID, UpdateFlowsVaultConnectionRequest::new()));
    check!(DeleteFlowsVaultConnectionError:
        BadRequest = 400, Unauthorized = 401, Forbidden = 403, TooManyRequests = 429;
        client => client.delete_flows_vault_connection(ID));
}

/// What the server says of an error is anything: it is shown on one line, and not at length.
#[tokio::test]
async fn a_message_of_the_server_cannot_flood_a_log() {
    let message = format!("one\ntwo\u{1b}[31m{}", "x".repeat(10_000));
    let server = Server::always(move || refusal(400, "Bad Request", &message)).await;
    let client = server.client();
    let shown = client.get_flows_vault_connection(ID).await.unwrap_err().to_string();
    assert!(shown.contains(": one two [31mxxx"), "{shown}");
    assert!(shown.chars().count() < 500 && !shown.contains(char::is_control), "{shown}");
}

#[tokio::test]
async fn retry_after_and_the_rate_limit_are_read_from_the_error() {
    let reset = UNIX_EPOCH + Duration::from_secs(1_900_000_000);
    let server = Server::always(|| {
        refusal(429, "Too Many Requests", "Global limit has been reached")
            .header("Retry-After", 120)
            .header("X-RateLimit-Limit", 10)
            .header("X-RateLimit-Remaining", 0)
            .header("X-RateLimit-Reset", 1_900_000_000)
    })
    .await;
    // Two minutes are more than the default policy waits.
    let error = server.client().get_flows_vault_connection(ID).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    let limits = error.rate_limit().unwrap();
    assert_eq!((limits.limit, limits.remaining, limits.reset), (Some(10), Some(0), Some(reset)));
    assert_eq!(error.headers().unwrap()["x-ratelimit-limit"], "10");
    assert_eq!(server.count(), 1);

    // A reset alone says as much.
    let time = SystemTime::now() + Duration::from_secs(3600);
    let seconds = time.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let server =
        Server::always(move || refusal(429, "Too Many Requests", "").header("X-RateLimit-Reset", seconds))
            .await;
    let error = server.client().get_flows_vault_connection(ID).await.unwrap_err();
    let wait = error.retry_after().unwrap().as_secs();
    assert!((3590..=3600).contains(&wait), "{wait}");

    // And on a success.
    let server = Server::always(|| Reply::json(200, connection(ID)).header("X-RateLimit-Remaining", 7)).await;
    let answer = server.client().get_flows_vault_connection(ID).send().await.unwrap();
    assert_eq!(answer.rate_limit().unwrap().remaining, Some(7));
}

#[tokio::test]
async fn what_is_sent_is_what_the_document_says() {
    let server = Server::always(|| Reply::json(201, connection(ID))).await;
    server.client().create_flows_vault_connection(request()).header("X-Trace", "mine").await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!((&*seen.method, &*seen.target), ("POST", "/api/v2/flows/vault/connections"));
    assert_eq!(seen.header("authorization"), Some("Bearer token"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("x-trace"), Some("mine"));
    let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let setup =
        json!({ "type": "API_KEY", "api_key": "the-api-key", "base_url": "https://acme.api.example" });
    assert_eq!(body, json!({ "name": "My CRM", "app_id": "ACTIVECAMPAIGN", "setup": setup }));
}
