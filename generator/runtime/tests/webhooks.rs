//! What the API sends of its own accord.

use std::collections::BTreeMap;

use runtime::schema::{ANY, Keyword, Schema, Types};
use runtime::webhook::{PayloadError, Webhook};
use serde_json::Value;

static PAYLOAD: Schema = Schema(&[Keyword::Type(Types::OBJECT), Keyword::Required(&["id"])]);

struct Created;

impl Webhook for Created {
    type Payload = BTreeMap<String, u64>;
    const NAME: &'static str = "created";
    const METHOD: &'static str = "POST";
    const SCHEMA: &'static Schema = &PAYLOAD;
}

struct Ping;

impl Webhook for Ping {
    type Payload = Value;
    const NAME: &'static str = "ping";
    const METHOD: &'static str = "POST";
    const SCHEMA: &'static Schema = &ANY;
}

#[test]
fn a_payload_is_read_and_checked_when_asked() {
    assert_eq!(Created::read_valid(b"{\"id\": 1}").unwrap()["id"], 1);
    // The sender may know more than the document; who wants to be strict says so.
    assert!(Created::read(b"{}").unwrap().is_empty());
    let Err(PayloadError::Invalid(violations)) = Created::read_valid(b"{}") else { panic!("it was taken") };
    assert_eq!(violations.len(), 1);
    assert_eq!(Ping::read(b"").unwrap(), Value::Null);
}

#[test]
fn what_cannot_be_read_is_not_shown() {
    for body in [&b"s3cret"[..], b"{\"id\": \"s3cret\"}", b"[\"s3cret\"]", b"", b"\xff"] {
        let error = Created::read(body).unwrap_err();
        assert!(matches!(error, PayloadError::Unreadable(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
}
