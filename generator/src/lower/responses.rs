//! Responses: what each documented success carries, and what each documented error does.

use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Api, Case, Events, HeadersId, Lines, MediaKind, Output, Shape, Status, Type};

use super::media::{fallback, is_lines, is_media_type, words};
use super::types::Hint;
use super::{Lowering, names};

/// The statuses of an operation.
pub(super) struct Answers {
    pub(super) successes: Vec<Case>,
    pub(super) output: Output,
    pub(super) errors: Vec<Case>,
    pub(super) headers: Option<HeadersId>,
    pub(super) error_headers: Option<HeadersId>,
    pub(super) events: Option<Events>,
    pub(super) lines: Option<Lines>,
}

/// A `responses` entry.
pub(super) type Entry<'a> = (Status, Pointer, &'a ReferenceOr<Response>);

impl<'a> Lowering<'a> {
    /// `head`: they are answers to HEAD, which have the header fields of GET's and no content.
    pub(super) fn responses(
        &mut self,
        pointer: &Pointer,
        responses: &'a Responses,
        head: bool,
        hint: &Hint,
    ) -> Answers {
        let mut all: Vec<Entry<'a>> = responses
            .responses
            .iter()
            .map(|(code, response)| (status(code), pointer.join(&code.to_string()), response))
            .collect();
        all.extend(
            responses.default.iter().map(|response| (Status::Default, pointer.join("default"), response)),
        );
        all.sort_by_key(|(status, ..)| *status);
        // Where no success is documented, it is to be sent on that an operation is called for; else `default` is what is left
        // for a success, and for everything else.
        let any = |is: fn(Status) -> bool| all.iter().any(|(status, ..)| is(*status));
        let (succeeds, redirects) = (any(is_success), any(Status::is_redirect));
        let is_good = |status: Status| match status {
            _ if succeeds => is_success(status),
            Status::Default => !redirects,
            status => status.is_redirect(),
        };
        let good: Vec<Entry<'a>> = all.iter().filter(|(status, ..)| is_good(*status)).cloned().collect();
        let is_bad = |status: Status| status == Status::Default || !is_good(status);
        let bad: Vec<Entry<'a>> = all.into_iter().filter(|(status, ..)| is_bad(*status)).collect();
        let events = self.events(&good, hint);
        let lines = self.lines(&good, hint);
        let headers = self.headers_of(&good, hint);
        let error_headers = self.headers_of(&bad, hint);
        let successes = self.cases(good, head, hint, |index, case| match index {
            0 => "Response".to_owned(),
            _ => case.to_owned(),
        });
        let errors = self.cases(bad, head, hint, |_, case| case.to_owned());
        Answers { output: output(&successes), successes, errors, headers, error_headers, events, lines }
    }

    fn headers_of(&mut self, entries: &[Entry<'a>], hint: &Hint) -> Option<HeadersId> {
        let mut all = Vec::new();
        for (_, pointer, response) in entries {
            self.headers(pointer, response, hint, &mut all);
        }
        self.header_sets.intern(all)
    }

    /// A case for each status, and for each of its media types that say different things.
    fn cases(
        &mut self,
        entries: Vec<Entry<'a>>,
        head: bool,
        hint: &Hint,
        called: impl Fn(usize, &str) -> String,
    ) -> Vec<Case> {
        // What the only success is called need not say that it is one.
        let alone = entries.len() == 1 && !entries.iter().any(|(status, ..)| is_error(*status));
        let mut cases: Vec<Case> = Vec::new();
        for (index, (status, pointer, response)) in entries.into_iter().enumerate() {
            let name = case_name(status);
            let own = hint.child(&called(index, &name));
            let found = self.answer(&pointer, response, !is_error(status), &own);
            let found =
                if head || is_bodiless(status) { self.without_body(&pointer, head, found) } else { found };
            let several = found.len() > 1;
            cases.extend(found.into_iter().enumerate().map(|(index, (word, case))| {
                let name = match (several, index > 0) {
                    (true, _) if alone => word,
                    (true, true) => format!("{name}{word}"),
                    _ => name.clone(),
                };
                Case { status, name, ..case }
            }));
        }
        let wanted: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let unique = names::unique(&wanted, names::type_name, &["Self"]);
        for (case, name) in cases.iter_mut().zip(unique) {
            case.name = name;
        }
        cases
    }

    /// The answer without the content that its status or method cannot have, whatever the document says.
    fn without_body(
        &mut self,
        pointer: &Pointer,
        head: bool,
        found: Vec<(String, Case)>,
    ) -> Vec<(String, Case)> {
        if found.iter().any(|(_, case)| case.body.is_some()) {
            let place = pointer.join("content");
            let what = if head { "to HEAD" } else { "of this status" };
            let message = format!("no answer {what} has content (RFC 9110): it is left out");
            self.warn(codes::NO_CONTENT, &place, message, "");
        }
        // What GET would answer with is chosen by `Accept`, and so are the header fields.
        let accept = |case: &Case| case.accept.clone().filter(|_| head);
        let first = found.into_iter().take(1);
        first
            .map(|(_, case)| (String::new(), Case { accept: accept(&case), media: None, body: None, ..case }))
            .collect()
    }

    /// What a response carries: a case for each of its media types, one of them for any other as well.
    fn answer(
        &mut self,
        pointer: &Pointer,
        response: &'a ReferenceOr<Response>,
        success: bool,
        hint: &Hint,
    ) -> Vec<(String, Case)> {
        let empty = |pointer: &Pointer, docs: &str| Case {
            status: Status::Default,
            media: None,
            name: String::new(),
            body: None,
            accept: None,
            docs: docs.to_owned(),
            pointer: pointer.to_string(),
            message: None,
        };
        let Some((pointer, response, hint)) = self.resolve_response(pointer, response, hint) else {
            return vec![(String::new(), empty(pointer, ""))];
        };
        let docs = response.description.trim();
        let content = pointer.join("content");
        let alternatives = self.answers_of(&content, &response.content);
        let (words, fallback) = (words(&alternatives), fallback(&alternatives));
        let mut cases = Vec::new();
        for (index, (one, word)) in alternatives.iter().zip(words).enumerate() {
            let hint = if index == 0 { hint.clone() } else { hint.child(&word) };
            let (ty, _) = self.media_type(&content.join(one.media), one.kind, one.source, &hint);
            if !success || !is_lines(one.media) {
                self.warn_of_text(&content.join(one.media), one, "arrives");
            }
            let named = is_media_type(one.media);
            if !named {
                self.warn_of_media(&content.join(one.media), one.media, "any is asked for");
            }
            let case = Case {
                media: (index != fallback).then(|| one.media.to_owned()),
                body: Some((ty, one.kind)),
                accept: Some(if named { one.media } else { "*/*" }.to_owned()),
                ..empty(&pointer, docs)
            };
            cases.push((word, case));
        }
        if cases.is_empty() {
            cases.push((String::new(), empty(&pointer, docs)));
        }
        cases
    }

    pub(super) fn resolve_response(
        &self,
        pointer: &Pointer,
        response: &'a ReferenceOr<Response>,
        hint: &Hint,
    ) -> Option<(Pointer, &'a Response, Hint)> {
        match response {
            ReferenceOr::Item(response) => Some((pointer.clone(), response, hint.clone())),
            ReferenceOr::Reference { reference } => {
                let target = Pointer::parse(reference)?;
                let key = target.component("responses")?;
                let responses = &self.document.openapi.components.as_ref()?.responses;
                let response = responses.get(&key)?.as_item()?;
                let hint = Hint { name: names::model_name(&key), module: names::module_name(&key) };
                Some((target, response, hint))
            }
        }
    }
}

/// RFC 9110, 15.3.5, 15.3.6 and 15.4.5.
fn is_bodiless(status: Status) -> bool {
    matches!(status, Status::Code(204 | 205 | 304))
}

/// One type where the successes agree, as they mostly do.
fn output(successes: &[Case]) -> Output {
    let without_body = successes.iter().any(|case| case.body.is_none());
    let mut bodies = successes.iter().filter_map(|case| case.body.as_ref());
    match bodies.next() {
        None => Output::Empty,
        Some(first) if bodies.all(|other| other == first) => {
            let (ty, kind): &(Type, MediaKind) = first;
            Output::Body { ty: ty.clone(), kind: *kind, optional: without_body }
        }
        Some(_) => Output::Enum,
    }
}

/// A string in any media type (`*/*`) comes as plain text as often as in JSON's quotes: the server says which it is.
pub(super) fn find_texts(api: &mut Api) {
    let is_text = |api: &Api, ty: &Type, kind| kind == MediaKind::Json && *api.unalias(ty) == Type::String;
    let in_any = |case: &Case| case.accept.as_deref() == Some("*/*");
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        // Successes that are read alike go on to be.
        let alike = match &operation.output {
            Output::Body { ty, kind, .. } => {
                is_text(api, ty, *kind) && operation.successes.iter().any(in_any)
            }
            Output::Empty | Output::Enum => false,
        };
        let found = |case: &Case| {
            let text = case.body.as_ref().is_some_and(|(ty, kind)| is_text(api, ty, *kind));
            text && (alike || in_any(case))
        };
        let successes: Vec<bool> = operation.successes.iter().map(found).collect();
        let errors: Vec<bool> = operation.errors.iter().map(|case| found(case) && in_any(case)).collect();
        let operation = &mut api.operations[index];
        let cases =
            operation.successes.iter_mut().zip(successes).chain(operation.errors.iter_mut().zip(errors));
        for (case, _) in cases.filter(|(_, found)| *found) {
            if let Some((_, kind)) = &mut case.body {
                *kind = MediaKind::TextOrJson;
            }
        }
        if let Output::Body { kind, .. } = &mut operation.output
            && alike
        {
            *kind = MediaKind::TextOrJson;
        }
    }
}

/// Properties in which servers say what is wrong, in words: the first of them that a body has is shown with the error.
const MESSAGES: &[&str] = &["message", "detail", "error_description", "description", "title", "error"];

/// Finds, for each documented error, the field that says what is wrong.
pub(super) fn find_messages(api: &mut Api) {
    for operation in 0..api.operations.len() {
        for case in 0..api.operations[operation].errors.len() {
            let message = message(api, &api.operations[operation].errors[case]);
            api.operations[operation].errors[case].message = message;
        }
    }
}

fn message(api: &Api, case: &Case) -> Option<(String, bool)> {
    let (ty, _) = case.body.as_ref()?;
    let Type::Named(id) = api.unalias(ty) else { return None };
    let Shape::Struct(object) = &api.type_def(*id).shape else { return None };
    MESSAGES.iter().find_map(|name| {
        let field = object.fields.iter().find(|field| field.wire == *name && field.ty == Type::String)?;
        (!field.nullable).then(|| (field.name.clone(), !field.required))
    })
}

fn status(code: &StatusCode) -> Status {
    match code {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(digit) => Status::Range(*digit),
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}

fn is_error(status: Status) -> bool {
    !is_success(status) && status != Status::Default
}

/// RFC 9110's name of a status.
fn case_name(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(|| format!("Status{code}"), |reason| reason.replace('\'', "")),
        Status::Range(2) => "Success".to_owned(),
        Status::Range(1) => "Informational".to_owned(),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(5) => "ServerError".to_owned(),
        Status::Range(digit) => format!("Status{digit}xx"),
        Status::Default => "Default".to_owned(),
    }
}
