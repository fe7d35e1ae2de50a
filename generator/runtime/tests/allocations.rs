//! A valid value costs no memory, but for what is worked out and kept when a schema is met for the first time.

use runtime::format::Format;
use runtime::schema::{Keyword, Literal, NEVER, Number, Schema, Types};
use runtime::validate::validate_json;
use serde_json::{Value, json};

static LINE: Schema = Schema(&[
    Keyword::Model("Line", "/components/schemas/Line"),
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["sku", "price"]),
    Keyword::Properties(&[
        ("sku", &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(2), Keyword::MaxLength(4)])),
        ("price", &Schema(&[Keyword::Type(Types::NUMBER), Keyword::MultipleOf(Number::Float(0.01))])),
        ("made", &Schema(&[Keyword::Format(Format::DateTime)])),
        ("state", &Schema(&[Keyword::Enum(&[Literal::Text("new"), Literal::Text("sold")])])),
        ("lines", &Schema(&[Keyword::UniqueItems, Keyword::Items(&LINE)])),
        (
            "of",
            &Schema(&[Keyword::OneOf(&[
                &Schema(&[Keyword::Type(Types::STRING)]),
                &Schema(&[Keyword::AllOf(&[&LINE]), Keyword::MinProperties(2)]),
            ])]),
        ),
    ]),
    Keyword::AdditionalProperties(&NEVER),
]);

#[test]
fn a_valid_value_allocates_nothing() {
    let inner = json!({"sku": "éa", "price": 0.07, "made": "2025-01-31T12:00:00.5+01:00", "state": "sold"});
    let value =
        json!({"sku": "abc", "price": 19.99, "lines": [inner, {"sku": "ab", "price": 1}], "of": inner});
    let first = allocation_counter::measure(|| assert!(validate_json(&LINE, &value).is_ok()));
    assert!(first.count_current > 0, "{first:?}");
    let count = allocation_counter::measure(|| assert!(validate_json(&LINE, &value).is_ok()));
    assert_eq!(count.count_total, 0, "{count:?}");
    // It would be seen.
    let wrong = json!({"sku": "a"});
    let count = allocation_counter::measure(|| assert!(validate_json(&LINE, &wrong).is_err()));
    assert!(count.count_total > 0);
}

#[test]
fn what_is_remembered_of_a_long_value_is_bounded() {
    static EITHER: Schema = Schema(&[Keyword::Items(&Schema(&[Keyword::AnyOf(&[
        &Schema(&[Keyword::MultipleOf(Number::Integer(4))]),
        &Schema(&[Keyword::MultipleOf(Number::Integer(2))]),
    ])]))]);
    let value = Value::from_iter((0..400_000).map(|number| 4 * number + 2));
    let count = allocation_counter::measure(|| assert!(validate_json(&EITHER, &value).is_ok()));
    assert!(count.bytes_max > 1 << 20 && count.bytes_max < 16 << 20, "{count:?}");
}
