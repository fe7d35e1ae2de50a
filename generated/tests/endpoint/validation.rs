//! What a request is checked for, and how it is told.

use generated::models::*;
use generated::{Validate, Violations};
use serde_json::json;

/// Place and keyword of each violation.
fn places(result: Result<(), Violations>) -> Vec<(String, &'static str)> {
    let violations = result.err().into_iter().flatten();
    violations.map(|violation| (violation.instance, violation.keyword)).collect()
}

fn at(instance: &str, keyword: &'static str) -> Vec<(String, &'static str)> {
    vec![(instance.to_owned(), keyword)]
}

fn named(name: impl Into<String>) -> CreateSlackConnectionWithoutSetup {
    CreateSlackConnectionWithoutSetup::new(name)
}

#[test]
fn lengths_are_counted_in_code_points() {
    assert_eq!(places(named("x".repeat(150)).validate()), []);
    assert_eq!(places(named("x".repeat(151)).validate()), at("/name", "maxLength"));
    // Four bytes and two UTF-16 units each.
    assert_eq!(places(named("🦀".repeat(150)).validate()), []);
    assert_eq!(places(named("🦀".repeat(151)).validate()), at("/name", "maxLength"));
    // One character to a reader, seven code points.
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(family.chars().count(), 7);
    assert_eq!(places(named(family.repeat(21)).validate()), []);
    assert_eq!(places(named(family.repeat(22)).validate()), at("/name", "maxLength"));
    assert_eq!(places(named("").validate()), at("/name", "minLength"));
    let message = named("").validate().unwrap_err().to_string();
    assert_eq!(message, "/name: must have at least 1 character (minLength), has 0");
}

#[test]
fn lengths_of_secrets_are_checked_too() {
    let http = |value: String| {
        let setup = HttpApiKeySetup::new("X-Api-Key", value, HttpApiKeySetupIn::Header);
        CreateFlowsVaultConnectionRequest::from(CreateHttpConnectionApiKey::new("My API", setup)).validate()
    };
    assert_eq!(places(http("🔑".repeat(255))), []);
    assert_eq!(places(http("🔑".repeat(256))), at("/setup/value", "maxLength"));
    assert_eq!(places(http(String::new())), at("/setup/value", "minLength"));
}

#[test]
fn a_value_that_an_enum_does_not_list_is_refused() {
    let jwt = |algorithm: &str| JwtSetup::new(algorithm).validate();
    assert_eq!(places(jwt("ES384")), []);
    assert_eq!(places(jwt("none")), at("/algorithm", "enum"));
    let listed = JwtSetupAlgorithm::ALL.iter().map(JwtSetupAlgorithm::as_str);
    assert!(listed.clone().all(|name| jwt(name).is_ok()));
    assert_eq!(listed.count(), 12);

    // It is read and written all the same.
    let setup: JwtSetup = serde_json::from_value(json!({ "type": "JWT", "algorithm": "none" })).unwrap();
    assert_eq!(setup.algorithm, JwtSetupAlgorithm::Unknown("none".to_owned()));
    assert_eq!(serde_json::to_value(&setup).unwrap()["algorithm"], "none");

    let error = serde_json::from_value::<JwtSetup>(json!({ "type": "JWT", "algorithm": 5 })).unwrap_err();
    assert!(error.to_string().contains("expected a string"), "{error}");
}

#[test]
fn what_is_required_is_named_by_the_place_where_it_should_be() {
    // No constructor leaves it out, but JSON can.
    let json = json!({ "app_id": "ACTIVECAMPAIGN", "setup": { "type": "API_KEY", "api_key": "key" } });
    let found = places(CreateFlowsVaultConnectionRequest::validate_json(&json));
    assert_eq!(found, [at("/name", "required"), at("/setup/base_url", "required")].concat());
    // Whatever else is wrong, even if it is wrong for every member.
    let setup = json!({ "type": "API_KEY", "base_url": 1 });
    let json = json!({ "name": 5, "app_id": "ACTIVECAMPAIGN", "setup": setup });
    let found = places(CreateFlowsVaultConnectionRequest::validate_json(&json));
    let expected = [at("/name", "type"), at("/setup/api_key", "required"), at("/setup/base_url", "type")];
    assert_eq!(found, expected.concat());
    let found = places(CreateFlowsVaultConnectionRequest::validate_json(&json!({ "name": "x" })));
    assert_eq!(found, at("/app_id", "required"));
}

#[test]
fn what_is_not_allowed_is_named_by_its_place() {
    let json = json!({ "app_id": "SLACK", "name": "x", "colour": "red" });
    let found = places(CreateFlowsVaultConnectionRequest::validate_json(&json));
    assert_eq!(found, at("/colour", "additionalProperties"));
}

#[test]
fn an_https_url_is_one() {
    let found = |url: &str| places(ApiKeyWithBaseUrlSetup::new("key", url).validate());
    for url in ["https://acme.api.example", "https://acme.example:8443/a/b?c=d", "https://192.0.2.1/"] {
        assert_eq!(found(url), [], "{url}");
    }
    for url in
        ["", "acme.api.example", "http://acme.api.example", "ftp://acme.example", "https://", "https:// x"]
    {
        assert_eq!(found(url), at("/base_url", "format"), "{url}");
    }
}

#[test]
fn a_hostname_is_one() {
    let found = |domain: &str| places(OauthAppSetup::new("client", "secret", domain).validate());
    for domain in ["acme.auth0.example", "localhost", "a-b.example", "xn--bcher-kva.example"] {
        assert_eq!(found(domain), [], "{domain}");
    }
    for domain in
        ["", "https://acme.example", "acme.example/path", "-acme.example", "acme..example", "a b.example"]
    {
        assert_eq!(found(domain), at("/domain", "format"), "{domain}");
    }
}

#[test]
fn an_email_address_is_one() {
    let found = |email: &str| places(OauthJwtSetup::new().with_client_email(email).validate());
    for email in ["flows@acme.example", "flows+test@acme.iam.example"] {
        assert_eq!(found(email), [], "{email}");
    }
    for email in ["", "flows", "@acme.example", "flows@", "a b@acme.example"] {
        assert_eq!(found(email), at("/client_email", "format"), "{email}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let setup = OauthClientCredentialsSetup::new("", "", "http://partner.example/token")
        .with_audience("")
        .with_scope("x".repeat(1025));
    let request = CreateHttpConnectionOauthClientCredentials::new("", setup);
    let violations = CreateFlowsVaultConnectionRequest::from(request).validate().unwrap_err();
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "/name: must have at least 1 character (minLength), has 0",
            "/setup/client_id: must have at least 1 character (minLength), has 0",
            "/setup/client_secret: must have at least 1 character (minLength), has 0",
            "/setup/token_endpoint: must be an https URL (format), is \"http://partner.example/token\"",
            "/setup/audience: must have at least 1 character (minLength), has 0",
            "/setup/scope: must have at most 1024 characters (maxLength), has 1025",
        ]
    );
    // For programs, and for answers of a server of one's own.
    let json = serde_json::to_value(&violations).unwrap();
    assert_eq!(
        json[0],
        json!({
            "instance": "/name",
            "schema": "#/components/schemas/CreateHttpConnectionOauthClientCredentials/properties/name/minLength",
            "keyword": "minLength",
            "expected": "must have at least 1 character",
            "actual": "has 0",
        })
    );
}

#[cfg(feature = "client")]
mod sent {
    use super::*;
    use crate::server::{Reply, Server, connection};

    #[tokio::test]
    async fn nothing_is_sent_when_something_is_wrong() {
        let server = Server::always(|| Reply::json(200, connection("ac_1"))).await;
        let client = server.client();
        let error = client.create_flows_vault_connection(named("")).await.unwrap_err();
        assert!(error.is_unsent());
        assert_eq!(places(Err(error.violations().unwrap().clone())), at("/name", "minLength"));

        // Parameters and body report together.
        let update = UpdateFlowsVaultConnectionRequest::new().with_name("");
        let error = client.update_flows_vault_connection("x".repeat(31), update).await.unwrap_err();
        let found = places(Err(error.violations().unwrap().clone()));
        assert_eq!(found, [at("/id", "maxLength"), at("/name", "minLength")].concat());
        let error = client.list_flows_vault_connections().page(1001).per_page(0).await.unwrap_err();
        let found = places(Err(error.violations().unwrap().clone()));
        assert_eq!(found, [at("/page", "maximum"), at("/per_page", "minimum")].concat());
        assert_eq!(server.count(), 0);
    }

    #[tokio::test]
    async fn validation_can_be_skipped() {
        let server = Server::always(|| Reply::json(200, connection("ac_1"))).await;
        server.client().create_flows_vault_connection(named("")).skip_validation().await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&server.seen()[0].body).unwrap();
        assert_eq!(body, json!({ "name": "", "app_id": "SLACK" }));
    }
}

/// Without `type`, nothing tells these two apart; the violation calls them by their names.
#[test]
fn what_fits_several_members_names_them() {
    let setup = json!({"setup": {"project_id": "p"}});
    let violations = UpdateFlowsVaultConnectionRequest::validate_json(&setup).unwrap_err().to_string();
    assert!(violations.contains("matches several: OauthJwtSetup, OauthCodeSetup"), "{violations}");
}
