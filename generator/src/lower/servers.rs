//! Servers and their variables.

use crate::document::Pointer;
use crate::ir::{SecurityScheme, Server, ServerVariable};

use super::{Lowering, docs, names};

/// Names that the emitted builder already has.
pub(super) const BUILDER: &[&str] = &["base_url", "build", "new", "retry", "timeout", "transport"];

impl Lowering<'_> {
    pub(super) fn servers(&self, schemes: &[SecurityScheme]) -> Vec<Server> {
        let taken: Vec<&str> =
            BUILDER.iter().copied().chain(schemes.iter().map(|scheme| scheme.name.as_str())).collect();
        let root = Pointer::root().join("servers");
        self.document
            .openapi
            .servers
            .iter()
            .enumerate()
            .map(|(index, server)| {
                let pointer = root.join(&index.to_string()).join("variables");
                let variables = server.variables.iter().flatten();
                let wires: Vec<&str> = variables.clone().map(|(name, _)| name.as_str()).collect();
                let names = names::unique(&wires, names::value_name, &taken);
                Server {
                    url: server.url.clone(),
                    description: server.description.clone(),
                    variables: variables
                        .zip(names)
                        .map(|((wire, variable), name)| ServerVariable {
                            name,
                            wire: wire.clone(),
                            default: variable.default.clone(),
                            values: variable.enumeration.clone(),
                            docs: docs::joined(
                                variable.description.as_deref().unwrap_or_default().trim(),
                                &[format!("Default: `{}`.", variable.default.replace('`', "'"))],
                            ),
                            pointer: pointer.join(wire).to_string(),
                        })
                        .collect(),
                }
            })
            .collect()
    }
}
