//! The values of `format` that are checked. Every other format is a comment.

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// `hostname`: RFC 1123.
    Hostname,
    /// `ipv4`: RFC 2673, dotted quad.
    Ipv4,
    /// `ipv6`: RFC 4291.
    Ipv6,
    /// `uri`: an absolute URI of RFC 3986.
    Uri,
    /// `uri-reference`: a URI or a relative reference of RFC 3986.
    UriReference,
    /// An absolute URI whose scheme is https and which names a host.
    HttpsUrl,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `byte`: base64 of RFC 4648.
    Byte,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `regex`: ECMA 262.
    Regex,
    /// `int32`: within the range of a signed 32-bit integer.
    Int32,
    /// `int64`: within the range of a signed 64-bit integer.
    Int64,
    /// `float`: within the range of a 32-bit float.
    Float,
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
            Format::Hostname => "hostname",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Uri => "uri",
            Format::UriReference => "uri-reference",
            Format::HttpsUrl => "https-url",
            Format::Uuid => "uuid",
            Format::Byte => "byte",
            Format::JsonPointer => "json-pointer",
            Format::Regex => "regex",
            Format::Int32 => "int32",
            Format::Int64 => "int64",
            Format::Float => "float",
        }
    }
}
