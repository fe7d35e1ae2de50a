//! Responses: what a success carries, and what each documented error does.

use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

use crate::diagnostic::codes;
use crate::document::Pointer;
use crate::ir::{Answer, Api, Case, MediaKind, Shape, Status, Type};

use super::bodies::{media_kind, preferred};
use super::types::Hint;
use super::{Lowering, names};

impl<'a> Lowering<'a> {
    pub(super) fn responses(
        &mut self,
        pointer: &Pointer,
        responses: &'a Responses,
        hint: &Hint,
    ) -> (Answer, Vec<Case>) {
        let mut all: Vec<(Status, Pointer, &'a ReferenceOr<Response>)> = responses
            .responses
            .iter()
            .map(|(code, response)| (status(code), pointer.join(&code.to_string()), response))
            .collect();
        all.extend(
            responses.default.iter().map(|response| (Status::Default, pointer.join("default"), response)),
        );
        all.sort_by_key(|(status, ..)| *status);
        let documented_success = all.iter().any(|(status, ..)| is_success(*status));
        let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|(status, ..)| {
            is_success(*status) || (*status == Status::Default && !documented_success)
        });
        let mut answers: Vec<Answer> = Vec::new();
        for (_, pointer, response) in &good {
            answers.push(self.answer(pointer, response, &hint.child("Response")));
        }
        let success = self.one_success(pointer, answers);
        let names: Vec<String> = bad.iter().map(|(status, ..)| case_name(*status)).collect();
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        let names = names::unique(&texts, names::type_name, &["Self"]);
        let mut cases = Vec::new();
        for ((status, pointer, response), name) in bad.into_iter().zip(names) {
            let answer = self.answer(&pointer, response, &hint.child(&name));
            cases.push(Case { status, name, answer, message: None });
        }
        (success, cases)
    }

    fn answer(&mut self, pointer: &Pointer, response: &'a ReferenceOr<Response>, hint: &Hint) -> Answer {
        let Some((pointer, response, hint)) = self.resolve_response(pointer, response, hint) else {
            return Answer {
                body: None,
                optional: false,
                accept: None,
                docs: String::new(),
                pointer: pointer.to_string(),
            };
        };
        let body = preferred(&response.content).map(|(media, source)| {
            let kind = match media_kind(media) {
                // Nothing reads forms: such an answer is bytes.
                MediaKind::Form | MediaKind::Multipart => MediaKind::Bytes,
                kind => kind,
            };
            let at = pointer.join("content").join(media);
            let (ty, _) = self.media_type(&at, kind, source, &hint);
            (media, ty, kind)
        });
        Answer {
            accept: body.as_ref().map(|(media, ..)| (*media).to_owned()),
            body: body.map(|(_, ty, kind)| (ty, kind)),
            optional: false,
            docs: response.description.trim().to_owned(),
            pointer: pointer.to_string(),
        }
    }

    fn resolve_response(
        &self,
        pointer: &Pointer,
        response: &'a ReferenceOr<Response>,
        hint: &Hint,
    ) -> Option<(Pointer, &'a Response, Hint)> {
        match response {
            ReferenceOr::Item(response) => Some((pointer.clone(), response, hint.clone())),
            ReferenceOr::Reference { reference } => {
                let target = Pointer::parse(reference)?;
                let key = target.child_of(&Pointer::root().join("components").join("responses"))?;
                let responses = &self.document.openapi.components.as_ref()?.responses;
                let response = responses.get(&key)?.as_item()?;
                let hint = Hint { name: names::model_name(&key), module: names::module_name(&key) };
                Some((target, response, hint))
            }
        }
    }

    /// One type for every documented success: they mostly agree.
    fn one_success(&mut self, pointer: &Pointer, answers: Vec<Answer>) -> Answer {
        let without_body = answers.iter().any(|answer| answer.body.is_none());
        let mut bodies = answers.iter().filter(|answer| answer.body.is_some());
        let first = bodies.next().cloned();
        let agree = first.as_ref().is_none_or(|first| bodies.all(|other| other.body == first.body));
        let mut success = match first {
            Some(first) => Answer { optional: without_body, ..first },
            None => answers.into_iter().next().unwrap_or_else(|| Answer {
                body: None,
                optional: false,
                accept: None,
                docs: String::new(),
                pointer: pointer.to_string(),
            }),
        };
        if !agree {
            self.warn(
                codes::SUCCESSES,
                pointer,
                "successes with different bodies: the body is kept as JSON".to_owned(),
                "",
            );
            success.body = Some((Type::Value, MediaKind::Json));
        }
        success
    }
}

/// Properties in which servers say what is wrong, in words: the first of them that a body has is shown with the error.
const MESSAGES: &[&str] = &["message", "detail", "error_description", "description", "title", "error"];

/// Finds, for each documented error, the field that says what is wrong.
pub(super) fn find_messages(api: &mut Api) {
    for operation in 0..api.operations.len() {
        for case in 0..api.operations[operation].errors.len() {
            let message = message(api, &api.operations[operation].errors[case].answer);
            api.operations[operation].errors[case].message = message;
        }
    }
}

fn message(api: &Api, answer: &Answer) -> Option<(String, bool)> {
    let (ty, _) = answer.body.as_ref()?;
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

/// RFC 9110's name of a status.
fn case_name(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(|| format!("Status{code}"), |reason| reason.replace('\'', "")),
        Status::Range(1) => "Informational".to_owned(),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(5) => "ServerError".to_owned(),
        Status::Range(digit) => format!("Status{digit}xx"),
        Status::Default => "Default".to_owned(),
    }
}
