//! The values of `format` that are checked. Every other format is a comment.

use jiff::civil::Date;

use super::address::{
    Uri, is_email, is_hostname, is_ipv4, is_ipv6, is_plain_url, is_uri_template, uri_of_iri,
};
use super::pattern;
use super::schema::Number;

/// A format that is checked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339 full-date.
    Date,
    /// `time`: RFC 3339 full-time.
    Time,
    /// `duration`: ISO 8601 as in RFC 3339, appendix A.
    Duration,
    /// `email`: a mailbox of RFC 5321.
    Email,
    /// `ipv4`: RFC 2673, dotted quad.
    Ipv4,
    /// `ipv6`: RFC 4291.
    Ipv6,
    /// `uri`: an absolute URI of RFC 3986.
    Uri,
    /// `uri-reference`: a URI or a relative reference of RFC 3986.
    UriReference,
    /// `iri`: an absolute IRI of RFC 3987.
    Iri,
    /// `iri-reference`: an IRI or a relative reference of RFC 3987.
    IriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// An absolute URI, or IRI of RFC 3987, whose scheme is https and which names a host.
    HttpsUrl,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `byte`: base64 of RFC 4648.
    Byte,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `relative-json-pointer`: steps up, then a JSON Pointer or `#`.
    RelativeJsonPointer,
    /// `regex`: ECMA 262.
    Regex,
    /// `int32`: within the range of a signed 32-bit integer.
    Int32,
    /// `int64`: within the range of a signed 64-bit integer.
    Int64,
    /// `float`: within the range of a 32-bit float.
    Float,
    /// A format of texts whose check is in a crate only where the document has the format.
    Extra(&'static Extra),
}

/// A format of texts that brings its check along, since the check takes more than every crate should carry.
#[derive(Debug)]
pub struct Extra {
    /// The format's name in a document.
    pub name: &'static str,
    /// What it is, for a message: `must be a host name`.
    pub words: &'static str,
    /// Whether a text has it.
    pub check: fn(&str) -> bool,
}

impl Format {
    /// The format's name in a document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Email => "email",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Uri => "uri",
            Format::UriReference => "uri-reference",
            Format::Iri => "iri",
            Format::IriReference => "iri-reference",
            Format::UriTemplate => "uri-template",
            Format::HttpsUrl => "https-url",
            Format::Uuid => "uuid",
            Format::Byte => "byte",
            Format::JsonPointer => "json-pointer",
            Format::RelativeJsonPointer => "relative-json-pointer",
            Format::Regex => "regex",
            Format::Int32 => "int32",
            Format::Int64 => "int64",
            Format::Float => "float",
            Format::Extra(extra) => extra.name,
        }
    }

    /// Whether a text has this format. The formats of numbers hold for every text.
    #[must_use]
    pub fn check(self, text: &str) -> bool {
        match self {
            Format::DateTime => is_date_time(text),
            Format::Date => is_date(text),
            Format::Time => is_time(text),
            Format::Duration => is_duration(text),
            Format::Email => is_email(text, is_hostname),
            Format::Ipv4 => is_ipv4(text),
            Format::Ipv6 => is_ipv6(text),
            Format::Uri | Format::UriReference | Format::Iri | Format::IriReference | Format::HttpsUrl
                if is_plain_url(text) =>
            {
                true
            }
            Format::Uri => Uri::read(text).is_some_and(|uri| uri.scheme.is_some()),
            Format::UriReference => Uri::read(text).is_some(),
            Format::Iri => Uri::read(&uri_of_iri(text)).is_some_and(|uri| uri.scheme.is_some()),
            Format::IriReference => Uri::read(&uri_of_iri(text)).is_some(),
            Format::UriTemplate => is_uri_template(text),
            Format::HttpsUrl => Uri::read(&uri_of_iri(text)).is_some_and(|uri| uri.is_https()),
            Format::Uuid => is_uuid(text),
            Format::Byte => is_base64(text),
            Format::JsonPointer => is_json_pointer(text),
            Format::RelativeJsonPointer => is_relative_json_pointer(text),
            Format::Regex => pattern::is_valid(text),
            Format::Int32 | Format::Int64 | Format::Float => true,
            Format::Extra(extra) => (extra.check)(text),
        }
    }

    /// Whether a number has this format. The formats of texts hold for every number.
    #[must_use]
    pub fn check_number(self, number: Number) -> bool {
        let within = |least: i64, most: i64| {
            number.compare(Number::Integer(least)).is_ge() && number.compare(Number::Integer(most)).is_le()
        };
        match self {
            Format::Int32 => number.is_whole() && within(i32::MIN.into(), i32::MAX.into()),
            Format::Int64 => number.is_whole() && within(i64::MIN, i64::MAX),
            Format::Float => number.as_f64().abs() <= f32::MAX.into(),
            _ => true,
        }
    }

    /// What it is, for a message: `must be an e-mail address`.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Format::DateTime => "a date and time such as 2025-01-31T12:00:00Z",
            Format::Date => "a date such as 2025-01-31",
            Format::Time => "a time with an offset such as 12:00:00Z",
            Format::Duration => "a duration such as P1DT12H",
            Format::Email => "an e-mail address",
            Format::Ipv4 => "an IPv4 address",
            Format::Ipv6 => "an IPv6 address",
            Format::Uri => "an absolute URI",
            Format::UriReference => "a URI or a relative reference",
            Format::Iri => "an absolute IRI",
            Format::IriReference => "an IRI or a relative reference",
            Format::UriTemplate => "a URI template",
            Format::HttpsUrl => "an https URL",
            Format::Uuid => "a UUID",
            Format::Byte => "base64",
            Format::JsonPointer => "a JSON Pointer",
            Format::RelativeJsonPointer => "a relative JSON Pointer",
            Format::Regex => "a regular expression",
            Format::Int32 => "an integer of 32 bits",
            Format::Int64 => "an integer of 64 bits",
            Format::Float => "within the range of 32-bit floats",
            Format::Extra(extra) => extra.words,
        }
    }
}

fn is_date_time(text: &str) -> bool {
    // 10 bytes of a date, then the separator, which is a byte of its own or the date is none.
    let (Some(date), Some(separator), Some(time)) = (text.get(..10), text.get(10..11), text.get(11..)) else {
        return false;
    };
    is_date(date) && matches!(separator, "T" | "t") && is_time(time)
}

fn is_date(text: &str) -> bool {
    let parsed = || {
        let [year, month, day] = parts(text, '-')?;
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    parsed().is_some()
}

/// RFC 3339 full-time. A leap second is one only at the end of a day of UTC.
fn is_time(text: &str) -> bool {
    let parsed = || {
        let (clock, offset) = match text.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, 0),
            None => {
                let (clock, offset) = text.split_at_checked(text.rfind(['+', '-'])?)?;
                (clock, minutes_of_offset(offset)?)
            }
        };
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [hour, minute, second] = parts(clock, ':')?;
        let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
        let in_utc = (hour * 60 + minute - offset).rem_euclid(24 * 60);
        let second_holds = second <= 59 || (second == 60 && in_utc == 24 * 60 - 1);
        let fraction_holds = !fraction.is_empty() && is_digits(fraction);
        (hour <= 23 && minute <= 59 && second_holds && fraction_holds).then_some(())
    };
    parsed().is_some()
}

/// `+05:30`, in minutes.
fn minutes_of_offset(text: &str) -> Option<i16> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = parts(text.get(1..)?, ':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

/// RFC 3339, appendix A: `P3Y6M4DT12H30M5S`, units in order with none left out between two, or `P2W`.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    if rest.strip_suffix('W').is_some_and(|weeks| !weeks.is_empty() && is_digits(weeks)) {
        return true;
    }
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    let date_holds = if date.is_empty() { time.is_some() } else { is_units(date, "YMD") };
    date_holds && time.is_none_or(|time| is_units(time, "HMS"))
}

/// Numbers, each with its unit: some of `units` that follow one another.
fn is_units(text: &str, units: &str) -> bool {
    let mut used = String::new();
    for part in text.split_inclusive(|character: char| character.is_ascii_uppercase()) {
        let Some((end, unit)) = part.char_indices().next_back() else {
            return false;
        };
        if end == 0 || !is_digits(&part[..end]) || used.len() >= units.len() {
            return false;
        }
        used.push(unit);
    }
    !used.is_empty() && units.contains(&used)
}

fn parts<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    let mut split = text.split(separator);
    let mut parts = [""; N];
    for part in &mut parts {
        *part = split.next()?;
    }
    split.next().is_none().then_some(parts)
}

fn number(text: &str, digits: usize) -> Option<i16> {
    if text.len() == digits && is_digits(text) { text.parse().ok() } else { None }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 4648, section 4, padded.
fn is_base64(text: &str) -> bool {
    let content = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4)
        && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// RFC 6901: empty, or a slash before each step, with `~` only in `~0` and `~1`.
fn is_json_pointer(text: &str) -> bool {
    let escapes_hold = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes_hold
}

/// A number without leading zeros, then `#` or a JSON Pointer.
fn is_relative_json_pointer(text: &str) -> bool {
    let (up, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let up_holds = up == "0" || !up.is_empty() && !up.starts_with('0');
    up_holds && (rest == "#" || is_json_pointer(rest))
}
