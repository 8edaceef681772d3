//! Measures what the span of a request costs: the same requests without a subscriber, and with one that takes spans and
//! events up to `warn`, `info` or `debug` and ignores them.
//!
//! - `cargo run --release -p dkmio-benches --features traced --bin traced` measures the time of each and writes it to
//!   `benches/RESULTS.md`.
//! - The same with `-- check` behind it counts the instructions of a span by valgrind and compares them with the limit.

#![allow(clippy::cast_precision_loss, reason = "figures are shown to two places")]

#[path = "report/markdown.rs"]
mod markdown;
#[allow(dead_code)]
#[path = "connector/memory.rs"]
mod memory;
#[allow(dead_code)]
#[path = "report/page.rs"]
mod page;
#[path = "measure/profile.rs"]
mod profile;

use std::error::Error;
use std::process::Command;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use dkmio::{DynamoDb, DynamoTable};
use memory::Memory;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "visits")]
struct Visits {
    #[pk]
    page: String,
    count: u64,
}

const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");

const TITLE: &str = "Subscribers";

const NOTES: &str = "\
Requests in memory on one thread, without a subscriber and with one of the whole process that takes spans and events up to a level, says so \
as those of tracing-subscriber do, and ignores them: processor time, the best of many measurements.\n";

const HEAD: [&str; 5] = ["request", "no subscriber", "`warn`", "`info`", "`debug`"];

/// A subscriber that takes spans and events up to a level and ignores them.
struct Ignoring(Level);

impl Subscriber for Ignoring {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.0
    }

    // Without it each call site of the SDK would ask, whatever its level.
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.0))
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

/// The number of processes that measure each, in turns, and of measurements in each. The best counts.
const TURNS: [usize; 2] = [6, 20];
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

/// The requests that are measured.
#[derive(Clone, Copy)]
enum Request {
    Get,
    Put,
    Query,
}

impl Request {
    const ALL: [(&str, Self); 3] = [("get", Self::Get), ("put", Self::Put), ("query", Self::Query)];

    fn named(name: &str) -> Result<Self, &'static str> {
        Ok(Self::ALL.into_iter().find(|(known, _)| *known == name).ok_or("no such request")?.1)
    }

    /// Returns the instructions that the span may cost at most: what was measured, rounded up.
    const fn max_instructions(self) -> f64 {
        match self {
            Self::Get | Self::Put => 5_000.0,
            // Its response is read once more, for its counts.
            Self::Query => 7_000.0,
        }
    }

    fn connection(self) -> DynamoDb {
        let item = r#"{"page":{"S":"home"},"count":{"N":"7"}}"#;
        match self {
            Self::Get => connection(&format!(r#"{{"Item":{item}}}"#)),
            Self::Put => connection("{}"),
            Self::Query => connection(&format!(r#"{{"Items":[{item}],"Count":1,"ScannedCount":1}}"#)),
        }
    }

    async fn send(self, db: &DynamoDb) -> Result<(), dkmio::Error> {
        match self {
            Self::Get => Visits::get("home").send(db).await.map(drop),
            Self::Put => Visits { page: "home".to_owned(), count: 7 }.put().send(db).await,
            Self::Query => Visits::query("home").all(db).await.map(drop),
        }
    }
}

/// Returns the seconds of one request, the best of some measurements.
fn seconds(runtime: &Runtime, request: Request) -> Result<f64, dkmio::Error> {
    let db = request.connection();
    let mut best = f64::INFINITY;
    for _ in 0..TURNS[1] {
        let start = clock();
        send(runtime, &db, request, REQUESTS)?;
        best = best.min((clock() - start) / REQUESTS as f64);
    }
    Ok(best)
}

fn send(runtime: &Runtime, db: &DynamoDb, request: Request, count: usize) -> Result<(), dkmio::Error> {
    runtime.block_on(async {
        for _ in 0..count {
            request.send(db).await?;
        }
        Ok(())
    })
}

/// The subscribers that are measured.
const SUBSCRIBERS: [&str; 4] = ["none", "warn", "info", "debug"];

/// Sets the subscriber of this process.
fn subscribe(subscriber: &str) -> Result<(), Box<dyn Error>> {
    // Level knows its names.
    Ok(match subscriber {
        "none" => {}
        level => tracing::subscriber::set_global_default(Ignoring(level.parse()?))?,
    })
}

/// Returns the best seconds of each request with each subscriber.
///
/// Each subscriber has processes of its own: it is set for a whole process, as in a program, and it cannot be taken away.
fn times() -> Result<[[f64; 4]; 3], Box<dyn Error>> {
    let mut best = [[f64::INFINITY; 4]; 3];
    for _ in 0..TURNS[0] {
        for (best, (name, _)) in best.iter_mut().zip(Request::ALL) {
            for (best, subscriber) in best.iter_mut().zip(SUBSCRIBERS) {
                let output = Command::new(std::env::current_exe()?).args(["seconds", name, subscriber]).output()?;
                *best = best.min(String::from_utf8(output.stdout)?.trim().parse()?);
            }
        }
    }
    Ok(best)
}

fn row(name: &str, [without, with @ ..]: [f64; 4]) -> Vec<String> {
    let mut row = vec![name.to_owned(), format!("{:.1} µs", without * 1e6)];
    row.extend(with.map(|with| format!("{:+.1} µs", (with - without) * 1e6)));
    row
}

/// Two numbers of requests to profile: in the difference of their costs, what is done once cancels out.
const PROFILED: [usize; 2] = [10, 110];

/// How many processes are profiled for a figure. The seeds of hash maps differ from process to process, and with them the instructions.
const PROCESSES: usize = 8;

/// Returns the instructions of one request, with or without a subscriber, on average over several processes.
fn instructions(request: &str, subscriber: &str) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for _ in 0..PROCESSES {
        sum += instructions_once(request, subscriber)?;
    }
    Ok(sum / PROCESSES as f64)
}

/// Returns the instructions of one request in one process.
fn instructions_once(request: &str, subscriber: &str) -> Result<f64, Box<dyn Error>> {
    let mut counted = [0.0; 2];
    for (count, rounds) in counted.iter_mut().zip(PROFILED) {
        let file = std::env::temp_dir().join(format!("dkmio-traced-{}-{request}-{rounds}", std::process::id()));
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "-q"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(std::env::current_exe()?)
            .args(["rounds", request, subscriber, &rounds.to_string()])
            .output()?;
        let profile = std::fs::read_to_string(&file);
        let _ = std::fs::remove_file(&file);
        if !output.status.success() {
            return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        *count = profile::instructions(&profile?, |function| function.contains("sha2")) as f64;
    }
    let [few, many] = counted;
    Ok((many - few) / (PROFILED[1] - PROFILED[0]) as f64)
}

fn check() -> Result<(), Box<dyn Error>> {
    let mut above = Vec::new();
    for (name, request) in Request::ALL {
        let most = request.max_instructions();
        let (without, with) = (instructions(name, "none")?, instructions(name, "info")?);
        let span = with - without;
        println!("{name:<6} {without:.0} instructions, {span:.0} more for the span");
        if span > most {
            above.push(format!("the span of a {name}: {span:.0}, at most {most:.0}"));
        }
    }
    if above.is_empty() { Ok(()) } else { Err(above.join("\n").into()) }
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let rows: Vec<_> = Request::ALL.iter().zip(times()?).map(|((name, _), best)| row(name, best)).collect();
            let body = format!("{NOTES}\n{}", markdown::table(&HEAD, &rows));
            println!("## {TITLE}\n\n{body}");
            let results = std::fs::read_to_string(RESULTS)?;
            Ok(std::fs::write(RESULTS, page::with_section(&results, TITLE, &body))?)
        }
        ["check"] => check(),
        ["rounds", name, subscriber, rounds] => {
            let request = Request::named(name)?;
            subscribe(subscriber)?;
            Ok(send(&runtime, &request.connection(), request, rounds.parse()?)?)
        }
        ["seconds", name, subscriber] => {
            subscribe(subscriber)?;
            println!("{}", seconds(&runtime, Request::named(name)?)?);
            Ok(())
        }
        _ => Err("no such argument".into()),
    }
}
