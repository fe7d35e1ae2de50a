//! The keywords of JSON Schema 2020-12 that apply other schemas: each broken alone is told once.

use std::time::Duration;

use cpu_time::ThreadTime;
use runtime::schema::{ANY, Keyword, Literal, NEVER, Number, Pattern, STRING, Schema, Types};
use runtime::validate::validate_json;
use serde_json::{Value, json};

fn lines(schema: &Schema, value: &Value) -> Vec<String> {
    match validate_json(schema, value) {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(|v| format!("{v} at {}", v.schema)).collect(),
    }
}

#[track_caller]
fn told(schema: &Schema, value: Value, expected: &[&str]) {
    assert_eq!(lines(schema, &value), expected, "{value}");
}

static X_NAMES: Pattern = Pattern::new("^x-");
static PARCEL: Schema = Schema(&[
    Keyword::Model("Parcel", "/components/schemas/Parcel"),
    Keyword::Type(Types::OBJECT),
    Keyword::Properties(&[
        ("weight", &Schema(&[Keyword::Type(Types::NUMBER), Keyword::ExclusiveMinimum(Number::Integer(0))])),
        ("fragile", &ANY),
        (
            "tags",
            &Schema(&[
                Keyword::Contains(&Schema(&[Keyword::Const(Literal::Text("urgent"))])),
                Keyword::MaxContains(2),
            ]),
        ),
        ("size", &Schema(&[Keyword::PrefixItems(&[&STRING, &ANY]), Keyword::Items(&NEVER)])),
    ]),
    Keyword::PatternProperties(&[(&X_NAMES, &STRING)]),
    Keyword::PropertyNames(&Schema(&[Keyword::MaxLength(10)])),
    Keyword::DependentRequired(&[("fragile", &["weight"])]),
    Keyword::DependentSchemas(&[("size", &Schema(&[Keyword::Required(&["weight"])]))]),
    Keyword::If(&Schema(&[Keyword::Required(&["fragile"])])),
    Keyword::Then(&Schema(&[Keyword::Properties(&[(
        "weight",
        &Schema(&[Keyword::Maximum(Number::Integer(10))]),
    )])])),
    Keyword::Else(&Schema(&[Keyword::Properties(&[(
        "weight",
        &Schema(&[Keyword::Maximum(Number::Integer(30))]),
    )])])),
    Keyword::UnevaluatedProperties(&NEVER),
]);

#[test]
fn each_keyword_broken_alone_is_told_once() {
    told(&PARCEL, json!({"weight": 5, "fragile": 1, "tags": ["urgent"], "size": ["a", 1], "x-y": ""}), &[]);
    told(
        &PARCEL,
        json!([]),
        &["(root): must be an object (type), is an array at #/components/schemas/Parcel/type"],
    );
    let cases = [
        (
            json!({"weight": 11, "fragile": 1}),
            "/weight: must be at most 10 (maximum), is 11",
            "then/properties/weight/maximum",
        ),
        (
            json!({"weight": 31}),
            "/weight: must be at most 30 (maximum), is 31",
            "else/properties/weight/maximum",
        ),
        (
            json!({"fragile": 1}),
            "/weight: must be present beside \"fragile\" (dependentRequired), is missing",
            "dependentRequired",
        ),
        (
            json!({"size": []}),
            "/weight: must be present (required), is missing",
            "dependentSchemas/size/required",
        ),
        (json!({"x-y": 1}), "/x-y: must be a string (type), is an integer", "patternProperties/^x-/type"),
        (
            json!({"other": 1}),
            "/other: must not be present (unevaluatedProperties), is not known here",
            "unevaluatedProperties",
        ),
        (
            json!({"x-123456789": ""}),
            "/x-123456789: its name must have at most 10 characters (propertyNames), is \"x-123456789\"",
            "propertyNames",
        ),
        (
            json!({"tags": []}),
            "/tags: must have at least 1 item that is \"urgent\" (contains), has 0",
            "properties/tags/contains",
        ),
        (
            json!({"tags": ["urgent", "urgent", "urgent"]}),
            "/tags: must have at most 2 items that are \"urgent\" (maxContains), has 3",
            "properties/tags/maxContains",
        ),
        (
            json!({"weight": 1, "size": [1]}),
            "/size/0: must be a string (type), is an integer",
            "properties/size/prefixItems/0/type",
        ),
        (
            json!({"weight": 1, "size": ["", 1, 2]}),
            "/size/2: must not be present (items), is not known here",
            "properties/size/items",
        ),
    ];
    for (value, line, at) in cases {
        told(&PARCEL, value, &[&format!("{line} at #/components/schemas/Parcel/{at}")]);
    }
}

#[test]
fn too_few_of_the_wanted_items_are_told_apart_from_none() {
    const ONE: Keyword = Keyword::Contains(&Schema(&[Keyword::Const(Literal::Number(Number::Integer(1)))]));
    static TWICE: Schema = Schema(&[ONE, Keyword::MinContains(2)]);
    told(&TWICE, json!([1, 0, 1]), &[]);
    let none = "(root): must have at least 2 items that are 1 (contains), has 0 at #/contains";
    told(&TWICE, json!([0]), &[none]);
    let few = "(root): must have at least 2 items that are 1 (minContains), has 1 at #/minContains";
    told(&TWICE, json!([1, 0]), &[few]);
}

#[test]
fn what_alternatives_evaluate_counts_when_they_hold() {
    static SCHEMA: Schema = Schema(&[
        Keyword::AnyOf(&[
            &Schema(&[Keyword::Required(&["a"]), Keyword::Properties(&[("a", &ANY)])]),
            &Schema(&[Keyword::Required(&["b"]), Keyword::Properties(&[("b", &ANY), ("c", &ANY)])]),
        ]),
        Keyword::UnevaluatedProperties(&NEVER),
    ]);
    told(&SCHEMA, json!({"a": 1}), &[]);
    told(&SCHEMA, json!({"b": 1, "c": 1}), &[]);
    let refused =
        "/c: must not be present (unevaluatedProperties), is not known here at #/unevaluatedProperties";
    told(&SCHEMA, json!({"a": 1, "c": 1}), &[refused]);
    static ITEMS: Schema = Schema(&[
        Keyword::PrefixItems(&[&ANY]),
        Keyword::Contains(&STRING),
        Keyword::UnevaluatedItems(&NEVER),
    ]);
    told(&ITEMS, json!([1, "a", "b"]), &[]);
    told(
        &ITEMS,
        json!([1, "a", 2]),
        &["/2: must not be present (unevaluatedItems), is not known here at #/unevaluatedItems"],
    );
}

static TREE: Schema = Schema(&[
    Keyword::DynamicAnchors(&[("node", &TREE)]),
    Keyword::Properties(&[("next", &Schema(&[Keyword::DynamicRef("node", &TREE)]))]),
]);
static STRICT: Schema = Schema(&[
    Keyword::DynamicAnchors(&[("node", &STRICT)]),
    Keyword::Ref(&TREE),
    Keyword::UnevaluatedProperties(&NEVER),
]);

#[test]
fn the_outermost_dynamic_anchor_counts() {
    let value = json!({"next": {"next": {"more": 1}}});
    told(&TREE, value.clone(), &[]);
    let refused = "/next/next/more: must not be present (unevaluatedProperties), is not known here";
    let violations = validate_json(&STRICT, &value).expect_err("more");
    assert_eq!(violations.iter().map(ToString::to_string).collect::<Vec<_>>(), [refused]);
}

#[test]
fn a_hundred_levels_end_in_no_time() {
    static NODE: Schema = Schema(&[
        Keyword::OneOf(&[
            &Schema(&[Keyword::Type(Types::OBJECT), Keyword::Properties(&[("next", &NODE)])]),
            &Schema(&[Keyword::Type(Types::ARRAY), Keyword::Items(&NODE)]),
            &Schema(&[Keyword::Type(Types::INTEGER)]),
        ]),
        Keyword::UnevaluatedProperties(&NEVER),
    ]);
    let nest = |end: Value| {
        (0..100).fold(
            end,
            |inner, level| {
                if level % 2 == 0 { json!({"next": inner}) } else { json!([inner]) }
            },
        )
    };
    let start = ThreadTime::now();
    told(&NODE, nest(json!(1)), &[]);
    let violations = validate_json(&NODE, &nest(json!("x"))).expect_err("a text at the end");
    assert!(violations.iter().all(|violation| violation.keyword != "depth"), "{violations}");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn what_is_told_is_bounded_in_length() {
    let name = "n".repeat(100_000);
    let violations = validate_json(&PARCEL, &json!({name: 1})).expect_err("a long name");
    for violation in &violations {
        assert!(violation.to_string().len() < 10_000, "{}", violation.to_string().len());
    }
}

/// A member that is a `$dynamicRef` knows what the schema knows that it means here.
#[test]
fn a_member_by_dynamic_reference() {
    static LEAF: Schema = Schema(&[
        Keyword::Required(&["kind", "size"]),
        Keyword::Properties(&[
            ("kind", &Schema(&[Keyword::Const(Literal::Text("leaf"))])),
            ("items", &ANY),
            ("size", &ANY),
        ]),
    ]);
    static BRANCH: Schema = Schema(&[
        Keyword::Required(&["kind"]),
        Keyword::Properties(&[
            ("kind", &Schema(&[Keyword::Const(Literal::Text("branch"))])),
            ("items", &Schema(&[Keyword::Type(Types::ARRAY)])),
        ]),
    ]);
    static TREE: Schema = Schema(&[
        Keyword::DynamicAnchors(&[("node", &BRANCH)]),
        Keyword::OneOf(&[&Schema(&[Keyword::DynamicRef("node", &ANY)]), &LEAF]),
    ]);
    told(
        &TREE,
        json!({"kind": "branch", "items": 1}),
        &["/items: must be an array (type), is an integer at #/oneOf/0/$dynamicRef/properties/items/type"],
    );
}
