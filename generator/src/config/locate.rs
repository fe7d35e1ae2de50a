//! From keys to a place in the text: on the way to an error only, so the values themselves stay plain.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The bytes of the value at these keys, or of the last key on the way that is there.
pub(super) fn locate(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let (first, rest) = keys.split_first()?;
    let (key, mut value) = entry(root.get_ref(), first)?;
    let mut place = shown(key, value);
    for key in rest {
        let found = match value.get_ref() {
            DeValue::Table(table) => entry(table, key).map(|(key, value)| (shown(key, value), value)),
            DeValue::Array(items) => {
                key.parse().ok().and_then(|at: usize| items.get(at)).map(|item| (item.span(), item))
            }
            _ => None,
        };
        let Some(found) = found else { break };
        (place, value) = found;
    }
    Some(place)
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;

fn entry<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<(&'t Key<'a>, &'t Spanned<DeValue<'a>>)> {
    table.iter().find(|(name, _)| name.get_ref() == key)
}

/// A table is shown by its key: its own span may be the whole section.
fn shown(key: &Key<'_>, value: &Spanned<DeValue<'_>>) -> Range<usize> {
    match value.get_ref() {
        DeValue::Table(_) => key.span(),
        _ => value.span(),
    }
}
