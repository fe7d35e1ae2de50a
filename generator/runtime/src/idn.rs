//! Host names, and those of other scripts than Latin: IDNA 2008 (RFC 5890 to 5893).
//!
//! Here as a file of its own, with the crate that it needs, only where the document has one of these formats.

use std::sync::LazyLock;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use regress::Regex;

use super::address::{is_email, is_hostname};
use super::format::{Extra, Format};

/// `hostname`: RFC 1123. A label in Punycode has to stand for one that IDNA allows.
pub const HOSTNAME: Format =
    Format::Extra(&Extra { name: "hostname", words: "a host name", check: is_ascii_hostname });

/// `idn-hostname`: RFC 5890, 2.3.2.3, after what UTS #46 maps: a name is held to the rules as it goes onto the wire.
pub const IDN_HOSTNAME: Format =
    Format::Extra(&Extra { name: "idn-hostname", words: "a host name", check: is_idn_hostname });

/// `idn-email`: a mailbox of RFC 6531.
pub const IDN_EMAIL: Format =
    Format::Extra(&Extra { name: "idn-email", words: "an e-mail address", check: is_idn_email });

fn is_ascii_hostname(text: &str) -> bool {
    let is_punycode = |label: &str| label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    is_hostname(text) && (!text.split('.').any(is_punycode) || is_international(text))
}

fn is_idn_hostname(text: &str) -> bool {
    if text.is_ascii() { is_ascii_hostname(text) } else { is_international(text) }
}

fn is_idn_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    // Beyond ASCII it may hold anything (RFC 6531, 3.3), and its length is in bytes.
    let ascii: String = local.chars().map(|c| if c.is_ascii() { c } else { 'x' }).collect();
    local.len() <= 64 && is_email(&format!("{ascii}@{domain}"), is_idn_hostname)
}

/// Whether a name with labels in Punycode, or of other scripts, is one.
///
/// UTS #46 as idna has it maps, decodes and encodes, counts, looks after joiners (RFC 5892, A.1 and A.2) and after the
/// direction of writing (RFC 5893). What it allows for the sake of old names, and does not know of context, is the rest.
fn is_international(text: &str) -> bool {
    let (uts46, text) = (Uts46::new(), text.as_bytes());
    let fits = uts46.to_ascii(text, AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify).is_ok();
    let (name, decoded) = uts46.to_unicode(text, AsciiDenyList::STD3, Hyphens::Check);
    fits && decoded.is_ok() && name.split('.').all(|label| label.is_ascii() || is_u_label(label))
}

/// RFC 5892: each code point is one that labels may have (PVALID), or stands where its context allows it (appendix A).
fn is_u_label(label: &str) -> bool {
    let characters: Vec<char> = label.chars().collect();
    let before = |index: usize| index.checked_sub(1).and_then(|before| characters.get(before)).copied();
    let after = |index: usize| characters.get(index + 1).copied();
    let has = |among: fn(&char) -> bool| characters.iter().any(among);
    characters.iter().enumerate().all(|(index, character)| match *character {
        // Joiners are seen to.
        '\u{200C}' | '\u{200D}' => true,
        // A.3: the middle dot of Catalan.
        '\u{B7}' => before(index) == Some('l') && after(index) == Some('l'),
        // A.4: the Greek keraia.
        '\u{375}' => after(index).is_some_and(|next| is(&GREEK, next)),
        // A.5 and A.6: the Hebrew geresh and gershayim.
        '\u{5F3}' | '\u{5F4}' => before(index).is_some_and(|last| is(&HEBREW, last)),
        // A.7: the middle dot of Katakana.
        '\u{30FB}' => has(|other| is(&JAPANESE, *other)),
        // A.8 and A.9: digits of one kind alone.
        '\u{660}'..='\u{669}' => !has(|other| ('\u{6F0}'..='\u{6F9}').contains(other)),
        '\u{6F0}'..='\u{6F9}' => !has(|other| ('\u{660}'..='\u{669}').contains(other)),
        character => is_valid(character),
    })
}

/// RFC 5892, 3: of what UTS #46 leaves as it is.
fn is_valid(character: char) -> bool {
    match character {
        // 2.6: exceptions, in favour and against.
        '\u{DF}' | '\u{3C2}' | '\u{6FD}' | '\u{6FE}' | '\u{F0B}' | '\u{3007}' => true,
        '\u{640}' | '\u{7FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}' => false,
        // 2.4: blocks without letters of any language.
        '\u{20D0}'..='\u{20FF}' | '\u{1D100}'..='\u{1D24F}' => false,
        // 2.9: the parts of Hangul syllables.
        '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97C}' | '\u{D7B0}'..='\u{D7FB}' => false,
        // 2.1: letters, marks and digits.
        character => character.is_ascii() || is(&LETTER_DIGITS, character),
    }
}

static LETTER_DIGITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| class(r"[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]"));
static GREEK: LazyLock<Option<Regex>> = LazyLock::new(|| class(r"\p{Script=Greek}"));
static HEBREW: LazyLock<Option<Regex>> = LazyLock::new(|| class(r"\p{Script=Hebrew}"));
static JAPANESE: LazyLock<Option<Regex>> =
    LazyLock::new(|| class(r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]"));

/// A class of characters, from the engine for `pattern`, which knows their properties.
fn class(source: &str) -> Option<Regex> {
    Regex::with_flags(source, "u").ok()
}

fn is(class: &LazyLock<Option<Regex>>, character: char) -> bool {
    class.as_ref().is_some_and(|class| class.find(character.encode_utf8(&mut [0; 4])).is_some())
}
