//! Servers and their variables.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde_json::Value;

use crate::document::Pointer;
use crate::ir::{SecurityScheme, Server, ServerVariable};

use super::{Lowering, docs, names};

/// Names that the emitted builder already has.
pub(super) const BUILDER: &[&str] = &["base_url", "build", "new", "retry", "server", "timeout", "transport"];

impl Lowering<'_> {
    /// The document's servers. A variable of one name is one setter, whichever server it is of.
    pub(super) fn servers(&self, schemes: &[SecurityScheme]) -> Vec<Server> {
        let setters = schemes.iter().flat_map(|scheme| {
            let more = [scheme.scopes_name.as_deref(), scheme.token_name.as_deref()];
            more.into_iter().flatten().chain([scheme.name.as_str()])
        });
        let taken: Vec<&str> = BUILDER.iter().copied().chain(setters).collect();
        let servers = &self.document.openapi.servers;
        let root = Pointer::root().join("servers");
        let variables = servers.iter().flat_map(|server| server.variables.iter().flatten());
        let wires: IndexSet<&str> = variables.map(|(wire, _)| wire.as_str()).collect();
        let wires: Vec<&str> = wires.into_iter().collect();
        let names = names::unique(&wires, names::value_name, &taken);
        let names: BTreeMap<&str, String> = wires.into_iter().zip(names).collect();
        let wanted: Vec<String> = (0..servers.len())
            .map(|index| {
                let name = self.document.get(&root.join(&index.to_string()).join("name"));
                server_name(name.and_then(Value::as_str), &servers[index])
            })
            .collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let server_names = names::unique(&wanted, names::variant_name, &[]);
        let variable =
            |pointer: &Pointer, wire: &String, variable: &openapiv3::ServerVariable| ServerVariable {
                name: names.get(wire.as_str()).cloned().unwrap_or_default(),
                wire: wire.clone(),
                default: variable.default.clone(),
                values: variable.enumeration.clone(),
                docs: variable_docs(variable),
                pointer: pointer.join("variables").join(wire).to_string(),
            };
        servers
            .iter()
            .zip(server_names)
            .enumerate()
            .map(|(index, (server, name))| {
                let pointer = root.join(&index.to_string());
                let variables = server.variables.iter().flatten();
                Server {
                    name,
                    url: server.url.clone(),
                    description: server.description.clone(),
                    variables: variables.map(|(wire, source)| variable(&pointer, wire, source)).collect(),
                    pointer: pointer.to_string(),
                }
            })
            .collect()
    }
}

fn variable_docs(variable: &openapiv3::ServerVariable) -> String {
    let quoted = |text: &str| format!("`{}`", text.replace('`', "'"));
    let mut words = Vec::new();
    if !variable.enumeration.is_empty() {
        let values: Vec<String> = variable.enumeration.iter().map(|value| quoted(value)).collect();
        words.push(format!("One of {}.", values.join(", ")));
    }
    words.push(docs::of_default(&variable.default.as_str().into()));
    docs::joined(variable.description.as_deref().unwrap_or_default().trim(), &words)
}

/// What a server is called: its `name` (OpenAPI 3.2), its description if that is short, its host.
fn server_name(name: Option<&str>, server: &openapiv3::Server) -> String {
    let short = |text: &&str| (1..=3).contains(&text.split_whitespace().count());
    let described = server.description.as_deref().map(|text| text.trim().trim_end_matches('.')).filter(short);
    if let Some(name) = name.or(described) {
        let name = names::type_name(name);
        let shorter = name.strip_suffix("Server").filter(|rest| !rest.is_empty());
        return shorter.unwrap_or(&name).to_owned();
    }
    let url = server.url.split_once("://").map_or(server.url.as_str(), |(_, rest)| rest);
    let host = url.split('/').find(|part| !part.is_empty()).unwrap_or("server");
    names::type_name(host)
}

/// What the docs of an operation say of servers of its own.
pub(super) fn own_servers(servers: &[openapiv3::Server]) -> Vec<String> {
    let told = servers.len() > 1 || servers.iter().any(|server| server.url.contains('{'));
    let urls: Vec<String> =
        servers.iter().map(|server| format!("`{}`", server.url.replace('`', "'"))).collect();
    let note = format!(
        "Sent to a server of its own: {}. The first is taken, with the defaults of its variables; \
         `Call::server` names another.",
        urls.join(", ")
    );
    told.then_some(note).into_iter().collect()
}
