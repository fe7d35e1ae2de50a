//! Each of the 50 kinds of a request is written, checked and read back as itself, and nothing is two kinds at once.

use std::fs;

use generated::models::{
    CreateFlowsVaultConnectionRequest, CreateHttpConnection, ErrorBody, FlowsVaultConnection,
    FlowsVaultConnectionList, FlowsVaultConnectionSetup, UpdateFlowsVaultConnectionRequest,
};
use generated::runtime::schema::{Keyword, Schema};
use generated::runtime::validate::{is_valid, validate_json};
use generated::schemas::{CREATE_FLOWS_VAULT_CONNECTION_REQUEST, FLOWS_VAULT_CONNECTION_SETUP};
use generated::{Validate, Violations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::samples::{requests, setups};

/// Members of a `oneOf`, and of the `oneOf`s that are its members.
fn leaves(schema: &'static Schema) -> Vec<&'static Schema> {
    let members = schema.0.iter().find_map(|keyword| match keyword {
        Keyword::OneOf(members) => Some(*members),
        _ => None,
    });
    match members {
        Some(members) => members.iter().flat_map(|member| leaves(member)).collect(),
        None => vec![schema],
    }
}

fn places(violations: Violations) -> Vec<(String, &'static str)> {
    violations.into_iter().map(|violation| (violation.instance, violation.keyword)).collect()
}

#[test]
fn the_samples_are_the_50_kinds_of_the_document() {
    let leaves = leaves(&CREATE_FLOWS_VAULT_CONNECTION_REQUEST);
    assert_eq!(leaves.len(), 50);
    let samples = requests();
    assert_eq!(samples.len(), 50);
    for leaf in leaves {
        let built = samples.iter().filter(|sample| std::ptr::eq(sample.schema, leaf)).count();
        assert_eq!(built, 1, "{leaf:?}");
    }
}

#[test]
fn each_kind_is_valid_and_is_exactly_one_of_the_50() {
    let leaves = leaves(&CREATE_FLOWS_VAULT_CONNECTION_REQUEST);
    for sample in requests() {
        assert_eq!(sample.request.validate(), Ok(()), "{}", sample.model);
        let json = serde_json::to_value(&sample.request).unwrap();
        assert_eq!(json, sample.json, "{}", sample.model);
        assert_eq!(json["app_id"], sample.app_id, "{}", sample.model);
        assert_eq!(
            json.get("setup").map(|setup| setup["type"].as_str().unwrap()),
            sample.setup,
            "{}",
            sample.model
        );
        let matching: Vec<_> = leaves.iter().filter(|leaf| is_valid(leaf, &json)).collect();
        assert_eq!(matching.len(), 1, "{}", sample.model);
        assert!(std::ptr::eq(*matching[0], sample.schema), "{}", sample.model);
    }
}

#[test]
fn each_kind_is_read_back_as_itself() {
    for sample in requests() {
        // From a value, and from text, where strings are borrowed or not.
        let value: CreateFlowsVaultConnectionRequest = serde_json::from_value(sample.json.clone()).unwrap();
        assert_eq!(value, sample.request, "{}", sample.model);
        let text = serde_json::to_string_pretty(&sample.json).unwrap();
        let value: CreateFlowsVaultConnectionRequest = serde_json::from_str(&text).unwrap();
        assert_eq!(value, sample.request, "{}", sample.model);
        assert_eq!(serde_json::to_value(&value).unwrap(), sample.json, "{}", sample.model);
    }
}

#[test]
fn an_unknown_app_id_is_kept_and_refused_for_that_alone() {
    for sample in requests() {
        let mut json = sample.json;
        json["app_id"] = "NO_SUCH_APP".into();
        json["more"] = json!({ "of": ["this"] });
        let request: CreateFlowsVaultConnectionRequest = serde_json::from_value(json.clone()).unwrap();
        assert!(matches!(&request, CreateFlowsVaultConnectionRequest::Unknown(kept) if *kept == json));
        assert_eq!(serde_json::to_value(&request).unwrap(), json);

        json.as_object_mut().unwrap().remove("more");
        let request: CreateFlowsVaultConnectionRequest = serde_json::from_value(json).unwrap();
        let violations = request.validate().unwrap_err();
        assert!(violations.to_string().contains("ACTIVECAMPAIGN"), "{violations}");
        assert_eq!(places(violations), [("/app_id".to_owned(), "enum")], "{}", sample.model);
    }
}

#[test]
fn an_unknown_setup_type_is_kept_and_refused_for_that_alone() {
    for sample in requests().into_iter().filter(|sample| sample.setup.is_some()) {
        let mut json = sample.json;
        json["setup"]["type"] = "NO_SUCH_TYPE".into();
        let request: CreateFlowsVaultConnectionRequest = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&request).unwrap(), json, "{}", sample.model);
        let violations = request.validate().unwrap_err();
        assert_eq!(places(violations), [("/setup/type".to_owned(), "enum")], "{}", sample.model);
    }
    let json = json!({ "name": "x", "app_id": "HTTP", "setup": { "type": "NO_SUCH_TYPE" } });
    let request: CreateFlowsVaultConnectionRequest = serde_json::from_value(json.clone()).unwrap();
    let kept = CreateHttpConnection::Unknown(json);
    assert_eq!(request, CreateFlowsVaultConnectionRequest::Http(kept));
}

/// What is wrong with a request is what is wrong with it as the kind it was meant as, not that it is none of 50.
#[test]
fn a_request_is_refused_for_what_its_own_kind_is_refused_for() {
    let wrong = [json!(5), json!(""), json!(null), json!(["x"]), json!({ "x": 1 })];
    let mut checked = 0;
    for sample in requests() {
        let inside: Vec<String> = match sample.json.get("setup").and_then(Value::as_object) {
            Some(setup) => setup.keys().filter(|key| *key != "type").cloned().collect(),
            None => Vec::new(),
        };
        // The name, and each property of the setup: wrong in each way, or left out.
        for name in wrong.iter().chain([&json!("fine")]).map(Some).chain([None]) {
            for property in inside.iter().map(Some).chain([None]) {
                for value in wrong.iter().map(Some).chain([None]) {
                    let mut json = sample.json.clone();
                    put(&mut json, "name", name);
                    if let Some(property) = property {
                        put(&mut json["setup"], property, value);
                    }
                    let expected = validate_json(sample.schema, &json);
                    let found = CreateFlowsVaultConnectionRequest::validate_json(&json);
                    assert_eq!(told(found), told(expected.clone()), "{} {json}", sample.model);
                    checked += usize::from(expected.is_err());
                }
            }
        }
    }
    assert!(checked > 1000, "{checked}");
}

/// What is told, wherever it is written: kinds that say the same of a property say so each for itself.
fn told(found: Result<(), Violations>) -> Vec<String> {
    found.err().into_iter().flatten().map(|violation| violation.to_string()).collect()
}

fn put(object: &mut Value, name: &str, value: Option<&Value>) {
    let object = object.as_object_mut().unwrap();
    match value {
        Some(value) => object.insert(name.to_owned(), value.clone()),
        None => object.remove(name),
    };
}

#[test]
fn each_setup_of_an_update_is_valid_and_read_back_as_itself() {
    let leaves = leaves(&FLOWS_VAULT_CONNECTION_SETUP);
    assert_eq!(leaves.len(), 16);
    let setups = setups();
    assert_eq!(setups.len(), 16);
    for setup in setups {
        let json = serde_json::to_value(&setup).unwrap();
        let read: FlowsVaultConnectionSetup = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(read, setup);
        assert_eq!(leaves.iter().filter(|leaf| is_valid(leaf, &json)).count(), 1, "{setup:?}");
        let update = UpdateFlowsVaultConnectionRequest::new().with_setup(setup);
        assert_eq!(update.validate(), Ok(()), "{update:?}");
    }
}

/// Reads an example, checks it, and writes it again.
fn round_trip<T: DeserializeOwned + Serialize + Validate>(name: &str, example: &Value) {
    let value: T = serde_json::from_value(example.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(value.validate(), Ok(()), "{name}");
    assert_eq!(T::validate_json(example), Ok(()), "{name}");
    assert_eq!(serde_json::to_value(&value).unwrap(), *example, "{name}");
}

/// The examples in a media type of the document, by name.
fn examples(document: &Value, content: &Value) -> Vec<(String, Value)> {
    let media_type = &content["content"]["application/json"];
    let mut examples: Vec<_> =
        media_type.get("example").map(|value| ("example".to_owned(), value.clone())).into_iter().collect();
    for (name, example) in media_type["examples"].as_object().into_iter().flatten() {
        examples.push((name.clone(), follow(document, example)["value"].clone()));
    }
    examples
}

/// What a `$ref` leads to, or the value itself.
fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

#[test]
fn each_example_of_the_document_is_valid_and_round_trips() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/flows-vault-connections.yaml");
    let document: Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut requests, mut answers) = (0, 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters") {
            for (name, example) in examples(&document, &operation["requestBody"]) {
                requests += 1;
                match &**method {
                    "post" => round_trip::<CreateFlowsVaultConnectionRequest>(&name, &example),
                    "patch" => round_trip::<UpdateFlowsVaultConnectionRequest>(&name, &example),
                    other => panic!("{other} {path} has a body"),
                }
            }
            let listing = method == "get" && !path.contains("{id}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                for (name, example) in examples(&document, follow(&document, response)) {
                    answers += 1;
                    match (status.starts_with('2'), listing) {
                        (true, true) => round_trip::<FlowsVaultConnectionList>(&name, &example),
                        (true, false) => round_trip::<FlowsVaultConnection>(&name, &example),
                        (false, _) => round_trip::<ErrorBody>(&name, &example),
                    }
                }
            }
        }
    }
    assert!(requests >= 20 && answers >= 20, "{requests} requests, {answers} answers");
}
