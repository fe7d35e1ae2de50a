//! Feature `mock`: a stand-in for the server, with a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Api;

use super::rust::{Scope, ident};
use super::smoke;
use super::{docs, features};

/// `mock.rs`.
pub(super) fn file(scope: &mut Scope<'_>, api: &Api) -> TokenStream {
    scope.import("crate::client", "Client");
    scope.import("crate::runtime", "BuildError");
    scope.import("crate::runtime::mock", "Calls");
    // Where any operation may be left out, all may.
    let is_sure = api.features.all.is_empty();
    if is_sure && !api.operations.is_empty() {
        scope.import("crate", "operations");
        scope.import("crate::runtime::mock", "Expectation");
    }
    let path = if is_sure { quote!() } else { quote!(crate::) };
    let expectation = if is_sure { quote!() } else { quote!(crate::runtime::mock::) };
    if smoke::fetches(api) {
        scope.import("crate::runtime::credentials", "Credential");
    }
    let setters = smoke::setters(api);
    let methods = api.operations.iter().map(|operation| {
        let (name, call) = (ident(&operation.name), ident(&operation.type_name));
        let docs = docs::own(&format!(
            "What [`Client::{}`] is answered with.",
            operation.name.trim_start_matches("r#")
        ));
        let cfg = features::cfg(&api.features.of_operation(operation));
        let cfg = cfg.and_then(|cfg| cfg.parse::<TokenStream>().ok());
        quote! {
            #docs
            #cfg
            pub fn #name(&self) -> #expectation Expectation<#path operations::#call> {
                self.calls.expect()
            }
        }
    });
    quote! {
        /// A stand-in for the server, in this process: for tests of code that has a [`Client`].
        ///
        /// Requests are written and checked, and answers read, as with a server. A clone is the same stand-in.
        #[derive(Debug, Clone, Default)]
        pub struct Mock {
            calls: Calls,
        }

        impl Mock {
            /// One that expects nothing yet.
            pub fn new() -> Self {
                <Self as Default>::default()
            }

            /// A client that calls it, with credentials for everything.
            ///
            /// # Errors
            ///
            /// None that a document leads to: the signature is that of the client's builder.
            pub fn client(&self) -> Result<Client, BuildError> {
                Client::builder()
                    #setters
                    .base_url("https://mock.invalid")
                    .transport(|transport| transport.one_server(true).client(self.calls.clone()))
                    .build()
            }

            #(#methods)*
        }
    }
}
