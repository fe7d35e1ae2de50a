//! Path items and operations.

use openapiv3::{Operation as Source, Parameter, PathItem, ReferenceOr, Server};

use crate::config::Section;
use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Operation, Webhook};

use super::types::Hint;
use super::{Lowering, docs, names};

/// Names that the emitted client, or its mock, already has.
const CLIENT: &[&str] = &["builder", "client", "clone", "new", "transport"];

/// An operation of the document and where it stands.
pub(super) struct Found<'a> {
    pub(super) pointer: Pointer,
    path_pointer: Pointer,
    path: &'a str,
    /// The method, as it is sent.
    method: String,
    item: &'a PathItem,
    pub(super) source: &'a Source,
}

impl<'a> Lowering<'a> {
    pub(super) fn operations(&mut self) -> (Vec<Operation>, Vec<Webhook>) {
        let found = self.found();
        let ids: Vec<String> = found.iter().map(Found::id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let given: Vec<_> = found
            .iter()
            .zip(&ids)
            .map(|(found, id)| {
                let route = format!("{} {}", found.method, found.path);
                self.operation_given(&found.pointer, id, &route)
            })
            .collect();
        let method_names = self.unique(Section::Operations, &given, &ids, names::value_name, CLIENT);
        let plain: Vec<&str> = method_names.iter().map(|name| name.trim_start_matches("r#")).collect();
        let type_names = names::unique(&plain, names::operation_name, &[]);
        let mut taken = type_names.clone();
        let errors = with_suffix(&type_names, "Error", &mut taken);
        let successes = with_suffix(&type_names, "Success", &mut taken);
        let bodies = with_suffix(&type_names, "Body", &mut taken);
        let modules = names::unique(&plain, names::module_name, &[]);
        let mut operations = Vec::new();
        // Inline schemas take their names as they are met: in an order that is not the document's.
        let mut order: Vec<(usize, &Found<'a>)> = found.iter().enumerate().collect();
        order.sort_by_key(|(_, found)| (found.path, found.method.as_str()));
        for (index, found) in order {
            let hint = Hint { name: type_names[index].clone(), module: modules[index].clone() };
            let mut operation = self.operation(found, method_names[index].clone(), ids[index], &hint);
            operation.error_name.clone_from(&errors[index]);
            operation.success_name.clone_from(&successes[index]);
            if let Some(body) = &mut operation.body {
                body.type_name.clone_from(&bodies[index]);
            }
            operations.push((index, operation));
        }
        operations.sort_by_key(|(index, _)| *index);
        let operations = operations.into_iter().map(|(_, operation)| operation).collect();
        let webhooks = self.webhooks(&found, &method_names);
        (operations, webhooks)
    }

    fn found(&mut self) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let root = Pointer::root().join("paths");
        for (path, item) in &self.document.openapi.paths.paths {
            let path_pointer = root.join(path);
            let ReferenceOr::Item(item) = item else {
                self.error(
                    codes::PATH_ITEM_REFERENCE,
                    &path_pointer,
                    "a path item that is a reference cannot be read yet".to_owned(),
                    "put the path item in place of the reference",
                );
                continue;
            };
            let mut methods = methods(item);
            // openapiv3 keeps no order among methods; the document's tells what its author put first.
            let order: Vec<&str> = self
                .document
                .get(&path_pointer)
                .and_then(serde_json::Value::as_object)
                .map(|item| item.keys().map(String::as_str).collect())
                .unwrap_or_default();
            methods.sort_by_key(|(method, _)| order.iter().position(|key| key == method));
            let named = methods
                .into_iter()
                .map(|(method, source)| (path_pointer.join(method), method.to_uppercase(), source));
            let additional = self.document.additional(&path_pointer);
            let additional =
                additional.map(|each| (each.pointer.clone(), each.method.clone(), &each.operation));
            for (pointer, method, source) in named.chain(additional) {
                let path_pointer = path_pointer.clone();
                found.push(Found { pointer, path_pointer, path, method, item, source });
            }
        }
        found
    }

    fn operation(&mut self, found: &Found<'a>, name: String, id: &str, hint: &Hint) -> Operation {
        let source = found.source;
        let (parameters, body_name) = self.parameters(&self.own_and_shared(found), hint);
        let body = source
            .request_body
            .as_ref()
            .and_then(|body| self.body(&found.pointer.join("requestBody"), body, body_name, hint));
        let responses = found.pointer.join("responses");
        let answers = self.responses(&responses, &source.responses, found.method == "HEAD", hint);
        let servers = if source.servers.is_empty() { &found.item.servers } else { &source.servers };
        Operation {
            name,
            type_name: hint.name.clone(),
            error_name: String::new(),
            module: hint.module.clone(),
            id: id.to_owned(),
            method: found.method.clone(),
            path: found.path.to_owned(),
            server: servers.first().map(with_defaults),
            docs: docs::joined(&prose(source), &super::servers::own_servers(servers)),
            pointer: found.pointer.to_string(),
            deprecated: source.deprecated,
            parameters,
            body,
            success_name: String::new(),
            successes: answers.successes,
            output: answers.output,
            errors: answers.errors,
            headers: answers.headers,
            error_headers: answers.error_headers,
            security: self.requirements(source.security.as_ref()),
            events: answers.events,
            lines: answers.lines,
            pagination: None,
        }
    }

    /// The operation's parameters, and those of its path that it does not replace.
    fn own_and_shared(&self, found: &Found<'a>) -> Vec<(Pointer, &'a Parameter)> {
        let listed =
            |pointer: &Pointer, list: &'a [ReferenceOr<Parameter>]| -> Vec<(Pointer, &'a Parameter)> {
                let pointer = pointer.join("parameters");
                list.iter()
                    .enumerate()
                    .filter_map(|(index, parameter)| {
                        self.resolve_parameter(&pointer.join(&index.to_string()), parameter)
                    })
                    .collect()
            };
        // Those of the path come first, in its order, as in a function that was written for it.
        let place = |parameter: &Parameter| match parameter {
            Parameter::Path { parameter_data, .. } => {
                found.path.find(&format!("{{{}}}", parameter_data.name)).unwrap_or(found.path.len())
            }
            _ => usize::MAX,
        };
        let mut parameters = listed(&found.pointer, &found.source.parameters);
        for (pointer, shared) in listed(&found.path_pointer, &found.item.parameters) {
            let data = shared.parameter_data_ref();
            let replaced = parameters.iter().any(|(_, own)| {
                own.parameter_data_ref().name == data.name
                    && std::mem::discriminant(*own) == std::mem::discriminant(shared)
            });
            if !replaced {
                parameters.push((pointer, shared));
            }
        }
        parameters.sort_by_key(|(_, parameter)| place(parameter));
        parameters
    }
}

impl Found<'_> {
    /// The `operationId`; where there is none, the method and the path, which are unique together.
    pub(super) fn id(&self) -> String {
        match &self.source.operation_id {
            Some(id) if !id.trim().is_empty() => id.clone(),
            _ => {
                let words: Vec<String> = self
                    .path
                    .split('/')
                    .filter(|word| !word.is_empty())
                    .map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
                        Some(parameter) => format!("by_{parameter}"),
                        None => word.to_owned(),
                    })
                    .collect();
                format!("{}_{}", self.method.to_lowercase(), words.join("_"))
            }
        }
    }
}

/// The names of what each operation has, none of which is `taken`; takes them.
fn with_suffix(type_names: &[String], suffix: &str, taken: &mut Vec<String>) -> Vec<String> {
    let wanted: Vec<String> = type_names.iter().map(|name| format!("{name}{suffix}")).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let before: Vec<&str> = taken.iter().map(String::as_str).collect();
    let names = names::unique(&wanted, names::as_is, &before);
    taken.extend(names.iter().cloned());
    names
}

pub(super) fn methods(item: &PathItem) -> Vec<(&'static str, &Source)> {
    [
        ("get", &item.get),
        ("post", &item.post),
        ("put", &item.put),
        ("patch", &item.patch),
        ("delete", &item.delete),
        ("head", &item.head),
        ("options", &item.options),
        ("trace", &item.trace),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    .collect()
}

/// The URL of an operation's own server. The client's builder has no word for its variables: they have their defaults.
fn with_defaults(server: &Server) -> String {
    let variables = server.variables.iter().flatten();
    variables.fold(server.url.clone(), |url, (name, variable)| {
        url.replace(&format!("{{{name}}}"), &variable.default)
    })
}

/// The summary and the description, unless the one is how the other begins.
pub(super) fn prose(source: &Source) -> String {
    let summary = source.summary.as_deref().unwrap_or_default().trim();
    let description = source.description.as_deref().unwrap_or_default().trim();
    let first = description.split_inclusive(['.', '\n']).next().unwrap_or_default();
    let same = |one: &str, other: &str| {
        let words = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
        words(one) == words(other)
    };
    if summary.is_empty() || same(first, summary) {
        description.to_owned()
    } else if description.is_empty() || same(description, summary) {
        summary.to_owned()
    } else {
        format!("{summary}\n\n{description}")
    }
}
