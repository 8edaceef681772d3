//! A read rate holds in every window of one second, from the first on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::{Faults, Operation};
use tokio::time::Instant;

use super::table::create;
use crate::models::Events;
use crate::support;

const NO_HEADERS: [(&str, &str); 0] = [];

/// Each request's time and cost. The time is recorded when the request is sent.
#[derive(Clone, Default)]
struct Requests(Arc<Mutex<Vec<Instant>>>);

impl Requests {
    /// Records the requests of an operation and changes nothing about them.
    fn record(faults: &Faults, operation: Operation) -> Self {
        let requests = Self::default();
        let times = requests.0.clone();
        let note = move |_: &dkmio_embedded::RequestView| {
            times.lock().unwrap().push(Instant::now());
            false
        };
        faults.on(operation).always().when(note).throttle();
        requests
    }

    /// The most units that were consumed within one second, if the nth request costs `cost(n)`.
    fn most_in_a_second(&self, cost: impl Fn(usize) -> f64) -> f64 {
        let times = self.0.lock().unwrap();
        let within = |start: Instant| {
            let in_window = |time: &Instant| *time >= start && *time < start + Duration::from_secs(1);
            times.iter().enumerate().filter(|(_, time)| in_window(time)).map(|(nth, _)| cost(nth)).sum::<f64>()
        };
        times.iter().map(|start| within(*start)).fold(0.0, f64::max)
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A page without items that costs so many units; with a key unless it is the last.
fn page(units: impl std::fmt::Display, key: Option<usize>) -> String {
    let last = key
        .map_or(String::new(), |key| format!(r#","LastEvaluatedKey":{{"device":{{"S":"d"}},"ts":{{"N":"{key}"}}}}"#));
    let capacity = format!(r#"{{"TableName":"events","CapacityUnits":{units}}}"#);
    format!(r#"{{"Items":[],"Count":0,"ScannedCount":1,"ConsumedCapacity":{capacity}{last}}}"#)
}

/// Responds to each of `count` requests with a page that costs `units(n)`; the last `ends` of them have no key.
fn respond(faults: &Faults, operation: Operation, count: usize, ends: usize, units: impl Fn(usize) -> f64) {
    for nth in 0..count {
        let key = (nth + ends < count).then_some(nth);
        faults.on(operation).respond(200, NO_HEADERS, page(units(nth), key));
    }
}

async fn connection() -> (DynamoDb, Faults) {
    let (db, faults) = support::faulty();
    create::<Events>(&db).await;
    (db, faults)
}

#[tokio::test(start_paused = true)]
async fn a_parallel_scan_of_expensive_pages_keeps_its_rate() {
    for count in [false, true] {
        let (db, faults) = connection().await;
        let requests = Requests::record(&faults, Operation::Scan);
        respond(&faults, Operation::Scan, 128, 64, |_| 128.0);
        let scan = Events::scan().segments(64).concurrency(64).max_read_units_per_second(100);
        let start = Instant::now();
        if count {
            scan.count(&db).await.unwrap();
        } else {
            scan.all(&db).await.unwrap();
        }
        assert_eq!(requests.len(), 128);
        assert!(requests.most_in_a_second(|_| 128.0) <= 128.0);
        // The rate is used, too: 127 pages after the first.
        let seconds = start.elapsed().as_secs_f64();
        assert!((162.0..166.0).contains(&seconds), "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_query_of_pages_of_any_cost_keeps_its_rate() {
    for (rate, cost) in [(100, 128.0), (100, 30.0), (10, 1.0), (1, 0.5), (5, 64.0), (1_000, 0.5)] {
        let (db, faults) = connection().await;
        let requests = Requests::record(&faults, Operation::Query);
        respond(&faults, Operation::Query, 40, 1, |_| cost);
        Events::query("d").max_read_units_per_second(rate).all(&db).await.unwrap();
        assert_eq!(requests.len(), 40);
        let most = requests.most_in_a_second(|_| cost);
        assert!(most <= f64::from(rate) + cost, "{most} units in a second at {rate}, pages of {cost}");
    }
}

#[tokio::test(start_paused = true)]
async fn cheap_pages_save_up_no_units_for_expensive_ones() {
    let (db, faults) = connection().await;
    let requests = Requests::record(&faults, Operation::Scan);
    // Every eighth page is expensive, the others cost half a unit.
    let cost = |nth: usize| if nth.is_multiple_of(8) { 128.0 } else { 0.5 };
    respond(&faults, Operation::Scan, 160, 32, cost);
    Events::scan().segments(32).concurrency(32).max_read_units_per_second(100).count(&db).await.unwrap();
    let most = requests.most_in_a_second(cost);
    assert!(most <= 228.0, "{most} units in a second");
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_the_consumer_saves_up_no_units() {
    use futures::TryStreamExt as _;
    let (db, faults) = connection().await;
    let requests = Requests::record(&faults, Operation::Scan);
    let item = |ts: usize| format!(r#"{{"device":{{"S":"d"}},"ts":{{"N":"{ts}"}}}}"#);
    for nth in 0..30 {
        let body = page(10.0, (nth < 29).then_some(nth)).replace("[]", &format!("[{}]", item(nth)));
        faults.on(Operation::Scan).respond(200, NO_HEADERS, body);
    }
    let mut stream = Events::scan().max_read_units_per_second(50).stream(&db);
    for _ in 0..5 {
        stream.try_next().await.unwrap().unwrap();
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap().len(), 25);
    assert!(requests.most_in_a_second(|_| 10.0) <= 60.0);
}

#[tokio::test(start_paused = true)]
async fn figures_that_are_no_cost_do_not_lift_the_rate() {
    for wrong in ["\"NaN\"", "-1e300", "\"Infinity\"", "1e20"] {
        let (db, faults) = connection().await;
        let requests = Requests::record(&faults, Operation::Query);
        for nth in 0..20 {
            let units = if nth == 5 { wrong.to_owned() } else { "10".to_owned() };
            faults.on(Operation::Query).respond(200, NO_HEADERS, page(units, (nth < 19).then_some(nth)));
        }
        let read = Events::query("d").max_read_units_per_second(20).all(&db);
        let read = tokio::time::timeout(Duration::from_secs(100), read).await;
        // 1e20 units are a finite cost: the read then waits forever, which is not a panic.
        assert_eq!(read.is_err(), wrong == "1e20", "{wrong}");
        assert!(requests.most_in_a_second(|_| 10.0) <= 30.0, "{wrong}");
    }
}
