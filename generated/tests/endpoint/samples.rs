//! One request of each of the 50 kinds, and one setup of each of the 16, built by their constructors.

use generated::Validate;
use generated::models::*;
use generated::runtime::schema::Schema;
use serde_json::Value;

/// The text of each secret in the samples.
pub(crate) const SECRET: &str = "hunter2-the-secret";

/// A request to create a connection.
pub(crate) struct Sample {
    /// The model that it was built as.
    pub(crate) model: &'static str,
    pub(crate) app_id: &'static str,
    /// `setup.type`, and none without `setup`.
    pub(crate) setup: Option<&'static str>,
    pub(crate) request: CreateFlowsVaultConnectionRequest,
    /// What the model itself is written as.
    pub(crate) json: Value,
    /// What the document says of the model itself.
    pub(crate) schema: &'static Schema,
    /// `Debug` of the model itself, short and long.
    pub(crate) debug: [String; 2],
}

fn sample<T>(app_id: &'static str, setup: Option<&'static str>, model: T) -> Sample
where
    T: Validate + std::fmt::Debug + Into<CreateFlowsVaultConnectionRequest>,
{
    Sample {
        model: std::any::type_name::<T>().rsplit("::").next().unwrap(),
        app_id,
        setup,
        json: serde_json::to_value(&model).unwrap(),
        schema: T::SCHEMA,
        debug: [format!("{model:?}"), format!("{model:#?}")],
        request: model.into(),
    }
}

fn api_key() -> ApiKeySetup {
    ApiKeySetup::new(SECRET)
}

fn api_key_with_base_url() -> ApiKeyWithBaseUrlSetup {
    ApiKeyWithBaseUrlSetup::new(SECRET, "https://acme.api.example")
}

fn api_key_with_secret_key() -> ApiKeyWithSecretKeySetup {
    ApiKeyWithSecretKeySetup::new(SECRET, SECRET)
}

fn api_key_with_account_id() -> ApiKeyWithAccountIdSetup {
    ApiKeyWithAccountIdSetup::new("account", SECRET)
}

fn secret_key() -> SecretKeySetup {
    SecretKeySetup::new(SECRET)
}

fn http_api_key() -> HttpApiKeySetup {
    HttpApiKeySetup::new("X-Api-Key", SECRET, HttpApiKeySetupIn::Header)
}

fn basic_auth() -> BasicAuthSetup {
    BasicAuthSetup::new("flows").with_password(SECRET)
}

fn bearer() -> BearerSetup {
    BearerSetup::new(SECRET)
}

fn token() -> TokenSetup {
    TokenSetup::new(SECRET)
}

fn webhook() -> WebhookSetup {
    WebhookSetup::new(format!("https://hooks.example/{SECRET}"))
}

fn key_pair() -> KeyPairSetup {
    KeyPairSetup::new(SECRET, "public key")
}

fn jwt() -> JwtSetup {
    JwtSetup::new(JwtSetupAlgorithm::Rs256).with_additional_property("signing_key", SECRET)
}

fn oauth_app() -> OauthAppSetup {
    OauthAppSetup::new("client", SECRET, "acme.auth0.example")
        .with_audience("https://acme.auth0.example/api/v2/")
}

fn oauth_jwt() -> OauthJwtSetup {
    OauthJwtSetup::new()
        .with_type(OauthJwtSetupType::OauthJwt)
        .with_project_id("project")
        .with_private_key(SECRET)
        .with_client_email("flows@acme.example")
}

fn oauth_code() -> OauthCodeSetup {
    OauthCodeSetup::new()
        .with_type(OauthCodeSetupType::OauthCode)
        .with_code(SECRET)
        .with_additional_property("refresh_token", SECRET)
}

fn oauth_client_credentials() -> OauthClientCredentialsSetup {
    OauthClientCredentialsSetup::new("client", SECRET, "https://partner.example/oauth/token")
        .with_audience("https://partner.example/api")
        .with_resource("orders")
        .with_scope("read:orders write:orders")
}

/// All 50.
#[rustfmt::skip] // as a table
pub(crate) fn requests() -> Vec<Sample> {
    let name = "My connection";
    vec![
        sample("ACTIVECAMPAIGN", Some("API_KEY"), CreateActivecampaignConnectionApiKey::new(name, api_key_with_base_url())),
        sample("ACTIVECAMPAIGN", None, CreateActivecampaignConnectionWithoutSetup::new(name)),
        sample("AIRTABLE", Some("API_KEY"), CreateAirtableConnectionApiKey::new(name, api_key())),
        sample("AIRTABLE", None, CreateAirtableConnectionWithoutSetup::new(name)),
        sample("AUTH0", Some("OAUTH_APP"), CreateAuth0ConnectionOauthApp::new(name, oauth_app())),
        sample("AUTH0", None, CreateAuth0ConnectionWithoutSetup::new(name)),
        sample("BIGQUERY", Some("OAUTH_JWT"), CreateBigqueryConnectionOauthJwt::new(name, oauth_jwt())),
        sample("BIGQUERY", None, CreateBigqueryConnectionWithoutSetup::new(name)),
        sample("CLEARBIT", Some("API_KEY"), CreateClearbitConnectionApiKey::new(name, secret_key())),
        sample("CLEARBIT", None, CreateClearbitConnectionWithoutSetup::new(name)),
        sample("DOCUSIGN", Some("OAUTH_CODE"), CreateDocusignConnectionOauthCode::new(name, oauth_code())),
        sample("DOCUSIGN", None, CreateDocusignConnectionWithoutSetup::new(name)),
        sample("GOOGLE_SHEETS", Some("OAUTH_CODE"), CreateGoogleSheetsConnectionOauthCode::new(name, oauth_code())),
        sample("GOOGLE_SHEETS", None, CreateGoogleSheetsConnectionWithoutSetup::new(name)),
        sample("HTTP", Some("BEARER"), CreateHttpConnectionBearer::new(name, bearer())),
        sample("HTTP", Some("BASIC_AUTH"), CreateHttpConnectionBasicAuth::new(name, basic_auth())),
        sample("HTTP", Some("API_KEY"), CreateHttpConnectionApiKey::new(name, http_api_key())),
        sample("HTTP", Some("OAUTH_CLIENT_CREDENTIALS"), CreateHttpConnectionOauthClientCredentials::new(name, oauth_client_credentials())),
        sample("HTTP", None, CreateHttpConnectionWithoutSetup::new(name)),
        sample("HUBSPOT", Some("API_KEY"), CreateHubspotConnectionApiKey::new(name, api_key())),
        sample("HUBSPOT", Some("OAUTH_CODE"), CreateHubspotConnectionOauthCode::new(name, oauth_code())),
        sample("HUBSPOT", None, CreateHubspotConnectionWithoutSetup::new(name)),
        sample("JWT", Some("JWT"), CreateJwtConnectionJwt::new(name, jwt())),
        sample("JWT", None, CreateJwtConnectionWithoutSetup::new(name)),
        sample("MAILCHIMP", Some("API_KEY"), CreateMailchimpConnectionApiKey::new(name, secret_key())),
        sample("MAILCHIMP", Some("OAUTH_CODE"), CreateMailchimpConnectionOauthCode::new(name, oauth_code())),
        sample("MAILCHIMP", None, CreateMailchimpConnectionWithoutSetup::new(name)),
        sample("MAILJET", Some("API_KEY"), CreateMailjetConnectionApiKey::new(name, api_key_with_secret_key())),
        sample("MAILJET", None, CreateMailjetConnectionWithoutSetup::new(name)),
        sample("PIPEDRIVE", Some("TOKEN"), CreatePipedriveConnectionToken::new(name, token())),
        sample("PIPEDRIVE", Some("OAUTH_CODE"), CreatePipedriveConnectionOauthCode::new(name, oauth_code())),
        sample("PIPEDRIVE", None, CreatePipedriveConnectionWithoutSetup::new(name)),
        sample("SALESFORCE", Some("OAUTH_CODE"), CreateSalesforceConnectionOauthCode::new(name, oauth_code())),
        sample("SALESFORCE", None, CreateSalesforceConnectionWithoutSetup::new(name)),
        sample("SENDGRID", Some("API_KEY"), CreateSendgridConnectionApiKey::new(name, api_key())),
        sample("SENDGRID", None, CreateSendgridConnectionWithoutSetup::new(name)),
        sample("SLACK", Some("WEBHOOK"), CreateSlackConnectionWebhook::new(name, webhook())),
        sample("SLACK", Some("OAUTH_CODE"), CreateSlackConnectionOauthCode::new(name, oauth_code())),
        sample("SLACK", None, CreateSlackConnectionWithoutSetup::new(name)),
        sample("STRIPE", Some("KEY_PAIR"), CreateStripeConnectionKeyPair::new(name, key_pair())),
        sample("STRIPE", Some("OAUTH_CODE"), CreateStripeConnectionOauthCode::new(name, oauth_code())),
        sample("STRIPE", None, CreateStripeConnectionWithoutSetup::new(name)),
        sample("TELEGRAM", Some("TOKEN"), CreateTelegramConnectionToken::new(name, token())),
        sample("TELEGRAM", None, CreateTelegramConnectionWithoutSetup::new(name)),
        sample("TWILIO", Some("API_KEY"), CreateTwilioConnectionApiKey::new(name, api_key_with_account_id())),
        sample("TWILIO", None, CreateTwilioConnectionWithoutSetup::new(name)),
        sample("WHATSAPP", Some("TOKEN"), CreateWhatsappConnectionToken::new(name, token())),
        sample("WHATSAPP", None, CreateWhatsappConnectionWithoutSetup::new(name)),
        sample("ZAPIER", Some("WEBHOOK"), CreateZapierConnectionWebhook::new(name, webhook())),
        sample("ZAPIER", None, CreateZapierConnectionWithoutSetup::new(name)),
    ]
}

/// All 16, as an update takes them.
pub(crate) fn setups() -> Vec<FlowsVaultConnectionSetup> {
    vec![
        api_key_with_base_url().into(),
        api_key().into(),
        oauth_app().into(),
        oauth_jwt().into(),
        secret_key().into(),
        oauth_code().into(),
        bearer().into(),
        basic_auth().into(),
        http_api_key().into(),
        oauth_client_credentials().into(),
        jwt().into(),
        api_key_with_secret_key().into(),
        token().into(),
        webhook().into(),
        key_pair().into(),
        api_key_with_account_id().into(),
    ]
}
