//! What the models' serde implementations stand on: secrets, keys, unions.

use std::collections::BTreeMap;

use runtime::de::{self, Object, Properties, Redacted};
use runtime::secret::Secret;
use runtime::ser;
use runtime::union::{ByKind, Kind, Tag, by_kind, has, kind, read, tag};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess};
use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

/// A model as it is emitted: one shared visitor, no derive.
#[derive(Debug, PartialEq)]
struct Model {
    name: String,
    note: Option<Option<String>>,
    label: Option<String>,
    others: BTreeMap<String, Value>,
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        de::object(deserializer)
    }
}

impl<'de> Object<'de> for Model {
    const EXPECTED: &'static str = "a `Model` object";

    fn read<A: MapAccess<'de>>(mut object: Properties<'de, A>) -> Result<Self, A::Error> {
        let (mut name, mut note, mut label, mut others) = (None, None, None, BTreeMap::new());
        while let Some(key) = object.key() {
            match &*key {
                "name" => object.required(0, &mut name),
                "note" => object.value(&mut note),
                "label" => object.optional(&mut label),
                _ => object.other(&mut others, key),
            }
        }
        let Some(name) = name else { return Err(object.missing(&["name"])) };
        object.finish(Self { name, note, label, others })
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ser::object(serializer)
            .property("name", &self.name)
            .optional("note", &self.note)
            .optional("label", &self.label)
            .others(&self.others, &["name", "note", "label"])
            .end()
    }
}

/// More required properties than there are bits for.
#[derive(Debug)]
struct Many;

impl<'de> Object<'de> for Many {
    const EXPECTED: &'static str = "a `Many` object";

    fn read<A: MapAccess<'de>>(mut object: Properties<'de, A>) -> Result<Self, A::Error> {
        let mut slots: [Option<u8>; 130] = [None; 130];
        while let Some(key) = object.key() {
            let Ok(number) = key.parse::<u32>() else {
                object.skip();
                continue;
            };
            object.required(number, &mut slots[number as usize]);
        }
        if slots.iter().all(Option::is_some) {
            return object.finish(Many);
        }
        let names: Vec<&'static str> = (0..130).map(|number| &*format!("{number}").leak()).collect();
        Err(object.missing(&names))
    }
}

#[test]
fn optional_and_nullable_are_told_apart() {
    let read = |text: &'static str| serde_json::from_str::<Model>(text).map(|model| model.note);
    assert_eq!(read(r#"{"name": "x"}"#).expect("absent"), None);
    assert_eq!(read(r#"{"name": "x", "note": null}"#).expect("null"), Some(None));
    assert_eq!(read(r#"{"name": "x", "note": "n"}"#).expect("there"), Some(Some("n".to_owned())));
    assert!(read(r#"{"name": "x", "note": 1}"#).is_err());
    let missing = read("{}").expect_err("no name").to_string();
    assert!(missing.starts_with("missing field `name`"), "{missing}");
}

#[test]
fn the_first_error_is_the_one_that_is_told() {
    let read = |text: &str| serde_json::from_str::<Model>(text).unwrap_err().to_string();
    // Nothing after it is read; what is missing then is no error of its own.
    assert!(read(r#"{"note": 1, "label": 2, "name": "x"}"#).starts_with("invalid type: integer `1`"));
    assert!(read(r#"{"name": "x", "label": 2}"#).starts_with("invalid type: integer `2`"));
    assert!(read(r#"{"name": "x" "label": "y"}"#).starts_with("expected `,` or `}`"));
    assert!(read("[]").contains("expected a `Model` object"));
}

#[test]
fn each_required_property_is_missed() {
    let object = |without: Option<u32>| -> String {
        let entries =
            (0..130).filter(|number| Some(*number) != without).map(|number| format!("\"{number}\": 0"));
        format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
    };
    let read = |text: &str| de::object::<Many, _>(&mut serde_json::Deserializer::from_str(text)).map(drop);
    assert!(read(&object(None)).is_ok());
    for number in [0, 1, 64, 127, 128, 129] {
        let why = read(&object(Some(number))).unwrap_err().to_string();
        assert!(why.starts_with(&format!("missing field `{number}`")), "{why}");
    }
}

#[test]
fn keys_are_read_however_they_are_written() {
    let text = r#"{"n\u0061me": "x", "plain": 1, "esc\u0061ped": 2}"#;
    let model: Model = serde_json::from_str(text).expect("a model");
    assert_eq!(model.others.into_keys().collect::<Vec<_>>(), ["escaped", "plain"]);
    let value = json!({"name": "x", "owned": 1});
    assert_eq!(
        Model::deserialize(&value).expect("a model").others,
        BTreeMap::from([("owned".to_owned(), json!(1))])
    );
}

#[test]
fn no_property_is_written_twice() {
    let write = |others: &[(&str, u8)]| {
        let others = others.iter().map(|(name, value)| ((*name).into(), json!(value))).collect();
        let model = Model { name: "the field".to_owned(), note: None, label: None, others };
        serde_json::to_string(&model).map_err(|error| error.to_string())
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

/// A list, an object, or neither.
#[derive(Debug, PartialEq)]
enum Either {
    List(Vec<u8>),
    Map(BTreeMap<String, u8>),
    Unknown(Value),
}

impl<'de> ByKind<'de> for Either {
    fn array<D: Deserializer<'de>>(array: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(array).map(Self::List)
    }

    fn object<D: Deserializer<'de>>(object: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(object).map(Self::Map)
    }

    fn other<E: serde::de::Error>(value: Value) -> Result<Self, E> {
        Ok(Self::Unknown(value))
    }
}

impl<'de> Deserialize<'de> for Either {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_kind(deserializer)
    }
}

#[test]
fn a_member_of_another_kind_is_read_as_it_comes_and_keeps_the_place_of_what_is_wrong() {
    assert_eq!(serde_json::from_str::<Either>("[1, 2]").expect("a list"), Either::List(vec![1, 2]));
    assert_eq!(
        serde_json::from_str::<Either>(r#"{"a": 1}"#).expect("a map"),
        Either::Map([("a".into(), 1)].into())
    );
    for other in [json!(null), json!(true), json!(-1), json!(u64::MAX), json!(0.5), json!("a\nb")] {
        let read: Either = serde_json::from_str(&other.to_string()).expect("anything");
        assert_eq!(read, Either::Unknown(other.clone()));
        assert_eq!(
            serde_json::from_value::<Either>(other.clone()).expect("anything"),
            Either::Unknown(other)
        );
    }
    let error = serde_json::from_str::<Either>("[1,\n 2,\n 300]").expect_err("no byte");
    assert_eq!((error.line(), error.column()), (3, 4));
}
