//! What validating takes, in nanoseconds, as JSON.

use std::hint::black_box;
use std::time::{Duration, Instant};

use jsonschema::Validator;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use speed::runtime::schema::Schema;
use speed::runtime::validate::{is_valid, validate};
use speed::{models, schemas};

type Measure = fn(&'static Schema, &Validator, &Value) -> Value;

fn timed<T: Serialize + DeserializeOwned>(schema: &'static Schema, other: &Validator, body: &Value) -> Value {
    let value: T = serde_json::from_value(body.clone()).expect("a valid body");
    assert!(is_valid(schema, body) && validate(schema, &value).is_ok() && other.is_valid(body));
    let made = |value: &T| serde_json::to_value(value).is_ok_and(|value| other.is_valid(&value));
    let ways: [(&str, &dyn Fn() -> bool); 5] = [
        ("json", &|| is_valid(schema, black_box(body))),
        ("theirs", &|| other.is_valid(black_box(body))),
        ("typed", &|| validate(schema, black_box(&value)).is_ok()),
        ("both", &|| made(black_box(&value))),
        ("written", &|| serde_json::to_vec(black_box(&value)).is_ok()),
    ];
    // In turns, and the least of all counts: what disturbs one round disturbs no figure.
    let mut least = ways.map(|_| Duration::MAX);
    for _ in 0..100 {
        for (least, (_, call)) in least.iter_mut().zip(ways) {
            *least = round(call).min(*least);
        }
    }
    let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).expect("a short time");
    ways.iter().zip(least).map(|((name, _), time)| ((*name).to_owned(), json!(nanoseconds(time)))).collect()
}

/// The time of one call.
fn round(call: &dyn Fn() -> bool) -> Duration {
    const CALLS: u32 = 1000;
    let start = Instant::now();
    for _ in 0..CALLS {
        black_box(call());
    }
    start.elapsed() / CALLS
}

fn main() {
    let bodies: Vec<(Value, Value)> = serde_json::from_str(include_str!("bodies.json")).expect("the bodies");
    let all = bodies.iter().zip(types()).map(|((reference, body), (schema, timed))| {
        let other = jsonschema::draft202012::new(reference).expect("a schema");
        timed(schema, &other, body)
    });
    println!("{}", Value::from_iter(all));
}
