//! Every keyword at its bounds, the order of what is reported, and the limits of a walk.

use std::time::Duration;

use cpu_time::ThreadTime;
use runtime::format::Format;
use runtime::schema::{ANY, Keyword, Literal, Number, Pattern, Schema, Types};
use runtime::secret::Secret;
use runtime::validate::{fits, validate, validate_json};
use serde_json::{Value, json};

fn lines(schema: &Schema, value: &Value) -> Vec<String> {
    match validate_json(schema, value) {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(ToString::to_string).collect(),
    }
}

/// A schema of one keyword accepts some values and refuses others, each with one violation of that keyword.
#[track_caller]
fn keyword(keyword: Keyword, name: &str, accepted: &[Value], refused: &[(Value, &str)]) {
    let schema = Schema(Box::leak(Box::new([keyword])));
    for value in accepted {
        assert_eq!(lines(&schema, value), [""; 0], "{value}");
    }
    for (value, message) in refused {
        let violations = validate_json(&schema, value).err().into_iter().flatten();
        let found: Vec<_> = violations.map(|v| (v.keyword, v.message())).collect();
        assert_eq!(found, [(name, (*message).to_owned())], "{value}");
    }
}

#[test]
fn types() {
    keyword(
        Keyword::Type(Types::INTEGER),
        "type",
        &[json!(1), json!(1.0), json!(-0.0), json!(1e30), json!(u64::MAX)],
        &[
            (json!(1.5), "must be an integer, is a number"),
            (json!("1"), "must be an integer, is a string"),
            (json!(true), "must be an integer, is true"),
        ],
    );
    keyword(
        Keyword::Type(Types::STRING.or(Types::NULL).or(Types::BOOLEAN)),
        "type",
        &[json!("a"), json!(null), json!(false)],
        &[
            (json!(0), "must be a string, a boolean or null, is an integer"),
            (json!([]), "must be a string, a boolean or null, is an array"),
            (json!({}), "must be a string, a boolean or null, is an object"),
        ],
    );
    keyword(Keyword::Never, "false", &[], &[(json!(null), "must not be present, is not known here")]);
}

#[test]
fn enumerations_compare_by_value_and_type() {
    static ALLOWED: &[Literal] = &[
        Literal::Number(Number::Integer(1)),
        Literal::Text("one"),
        Literal::Null,
        Literal::Object(&[
            ("a", Literal::Number(Number::Integer(1))),
            ("b", Literal::Array(&[Literal::Number(Number::Integer(2))])),
        ]),
    ];
    let expected = r#"must be one of 1, "one", null, {"a":1,"b":[2]}, "#;
    keyword(
        Keyword::Enum(ALLOWED),
        "enum",
        &[json!(1), json!(1.0), json!("one"), json!(null), json!({"b": [2.0], "a": 1})],
        &[
            (json!(true), &format!("{expected}is true")),
            (json!("1"), &format!("{expected}is \"1\"")),
            (json!(0), &format!("{expected}is 0")),
            (json!({"a": 1}), &format!("{expected}is an object")),
        ],
    );
    keyword(
        Keyword::Const(Literal::Boolean(false)),
        "const",
        &[json!(false)],
        &[(json!(0), "must be false, is 0"), (json!(true), "must be false, is true")],
    );
}

#[test]
fn a_value_of_the_wrong_type_is_not_also_told_the_values() {
    static COLOUR: Schema = Schema(&[
        Keyword::Type(Types::STRING),
        Keyword::Enum(&[Literal::Text("red"), Literal::Text("blue")]),
    ]);
    assert_eq!(lines(&COLOUR, &json!(5)), ["(root): must be a string (type), is an integer"]);
}

#[test]
fn multiples_are_exact() {
    let not = "must be a multiple of 0.01, is ";
    keyword(
        Keyword::MultipleOf(Number::Float(0.01)),
        "multipleOf",
        &[json!(19.99), json!(0.07), json!(4.35), json!(0), json!(-1.1), json!(1e300), json!("x")],
        &[(json!(19.999), &format!("{not}19.999")), (json!(1e-7), &format!("{not}1e-7"))],
    );
    keyword(
        Keyword::MultipleOf(Number::Integer(3)),
        "multipleOf",
        &[json!(9), json!(-9), json!(9.0), json!(u64::MAX)],
        &[(json!(10), "must be a multiple of 3, is 10"), (json!(4.5), "must be a multiple of 3, is 4.5")],
    );
    keyword(Keyword::MultipleOf(Number::Float(1e-8)), "multipleOf", &[json!(12_391_239_123_i64)], &[]);
}

#[test]
fn bounds_do_not_round() {
    keyword(
        Keyword::Minimum(Number::Integer(i64::MAX)),
        "minimum",
        &[json!(i64::MAX), json!(u64::MAX), json!(1e300)],
        &[(json!(i64::MAX - 1), "must be at least 9223372036854775807, is 9223372036854775806")],
    );
    keyword(
        Keyword::Maximum(Number::Float(1.5)),
        "maximum",
        &[json!(1.5), json!(1), json!(-1e300), json!("2")],
        &[(json!(2), "must be at most 1.5, is 2"), (json!(1.6), "must be at most 1.5, is 1.6")],
    );
    keyword(
        Keyword::ExclusiveMinimum(Number::Integer(0)),
        "exclusiveMinimum",
        &[json!(1e-300), json!(1)],
        &[(json!(0), "must be above 0, is 0"), (json!(-0.5), "must be above 0, is -0.5")],
    );
    keyword(
        Keyword::ExclusiveMaximum(Number::Unsigned(u64::MAX)),
        "exclusiveMaximum",
        &[json!(u64::MAX - 1)],
        &[(json!(u64::MAX), "must be below 18446744073709551615, is 18446744073709551615")],
    );
}

#[test]
fn lengths_are_in_code_points() {
    keyword(
        Keyword::MinLength(2),
        "minLength",
        &[json!("ab"), json!("\u{1F600}\u{1F600}"), json!("e\u{301}"), json!(1)],
        &[(json!("\u{1F600}"), "must have at least 2 characters, has 1")],
    );
    keyword(
        Keyword::MaxLength(1),
        "maxLength",
        &[json!(""), json!("\u{1F600}")],
        &[(json!("ab"), "must have at most 1 character, has 2")],
    );
}

#[test]
fn arrays_and_objects() {
    keyword(
        Keyword::MinItems(1),
        "minItems",
        &[json!([0]), json!({})],
        &[(json!([]), "must have at least 1 item, has 0")],
    );
    keyword(
        Keyword::MaxItems(1),
        "maxItems",
        &[json!([]), json!([0])],
        &[(json!([0, 1]), "must have at most 1 item, has 2")],
    );
    keyword(
        Keyword::UniqueItems,
        "uniqueItems",
        &[json!([1, true, "1", [1], {"a": 1}, null, 1.5]), json!([0, false]), json!(["[1]", [1]])],
        &[
            (json!([1, 2, 1.0]), "must have no two equal items, has the same at 0 and 2"),
            (
                json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
                "must have no two equal items, has the same at 0 and 1",
            ),
        ],
    );
    keyword(
        Keyword::MinProperties(2),
        "minProperties",
        &[json!({"a": 1, "b": 2})],
        &[(json!({"a": 1}), "must have at least 2 properties, has 1")],
    );
    keyword(
        Keyword::MaxProperties(0),
        "maxProperties",
        &[json!({}), json!([1])],
        &[(json!({"a": 1}), "must have at most 0 properties, has 1")],
    );
}

#[test]
fn combinations() {
    static SHORT: Schema = Schema(&[Keyword::MaxLength(2)]);
    static LONG: Schema = Schema(&[Keyword::MinLength(2)]);
    static MEMBERS: &[&Schema] = &[&SHORT, &LONG];
    keyword(
        Keyword::AllOf(MEMBERS),
        "maxLength",
        &[json!("ab")],
        &[(json!("abc"), "must have at most 2 characters, has 3")],
    );
    keyword(Keyword::AnyOf(MEMBERS), "", &[json!("a"), json!("ab"), json!("abc")], &[]);
    keyword(
        Keyword::Not(&SHORT),
        "not",
        &[json!("abc")],
        &[(json!("ab"), "must not have the forbidden form, is \"ab\"")],
    );
}

#[test]
fn what_is_forbidden_is_said_where_one_keyword_says_it() {
    static BLANK: Pattern = Pattern::new("^ *$");
    static BLANKS: Schema = Schema(&[Keyword::Pattern(&BLANK)]);
    let forbidden: [(&'static Schema, Value, &str); 6] = [
        (&Schema(&[Keyword::Type(Types::STRING)]), json!("a"), "must not be a string, is \"a\""),
        (
            &Schema(&[Keyword::Type(Types::STRING), Keyword::Texts(&["admin", "root"])]),
            json!("root"),
            "must not be one of \"admin\", \"root\", is \"root\"",
        ),
        (&Schema(&[Keyword::Const(Literal::Null)]), json!(null), "must not be null, is null"),
        (&BLANKS, json!(" "), "must not match the pattern ^ *$, is \" \""),
        (
            &Schema(&[Keyword::Type(Types::OBJECT), Keyword::Required(&["a", "b"])]),
            json!({"a": 1, "b": 2}),
            "must not have all of the properties \"a\", \"b\", is an object",
        ),
        (
            &Schema(&[Keyword::Required(&["a"])]),
            json!({"a": 1}),
            "must not have the property \"a\", is an object",
        ),
    ];
    for (schema, value, message) in forbidden {
        keyword(Keyword::Not(schema), "not", &[], &[(value, message)]);
    }
}

#[test]
fn null_beside_what_refuses_it_is_for_typed_values() {
    static COLOUR: Schema = Schema(&[Keyword::NullOr(&Schema(&[
        Keyword::Type(Types::STRING.or(Types::NULL)),
        Keyword::Enum(&[Literal::Text("red")]),
    ]))]);
    assert!(validate(&COLOUR, &json!(null)).is_ok());
    assert!(fits(&COLOUR, &json!(null)));
    assert!(!fits(&COLOUR, &json!(1)));
    assert_eq!(lines(&COLOUR, &json!(null)), ["(root): must be \"red\" (enum), is null"]);
    let told = validate(&COLOUR, &json!("blue")).map_err(|violations| violations.to_string());
    assert_eq!(told, Err("(root): must be \"red\" (enum), is \"blue\"".to_owned()));
    // It lets in, and shuts nothing out.
    static OTHERS: Schema = Schema(&[Keyword::Not(&COLOUR)]);
    static ONE: Schema = Schema(&[Keyword::OneOf(&[&COLOUR, &Schema(&[Keyword::Type(Types::NULL)])])]);
    for schema in [&OTHERS, &ONE] {
        assert_eq!(lines(schema, &json!(null)), [""; 0]);
        assert_eq!(validate(schema, &json!(null)), Ok(()));
    }
    assert!(validate(&OTHERS, &json!("red")).is_err());
}

#[test]
fn patterns() {
    static SEARCHED: Pattern = Pattern::new("b+");
    keyword(
        Keyword::Pattern(&SEARCHED),
        "pattern",
        &[json!("abbc"), json!(1)],
        &[(json!("ac"), "must match the pattern b+, is \"ac\"")],
    );
    let table: &[(&'static str, &[&str], &[&str])] = &[
        (r"^\d{2,3}$", &["12", "123"], &["1", "1234", "12\n", "\u{0661}\u{0661}"]),
        (r"^[\w.\-]+$", &["a.b-c_1"], &["", "é", "a b"]),
        (r"^\S+\s\S+$", &["a\u{A0}b", "a\u{FEFF}b"], &["ab", "a\u{200B}b"]),
        (r"^.$", &["\u{1F600}"], &["\r", "\u{2028}", "ab"]),
        (r"^[^\s@]+@[^\s@]+$", &["a@b"], &["a@b@c", "a b@c"]),
        (r"^[\s\S]*$", &["", "a\nb"], &[]),
        (r"^(?=.*[A-Z])(?=.*\d)(?!.*\s).{4,}$", &["Abc1"], &["abc1", "Abcd", "Ab 1", "Ab1"]),
        (r"^(?:(?!org_))[a-z_]+$", &["a_org"], &["org_a", "A"]),
        (r"^((?=a))*b", &["b"], &["a"]),
        (r"^[a-z\d-_]{1,2}$", &["-", "_", "a9"], &["", "^", "aaa"]),
        (r"^x{a}{2}$", &["x{a}}"], &["xa", "x{a}"]),
        (r"^(?=a)b|c$", &["c"], &["b"]),
        (r"^(a|b)\1$", &["aa", "bb"], &["ab"]),
        (r"^\p{Lu}$", &["É"], &["é"]),
        (r"^\u{1F600}\x41\cJ\u0042$", &["\u{1F600}A\nB"], &["A"]),
        (r"^[a&&b]$", &["a", "&", "b"], &["c"]),
        (r"^[]a]", &[], &["a", "]"]),
        (r"^\/v\d+\/(?<name>[a-z]+)$", &["/v1/ab"], &["v1/ab"]),
        (r"\bcat\b", &["a cat."], &["cats"]),
        ("(?i)^ab[0-9]$", &["AB1", "aB1"], &["AC1"]),
        ("(?i)^[^a]$", &["b"], &["a", "A"]),
        ("(?i)é", &["É"], &["e"]),
        (r"(", &["a pattern that does not compile asserts nothing"], &[]),
        (r"\Aa\z", &["nor does what another language means", "a"], &[]),
        (r"^\p{Print}+$", &["é"], &[]),
        (r"^\\A\_$", &["\\A_"], &["A_"]),
    ];
    for (source, accepted, refused) in table {
        let pattern = Pattern::new(source);
        for text in *accepted {
            assert!(pattern.matches(text), "{source} {text:?}");
        }
        for text in *refused {
            assert!(!pattern.matches(text), "{source} {text:?}");
        }
    }
}

#[test]
fn no_number_of_alternatives_overflows_the_stack() {
    let of = |number: usize| format!("^(?:{})$", vec!["ab|cd"; number].join("|"));
    let pattern = Pattern::new(Box::leak(of(1_000).into_boxed_str()));
    assert!(pattern.matches("ab") && pattern.matches("cd") && !pattern.matches("ad"));
    assert!(Format::Regex.check(&of(1_000)) && !Format::Regex.check(&format!("({}", of(1_000))));
    let most = of(100_000);
    let _ = (Format::Regex.check(&most), Pattern::new(Box::leak(most.into_boxed_str())).matches("ad"));
}

static TREE: Schema = Schema(&[
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["name"]),
    Keyword::Properties(&[
        ("name", &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1)])),
        ("children", &Schema(&[Keyword::Items(&TREE)])),
        ("a/b~c", &Schema(&[Keyword::Format(Format::Int32)])),
    ]),
    Keyword::AdditionalProperties(&Schema(&[Keyword::Type(Types::BOOLEAN)])),
]);

#[test]
fn all_violations_come_at_once_in_the_order_of_the_schema() {
    let value = json!({
        "extra": 1,
        "children": [{"name": "ok"}, {"name": "", "children": [{}, 5]}],
        "a/b~c": 2_147_483_648_i64,
    });
    assert_eq!(
        lines(&TREE, &value),
        [
            "/name: must be present (required), is missing",
            "/children/1/name: must have at least 1 character (minLength), has 0",
            "/children/1/children/0/name: must be present (required), is missing",
            "/children/1/children/1: must be an object (type), is an integer",
            "/a~1b~0c: must be an integer of 32 bits (format), is 2147483648",
            "/extra: must be a boolean (type), is an integer",
        ]
    );
}

#[test]
fn as_json_and_as_text() {
    let violations = validate_json(&TREE, &json!({"name": ""})).expect_err("too short");
    assert_eq!(
        serde_json::to_value(&violations).expect("json"),
        json!([{
            "instance": "/name",
            "schema": "#/properties/name/minLength",
            "keyword": "minLength",
            "expected": "must have at least 1 character",
            "actual": "has 0",
        }])
    );
    let twice = validate_json(&TREE, &json!({"children": [{}]})).expect_err("no names");
    assert_eq!(
        twice.to_string(),
        "/name: must be present (required), is missing\n\
         /children/0/name: must be present (required), is missing"
    );
}

#[test]
fn a_secret_is_told_by_its_length() {
    static KEY_PATTERN: Pattern = Pattern::new("^sk-");
    static KEY: Schema = Schema(&[
        Keyword::Sensitive,
        Keyword::Type(Types::STRING),
        Keyword::Pattern(&KEY_PATTERN),
        Keyword::Enum(&[Literal::Text("sk-1")]),
    ]);
    // A plain schema of the same place, and one of what is inside a secret, tell no more.
    static HOLDER: Schema = Schema(&[
        Keyword::Properties(&[("key", &Schema(&[Keyword::Format(Format::Uuid)]))]),
        Keyword::AllOf(&[&Schema(&[Keyword::Properties(&[("key", &KEY)])])]),
    ]);
    assert_eq!(
        lines(&HOLDER, &json!({"key": "hunter2"})),
        [
            "/key: must be a UUID (format), is a string of 7 characters",
            "/key: must match the pattern ^sk- (pattern), is a string of 7 characters",
            "/key: must be \"sk-1\" (enum), is a string of 7 characters",
        ]
    );
    static OPAQUE: Schema =
        Schema(&[Keyword::Sensitive, Keyword::Items(&Schema(&[Keyword::Maximum(Number::Integer(9))]))]);
    assert_eq!(lines(&OPAQUE, &json!([4711])), ["/0: must be at most 9 (maximum), is an integer"]);
    let secret = validate(&KEY, &Secret::from("hunter2")).expect_err("no sk-");
    assert!(!secret.to_string().contains("hunter2"));
}

#[test]
fn long_values_are_cut() {
    static SHORT: Schema = Schema(&[Keyword::Const(Literal::Text("x"))]);
    let told = lines(&SHORT, &json!("é".repeat(1000)));
    assert_eq!(told, [format!("(root): must be \"x\" (const), is \"{}\"...", "é".repeat(64))]);
}

#[test]
fn at_most_a_hundred_are_reported() {
    static LIST: Schema = Schema(&[Keyword::Items(&Schema(&[Keyword::Type(Types::STRING)]))]);
    let many = validate_json(&LIST, &json!(vec![0; 100_000])).expect_err("no strings");
    assert_eq!(many.len(), 100);
    assert_eq!(many.iter().last().map(|v| v.instance.as_str()), Some("/99"));
}

#[test]
fn depth_is_bounded() {
    static NESTED: Schema = Schema(&[Keyword::Items(&NESTED)]);
    let nest = |depth: usize| (0..depth).fold(json!([]), |inner, _| json!([inner]));
    assert_eq!(lines(&NESTED, &nest(128)), [""; 0]);
    let told = lines(&NESTED, &nest(129));
    assert_eq!(told, [format!("{}: must nest at most 128 deep (depth), nests deeper", "/0".repeat(129))]);
}

#[test]
fn a_value_deeper_than_the_stack_is_refused() {
    static NESTED: Schema =
        Schema(&[Keyword::Items(&NESTED), Keyword::AnyOf(&[&Schema(&[Keyword::Items(&NESTED)])])]);
    // To make and to drop such a value takes more stack than to judge it.
    let all = std::thread::Builder::new().stack_size(256 << 20).spawn(|| {
        let value = (0..10_000).fold(json!([]), |inner, _| Value::Array(vec![inner]));
        let start = ThreadTime::now();
        std::thread::scope(|scope| {
            let judge = scope.spawn(|| assert!(!lines(&NESTED, &value).is_empty()));
            judge.join().expect("no overflow");
        });
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    });
    all.expect("a thread").join().expect("judged");
}

#[test]
fn schemas_that_go_in_circles_end() {
    static CIRCLE: Schema = Schema(&[Keyword::Ref(&CIRCLE)]);
    static FORK: Schema = Schema(&[Keyword::AllOf(&[&FORK, &FORK])]);
    static ONE: Schema = Schema(&[Keyword::OneOf(&[&ONE, &ANY])]);
    for schema in [&CIRCLE, &FORK] {
        assert!(validate_json(schema, &json!(1)).is_err());
    }
    let _ = validate_json(&ONE, &json!(1));
}

#[test]
fn a_list_of_texts_is_an_enum_however_long_it_is() {
    static FEW: Schema = Schema(&[Keyword::Texts(&["blue", "red"])]);
    static MANY: Schema =
        Schema(&[Keyword::Texts(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "é"])]);
    for (schema, texts) in [(&FEW, &["blue", "red"][..]), (&MANY, &["a", "f", "k", "é"])] {
        for text in texts {
            assert!(validate_json(schema, &json!(text)).is_ok(), "{text}");
        }
        for other in [json!("green"), json!(""), json!("l"), json!(1), json!(null), json!(["blue"])] {
            let told = validate_json(schema, &other).unwrap_err();
            assert_eq!(told.iter().map(|told| told.keyword).collect::<Vec<_>>(), ["enum"], "{other}");
        }
    }
    let told = validate_json(&FEW, &json!("green")).unwrap_err().to_string();
    assert_eq!(told, "(root): must be one of \"blue\", \"red\" (enum), is \"green\"");
}

#[test]
fn a_pattern_may_count_far() {
    static PATTERN: Pattern = Pattern::new("^[^<>]{1,4000}$");
    static SCHEMA: Schema = Schema(&[Keyword::Pattern(&PATTERN)]);
    assert!(validate_json(&SCHEMA, &json!("é".repeat(4000))).is_ok());
    assert!(validate_json(&SCHEMA, &json!("é".repeat(4001))).is_err());
}
