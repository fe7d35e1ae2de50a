//! The client and its builder: server variables and credentials, as the document names them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Api, ApiKeyPlace, SchemeKind, SecurityScheme, Server, ServerVariable};

use super::docs;
use super::rust::{Scope, ident};

/// `client.rs`.
pub(super) fn file(scope: &mut Scope<'_>, api: &Api) -> TokenStream {
    scope.import("std::time", "Duration");
    scope.import("crate::runtime::retry", "RetryPolicy");
    for name in ["BuildError", "Transport", "TransportBuilder"] {
        scope.import("crate::runtime::transport", name);
    }
    if api.servers.iter().any(|server| !server.variables.is_empty()) {
        scope.import("crate::runtime", "server");
    }
    for scheme in &api.security {
        scope.import("crate::runtime", "Secret");
        scope.import("crate::runtime::credentials", "Credential");
        match scheme.kind {
            SchemeKind::ApiKey { .. } => scope.import("crate::runtime::credentials", "KeyPlace"),
            SchemeKind::ClientCredentials { .. } => {
                scope.import("crate::runtime::credentials", "ClientCredentials");
            }
            SchemeKind::Bearer | SchemeKind::Basic => {}
        }
    }
    let (client, builder, servers) = (client(api), builder(api), servers(api));
    quote!(#client #builder #servers)
}

/// The servers of the document, where there is a choice.
fn servers(api: &Api) -> Option<TokenStream> {
    if api.servers.len() < 2 {
        return None;
    }
    let variants = api.servers.iter().enumerate().map(|(index, server)| {
        let name = ident(&server.name);
        let url = format!("`{}`.", server.url.replace('`', "'"));
        let about = docs::safe(server.description.as_deref().unwrap_or_default());
        let docs = docs::own(&if about.trim().is_empty() { url } else { format!("{about}\n\n{url}") });
        let default = (index == 0).then(|| quote!(#[default]));
        quote!(#docs #default #name)
    });
    let variants: Vec<TokenStream> = variants.collect();
    Some(quote! {
        /// A server of the document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        #[non_exhaustive]
        pub enum Server { #(#variants,)* }
    })
}

/// The variables of all servers, each of which is one setter.
pub(super) fn variables(api: &Api) -> Vec<&ServerVariable> {
    let mut variables: Vec<&ServerVariable> = Vec::new();
    for variable in api.servers.iter().flat_map(|server| &server.variables) {
        if variables.iter().all(|other| other.wire != variable.wire) {
            variables.push(variable);
        }
    }
    variables
}

/// Schemes whose token the client fetches itself.
fn fetched(api: &Api) -> impl Iterator<Item = &SecurityScheme> {
    api.security.iter().filter(|scheme| matches!(scheme.kind, SchemeKind::ClientCredentials { .. }))
}

fn client(api: &Api) -> TokenStream {
    let docs = docs::foreign(&format!("A client of {}.", api.title));
    quote! {
        #docs
        ///
        /// It is cheap to clone: clones share their connections and tokens.
        #[derive(Debug, Clone)]
        pub struct Client {
            transport: Transport,
        }

        impl Client {
            /// Begins a client.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new()
            }

            /// What carries the calls.
            pub fn transport(&self) -> &Transport {
                &self.transport
            }
        }
    }
}

fn builder(api: &Api) -> TokenStream {
    let variables = variables(api);
    let variable_names: Vec<_> = variables.iter().map(|variable| ident(&variable.name)).collect();
    let token_fields: Vec<_> = fetched(api).map(|scheme| ident(&scheme.name)).collect();
    let variable_setters = variables.iter().map(|variable| variable_setter(variable));
    let credential_setters =
        api.security.iter().flat_map(|scheme| [credential_setter(scheme), client_setters(scheme)]);
    let scope_fields: Vec<_> =
        api.security.iter().filter_map(|scheme| scheme.scopes_name.as_deref()).map(ident).collect();
    let build = build(api, &variables);
    let general = general_setters();
    let choice = api.servers.len() > 1;
    let server_field = choice.then(|| quote!(server: Server,));
    let server_default = choice.then(|| quote!(server: Server::default(),));
    let server_setter = choice.then(|| {
        quote! {
            /// Calls this server of the document instead of its first.
            pub fn server(mut self, server: Server) -> Self {
                self.server = server;
                self
            }
        }
    });
    quote! {
        /// Puts a [`Client`] together.
        #[derive(Debug)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct ClientBuilder {
            transport: TransportBuilder,
            base_url: Option<String>,
            #server_field
            #(#variable_names: Option<String>,)*
            #(#token_fields: Option<(String, Secret)>,)*
            #(#scope_fields: Vec<String>,)*
        }

        impl ClientBuilder {
            fn new() -> Self {
                Self {
                    transport: Transport::builder(""),
                    base_url: None,
                    #server_default
                    #(#variable_names: None,)*
                    #(#token_fields: None,)*
                    #(#scope_fields: Vec::new(),)*
                }
            }

            #server_setter
            #(#variable_setters)*
            #(#credential_setters)*
            #general
            #build
        }
    }
}

fn variable_setter(variable: &ServerVariable) -> TokenStream {
    let name = ident(&variable.name);
    let docs = docs::foreign(&variable.docs);
    quote! {
        #docs
        pub fn #name(mut self, #name: impl Into<String>) -> Self {
            self.#name = Some(#name.into());
            self
        }
    }
}

fn credential_setter(scheme: &SecurityScheme) -> TokenStream {
    let (name, key) = (ident(&scheme.name), &scheme.key);
    let prose = if scheme.docs.is_empty() {
        format!("Signs in with the scheme `{key}`.")
    } else {
        scheme.docs.clone()
    };
    let docs = docs::foreign(&prose);
    match &scheme.kind {
        SchemeKind::Bearer => quote! {
            #docs
            pub fn #name(mut self, token: impl Into<Secret>) -> Self {
                self.transport = self.transport.credential(#key, Credential::Bearer(token.into()));
                self
            }
        },
        SchemeKind::Basic => quote! {
            #docs
            pub fn #name(mut self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
                let credential = Credential::Basic { username: username.into(), password: password.into() };
                self.transport = self.transport.credential(#key, credential);
                self
            }
        },
        SchemeKind::ApiKey { place, name: wire } => {
            let place = match place {
                ApiKeyPlace::Header => format_ident!("Header"),
                ApiKeyPlace::Query => format_ident!("Query"),
                ApiKeyPlace::Cookie => format_ident!("Cookie"),
            };
            quote! {
                #docs
                pub fn #name(mut self, key: impl Into<Secret>) -> Self {
                    let credential = Credential::ApiKey {
                        place: KeyPlace::#place,
                        name: #wire.to_owned(),
                        value: key.into(),
                    };
                    self.transport = self.transport.credential(#key, credential);
                    self
                }
            }
        }
        SchemeKind::ClientCredentials { .. } => quote! {
            #docs
            ///
            /// The client fetches the token at the first call, shares it among calls, renews it before it expires,
            /// and once when the server refuses it.
            pub fn #name(mut self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
                self.#name = Some((id.into(), secret.into()));
                self
            }
        },
    }
}

/// What else a client that fetches its tokens is told.
fn client_setters(scheme: &SecurityScheme) -> TokenStream {
    let SchemeKind::ClientCredentials { scopes, .. } = &scheme.kind else { return quote!() };
    let key = &scheme.key;
    let scopes = scheme.scopes_name.as_ref().map(|name| {
        let list: Vec<String> = scopes
            .iter()
            .map(|(name, about)| {
                let about = docs::safe(about.lines().next().unwrap_or_default());
                let name = name.replace('`', "'");
                if about.trim().is_empty() { format!("- `{name}`") } else { format!("- `{name}`: {about}") }
            })
            .collect();
        let docs = docs::own(&format!(
            "Asks for these scopes with each token; without, the server grants what it grants by default.\n\n{}",
            list.join("\n")
        ));
        let name = ident(name);
        quote! {
            #docs
            pub fn #name<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
                self.#name = scopes.into_iter().map(Into::into).collect();
                self
            }
        }
    });
    let token = scheme.token_name.as_ref().map(|name| {
        let name = ident(name);
        quote! {
            /// Signs in with a token that the caller was given in another of the document's ways. It is not renewed.
            pub fn #name(mut self, token: impl Into<Secret>) -> Self {
                self.transport = self.transport.credential(#key, Credential::Bearer(token.into()));
                self
            }
        }
    });
    quote!(#scopes #token)
}

fn general_setters() -> TokenStream {
    quote! {
        /// Calls another server than the document's: a proxy, a test server.
        pub fn base_url(mut self, url: impl Into<String>) -> Self {
            self.base_url = Some(url.into());
            self
        }

        /// The time allowed for a call, everything included: tokens, repeats, waits, reading the answer. 60 seconds if not
        /// said.
        pub fn timeout(mut self, timeout: Duration) -> Self {
            self.transport = self.transport.timeout(timeout);
            self
        }

        /// Which failures are repeated, and how often; [`RetryPolicy`] has what is done if nothing is said.
        pub fn retry(mut self, policy: RetryPolicy) -> Self {
            self.transport = self.transport.retry(policy);
            self
        }

        /// Everything else that the transport can be told: limits, default headers, an HTTP client of your own.
        pub fn transport(mut self, change: impl FnOnce(TransportBuilder) -> TransportBuilder) -> Self {
            self.transport = change(self.transport);
            self
        }
    }
}

fn build(api: &Api, variables: &[&ServerVariable]) -> TokenStream {
    let base_url = base_url(api);
    let tokens = fetched(api).map(|scheme| {
        let SchemeKind::ClientCredentials { token_url, parameters, .. } = &scheme.kind else {
            return quote!();
        };
        let (name, key) = (ident(&scheme.name), &scheme.key);
        let parameters = parameters.iter().map(|(name, value)| {
            let value = template(value, &|wire| {
                let variable = variables.iter().find(|variable| variable.wire == wire)?;
                let (name, default) = (ident(&variable.name), &variable.default);
                // The only server's have been read already.
                Some(match api.servers.len() {
                    1 => quote!(#name),
                    _ => quote!(self.#name.as_deref().unwrap_or(#default)),
                })
            });
            quote!(.parameter(#name, #value))
        });
        let scopes = scheme.scopes_name.as_deref().map(ident).map(|scopes| quote!(.scopes(self.#scopes)));
        quote! {
            if let Some((id, secret)) = self.#name {
                let credentials = ClientCredentials::new(#token_url, id, secret) #scopes #(#parameters)*;
                transport = transport.credential(#key, Credential::ClientCredentials(credentials));
            }
        }
    });
    let tokens: Vec<_> = tokens.collect();
    let mutable = (!tokens.is_empty()).then(|| quote!(mut));
    quote! {
        /// Checks what was said and makes the client. It does not connect.
        ///
        /// # Errors
        ///
        /// [`BuildError`] names what is wrong: a server variable, the address, a header, a credential.
        pub fn build(self) -> Result<Client, BuildError> {
            #base_url
            let #mutable transport = self.transport.base_url(base_url);
            #(#tokens)*
            Ok(Client { transport: transport.build()? })
        }
    }
}

/// The server's address: what the caller says, or the document's, whose variables are checked.
fn base_url(api: &Api) -> TokenStream {
    match api.servers.as_slice() {
        [] => quote! {
            let base_url = self
                .base_url
                .ok_or_else(|| BuildError::new("the document names no server: call `base_url`"))?;
        },
        [only] if only.variables.is_empty() => {
            let url = &only.url;
            quote!(let base_url = self.base_url.unwrap_or_else(|| #url.to_owned());)
        }
        [only] => {
            let (values, url) = server_url(only);
            quote! {
                #values
                let base_url = self.base_url.unwrap_or_else(|| #url);
            }
        }
        several => {
            let arms = several.iter().map(|server| {
                let (name, (values, url)) = (ident(&server.name), server_url(server));
                quote!(Server::#name => { #values #url })
            });
            quote! {
                let server = match self.server { #(#arms)* };
                let base_url = self.base_url.unwrap_or(server);
            }
        }
    }
}

/// The checked values of a server's variables, and its URL with them.
fn server_url(server: &Server) -> (TokenStream, TokenStream) {
    let values = server.variables.iter().map(|variable| {
        let (name, wire) = (ident(&variable.name), &variable.wire);
        let (default, values, host) = (&variable.default, &variable.values, in_host(&server.url, wire));
        let value = quote!(server::value(#wire, self.#name.as_deref(), #default, &[#(#values),*], #host)?);
        if server.url.contains(&format!("{{{wire}}}")) {
            quote!(let #name = #value;)
        } else {
            quote!(#value;)
        }
    });
    let url = template(&server.url, &|wire| {
        let variable = server.variables.iter().find(|variable| variable.wire == wire)?;
        let name = ident(&variable.name);
        Some(quote!(#name))
    });
    (quote!(#(#values)*), url)
}

/// Whether a variable stands where the URL's host does, or before it: then a slash in its value would make it another
/// host. Where the URL begins with nothing but the variable (`{endpoint}/v1`) it is an address with a host of its own.
fn in_host(url: &str, wire: &str) -> bool {
    let variable = format!("{{{wire}}}");
    if let Some(rest) = url.strip_prefix(&variable) {
        return !(rest.is_empty() || rest.starts_with('/'));
    }
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    authority.split('/').next().is_some_and(|authority| authority.contains(&variable))
}

/// `format!` of a template with variables; what is no variable stays as it is.
fn template(text: &str, value: &dyn Fn(&str) -> Option<TokenStream>) -> TokenStream {
    let mut format = String::new();
    let mut used = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        format.push_str(&before.replace('}', "}}"));
        let named = after.get(1..).and_then(|inner| inner.split_once('}'));
        match named.and_then(|(name, tail)| Some((value(name)?, tail))) {
            Some((variable, tail)) => {
                format.push_str("{}");
                used.push(variable);
                rest = tail;
            }
            None => {
                format.push_str("{{");
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    format.push_str(&rest.replace('}', "}}"));
    match used.as_slice() {
        [] => quote!(#text.to_owned()),
        [only] if format == "{}" => quote!(#only.to_owned()),
        _ => quote!(format!(#format, #(#used),*)),
    }
}
