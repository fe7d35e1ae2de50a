//! A union's member that says which one it is gets the same verdict as one that does not.

use runtime::schema::{Keyword, Literal, NEVER, Number, STRING, Schema, Types};
use runtime::validate::validate;
use serde::Serialize;
use serde::ser::Serializer;
use serde_json::{Value, json};

const NAMES: [&str; 3] = ["First", "Second", "Another"];

/// A value under the name of a model.
struct Named<'v>(&'static str, &'v Value);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(self.0, self.1)
    }
}

fn schema(keywords: Vec<Keyword>) -> &'static Schema {
    Box::leak(Box::new(Schema(keywords.leak())))
}

fn text(only: &'static str) -> &'static Schema {
    schema(vec![Keyword::Type(Types::STRING), Keyword::Texts(vec![only].leak())])
}

fn properties(each: Vec<(&'static str, &'static Schema)>) -> Keyword {
    Keyword::Properties(each.leak())
}

fn object(
    each: Vec<(&'static str, &'static Schema)>,
    required: Vec<&'static str>,
    closed: bool,
) -> Vec<Keyword> {
    let mut keywords =
        vec![Keyword::Type(Types::OBJECT), properties(each), Keyword::Required(required.leak())];
    keywords.extend(closed.then_some(Keyword::AdditionalProperties(&NEVER)));
    keywords
}

/// Schemas that are about different values from one another, for as many reasons as there are, and some that are not.
fn members() -> Vec<Vec<Keyword>> {
    let (one, two) = (text("one"), text("two"));
    let integer = schema(vec![Keyword::Type(Types::INTEGER)]);
    let setup = |of| schema(object(vec![("kind", of)], vec!["kind"], true));
    let base = schema(vec![properties(vec![("kind", one)]), Keyword::Required(&["kind"])]);
    vec![
        object(vec![("kind", one), ("a", &STRING)], vec!["kind"], false),
        object(vec![("kind", two), ("a", &STRING)], vec!["kind"], false),
        // Not required, so both may be without it.
        object(vec![("kind", one)], vec![], false),
        object(vec![("kind", two)], vec![], false),
        object(vec![("a", &STRING)], vec!["a"], true),
        object(vec![("b", &STRING)], vec![], true),
        object(vec![("a", integer)], vec!["a"], false),
        object(vec![("setup", setup(one))], vec!["setup"], false),
        object(vec![("setup", setup(two))], vec!["setup"], true),
        // No object at all may be among them.
        vec![properties(vec![("kind", one)]), Keyword::Required(&["kind"])],
        vec![Keyword::Type(Types::ARRAY)],
        vec![Keyword::AllOf(vec![base, schema(object(vec![("a", &STRING)], vec!["a"], false))].leak())],
        vec![Keyword::OneOf(vec![setup(one), setup(two)].leak())],
        vec![Keyword::AnyOf(vec![setup(two), schema(object(vec![("b", one)], vec!["b"], true))].leak())],
        vec![
            Keyword::Type(Types::OBJECT),
            Keyword::Required(&["kind"]),
            Keyword::PatternProperties(&[]),
            Keyword::AdditionalProperties(integer),
        ],
        vec![Keyword::NullOr(setup(one))],
        vec![Keyword::NullOr(setup(two))],
        vec![Keyword::Never],
    ]
}

fn values() -> Vec<Value> {
    vec![
        json!({}),
        json!(null),
        json!([]),
        json!("one"),
        json!({"kind": "one"}),
        json!({"kind": "two"}),
        json!({"kind": 1}),
        json!({"kind": "one", "a": "x"}),
        json!({"kind": "two", "a": "x"}),
        json!({"kind": "two", "a": 1}),
        json!({"a": "x"}),
        json!({"a": 1}),
        json!({"a": 1.0}),
        json!({"b": "one"}),
        json!({"a": "x", "b": "x"}),
        json!({"setup": {"kind": "one"}}),
        json!({"setup": {"kind": "two"}}),
        json!({"setup": {"kind": "two"}, "a": "x"}),
        json!({"setup": {"kind": "three"}}),
        json!({"setup": null}),
    ]
}

#[test]
fn whichever_name_a_value_has_the_verdict_is_the_same() {
    let model = |name, keywords: &[Keyword]| {
        let mut all = vec![Keyword::Model(name, "/components/schemas/Model")];
        all.extend_from_slice(keywords);
        schema(all)
    };
    let values = values();
    let members = members();
    for (place, first) in members.iter().enumerate() {
        for second in members.iter().skip(place) {
            let pair = || vec![model(NAMES[0], first), model(NAMES[1], second)].leak();
            let one_of =
                schema(vec![Keyword::Model("Union", "/components/schemas/Union"), Keyword::OneOf(pair())]);
            for union in [
                one_of,
                schema(vec![Keyword::AnyOf(pair())]),
                schema(vec![Keyword::Ref(one_of)]),
                schema(vec![Keyword::NullOr(one_of)]),
                schema(vec![Keyword::OneOf(pair()), Keyword::MinProperties(2), Keyword::Type(Types::OBJECT)]),
                // A union in a union, both of which are named.
                schema(vec![Keyword::OneOf(
                    vec![one_of, schema(vec![Keyword::Type(Types::INTEGER)])].leak(),
                )]),
            ] {
                for value in &values {
                    let expected = validate(union, value).is_ok();
                    for name in NAMES {
                        let found = validate(union, &Named(name, value)).is_ok();
                        assert_eq!(found, expected, "{value} as {name}: {first:?} {second:?}");
                        let found = validate(union, &Within("Union", Named(name, value))).is_ok();
                        assert_eq!(found, expected, "{value} as {name} within: {first:?} {second:?}");
                    }
                }
            }
        }
    }
}

/// A named value within a named one.
struct Within<'v>(&'static str, Named<'v>);

impl Serialize for Within<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(self.0, &self.1)
    }
}

#[test]
fn what_no_name_can_change_is_said_of_it_as_well() {
    let closed = |kind| schema(object(vec![("kind", text(kind))], vec!["kind"], true));
    let union = schema(vec![Keyword::OneOf(vec![closed("one"), closed("two")].leak())]);
    let error = validate(union, &Named("First", &json!({"kind": "one", "more": 1}))).unwrap_err();
    assert_eq!(error.iter().count(), 1, "{error}");
    let number = Literal::Number(Number::Integer(1));
    let counted = schema(vec![Keyword::Model("First", "/components/schemas/First"), Keyword::Const(number)]);
    let union = schema(vec![Keyword::OneOf(vec![counted, closed("two")].leak())]);
    assert!(validate(union, &Named("First", &json!(1))).is_ok());
    assert!(validate(union, &Named("First", &json!(2))).is_err());
}
