//! Who the client says it is, and to whom.

use std::time::Duration;

use generated::Error;
use generated::models::CreateSlackConnectionWithoutSetup;
use generated::operations::GetFlowsVaultConnectionError;
use generated::runtime::credentials::CredentialsError;
use serde_json::json;

use super::server::{Reply, Seen, Server, connection, refusal};

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

/// A server with a token endpoint: the n-th request of all, if it is for a token, is answered with `token-n`.
async fn tenant(expires_in: u64) -> Server {
    Server::start(move |n, seen| match &*seen.target {
        "/oauth/token" => {
            let token = format!("token-{n}");
            let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": expires_in });
            Reply::json(200, body).after(Duration::from_millis(50))
        }
        _ => Reply::json(200, connection(ID)),
    })
    .await
}

fn authorizations(seen: &[Seen]) -> Vec<&str> {
    seen.iter().filter_map(|seen| seen.header("authorization")).collect()
}

fn fetches(server: &Server) -> usize {
    server.seen().iter().filter(|seen| seen.target == "/oauth/token").count()
}

#[tokio::test]
async fn a_bearer_token_goes_with_each_request() {
    let server = Server::always(|| Reply::json(200, connection(ID))).await;
    let client = server.builder().bearer_token("given").build().unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    client.create_flows_vault_connection(CreateSlackConnectionWithoutSetup::new("x")).await.unwrap();
    assert_eq!(authorizations(&server.seen()), ["Bearer given", "Bearer given"]);
}

#[tokio::test]
async fn a_token_is_asked_for_with_a_form_that_names_the_audience() {
    let server = tenant(86_400).await;
    let builder = server.builder().tenant_domain("acme.eu.auth0.example");
    let client = builder.client_credentials("the id", "the secret & more").build().unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    let seen = server.seen();
    assert_eq!((&*seen[0].method, &*seen[0].target), ("POST", "/oauth/token"));
    assert_eq!(seen[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(seen[0].header("authorization"), None);
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(seen[0].body.as_bytes()).into_owned().collect();
    let form: Vec<_> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(
        form,
        [
            ("grant_type", "client_credentials"),
            ("client_id", "the id"),
            ("client_secret", "the secret & more"),
            ("audience", "https://acme.eu.auth0.example/api/v2/"),
        ]
    );
    assert_eq!(seen[1].header("authorization"), Some("Bearer token-0"));
}

#[tokio::test]
async fn a_token_is_kept_and_shared_with_clones() {
    let server = tenant(86_400).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    for _ in 0..3 {
        client.get_flows_vault_connection(ID).await.unwrap();
        client.clone().get_flows_vault_connection(ID).await.unwrap();
    }
    assert_eq!((fetches(&server), server.count()), (1, 7));
}

#[tokio::test]
async fn calls_that_need_a_token_at_once_fetch_it_once() {
    let server = tenant(86_400).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    let calls: Vec<_> =
        (0..8).map(|_| tokio::spawn(client.get_flows_vault_connection(ID).into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((fetches(&server), server.count()), (1, 9));
    assert_eq!(authorizations(&server.seen()), ["Bearer token-0"; 8]);
}

#[tokio::test]
async fn a_token_is_renewed_when_it_expires() {
    let server = tenant(0).await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    assert_eq!(authorizations(&server.seen()), ["Bearer token-0", "Bearer token-2"]);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_the_end_of_it() {
    let server = Server::start(|n, seen| match &*seen.target {
        "/oauth/token" => {
            Reply::json(200, json!({ "access_token": format!("token-{n}"), "expires_in": 86_400 }))
        }
        _ if n == 1 => Reply::json(200, connection(ID)),
        _ => refusal(401, "Unauthorized", "Invalid token"),
    })
    .await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    client.get_flows_vault_connection(ID).await.unwrap();
    let error = client.get_flows_vault_connection(ID).await.unwrap_err();
    let Some(GetFlowsVaultConnectionError::Unauthorized(body)) = error.answer() else { panic!("{error:?}") };
    assert_eq!(body.message, "Invalid token");
    assert_eq!(authorizations(&server.seen()), ["Bearer token-0", "Bearer token-0", "Bearer token-3"]);
    assert_eq!(fetches(&server), 2);
}

#[tokio::test]
async fn a_given_token_is_not_renewed_and_the_call_not_repeated() {
    let server = Server::always(|| refusal(401, "Unauthorized", "Invalid token")).await;
    let error = server.client().get_flows_vault_connection(ID).await.unwrap_err();
    assert!(matches!(error.answer(), Some(GetFlowsVaultConnectionError::Unauthorized(_))), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_token_never_goes_to_another_host() {
    // Another port is another origin.
    let elsewhere = Server::always(|| Reply::json(200, connection(ID))).await;
    let location = format!("{}/copy", elsewhere.origin());
    let server = Server::start(move |_, seen| match &*seen.target {
        "/oauth/token" => Reply::json(200, json!({ "access_token": "fetched", "expires_in": 86_400 })),
        _ => Reply::text(302, "").header("Location", &location),
    })
    .await;
    for builder in
        [server.builder().bearer_token("given"), server.builder().client_credentials("id", "secret")]
    {
        let client = builder.build().unwrap();
        client.get_flows_vault_connection(ID).header("X-Trace", "mine").await.unwrap();
        let error = client.delete_flows_vault_connection(ID).await.unwrap_err();
        assert!(matches!(error, Error::Redirected(_)), "{error:?}");
    }
    let seen = elsewhere.seen();
    assert_eq!(seen.len(), 2);
    for seen in seen {
        assert_eq!(seen.header("authorization"), None);
        assert_eq!(seen.header("x-trace"), None);
        assert!(!format!("{seen:?}").contains("secret"));
    }
}

#[tokio::test]
async fn a_token_never_goes_over_plain_http_to_another_machine() {
    let client =
        generated::Client::builder().base_url("http://tenant.auth0.example/api/v2").bearer_token("given");
    let error = client.build().unwrap_err();
    assert!(error.to_string().contains("https"), "{error}");
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = Server::always(|| Reply::json(200, connection(ID))).await;
    let error = server.builder().build().unwrap().get_flows_vault_connection(ID).await.unwrap_err();
    assert!(matches!(&error, Error::Credentials(CredentialsError::Missing { .. })), "{error:?}");
    assert!(error.is_unsent());
    let text = error.to_string();
    assert!(text.contains("bearerAuth") && text.contains("clientCredentials"), "{text}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_told_and_the_request_not_sent() {
    let server = Server::always(|| {
        Reply::json(403, json!({ "error": "access_denied", "error_description": "Unknown client id" }))
    })
    .await;
    let client = server.builder().client_credentials("id", "secret").build().unwrap();
    let error = client.get_flows_vault_connection(ID).await.unwrap_err();
    let Error::Credentials(CredentialsError::Refused(refused)) = &error else { panic!("{error:?}") };
    assert_eq!(refused.error(), Some("access_denied"));
    assert_eq!(refused.description(), Some("Unknown client id"));
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(server.count(), fetches(&server));
}

#[tokio::test]
async fn a_wrong_tenant_domain_is_refused_when_the_client_is_built() {
    for domain in ["", "acme.example/path", "user@acme.example", "acme.example?x", "acme example"] {
        let error =
            generated::Client::builder().tenant_domain(domain).bearer_token("given").build().unwrap_err();
        assert!(error.to_string().contains("tenantDomain"), "{domain}: {error}");
    }
    let client =
        generated::Client::builder().tenant_domain("acme.eu.auth0.com").bearer_token("given").build();
    assert_eq!(client.unwrap().transport().base_url(), "https://acme.eu.auth0.com/api/v2");
}
