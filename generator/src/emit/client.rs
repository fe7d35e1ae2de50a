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
    if api.servers.first().is_some_and(|server| !server.variables.is_empty()) {
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
    let (client, builder) = (client(api), builder(api));
    quote!(#client #builder)
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
    let server = api.servers.first();
    let variables = server.map(|server| server.variables.as_slice()).unwrap_or_default();
    let variable_names: Vec<_> = variables.iter().map(|variable| ident(&variable.name)).collect();
    let defaults: Vec<_> = variables.iter().map(|variable| &variable.default).collect();
    let token_fields: Vec<_> = fetched(api).map(|scheme| ident(&scheme.name)).collect();
    let variable_setters = variables.iter().map(variable_setter);
    let credential_setters = api.security.iter().map(credential_setter);
    let build = build(api, server);
    let general = general_setters();
    quote! {
        /// Puts a [`Client`] together.
        #[derive(Debug)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct ClientBuilder {
            transport: TransportBuilder,
            base_url: Option<String>,
            #(#variable_names: String,)*
            #(#token_fields: Option<(String, Secret)>,)*
        }

        impl ClientBuilder {
            fn new() -> Self {
                Self {
                    transport: Transport::builder(""),
                    base_url: None,
                    #(#variable_names: #defaults.to_owned(),)*
                    #(#token_fields: None,)*
                }
            }

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
            self.#name = #name.into();
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

fn general_setters() -> TokenStream {
    quote! {
        /// Calls another server than the document's: a proxy, a test server.
        pub fn base_url(mut self, url: impl Into<String>) -> Self {
            self.base_url = Some(url.into());
            self
        }

        /// The time allowed for a call, everything included: tokens, repeats, waits, reading the answer.
        pub fn timeout(mut self, timeout: Duration) -> Self {
            self.transport = self.transport.timeout(timeout);
            self
        }

        /// Which failures are repeated.
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

fn build(api: &Api, server: Option<&Server>) -> TokenStream {
    let checks = server.into_iter().flat_map(|server| &server.variables).map(|variable| {
        let (name, wire) = (ident(&variable.name), &variable.wire);
        let values = &variable.values;
        let host = server.is_some_and(|server| in_host(&server.url, wire));
        quote!(server::variable(#wire, &self.#name, &[#(#values),*], #host)?;)
    });
    let checks: Vec<_> = checks.collect();
    let base_url = match server {
        Some(server) => {
            let url = template(&server.url, &server.variables);
            quote!(let base_url = match &self.base_url { Some(url) => url.clone(), None => #url };)
        }
        None => quote! {
            let base_url = self
                .base_url
                .as_ref()
                .ok_or_else(|| BuildError::new("the document names no server: call `base_url`"))?
                .clone();
        },
    };
    let tokens = fetched(api).map(|scheme| {
        let SchemeKind::ClientCredentials { token_url, parameters } = &scheme.kind else { return quote!() };
        let (name, key) = (ident(&scheme.name), &scheme.key);
        let variables = server.map(|server| server.variables.as_slice()).unwrap_or_default();
        let parameters = parameters.iter().map(|(name, value)| {
            let value = template(value, variables);
            quote!(.parameter(#name, #value))
        });
        quote! {
            if let Some((id, secret)) = &self.#name {
                let credentials =
                    ClientCredentials::new(#token_url, id.clone(), secret.clone()) #(#parameters)*;
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
            #(#checks)*
            #base_url
            let #mutable transport = self.transport.base_url(base_url);
            #(#tokens)*
            Ok(Client { transport: transport.build()? })
        }
    }
}

/// Whether a variable stands where the URL's host does: then a slash in its value would make it another host.
fn in_host(url: &str, wire: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    authority.contains(&format!("{{{wire}}}")) || url.starts_with(&format!("{{{wire}}}"))
}

/// `format!` of a template with server variables; what is no variable stays as it is.
fn template(text: &str, variables: &[ServerVariable]) -> TokenStream {
    let mut format = String::new();
    let mut used = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        format.push_str(&before.replace('}', "}}"));
        let named = after.get(1..).and_then(|inner| inner.split_once('}'));
        let variable = named
            .and_then(|(name, tail)| Some((variables.iter().find(|variable| variable.wire == name)?, tail)));
        match variable {
            Some((variable, tail)) => {
                format.push_str("{}");
                used.push(ident(&variable.name));
                rest = tail;
            }
            None => {
                format.push_str("{{");
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    format.push_str(&rest.replace('}', "}}"));
    if used.is_empty() { quote!(#text.to_owned()) } else { quote!(format!(#format, #(self.#used),*)) }
}
