//! The text of a secret is sent, and never shown.

use generated::models::{
    CreateFlowsVaultConnectionRequest, FlowsVaultConnectionSetup, UpdateFlowsVaultConnectionRequest,
};
use generated::{Secret, Validate};
use serde_json::{Value, json};

use super::samples::{SECRET, requests, setups};

#[track_caller]
fn hides(what: &str, shown: &str) {
    assert!(!shown.contains(SECRET), "{what} shows the secret: {shown}");
}

/// Which kinds of a request have no secret: those without `setup`, and no other.
#[test]
fn every_setup_has_a_secret_to_hide() {
    for sample in requests() {
        assert_eq!(sample.json.to_string().contains(SECRET), sample.setup.is_some(), "{}", sample.model);
    }
}

#[test]
fn models_and_unions_hide_it() {
    for sample in requests() {
        for shown in &sample.debug {
            hides(sample.model, shown);
            assert!(shown.starts_with(sample.model), "{shown}");
        }
        hides(sample.model, &format!("{:?} {:#?}", sample.request, sample.request));
    }
    for setup in setups() {
        hides("a setup", &format!("{setup:?} {setup:#?}"));
        let update = UpdateFlowsVaultConnectionRequest::new().with_setup(setup);
        hides("an update", &format!("{update:?} {update:#?}"));
    }
}

#[test]
fn what_no_member_describes_hides_it() {
    for sample in requests() {
        for (place, unknown) in [("/app_id", "NO_SUCH_APP"), ("/setup/type", "NO_SUCH_TYPE")] {
            let mut json = sample.json.clone();
            let Some(value) = json.pointer_mut(place) else { continue };
            *value = unknown.into();
            let request: CreateFlowsVaultConnectionRequest = serde_json::from_value(json).unwrap();
            hides(sample.model, &format!("{request:?} {request:#?}"));
        }
    }
    let setup: FlowsVaultConnectionSetup =
        serde_json::from_value(json!({ "type": "NO_SUCH_TYPE", "api_key": SECRET })).unwrap();
    assert!(matches!(setup, FlowsVaultConnectionSetup::Unknown(_)));
    hides("a setup", &format!("{setup:?}"));
}

/// Each place in a value, the value itself left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    if let Value::Object(object) = value {
        for (name, value) in object {
            let place = format!("{at}/{name}");
            places(value, &place, found);
            found.push(place);
        }
    }
}

/// Violations and errors of reading tell what is wrong, and neither quotes a secret that is.
#[test]
fn violations_and_errors_of_reading_hide_it() {
    let mut refused = 0;
    for sample in requests() {
        let mut all = Vec::new();
        places(&sample.json, "", &mut all);
        for place in all {
            let wrong: [fn(Value) -> Value; 5] = [
                |_| 12345.into(),
                |_| Value::Null,
                |old| json!([old]),
                |old| json!({ "x": old }),
                |old| old.as_str().map_or(Value::Null, |text| text.repeat(100).into()),
            ];
            for change in wrong {
                let mut json = sample.json.clone();
                let value = json.pointer_mut(&place).unwrap();
                *value = change(value.take());
                if let Err(violations) = CreateFlowsVaultConnectionRequest::validate_json(&json) {
                    refused += 1;
                    let text = serde_json::to_string(&violations).unwrap();
                    hides(sample.model, &format!("{violations} {violations:?} {text}"));
                }
                match serde_json::from_value::<CreateFlowsVaultConnectionRequest>(json) {
                    Ok(request) => hides(sample.model, &format!("{request:?}")),
                    Err(error) => hides(sample.model, &format!("{error} {error:?}")),
                }
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_secret_is_shown_by_name_alone() {
    let secret = Secret::from(SECRET);
    assert_eq!(format!("{secret:?} {secret:#?}"), "[redacted] [redacted]");
    assert_eq!(secret.expose(), SECRET);
}

#[cfg(feature = "client")]
mod sent {
    use generated::models::{ApiKeySetup, CreateAirtableConnectionApiKey};

    use super::*;
    use crate::server::{Reply, Server, refusal};

    #[tokio::test]
    async fn calls_clients_and_builders_hide_it() {
        let server = Server::always(|| refusal(400, "Bad Request", "No")).await;
        let builder = server.builder().bearer_token(SECRET).client_credentials("id", SECRET);
        hides("a builder", &format!("{builder:?} {builder:#?}"));
        let client = builder.build().unwrap();
        hides("a client", &format!("{client:?} {client:#?} {:?}", client.transport()));
        for sample in requests() {
            let call = client.create_flows_vault_connection(sample.request).header("X-Key", SECRET);
            hides(sample.model, &format!("{call:?} {call:#?} {:?}", call.operation));
        }
        for setup in setups() {
            let update = UpdateFlowsVaultConnectionRequest::new().with_setup(setup);
            let call = client.update_flows_vault_connection("ac_1", update);
            hides("an update", &format!("{call:?} {call:#?}"));
        }
    }

    #[test]
    fn a_credential_that_cannot_be_used_hides_it() {
        let server = "https://tenant.auth0.example/api/v2";
        let secret = format!("{SECRET}\n");
        let error = generated::Client::builder().base_url(server).bearer_token(secret).build().unwrap_err();
        hides("an error", &format!("{error} {error:?}"));
        let server = format!("https://user:{SECRET}@tenant.auth0.example/api/v2");
        let error = generated::Client::builder().base_url(server).build().unwrap_err();
        hides("an error", &format!("{error} {error:?}"));
    }

    /// The server sends back all that it was sent: as a success of another shape, as each documented error, as an
    /// undocumented one, as a redirect, and as less than it promised.
    #[tokio::test]
    async fn errors_hide_it() {
        let echo = |n: usize, body: String| match n {
            0 => Reply::text(201, body),
            1 => Reply::text(201, format!("\"{SECRET}\"")),
            2 => Reply::text(400, body),
            3 => Reply::text(404, body),
            4 => Reply::text(302, "").header("Location", format!("/login?token={SECRET}")),
            5 => Reply::text(201, body).truncated(1),
            _ => Reply::close(),
        };
        let server = Server::start(move |n, seen| echo(n, seen.body.clone()).header("X-Echo", SECRET)).await;
        let client = server.builder().bearer_token(SECRET).build().unwrap();
        for _ in 0..7 {
            let request = CreateAirtableConnectionApiKey::new("My base", ApiKeySetup::new(SECRET));
            let error = client.create_flows_vault_connection(request).await.unwrap_err();
            hides("an error", &format!("{error} {error:?} {error:#?}"));
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                hides("a cause", &format!("{cause} {cause:?}"));
                source = cause.source();
            }
        }
        assert_eq!(server.count(), 7);
        assert!(server.seen().iter().all(|seen| seen.body.contains(SECRET)));
    }
}
