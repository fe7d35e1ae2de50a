//! Every code that a diagnostic can carry, in one table.
//!
//! `E01xx`: the text cannot be read. `E02xx`: an object of the document is not what OpenAPI says.
//! `E03xx`: two places of the document do not fit together. `E04xx`: what cannot become Rust, in the document or in
//! `codegen.toml`. `W` is a warning of the same kind; `W04xx` says what was degraded.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $code;)+

        /// Every code of this table with what it means.
        pub const TABLE: &[(&str, &str)] = &[$(($code, concat!($($doc),+))),+];
    };
}

codes! {
    /// The text is neither JSON nor YAML.
    SYNTAX = "E0101";
    /// An object has the same key twice.
    DUPLICATE_KEY = "E0102";
    /// The document is nested too deeply.
    TOO_DEEP = "E0103";
    /// YAML aliases make the document larger than can be meant.
    TOO_LARGE = "E0104";
    /// The file is not text in UTF-8.
    NOT_TEXT = "E0105";
    /// The document is empty, or is not an object.
    NOT_AN_OBJECT = "E0106";
    /// The document is not an OpenAPI 3 document.
    NOT_OPENAPI = "E0107";
    /// The document and the files that it refers to are too many, or too large together.
    TOO_MANY_FILES = "E0108";
    /// An overlay is not what the Overlay Specification says.
    OVERLAY = "E0109";

    /// A field has a value of the wrong type.
    WRONG_TYPE = "E0201";
    /// A required field is missing.
    MISSING_FIELD = "E0202";
    /// A field has a value that is none of those OpenAPI allows.
    WRONG_VALUE = "E0203";
    /// A key of a map is not of the form OpenAPI asks for (a path, a status code).
    WRONG_KEY = "E0204";
    /// An operation under a key that is no method of HTTP.
    UNKNOWN_METHOD = "E0205";
    /// The typed reading of the document failed after all checks passed.
    UNREADABLE = "E0299";

    /// A reference to something that is not in the document.
    UNKNOWN_REFERENCE = "E0301";
    /// A reference to something of another kind than is expected at its place.
    WRONG_REFERENCE = "E0302";
    /// References that only lead to one another.
    CIRCULAR_REFERENCE = "E0303";
    /// A reference to another file.
    EXTERNAL_REFERENCE = "E0304";
    /// Two operations have the same `operationId`.
    DUPLICATE_OPERATION = "E0305";
    /// Two parameters of an operation have the same name and place.
    DUPLICATE_PARAMETER = "E0306";
    /// The parameters and the template of a path do not fit.
    PATH_PARAMETER = "E0307";
    /// A security requirement names no security scheme.
    UNKNOWN_SECURITY = "E0308";
    /// The template of a server's `url` misspells a variable.
    UNKNOWN_VARIABLE = "E0311";
    /// An action of an overlay does not fit what it selects.
    OVERLAY_MISMATCH = "E0312";

    /// A field has a value of the wrong type, which the code does not depend on or can do without.
    LOOSE_TYPE = "W0201";
    /// A required field is missing that the code does not depend on.
    LOOSE_MISSING = "W0202";
    /// A value that OpenAPI does not allow, which the code does not depend on.
    LOOSE_VALUE = "W0203";
    /// A field that OpenAPI does not have at this place, and that looks like one that it has.
    MISSPELT_FIELD = "W0204";
    /// A field that OpenAPI does not have at this place.
    UNKNOWN_FIELD = "W0205";
    /// A field beside a `$ref`, where OpenAPI 3.0 reads none.
    BESIDE_REFERENCE = "W0206";

    /// A reference of documentation (an example, a link) to something that is not in the document.
    LOOSE_REFERENCE = "W0301";
    /// A reference to something of another kind, which can be read as the expected one as well.
    LOOSE_KIND = "W0302";
    /// The parameters and the template of a path do not fit, and what is meant can be told.
    LOOSE_PATH_PARAMETER = "W0307";
    /// The template of a server's `url` has a variable that is not declared.
    UNDECLARED_VARIABLE = "W0311";
    /// A security requirement names a scheme that is not declared, and is not misspelt.
    UNDECLARED_SECURITY = "W0308";
    /// `required` names a property that the schema does not declare.
    UNDECLARED_PROPERTY = "W0309";
    /// A discriminator maps a value to a schema that is not there.
    UNKNOWN_MAPPING = "W0310";
    /// An action of an overlay selects nothing.
    OVERLAY_TARGET = "W0312";
    /// An action of an overlay has no value for an object or an array.
    OVERLAY_NOTHING = "W0313";
    /// A `pattern` is no regular expression of ECMA 262.
    NOT_A_PATTERN = "W0314";
    /// A `format` that the values beside it break.
    BROKEN_FORMAT = "W0315";
    /// A member of a `oneOf` that another one holds, so that no value can match it alone.
    ONE_OF_OVERLAP = "W0316";

    /// A path item that is a reference.
    PATH_ITEM_REFERENCE = "E0401";
    /// `codegen.toml` is wrong, or speaks of something that the document does not have.
    CONFIG = "E0402";
    /// A defect of this generator.
    INTERNAL = "E0499";

    /// A reference to a schema outside `components/schemas`.
    REFERENCE_TARGET = "W0401";
    /// An enumeration of several JSON types, or of lists or objects.
    MIXED_ENUM = "W0402";
    /// Alternatives beside `properties` that are more than a type can say.
    ALTERNATIVES = "W0403";
    /// An `allOf` of more than objects.
    ALL_OF = "W0404";
    /// A body that is left as bytes or text.
    BODY_BYTES = "W0405";
    /// Media types that differ in their parameters alone.
    MEDIA_PARAMETERS = "W0406";
    /// An HTTP authentication scheme that is left to the caller.
    HTTP_SCHEME = "W0407";
    /// A parameter with `content`.
    CONTENT_PARAMETER = "W0408";
    /// A security scheme that is a reference.
    SCHEME_REFERENCE = "W0409";
    /// A union that is a member of itself.
    UNION_CIRCLE = "W0414";
    /// A webhook or callback whose payload gets no type.
    WEBHOOKS = "W0415";
    /// An answer that never has content, by its status or to HEAD, is documented with some: it is left out.
    NO_CONTENT = "W0416";
    /// A media type in `content` is none.
    NOT_A_MEDIA_TYPE = "W0417";
    /// A schema extends one that has a discriminator, and no value of it is known to stand for that schema.
    HEIRS = "W0418";
    /// A form whose schema is no object, so that its part has no name.
    UNNAMED_PART = "W0419";
    /// A header parameter that the HTTP client writes itself.
    FRAMING = "W0420";
    /// A parameter that nests, in a style that has no way to write that.
    NESTED_PARAMETER = "W0422";
    /// Something that a document says of the parts of a body and that is not written.
    PARTS = "W0423";
    /// `additionalProperties: false` in an `allOf`, whose other members bring properties.
    CLOSED = "W0421";
    /// A security scheme that is a client certificate.
    MUTUAL_TLS = "W0411";
    /// A 3.0 document has keywords of OpenAPI 3.1, which are read as 3.1 means them.
    NEWER_KEYWORD = "W0413";
}

#[cfg(test)]
mod tests {
    use super::TABLE;

    #[test]
    fn each_code_is_used_once() {
        let mut codes: Vec<&str> = TABLE.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), TABLE.len());
    }
}
