//! Operations: the client's method, the struct with its parameters, the request, the answer and its errors.

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::ir::{Location, Operation, Output, Parameter, Requirement, Schema, Style};

use super::layout::Code;
use super::models::deprecated;
use super::rust::{Scope, ident, initializer};
use super::{answers, bodies, docs, events, lines, operation_docs, pages, schemas};

/// One file of `operations/`.
pub(super) fn file(scope: &mut Scope<'_>, operation: &Operation, crate_name: &str) -> TokenStream {
    for (path, name) in [
        ("crate", "Client"),
        ("crate::runtime", "Answer"),
        ("crate::runtime", "Call"),
        ("crate::runtime", "Error"),
        ("crate::runtime", "Operation"),
        ("crate::runtime", "RawAnswer"),
        ("crate::runtime::request", "Request"),
    ] {
        scope.import(path, name);
    }
    let method = method(scope, operation, crate_name);
    let call = call(scope, operation);
    let structure = structure(scope, operation);
    let implementation = implementation(scope, operation);
    let body = bodies::definition(scope, operation);
    let success = answers::success(scope, operation);
    let error = answers::error(scope, operation);
    let pages = pages::implementation(scope, operation);
    let events = events::implementation(scope, operation);
    let lines = lines::implementation(scope, operation);
    let tables = tables(scope, operation);
    let security = security(scope, &operation.security);
    quote! {
        #method
        #structure
        #body
        #call
        #implementation
        #success
        #error
        #pages
        #events
        #lines
        #security
        #tables
    }
}

/// The names of the types that the file of an operation defines.
pub(super) fn names(operation: &Operation) -> Vec<&str> {
    let mut names = vec![operation.type_name.as_str()];
    names.extend((!operation.errors.is_empty()).then_some(operation.error_name.as_str()));
    let several = operation.body.as_ref().filter(|body| body.only().is_none());
    names.extend(several.map(|body| body.type_name.as_str()));
    names.extend((operation.output == Output::Enum).then_some(operation.success_name.as_str()));
    names
}

fn method(scope: &mut Scope<'_>, operation: &Operation, crate_name: &str) -> TokenStream {
    let name = ident(&operation.name);
    let call = ident(&operation.type_name);
    let docs = operation_docs::method(scope, operation, crate_name);
    let deprecated = deprecated(operation.deprecated);
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for parameter in &operation.parameters {
        let name = ident(&parameter.name);
        if parameter.required {
            let (ty, value) = scope.argument(&parameter.ty, &parameter.name);
            let value = initializer(&parameter.name, value);
            arguments.push(quote!(#name: #ty));
            values.push(quote!(#value));
        } else {
            values.push(quote!(#name: None));
        }
    }
    if let Some(body) = &operation.body {
        let name = ident(&body.name);
        if body.required {
            let (ty, value) = bodies::argument(scope, body);
            let value = initializer(&body.name, value);
            arguments.push(quote!(#name: #ty));
            values.push(quote!(#value));
        } else {
            values.push(quote!(#name: None));
        }
    }
    let allow = (arguments.len() > 6).then(
        || quote!(#[allow(clippy::too_many_arguments, reason = "the document requires as many parameters")]),
    );
    let values = if values.is_empty() { quote!() } else { quote!({ #(#values),* }) };
    quote! {
        impl Client {
            #docs
            #deprecated
            #allow
            pub fn #name(&self, #(#arguments),*) -> Call<#call> {
                Call::new(self.transport(), #call #values)
            }
        }
    }
}

fn structure(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::own(&format!("What [`Client::{method}`] sends."));
    let mut fields = Vec::new();
    for parameter in &operation.parameters {
        let (name, ty) = (ident(&parameter.name), scope.ty(&parameter.ty));
        let ty = if parameter.required { ty } else { Code::generic("Option", vec![ty]) };
        let docs = operation_docs::parameter(parameter);
        fields.push(quote!(#docs pub #name: #ty));
    }
    if let Some(body) = &operation.body {
        let (name, ty) = (ident(&body.name), bodies::ty(scope, body));
        let ty = if body.required { ty } else { Code::generic("Option", vec![ty]) };
        fields.push(quote!(/** The request body. */ pub #name: #ty));
    }
    let body = if fields.is_empty() { quote!(;) } else { quote!({ #(#fields),* }) };
    quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct #name #body
    }
}

/// Setters for what is optional, on the call itself.
fn call(scope: &mut Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    let call = ident(&operation.type_name);
    let mut setters = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
        let name = ident(&parameter.name);
        let (ty, value) = scope.argument(&parameter.ty, &parameter.name);
        let docs = operation_docs::setter(parameter);
        let deprecated = deprecated(parameter.deprecated);
        let setter = setter_name(&parameter.name);
        setters.push(quote! {
            #docs
            #deprecated
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.operation.#name = Some(#value);
                self
            }
        });
    }
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let name = ident(&body.name);
        let (ty, value) = bodies::argument(scope, body);
        let setter = setter_name(&body.name);
        setters.push(quote! {
            /// Sends a request body.
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.operation.#name = Some(#value);
                self
            }
        });
    }
    (!setters.is_empty()).then(|| quote!(impl Call<#call> { #(#setters)* }))
}

/// What every call has a method of. A test holds it to the runtime.
const CALL: &[&str] = &[
    "accept",
    "after_event",
    "clone",
    "events",
    "header",
    "idempotency_key",
    "part_header",
    "into_future",
    "items",
    "lines",
    "new",
    "pages",
    "retry",
    "send",
    "send_blocking",
    "server",
    "skip_validation",
    "stream",
    "timeout",
];

/// A setter is called like its parameter, unless every call has a method of that name.
pub(super) fn setter_name(name: &str) -> Ident {
    if CALL.contains(&name) { format_ident!("with_{name}") } else { ident(name) }
}

fn implementation(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let error = answers::error_type(operation);
    let id = &operation.id;
    let request = request(scope, operation);
    let answer = answers::answer(operation);
    let output = answers::output(scope, operation);
    quote! {
        impl Operation for #name {
            type Output = #output;
            type Error = #error;
            const NAME: &'static str = #id;

            fn request(&self, validate: bool) -> Request { #request }

            fn answer(answer: RawAnswer) -> Result<Answer<Self::Output>, Error<Self::Error>> { #answer }
        }
    }
}

fn request(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let path = &operation.path;
    let security = if operation.security.is_empty() { quote!(&[]) } else { quote!(SECURITY) };
    let mut steps = Vec::new();
    steps.extend(operation.server.as_ref().map(|url| quote!(request.server(#url);)));
    let accept = answers::accept(operation);
    steps.extend(accept.map(|accept| quote!(request.accept(#accept);)));
    let redirects = answers::redirects(operation);
    let redirects = redirects.into_iter().map(proc_macro2::Literal::u16_unsuffixed).collect::<Vec<_>>();
    if !redirects.is_empty() {
        steps.push(quote!(request.documented_redirects(&[#(#redirects),*]);));
    }
    for parameter in &operation.parameters {
        steps.push(write_parameter(scope, parameter));
    }
    steps.extend(bodies::write(scope, operation));
    let build = match method_path(scope, &operation.method) {
        Some(method) => quote!(Request::new(#method, #path, #security, validate)),
        None => {
            let method = &operation.method;
            quote!(Request::with_method(#method, #path, #security, validate))
        }
    };
    if steps.is_empty() {
        return build;
    }
    quote! {
        let mut request = #build;
        #(#steps)*
        request
    }
}

/// A method that `http` has a name for.
fn method_path(scope: &mut Scope<'_>, method: &str) -> Option<TokenStream> {
    const OWN: &[&str] = &["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
    if !OWN.contains(&method) {
        return None;
    }
    scope.import("http", "Method");
    let method = format_ident!("{method}");
    Some(quote!(Method::#method))
}

/// A parameter is validated and written. The style that goes without saying in its place is not said.
fn write_parameter(scope: &mut Scope<'_>, parameter: &Parameter) -> TokenStream {
    let (name, wire, explode) = (ident(&parameter.name), &parameter.wire, parameter.explode);
    let check = (!parameter.schema.is_any()).then(|| {
        let schema = schema_of(scope, &parameter.schema, &parameter.name);
        let check = if parameter.required { "check" } else { "check_optional" };
        let check = format_ident!("{check}");
        quote!(request.#check(#wire, &self.#name, #schema);)
    });
    let plain = |write: &str| {
        let write = format_ident!("{write}");
        quote!(request.#write(#wire, &self.#name);)
    };
    let write = match (parameter.location, parameter.style) {
        (_, Style::Json) => return write_json(parameter, check),
        (Location::QueryString, Style::Text) => plain("query_string"),
        (Location::QueryString, _) => {
            let encodings = parameter_encodings(parameter);
            quote!(request.query_string_form(#wire, &self.#name, #encodings);)
        }
        (Location::Path, Style::Simple) if !explode => plain("path"),
        (Location::Query, Style::Form) if explode && !parameter.reserved => plain("query"),
        (Location::Header, _) if !explode => plain("header_param"),
        (Location::Cookie, Style::Cookie) => quote!(request.cookie_verbatim(#wire, &self.#name, #explode);),
        (Location::Cookie, _) if explode => plain("cookie"),
        (Location::Header, _) => quote!(request.header_as(#wire, &self.#name, #explode);),
        (Location::Cookie, _) => quote!(request.cookie_as(#wire, &self.#name, #explode);),
        (Location::Path, other) => {
            let style = style(scope, other);
            quote!(request.path_as(#wire, &self.#name, #style, #explode);)
        }
        (Location::Query, other) => {
            let style = style(scope, other);
            let write = format_ident!("{}", if parameter.reserved { "query_reserved" } else { "query_as" });
            quote!(request.#write(#wire, &self.#name, #style, #explode);)
        }
    };
    quote!(#check #write)
}

/// What is absent is left out, where JSON would have a `null` for it.
fn write_json(parameter: &Parameter, check: Option<TokenStream>) -> TokenStream {
    let (name, wire) = (ident(&parameter.name), &parameter.wire);
    let write = match parameter.location {
        Location::Path => format_ident!("path_json"),
        Location::Query => format_ident!("query_json"),
        Location::Header => format_ident!("header_json"),
        Location::Cookie => format_ident!("cookie_json"),
        Location::QueryString => format_ident!("query_string_json"),
    };
    if parameter.required {
        return quote!(#check request.#write(#wire, &self.#name););
    }
    quote! {
        #check
        if let Some(value) = &self.#name {
            request.#write(#wire, value);
        }
    }
}

/// The schema of a parameter or a body: that of a model, or a table of this file.
pub(super) fn schema_of(scope: &mut Scope<'_>, schema: &Schema, name: &str) -> TokenStream {
    match schema {
        Schema::Type(_) => schemas::reference_to(scope, schema).to_token_stream(),
        Schema::Keywords { .. } => {
            let name = table_name(name);
            quote!(&#name)
        }
    }
}

pub(super) fn table_name(name: &str) -> Ident {
    format_ident!("{}_SCHEMA", name.trim_start_matches("r#").to_shouty_snake_case())
}

/// Tables for parameters and bodies that are no models.
fn tables(scope: &mut Scope<'_>, operation: &Operation) -> TokenStream {
    let parameters = operation.parameters.iter().map(|parameter| (parameter.name.clone(), &parameter.schema));
    let body = operation.body.iter().flat_map(bodies::tables);
    let tables = parameters
        .chain(body)
        .filter(|(_, schema)| matches!(schema, Schema::Keywords { .. }) && !schema.is_any())
        .map(|(name, schema)| {
            scope.import("crate::runtime::schema", "Schema");
            let (name, table) = (table_name(&name), schemas::table(scope, schema));
            quote!(static #name: Schema = #table;)
        })
        .collect::<Vec<_>>();
    let encodings = operation.body.as_ref().map(|body| bodies::encodings(scope, body));
    let styled = operation.parameters.iter().filter(|parameter| !parameter.encodings.is_empty());
    let queries = styled.map(|parameter| {
        let name = encodings_name(parameter);
        bodies::encodings_table(scope, &name, &parameter.encodings, "query")
    });
    let queries: Vec<TokenStream> = queries.collect();
    quote!(#(#tables)* #encodings #(#queries)*)
}

/// What a call says of the properties of the form that is its query.
fn parameter_encodings(parameter: &Parameter) -> TokenStream {
    if parameter.encodings.is_empty() {
        return quote!(&[]);
    }
    encodings_name(parameter).to_token_stream()
}

/// A body in several media types has tables of their names and `_ENCODINGS`, and a parameter may be called `form`, too.
fn encodings_name(parameter: &Parameter) -> Ident {
    let name = parameter.name.trim_start_matches("r#").to_shouty_snake_case();
    format_ident!("{name}_QUERY_ENCODINGS")
}

pub(super) fn style(scope: &mut Scope<'_>, style: Style) -> TokenStream {
    scope.import("crate::runtime", "Style");
    let name = match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        // The others have a function of their own.
        Style::DeepObject | Style::Cookie | Style::Json | Style::Text => "DeepObject",
    };
    let name = format_ident!("{name}");
    quote!(Style::#name)
}

/// `security`: alternatives, each a set of schemes.
fn security(scope: &mut Scope<'_>, alternatives: &[Vec<Requirement>]) -> Option<TokenStream> {
    if alternatives.is_empty() {
        return None;
    }
    scope.import("crate::runtime::request", "Security");
    if alternatives.iter().any(|alternative| !alternative.is_empty()) {
        scope.import("crate::runtime::request", "Requirement");
    }
    let alternatives = alternatives.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let (scheme, scopes) = (&requirement.scheme, &requirement.scopes);
            quote!(Requirement::new(#scheme, &[#(#scopes),*]))
        });
        quote!(&[#(#requirements),*])
    });
    Some(quote! {
        /// Alternatives, each a set of schemes that the request has to satisfy.
        const SECURITY: Security = &[#(#alternatives),*];
    })
}

#[cfg(test)]
mod tests {
    use super::CALL;
    use crate::emit::runtime::FILES;

    #[test]
    fn no_setter_has_the_name_of_a_method_of_every_call() {
        let mut found = 0;
        for (name, text) in FILES {
            let blocks = text.split("\nimpl<").filter(|block| block.contains("> Call<O> {"));
            for block in blocks.filter_map(|block| block.split("\n}").next()) {
                for line in block.lines().filter_map(|line| line.strip_prefix("    pub ")) {
                    let function = line.trim_start_matches("async ").strip_prefix("fn ");
                    let Some((method, _)) = function.and_then(|rest| rest.split_once('(')) else { continue };
                    assert!(CALL.contains(&method), "{name}: {method}");
                    found += 1;
                }
            }
        }
        assert!(found > 10, "{found}");
    }
}
