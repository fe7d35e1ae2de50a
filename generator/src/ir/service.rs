//! Where the API is served, and what it asks of its callers.

/// A `servers` entry.
#[derive(Debug, Clone)]
pub struct Server {
    /// What it is called among several.
    pub name: String,
    /// The URL, with its `{variables}`.
    pub url: String,
    /// Markdown.
    pub description: Option<String>,
    /// The variables of the URL.
    pub variables: Vec<ServerVariable>,
    /// Where the document defines it.
    pub pointer: String,
}

/// A variable of a server's URL.
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// The setter's name.
    pub name: String,
    /// Its name in the template.
    pub wire: String,
    /// Its value when nothing is said.
    pub default: String,
    /// The values it can have; empty: any.
    pub values: Vec<String>,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
}

/// A `securitySchemes` entry.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// The scheme's key in the document.
    pub key: String,
    /// The setter's name on the client's builder.
    pub name: String,
    /// Markdown.
    pub docs: String,
    /// Where the document defines it.
    pub pointer: String,
    /// How a request proves who sent it.
    pub kind: SchemeKind,
    /// The setter of the scopes that the client asks for, where it fetches its tokens.
    pub scopes_name: Option<String>,
    /// The setter of a token that the caller has, where the client could fetch its own.
    pub token_name: Option<String>,
}

/// How a request proves who sent it.
#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// RFC 6750.
    Bearer,
    /// RFC 7617.
    Basic,
    /// A key under a name of the API's choice.
    ApiKey {
        /// Where it goes.
        place: ApiKeyPlace,
        /// Its name there.
        name: String,
    },
    /// RFC 6749, section 4.4.
    ClientCredentials {
        /// The token endpoint, absolute or relative to the server.
        token_url: String,
        /// Further form parameters of the token request; values may hold server variables.
        parameters: Vec<(String, String)>,
        /// The scopes that there are, with their descriptions.
        scopes: Vec<(String, String)>,
        /// Whether tokens are also had in another way.
        other_flows: bool,
    },
}

/// Where an API key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyPlace {
    /// A header field.
    Header,
    /// The query.
    Query,
    /// A cookie.
    Cookie,
}
