//! JSON Schema's own schemas, which documents refer to by their URIs: nothing is fetched for them.
//!
//! As json-schema.org publishes them, under the AFL 3.0 or the 3-clause BSD licence.

macro_rules! texts {
    ($($uri:literal => $file:literal,)*) => {
        const TEXTS: &[(&str, &str)] = &[$(($uri, include_str!(concat!("metaschemas/", $file)))),*];
    };
}

texts! {
    "http://json-schema.org/draft-04/schema" => "draft-04.json",
    "http://json-schema.org/draft-06/schema" => "draft-06.json",
    "http://json-schema.org/draft-07/schema" => "draft-07.json",
    "https://json-schema.org/draft/2019-09/schema" => "2019-09/schema.json",
    "https://json-schema.org/draft/2019-09/meta/applicator" => "2019-09/meta/applicator.json",
    "https://json-schema.org/draft/2019-09/meta/content" => "2019-09/meta/content.json",
    "https://json-schema.org/draft/2019-09/meta/core" => "2019-09/meta/core.json",
    "https://json-schema.org/draft/2019-09/meta/format" => "2019-09/meta/format.json",
    "https://json-schema.org/draft/2019-09/meta/meta-data" => "2019-09/meta/meta-data.json",
    "https://json-schema.org/draft/2019-09/meta/validation" => "2019-09/meta/validation.json",
    "https://json-schema.org/draft/2020-12/schema" => "2020-12/schema.json",
    "https://json-schema.org/draft/2020-12/meta/applicator" => "2020-12/meta/applicator.json",
    "https://json-schema.org/draft/2020-12/meta/content" => "2020-12/meta/content.json",
    "https://json-schema.org/draft/2020-12/meta/core" => "2020-12/meta/core.json",
    "https://json-schema.org/draft/2020-12/meta/format-annotation" => "2020-12/meta/format-annotation.json",
    "https://json-schema.org/draft/2020-12/meta/format-assertion" => "2020-12/meta/format-assertion.json",
    "https://json-schema.org/draft/2020-12/meta/meta-data" => "2020-12/meta/meta-data.json",
    "https://json-schema.org/draft/2020-12/meta/unevaluated" => "2020-12/meta/unevaluated.json",
    "https://json-schema.org/draft/2020-12/meta/validation" => "2020-12/meta/validation.json",
}

/// A metaschema: the path that it has beside the files of a document, and its text.
pub(super) fn text(uri: &str) -> Option<(String, &'static str)> {
    let uri = uri.split('#').next().unwrap_or(uri);
    let (uri, text) = TEXTS.iter().find(|(known, _)| *known == uri)?;
    // A path that no file of a document has.
    Some((format!("{uri}.json"), text))
}
