//! `webhooks.rs`: a type for each request that the API sends, by which its payload is read.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::ir::{Api, Schema, Webhook, WebhookKind};

use super::models::deprecated;
use super::rust::{Scope, ident};
use super::{docs, operations, schemas};

pub(super) fn file(scope: &mut Scope<'_>, api: &Api) -> TokenStream {
    scope.import("crate::runtime", "Webhook");
    let webhooks: Vec<TokenStream> = api.webhooks.iter().map(|webhook| definition(scope, webhook)).collect();
    quote!(#(#webhooks)*)
}

fn definition(scope: &mut Scope<'_>, webhook: &Webhook) -> TokenStream {
    let name = ident(&webhook.name);
    let docs = webhook_docs(webhook);
    let deprecated = deprecated(webhook.deprecated);
    let (id, method, payload) = (&webhook.id, &webhook.method, scope.ty(&webhook.payload));
    scope.import("crate::runtime::schema", "Schema");
    let own = matches!(webhook.schema, Schema::Keywords { .. }) && !webhook.schema.is_any();
    let (schema, table) = if own {
        let (name, table) = (operations::table_name(&webhook.name), schemas::table(scope, &webhook.schema));
        (quote!(&#name), Some(quote!(static #name: Schema = #table;)))
    } else {
        (schemas::reference_to(scope, &webhook.schema).to_token_stream(), None)
    };
    quote! {
        #docs
        #deprecated
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct #name;

        impl Webhook for #name {
            type Payload = #payload;
            const NAME: &'static str = #id;
            const METHOD: &'static str = #method;
            const SCHEMA: &'static Schema = #schema;
        }

        #table
    }
}

fn webhook_docs(webhook: &Webhook) -> TokenStream {
    let mut text = docs::safe(&webhook.docs);
    if !text.trim().is_empty() {
        text.push_str("\n\n");
    }
    let method = &webhook.method;
    text.push_str(&match &webhook.kind {
        WebhookKind::Webhook => format!("A `{method}` that the API sends."),
        WebhookKind::Callback(operation, url) => {
            let (operation, url) = (operation.trim_start_matches("r#"), url.replace('`', "'"));
            format!("A `{method}` that the API sends to `{url}` after a call of `{operation}`.")
        }
    });
    docs::own(&text)
}
