//! What goes over the wire: the method, the target, the headers and the body of a request, as a server reads them.

use generated::models::*;
use generated::{Client, Error};
use serde_json::{Value, json};

use super::samples;
use super::server::{Reply, Seen, Server, connection, request};

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";
const PATH: &str = "/api/v2/flows/vault/connections";

async fn server() -> Server {
    Server::start(|_, seen| match (seen.method.as_str(), seen.target.split('?').next()) {
        ("DELETE", _) => Reply::text(204, ""),
        ("GET", Some(PATH)) => Reply::json(200, json!([])),
        _ => Reply::json(200, connection(ID)),
    })
    .await
}

/// The body that a request to create this arrives with.
async fn body_of(request: impl Into<CreateFlowsVaultConnectionRequest>) -> Value {
    let server = server().await;
    server.client().create_flows_vault_connection(request).await.unwrap();
    read(&server.seen()[0])
}

/// The body, which must say each thing once.
fn read(seen: &Seen) -> Value {
    let value: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(value.to_string().len(), seen.body.len(), "a property stands there twice: {}", seen.body);
    value
}

#[tokio::test]
async fn each_operation_says_what_it_sends_what_it_takes_and_who_asks() {
    let server = server().await;
    let client = server.client();
    client.create_flows_vault_connection(request()).await.unwrap();
    client.list_flows_vault_connections().await.unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    let rename = UpdateFlowsVaultConnectionRequest::new().with_name("x");
    client.update_flows_vault_connection(ID, rename).await.unwrap();
    client.delete_flows_vault_connection(ID).await.unwrap();

    let seen = server.seen();
    let one = format!("{PATH}/{ID}");
    let lines: Vec<_> = seen.iter().map(|seen| (seen.method.as_str(), seen.target.as_str())).collect();
    assert_eq!(lines, [("POST", PATH), ("GET", PATH), ("GET", &one), ("PATCH", &one), ("DELETE", &one)]);
    for seen in &seen {
        assert_eq!(seen.header("authorization"), Some("Bearer token"));
        assert_eq!(seen.header("accept"), Some("application/json"));
        assert_eq!(seen.header("user-agent"), Some(concat!("generated/", env!("CARGO_PKG_VERSION"))));
        // A type is said of a body, and of nothing else.
        let has_body = matches!(seen.method.as_str(), "POST" | "PATCH");
        assert_eq!(seen.header("content-type"), has_body.then_some("application/json"), "{seen:?}");
        assert_eq!(seen.body.is_empty(), !has_body, "{seen:?}");
    }
}

#[tokio::test]
async fn each_kind_of_request_arrives_as_what_it_is() {
    let server = server().await;
    let client = server.client();
    let requests = samples::requests();
    for sample in &requests {
        client.create_flows_vault_connection(sample.request.clone()).await.unwrap();
    }
    for (sample, seen) in requests.iter().zip(server.seen()) {
        let body = read(&seen);
        assert_eq!(body["app_id"], sample.app_id);
        assert_eq!(body.pointer("/setup/type").and_then(Value::as_str), sample.setup, "{body}");
        assert_eq!(body.as_object().unwrap().len(), if sample.setup.is_some() { 3 } else { 2 }, "{body}");
    }
    assert_eq!(server.count(), 50);
}

#[tokio::test]
async fn texts_arrive_as_they_were_given() {
    let names = [
        "\"quoted\" \\ back/slash",
        "line\nline\r\n\ttab",
        "nul\0 unit\u{1f} delete\u{7f}",
        "日本語 café 🗝️👨\u{200d}👩",
        "\u{2028}\u{2029}\u{feff}",
        " around ",
        "</script><!-- &amp; %20",
    ];
    for name in names {
        let body = body_of(CreateAuth0ConnectionWithoutSetup::new(name)).await;
        assert_eq!(body, json!({ "app_id": "AUTH0", "name": name }));
    }
    let key = "-----BEGIN KEY-----\nMIIEv+/=\r\n-----END KEY-----\n";
    let body = body_of(CreateStripeConnectionKeyPair::new("x", KeyPairSetup::new(key, "public"))).await;
    assert_eq!(body["setup"], json!({ "type": "KEY_PAIR", "private_key": key, "public_key": "public" }));
    let url = "https://hooks.example/é?ü=%20";
    let body = body_of(CreateSlackConnectionWebhook::new("x", WebhookSetup::new(url))).await;
    assert_eq!(body["setup"], json!({ "type": "WEBHOOK", "url": url }));
}

#[tokio::test]
async fn what_a_free_form_setup_holds_arrives_as_it_was_given() {
    let setup = JwtSetup::new(JwtSetupAlgorithm::Hs256)
        .with_additional_property("seconds", 3600)
        .with_additional_property("least", i64::MIN)
        .with_additional_property("most", u64::MAX)
        .with_additional_property("small", 1.5e-7)
        .with_additional_property("nothing", Value::Null)
        .with_additional_property("", "no name")
        .with_additional_property("ключ", json!({ "b": [null, true, { "a": [[]] }], "a": "" }));
    let server = server().await;
    server.client().create_flows_vault_connection(CreateJwtConnectionJwt::new("x", setup)).await.unwrap();
    let expected = r#"{
        "type": "JWT", "algorithm": "HS256", "seconds": 3600, "least": -9223372036854775808,
        "most": 18446744073709551615, "small": 1.5e-7, "nothing": null, "": "no name",
        "ключ": {"b": [null, true, {"a": [[]]}], "a": ""}
    }"#;
    let seen = server.seen();
    assert_eq!(read(&seen[0])["setup"], serde_json::from_str::<Value>(expected).unwrap());
    // Digits beyond what a 64-bit float holds are there as well.
    assert!(seen[0].body.contains("18446744073709551615"), "{}", seen[0].body);

    // Nothing that is not set is sent, not even as null.
    let body = body_of(CreateGoogleSheetsConnectionOauthCode::new("x", OauthCodeSetup::new())).await;
    assert_eq!(body["setup"], json!({}));
}

#[tokio::test]
async fn a_property_with_a_field_of_its_own_is_not_sent_beside_it() {
    let server = server().await;
    let setups: [FlowsVaultConnectionSetup; 3] = [
        OauthCodeSetup::new().with_code("one").with_additional_property("code", "two").into(),
        OauthCodeSetup::new().with_additional_property("type", "OAUTH_CODE").into(),
        JwtSetup::new(JwtSetupAlgorithm::Hs256).with_additional_property("type", "TOKEN").into(),
    ];
    for setup in setups {
        let update = UpdateFlowsVaultConnectionRequest::new().with_setup(setup);
        let error = server.client().update_flows_vault_connection(ID, update).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)) && error.is_unsent(), "{error:?}");
        assert!(error.to_string().contains("has a field of its own"), "{error}");
        assert!(!error.to_string().contains("two"), "{error}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_list_says_what_its_caller_said_and_leaves_the_rest_to_the_server() {
    let server = server().await;
    let client: Client = server.client();
    for (page, per_page, totals) in [
        (None, None, None),
        (Some(0), None, None),
        (None, Some(7), None),
        (None, None, Some(true)),
        (Some(1000), Some(100), None),
        (Some(2), None, Some(false)),
        (None, Some(1), Some(true)),
        (Some(3), Some(50), Some(true)),
    ] {
        let mut call = client.list_flows_vault_connections();
        call.operation.page = page;
        call.operation.per_page = per_page;
        call.operation.include_totals = totals;
        call.await.unwrap();
    }
    let queries: Vec<_> = server.seen().iter().map(|seen| seen.target[PATH.len()..].to_owned()).collect();
    let expected = [
        "",
        "?page=0",
        "?per_page=7",
        "?include_totals=true",
        "?page=1000&per_page=100",
        "?page=2&include_totals=false",
        "?per_page=1&include_totals=true",
        "?page=3&per_page=50&include_totals=true",
    ];
    assert_eq!(queries, expected);
}

#[tokio::test]
async fn all_items_are_asked_for_in_pages_of_a_stated_size() {
    let server = server().await;
    let list = || server.client().list_flows_vault_connections();
    list().items().try_collect().await.unwrap();
    list().per_page(7).page(2).items().try_collect().await.unwrap();
    // One that is not allowed is told, and not mended.
    let error = list().per_page(-1).items().try_collect().await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let queries: Vec<_> = server.seen().iter().map(|seen| seen.target[PATH.len()..].to_owned()).collect();
    assert_eq!(queries, ["?per_page=50", "?page=2&per_page=7"]);
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    // All but unreserved characters are encoded (RFC 3986 section 2.3), so that what arrives can be read in one way.
    let ids = [
        ("ac_6-.~Z", "ac_6-.~Z"),
        ("a/b?c#d e", "a%2Fb%3Fc%23d%20e"),
        ("100%25", "100%2525"),
        ("a+b=c&d;e:f@g,h$i", "a%2Bb%3Dc%26d%3Be%3Af%40g%2Ch%24i"),
        ("!*'()", "%21%2A%27%28%29"),
        ("\"<>^`{|}\\", "%22%3C%3E%5E%60%7B%7C%7D%5C"),
        ("é日🗝\n", "%C3%A9%E6%97%A5%F0%9F%97%9D%0A"),
        ("...", "..."),
    ];
    let server = server().await;
    for (id, _) in ids {
        server.client().get_flows_vault_connection(id).await.unwrap();
    }
    for ((_, encoded), seen) in ids.into_iter().zip(server.seen()) {
        assert_eq!(seen.target, format!("{PATH}/{encoded}"));
    }
}
