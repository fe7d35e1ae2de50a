//! Waits, deadlines, the budget of repeats, idempotency keys and hooks, with a clock that stands still.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use runtime::answer::RawAnswer;
use runtime::call::Call;
use runtime::error::{Error, Failure};
use runtime::hook::Hook;
use runtime::http_client::{Attempt, HttpErrorKind};
use runtime::retry::RetryPolicy;
use runtime::transport::{Transport, TransportBuilder};

use super::api::{Create, TOKEN, create, get};
use super::fake::{Fake, Reply};

fn over(fake: &Fake) -> TransportBuilder {
    Transport::builder("https://api.example")
        .credential("bearer", runtime::credentials::Credential::Bearer(TOKEN.into()))
        .client(fake.clone())
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

#[tokio::test(start_paused = true)]
async fn waits_double_and_are_random() {
    let fake = Fake::new(|_, _| Reply::Answer(503, vec![], ""));
    let policy = RetryPolicy::new().max_retries(4).backoff(seconds(8), seconds(20));
    get(&over(&fake).timeout(Duration::MAX).retry(policy).build().unwrap(), "1").send().await.unwrap_err();
    let at: Vec<Duration> = fake.arrived().iter().map(|arrived| arrived.at).collect();
    let waits: Vec<Duration> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits.len(), 4);
    for (wait, most) in waits.iter().zip([8, 16, 20, 20]) {
        assert!(*wait <= seconds(most) + Duration::from_millis(2), "{waits:?}");
    }
    assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_for_all_attempts_together() {
    let fake = Fake::new(|n, _| match n {
        0 => Reply::Answer(503, vec![("Retry-After", "50")], ""),
        _ => Reply::Never,
    });
    let start = tokio::time::Instant::now();
    let error = get(&over(&fake).build().unwrap(), "1").timeout(seconds(60)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!((start.elapsed().as_secs(), fake.count()), (60, 2));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_is_left_alone() {
    let fake =
        Fake::new(
            |n, _| if n < 10 { Reply::Answer(503, vec![], "") } else { Reply::Answer(200, vec![], "{}") },
        );
    let transport = over(&fake).retry_budget(3).build().unwrap();
    let mut counts = Vec::new();
    for _ in 0..6 {
        let before = fake.count();
        let _ = get(&transport, "1").await;
        counts.push(fake.count() - before);
    }
    // Two repeats, then the one that is left, then none.
    assert_eq!(counts, [3, 2, 1, 1, 1, 1]);
    // Answers fill the bucket again: ten for a repeat.
    for _ in 0..12 {
        let _ = get(&transport, "1").await;
    }
    let failing = Fake::new(|_, _| Reply::Answer(503, vec![("Retry-After", "1")], ""));
    let transport = over(&failing).retry_budget(0).build().unwrap();
    let _ = get(&transport, "1").await;
    assert_eq!(failing.count(), 3, "a wait that the server asks for takes nothing");
}

#[tokio::test(start_paused = true)]
async fn answers_fill_the_budget() {
    let fake = Fake::new(|n, _| match n {
        0 | 11 => Reply::Answer(503, vec![], ""),
        _ => Reply::Answer(200, vec![], "{}"),
    });
    let transport = over(&fake).retry_budget(1).build().unwrap();
    for _ in 0..10 {
        get(&transport, "1").await.unwrap();
    }
    assert_eq!(fake.count(), 11);
    get(&transport, "1").await.unwrap();
    assert_eq!(fake.count(), 13, "ten answers later there is a repeat again");
}

#[tokio::test(start_paused = true)]
async fn post_is_repeated_with_an_idempotency_key_alone() {
    let lost = |n: usize| match n {
        0 => Reply::Failure(HttpErrorKind::Interrupted),
        _ => Reply::Answer(201, vec![], "{}"),
    };
    let fake = Fake::new(move |n, _| lost(n));
    create(&over(&fake).build().unwrap()).await.unwrap_err();
    assert_eq!(fake.count(), 1);

    let fake = Fake::new(move |n, _| lost(n));
    create(&over(&fake).build().unwrap()).idempotency_key("k-1").await.unwrap();
    let keys: Vec<_> =
        fake.arrived().iter().map(|arrived| arrived.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["k-1", "k-1"]);

    let fake = Fake::new(move |n, _| lost(n));
    let transport = over(&fake).idempotency_keys(true).build().unwrap();
    create(&transport).await.unwrap();
    create(&transport).await.unwrap();
    get(&transport, "1").await.unwrap();
    let keys: Vec<_> =
        fake.arrived().iter().map(|arrived| arrived.headers.get("idempotency-key").cloned()).collect();
    assert_eq!((keys[0].clone(), keys[0].is_some()), (keys[1].clone(), true));
    assert_ne!(keys[1], keys[2], "each call has its own");
    assert_eq!(keys[3], None, "GET needs none");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_nothing_more() {
    let fake = Fake::new(|_, _| Reply::Answer(503, vec![("Retry-After", "5")], ""));
    let call = get(&over(&fake).build().unwrap(), "1");
    let cancelled = tokio::time::timeout(seconds(2), call.send()).await;
    assert!(cancelled.is_err());
    tokio::time::sleep(seconds(60)).await;
    assert_eq!(fake.count(), 1);
}

/// Writes down what it sees.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Vec<String>>>);

impl Hook for Witness {
    fn before(&self, attempt: &Attempt, request: &mut reqwest::Request) {
        request.headers_mut().insert("x-signed", "yes".parse().unwrap());
        self.0.lock().unwrap().push(format!(
            "before {} {} {} #{}",
            attempt.operation(),
            attempt.method(),
            attempt.template(),
            attempt.number()
        ));
    }

    fn after(&self, _: &Attempt, outcome: Result<&RawAnswer, &Failure>, _: Duration) {
        let status = outcome.map(|answer| answer.status().as_u16()).unwrap_or_default();
        self.0.lock().unwrap().push(format!("after {status}"));
    }

    fn retry(&self, _: &Attempt, outcome: Result<&RawAnswer, &Failure>, wait: Duration) {
        self.0.lock().unwrap().push(format!("retry {} {}", outcome.is_ok(), wait.as_secs()));
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_see_each_request_and_answer() {
    let fake = Fake::new(|n, _| match n {
        0 => Reply::Answer(429, vec![("Retry-After", "7")], "{}"),
        _ => Reply::Answer(201, vec![], "{}"),
    });
    let witness = Witness::default();
    let transport = over(&fake).hook(witness.clone()).build().unwrap();
    Call::new(&transport, Create { name: "one".to_owned() }).await.unwrap();
    let seen = witness.0.lock().unwrap().join("\n");
    assert_eq!(
        seen,
        "before createThing POST /things #0\nafter 429\nretry true 7\nbefore createThing POST /things #1\nafter 201"
    );
    assert!(fake.arrived().iter().all(|arrived| arrived.headers["x-signed"] == "yes"));
    assert!(
        fake.arrived()
            .iter()
            .all(|arrived| arrived.method == "POST" && arrived.url == "https://api.example/things")
    );
}

/// No wait at all is none that the server asks for: it would be hammered, and by all of its clients at once.
#[tokio::test(start_paused = true)]
async fn a_wait_of_nothing_is_ours_to_choose() {
    for header in ["0", "Sun, 06 Nov 1994 08:49:37 GMT", "0.0"] {
        let fake = Fake::new(move |_, _| Reply::Answer(503, vec![("Retry-After", header)], ""));
        let policy = RetryPolicy::new().max_retries(4).backoff(seconds(8), seconds(20));
        let transport = over(&fake).timeout(Duration::MAX).retry(policy).retry_budget(3).build().unwrap();
        get(&transport, "1").await.unwrap_err();
        assert_eq!(fake.count(), 4, "{header}: three repeats are left in the budget");
        let waited = fake.arrived()[3].at;
        assert!(waited > Duration::from_millis(100), "{header}: {waited:?}");
    }
}
