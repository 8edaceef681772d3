//! Measures what the span of a request costs: the same requests without a subscriber, and with one that takes spans at
//! `info` and ignores them. `cargo run --release -p dkmio-benches --features traced --bin traced` runs it.

#[allow(dead_code)]
#[path = "connector/memory.rs"]
mod memory;

use std::error::Error;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use dkmio::{DynamoDb, DynamoTable};
use memory::Memory;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "visits")]
struct Visits {
    #[pk]
    page: String,
    count: u64,
}

/// A subscriber that takes spans and events up to `info` and ignores them.
struct Ignoring;

impl Subscriber for Ignoring {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The number of measurements of each, of which the best counts.
const TURNS: usize = 60;
/// The number of requests in one measurement.
const REQUESTS: usize = 100;

/// Returns the time that the processor spent on this thread so far, in seconds.
fn clock() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn connection(response: &str) -> DynamoDb {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("id", "key", None, None, "traced"))
        .http_client(Memory::canned(response.to_owned()));
    DynamoDb::from_client(Client::from_conf(config.build()))
}

/// Returns the seconds of one measurement.
fn seconds(runtime: &Runtime, request: impl AsyncFn() -> Result<(), dkmio::Error>) -> Result<f64, dkmio::Error> {
    let start = clock();
    runtime.block_on(async {
        for _ in 0..REQUESTS {
            request().await?;
        }
        Ok(clock() - start)
    })
}

/// Returns the ratio of the best measurements with and without a subscriber, taken in turns.
fn ratio(runtime: &Runtime, request: impl AsyncFn() -> Result<(), dkmio::Error>) -> Result<f64, dkmio::Error> {
    let (mut without, mut with) = (f64::INFINITY, f64::INFINITY);
    // Both are measured in turns, so that a disturbance of the machine hits both alike.
    for _ in 0..TURNS {
        without = without.min(seconds(runtime, &request)?);
        // Each turn has a new subscriber, since every call site of the process asks it while it lives.
        let dispatch = Dispatch::new(Ignoring);
        with = with.min(tracing::dispatcher::with_default(&dispatch, || seconds(runtime, &request))?);
    }
    Ok(with / without)
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let item = r#"{"page":{"S":"home"},"count":{"N":"7"}}"#;
    let db = connection(&format!(r#"{{"Item":{item}}}"#));
    println!("get    {:.2}", ratio(&runtime, async || Visits::get("home").send(&db).await.map(drop))?);
    let db = connection("{}");
    let visit = Visits { page: "home".to_owned(), count: 7 };
    println!("put    {:.2}", ratio(&runtime, async || visit.put().send(&db).await)?);
    let db = connection(&format!(r#"{{"Items":[{item}],"Count":1,"ScannedCount":1}}"#));
    println!("query  {:.2}", ratio(&runtime, async || Visits::query("home").all(&db).await.map(drop))?);
    Ok(())
}
