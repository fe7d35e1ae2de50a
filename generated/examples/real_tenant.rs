//! Lists the connections of a real tenant, creates one, renames it and deletes it.
//!
//! ```console
//! $ export AUTH0_DOMAIN=acme.eu.auth0.com
//! $ export AUTH0_TOKEN=...        # or AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine application
//! $ cargo run -p generated --example real_tenant
//! ```
//!
//! The token, or the application, needs the scopes `create:`, `read:`, `update:` and `delete:flows_vault_connections`.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use generated::models::{CreateSlackConnectionWithoutSetup, UpdateFlowsVaultConnectionRequest};
use generated::{Client, ClientBuilder};

const USAGE: &str = "\
Set these environment variables:

    AUTH0_DOMAIN           domain of the tenant, such as acme.eu.auth0.com

and either

    AUTH0_TOKEN            a token of its Management API

or

    AUTH0_CLIENT_ID        id and secret of a machine-to-machine application
    AUTH0_CLIENT_SECRET    that may use its Management API";

#[tokio::main]
async fn main() -> ExitCode {
    let Some(client) = from_environment() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(client.timeout(Duration::from_secs(30))).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` when a variable is missing or empty.
fn from_environment() -> Option<ClientBuilder> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let client = Client::builder().tenant_domain(variable("AUTH0_DOMAIN")?);
    match variable("AUTH0_TOKEN") {
        Some(token) => Some(client.bearer_token(token)),
        None => {
            Some(client.client_credentials(variable("AUTH0_CLIENT_ID")?, variable("AUTH0_CLIENT_SECRET")?))
        }
    }
}

async fn run(client: ClientBuilder) -> Result<(), Box<dyn std::error::Error>> {
    let client = client.build()?;

    // Page after page, as they are needed.
    let mut connections = client.list_flows_vault_connections().per_page(100).items();
    while let Some(connection) = connections.next().await {
        let connection = connection?;
        println!("{}  {:<14} {}", connection.id, connection.app_id, connection.name);
    }

    let request = CreateSlackConnectionWithoutSetup::new("Made by an example");
    let created = client.create_flows_vault_connection(request).await?;
    println!("{}  created, ready: {}", created.id, created.ready);

    // Whatever becomes of the renaming, what was created is deleted.
    let rename = UpdateFlowsVaultConnectionRequest::new().with_name("Renamed by an example");
    let renamed = client.update_flows_vault_connection(&created.id, rename).await;
    client.delete_flows_vault_connection(&created.id).await?;
    println!("{}  renamed to {:?}, and deleted", created.id, renamed?.name);
    Ok(())
}
