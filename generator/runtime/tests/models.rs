//! What the models' serde implementations stand on: secrets, keys, unions.

use std::collections::BTreeMap;
use std::fmt;

use runtime::de::{Key, Redacted, nullable, required, write_others};
use runtime::secret::Secret;
use runtime::union::{Kind, Tag, has, kind, read, tag};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer as _};
use serde_json::{Value, json};

/// A model as it is emitted: one map visitor, no derive.
#[derive(Debug, PartialEq)]
struct Model<'de> {
    name: String,
    note: Option<Option<String>>,
    keys: Vec<Key<'de>>,
}

impl<'de> Deserialize<'de> for Model<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ModelVisitor;
        impl<'de> Visitor<'de> for ModelVisitor {
            type Value = Model<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Model<'de>, A::Error> {
                let (mut name, mut note, mut keys) = (None, None, Vec::new());
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    match &*key {
                        "name" => name = Some(map.next_value()?),
                        "note" => note = nullable(&mut map)?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            keys.push(key);
                        }
                    }
                }
                Ok(Model { name: required(name, "name")?, note, keys })
            }
        }
        deserializer.deserialize_map(ModelVisitor)
    }
}

#[test]
fn optional_and_nullable_are_told_apart() {
    let read = |text: &'static str| serde_json::from_str::<Model<'_>>(text).map(|model| model.note);
    assert_eq!(read(r#"{"name": "x"}"#).expect("absent"), None);
    assert_eq!(read(r#"{"name": "x", "note": null}"#).expect("null"), Some(None));
    assert_eq!(read(r#"{"name": "x", "note": "n"}"#).expect("there"), Some(Some("n".to_owned())));
    assert!(read(r#"{"name": "x", "note": 1}"#).is_err());
    let missing = read("{}").expect_err("no name").to_string();
    assert!(missing.starts_with("missing field `name`"), "{missing}");
}

#[test]
fn keys_are_read_however_they_are_written() {
    let text = r#"{"name": "x", "plain": 1, "esc\u0061ped": 2}"#;
    let model: Model<'_> = serde_json::from_str(text).expect("a model");
    let keys: Vec<String> = model.keys.into_iter().map(Key::into_string).collect();
    assert_eq!(keys, ["plain", "escaped"]);
    let value = json!({"name": "x", "owned": 1});
    assert_eq!(&*Model::deserialize(&value).expect("a model").keys[0], "owned");
}

#[test]
fn no_property_is_written_twice() {
    let write = |others: &[(&str, u8)]| {
        let others: BTreeMap<String, u8> =
            others.iter().map(|(name, value)| ((*name).into(), *value)).collect();
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::new(&mut bytes);
        let mut map = serializer.serialize_map(None).unwrap();
        map.serialize_entry("name", "the field").unwrap();
        write_others(&mut map, &others, &["name", "note"]).map_err(|error| error.to_string())?;
        SerializeMap::end(map).unwrap();
        Ok::<_, String>(String::from_utf8(bytes).unwrap())
    };
    assert_eq!(write(&[("b", 2), ("Name", 1)]).unwrap(), r#"{"name":"the field","Name":1,"b":2}"#);
    assert_eq!(write(&[]).unwrap(), r#"{"name":"the field"}"#);
    // The second has a field that is not set: to write it would still be another way to say the same thing.
    for name in ["name", "note"] {
        let why = write(&[("a", 1), (name, 2)]).unwrap_err();
        assert_eq!(why, format!("`{name}` has a field of its own, and cannot be an additional property"));
    }
}

#[test]
fn a_secret_is_written_and_never_printed() {
    let secret: Secret = serde_json::from_str(r#""hunter2""#).expect("a text");
    assert_eq!(secret.expose(), "hunter2");
    assert_eq!(
        format!("{secret:?} {:#?} {Redacted:?}", Some(&secret)),
        "[redacted] Some(\n    [redacted],\n) [redacted]"
    );
    assert_eq!(serde_json::to_string(&secret).expect("json"), r#""hunter2""#);
    assert_eq!(secret, Secret::from("hunter2".to_owned()));
    for other in ["hunter", "hunter22", "hunter3", ""] {
        assert_ne!(secret, Secret::from(other));
    }
}

#[test]
fn a_secret_of_the_wrong_type_is_not_quoted() {
    for value in [
        json!(4711),
        json!(-4711),
        json!(47.11),
        json!(true),
        json!(["4711"]),
        json!({"4711": 1}),
        json!(null),
    ] {
        let text = serde_json::from_value::<Secret>(value.clone()).expect_err("no text").to_string();
        assert!(text.contains("secret text") && !text.contains("47") && !text.contains("true"), "{text}");
    }
}

#[test]
fn tags() {
    let value = json!({
        "text": "t", "whole": 1.0, "half": 0.5, "big": u64::MAX, "float": 1e17,
        "yes": true, "null": null, "list": [], "deep": {"text": "d"},
    });
    let table: [(&[&str], Tag<'_>); 11] = [
        (&["text"], Tag::Text("t")),
        (&["whole"], Tag::Integer(1)),
        (&["half"], Tag::Other),
        (&["big"], Tag::Other),
        (&["float"], Tag::Other),
        (&["yes"], Tag::Boolean(true)),
        (&["null"], Tag::Null),
        (&["list"], Tag::Other),
        (&["deep", "text"], Tag::Text("d")),
        (&["text", "text"], Tag::Absent),
        (&["deep", "none"], Tag::Absent),
    ];
    for (path, expected) in table {
        assert_eq!(tag(&value, path), expected, "{path:?}");
        assert_eq!(has(&value, path), expected != Tag::Absent, "{path:?}");
    }
    assert_eq!(tag(&json!("t"), &[]), Tag::Text("t"));
}

#[test]
fn kinds() {
    let table = [
        (json!(null), Kind::Null),
        (json!(true), Kind::Boolean),
        (json!(1.0), Kind::Integer),
        (json!(u64::MAX), Kind::Integer),
        (json!(1.5), Kind::Number),
        (json!("1"), Kind::String),
        (json!([]), Kind::Array),
        (json!({}), Kind::Object),
    ];
    for (value, expected) in table {
        assert_eq!(kind(&value), expected, "{value}");
    }
}

#[test]
fn the_chosen_member_speaks_for_itself() {
    assert_eq!(read::<u8, serde_json::Error>(json!(7)).expect("a byte"), 7);
    let error = read::<u8, serde::de::value::Error>(Value::from("x")).expect_err("no byte");
    assert_eq!(error, serde::de::value::Error::custom("invalid type: string \"x\", expected u8"));
}
