//! Simulates bulk loads into tables that throttle: how much of the table's rate a batch of writes reaches, and how many of
//! its requests are refused.
//!
//! `cargo run --release -p dkmio-benches --features bulk --bin bulk` prints the table and writes it to
//! `benches/RESULTS.md`. The clock is paused, so that nothing waits, and the figures are nearly the same in every run.

#![allow(
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a simulation that goes wrong has no figure to return"
)]

#[path = "report/markdown.rs"]
mod markdown;
#[allow(dead_code)]
#[path = "report/page.rs"]
mod page;
#[path = "../../tests/tests/it/batch/provisioned.rs"]
mod provisioned;

use std::error::Error;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use dkmio::{BatchStopReason, DynamoDb, DynamoTable};
use provisioned::{Provisioned, Shares};
use serde::{Deserialize, Serialize};

const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");

const TITLE: &str = "Bulk load into a table that throttles";

const NOTES: &str = "\
A simulation on a paused clock: a table of 500 or 2,000 write units a second, of which 0.1, 1 or 300 seconds are saved up, takes items of one unit \
and responds after 5 ms. dkmio loads it without a limit given by hand. Once the savings are used up and five more seconds have passed: \
the share of the table's rate that was used (100 % is all of it), and the share of the requests that were refused in whole or in part.\n";

const HEAD: [&str; 5] = ["units a second, savings", "in flight", "rate used", "requests refused", "requests a second"];

const RATES: [f64; 2] = [500.0, 2_000.0];
const BURSTS: [f64; 3] = [0.1, 1.0, 300.0];
const IN_FLIGHT: [usize; 4] = [1, 4, 16, 64];

/// The time that is looked at.
const WINDOW: Duration = Duration::from_secs(10);

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "rows")]
struct Rows {
    #[pk]
    id: u64,
}

/// Loads for as long as the savings last and fifteen seconds more, and looks at the last ten.
async fn load(per_second: f64, burst: f64, in_flight: usize) -> Shares {
    let table = Provisioned::new(per_second, burst);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("id", "key", None, None, "bulk"))
        .time_source(table.clone())
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .http_client(table.clone());
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    // 25 items in 5 ms for each request in flight is the most that is taken from the savings.
    let inflow = (in_flight as f64 * 25.0 / 0.005 - per_second).max(1.0);
    let saved = Duration::from_secs((per_second * burst / inflow).ceil() as u64);
    let end = saved + Duration::from_secs(5) + WINDOW;
    let batch = Rows::batch_put((0_u64..).map(|id| Rows { id })).concurrency(in_flight).deadline(end);
    let stopped = batch.send_or_unprocessed(&db).await.expect_err("the source has no end");
    assert_eq!(stopped.stop_reason(), BatchStopReason::Deadline);
    table.between(end - WINDOW, end)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for per_second in RATES {
        for burst in BURSTS {
            for in_flight in IN_FLIGHT {
                // Every simulation has a clock of its own, which begins anew.
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
                let Shares { used, refused, requests } = runtime.block_on(load(per_second, burst, in_flight));
                rows.push(vec![
                    format!("{per_second}, {burst} s"),
                    in_flight.to_string(),
                    format!("{:.1} %", used * 100.0),
                    format!("{:.1} %", refused * 100.0),
                    format!("{:.0}", requests as f64 / WINDOW.as_secs_f64()),
                ]);
            }
        }
    }
    let body = format!("{NOTES}\n{}", markdown::table(&HEAD, &rows));
    println!("## {TITLE}\n\n{body}");
    let results = std::fs::read_to_string(RESULTS)?;
    Ok(std::fs::write(RESULTS, page::with_section(&results, TITLE, &body))?)
}
