//! A first call that needs no account: the server is on this machine, and answers as the real one does.
//!
//! ```console
//! $ cargo run -p generated --example create_connection
//! ```

mod support;

use generated::models::{ApiKeyWithBaseUrlSetup, CreateActivecampaignConnectionApiKey};
use generated::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .base_url(support::start().await?) // for a tenant of yours: `.tenant_domain("acme.eu.auth0.com")`
        .bearer_token(support::TOKEN)
        .build()?;

    // A constructor takes what the API requires, so that what is missing does not compile.
    let setup = ApiKeyWithBaseUrlSetup::new("k3y-that-nobody-sees", "https://acme.api.example");
    let request = CreateActivecampaignConnectionApiKey::new("My CRM", setup);
    println!("The request, as logs may show it:\n\n{request:#?}\n");

    let connection = client.create_flows_vault_connection(request).await?;
    println!("Created:\n\n{connection:#?}\n");

    // A request that breaks the API's rules is refused before it is sent, with all that is wrong with it.
    let setup = ApiKeyWithBaseUrlSetup::new("k3y-that-nobody-sees", "http://acme.api.example");
    let request = CreateActivecampaignConnectionApiKey::new("", setup);
    match client.create_flows_vault_connection(request).await {
        Err(Error::Invalid(violations)) => println!("Refused, and not sent:\n\n{violations}"),
        Err(error) => return Err(error.into()),
        Ok(connection) => println!("Created after all: {}", connection.id),
    }
    Ok(())
}
