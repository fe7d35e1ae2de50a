//! Formats of names on the network: host names, IP addresses, mailboxes, URIs. Each is read once, left to right.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// RFC 1123, with the lengths of RFC 1035: labels of letters, digits and inner hyphens.
pub(super) fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Four decimal numbers, without leading zeros.
pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// RFC 4291, without a zone.
pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// A mailbox of RFC 5321: a dot-atom or a quoted text, `@`, a host name or an address in brackets.
pub(super) fn is_email(text: &str, is_hostname: fn(&str) -> bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let local_holds = match quoted {
        Some(content) => is_quoted_content(content),
        None => local.split('.').all(is_atom),
    };
    let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let domain_holds = match literal {
        Some(address) => address.strip_prefix("IPv6:").map_or_else(|| is_ipv4(address), is_ipv6),
        None => is_hostname(domain),
    };
    local.len() <= 64 && local_holds && domain_holds
}

fn is_quoted_content(content: &str) -> bool {
    let mut bytes = content.bytes();
    while let Some(byte) = bytes.next() {
        let holds = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| (b' '..=b'~').contains(&escaped)),
            b'"' => false,
            byte => (b' '..=b'~').contains(&byte),
        };
        if !holds {
            return false;
        }
    }
    true
}

/// The URI that an IRI stands for (RFC 3987, 3.1). Browsers and servers take a URL in either form (WHATWG, URL), so that
/// to refuse the one which people write would be to refuse what the server wants.
pub(super) fn uri_of_iri(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut uri = String::with_capacity(2 * text.len());
    let mut in_query = false;
    for character in text.chars() {
        in_query = character != '#' && (in_query || character == '?');
        if is_ucschar(character) || in_query && is_private(character) {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).bytes();
            uri.extend(bytes.map(|byte| format!("%{byte:02X}")));
        } else {
            uri.push(character);
        }
    }
    Cow::Owned(uri)
}

/// RFC 6570, 2: literals, and expressions in braces.
pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (literals, expression) = rest.split_once('{').unwrap_or((rest, ""));
        let ended = literals.len() == rest.len();
        if !is_literals(literals) {
            return false;
        }
        if ended {
            return true;
        }
        let Some((expression, behind)) = expression.split_once('}') else {
            return false;
        };
        let operator = |first: char| "+#./;?&=,!@|".contains(first);
        let variables = expression.strip_prefix(operator).unwrap_or(expression);
        if !variables.split(',').all(is_variable) {
            return false;
        }
        rest = behind;
    }
}

fn is_literals(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let holds = match character {
            '%' => (0..2).all(|_| characters.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            // An apostrophe is one, by RFC 6570's erratum 6937.
            '!'..='~' => !"\"<>\\^`{|}".contains(character),
            other => is_ucschar(other) || is_private(other),
        };
        if !holds {
            return false;
        }
    }
    true
}

/// `name`, `name:30`, `name*`.
fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let digits = length.bytes().all(|byte| byte.is_ascii_digit()) && !length.starts_with('0');
            if !digits || length.is_empty() || length.len() > 4 {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    let is_part = |part: &str| {
        !part.is_empty() && is_made_of(part, "") && !part.contains(|c| "-~!$&'()*+,;=".contains(c))
    };
    name.split('.').all(is_part)
}

/// RFC 3987, 2.2: what an IRI may hold beyond ASCII, which leaves out controls, private use and noncharacters.
fn is_ucschar(character: char) -> bool {
    let in_a_plane = |code: u32| (0x1_0000..0xF_0000).contains(&code) && code & 0xFFFE != 0xFFFE;
    match character {
        '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => true,
        '\u{E0000}'..='\u{E0FFF}' => false,
        other => in_a_plane(other.into()),
    }
}

/// RFC 3987, 2.2: what is for private use, which an IRI may hold in its query (`iprivate`).
fn is_private(character: char) -> bool {
    let in_a_plane = |code: u32| (0xF_0000..0x11_0000).contains(&code) && code & 0xFFFE != 0xFFFE;
    ('\u{E000}'..='\u{F8FF}').contains(&character) || in_a_plane(character.into())
}

/// Whether a text is a URL as most are: https, a host, a path, and a query, of characters that may stand in each of them.
pub(super) fn is_plain_url(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?&=".contains(&byte);
    text.strip_prefix("https://").is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && rest.bytes().all(is_plain)
    })
}

/// The parts of a URI reference (RFC 3986, 4.1).
pub(super) struct Uri<'a> {
    /// Before the first `:`, without which the reference is relative.
    pub(super) scheme: Option<&'a str>,
    /// Between `//` and the path.
    pub(super) host: Option<&'a str>,
}

impl<'a> Uri<'a> {
    /// Reads a URI reference; nothing when it is none.
    pub(super) fn read(text: &'a str) -> Option<Uri<'a>> {
        let (text, fragment) = cut(text, b'#').unwrap_or((text, ""));
        let (text, query) = cut(text, b'?').unwrap_or((text, ""));
        if !is_made_of(fragment, "/?:@") || !is_made_of(query, "/?:@") {
            return None;
        }
        let (scheme, rest) = match cut(text, b':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            // A colon in the first segment of a relative reference would make it a scheme.
            Some((segment, _)) if !segment.contains('/') => return None,
            _ => (None, text),
        };
        let (host, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(place_of(rest, b'/').unwrap_or(rest.len()));
                (Some(read_authority(authority)?), path)
            }
            None => (None, rest),
        };
        is_made_of(path, "/:@").then_some(Uri { scheme, host })
    }

    /// Whether it is absolute, https, and names a host.
    pub(super) fn is_https(&self) -> bool {
        self.scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
            && self.host.is_some_and(|host| !host.is_empty())
    }
}

/// Where a byte of ASCII is. Addresses are short: to look at one byte after the other is as quick as anything.
fn place_of(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|other| other == byte)
}

/// What is before a byte of ASCII, and what is behind it.
fn cut(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = place_of(text, byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The host of `user@host:port`.
fn read_authority(authority: &str) -> Option<&str> {
    // It may have no other `@`: neither the user nor the host may hold one.
    let (user, place) = cut(authority, b'@').unwrap_or(("", authority));
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            let future = address.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.'));
            let holds = match future {
                Some((version, name)) => {
                    let hexadecimal = version.bytes().all(|byte| byte.is_ascii_hexdigit());
                    hexadecimal && !version.is_empty() && !name.is_empty() && is_made_of(name, ":")
                }
                None => is_ipv6(address),
            };
            (holds.then_some(address)?, port)
        }
        None => {
            let end = place_of(place, b':').unwrap_or(place.len());
            let (host, port) = place.split_at(end);
            (is_made_of(host, "").then_some(host)?, port)
        }
    };
    let port_holds = port.is_empty() || port.strip_prefix(':')?.bytes().all(|byte| byte.is_ascii_digit());
    (port_holds && is_made_of(user, ":")).then_some(host)
}

/// Unreserved characters, percent-encoded bytes, sub-delims and what else is allowed here.
fn is_made_of(text: &str, others: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let holds = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            byte if byte.is_ascii_alphanumeric() => true,
            byte => b"-._~!$&'()*+,;=".contains(&byte) || others.as_bytes().contains(&byte),
        };
        if !holds {
            return false;
        }
    }
    true
}
