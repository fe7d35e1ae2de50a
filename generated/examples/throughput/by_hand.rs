//! The same calls, as one writes them without a generator.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The API.
#[derive(Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    base: String,
    token: String,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Serialize)]
struct Setup<'a> {
    r#type: &'static str,
    api_key: &'a str,
    base_url: &'a str,
}

#[derive(Serialize)]
struct Create<'a> {
    name: &'a str,
    app_id: &'static str,
    setup: Setup<'a>,
}

/// A connection.
#[derive(Deserialize)]
#[allow(dead_code, reason = "what is read is what a user would")]
pub(crate) struct Connection {
    id: String,
    app_id: String,
    name: String,
    ready: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    fingerprint: String,
    environment: Option<String>,
    account_name: Option<String>,
    refreshed_at: Option<Timestamp>,
}

impl ByHand {
    pub(crate) fn new(base: &str, token: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .user_agent("by-hand/1.0")
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(60))
            .build()?;
        Ok(Self { http, base: base.to_owned(), token: token.to_owned() })
    }

    pub(crate) async fn create(&self, name: &str, api_key: &str, base_url: &str) -> Result<Connection> {
        let setup = Setup { r#type: "API_KEY", api_key, base_url };
        let body = serde_json::to_vec(&Create { name, app_id: "ACTIVECAMPAIGN", setup })?;
        let request = self.http.post(format!("{}/flows/vault/connections", self.base));
        let request = request.header("content-type", "application/json").body(body);
        self.read(request).await
    }

    pub(crate) async fn get(&self, id: &str) -> Result<Connection> {
        self.read(self.http.get(format!("{}/flows/vault/connections/{id}", self.base))).await
    }

    pub(crate) async fn list(&self, page: u32, per_page: u32) -> Result<Vec<Connection>> {
        let url = format!("{}/flows/vault/connections?page={page}&per_page={per_page}", self.base);
        self.read(self.http.get(url)).await
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T> {
        let request = request.bearer_auth(&self.token).header("accept", "application/json");
        let answer = request.send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}
