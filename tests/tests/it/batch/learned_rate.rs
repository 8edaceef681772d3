//! A batch finds the rate of a table that throttles it, and stays just below.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use dkmio::aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use dkmio::{BatchStopReason, DynamoDb, DynamoTable};
use dkmio_embedded::config_over;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::model::{Rows, row};
use crate::wire::TokioTime;

const LATENCY: Duration = Duration::from_millis(5);

/// A table with a write capacity, of which up to `burst` seconds' worth are saved up. Every entry costs one unit.
#[derive(Debug, Clone)]
struct Provisioned(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    per_second: f64,
    burst: f64,
    level: f64,
    updated: Instant,
    /// When each request came, and how many of its entries were accepted and refused.
    log: Vec<(Instant, usize, usize)>,
}

impl Provisioned {
    fn new(per_second: f64, burst_seconds: f64) -> Self {
        let burst = per_second * burst_seconds;
        Self(Arc::new(Mutex::new(State { per_second, burst, level: burst, updated: Instant::now(), log: Vec::new() })))
    }

    fn db(&self) -> DynamoDb {
        let config = config_over(self.clone()).time_source(TokioTime::now());
        DynamoDb::from_client(Client::from_conf(config.build()))
    }

    fn respond(&self, body: &[u8]) -> (u16, Value) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.refill();
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let entries = body["RequestItems"]["rows"].as_array().expect("entries").clone();
        let accepted = entries.len().min(state.level as usize);
        state.level -= accepted as f64;
        state.log.push((Instant::now(), accepted, entries.len() - accepted));
        if accepted == 0 {
            let error = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
            return (400, json!({"__type": error, "message": "slow down"}));
        }
        let unprocessed = &entries[accepted..];
        let unprocessed = if unprocessed.is_empty() { json!({}) } else { json!({"rows": unprocessed}) };
        (200, json!({"UnprocessedItems": unprocessed}))
    }

    /// The share of the rate that was used, and of the requests that were refused in whole or in part, between two times after
    /// the start.
    fn shares(&self, start: Instant, from: Duration, to: Duration) -> (f64, f64) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let within = || state.log.iter().filter(|(at, ..)| (start + from..start + to).contains(at));
        let accepted: usize = within().map(|(_, accepted, _)| accepted).sum();
        let refused = within().filter(|(.., refused)| *refused > 0).count();
        let seconds = (to - from).as_secs_f64();
        (accepted as f64 / (state.per_second * seconds), refused as f64 / within().count() as f64)
    }
}

impl State {
    fn refill(&mut self) {
        let now = Instant::now();
        let inflow = (now - self.updated).as_secs_f64() * self.per_second;
        (self.level, self.updated) = ((self.level + inflow).min(self.burst.max(1.0)), now);
    }
}

impl HttpClient for Provisioned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Provisioned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let table = self.clone();
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(LATENCY).await;
            let (status, body) = table.respond(request.body().bytes().expect("a body"));
            let status = status.try_into().expect("a status");
            Ok(HttpResponse::new(status, body.to_string().into()))
        })
    }
}

/// Loads for a quarter of a minute, and returns the shares from the fifth second on.
async fn load(table: &Provisioned, concurrency: usize) -> (f64, f64) {
    let start = Instant::now();
    let batch = Rows::batch_put((0_u64..).map(row)).concurrency(concurrency).deadline(Duration::from_secs(15));
    let stopped = batch.send_or_unprocessed(&table.db()).await.expect_err("the source has no end");
    assert_eq!(stopped.stop_reason(), BatchStopReason::Deadline);
    table.shares(start, Duration::from_secs(5), Duration::from_secs(15))
}

#[tokio::test(start_paused = true)]
async fn a_batch_finds_the_rate_of_its_table_and_uses_it_to_the_full() {
    for (per_second, burst, concurrency) in [(500.0, 0.1, 1), (500.0, 0.1, 16), (500.0, 1.0, 4), (2000.0, 0.1, 64)] {
        let (used, refused) = load(&Provisioned::new(per_second, burst), concurrency).await;
        let case = format!("{per_second} units a second, {burst} s of burst, {concurrency} in flight");
        assert!(used >= 0.95, "{case}: used {used}");
        // Without a learned rate it is half to nine tenths of the requests.
        assert!(refused <= 0.05, "{case}: refused {refused}");
    }
}
