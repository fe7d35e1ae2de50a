//! What is reported when a value fits no member of a union: a miniature of an endpoint whose 3 applications, with
//! up to three setups each or none, are told apart by `app_id`, then by `setup.type`, then by whether `setup` is there.

use runtime::schema::{ANY, Keyword, Literal, NEVER, Number, Schema, Types};
use runtime::validate::validate_json;
use serde_json::{Value, json};

static NAME: Schema = Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(1), Keyword::MaxLength(5)]);
static KEY: Schema = Schema(&[Keyword::Sensitive, Keyword::Type(Types::STRING), Keyword::MinLength(1)]);
static TOKEN_SETUP: Schema = Schema(&[
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["type", "token"]),
    Keyword::Properties(&[
        ("type", &Schema(&[Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text("TOKEN")])])),
        ("token", &KEY),
    ]),
    Keyword::AdditionalProperties(&NEVER),
]);
static KEY_SETUP: Schema = Schema(&[
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["type", "api_key"]),
    Keyword::Properties(&[
        ("type", &Schema(&[Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text("API_KEY")])])),
        ("api_key", &KEY),
    ]),
    Keyword::AdditionalProperties(&NEVER),
]);
static CODE_SETUP: Schema = Schema(&[
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["type"]),
    Keyword::Properties(&[
        ("type", &Schema(&[Keyword::Type(Types::STRING), Keyword::Const(Literal::Text("OAUTH_CODE"))])),
        ("code", &KEY),
    ]),
]);

macro_rules! member {
    ($app:literal) => {
        &Schema(&[
            Keyword::Type(Types::OBJECT),
            Keyword::Required(&["name", "app_id"]),
            Keyword::Properties(&[
                ("name", &NAME),
                ("app_id", &Schema(&[Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text($app)])])),
            ]),
            Keyword::AdditionalProperties(&NEVER),
        ])
    };
    ($app:literal, $setup:ident) => {
        &Schema(&[
            Keyword::Type(Types::OBJECT),
            Keyword::Required(&["name", "app_id", "setup"]),
            Keyword::Properties(&[
                ("name", &NAME),
                ("app_id", &Schema(&[Keyword::Type(Types::STRING), Keyword::Enum(&[Literal::Text($app)])])),
                ("setup", &$setup),
            ]),
            Keyword::AdditionalProperties(&NEVER),
        ])
    };
}

static CREATE: Schema = Schema(&[Keyword::OneOf(&[
    &Schema(&[Keyword::OneOf(&[
        member!("HTTP", TOKEN_SETUP),
        member!("HTTP", KEY_SETUP),
        member!("HTTP", CODE_SETUP),
        member!("HTTP"),
    ])]),
    &Schema(&[Keyword::OneOf(&[member!("AIRTABLE", KEY_SETUP), member!("AIRTABLE")])]),
    &Schema(&[Keyword::OneOf(&[member!("SLACK", CODE_SETUP), member!("SLACK")])]),
])]);

fn lines(schema: &Schema, value: &Value) -> Vec<String> {
    match validate_json(schema, value) {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn refused(schema: &Schema, value: Value, expected: &[&str]) {
    assert_eq!(lines(schema, &value), expected, "{value}");
}

#[test]
fn every_member_is_accepted() {
    let token = json!({"type": "TOKEN", "token": "t"});
    let key = json!({"type": "API_KEY", "api_key": "k"});
    let code = json!({"type": "OAUTH_CODE", "anything": 1});
    for (app, setups) in
        [("HTTP", vec![&token, &key, &code]), ("AIRTABLE", vec![&key]), ("SLACK", vec![&code])]
    {
        refused(&CREATE, json!({"name": "x", "app_id": app}), &[]);
        for setup in setups {
            refused(&CREATE, json!({"name": "x", "app_id": app, "setup": setup}), &[]);
        }
    }
}

#[test]
fn a_wrong_app_id_lists_what_is_allowed_whatever_the_setup() {
    let expected = r#"/app_id: must be one of "HTTP", "AIRTABLE", "SLACK" (enum), is "NOPE""#;
    for setup in [
        json!({"type": "TOKEN", "token": "t"}),
        json!({"type": "OAUTH_CODE"}),
        json!({"type": "NOPE"}),
        json!({"type": "API_KEY", "api_key": ""}),
        json!(5),
    ] {
        refused(&CREATE, json!({"name": "x", "app_id": "NOPE", "setup": setup}), &[expected]);
    }
    refused(&CREATE, json!({"name": "x", "app_id": "NOPE"}), &[expected]);
    // What is wrong in every member is told with it.
    refused(
        &CREATE,
        json!({"name": "", "app_id": "NOPE"}),
        &["/name: must have at least 1 character (minLength), has 0", expected],
    );
    refused(&CREATE, json!({"name": "x", "app_id": 5}), &["/app_id: must be a string (type), is an integer"]);
}

#[test]
fn a_right_app_id_reports_what_is_wrong_besides() {
    refused(
        &CREATE,
        json!({"name": "", "app_id": "HTTP"}),
        &["/name: must have at least 1 character (minLength), has 0"],
    );
    refused(
        &CREATE,
        json!({"name": "abcdef", "app_id": "HTTP", "setup": {"type": "TOKEN", "token": ""}}),
        &[
            "/name: must have at most 5 characters (maxLength), has 6",
            "/setup/token: must have at least 1 character (minLength), has 0",
        ],
    );
    refused(&CREATE, json!({"app_id": "SLACK"}), &["/name: must be present (required), is missing"]);
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "extra": 1}),
        &["/extra: must not be present (additionalProperties), is not known here"],
    );
}

#[test]
fn the_setup_type_chooses_the_setup() {
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "NOPE", "token": "t"}}),
        &[r#"/setup/type: must be one of "TOKEN", "API_KEY", "OAUTH_CODE" (enum), is "NOPE""#],
    );
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "TOKEN"}}),
        &["/setup/token: must be present (required), is missing"],
    );
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "API_KEY", "token": "t"}}),
        &[
            "/setup/api_key: must be present (required), is missing",
            "/setup/token: must not be present (additionalProperties), is not known here",
        ],
    );
    // A setup of another application is told from the application, not from the setup.
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "AIRTABLE", "setup": {"type": "OAUTH_CODE"}}),
        &[
            "/setup/api_key: must be present (required), is missing",
            r#"/setup/type: must be "API_KEY" (enum), is "OAUTH_CODE""#,
        ],
    );
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "setup": {"token": "t"}}),
        &["/setup/type: must be present (required), is missing"],
    );
    refused(
        &CREATE,
        json!({"name": "x", "app_id": "HTTP", "setup": "t"}),
        &["/setup: must be an object (type), is a string"],
    );
}

#[test]
fn what_is_missing_everywhere_is_told_once() {
    refused(
        &CREATE,
        json!({}),
        &["/name: must be present (required), is missing", "/app_id: must be present (required), is missing"],
    );
    refused(&CREATE, json!({"name": "x"}), &["/app_id: must be present (required), is missing"]);
    refused(&CREATE, json!([]), &["(root): must be an object (type), is an array"]);
}

#[test]
fn a_secret_is_never_told() {
    let secret = "hunter2-hunter2";
    for value in [
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "TOKEN", "token": [secret]}}),
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "TOKEN", "api_key": secret}}),
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": "API_KEY", "token": secret, "api_key": ""}}),
        json!({"name": "x", "app_id": "HTTP", "setup": secret}),
        json!({"name": "x", "app_id": "HTTP", "setup": {"type": {"token": secret}}}),
    ] {
        let told = lines(&CREATE, &value).join("\n");
        assert!(!told.is_empty() && !told.contains(secret), "{told}");
    }
}

#[test]
fn a_member_that_is_there_twice_is_matched_twice() {
    static UPDATE: Schema = Schema(&[Keyword::OneOf(&[&CODE_SETUP, &TOKEN_SETUP, &CODE_SETUP])]);
    refused(
        &UPDATE,
        json!({"type": "OAUTH_CODE"}),
        &["(root): must match exactly one of 3 forms (oneOf), matches several: form 1, form 3"],
    );
    refused(
        &UPDATE,
        json!({"type": "NOPE", "token": "t"}),
        &[r#"/type: must be one of "OAUTH_CODE", "TOKEN" (const), is "NOPE""#],
    );
}

#[test]
fn a_one_of_that_matches_twice_says_which() {
    static BOTH: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[Keyword::Type(Types::STRING)]),
        &Schema(&[Keyword::Type(Types::INTEGER)]),
        &Schema(&[Keyword::Type(Types::NUMBER), Keyword::Minimum(Number::Integer(2))]),
    ])]);
    refused(&BOTH, json!(1), &[]);
    refused(&BOTH, json!(2.5), &[]);
    refused(
        &BOTH,
        json!(2),
        &["(root): must match exactly one of 3 forms (oneOf), matches several: form 2, form 3"],
    );
}

#[test]
fn types_tell_members_apart() {
    static TEXT_OR_LIST: Schema = Schema(&[Keyword::AnyOf(&[
        &Schema(&[Keyword::Type(Types::STRING), Keyword::MinLength(2)]),
        &Schema(&[Keyword::Type(Types::ARRAY), Keyword::Items(&NAME)]),
        &Schema(&[Keyword::Const(Literal::Boolean(true))]),
    ])]);
    refused(&TEXT_OR_LIST, json!("ab"), &[]);
    refused(&TEXT_OR_LIST, json!(true), &[]);
    refused(&TEXT_OR_LIST, json!("a"), &["(root): must have at least 2 characters (minLength), has 1"]);
    refused(&TEXT_OR_LIST, json!(["a", ""]), &["/1: must have at least 1 character (minLength), has 0"]);
    refused(
        &TEXT_OR_LIST,
        json!(false),
        &["(root): must be one of true, a string or an array (anyOf), is false"],
    );
}

#[test]
fn presence_tells_members_apart() {
    static CIRCLE_OR_SQUARE: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Required(&["radius"]),
            Keyword::Properties(&[("radius", &Schema(&[Keyword::Type(Types::NUMBER)]))]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
        &Schema(&[
            Keyword::Required(&["side"]),
            Keyword::Properties(&[("side", &Schema(&[Keyword::Minimum(Number::Integer(1))]))]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
    ])]);
    refused(&CIRCLE_OR_SQUARE, json!({"side": 0}), &["/side: must be at least 1 (minimum), is 0"]);
    refused(&CIRCLE_OR_SQUARE, json!({"radius": "r"}), &["/radius: must be a number (type), is a string"]);
    refused(
        &CIRCLE_OR_SQUARE,
        json!({}),
        &["(root): must match exactly one of 2 forms (oneOf), matches none: \
           /radius must be present; or /side must be present"],
    );
}

#[test]
fn a_tag_outweighs_a_property_of_another_member() {
    static A_OR_B: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Required(&["type"]),
            Keyword::Properties(&[("type", &Schema(&[Keyword::Const(Literal::Text("a"))])), ("x", &ANY)]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
        &Schema(&[
            Keyword::Required(&["type"]),
            Keyword::Properties(&[("type", &Schema(&[Keyword::Const(Literal::Text("b"))])), ("y", &ANY)]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
    ])]);
    refused(
        &A_OR_B,
        json!({"type": "a", "y": 1}),
        &["/y: must not be present (additionalProperties), is not known here"],
    );
}

#[test]
fn an_outer_tag_outweighs_an_inner_one() {
    macro_rules! kind {
        ($kind:literal, $inner:literal) => {
            &Schema(&[Keyword::Properties(&[
                ("kind", &Schema(&[Keyword::Const(Literal::Text($kind))])),
                (
                    "inner",
                    &Schema(&[Keyword::Properties(&[(
                        "type",
                        &Schema(&[Keyword::Const(Literal::Text($inner))]),
                    )])]),
                ),
            ])])
        };
    }
    static NESTED: Schema = Schema(&[Keyword::OneOf(&[kind!("a", "x"), kind!("b", "y")])]);
    refused(
        &NESTED,
        json!({"kind": "a", "inner": {"type": "z"}}),
        &[r#"/inner/type: must be "x" (const), is "z""#],
    );
    refused(
        &NESTED,
        json!({"kind": "c", "inner": {"type": "x"}}),
        &[r#"/kind: must be one of "a", "b" (const), is "c""#],
    );
}

#[test]
fn a_tag_outweighs_a_wrong_choice_or_type() {
    static SIGNED_OR_FREE: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[Keyword::Properties(&[
            ("type", &Schema(&[Keyword::Type(Types::STRING), Keyword::Const(Literal::Text("JWT"))])),
            ("algorithm", &Schema(&[Keyword::Enum(&[Literal::Text("HS256"), Literal::Text("RS256")])])),
            ("count", &Schema(&[Keyword::Type(Types::INTEGER)])),
        ])]),
        &Schema(&[Keyword::Properties(&[(
            "type",
            &Schema(&[Keyword::Type(Types::STRING), Keyword::Const(Literal::Text("FREE"))]),
        )])]),
    ])]);
    refused(
        &SIGNED_OR_FREE,
        json!({"type": "JWT", "algorithm": "none", "count": "1"}),
        &[
            r#"/algorithm: must be one of "HS256", "RS256" (enum), is "none""#,
            "/count: must be an integer (type), is a string",
        ],
    );
    refused(&SIGNED_OR_FREE, json!({"type": null}), &["/type: must be a string (type), is null"]);
}

#[test]
fn choices_of_all_members_are_listed_together() {
    static MODES: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Required(&["x"]),
            Keyword::Properties(&[(
                "mode",
                &Schema(&[Keyword::Enum(&[Literal::Text("a"), Literal::Text("b")])]),
            )]),
        ]),
        &Schema(&[Keyword::Properties(&[
            ("mode", &Schema(&[Keyword::Enum(&[Literal::Text("b"), Literal::Text("c")])])),
            ("y", &NAME),
        ])]),
    ])]);
    refused(&MODES, json!({"mode": "z"}), &[r#"/mode: must be one of "a", "b", "c" (enum), is "z""#]);
    refused(
        &MODES,
        json!({"mode": "c", "y": ""}),
        &["/y: must have at least 1 character (minLength), has 0"],
    );
}

#[test]
fn one_broken_keyword_is_told_once() {
    // The value is the last member's but for its tag, which is one of several in another member.
    static FIELD: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Properties(&[(
                "type",
                &Schema(&[Keyword::Enum(&[Literal::Text("text"), Literal::Text("date")])]),
            )]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
        &Schema(&[
            Keyword::Required(&["cycle"]),
            Keyword::Properties(&[
                ("type", &Schema(&[Keyword::Enum(&[Literal::Text("iteration")])])),
                ("cycle", &ANY),
            ]),
            Keyword::AdditionalProperties(&NEVER),
        ]),
    ])]);
    refused(
        &FIELD,
        json!({"type": "iteration_x", "cycle": 1}),
        &[r#"/type: must be "iteration" (enum), is "iteration_x""#],
    );
    refused(&FIELD, json!({"type": "iteration"}), &["/cycle: must be present (required), is missing"]);
    // What is there was meant rather than what is not.
    static PAGES: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[Keyword::Required(&["page", "pages"]), Keyword::Properties(&[("page", &ANY)])]),
        &Schema(&[
            Keyword::Required(&["limit"]),
            Keyword::Properties(&[("limit", &Schema(&[Keyword::Type(Types::INTEGER)]))]),
        ]),
    ])]);
    refused(&PAGES, json!({"limit": "x"}), &["/limit: must be an integer (type), is a string"]);
}

#[test]
fn a_member_that_knows_what_is_there_was_meant() {
    static CAT_OR_DOG: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Required(&["name", "hunts", "age"]),
            Keyword::Properties(&[("name", &NAME), ("hunts", &ANY), ("age", &ANY)]),
        ]),
        &Schema(&[
            Keyword::Required(&["name", "bark"]),
            Keyword::AllOf(&[&Schema(&[Keyword::Properties(&[
                ("name", &NAME),
                ("bark", &ANY),
                ("breed", &Schema(&[Keyword::Enum(&[Literal::Text("Husky"), Literal::Text("Dingo")])])),
            ])])]),
        ]),
    ])]);
    // Less is wrong with it as a cat, but for what cats do not have.
    refused(
        &CAT_OR_DOG,
        json!({"name": "Rex", "bark": true, "breed": "Pug"}),
        &[r#"/breed: must be one of "Husky", "Dingo" (enum), is "Pug""#],
    );
    refused(
        &CAT_OR_DOG,
        json!({"name": "Tom", "hunts": true}),
        &["/age: must be present (required), is missing"],
    );
    refused(&CAT_OR_DOG, json!({"name": "Rex"}), &["/bark: must be present (required), is missing"]);
}

#[test]
fn a_value_that_no_member_lists_is_told_with_all_that_do() {
    static EXPRESSION: Schema = Schema(&[Keyword::OneOf(&[
        &Schema(&[
            Keyword::Required(&["op", "args"]),
            Keyword::Properties(&[
                ("op", &Schema(&[Keyword::Enum(&[Literal::Text("and"), Literal::Text("or")])])),
                ("args", &ANY),
            ]),
        ]),
        &Schema(&[
            Keyword::Required(&["op", "arg"]),
            Keyword::Properties(&[
                ("op", &Schema(&[Keyword::Const(Literal::Text("not"))])),
                ("arg", &EXPRESSION),
            ]),
        ]),
        &Schema(&[Keyword::Required(&["field"]), Keyword::Properties(&[("field", &NAME)])]),
    ])]);
    refused(
        &EXPRESSION,
        json!({"op": "xor", "args": []}),
        &[r#"/op: must be one of "and", "or", "not" (enum), is "xor""#],
    );
    refused(
        &EXPRESSION,
        json!({"op": "not", "arg": {"field": ""}}),
        &["/arg/field: must have at least 1 character (minLength), has 0"],
    );
    // Of texts that fit nothing no member is nearer than another.
    static DAY: Schema = Schema(&[Keyword::AnyOf(&[
        &Schema(&[Keyword::MinLength(9)]),
        &Schema(&[Keyword::Enum(&[Literal::Text("today"), Literal::Text("now")])]),
    ])]);
    refused(
        &DAY,
        json!("then"),
        &["(root): must match at least one of 2 forms (anyOf), matches none: \
           must have at least 9 characters; or must be one of \"today\", \"now\""],
    );
}
