//! Lists in pages, recognised by rules. An operation is one when it is a `GET` whose answer is a list, or an object with
//! exactly one list, or a union of such answers, all of the same items; and when its pages follow one another
//!
//! 1. by **cursor**: an optional string in the query named as in [`CURSOR`], and in the answer, or in an object of it, a
//!    string named as in [`NEXT`]; one with a dot is within an object named as what is before the dot;
//! 2. by **links**: a success has the header field `Link`, and there is a parameter of one of the other ways;
//! 3. by **number**: an optional integer in the query named as in [`PAGE`]. The first page is its `default`, else its
//!    `minimum`, else 1;
//! 4. by **offset**: an optional integer in the query named as in [`OFFSET`], and one for the size.
//!
//! The size of a page is the integer in the query named as in [`SIZE`]. What a page says of the whole: the number of
//! all items is the number among the properties that is named as in [`TOTAL`]; the index of its first item as in
//! [`START`]; what it can hold is named as the parameter is; whether there is more as in [`MORE`].
//!
//! `[pagination]` in `codegen.toml` says it otherwise.

use crate::config::Paging as Rule;
use crate::ir::{
    Api, Count, CountKind, Field, Keyword, Location, Next, Number, Operation, Output, PageItems, Pagination,
    Parameter, Schema, Shape, Step, Type,
};

use super::Lowering;

const PAGE: &[&str] = &["page", "page_number", "pageNumber"];
const OFFSET: &[&str] = &["offset", "start", "skip"];
const SIZE: &[&str] = &[
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "limit",
    "size",
    "take",
    "count",
    "max_results",
    "maxResults",
];
const TOTAL: &[&str] = &["total", "total_count", "totalCount"];
const START: &[&str] = &["start", "offset"];
const MORE: &[&str] = &["has_more", "hasMore", "more", "has_next", "hasNext"];
const CURSOR: &[&str] = &[
    "cursor",
    "page_token",
    "pageToken",
    "next_token",
    "nextToken",
    "after",
    "starting_after",
    "from",
    "marker",
    "continuation_token",
    "continuationToken",
    "page",
    "offset",
];
const NEXT: &[&str] = &[
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next_token",
    "nextToken",
    "next",
    "cursor",
    "end_cursor",
    "endCursor",
    "next_marker",
    "nextMarker",
    "continuation_token",
    "continuationToken",
    "after",
    "next_page",
    "nextPage",
    "next_offset",
    "next.cursor",
    "next.after",
    "next.offset",
    "next_page.cursor",
    "next_page.after",
    "next_page.offset",
    "next_page.token",
];

impl Lowering<'_> {
    /// Marks the operations whose pages follow one another.
    pub(super) fn recognise_pages(&mut self, api: &mut Api) {
        let config = self.config;
        for name in config.pagination.keys() {
            if name != "*" && !api.operations.iter().any(|operation| operation.id == *name) {
                self.misconfigured(format!("the document has no operation `{name}`"), &["pagination", name]);
            }
        }
        for index in 0..api.operations.len() {
            let operation = &api.operations[index];
            let found = match config.pagination.get(&operation.id).or(config.pagination.get("*")) {
                Some(Rule::Recognised(false)) => None,
                None | Some(Rule::Recognised(true)) => pagination(api, operation, &Wanted::default()),
                Some(Rule::Said(said)) => {
                    let found = pagination(api, operation, &Wanted::said(said));
                    if found.is_none() && config.pagination.contains_key(&operation.id) {
                        let message = format!("`{}` has no pages of this kind", operation.id);
                        self.misconfigured(message, &["pagination", &operation.id]);
                    }
                    found
                }
            };
            api.operations[index].pagination = found;
        }
    }
}

/// The names that are looked for.
struct Wanted<'a> {
    page: Vec<&'a str>,
    offset: Vec<&'a str>,
    cursor: Vec<&'a str>,
    next: Vec<&'a str>,
    size: Vec<&'a str>,
    total: Vec<&'a str>,
    items: Option<&'a str>,
    /// Whether links are followed; unsaid: where the document has them.
    link: Option<bool>,
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Self {
            page: PAGE.to_vec(),
            offset: OFFSET.to_vec(),
            cursor: CURSOR.to_vec(),
            next: NEXT.to_vec(),
            size: SIZE.to_vec(),
            total: TOTAL.to_vec(),
            items: None,
            link: None,
        }
    }
}

impl<'a> Wanted<'a> {
    /// What the configuration names, and of the ways to the next page that alone.
    fn said(said: &'a crate::config::PagingNames) -> Self {
        let one = |name: &'a Option<String>| name.as_deref().into_iter().collect::<Vec<_>>();
        let or = |name: &'a Option<String>, usual: &[&'static str]| match name {
            Some(name) => vec![name.as_str()],
            None => usual.to_vec(),
        };
        Self {
            page: one(&said.page),
            offset: one(&said.offset),
            cursor: one(&said.cursor),
            next: or(&said.next, NEXT),
            size: or(&said.size, SIZE),
            total: or(&said.total, TOTAL),
            items: said.items.as_deref(),
            link: Some(said.link),
        }
    }
}

fn pagination(api: &Api, operation: &Operation, wanted: &Wanted<'_>) -> Option<Pagination> {
    let Output::Body { ty: answer, optional: false, .. } = &operation.output else { return None };
    if operation.method != "GET" {
        return None;
    }
    let (item, mut items) = items(api, answer, wanted)?;
    let integer = |ty: &Type| matches!(ty, Type::I32 | Type::I64);
    let text = |ty: &Type| matches!(ty, Type::String);
    let page = find(operation, &wanted.page, integer);
    let offset = find(operation, &wanted.offset, integer);
    let size =
        find(operation, &wanted.size, integer).filter(|size| page != Some(*size) && offset != Some(*size));
    let cursor = find(operation, &wanted.cursor, text).filter(|_| items.has_cursor());
    let links =
        api.headers_of(operation.headers).iter().any(|header| header.wire.eq_ignore_ascii_case("link"));
    let next = if let Some(parameter) = cursor {
        Next::Cursor { parameter }
    } else if wanted.link.unwrap_or(links && (page.is_some() || offset.is_some() || size.is_some())) {
        Next::Link
    } else if let Some(parameter) = page {
        numbered(operation, parameter)
    } else {
        Next::Offset { parameter: offset.filter(|_| size.is_some() || wanted.link.is_some())? }
    };
    if !matches!(next, Next::Cursor { .. }) {
        items.forget_cursor();
    }
    let default_size = size.and_then(|size| default_size(&operation.parameters[size]));
    Some(Pagination { next, size, default_size, item, items })
}

/// The optional parameter of the query that has one of these names and such a type.
fn find(operation: &Operation, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<usize> {
    operation.parameters.iter().position(|parameter| {
        parameter.location == Location::Query
            && !parameter.required
            && fits(&parameter.ty)
            && names.contains(&parameter.wire.as_str())
    })
}

fn numbered(operation: &Operation, parameter: usize) -> Next {
    let numbers = &operation.parameters[parameter];
    let minimum = || {
        bound(numbers, |keyword| match keyword {
            Keyword::Minimum(number) => Some(*number),
            _ => None,
        })
    };
    let last = bound(numbers, |keyword| match keyword {
        Keyword::Maximum(number) => Some(*number),
        _ => None,
    });
    Next::Page { parameter, first: default_of(numbers).or_else(minimum).unwrap_or(1), last }
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

fn items(api: &Api, answer: &Type, wanted: &Wanted<'_>) -> Option<(Type, PageItems)> {
    match api.unalias(answer) {
        Type::List(item) => Some(((**item).clone(), PageItems::List)),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => envelope(api, *id, &object.fields, wanted),
            Shape::Union(union) => {
                let mut found: Option<Type> = None;
                let mut variants = Vec::new();
                for member in &union.members {
                    let (item, place) = items(api, &member.ty, wanted)?;
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

/// An object with one list in it, and perhaps with what it says of the whole.
fn envelope(
    api: &Api,
    ty: crate::ir::TypeId,
    fields: &[Field],
    wanted: &Wanted<'_>,
) -> Option<(Type, PageItems)> {
    let mut lists = fields.iter().filter_map(|field| match api.unalias(&field.ty) {
        Type::List(item) if !field.nullable && wanted.items.is_none_or(|name| name == field.wire) => {
            Some((field, (**item).clone()))
        }
        _ => None,
    });
    let (list, item) = lists.next().filter(|_| lists.next().is_none())?;
    let number = |names: &[&str]| {
        let numbers = fields.iter().filter(|field| names.contains(&field.wire.as_str()) && !field.nullable);
        let mut counts = numbers.filter_map(|field| {
            let kind = match field.ty {
                Type::I32 | Type::I64 => CountKind::Signed,
                Type::U64 => CountKind::Unsigned,
                Type::F64 => CountKind::Float,
                _ => return None,
            };
            Some(Count { name: field.name.clone(), optional: !field.required, kind })
        });
        counts.next()
    };
    let place = PageItems::Field {
        ty,
        items: (list.name.clone(), !list.required),
        total: number(&wanted.total),
        start: number(START),
        limit: number(&wanted.size),
        cursor: path(api, fields, &wanted.next, |ty| matches!(ty, Type::String)),
        more: path(api, fields, MORE, |ty| matches!(ty, Type::Boolean)),
    };
    Some((item, place))
}

/// How many objects there are around what a name with a dot speaks of, at most.
const MOST_AROUND: usize = 2;

/// The way to a field of one of these names, in the object or in an object of it; a name with a dot says in which, and that
/// may be one level deeper.
fn path(
    api: &Api,
    fields: &[Field],
    names: &[&str],
    fits: impl Fn(&Type) -> bool + Copy,
) -> Option<Vec<Step>> {
    within(api, fields, names, fits, MOST_AROUND)
}

fn within(
    api: &Api,
    fields: &[Field],
    names: &[&str],
    fits: impl Fn(&Type) -> bool + Copy,
    around: usize,
) -> Option<Vec<Step>> {
    let step = |field: &Field| Step {
        name: field.name.clone(),
        options: u8::from(!field.required) + u8::from(field.nullable),
    };
    let found = names.iter().find_map(|name| {
        fields.iter().find(|field| field.wire == *name && fits(api.unalias(&field.ty))).map(step)
    });
    if let Some(found) = found {
        return Some(vec![found]);
    }
    let around = around.checked_sub(1)?;
    let is_outermost = around + 1 == MOST_AROUND;
    fields.iter().find_map(|field| {
        let Shape::Struct(object) = &api.type_def(named(api, &field.ty)?).shape else { return None };
        let inside = names.iter().filter_map(|name| match name.split_once('.') {
            Some((outer, inner)) if outer == field.wire => Some(inner),
            // What it is within may be deeper; a plain name is looked for in the object's own objects alone.
            Some(_) => Some(*name),
            None => is_outermost.then_some(*name),
        });
        let names: Vec<&str> = inside.collect();
        let rest = within(api, &object.fields, &names, fits, around)?;
        Some(std::iter::once(step(field)).chain(rest).collect())
    })
}

fn named(api: &Api, ty: &Type) -> Option<crate::ir::TypeId> {
    match api.unalias(ty) {
        Type::Named(id) => Some(*id),
        Type::Boxed(inner) => named(api, inner),
        _ => None,
    }
}

impl PageItems {
    /// Leaves out what nothing is asked for with.
    fn forget_cursor(&mut self) {
        match self {
            Self::List => {}
            Self::Field { cursor, .. } => *cursor = None,
            Self::Union(_, variants) => variants.iter_mut().for_each(|(_, place)| place.forget_cursor()),
        }
    }

    /// Whether every answer says where the next page is.
    fn has_cursor(&self) -> bool {
        match self {
            Self::List => false,
            Self::Field { cursor, .. } => cursor.is_some(),
            Self::Union(_, variants) => variants.iter().all(|(_, place)| place.has_cursor()),
        }
    }
}
