//! What the test program says of a call.

use serde::Deserialize;
use serde_json::Value;

/// How Prism begins the type of its own errors (RFC 9457).
const PRISM: &str = "https://stoplight.io/prism/errors#";

/// What came of a call that Prism did not survive.
const ENDED: &str = "Prism";

/// A line of the test program.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    pub(super) operation: String,
    pub(super) case: String,
    /// The body's media type, where there are several.
    pub(super) media: String,
    pub(super) status: Option<u16>,
    outcome: String,
    error: String,
    body: String,
}

impl Line {
    /// Whether Prism took the request for one that the document allows.
    pub(super) fn is_accepted(&self) -> bool {
        self.status.is_some() && (self.refusal().is_none() || self.is_unanswered())
    }

    /// Whether Prism has no answer to a request that it accepted: the document's own example breaks its schema, or it is
    /// asked for one that it cannot make.
    pub(super) fn is_unanswered(&self) -> bool {
        self.refusal().is_some_and(|refusal| {
            let of_answers = [
                "VIOLATIONS: response/",
                "SCHEMA_TOO_COMPLEX",
                "NO_RESPONSE_DEFINED",
                "NO_RESPONSE_RESPONSE_DEFINED",
                // It chose a media type that it cannot write.
                "NO_COMPLEX_OBJECT_TEXT",
                "UNKNOWN: Cannot find serializer",
                "INVALID_CONTENT_TYPE: response",
            ];
            of_answers.iter().any(|kind| refusal.starts_with(&format!("Prism: {kind}")))
        })
    }

    /// Whether there was no answer.
    pub(super) fn is_lost(&self) -> bool {
        self.outcome == "failed"
    }

    /// Notes that Prism did not survive the call.
    pub(super) fn ended_prism(&mut self) {
        self.outcome = ENDED.to_owned();
        self.error = "it ends with an error of its own".to_owned();
    }

    /// Whether Prism did not survive the call, or asks for a header field that OpenAPI tells to ignore when a document lists
    /// it as a parameter.
    pub(super) fn is_excused(&self) -> bool {
        self.outcome == ENDED || self.asks_for_ignored()
    }

    fn asks_for_ignored(&self) -> bool {
        let ignored = ["content-type", "accept", "authorization"];
        self.refusal().is_some_and(|refusal| {
            ignored.iter().any(|name| {
                refusal.ends_with(&format!(
                    "UNPROCESSABLE_ENTITY: header: Request header must have required property '{name}'"
                ))
            })
        })
    }

    /// Whether the answer was read as the document says.
    pub(super) fn is_parsed(&self) -> bool {
        self.is_accepted() && !self.is_unanswered() && self.outcome == "parsed"
    }

    /// Why a call is not as it should be, in words that others share.
    pub(super) fn reason(&self) -> Option<String> {
        if let Some(refusal) = self.refusal() {
            return Some(refusal);
        }
        if self.is_parsed() {
            return None;
        }
        let status = self.status.map(|status| format!(" ({status})")).unwrap_or_default();
        Some(format!("{}{status}: {}", self.outcome, self.error.lines().collect::<Vec<_>>().join(" ")))
    }

    /// Prism's own error.
    fn refusal(&self) -> Option<String> {
        let start = self.body.find(PRISM)?;
        let code: String = self.body[start + PRISM.len()..]
            .chars()
            .take_while(|c| c.is_ascii_uppercase() || *c == '_')
            .collect();
        let Ok(body) = serde_json::from_str::<Value>(&self.body) else {
            return Some(format!("Prism: {code}"));
        };
        let said = |key: &str| body[key].as_str().filter(|text| !text.is_empty());
        let detail = said("detail").or(said("title")).unwrap_or_default().to_owned();
        let violations = body["validation"].as_array().into_iter().flatten().map(|violation| {
            let at = violation["location"].as_array().into_iter().flatten().map(|part| match part {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            let at = at.collect::<Vec<_>>().join("/");
            format!("{at}: {}", violation["message"].as_str().unwrap_or_default())
        });
        let violations: Vec<String> = violations.take(3).collect();
        let said = if violations.is_empty() { detail } else { violations.join("; ") };
        Some(format!("Prism: {code}: {said}"))
    }
}
