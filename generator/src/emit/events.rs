//! Operations that answer with server-sent events.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Operation;

use super::rust::{Scope, ident};

pub(super) fn implementation(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let events = operation.events.as_ref()?;
    scope.import("crate::runtime", "Streamed");
    let call = ident(&operation.type_name);
    let (ty, read) = match &events.data {
        Some(ty) => {
            scope.import("crate::runtime", "events");
            (scope.ty(ty), quote!(events::json(data)))
        }
        None => ("String".into(), quote!(Ok(data.to_owned()))),
    };
    Some(quote! {
        impl Streamed for #call {
            type Event = #ty;

            fn event(data: &str) -> Result<Self::Event, String> { #read }
        }
    })
}
