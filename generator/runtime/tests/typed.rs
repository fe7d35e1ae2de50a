//! Typed values are validated as the JSON that is written for them.

use std::collections::BTreeMap;

use runtime::Secret;
use runtime::schema::{Keyword, Literal, NEVER, Number, Schema, Types};
use runtime::validate::validate;
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStructVariant, SerializeTupleVariant, Serializer};
use serde_json::{Value, json};

/// The JSON of a value, as the validator sees it.
fn is_seen_as<T: Serialize + ?Sized>(value: &T, expected: Literal) {
    let same = Schema(Vec::leak(vec![Keyword::Const(expected)]));
    assert_eq!(validate(&same, value), Ok(()));
}

const ONE: Literal = Literal::Number(Number::Integer(1));

#[test]
fn numbers_are_those_that_are_written() {
    is_seen_as(&0.1_f32, Literal::Number(Number::Float(0.1)));
    is_seen_as(&f64::NAN, Literal::Null);
    is_seen_as(&u64::MAX, Literal::Number(Number::Unsigned(u64::MAX)));
    is_seen_as(&i128::from(i64::MIN), Literal::Number(Number::Integer(i64::MIN)));
    is_seen_as(&3_u8, Literal::Number(Number::Integer(3)));
    assert_eq!(
        validate(&Schema(&[]), &u128::MAX).unwrap_err().to_string(),
        "(root): must have a JSON form (type), has none"
    );
}

#[test]
fn names_are_texts() {
    is_seen_as(&BTreeMap::from([(1, 'a')]), Literal::Object(&[("1", Literal::Text("a"))]));
    is_seen_as(&BTreeMap::from([(true, ())]), Literal::Object(&[("true", Literal::Null)]));
    assert!(validate(&Schema(&[]), &BTreeMap::from([((1, 2), 3)])).is_err());

    const NUMBERED: Schema = Schema(&[Keyword::Properties(&[("1", &NEVER)])]);
    assert!(validate(&NUMBERED, &BTreeMap::from([(1_u8, 'a')])).is_err());
    assert_eq!(validate(&NUMBERED, &BTreeMap::from([(2_i128, 'a')])), Ok(()));
    assert!(validate(&NUMBERED, &BTreeMap::from([(Some("1"), 'a')])).is_err());
    assert!(validate(&NUMBERED, &BTreeMap::from([((), 'a')])).is_err());
    assert_eq!(validate(&Schema(&[Keyword::Required(&["0.1"])]), &Numbered(0.1)), Ok(()));
    assert!(validate(&NUMBERED, &Numbered(f32::NAN)).is_err());
}

/// An object with a number for a name, each name and each value told by itself.
struct Numbered(f32);

impl Serialize for Numbered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key(&self.0)?;
        map.serialize_value(&[1])?;
        map.end()
    }
}

#[test]
fn properties_are_counted() {
    const LEAST: Keyword = Keyword::MinProperties(1);
    const MOST: Keyword = Keyword::MaxProperties(2);
    const DECLARED: Keyword = Keyword::Properties(&[("0", &Schema(&[])), ("3", &NEVER)]);
    const REQUIRED: Keyword = Keyword::Required(&["1"]);
    // Which of the objects fit that have no property, `0`, `0` and `1`, and `0` to `2`.
    for (schema, fit) in [
        (vec![LEAST], [false, true, true, true]),
        (vec![MOST], [true, true, true, false]),
        (vec![LEAST, MOST], [false, true, true, false]),
        (vec![LEAST, MOST, DECLARED], [false, true, true, false]),
        (vec![REQUIRED, MOST], [false, false, true, false]),
        (vec![DECLARED, REQUIRED, LEAST, MOST], [false, false, true, false]),
    ] {
        let schema = Schema(schema.leak());
        for (len, fits) in (0_u8..).zip(fit) {
            let numbers: BTreeMap<u8, u8> = (0..len).map(|number| (number, number)).collect();
            assert_eq!(validate(&schema, &numbers).is_ok(), fits, "{schema:?} {numbers:?}");
        }
    }
}

/// Each of serde's forms of a variant.
#[derive(Clone, Copy)]
enum Form {
    Unit,
    Newtype,
    Tuple,
    Struct,
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Form::Unit => serializer.serialize_unit_variant("Form", 0, "unit"),
            Form::Newtype => serializer.serialize_newtype_variant("Form", 1, "newtype", &Some(1)),
            Form::Tuple => {
                let mut tuple = serializer.serialize_tuple_variant("Form", 2, "tuple", 2)?;
                tuple.serialize_field(&1)?;
                tuple.serialize_field("two")?;
                tuple.end()
            }
            Form::Struct => {
                let mut object = serializer.serialize_struct_variant("Form", 3, "struct", 1)?;
                object.serialize_field("of", &[true])?;
                object.end()
            }
        }
    }
}

#[test]
fn variants_stand_under_their_names() {
    static TUPLE: [(&str, Literal); 1] = [("tuple", Literal::Array(&[ONE, Literal::Text("two")]))];
    static STRUCT: [(&str, Literal); 1] =
        [("struct", Literal::Object(&[("of", Literal::Array(&[Literal::Boolean(true)]))]))];
    is_seen_as(&Form::Unit, Literal::Text("unit"));
    is_seen_as(&Form::Newtype, Literal::Object(&[("newtype", ONE)]));
    is_seen_as(&Form::Tuple, Literal::Object(&TUPLE));
    is_seen_as(&Form::Struct, Literal::Object(&STRUCT));
    // What follows a variant is found behind it.
    let items = [&Schema(&[Keyword::Type(Types::OBJECT)]), &UNIT];
    let both = Schema(Vec::leak(vec![Keyword::PrefixItems(Vec::leak(items.to_vec()))]));
    validate(&both, &[Form::Tuple, Form::Unit]).unwrap();
    assert!(validate(&both, &[Form::Tuple, Form::Tuple]).is_err());
}

static UNIT: Schema = Schema(&[Keyword::Const(Literal::Text("unit"))]);

static TREE: Schema = Schema(&[
    Keyword::Model("Tree", "/components/schemas/Tree"),
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["name", "tags"]),
    Keyword::Properties(&[
        ("name", &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)])),
        ("tags", &Schema(&[Keyword::UniqueItems, Keyword::Items(&Schema(&[Keyword::Type(Types::STRING)]))])),
        ("children", &Schema(&[Keyword::Items(&TREE)])),
    ]),
    Keyword::PatternProperties(&[]),
    Keyword::AdditionalProperties(&NEVER),
]);

#[test]
fn a_valid_typed_value_allocates_nothing() {
    let leaf = json!({"name": "é", "tags": []});
    let tree = json!({"tags": ["a", "b"], "children": [leaf, {"name": "x", "tags": ["a"], "children": [leaf]}], "name": "t"});
    // The first of a thread makes what the thread keeps.
    validate(&TREE, &tree).unwrap();
    let count = allocation_counter::measure(|| assert!(validate(&TREE, &tree).is_ok()));
    assert_eq!(count.count_total, 0, "{count:?}");
}

/// A value that is written as what it shows, as dates are.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Shown(u32);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("no. {}", self.0))
    }
}

#[test]
fn what_is_written_as_it_shows_is_validated_as_text() {
    static SHORT: Schema =
        Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(5), Keyword::MaxLength(6)]);
    static EITHER: Schema = Schema(&[
        Keyword::Type(Types::STRING),
        Keyword::Not(&Schema(&[Keyword::Const(Literal::Text("no. 7"))])),
        Keyword::MaxLength(6),
    ]);
    static EACH: Schema = Schema(&[Keyword::Items(&SHORT)]);
    static NAMED: Schema =
        Schema(&[Keyword::Properties(&[("no. 1", &SHORT)]), Keyword::AdditionalProperties(&NEVER)]);
    static DIFFERENT: Schema = Schema(&[Keyword::UniqueItems, Keyword::Items(&EITHER)]);
    let named = |number| BTreeMap::from([(Shown(number), Shown(number))]);
    let valid = || {
        assert_eq!(validate(&SHORT, &Shown(12)), Ok(()));
        assert_eq!(validate(&EITHER, &Shown(8)), Ok(()));
        assert_eq!(validate(&EACH, &[Shown(1), Shown(2)]), Ok(()));
        assert_eq!(validate(&DIFFERENT, &[Shown(1), Shown(2)]), Ok(()));
    };
    valid();
    let count = allocation_counter::measure(valid);
    assert_eq!(count.count_total, 0, "{count:?}");
    assert_eq!(validate(&NAMED, &named(1)), Ok(()));
    for refused in [
        validate(&SHORT, &Shown(123)),
        validate(&EITHER, &Shown(7)),
        validate(&EITHER, &Shown(1234)),
        validate(&EACH, &[Shown(1), Shown(123)]),
        validate(&DIFFERENT, &[Shown(1), Shown(1)]),
        validate(&NAMED, &named(2)),
    ] {
        assert!(refused.is_err());
    }
}

#[test]
fn everything_wrong_is_told_as_of_json() {
    let trees = [
        json!({"name": "", "tags": ["a", "a"], "children": [{"name": 1, "tags": null, "more": true}]}),
        json!({"children": [[], {"tags": [1, [], {}]}], "name": null}),
        json!([{"name": "t"}]),
        Value::Null,
    ];
    for tree in trees {
        assert_eq!(validate(&TREE, &tree), runtime::validate::validate_json(&TREE, &tree), "{tree}");
        assert!(validate(&TREE, &tree).is_err(), "{tree}");
    }
}

#[test]
fn objects_of_one_schema_may_differ_in_the_order_of_their_properties() {
    // Whatever was seen before, no property is taken for another one.
    let orders = [["name", "tags", "children"], ["children", "tags", "name"], ["tags", "children", "name"]];
    for (order, wrong) in orders.iter().flat_map(|order| order.map(|name| (order, name))) {
        let right = |name: &str| if name == "name" { json!("t") } else { json!([]) };
        let whole = InOrder(order.map(|name| (name, right(name))).to_vec());
        validate(&TREE, &whole).unwrap();
        let value = |name| if name == wrong { json!(["t", "t"]) } else { right(name) };
        let mistaken = InOrder(order.map(|name| (name, value(name))).to_vec());
        let told = validate(&TREE, &mistaken).unwrap_err();
        let place = told.iter().next().map(|first| first.instance.clone());
        assert_eq!(place, Some(under(if wrong == "children" { "/children/0" } else { wrong })), "{order:?}");
        let rest = order.iter().filter(|name| **name != wrong);
        let partial = InOrder(rest.map(|name| (*name, right(name))).collect());
        assert_eq!(validate(&TREE, &partial).is_ok(), wrong == "children", "{order:?} without {wrong}");
    }
}

fn under(name: &str) -> String {
    format!("/{}", name.trim_start_matches('/'))
}

/// An object whose properties are written in this order.
struct InOrder(Vec<(&'static str, Value)>);

impl Serialize for InOrder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[test]
fn a_secret_is_validated_and_not_told() {
    static SHORT: Schema = Schema(&[Keyword::Sensitive, Keyword::Type(Types::STRING), Keyword::MaxLength(4)]);
    assert!(validate(&SHORT, &Secret::from("abcd")).is_ok());
    let told = validate(&SHORT, &Secret::from("swordfish")).unwrap_err().to_string();
    assert!(!told.contains("swordfish"), "{told}");
}

/// A value that nests deeper than the stack of a thread could take, were it kept as it is.
#[test]
fn a_value_deeper_than_the_stack_is_refused() {
    static NESTED: Schema = Schema(&[Keyword::Items(&NESTED)]);
    static EITHER: Schema = Schema(&[Keyword::AnyOf(&[&NESTED, &Schema(&[Keyword::Type(Types::STRING)])])]);
    // To make and to drop such a value takes more stack than to judge it.
    let all = std::thread::Builder::new().stack_size(512 << 20).spawn(|| {
        let value = (0..10_000).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        std::thread::scope(|scope| {
            let judge = scope.spawn(|| {
                for schema in [&NESTED, &EITHER] {
                    let told = validate(schema, &value).unwrap_err().to_string();
                    assert!(told.contains("must nest at most 128 deep (depth)"), "{told}");
                }
            });
            judge.join().expect("no overflow");
        });
    });
    all.expect("a thread").join().expect("judged");
    let near = (0..100).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    [&NESTED, &EITHER].iter().for_each(|schema| validate(schema, &near).unwrap());
}
