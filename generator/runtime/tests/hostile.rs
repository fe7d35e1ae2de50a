//! Schemas and values that are meant to take for ever: each ends soon, through both doors, and with the right answer wherever
//! there is one.

use std::time::Duration;

use cpu_time::ThreadTime;
use runtime::schema::{ANY, Keyword, Literal, NEVER, Pattern, Schema, Types};
use runtime::validate::{validate, validate_json};
use serde_json::{Map, Value, json};

/// What is told, which is the same of a typed value. Without optimization some seconds of CPU are soon.
fn told(schema: &'static Schema, value: &Value) -> Vec<String> {
    let start = ThreadTime::now();
    let of_json = validate_json(schema, value);
    let typed = validate(schema, value);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert_eq!(of_json, typed);
    of_json.err().into_iter().flatten().map(|violation| violation.to_string()).collect()
}

fn leak<T>(of: T) -> &'static T {
    Box::leak(Box::new(of))
}

fn schema(keywords: Vec<Keyword>) -> &'static Schema {
    leak(Schema(keywords.leak()))
}

fn pattern(source: &'static str) -> &'static Schema {
    schema(vec![Keyword::Pattern(leak(Pattern::new(source)))])
}

#[test]
fn large_patterns_are_not_asked_about_long_texts() {
    let long = Value::from("y".repeat(100_000));
    for source in [r".{0,10000}x", r"^(?:(?:(?:a?){50}){50}){50}$", r"(?=.{0,9000}x)y", r"^(\w{0,2000}\.)+$"]
    {
        assert_eq!(told(pattern(source), &long), [""; 0], "{source}");
    }
    // They are about those that are short enough, and what does no more than count is about all.
    assert_eq!(told(pattern(".{0,10000}x"), &json!("yyy")).len(), 1);
    for source in ["^.{1,5000}$", r"^(?!\s*$).{1,5000}$", "^[a-z]{1,9000}$"] {
        assert_eq!(told(pattern(source), &long).len(), 1, "{source}");
        assert_eq!(told(pattern(source), &Value::from("y".repeat(4000))), [""; 0], "{source}");
    }
}

#[test]
fn what_leads_to_the_same_again_and_again_is_looked_at_once() {
    type Combine = fn(&'static [&'static Schema]) -> Keyword;
    let doubled = |combine: Combine| {
        (0..60).fold(schema(vec![Keyword::Type(Types::INTEGER)]), |inner, _| {
            let member = || schema(vec![Keyword::Ref(inner)]);
            schema(vec![combine(vec![member(), member()].leak())])
        })
    };
    let (all, any) = (doubled(Keyword::AllOf), doubled(Keyword::AnyOf));
    // Where a document has a `$dynamicAnchor`, too.
    let anchors = |of: &'static Schema| {
        schema(vec![Keyword::DynamicAnchors(vec![("node", &NEVER)].leak()), Keyword::Ref(of)])
    };
    for schema in [all, any, anchors(all), anchors(any)] {
        assert_eq!(told(schema, &json!(1)), [""; 0]);
        assert_eq!(told(schema, &json!("x")), ["(root): must be an integer (type), is a string"]);
    }
}

#[test]
fn unions_of_many_members_are_explained_in_time() {
    let member = |number: usize, rest: &[Keyword]| {
        let name: &'static str = format!("p{number}").leak();
        let properties: Vec<_> = vec![(name, schema(vec![Keyword::Type(Types::INTEGER)]))];
        schema(
            [&[Keyword::Properties(properties.leak()), Keyword::Required(vec![name].leak())], rest].concat(),
        )
    };
    let union = |rest: &[Keyword]| {
        let members: Vec<&'static Schema> = (0..500).map(|number| member(number, rest)).collect();
        schema(vec![Keyword::OneOf(members.leak())])
    };
    let (open, closed) = (union(&[]), union(&[Keyword::AdditionalProperties(&NEVER)]));
    let many = |from: char, count: usize| -> Value {
        (0..count).map(|number| (format!("{from}{number}"), json!(1))).collect::<Map<_, _>>().into()
    };
    assert_eq!(told(open, &json!({"p3": "x", "q": 1})), ["/p3: must be an integer (type), is a string"]);
    assert_eq!(told(closed, &json!({"p3": "x"})), ["/p3: must be an integer (type), is a string"]);
    assert!(!told(open, &many('q', 2000)).is_empty());
    assert!(!told(closed, &many('q', 2000)).is_empty());
    assert!(!told(closed, &many('p', 500)).is_empty());
}

#[test]
fn long_lists_end() {
    let unique = schema(vec![Keyword::UniqueItems]);
    let text = |number: usize| json!(format!("{}{number}", "prefix".repeat(10)));
    let mut items: Vec<Value> = (0..50_000).map(text).collect();
    assert_eq!(told(unique, &items.clone().into()), [""; 0]);
    items.push(text(7));
    assert_eq!(
        told(unique, &items.into()),
        ["(root): must have no two equal items (uniqueItems), has the same at 7 and 50000"]
    );
    let literals: Vec<Literal> =
        (0..50_000).map(|number| Literal::Text(format!("{number:05}").leak())).collect();
    let one_of = schema(vec![Keyword::Enum(literals.leak())]);
    assert_eq!(told(one_of, &json!("49999")), [""; 0]);
    assert_eq!(told(one_of, &json!("none")).len(), 1);
    let contains =
        [Keyword::Contains(pattern("^1")), Keyword::MinContains(20_000), Keyword::MaxContains(30_000)];
    let contains = schema(contains.to_vec());
    assert_eq!(told(contains, &json!(vec!["1"; 25_000])), [""; 0]);
    assert_eq!(told(contains, &json!(vec!["1"; 40_000])).len(), 1);
    let names = schema(vec![Keyword::PropertyNames(pattern("^(a+)+$"))]);
    let named: Map<_, _> =
        (0..20_000).map(|number| (format!("{}{number}", "a".repeat(30)), json!(1))).collect();
    assert_eq!(told(names, &named.into()).len(), 100);
}
/// A schema made of one that is asked about the same value more than once.
type Nest = fn(&'static Schema) -> Vec<Keyword>;

fn twice(inner: &'static Schema) -> &'static [&'static Schema] {
    vec![schema(vec![Keyword::Ref(inner)]), schema(vec![Keyword::Ref(inner)])].leak()
}

/// Forty schemas, each in the next, around the first.
fn forty(first: &'static Schema, nest: Nest) -> &'static Schema {
    (0..40).fold(first, |inner, _| schema(nest(inner)))
}

/// Each would ask `2^40` questions, of which a hundred differ.
#[test]
fn what_decides_in_what_decides_is_looked_at_once() {
    let nests: [Nest; 7] = [
        |inner| {
            let twofold = schema(vec![Keyword::Not(schema(vec![Keyword::Not(inner)]))]);
            vec![Keyword::If(twofold), Keyword::Then(inner), Keyword::Else(&NEVER)]
        },
        |inner| vec![Keyword::If(&ANY), Keyword::Then(inner), Keyword::Ref(inner)],
        |inner| vec![Keyword::DependentSchemas(vec![("a", inner), ("b", inner)].leak())],
        |inner| vec![Keyword::DynamicRef("none", inner), Keyword::NullOr(inner)],
        |inner| vec![Keyword::AnyOf(twice(inner)), Keyword::UnevaluatedProperties(&NEVER)],
        |inner| vec![Keyword::AllOf(twice(inner))],
        |inner| {
            // A scope of its own for each.
            vec![Keyword::DynamicAnchors(leak([("node", &ANY)])), Keyword::AnyOf(twice(inner))]
        },
    ];
    let properties: &'static [(&str, &Schema)] = leak([("a", &ANY), ("b", &ANY)]);
    let first = schema(vec![Keyword::Type(Types::OBJECT), Keyword::Properties(properties)]);
    for nest in nests {
        let nested = Keyword::Ref(forty(first, nest));
        let closed = [Keyword::Type(Types::OBJECT), nested, Keyword::UnevaluatedProperties(&NEVER)];
        let closed = schema(closed.to_vec());
        assert_eq!(told(closed, &json!({"a": 1, "b": 2})), [""; 0]);
        assert!(!told(closed, &json!({"a": 1, "b": 2, "c": 3})).is_empty());
        assert!(!told(closed, &json!([])).is_empty());
    }
    let names: Nest = |inner| vec![Keyword::If(inner), Keyword::Then(inner), Keyword::Else(inner)];
    let text = forty(schema(vec![Keyword::Type(Types::STRING), Keyword::MaxLength(2)]), names);
    assert_eq!(told(schema(vec![Keyword::PropertyNames(text)]), &json!({"a": 1})), [""; 0]);
    assert!(!told(schema(vec![Keyword::PropertyNames(text)]), &json!({"abc": 1})).is_empty());
}

#[test]
fn what_is_said_twice_of_a_property_is_looked_at_once() {
    static NODE: Schema = Schema(&[
        Keyword::Properties(&[("a", &NODE)]),
        Keyword::PatternProperties(&[(&FIRST, &NODE), (&SECOND, &NODE)]),
    ]);
    static FIRST: Pattern = Pattern::new("a");
    static SECOND: Pattern = Pattern::new(".");
    let nested = |innermost| (0..100).fold(innermost, |value, _| json!({"a": value}));
    assert_eq!(told(&NODE, &nested(json!(1))), [""; 0]);
    static REFUSING: Schema = Schema(&[
        Keyword::Type(Types::OBJECT),
        Keyword::Properties(&[("a", &REFUSING)]),
        Keyword::PatternProperties(&[(&FIRST, &REFUSING), (&SECOND, &REFUSING)]),
    ]);
    assert!(!told(&REFUSING, &nested(json!(1))).is_empty());
}

/// What a `$dynamicRef` means outside of all resources is not what it means within two, though both are remembered.
#[test]
fn a_dynamic_reference_is_remembered_with_its_scope() {
    let node = schema(vec![Keyword::DynamicRef("node", schema(vec![Keyword::MaxProperties(9)]))]);
    let inner = schema(vec![Keyword::DynamicAnchors(leak([("other", &ANY)])), Keyword::AllOf(leak([node]))]);
    let anchors: &'static [(&str, &Schema)] = leak([("node", &NEVER)]);
    let outer = schema(vec![Keyword::DynamicAnchors(anchors), Keyword::AllOf(leak([inner]))]);
    // After so many steps answers are remembered.
    let long = schema(vec![Keyword::AnyOf(vec![schema(vec![Keyword::MinProperties(2)]); 30_000].leak())]);
    let all = schema(vec![Keyword::Not(long), Keyword::AllOf(leak([node, outer]))]);
    assert!(!told(all, &json!({"a": 1})).is_empty());
    assert_eq!(
        told(schema(vec![Keyword::Not(long), Keyword::AllOf(leak([node]))]), &json!({"a": 1})),
        [""; 0]
    );
}

/// What the names of properties have to be counts as steps, too.
#[test]
fn names_that_are_many_alternatives_end() {
    let mut alternatives = vec![schema(vec![Keyword::MinLength(9), Keyword::Not(&ANY)]); 50_000];
    alternatives.push(schema(vec![Keyword::MaxLength(8)]));
    let names = schema(vec![Keyword::AnyOf(alternatives.leak())]);
    let all = schema(vec![Keyword::Required(leak(["missing"])), Keyword::PropertyNames(names)]);
    let named: Map<String, Value> = (0..20_000).map(|number| (format!("{number}"), json!(1))).collect();
    let told = told(all, &named.into());
    assert!(told.iter().any(|violation| violation.starts_with("/missing")), "{told:?}");
}

#[test]
fn no_text_makes_a_pattern_slow() {
    let text = format!("{}!", "a".repeat(50_000));
    let start = ThreadTime::now();
    for source in ["^(a+)+$", "^(a|a)*$", "^(?=a)(?:a*)*$", r"^(?:(?=a)a+)+$", r"(a*)*\1b", "^(.*a){12}$"] {
        let _ = Pattern::new(source).matches(&text);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn unions_in_unions_take_no_exponential_time() {
    static BINARY: Schema = Schema(&[Keyword::AnyOf(&[
        &Schema(&[Keyword::Properties(&[("next", &BINARY)]), Keyword::Required(&["a"])]),
        &Schema(&[Keyword::Properties(&[("next", &BINARY)]), Keyword::Required(&["b"])]),
    ])]);
    let deep = (0..100).fold(json!({}), |inner, _| json!({"next": inner}));
    let start = ThreadTime::now();
    let violations = validate_json(&BINARY, &deep).expect_err("neither a nor b");
    assert_eq!(violations.iter().last().map(|v| v.keyword), Some("steps"));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
