//! Feature `mock`: code that has a client is tested without a server.

use generated::models::{CreateFlowsVaultConnectionRequest, FlowsVaultConnection};
use generated::{Client, Error, Mock, operations};

use super::server::request;

/// Code that someone wrote: gives a connection's identifier, or none where there is no place for it.
async fn connect(client: &Client) -> Option<String> {
    match client.create_flows_vault_connection(request()).await {
        Ok(connection) => Some(connection.id),
        Err(Error::Answer(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

fn connection(id: &str) -> FlowsVaultConnection {
    let now = "2024-01-31T12:00:00Z".parse().unwrap();
    FlowsVaultConnection::new(id, "ACTIVECAMPAIGN", "My CRM", true, now, now, "0f")
}

#[tokio::test]
async fn a_mock_stands_in_for_the_server() {
    let mock = Mock::new();
    let client = mock.client().unwrap();
    let is_ours = |call: &operations::CreateFlowsVaultConnection| {
        matches!(call.body, CreateFlowsVaultConnectionRequest::Activecampaign(_))
    };
    let refused = serde_json::json!({
        "statusCode": 403, "error": "Forbidden", "message": "no place", "errorCode": "limit"
    });
    let created = mock.create_flows_vault_connection().matches(is_ours).times(1).returns(connection("ac_1"));
    mock.create_flows_vault_connection().returns_status(403, &refused);
    assert_eq!(connect(&client).await.as_deref(), Some("ac_1"));
    assert_eq!(connect(&client).await, None);
    assert_eq!(created.count(), 1);
    mock.delete_flows_vault_connection().matches(|call| call.id == "ac_1").returns(());
    client.delete_flows_vault_connection("ac_1").await.unwrap();
    let error = client.delete_flows_vault_connection("ac_2").await.unwrap_err();
    assert!(error.to_string().contains("expects no such call"), "{error}");
}
