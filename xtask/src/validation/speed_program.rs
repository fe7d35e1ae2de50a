//! What validating takes, in nanoseconds, as JSON.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use speed::runtime::schema::Schema;
use speed::runtime::validate::{is_valid, validate};
use speed::{models, schemas};

type Timed = fn(&'static Schema, &Value) -> Value;

fn timed<T: Serialize + DeserializeOwned>(schema: &'static Schema, body: &Value) -> Value {
    let value: T = serde_json::from_value(body.clone()).expect("a valid body");
    assert!(is_valid(schema, body) && validate(schema, &value).is_ok());
    json!({
        "json": time(|| is_valid(schema, black_box(body))),
        "typed": time(|| validate(schema, black_box(&value)).is_ok()),
        "written": time(|| serde_json::to_vec(black_box(&value)).is_ok()),
    })
}

/// The time of one call: the least of several rounds.
fn time(mut call: impl FnMut() -> bool) -> u64 {
    const CALLS: u32 = 1000;
    let mut round = || {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call());
        }
        start.elapsed() / CALLS
    };
    let least = (0..30).map(|_| round()).min().unwrap_or(Duration::ZERO);
    u64::try_from(least.as_nanos()).expect("a short time")
}

fn main() {
    let bodies: Vec<Value> = serde_json::from_str(include_str!("bodies.json")).expect("the bodies");
    let all = bodies.iter().zip(types()).map(|(body, (schema, timed))| timed(schema, body));
    println!("{}", Value::from_iter(all));
}
