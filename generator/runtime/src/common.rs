//! Schemas that nearly every document has, each under a name: what a reader knows need not be spelt out each time.

use super::format::Format;
use super::schema::{Keyword, Schema, Types};

/// Holds for every value: `{}`, `true`.
pub static ANY: Schema = Schema(&[]);
/// Holds for no value: `false`.
pub static NEVER: Schema = Schema(&[Keyword::Never]);
/// `null`.
pub static NULL: Schema = Schema(&[Keyword::Type(Types::NULL)]);
/// A text that is a secret.
pub static SECRET: Schema = Schema(&[Keyword::Sensitive, Keyword::Type(Types::STRING)]);
/// A list of texts.
pub static STRINGS: Schema = Schema(&[Keyword::Type(Types::ARRAY), Keyword::Items(&STRING)]);

/// A type, alone and beside `null`; the same with a `format`.
macro_rules! common {
    ($($name:ident, $or_null:ident: $types:ident $($format:ident)?, $docs:literal;)*) => { $(
        #[doc = concat!($docs, ".")]
        pub static $name: Schema =
            Schema(&[Keyword::Type(Types::$types) $(, Keyword::Format(Format::$format))?]);
        #[doc = concat!($docs, ", or `null`.")]
        pub static $or_null: Schema =
            Schema(&[Keyword::Type(Types::$types.or(Types::NULL)) $(, Keyword::Format(Format::$format))?]);
    )* };
}

common! {
    STRING, STRING_OR_NULL: STRING, "Any text";
    INTEGER, INTEGER_OR_NULL: INTEGER, "Any integer";
    NUMBER, NUMBER_OR_NULL: NUMBER, "Any number";
    BOOLEAN, BOOLEAN_OR_NULL: BOOLEAN, "`true` or `false`";
    OBJECT, OBJECT_OR_NULL: OBJECT, "Any object";
    INT32, INT32_OR_NULL: INTEGER Int32, "An integer of 32 bits";
    INT64, INT64_OR_NULL: INTEGER Int64, "An integer of 64 bits";
    DATE_TIME, DATE_TIME_OR_NULL: STRING DateTime, "A date and time of RFC 3339";
    DATE, DATE_OR_NULL: STRING Date, "A date of RFC 3339";
    TIME, TIME_OR_NULL: STRING Time, "A time of RFC 3339";
    DURATION, DURATION_OR_NULL: STRING Duration, "A duration of ISO 8601";
    EMAIL, EMAIL_OR_NULL: STRING Email, "An email address";
    IPV4, IPV4_OR_NULL: STRING Ipv4, "An IPv4 address";
    IPV6, IPV6_OR_NULL: STRING Ipv6, "An IPv6 address";
    URI, URI_OR_NULL: STRING Uri, "An absolute URI";
    URI_REFERENCE, URI_REFERENCE_OR_NULL: STRING UriReference, "A URI, or a reference relative to one";
    URI_TEMPLATE, URI_TEMPLATE_OR_NULL: STRING UriTemplate, "A URI template of RFC 6570";
    UUID, UUID_OR_NULL: STRING Uuid, "A UUID";
    BYTE, BYTE_OR_NULL: STRING Byte, "Bytes in base64";
}
