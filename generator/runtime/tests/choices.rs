//! What tells the members of a union apart before, or instead of, what they assert: a `discriminator`, and properties for
//! which each member lists its own values.

use runtime::schema::{Keyword, Literal, Number, Schema, Types};
use runtime::validate::{validate, validate_json};
use serde_json::{Value, json};

static NAME: Schema = Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)]);

/// Members that nothing but the `discriminator` tells apart.
static TOLD: Schema = Schema(&[Keyword::OneOf(&[
    &Schema(&[Keyword::Tag("type", &[Literal::Text("left")]), Keyword::Type(Types::OBJECT)]),
    &Schema(&[Keyword::Tag("type", &[Literal::Text("right")]), Keyword::Type(Types::OBJECT)]),
])]);

#[test]
fn a_discriminator_counts_for_typed_values_alone() {
    let (right, neither) = (json!({"type": "right"}), json!({"type": "up"}));
    validate(&TOLD, &right).unwrap();
    for refused in [validate(&TOLD, &neither), validate_json(&TOLD, &right), validate_json(&TOLD, &neither)] {
        let violations = refused.unwrap_err();
        assert!(violations.to_string().contains("matches several"), "{violations}");
    }
}

#[test]
fn a_discriminator_is_told_where_it_is_written_and_once() {
    static KIND: Schema = Schema(&[
        Keyword::Model("Kind", "/components/schemas/Kind"),
        Keyword::OneOf(&[
            &Schema(&[
                Keyword::Tag("kind", &[Literal::Text("a")]),
                Keyword::Properties(&[("kind", &Schema(&[Keyword::Const(Literal::Text("a"))]))]),
            ]),
            &Schema(&[
                Keyword::Tag("kind", &[Literal::Text("b")]),
                Keyword::Properties(&[("kind", &Schema(&[Keyword::Enum(&[Literal::Text("b")])]))]),
            ]),
        ]),
    ]);
    let told = |schema: &Schema, value: Value| {
        let violations = validate_json(schema, &value).err().unwrap_or_default();
        violations.iter().map(|v| format!("{v} at {}", v.schema)).collect::<Vec<_>>()
    };
    // It asserts nothing, and what it allows is told by the keyword that does.
    assert_eq!(
        told(&KIND, json!({"kind": "c"})),
        [
            r#"/kind: must be one of "a", "b" (const), is "c" at #/components/schemas/Kind/oneOf/0/properties/kind/const"#
        ]
    );
    static PET: Schema = Schema(&[
        Keyword::Model("Pet", "/components/schemas/Pet"),
        Keyword::OneOf(&[
            &Schema(&[
                Keyword::Tag("type", &[Literal::Text("cat")]),
                Keyword::Required(&["type", "lives"]),
                Keyword::Properties(&[
                    ("type", &Schema(&[Keyword::Type(Types::STRING)])),
                    ("lives", &Schema(&[Keyword::Maximum(Number::Integer(9))])),
                ]),
            ]),
            &Schema(&[
                Keyword::Tag("type", &[Literal::Text("dog")]),
                Keyword::Required(&["type", "bark"]),
                Keyword::Properties(&[("type", &Schema(&[Keyword::Type(Types::STRING)])), ("bark", &NAME)]),
            ]),
        ]),
    ]);
    assert_eq!(
        told(&PET, json!({"type": "horse"})),
        [
            r#"/type: must be one of "cat", "dog" (discriminator), is "horse" at #/components/schemas/Pet/discriminator"#
        ]
    );
    assert_eq!(
        told(&PET, json!({"type": 5, "lives": 1})),
        [
            r#"/type: must be one of "cat", "dog" (type), is 5 at #/components/schemas/Pet/oneOf/0/properties/type/type"#
        ]
    );
    // It has the shape of a member, whatever it calls itself.
    assert_eq!(
        told(&PET, json!({"type": "horse", "lives": 10})),
        [
            "/lives: must be at most 9 (maximum), is 10 at #/components/schemas/Pet/oneOf/0/properties/lives/maximum"
        ]
    );
    // Members that do not say what the tag is take any: then it is not what is wrong.
    static OPEN: Schema = Schema(&[Keyword::AnyOf(&[
        &Schema(&[Keyword::Tag("kind", &[Literal::Text("a")]), Keyword::Properties(&[("x", &NAME)])]),
        &Schema(&[Keyword::Tag("kind", &[Literal::Text("b")]), Keyword::Properties(&[("x", &NAME)])]),
    ])]);
    assert_eq!(
        told(&OPEN, json!({"kind": "c", "x": ""})),
        ["/x: must have at least 1 character (minLength), has 0 at #/anyOf/0/properties/x/minLength"]
    );
}

#[test]
fn what_a_member_lists_rules_it_out_before_anything_else_is_looked_at() {
    // Of the two members one is for `b` alone, and what else it says is not asked: a value of `a` may have any `rest`.
    static A: Schema = Schema(&[Keyword::Properties(&[(
        "kind",
        &Schema(&[Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text("a")])]),
    )])]);
    static B: Schema = Schema(&[Keyword::Properties(&[
        ("rest", &ANY),
        ("kind", &Schema(&[Keyword::Const(Literal::Text("b"))])),
    ])]);
    static EITHER: Schema = Schema(&[Keyword::OneOf(&[&A, &B])]);
    for (value, valid) in [
        (json!({ "kind": "a", "rest": [] }), true),
        (json!({ "kind": "b", "rest": [] }), true),
        (json!({ "kind": "c" }), false),
        // Both say nothing of what is not there, and of what is no object.
        (json!({ "rest": 1 }), false),
        (json!("a"), false),
    ] {
        assert_eq!(validate_json(&EITHER, &value).is_ok(), valid, "{value}");
    }
}

/// Many alternatives that a property tells apart, one of which is a union itself, and one that allows anything there.
macro_rules! of_kind {
    ($($kind:literal)|+, $most:literal) => {
        &Schema(&[Keyword::Properties(&[
            ("size", &Schema(&[Keyword::Maximum(Number::Integer($most))])),
            ("kind", &Schema(&[Keyword::Enum(&[$(Literal::Text($kind)),+, Literal::Null])])),
        ])])
    };
}

static NESTED: Schema =
    Schema(&[Keyword::OneOf(&[of_kind!("e", 1), &Schema(&[Keyword::Ref(of_kind!("f", 1))])])]);
static ANYTHING: Schema = Schema(&[Keyword::Required(&["anything"])]);
static MEMBERS: &[&Schema] = &[
    of_kind!("a", 1),
    of_kind!("b" | "c", 1),
    of_kind!("c" | "d", 3),
    &NESTED,
    &ANYTHING,
    &Schema(&[Keyword::Properties(&[("kind", &Schema(&[Keyword::Const(Literal::Text("g"))]))])]),
];
static ONE: Schema = Schema(&[Keyword::OneOf(MEMBERS)]);
static ANY: Schema = Schema(&[Keyword::AnyOf(MEMBERS)]);

#[test]
fn alternatives_are_told_apart_as_if_each_was_asked() {
    let kinds = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|kind| json!({ "kind": kind }));
    let others =
        [json!({}), json!({ "kind": null }), json!({ "kind": 1 }), json!("a"), json!(["a"]), json!(null)];
    for value in kinds.into_iter().chain(others) {
        for size in [None, Some(1), Some(2), Some(4)] {
            for anything in [false, true] {
                let mut value = value.clone();
                if let Some(object) = value.as_object_mut() {
                    object.extend(size.map(|size| ("size".to_owned(), json!(size))));
                    object.extend(anything.then(|| ("anything".to_owned(), json!(true))));
                }
                let fitting = MEMBERS.iter().filter(|member| validate_json(member, &value).is_ok()).count();
                assert_eq!(validate_json(&ONE, &value).is_ok(), fitting == 1, "{value}");
                assert_eq!(validate_json(&ANY, &value).is_ok(), fitting > 0, "{value}");
            }
        }
    }
}

/// Alternatives of alternatives, a million millions of them: looking for what tells them apart has an end, or this test has
/// none.
#[test]
fn alternatives_without_end_are_not_looked_into_for_ever() {
    static LEAF: Schema = Schema(&[Keyword::Required(&["leaf"])]);
    static A: Schema = Schema(&[Keyword::AnyOf(&[&LEAF; 100])]);
    static B: Schema = Schema(&[Keyword::AnyOf(&[&A; 100])]);
    static C: Schema = Schema(&[Keyword::AnyOf(&[&B; 100])]);
    static D: Schema = Schema(&[Keyword::AnyOf(&[&C; 100])]);
    static E: Schema = Schema(&[Keyword::AnyOf(&[&D; 100])]);
    static F: Schema = Schema(&[Keyword::AnyOf(&[&E; 100])]);
    validate_json(&F, &json!({ "leaf": 1 })).unwrap();
}

#[test]
fn thousands_of_members_are_told_apart_and_kept_in_order() {
    let kind = |number: usize| -> &'static Schema {
        let text: &'static str = format!("kind {number}").leak();
        let tag = Schema(vec![Keyword::Const(Literal::Text(text))].leak());
        let tag: &'static Schema = Box::leak(Box::new(tag));
        let properties = Keyword::Properties(vec![("kind", tag)].leak());
        Box::leak(Box::new(Schema(vec![properties, Keyword::Required(&["kind"])].leak())))
    };
    // The even ones say nothing of `kind`, and want something else.
    let other = |number: usize| -> &'static Schema {
        let name: &'static str = format!("p{number}").leak();
        Box::leak(Box::new(Schema(vec![Keyword::Required(vec![name].leak())].leak())))
    };
    for count in [9, 3001] {
        let member = |number: usize| if number.is_multiple_of(2) { other(number) } else { kind(number) };
        let mut members: Vec<&'static Schema> = (0..count).map(member).collect();
        members.push(kind(count));
        let one = Schema(vec![Keyword::OneOf(members.leak())].leak());
        assert!(validate_json(&one, &json!({"kind": "kind 3"})).is_ok());
        assert!(validate_json(&one, &json!({"kind": "kind 4"})).is_err());
        assert!(validate_json(&one, &json!({"p4": 1})).is_ok());
        assert!(validate_json(&one, &json!({"p4": 1, "kind": "kind 3"})).is_err());
        assert!(validate_json(&one, &json!({"p4": 1, "kind": "kind 4"})).is_ok());
    }
}
