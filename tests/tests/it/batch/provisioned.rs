//! A table with a write capacity, as the HTTP client under the SDK.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::{Value, json};
use tokio::time::Instant;

const LATENCY: Duration = Duration::from_millis(5);

/// A table with a write capacity, of which up to `burst` seconds' worth are saved up. Every entry costs one unit.
///
/// It is also the time source of the SDK, which so follows the paused clock of the runtime.
#[derive(Debug, Clone)]
pub(crate) struct Provisioned(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    per_second: f64,
    burst: f64,
    start: Instant,
    level: f64,
    updated: Instant,
    /// When each request came, and how many of its entries were accepted and refused.
    log: Vec<(Instant, usize, usize)>,
}

impl Provisioned {
    pub(crate) fn new(per_second: f64, burst_seconds: f64) -> Self {
        let burst = per_second * burst_seconds;
        let start = Instant::now();
        Self(Arc::new(Mutex::new(State { per_second, burst, level: burst, start, updated: start, log: Vec::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn respond(&self, body: &[u8]) -> (u16, Value) {
        let mut state = self.state();
        state.refill();
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let tables = body["RequestItems"].as_object().expect("tables");
        let (table, entries) = tables.iter().next().expect("a table");
        let entries = entries.as_array().expect("entries");
        let accepted = entries.len().min(state.level as usize);
        state.level -= accepted as f64;
        state.log.push((Instant::now(), accepted, entries.len() - accepted));
        if accepted == 0 {
            let error = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
            return (400, json!({"__type": error, "message": "slow down"}));
        }
        let unprocessed = &entries[accepted..];
        let unprocessed = if unprocessed.is_empty() { json!({}) } else { json!({table: unprocessed}) };
        (200, json!({"UnprocessedItems": unprocessed}))
    }

    /// Returns what happened between two times after the start.
    pub(crate) fn between(&self, from: Duration, to: Duration) -> Shares {
        let state = self.state();
        let within = || state.log.iter().filter(|(at, ..)| (state.start + from..state.start + to).contains(at));
        let accepted: usize = within().map(|(_, accepted, _)| accepted).sum();
        let refused = within().filter(|(.., refused)| *refused > 0).count();
        let requests = within().count();
        let seconds = (to - from).as_secs_f64();
        Shares {
            used: accepted as f64 / (state.per_second * seconds),
            refused: refused as f64 / requests as f64,
            requests,
        }
    }
}

/// How a table was used in some time.
#[derive(Debug)]
pub(crate) struct Shares {
    /// The share of the table's rate that was used.
    pub(crate) used: f64,
    /// The share of the requests that were refused in whole or in part.
    pub(crate) refused: f64,
    /// The number of requests.
    pub(crate) requests: usize,
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

impl TimeSource for Provisioned {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + self.state().start.elapsed()
    }
}
