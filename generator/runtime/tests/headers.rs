//! Header fields of answers, as the document has them.

#![cfg(feature = "client")]

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue};
use runtime::header::{HeaderForm, read};

#[test]
fn each_form_is_read_and_none_is_an_error() {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-total", "12"),
        ("x-text", "12"),
        ("x-on", "true"),
        ("x-list", "a, b"),
        ("x-list", "c"),
        ("x-numbers", "1,2"),
        ("x-object", "R,100,G,200"),
        ("x-exploded", "R=100,G=200"),
        ("x-json", "{\"a\":[1]}"),
        ("x-when", "2024-01-31T00:00:00Z"),
        ("x-bad", "many"),
    ] {
        headers.append(name, HeaderValue::from_static(value));
    }
    headers.append("x-name", HeaderValue::from_bytes("Jos\u{e9}, \u{540d}".as_bytes()).unwrap());
    headers.append("x-odd", HeaderValue::from_bytes(&[0xff]).unwrap());
    assert_eq!(read(&headers, "X-Total", HeaderForm::Scalar), Some(12_i64));
    assert_eq!(read(&headers, "X-Text", HeaderForm::Scalar), Some("12".to_owned()));
    assert_eq!(read(&headers, "X-On", HeaderForm::Scalar), Some(true));
    let list = ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(read(&headers, "X-List", HeaderForm::List), Some(list));
    assert_eq!(read(&headers, "X-Numbers", HeaderForm::List), Some(vec![1, 2]));
    let object: BTreeMap<String, i32> = [("R".to_owned(), 100), ("G".to_owned(), 200)].into();
    assert_eq!(read(&headers, "X-Object", HeaderForm::Object), Some(object.clone()));
    assert_eq!(read(&headers, "X-Exploded", HeaderForm::Exploded), Some(object));
    assert_eq!(read(&headers, "X-Json", HeaderForm::Json), Some(serde_json::json!({"a": [1]})));
    assert!(read::<jiff::Timestamp>(&headers, "X-When", HeaderForm::Scalar).is_some());
    assert_eq!(read::<i64>(&headers, "X-Bad", HeaderForm::Scalar), None);
    assert_eq!(read(&headers, "X-Name", HeaderForm::Scalar), Some("Jos\u{e9}, \u{540d}".to_owned()));
    let names = ["Jos\u{e9}", "\u{540d}"].map(str::to_owned).to_vec();
    assert_eq!(read(&headers, "X-Name", HeaderForm::List), Some(names));
    assert_eq!(read::<String>(&headers, "X-Odd", HeaderForm::Scalar), None);
    assert_eq!(read::<String>(&headers, "X-Absent", HeaderForm::Scalar), None);
}
