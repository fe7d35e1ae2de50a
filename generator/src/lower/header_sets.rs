//! Header fields that answers carry together: one struct for all operations that document the same, since an API
//! that limits its callers says so at each of its operations.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToKebabCase as _;

use crate::ir::{Header, Headers, HeadersId};

use super::names;

/// How many headers without a word in common a name spells out. More of them would be no name any more.
const SPELT_OUT: usize = 3;

/// Every set of header fields, once.
#[derive(Default)]
pub(super) struct HeaderSets {
    sets: Vec<Headers>,
    /// By the names of the fields, their types and their forms.
    by_fields: BTreeMap<Vec<String>, HeadersId>,
    names: BTreeSet<String>,
}

impl HeaderSets {
    /// The set with these fields, which is told apart by their names and types. A description that is not the same
    /// for all operations is that of none.
    pub(super) fn intern(&mut self, fields: Vec<Header>) -> Option<HeadersId> {
        if fields.is_empty() {
            return None;
        }
        let told_by =
            |field: &Header| format!("{} {:?} {:?}", field.wire.to_ascii_lowercase(), field.ty, field.form);
        let mut key: Vec<String> = fields.iter().map(told_by).collect();
        key.sort();
        if let Some(id) = self.by_fields.get(&key) {
            for field in self.sets.get_mut(id.0).into_iter().flat_map(|set| &mut set.fields) {
                if counterpart(&fields, field).is_none_or(|other| other.docs != field.docs) {
                    field.docs.clear();
                }
            }
            return Some(*id);
        }
        let id = HeadersId(self.sets.len());
        self.by_fields.insert(key, id);
        let type_name = names::claim(&names::type_name(&called(&fields)), &mut self.names);
        self.sets.push(Headers { type_name, fields: named(fields) });
        Some(id)
    }

    pub(super) fn finish(self) -> Vec<Headers> {
        self.sets
    }
}

/// The field of the same name: "Each header field consists of a case-insensitive field name" (RFC 9112, 5).
fn counterpart<'a>(fields: &'a [Header], field: &Header) -> Option<&'a Header> {
    fields.iter().find(|other| other.wire.eq_ignore_ascii_case(&field.wire))
}

/// What a set is called: the words that its fields begin with. `X-RateLimit-Limit`, `X-RateLimit-Reset` and
/// `Retry-After` are `rate-limit-retry-after-headers`.
fn called(fields: &[Header]) -> String {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for field in fields {
        let kebab = field.wire.to_kebab_case();
        // "X-" says that a header was no standard once (RFC 6648), which nobody needs to know of its type.
        let plain = kebab.strip_prefix("x-").unwrap_or(&kebab);
        let words: Vec<String> = plain.split('-').map(str::to_owned).collect();
        match groups.iter_mut().find(|group| group.first() == words.first()) {
            Some(group) => {
                let shared = group.iter().zip(&words).take_while(|(one, other)| one == other).count();
                group.truncate(shared);
            }
            None => groups.push(words),
        }
    }
    let words: Vec<String> = groups.into_iter().take(SPELT_OUT).flatten().collect();
    format!("{}-headers", words.join("-"))
}

/// Gives each its Rust name.
fn named(mut fields: Vec<Header>) -> Vec<Header> {
    let wires: Vec<&str> = fields.iter().map(|header| header.wire.as_str()).collect();
    let unique = names::unique(&wires, names::value_name, &[]);
    for (header, name) in fields.iter_mut().zip(unique) {
        header.name = name;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{HeaderForm, Type};

    fn headers(wires: &[&str]) -> Vec<Header> {
        let header = |wire: &&str| Header {
            name: String::new(),
            wire: (*wire).to_owned(),
            ty: Type::String,
            form: HeaderForm::Scalar,
            docs: format!("What {wire} is for."),
            pointer: String::new(),
        };
        wires.iter().map(header).collect()
    }

    #[test]
    fn a_set_is_called_by_the_first_words_of_its_fields() {
        for (wires, expected) in [
            (&["Link"][..], "link-headers"),
            (&["Retry-After"], "retry-after-headers"),
            (&["X-RateLimit-Limit", "X-RateLimit-Remaining"], "rate-limit-headers"),
            (&["X-RateLimit-Limit", "Retry-After", "X-RateLimit-Reset"], "rate-limit-retry-after-headers"),
            (&["A", "B", "C", "D"], "a-b-c-headers"),
        ] {
            assert_eq!(called(&headers(wires)), expected);
        }
    }

    #[test]
    fn the_same_fields_are_one_set_whatever_their_order_and_case() {
        let mut sets = HeaderSets::default();
        let first = sets.intern(headers(&["ETag", "Location"]));
        let mut other = headers(&["location", "etag"]);
        other[1].docs = "What ETag is for.".to_owned();
        assert_eq!(sets.intern(other), first);
        let sets = sets.finish();
        let docs: Vec<&str> = sets[0].fields.iter().map(|field| field.docs.as_str()).collect();
        assert_eq!((sets.len(), docs), (1, vec!["What ETag is for.", ""]));
    }

    #[test]
    fn a_field_of_another_type_makes_another_set() {
        let mut sets = HeaderSets::default();
        let first = sets.intern(headers(&["X-Total"]));
        let mut other = headers(&["X-Total"]);
        other[0].ty = Type::I64;
        assert_ne!(sets.intern(other), first);
        let names: Vec<String> = sets.finish().into_iter().map(|set| set.type_name).collect();
        assert_eq!(names, ["TotalHeaders", "TotalHeaders2"]);
    }
}
