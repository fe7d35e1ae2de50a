//! What the client costs beside the same calls written by hand on reqwest and serde_json.
//!
//! ```console
//! $ cargo run --release -p generated --example throughput
//! ```
//!
//! Both talk to a server on loopback that does next to nothing, in turns: a hundred requests of one, then of the
//! others. The client runs on one thread, the server on another. What is told:
//!
//! - how many requests were answered in a second, one at a time;
//! - how many the client could do if it had to do nothing else: sixteen are under way at a time, and only the time that its
//!   thread was running counts;
//! - what it allocated for a request.
//!
//! A ratio is the median of those of all turns, each way's beside the one's by hand that it was in turn with: what disturbs a
//! turn disturbs its neighbour, and what disturbs one alone is no median.
//!
//! The calls by hand do what all clients do: a time-out, no redirect followed, an error for a status that is none of success,
//! the same headers, the same fields read. They leave out what few write by hand and an emitted client has: a limit to the
//! size of an answer, repeats and their budget, a check of the path and of https, typed errors; and the validation of the
//! request, whose part the two rows of the emitted client tell apart.

mod by_hand;
mod server;

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use generated::Client;
use generated::models::{ApiKeyWithBaseUrlSetup, CreateActivecampaignConnectionApiKey};

use by_hand::ByHand;

/// Requests of each way and kind.
const REQUESTS: u32 = 10_000;
/// Requests of a way before it is the next one's turn.
const TURN: u32 = 100;
/// Requests under way at a time, where the client's work is measured.
const AT_A_TIME: u32 = 16;

const ID: &str = "ac_6t5kdaPvkcH3WQ6BnELSDa";

/// A way to call.
#[derive(Clone)]
enum Way {
    ByHand(ByHand),
    /// The emitted client, with the validation of requests or without.
    Emitted(Client, bool),
}

/// What is called.
#[derive(Clone, Copy)]
enum Kind {
    Create,
    Get,
    List,
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

impl Way {
    async fn call(&self, kind: Kind) -> Outcome {
        match (self, kind) {
            (Self::ByHand(api), Kind::Create) => {
                api.create("My CRM", "the-api-key", "https://acme.api.example").await?;
            }
            (Self::ByHand(api), Kind::Get) => {
                api.get(ID).await?;
            }
            (Self::ByHand(api), Kind::List) => {
                api.list(0, 50).await?;
            }
            (Self::Emitted(client, validate), Kind::Create) => {
                let setup = ApiKeyWithBaseUrlSetup::new("the-api-key", "https://acme.api.example");
                let request = CreateActivecampaignConnectionApiKey::new("My CRM", setup);
                let call = client.create_flows_vault_connection(request);
                (if *validate { call } else { call.skip_validation() }).await?;
            }
            (Self::Emitted(client, validate), Kind::Get) => {
                let call = client.get_flows_vault_connection(ID);
                (if *validate { call } else { call.skip_validation() }).await?;
            }
            (Self::Emitted(client, validate), Kind::List) => {
                let call = client.list_flows_vault_connections().page(0).per_page(50);
                (if *validate { call } else { call.skip_validation() }).await?;
            }
        }
        Ok(())
    }

    /// Many calls, so many of them at a time.
    async fn turn(&self, kind: Kind, at_a_time: u32) -> Outcome {
        let tasks: Vec<_> = (0..at_a_time)
            .map(|task| {
                let way = self.clone();
                let calls = (task..TURN).step_by(at_a_time as usize).count();
                tokio::task::spawn_local(async move {
                    for _ in 0..calls {
                        way.call(kind).await.map_err(|error| error.to_string())?;
                    }
                    Ok::<_, String>(())
                })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        Ok(())
    }
}

/// What a way took for one kind of call.
#[derive(Default)]
struct Cost {
    /// The time of each turn, one request at a time.
    waited: Vec<Duration>,
    /// The work of each turn, many at a time.
    worked: Vec<Duration>,
    allocations: u64,
    bytes: u64,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn per_second(turns: &[Duration]) -> f64 {
    median(turns.iter().map(|turn| f64::from(TURN) / turn.as_secs_f64()).collect())
}

/// How many requests one way does in the time that the other does one.
fn ratio(by_hand: &[Duration], way: &[Duration]) -> f64 {
    median(by_hand.iter().zip(way).map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect())
}

fn main() -> Outcome {
    let url = server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = Client::builder().base_url(&url).bearer_token("token").build()?;
    let ways = [
        ("by hand", Way::ByHand(ByHand::new(&url, "token")?)),
        ("emitted, not validated", Way::Emitted(client.clone(), false)),
        ("emitted", Way::Emitted(client, true)),
    ];
    println!(
        "{:8} {:24} {:>10} {:>6} {:>12} {:>6} {:>12} {:>8}",
        "call", "way", "one by one", "ratio", "client alone", "ratio", "allocations", "bytes"
    );
    let run = |way: &Way, kind, at_a_time| {
        tokio::task::LocalSet::new().block_on(&runtime, way.turn(kind, at_a_time))
    };
    for (name, kind) in [("create", Kind::Create), ("get", Kind::Get), ("list", Kind::List)] {
        let mut costs = ways.each_ref().map(|_| Cost::default());
        // The first turns do not count: connections are made.
        for turn in 0..=REQUESTS / TURN {
            for first in 0..ways.len() {
                // Each is the first as often as the others are.
                let index = (first + turn as usize) % ways.len();
                let ((_, way), cost) = (&ways[index], &mut costs[index]);
                let (mut outcome, before) = (Ok(()), ThreadTime::now());
                let allocated = allocation_counter::measure(|| outcome = run(way, kind, AT_A_TIME));
                outcome?;
                let work = before.elapsed();
                let before = Instant::now();
                run(way, kind, 1)?;
                if turn > 0 {
                    cost.waited.push(before.elapsed());
                    cost.worked.push(work);
                    cost.allocations += allocated.count_total;
                    cost.bytes += allocated.bytes_total;
                }
            }
        }
        for ((way, _), cost) in ways.iter().zip(&costs) {
            let (waited, worked) = (per_second(&cost.waited), per_second(&cost.worked));
            println!(
                "{name:8} {way:24} {waited:>10.0} {:>6.3} {worked:>12.0} {:>6.3} {:>12.1} {:>8.0}",
                ratio(&costs[0].waited, &cost.waited),
                ratio(&costs[0].worked, &cost.worked),
                cost.allocations as f64 / f64::from(REQUESTS),
                cost.bytes as f64 / f64::from(REQUESTS),
            );
        }
    }
    Ok(())
}
