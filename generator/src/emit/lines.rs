//! Operations that answer with JSON in lines.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Operation;

use super::rust::{Scope, ident};

pub(super) fn implementation(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let lines = operation.lines.as_ref()?;
    scope.import("crate::runtime", "Lined");
    let (call, ty, media) = (ident(&operation.type_name), scope.ty(&lines.line), &lines.media);
    Some(quote! {
        impl Lined for #call {
            type Line = #ty;
            const LINES: &'static str = #media;
        }
    })
}
