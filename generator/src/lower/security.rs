//! Security schemes and what an operation requires of them.

use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme as Source};

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{ApiKeyPlace, Requirement, SchemeKind, SecurityScheme};

use super::{Lowering, names};

impl<'a> Lowering<'a> {
    /// Every scheme of the document, each with a setter's name that says what it takes.
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let Some(components) = &self.document.openapi.components else { return Vec::new() };
        let root = Pointer::root().join("components").join("securitySchemes");
        let mut found = Vec::new();
        for (key, scheme) in &components.security_schemes {
            let pointer = root.join(key);
            let Some(scheme) = self.resolve_scheme(scheme) else {
                self.warn(
                    codes::SCHEME_REFERENCE,
                    &pointer,
                    "a security scheme that refers to no other is left out".to_owned(),
                    "",
                );
                continue;
            };
            let (kind, description) = self.scheme(&pointer, key, scheme);
            found.push((key.as_str(), pointer.to_string(), kind, description));
        }
        let kinds: Vec<&str> = found.iter().map(|(_, _, kind, _)| setter(kind)).collect();
        let wanted: Vec<String> = found
            .iter()
            .map(|(key, _, kind, _)| {
                let usual = setter(kind);
                let alone = kinds.iter().filter(|other| **other == usual).count() == 1;
                if alone { usual.to_owned() } else { own_setter(key, usual) }
            })
            .collect();
        let more = wanted.iter().flat_map(|name| [format!("{name}_scopes"), format!("{name}_token")]);
        let all: Vec<String> = wanted.iter().cloned().chain(more).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let names = names::unique(&all, names::as_is, super::servers::BUILDER);
        let (names, more) = names.split_at(wanted.len());
        found
            .iter()
            .zip(names)
            .zip(more.chunks(2))
            .map(|(((key, pointer, kind, description), name), more)| {
                let (scopes, token) = match kind {
                    SchemeKind::ClientCredentials { scopes, other_flows, .. } => {
                        (!scopes.is_empty(), *other_flows)
                    }
                    _ => (false, false),
                };
                SecurityScheme {
                    key: (*key).to_owned(),
                    name: name.clone(),
                    docs: description.clone().unwrap_or_default(),
                    pointer: pointer.clone(),
                    kind: kind.clone(),
                    scopes_name: more.first().filter(|_| scopes).cloned(),
                    token_name: more.get(1).filter(|_| token).cloned(),
                }
            })
            .collect()
    }

    fn resolve_scheme(&self, scheme: &'a ReferenceOr<Source>) -> Option<&'a Source> {
        let mut scheme = scheme;
        for _ in 0..64 {
            match scheme {
                ReferenceOr::Item(item) => return Some(item),
                ReferenceOr::Reference { reference } => {
                    let key = Pointer::parse(reference)?.component("securitySchemes")?;
                    scheme = self.document.openapi.components.as_ref()?.security_schemes.get(&key)?;
                }
            }
        }
        None
    }

    fn scheme(&mut self, pointer: &Pointer, key: &str, scheme: &Source) -> (SchemeKind, Option<String>) {
        match scheme {
            Source::APIKey { location, name, description, .. } => {
                let place = match location {
                    APIKeyLocation::Header => ApiKeyPlace::Header,
                    APIKeyLocation::Query => ApiKeyPlace::Query,
                    APIKeyLocation::Cookie => ApiKeyPlace::Cookie,
                };
                (SchemeKind::ApiKey { place, name: name.clone() }, description.clone())
            }
            Source::HTTP { scheme, description, .. } => {
                let kind = match scheme.to_ascii_lowercase().as_str() {
                    "bearer" => SchemeKind::Bearer,
                    "basic" => SchemeKind::Basic,
                    _ => {
                        self.warn(
                            codes::HTTP_SCHEME,
                            pointer,
                            format!("the HTTP scheme `{scheme}` is left to the caller"),
                            "give the whole value of the `Authorization` header field",
                        );
                        let name = "Authorization".to_owned();
                        SchemeKind::ApiKey { place: ApiKeyPlace::Header, name }
                    }
                };
                (kind, description.clone())
            }
            Source::OAuth2 { flows, description, .. } => (self.oauth2(key, flows), description.clone()),
            Source::OpenIDConnect { description, .. } => (SchemeKind::Bearer, description.clone()),
        }
    }

    /// Client credentials need no person, so the client fetches its own tokens; the token of any other flow is
    /// the caller's to bring.
    fn oauth2(&self, key: &str, flows: &OAuth2Flows) -> SchemeKind {
        match &flows.client_credentials {
            Some(flow) => SchemeKind::ClientCredentials {
                token_url: flow.token_url.clone(),
                parameters: self
                    .config
                    .security
                    .get(key)
                    .map(|scheme| scheme.parameters.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
                    .unwrap_or_default(),
                scopes: flow.scopes.iter().map(|(name, about)| (name.clone(), about.clone())).collect(),
                other_flows: flows.authorization_code.is_some()
                    || flows.implicit.is_some()
                    || flows.password.is_some(),
            },
            None => SchemeKind::Bearer,
        }
    }

    /// What an operation requires: its own list, or the document's.
    pub(super) fn requirements(&self, own: Option<&Vec<SecurityRequirement>>) -> Vec<Vec<Requirement>> {
        let list = own.or(self.document.openapi.security.as_ref());
        list.into_iter()
            .flatten()
            .map(|alternative| {
                alternative
                    .iter()
                    .map(|(scheme, scopes)| Requirement { scheme: scheme.clone(), scopes: scopes.clone() })
                    .collect()
            })
            .collect()
    }
}

/// A setter for one of several schemes of a kind: the scheme's own name, and what it takes.
fn own_setter(key: &str, usual: &str) -> String {
    let what = usual.rsplit('_').next().unwrap_or(usual);
    let own = names::value_name(key);
    let own = own.trim_start_matches("r#").trim_end_matches('_');
    if own == what || own.ends_with(&format!("_{what}")) { own.to_owned() } else { format!("{own}_{what}") }
}

fn setter(kind: &SchemeKind) -> &'static str {
    match kind {
        SchemeKind::Bearer => "bearer_token",
        SchemeKind::Basic => "basic_auth",
        SchemeKind::ApiKey { .. } => "api_key",
        SchemeKind::ClientCredentials { .. } => "client_credentials",
    }
}
