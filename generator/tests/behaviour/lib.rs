//! What the emitted types do with values. `tests/compile.rs` copies this file beside the crates of the documents and
//! runs it there: it is no part of the generator's own build.

use construct_all_of::models::{LeftAndRight, OrNull, PlacedOrder};
use construct_all_of::Validate as _;
use construct_alternatives::Validate;
use construct_alternatives::models::{
    Channel, Details, Filter, FoundIn, Key, Payment, PaymentCard, Pet as Extended, Reference, Tree,
};
use construct_any_of::models::{Either, Id, Loose, LooseListed};
use construct_discriminators::models::{Cat as Tabby, Outcome, Pet, Picture, Side, Sign, Still, Vehicle, Verdict};
use construct_enums::Validate as _;
use construct_enums::models::{Codes, Holder as EnumHolder, Model, Odd};
use construct_formats::models::Credentials;
use construct_heirs::models::{Boat, Cat as Purring, Pet as Parent, Step, Thing as Kin};
use construct_heirs::Validate as _;
use construct_maps::models::Open;
use construct_names::models::Fields;
use construct_objects::models::Thing;
use construct_recursion::models::{Expression, Lists, OneOfItself};
use construct_unions::models::{
    ByConstant, ByJsonType, ByNestedConstant, ByPresence, Holder, HolderValue, Scalars, WithNull,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a value, writes it, and expects the same.
fn round_trip<T: Serialize + DeserializeOwned>(json: Value) -> T {
    let value: T = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    value
}

#[test]
fn absent_null_and_present_are_three_things() {
    let thing: Thing = round_trip(json!({"kind": "thing", "id": "a", "maybe": null}));
    assert_eq!((thing.maybe, thing.note), (None, None));
    let thing: Thing = round_trip(json!({"kind": "thing", "id": "a", "maybe": "b", "note": null}));
    assert_eq!((thing.maybe.as_deref(), thing.note), (Some("b"), Some(None)));
    assert!(serde_json::from_value::<Thing>(json!({"kind": "thing", "id": "a"})).is_err());
    assert_eq!(serde_json::to_value(Thing::new("a", None)).unwrap()["kind"], "thing");
}

#[test]
fn enumerations_are_open() {
    assert_eq!(round_trip::<Odd>(json!("")), Odd::Empty);
    assert_eq!(round_trip::<Odd>(json!("名前")), Odd::名前);
    assert!(matches!(round_trip::<Odd>(json!("new")), Odd::Unlisted(_)));
    assert_eq!(round_trip::<Codes>(json!(-5)), Codes::Minus5);
    assert_eq!(round_trip::<Codes>(json!(7)), Codes::Unknown(7));
    let holder: EnumHolder = round_trip(json!({"plain": "pending", "nullable": null, "code": 1}));
    assert_eq!(holder.nullable, None);
}

#[test]
fn members_are_told_apart_by_what_the_document_says() {
    assert!(matches!(round_trip(json!({"kind": "cat", "lives": 9})), ByConstant::Cat(_)));
    assert!(matches!(round_trip(json!({"kind": "cow"})), ByConstant::Unknown(_)));
    assert!(matches!(round_trip(json!({"setup": {"type": "code"}})), ByNestedConstant::Code(_)));
    assert!(matches!(round_trip(json!({"email": "a@b.example"})), ByPresence::Email(_)));
    assert!(matches!(round_trip(json!({"phone": "1"})), ByPresence::Phone(_)));
    assert_eq!(round_trip::<ByJsonType>(json!(1)), ByJsonType::Integer(1));
    assert_eq!(round_trip::<ByJsonType>(json!(["a"])), ByJsonType::List(vec!["a".to_owned()]));
    assert!(matches!(round_trip(json!("2024-01-31")), Scalars::Date(_)));
    assert!(matches!(round_trip(json!({"a": "long enough"})), Either::Large(_)));
    assert!(matches!(round_trip(json!("12")), Id::Number(_)));
    assert!(matches!(round_trip(json!("1a")), Id::Unknown(_)));
    // Any text fits the first, so the narrower one is asked before it.
    assert_eq!(round_trip::<Loose>(json!("x")), Loose::Listed(LooseListed::X));
    assert_eq!(round_trip::<Loose>(json!("y")), Loose::from("y"));
    // Inline it is one enumeration, which takes any other text.
    assert_eq!(round_trip::<Model>(json!("large")), Model::Large);
    assert_eq!(round_trip::<Model>(json!("new")), Model::Other("new".to_owned()));
    assert!(Model::from("new").validate().is_ok());
    let picture: Picture = round_trip(json!({"kind": "grey", "pen": "soft"}));
    assert!(matches!(picture, Picture::Still(Still::Drawing(_))));
}

#[test]
fn alternatives_beside_properties_are_whole_objects() {
    let card: Payment = round_trip(json!({"id": "1", "method": "card", "number": "4"}));
    let Payment::Card(card) = card else { panic!("{card:?}") };
    assert_eq!((card.id.as_str(), card.number.as_str()), ("1", "4"));
    assert!(matches!(round_trip(json!({"id": "1", "method": "transfer", "iban": "x"})), Payment::Transfer(_)));
    let unknown: Payment = round_trip(json!({"id": "1", "method": "cash", "coins": [1, 2]}));
    assert!(matches!(unknown, Payment::Unknown(_)) && unknown.validate().is_err());
    // Each alternative alone is held to what all have, and the whole to what the alternative says.
    assert!(PaymentCard::new("1", "4").validate().is_ok());
    assert!(Payment::from(PaymentCard::new("1", "4")).validate().is_ok());
    assert!(PaymentCard::validate_json(&json!({"method": "card", "number": "4"})).is_err());
    assert!(PaymentCard::validate_json(&json!({"id": "1", "method": "transfer", "iban": "x"})).is_err());

    let key: Key = round_trip(json!({"kty": "RSA", "n": "1", "use": "sig"}));
    assert!(matches!(key, Key::Rsa(key) if key.n.as_deref() == Some("1") && key.r#use.is_some()));
    let cat: Extended = round_trip(json!({"species": "Cat", "name": "Tom", "lives": 9}));
    assert!(matches!(cat, Extended::Cat(cat) if cat.name == "Tom" && cat.lives == Some(9)));
    let found: FoundIn = round_trip(json!({"index": "i", "hits": ["a"], "page": 1, "pages": 2}));
    assert!(matches!(found, FoundIn::Page(page) if page.hits == ["a"] && page.pages == 2));
    assert!(matches!(round_trip(json!({"index": "i", "hits": [], "offset": 1})), FoundIn::Offset(_)));
    assert_eq!(round_trip::<Reference>(json!("x")), Reference::String("x".to_owned()));
    assert!(matches!(round_trip(json!({"href": "x", "label": "y"})), Reference::Href(_)));
    let tree: Tree = round_trip(json!({"id": "1", "branches": [{"id": "2", "leaf": "x"}]}));
    assert!(matches!(tree, Tree::Branches(tree) if matches!(tree.branches[..], [Tree::Leaf(_)])));
}

#[test]
fn alternatives_that_nothing_tells_apart_are_one_object() {
    let both: Filter = round_trip(json!({"id": "1", "at": "x", "from": "a", "to": "b", "size": 2}));
    assert_eq!((both.from.as_deref(), both.to.as_deref()), (Some("a"), Some("b")));
    // Which of them go together is the validator's to say.
    assert!(both.validate().is_ok() && Filter::new("x").validate().is_err());
    let channel: Channel = round_trip(json!({"kind": "k", "host": "h", "details": {"state": "s"}}));
    assert_eq!(channel.details, Some(json!({"state": "s"})));
    round_trip::<Channel>(json!({"kind": "k", "subject": "h", "details": "text"}));
    let details: Details = round_trip(json!({"id": "1"}));
    assert_eq!(details.level, None);
}

#[test]
fn what_schemas_describe_in_parts_is_whole() {
    let origin = json!({"host": "h", "port": 1, "login": {"user": "u", "pass": "p"}});
    let order: PlacedOrder = round_trip(json!({"origin": origin, "state": "placed"}));
    let origin = order.origin.unwrap();
    assert_eq!((origin.host.as_str(), origin.port), ("h", Some(1)));
    assert!(origin.login.is_some_and(|login| login.user.as_deref() == Some("u") && login.pass.is_some()));
    let nothing: OrNull = round_trip(json!({"base": null}));
    assert!(nothing.base.is_none() && nothing.validate().is_ok());
    round_trip::<LeftAndRight>(json!({"left": "a", "next": {"right": "b", "next": {"left": "c", "right": "d"}}}));
}

#[test]
fn an_integer_is_a_number() {
    let holder: Holder = serde_json::from_value(json!({"pet": {"kind": "dog"}, "value": 1})).unwrap();
    assert_eq!(holder.value, Some(HolderValue::Number(1.0)));
}

#[test]
fn null_beside_members_is_null_around_them() {
    let with = |maybe: Value| json!({"pet": {"kind": "dog"}, "maybe": maybe});
    assert_eq!(round_trip::<Holder>(with(Value::Null)).maybe, Some(None));
    assert_eq!(round_trip::<Holder>(with(json!("a"))).maybe, Some(Some(WithNull::String("a".to_owned()))));
}

#[test]
fn a_discriminators_value_is_written_by_its_member() {
    assert!(matches!(round_trip(json!({"petType": "dog", "bark": "wow"})), Pet::Dog(_)));
    assert!(matches!(round_trip(json!({"petType": "kitten", "lives": 1})), Pet::Cat(_)));
    assert!(matches!(round_trip(json!({"petType": "cow"})), Pet::Unknown(_)));
    let side: Side = round_trip(json!({"type": "right", "right": true}));
    use construct_discriminators::Validate;
    side.validate().unwrap();
    assert_eq!(side, Side::Right(construct_discriminators::models::Right::new().with_right(true)));
    // Two values stand for a cat: which one is the caller's to say.
    assert_eq!(Tabby::new("kitten", 3).pet_type, "kitten");
}

#[test]
fn without_a_mapping_members_are_known_by_what_they_list() {
    assert!(matches!(round_trip(json!({"kind": "van", "doors": 3})), Vehicle::Car(_)));
    assert!(matches!(round_trip(json!({"kind": "bike", "seats": 1})), Vehicle::Bike(_)));
    assert!(matches!(round_trip(json!({"kind": "Train"})), Vehicle::Train(_)));
    assert!(matches!(round_trip(json!({"kind": "Car"})), Vehicle::Unknown(_)));
    assert!(matches!(round_trip(json!({"kind": "-", "taken": 1})), Sign::Minus(_)));
    assert!(matches!(round_trip(json!({"code": 500, "reason": "x"})), Outcome::Failed(_)));
    assert!(matches!(round_trip(json!({"code": 501, "reason": "x"})), Outcome::Unknown(_)));
    assert!(matches!(round_trip(json!({"code": 501, "reason": "x"})), Verdict::Failed(_)));
}

#[test]
fn what_all_members_have_is_read_from_the_union() {
    let friends = json!({"kind": "cat", "lives": 9, "name": "Tom", "friend": {"kind": "fish", "name": "Wanda"}});
    let pet: Parent = round_trip(friends);
    assert_eq!((pet.name(), pet.friend().and_then(Parent::name)), (Some("Tom"), Some("Wanda")));
    assert_eq!(pet.friend().and_then(Parent::friend), None);
    let payment: Payment = round_trip(json!({"id": "p", "method": "barter"}));
    assert!(matches!(&payment, Payment::Unknown(_)) && payment.id().is_none());
    assert_eq!(Payment::from(PaymentCard::new("p", "4")).id(), Some("p"));
}

#[test]
fn a_parent_is_one_of_its_heirs() {
    assert!(matches!(round_trip(json!({"kind": "cat", "lives": 9, "name": "Tom"})), Parent::Cat(_)));
    assert!(matches!(round_trip(json!({"kind": "puppy", "barks": true})), Parent::Dog(_)));
    assert!(matches!(round_trip(json!({"kind": "Hamster", "wheel": true})), Parent::Hamster(_)));
    assert!(matches!(round_trip(json!({"kind": "stone"})), Parent::Stone(_)));
    assert!(matches!(round_trip(json!({"kind": "fish", "name": "Wanda"})), Parent::Other(_)));
    // What the heir requires is missing, and the parent's own schema is satisfied.
    assert!(matches!(round_trip(json!({"kind": "cat", "name": "Tom"})), Parent::Other(_)));
    let error = serde_json::from_value::<Parent>(json!({"kind": "cat", "lives": "9", "name": 7})).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: string \"9\", expected i64");
    let team = json!({"type": "team", "members": [{"type": "user", "nickname": "n"}, {"type": "robot"}]});
    let Kin::Account(construct_heirs::models::Account::Team(team)) = round_trip(team) else { panic!() };
    assert_eq!(team.members.unwrap().len(), 2);
    assert!(matches!(round_trip(json!({"action": "wait", "seconds": 1})), Step::Wait(_)));
    assert!(matches!(round_trip(json!({"action": "send", "to": "me"})), Step::Send(_)));
    assert!(matches!(round_trip(json!({"action": "jump"})), Step::Other(_)));
    assert!(matches!(round_trip(json!({"hull": "wood", "oars": 2})), Boat::Dinghy(_)));
    assert!(matches!(round_trip(json!({"hull": "wood"})), Boat::Other(_)));
}

#[test]
fn a_parent_is_held_to_its_own_words() {
    let cat = || Purring::new(0).with_name("no more than twenty characters");
    let places = |violations: construct_heirs::Violations| {
        violations.iter().map(|violation| violation.instance.clone()).collect::<Vec<_>>()
    };
    assert_eq!(places(Parent::from(cat()).validate().unwrap_err()), ["/name"]);
    assert_eq!(places(cat().validate().unwrap_err()), ["/name", "/lives"]);
    assert!(Parent::validate_json(&json!({"kind": "cat"})).is_ok());
}

#[test]
fn what_contains_itself_is_read_to_its_end() {
    let sum = round_trip(json!({"left": "a", "right": [{"left": "b", "right": []}]}));
    assert!(matches!(sum, Expression::Sum(_)));
    assert_eq!(round_trip::<Lists>(json!([[], [[]]])).0.len(), 2);
    round_trip::<OneOfItself>(json!("a"));
}

#[test]
fn properties_may_be_called_anything() {
    let fields: Fields = round_trip(json!({
        "type": "1", "map": "2", "key": "3", "self": "4", "new": "5", "value": "6", "f": "7", "name": "8",
        "required": "9", "drop": "10", "rest": "11", "$ref": "12", "": "13", "null_note": "14", "note": null, "other": "15"
    }));
    assert_eq!((fields.r#type.as_str(), fields.empty.as_deref(), fields.note), ("1", Some("13"), Some(None)));
    assert_eq!(fields.additional_properties["other"], "15");
    let open: Open = round_trip(json!({"id": "a", "x": "y"}));
    assert_eq!(open.additional_properties.len(), 1);
}

#[test]
fn secrets_are_not_shown() {
    let secret = json!({"token": "s3cret", "keys": ["s3cret"], "inner": {"a": "s3cret"}, "pins": 31337});
    let shown = format!("{:?}", round_trip::<Credentials>(secret));
    assert!(!shown.contains("s3cret") && !shown.contains("31337"), "{shown}");
}
