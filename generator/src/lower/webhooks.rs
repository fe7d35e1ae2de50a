//! Webhooks and callbacks: the payloads of what the API sends of its own accord.

use openapiv3::{Operation as Source, Parameter, PathItem, ReferenceOr};

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{MediaKind, Schema, Type, Webhook, WebhookKind};

use super::operations::{Found, methods, prose};
use super::types::Hint;
use super::{Lowering, docs, names};

/// One request that the API sends.
struct Sent<'a> {
    /// Its name where it has no `operationId`.
    name: String,
    pointer: Pointer,
    method: &'static str,
    source: &'a Source,
    kind: WebhookKind,
}

impl<'a> Lowering<'a> {
    pub(super) fn webhooks(&mut self, operations: &[Found<'a>], methods: &[String]) -> Vec<Webhook> {
        let mut sent = self.sent_webhooks();
        for (found, method) in operations.iter().zip(methods) {
            sent.extend(callbacks(found, method));
        }
        let ids: Vec<String> = sent.iter().map(Sent::id).collect();
        let texts: Vec<&str> = ids.iter().map(String::as_str).collect();
        let unique = names::unique(&texts, names::operation_name, &["Webhook"]);
        let mut webhooks = Vec::new();
        for ((sent, name), id) in sent.iter().zip(unique).zip(ids) {
            webhooks.push(self.webhook(sent, name, id));
        }
        webhooks
    }

    fn sent_webhooks(&mut self) -> Vec<Sent<'a>> {
        let root = Pointer::root().join("webhooks");
        let mut all = Vec::new();
        for (name, item) in &self.document.webhooks {
            let pointer = root.join(name);
            let ReferenceOr::Item(item) = item else {
                self.warn(
                    codes::WEBHOOKS,
                    &pointer,
                    "a webhook that is a reference is left out".to_owned(),
                    "",
                );
                continue;
            };
            all.extend(sent(name, &pointer, item, &WebhookKind::Webhook));
        }
        all
    }

    fn webhook(&mut self, sent: &Sent<'a>, name: String, id: String) -> Webhook {
        let source = sent.source;
        let hint =
            Hint { name: format!("{name}Payload"), module: names::module_name(&format!("{id}_payload")) };
        let (payload, schema) = self.payload(sent, &hint).unwrap_or((Type::Value, Schema::any()));
        Webhook {
            name,
            id,
            method: sent.method.to_uppercase(),
            kind: sent.kind.clone(),
            payload,
            schema,
            docs: docs::joined(&prose(source), &self.fields(sent)),
            pointer: sent.pointer.to_string(),
            deprecated: source.deprecated,
        }
    }

    fn payload(&mut self, sent: &Sent<'a>, hint: &Hint) -> Option<(Type, Schema)> {
        let body = sent.source.request_body.as_ref()?;
        let (pointer, body, _) = self.resolve_body(&sent.pointer.join("requestBody"), body, hint)?;
        let content = pointer.join("content");
        let one = self.answers_of(&content, &body.content).into_iter().next()?;
        let at = content.join(one.media);
        if one.kind != MediaKind::Json {
            self.warn(
                codes::WEBHOOKS,
                &at,
                format!("a `{}` payload gets no type", one.media),
                "read its bytes as they come",
            );
            return None;
        }
        Some(self.media_type(&at, one.kind, one.source, hint))
    }

    /// The header fields that come with it, for its docs.
    fn fields(&self, sent: &Sent<'a>) -> Vec<String> {
        let pointer = sent.pointer.join("parameters");
        let mut words = Vec::new();
        for (index, parameter) in sent.source.parameters.iter().enumerate() {
            let found = self.resolve_parameter(&pointer.join(&index.to_string()), parameter);
            if let Some((_, Parameter::Header { parameter_data, .. })) = found {
                let about = parameter_data.description.as_deref().unwrap_or_default().trim();
                let about = about.lines().next().unwrap_or_default();
                let name = parameter_data.name.replace('`', "'");
                words.push(format!(
                    "Header field `{name}`{}{about}",
                    if about.is_empty() { "." } else { ": " }
                ));
            }
        }
        words
    }
}

impl Sent<'_> {
    fn id(&self) -> String {
        match &self.source.operation_id {
            Some(id) if !id.trim().is_empty() => id.clone(),
            _ => self.name.clone(),
        }
    }
}

fn sent<'a>(name: &str, pointer: &Pointer, item: &'a PathItem, kind: &WebhookKind) -> Vec<Sent<'a>> {
    let methods = methods(item);
    let several = methods.len() > 1;
    let one = |(method, source): (&'static str, &'a Source)| Sent {
        name: if several { format!("{name}_{method}") } else { name.to_owned() },
        pointer: pointer.join(method),
        method,
        source,
        kind: kind.clone(),
    };
    methods.into_iter().map(one).collect()
}

fn callbacks<'a>(found: &Found<'a>, method: &str) -> Vec<Sent<'a>> {
    let root = found.pointer.join("callbacks");
    let mut all = Vec::new();
    for (name, callback) in &found.source.callbacks {
        for (expression, item) in callback {
            let kind = WebhookKind::Callback(method.to_owned(), expression.clone());
            let pointer = root.join(name).join(expression);
            all.extend(sent(&format!("{}_{name}", found.id()), &pointer, item, &kind));
        }
    }
    all
}
