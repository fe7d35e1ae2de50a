//! Which types a program fills in, and which it only reads.
//!
//! Setters of types that nobody fills in would be a fifth of a large crate, and hide those that matter.

use crate::ir::{Api, Operation, Shape, Type, TypeId};

/// Marks every type but those that answers alone hold. A type that no operation mentions may be there for any purpose,
/// so it is marked too.
pub(super) fn mark(api: &mut Api) {
    let sent = reached(api, |operation, found| {
        found.extend(operation.parameters.iter().map(|parameter| &parameter.ty));
        found.extend(operation.body.iter().flat_map(|body| &body.contents).map(|content| &content.ty));
    });
    let answered = reached(api, |operation, found| {
        let cases = operation.successes.iter().chain(&operation.errors);
        let headers = [operation.headers, operation.error_headers];
        let headers = headers.into_iter().flat_map(|headers| api.headers_of(headers));
        found.extend(operation.events.iter().filter_map(|events| events.data.as_ref()));
        found.extend(operation.lines.iter().map(|lines| &lines.line));
        found.extend(headers.map(|header| &header.ty));
        found.extend(cases.filter_map(|case| case.body.as_ref()).map(|(ty, _)| ty));
    });
    for ((def, sent), answered) in api.types.iter_mut().zip(sent).zip(answered) {
        def.built = sent || !answered;
    }
}

/// For each type, whether it can be reached from the types that `start` picks of each operation.
fn reached<'a>(api: &'a Api, start: impl Fn(&'a Operation, &mut Vec<&'a Type>)) -> Vec<bool> {
    let mut reached = vec![false; api.types.len()];
    let mut open = Vec::new();
    for operation in &api.operations {
        start(operation, &mut open);
    }
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(id) => {
                let TypeId(index) = *id;
                if reached.get(index).is_some_and(|reached| !reached) {
                    reached[index] = true;
                    parts(&api.type_def(*id).shape, &mut open);
                }
            }
            ty => open.extend(ty.parts()),
        }
    }
    reached
}

/// The types that a shape is made of.
fn parts<'a>(shape: &'a Shape, found: &mut Vec<&'a Type>) {
    match shape {
        Shape::Struct(object) => {
            found.extend(object.fields.iter().map(|field| &field.ty));
            found.extend(object.rest.iter().map(|rest| &rest.ty));
        }
        Shape::Union(union) => found.extend(union.members.iter().map(|member| &member.ty)),
        Shape::Alias(ty) | Shape::Newtype(ty) => found.push(ty),
        Shape::Enum(_) => {}
    }
}
