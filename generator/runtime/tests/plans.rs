//! What is worked out of a schema for speed says the same as its keywords.

use std::collections::BTreeMap;

use runtime::schema::{Keyword, Literal, NEVER, Number, STRING, Schema, Types};
use runtime::validate::{is_valid, validate, validate_json};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value, json};

/// A schema of these keywords.
fn schema(keywords: Vec<Keyword>) -> &'static Schema {
    Box::leak(Box::new(Schema(keywords.leak())))
}

/// Both doors say so: JSON, and a value that serde tells.
fn says(schema: &Schema, value: &Value, valid: bool) {
    assert_eq!(is_valid(schema, value), valid, "JSON: {value}");
    assert_eq!(validate(schema, value).is_ok(), valid, "typed: {value}");
}

#[test]
fn lengths_are_counted_in_characters() {
    let between = schema(vec![Keyword::Type(Types::STRING), Keyword::MinLength(2), Keyword::MaxLength(3)]);
    for (text, valid) in
        [("", false), ("a", false), ("é", false), ("𝄞", false), ("ab", true), ("𝄞𝄞𝄞", true), ("𝄞𝄞𝄞𝄞", false)]
    {
        says(between, &json!(text), valid);
        says(schema(vec![Keyword::Items(between)]), &json!(["ab", text]), valid);
    }
    // Each length beside each bound, of characters of one to four bytes.
    for (bound, length) in (0..20).flat_map(|bound| (0..20).map(move |length| (bound, length))) {
        let least = schema(vec![Keyword::Type(Types::STRING), Keyword::MinLength(bound)]);
        let most = schema(vec![Keyword::Type(Types::STRING), Keyword::MaxLength(bound)]);
        for character in ["a", "é", "日", "𝄞"] {
            let text = json!(character.repeat(length));
            says(least, &text, length as u64 >= bound);
            says(most, &text, length as u64 <= bound);
        }
    }
}

#[test]
fn items_that_are_the_same_are_found_beside_what_each_has_to_be() {
    let texts = schema(vec![Keyword::Type(Types::ARRAY), Keyword::UniqueItems, Keyword::Items(&STRING)]);
    let list = schema(vec![Keyword::Properties(vec![("list", texts)].leak())]);
    for (items, valid) in [
        (json!([]), true),
        (json!(["a"]), true),
        (json!(["a", "b", "ab"]), true),
        (json!(["a", "b", "a"]), false),
        (json!(["ab", "ba", "ab"]), false),
        (json!(["a", 1]), false),
    ] {
        says(texts, &items, valid);
        says(list, &json!({"list": items}), valid);
    }
    let any = schema(vec![Keyword::UniqueItems]);
    says(any, &json!([["a"], ["b"]]), true);
    says(any, &json!([["a"], "a", ["a"]]), false);
    says(any, &json!(["a", null, "a"]), false);
    let listed = Keyword::Items(schema(vec![Keyword::Texts(&["read", "write"])]));
    let few = schema(vec![Keyword::UniqueItems, Keyword::MinItems(1), Keyword::MaxItems(2), listed]);
    for (items, valid) in [
        (json!([]), false),
        (json!(["write", "read"]), true),
        (json!(["read", "read"]), false),
        (json!(["read", "wri"]), false),
        (json!(["read", "write", "read"]), false),
    ] {
        says(few, &items, valid);
    }
    for (count, again) in [(15, 14), (16, 0), (17, 16), (40, 39)] {
        let mut many: Vec<Value> = (0..count).map(|number| json!(format!("item {number:02}"))).collect();
        says(texts, &json!(many), true);
        many.push(many[again].clone());
        says(texts, &json!(many), false);
    }
}

#[test]
fn bounds_hold_at_the_ends_of_what_numbers_can_be() {
    let bounds = |keyword| schema(vec![Keyword::Type(Types::NUMBER), keyword]);
    let above = bounds(Keyword::ExclusiveMinimum(Number::Integer(i64::MAX)));
    says(above, &json!(i64::MAX), false);
    says(above, &json!(u64::MAX), true);
    let below = bounds(Keyword::ExclusiveMaximum(Number::Integer(i64::MIN)));
    says(below, &json!(i64::MIN), false);
    says(below, &json!(-1e300), true);
    let zero = bounds(Keyword::ExclusiveMinimum(Number::Integer(0)));
    says(zero, &json!(-0.0), false);
    says(zero, &json!(0.0), false);
    says(zero, &json!(5e-324), true);
    // 2^53 + 1 is no f64: the nearest one is below it.
    let odd = bounds(Keyword::Minimum(Number::Integer((1 << 53) + 1)));
    says(odd, &json!(9_007_199_254_740_992_i64), false);
    says(odd, &json!(9_007_199_254_740_992.0), false);
    says(odd, &json!(9_007_199_254_740_994.0), true);
    let whole = schema(vec![Keyword::Type(Types::INTEGER), Keyword::Maximum(Number::Float(2.5))]);
    says(whole, &json!(2), true);
    says(whole, &json!(3), false);
    says(whole, &json!(2.0), true);
    says(whole, &json!(1.5), false);
}

#[test]
fn one_of_many_texts_is_found_whatever_they_share() {
    // The same length, the same first bytes and the same last ones.
    let texts: Vec<&'static str> =
        (0..400).map(|number| &*format!("beginning-{number:04}-the-same-end").leak()).collect();
    let listed = schema(vec![Keyword::Type(Types::STRING), Keyword::Texts(texts.clone().leak())]);
    let list = schema(vec![Keyword::Items(listed)]);
    says(list, &json!(texts), true);
    says(list, &json!(["beginning-0400-the-same-end"]), false);
    let short: Vec<&'static str> = (0..40).map(|number| &*format!("{number:02}").leak()).collect();
    let list = schema(vec![Keyword::Items(schema(vec![Keyword::Texts(short.clone().leak())]))]);
    says(list, &json!(short), true);
    for other in ["", "4", "40", "000", "the long one"] {
        says(list, &json!([other]), false);
    }
}

fn properties(each: &[(&'static str, &'static Schema)]) -> Keyword {
    Keyword::Properties(each.to_vec().leak())
}

#[test]
fn objects_that_are_meant_at_once_are_one() {
    let number = schema(vec![Keyword::Type(Types::NUMBER)]);
    let base = schema(vec![properties(&[("id", &STRING)]), Keyword::Required(&["id", "name"])]);
    let named = schema(vec![
        properties(&[("name", &STRING)]),
        Keyword::AllOf(vec![base].leak()),
        Keyword::MaxLength(1),
    ]);
    let whole = schema(vec![
        Keyword::AllOf(vec![named, schema(vec![properties(&[("age", number)])])].leak()),
        properties(&[("more", number)]),
    ]);
    says(whole, &json!({"id": "a", "name": "b"}), true);
    says(whole, &json!({"id": "a", "name": "b", "age": 1, "more": 2, "other": null}), true);
    says(whole, &json!({"id": "a"}), false);
    says(whole, &json!({"id": "a", "name": 1}), false);
    says(whole, &json!({"id": "a", "name": "b", "age": "c"}), false);
    says(whole, &json!("ab"), false);
    says(whole, &json!("a"), true);
    says(whole, &json!(1), true);
}

#[test]
fn a_property_that_two_speak_of_is_held_to_both() {
    let long = schema(vec![properties(&[("a", schema(vec![Keyword::MinLength(2)]))])]);
    let short = schema(vec![properties(&[("a", schema(vec![Keyword::MaxLength(3)]))])]);
    let both = schema(vec![Keyword::AllOf(vec![long, short].leak())]);
    let beside = schema(vec![
        Keyword::AllOf(vec![long].leak()),
        properties(&[("a", schema(vec![Keyword::MaxLength(3)]))]),
    ]);
    for (text, valid) in [("a", false), ("ab", true), ("abcd", false)] {
        says(both, &json!({ "a": text }), valid);
        says(beside, &json!({ "a": text }), valid);
    }
}

#[test]
fn what_a_part_forbids_is_forbidden_by_its_own_properties() {
    let closed = schema(vec![properties(&[("a", &STRING)]), Keyword::AdditionalProperties(&NEVER)]);
    let open = schema(vec![properties(&[("b", &STRING)])]);
    let inner = schema(vec![Keyword::AllOf(vec![closed, open].leak())]);
    says(inner, &json!({"a": ""}), true);
    says(inner, &json!({"a": "", "b": ""}), false);
    let outer = schema(vec![
        Keyword::AllOf(vec![open].leak()),
        properties(&[("a", &STRING)]),
        Keyword::AdditionalProperties(&NEVER),
    ]);
    says(outer, &json!({"a": ""}), true);
    says(outer, &json!({"a": "", "b": ""}), false);
}

#[test]
fn all_that_is_required_has_to_be_there() {
    let names: Vec<&'static str> = (0..100).map(|number| &*format!("p{number}").leak()).collect();
    let all: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
    for count in [63, 64, 65, 100] {
        let required: &'static [&'static str] = names.get(..count).unwrap().to_vec().leak();
        let declared: Vec<_> =
            names.iter().take(count).map(|name| (*name, &runtime::schema::INTEGER)).collect();
        let listed = schema(vec![Keyword::Required(required), Keyword::Properties(declared.leak())]);
        // None of them is declared.
        let alone = schema(vec![Keyword::Required(required)]);
        let closed = schema(vec![Keyword::Required(required), Keyword::AdditionalProperties(&STRING)]);
        for schema in [listed, alone] {
            says(schema, &json!(all), true);
            for missing in [0, 1, count - 1] {
                let mut some = all.clone();
                some.remove(names.get(missing).unwrap());
                says(schema, &json!(some), false);
            }
        }
        says(closed, &json!(all), false);
        let texts: BTreeMap<&str, &str> = names.iter().map(|name| (*name, "")).collect();
        says(closed, &json!(texts), true);
    }
}

#[test]
fn properties_may_come_in_any_order() {
    let names: Vec<&'static str> = (0..40).map(|number| &*format!("n{number}").leak()).collect();
    for many in [3, 40] {
        let declared: Vec<_> = names.iter().take(many).map(|name| (*name, &STRING)).collect();
        let object =
            schema(vec![Keyword::Properties(declared.leak()), Keyword::AdditionalProperties(&NEVER)]);
        for step in 1..many {
            let chosen = names.iter().take(many).skip(step % 7).step_by(step);
            let mut value: BTreeMap<&str, &str> = chosen.map(|name| (*name, "")).collect();
            says(object, &json!(value), true);
            value.insert("m", "");
            says(object, &json!(value), false);
        }
    }
}

#[test]
fn sizes_are_those_of_what_is_told() {
    let some = schema(vec![Keyword::MinItems(1), Keyword::MaxItems(2)]);
    for (value, valid) in
        [(json!([]), false), (json!([1]), true), (json!([1, 2, 3]), false), (json!({}), true)]
    {
        says(some, &value, valid);
    }
    let few = schema(vec![Keyword::MinProperties(1), Keyword::MaxProperties(2)]);
    for (value, valid) in [
        (json!({}), false),
        (json!({"a": 1}), true),
        (json!({"a": 1, "b": 2, "c": 3}), false),
        (json!([]), true),
    ] {
        says(few, &value, valid);
    }
}

/// An object whose properties come in the order of this list.
struct Told(Vec<(&'static str, Value)>);

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[test]
fn a_member_of_a_union_is_told_by_any_of_its_properties() {
    let member = |kind: &'static str, needs: &'static str| {
        schema(vec![
            properties(&[("kind", schema(vec![Keyword::Const(Literal::Text(kind))])), (needs, &STRING)]),
            Keyword::Required(vec!["kind", needs].leak()),
            Keyword::AdditionalProperties(&NEVER),
        ])
    };
    for keyword in [Keyword::OneOf, Keyword::AnyOf] {
        let union = schema(vec![keyword(vec![member("one", "a"), member("two", "b")].leak())]);
        let within = schema(vec![properties(&[("of", union)])]);
        let check = |told: Vec<(&'static str, Value)>, valid: bool| {
            let json: Value = serde_json::to_value(Told(told.clone())).unwrap();
            assert_eq!(is_valid(union, &json), valid, "{json}");
            assert_eq!(validate(union, &Told(told)).is_ok(), valid, "{json}");
            says(within, &json!({ "of": json }), valid);
        };
        check(vec![("kind", json!("one")), ("a", json!("x"))], true);
        check(vec![("a", json!("x")), ("kind", json!("one"))], true);
        check(vec![("kind", json!("two")), ("b", json!("x"))], true);
        check(vec![("kind", json!("two")), ("a", json!("x"))], false);
        check(vec![("kind", json!("two"))], false);
        check(vec![("kind", json!("three")), ("a", json!("x"))], false);
        check(vec![("kind", json!(null)), ("a", json!("x"))], false);
        check(vec![], false);
    }
}

#[test]
fn a_member_of_another_kind_is_not_asked() {
    let integer = schema(vec![Keyword::Type(Types::INTEGER), Keyword::Minimum(Number::Integer(0))]);
    let text = schema(vec![Keyword::Type(Types::STRING), Keyword::MinLength(1)]);
    let list = schema(vec![Keyword::Type(Types::ARRAY), Keyword::Items(integer)]);
    let any = schema(vec![Keyword::Enum(&[Literal::Number(Number::Integer(7)), Literal::Boolean(true)])]);
    let one = schema(vec![Keyword::OneOf(vec![integer, text, list, any].leak())]);
    for (value, valid) in [
        (json!(0), true),
        (json!(1.0), true),
        (json!(0.5), false),
        (json!(-1), false),
        // Both a number that may be and one that is listed.
        (json!(7), false),
        (json!(true), true),
        (json!(false), false),
        (json!("a"), true),
        (json!(""), false),
        (json!([1, 2]), true),
        (json!([1, "a"]), false),
        (json!({}), false),
        (json!(null), false),
    ] {
        says(one, &value, valid);
    }
}

#[test]
fn of_a_union_only_the_members_of_a_kind_are_asked() {
    let null = schema(vec![Keyword::Type(Types::NULL)]);
    let short = schema(vec![Keyword::Type(Types::STRING), Keyword::MaxLength(2)]);
    let spelt =
        schema(vec![Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text("ab"), Literal::Null])]);
    let low = schema(vec![Keyword::Type(Types::INTEGER), Keyword::Maximum(Number::Integer(5))]);
    let high = schema(vec![Keyword::Type(Types::NUMBER), Keyword::Minimum(Number::Integer(7))]);
    let list = schema(vec![Keyword::Type(Types::ARRAY), Keyword::MaxItems(1), Keyword::Items(low)]);
    let object =
        schema(vec![Keyword::Type(Types::OBJECT), Keyword::Required(&["a"]), properties(&[("a", short)])]);
    let also = schema(vec![Keyword::Model("Also", "/also"), Keyword::Ref(object)]);
    let all: &[&Schema] = vec![null, short, low, list, also].leak();
    for keyword in [Keyword::AnyOf(all), Keyword::OneOf(all)] {
        let union = schema(vec![keyword]);
        let within = schema(vec![Keyword::Items(union)]);
        for (value, valid) in [
            (json!(null), true),
            (json!("ab"), true),
            (json!("abc"), false),
            (json!(5), true),
            (json!(6), false),
            (json!(5.0), true),
            (json!(4.5), false),
            (json!([1]), true),
            (json!([1, 2]), false),
            (json!([9]), false),
            (json!({"a": "b"}), true),
            (json!({"a": "bcd"}), false),
            (json!({}), false),
            (json!(true), false),
        ] {
            says(union, &value, valid);
            says(within, &json!([null, value]), valid);
        }
    }
    // Of some kinds there are several.
    let numbers = schema(vec![Keyword::OneOf(vec![low, high].leak())]);
    for (value, valid) in [(json!(5), true), (json!(6), false), (json!(7.5), true), (json!(4.5), false)] {
        says(numbers, &value, valid);
    }
    let texts = schema(vec![Keyword::OneOf(vec![short, spelt, null].leak())]);
    for (value, valid) in
        [(json!("ab"), false), (json!("a"), true), (json!(null), true), (json!("abc"), false)]
    {
        says(texts, &value, valid);
    }
    let anything = schema(vec![Keyword::AnyOf(vec![low, schema(vec![])].leak())]);
    let with_more = schema(vec![Keyword::AnyOf(vec![low, schema(vec![])].leak()), Keyword::MinLength(2)]);
    for (value, valid) in [(json!(9), true), (json!("a"), false), (json!({}), true)] {
        says(anything, &value, true);
        says(with_more, &value, valid);
    }
}

#[test]
fn references_that_go_in_a_circle_come_to_an_end() {
    static ONE: Schema = Schema(&[Keyword::Ref(&TWO)]);
    static TWO: Schema = Schema(&[Keyword::AllOf(&[&ONE])]);
    static EITHER: Schema = Schema(&[Keyword::AnyOf(&[&EITHER, &runtime::schema::NULL])]);
    static PART: Schema = Schema(&[Keyword::Properties(&[("a", &STRING)]), Keyword::AllOf(&[&PART])]);
    for value in [json!(1), json!("a"), json!([]), json!({"a": "b"})] {
        for schema in [&ONE, &TWO, &EITHER, &PART] {
            says(schema, &value, false);
        }
    }
    says(&EITHER, &json!(null), true);
}

/// What is too deep is told, and what is wrong beside it as well, however many steps that takes.
#[test]
fn after_what_is_too_deep_the_rest_is_looked_at() {
    static LIST: Schema = Schema(&[Keyword::Items(&LIST)]);
    let many = || Keyword::AnyOf(vec![schema(vec![Keyword::Type(Types::INTEGER)]); 1000].leak());
    let wide = schema(vec![Keyword::AllOf(
        (0..100).map(|_| schema(vec![many(), Keyword::Not(schema(vec![many()]))])).collect::<Vec<_>>().leak(),
    )]);
    let both = schema(vec![properties(&[("deep", &LIST), ("wide", wide)])]);
    let deep = (0..200).fold(json!([]), |inner, _| json!([inner]));
    let violations = validate_json(both, &json!({"deep": deep, "wide": "x"})).unwrap_err();
    let told: Vec<&str> = violations.iter().map(|violation| violation.keyword).collect();
    assert!(told.contains(&"depth") && told.contains(&"type") && !told.contains(&"steps"), "{violations}");
}
