//! `Link` header fields (RFC 8288): where the next page is.

use http::HeaderMap;
use http::header::LINK;
use url::Url;

use super::request::RequestError;

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

/// Where a link of an answer leads. What it is relative to is the URL that was answered (RFC 8288 section 3.2, RFC 3986
/// section 5.1.3); it must not lead to another server, which nobody has spoken of.
pub(super) fn target(link: &str, answered: &Url) -> Result<Url, RequestError> {
    let wrong = |why| RequestError::new("the link to the next page", why);
    let mut next = answered.join(link).map_err(|_| wrong("it is no URL"))?;
    if next.origin() != answered.origin() {
        return Err(wrong("it leads to another server"));
    }
    next.set_fragment(None);
    // They are credentials, and not the caller's.
    let cleared = next.set_username("").and_then(|()| next.set_password(None));
    cleared.map(|()| next).map_err(|()| wrong("it is no URL"))
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

/// The values of `rel` among the parameters of a link of this answer, and what comes after the link.
fn relations(mut text: &str) -> (Vec<String>, &str) {
    let mut relations = None;
    let mut elsewhere = false;
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
        let name = name.trim();
        // RFC 8288 section 3.3: the first `rel` counts.
        if name.eq_ignore_ascii_case("rel") && relations.is_none() {
            relations = Some(value.split_whitespace().map(str::to_ascii_lowercase).collect());
        }
        // Section 3.2: then it is a link of something else.
        elsewhere |= name.eq_ignore_ascii_case("anchor");
        text = rest;
    }
    (relations.filter(|_| !elsewhere).unwrap_or_default(), text)
}
