//! Pages that are asked for by number, recognised by rules:
//!
//! - a `GET` with an optional integer query parameter named `page`, `page_number` or `pageNumber`;
//! - an answer that is a list, or an object with exactly one list, or a union of such answers, all of the same
//!   items;
//! - the page's size is the query parameter named `per_page`, `page_size`, `pageSize`, `limit` or `size`;
//! - the number of all items is the integer property named `total`, `total_count` or `totalCount`;
//! - what comes before the page is the one named `start` or `offset`, and what it can hold is named as the parameter.
//!
//! The first page is the parameter's `default`, else its `minimum`, else 1.

use crate::ir::{
    Api, Keyword, Location, Number, Operation, Output, PageItems, Pagination, Parameter, Schema, Shape, Type,
};

const PAGE: &[&str] = &["page", "page_number", "pageNumber"];
const SIZE: &[&str] = &["per_page", "perPage", "page_size", "pageSize", "limit", "size"];
const TOTAL: &[&str] = &["total", "total_count", "totalCount"];
const START: &[&str] = &["start", "offset"];

/// Marks the operations whose pages follow one another.
pub(super) fn recognise(api: &mut Api) {
    for index in 0..api.operations.len() {
        let pagination = pagination(api, &api.operations[index]);
        api.operations[index].pagination = pagination;
    }
}

fn pagination(api: &Api, operation: &Operation) -> Option<Pagination> {
    let Output::Body { ty: answer, optional: false, .. } = &operation.output else { return None };
    if operation.method != "GET" {
        return None;
    }
    let find = |names: &[&str]| {
        operation.parameters.iter().position(|parameter| {
            parameter.location == Location::Query
                && !parameter.required
                && matches!(parameter.ty, Type::I32 | Type::I64)
                && names.contains(&parameter.wire.as_str())
        })
    };
    let page = find(PAGE)?;
    let size = find(SIZE);
    let (item, items) = items(api, answer)?;
    let numbers = &operation.parameters[page];
    Some(Pagination {
        page,
        first: default_of(numbers)
            .or(bound(numbers, |keyword| match keyword {
                Keyword::Minimum(number) => Some(*number),
                _ => None,
            }))
            .unwrap_or(1),
        last: bound(numbers, |keyword| match keyword {
            Keyword::Maximum(number) => Some(*number),
            _ => None,
        }),
        size,
        default_size: size.and_then(|size| default_size(&operation.parameters[size])),
        item,
        items,
    })
}

/// The default of a page's size, if it is one that can be asked for: a document may give one that it forbids.
fn default_size(parameter: &Parameter) -> Option<u64> {
    let maximum = bound(parameter, |keyword| match keyword {
        Keyword::Maximum(number) => Some(*number),
        _ => None,
    });
    let minimum = bound(parameter, |keyword| match keyword {
        Keyword::Minimum(number) => Some(*number),
        _ => None,
    });
    let widest = if matches!(parameter.ty, Type::I32) { i64::from(i32::MAX) } else { i64::MAX };
    let allowed = minimum.unwrap_or(1).max(1)..=maximum.unwrap_or(widest).min(widest);
    default_of(parameter).filter(|size| allowed.contains(size)).and_then(|size| u64::try_from(size).ok())
}

fn default_of(parameter: &Parameter) -> Option<i64> {
    parameter.default.as_ref()?.as_i64()
}

fn bound(parameter: &Parameter, pick: impl Fn(&Keyword) -> Option<Number>) -> Option<i64> {
    let Schema::Keywords { keywords, .. } = &parameter.schema else { return None };
    match keywords.iter().find_map(pick)? {
        Number::Integer(number) => Some(number),
        _ => None,
    }
}

fn items(api: &Api, answer: &Type) -> Option<(Type, PageItems)> {
    match api.unalias(answer) {
        Type::List(item) => Some(((**item).clone(), PageItems::List)),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => {
                let mut lists = object.fields.iter().filter_map(|field| match api.unalias(&field.ty) {
                    Type::List(item) if !field.nullable => Some((field, (**item).clone())),
                    _ => None,
                });
                let (list, item) = lists.next().filter(|_| lists.next().is_none())?;
                let number = |names: &[&str]| {
                    let field = object.fields.iter().find(|field| {
                        names.contains(&field.wire.as_str())
                            && matches!(field.ty, Type::I32 | Type::I64)
                            && !field.nullable
                    })?;
                    Some((field.name.clone(), !field.required))
                };
                let place = PageItems::Field {
                    ty: *id,
                    items: (list.name.clone(), !list.required),
                    total: number(TOTAL),
                    start: number(START),
                    limit: number(SIZE),
                };
                Some((item, place))
            }
            Shape::Union(union) => {
                let mut found: Option<Type> = None;
                let mut variants = Vec::new();
                for member in &union.members {
                    let (item, place) = items(api, &member.ty)?;
                    if found.as_ref().is_some_and(|found| *found != item) {
                        return None;
                    }
                    found = Some(item);
                    variants.push((member.name.clone(), place));
                }
                Some((found?, PageItems::Union(*id, variants)))
            }
            _ => None,
        },
        _ => None,
    }
}
