//! `Link` header fields (RFC 8288): where the next page is.

use http::HeaderMap;
use http::header::LINK;

/// The relations that speak of pages.
const PAGES: &[&str] = &["first", "last", "next", "prev", "previous"];

/// What the links of an answer say of pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Whether they speak of pages at all.
    pub(super) paged: bool,
    /// Where the next one is.
    pub(super) next: Option<String>,
}

impl Links {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut links = Self::default();
        for value in headers.get_all(LINK) {
            links.read(&String::from_utf8_lossy(value.as_bytes()));
        }
        links
    }

    fn read(&mut self, mut text: &str) {
        while let Some((target, rest)) = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
            let (relations, rest) = relations(rest);
            self.paged |= relations.iter().any(|relation| PAGES.contains(&relation.as_str()));
            if self.next.is_none() && relations.iter().any(|relation| relation == "next") {
                self.next = Some(target.to_owned());
            }
            text = rest;
        }
    }
}

/// A text up to the quote that ends it, and what comes after that. A quote behind a backslash ends nothing (RFC 9110 section
/// 5.6.4).
fn unquoted(text: &str) -> (&str, &str) {
    let mut escaped = false;
    let ends = |c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    };
    text.split_once(ends).unwrap_or((text, ""))
}

/// The values of `rel` among the parameters of a link, and what comes after the link.
fn relations(mut text: &str) -> (Vec<String>, &str) {
    let mut relations = None;
    while let Some(rest) = text.trim_start().strip_prefix(';') {
        let name = rest.split(['=', ';', ',']).next().unwrap_or_default();
        let rest = rest.get(name.len()..).unwrap_or_default();
        let Some(value) = rest.strip_prefix('=') else {
            text = rest;
            continue;
        };
        let value = value.trim_start();
        let (value, rest) = match value.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => value.split_at(value.find([';', ',']).unwrap_or(value.len())),
        };
        // RFC 8288 section 3.3: the first `rel` counts.
        if name.trim().eq_ignore_ascii_case("rel") && relations.is_none() {
            relations = Some(value.split_whitespace().map(str::to_ascii_lowercase).collect());
        }
        text = rest;
    }
    (relations.unwrap_or_default(), text)
}
