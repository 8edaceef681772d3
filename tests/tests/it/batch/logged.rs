//! What batches write to the log.

use std::sync::{Arc, Mutex};

use dkmio::DynamoTable;
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::model::{Rows, quick, ready, ready_far_away, rows};

/// An event of a batch: its level, its message and its fields.
#[derive(Debug, Clone)]
struct Logged {
    level: Level,
    fields: Vec<(String, String)>,
}

impl Logged {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl Visit for Logged {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.fields.push((field.name().to_owned(), format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_u64(&mut self, field: &Field, _: u64) {
        panic!("`{}` is unsigned, which OpenTelemetry has no type for", field.name());
    }
}

/// Keeps the events of batches.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Logged>>>);

impl Log {
    fn take(&self) -> Vec<Logged> {
        std::mem::take(&mut self.0.lock().expect("log"))
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "dkmio" && metadata.is_event()
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if event.metadata().fields().field("unprocessed").is_some() {
            let mut logged = Logged { level: *event.metadata().level(), fields: Vec::new() };
            event.record(&mut logged);
            self.0.lock().expect("log").push(logged);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A log for this thread. The second dispatcher is never dropped, and the call sites are hit once before they are asked: one that
/// another test hits first, at the wrong moment, would be turned off for good.
async fn log() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let dispatch = tracing::Dispatch::new(log.clone());
    std::mem::forget(dispatch.clone());
    let guard = tracing::dispatcher::set_default(&dispatch);
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).partial(0);
    Rows::batch_put(rows(0..1)).send(&db).await.expect("written");
    tracing::callsite::rebuild_interest_cache();
    log.take();
    (log, guard)
}

#[tokio::test(start_paused = true)]
async fn a_batch_logs_each_round_of_resends_and_its_end() {
    let (db, faults) = ready().await;
    let (log, _guard) = log().await;
    faults.on(BatchWriteItem).partial(7);
    faults.on(BatchWriteItem).partial(0);
    Rows::batch_put(rows(0..10)).send(&db).await.expect("written");
    let logged = log.take();
    let levels: Vec<_> = logged.iter().map(|event| event.level).collect();
    assert_eq!(levels, [Level::WARN, Level::WARN, Level::DEBUG]);
    for resend in &logged[..2] {
        assert_eq!(resend.field("message"), Some("unprocessed entries are resent"));
        assert_eq!(resend.field("db.operation.name"), Some("BatchWriteItem"));
        assert_eq!(resend.field("db.collection.name"), Some("rows"));
        assert_eq!(resend.field("unprocessed"), Some("3"));
        let wait: f64 = resend.field("wait_ms").expect("a wait").parse().expect("a number");
        assert!((1.0..=100.0).contains(&wait), "{wait}");
    }
    assert_eq!(logged[0].field("rounds_without_progress"), Some("0"));
    assert_eq!(logged[1].field("rounds_without_progress"), Some("1"));
    let end = &logged[2];
    assert_eq!(end.field("message"), Some("batch done"));
    for (name, value) in [("done", "10"), ("unprocessed", "0"), ("resent", "6"), ("requests", "3")] {
        assert_eq!(end.field(name), Some(value), "{name}");
    }
    assert_eq!(end.field("stop_reason"), None);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_stops_early_logs_why() {
    let (db, faults) = ready().await;
    let (log, _guard) = log().await;
    faults.on(BatchGetItem).always().throttle();
    let backoff = quick().max_rounds_without_progress(2);
    Rows::batch_get(0..3_u64).backoff(backoff).send(&db).await.expect_err("throttled");
    let logged = log.take();
    let levels: Vec<_> = logged.iter().map(|event| event.level).collect();
    assert_eq!(levels, [Level::WARN, Level::DEBUG]);
    assert_eq!(logged[0].field("unprocessed"), Some("3"));
    assert_eq!(logged[1].field("message"), Some("batch stopped early"));
    assert_eq!(logged[1].field("stop_reason"), Some("NoProgress"));
    assert_eq!(logged[1].field("unprocessed"), Some("3"));
}

#[tokio::test(start_paused = true)]
async fn requests_that_fail_together_are_logged_once() {
    let (db, _network, service) = ready_far_away().await;
    let (log, _guard) = log().await;
    service.on(BatchWriteItem).times(4).partial(0);
    Rows::batch_put(rows(0..100)).concurrency(4).send(&db).await.expect("written");
    let logged = log.take();
    assert_eq!(logged.iter().filter(|event| event.level == Level::WARN).count(), 1);
    assert_eq!(logged[0].field("unprocessed"), Some("100"));
}

#[tokio::test(start_paused = true)]
async fn the_log_of_a_batch_has_no_key_or_value() {
    let (db, faults) = ready().await;
    let (log, _guard) = log().await;
    faults.on(BatchWriteItem).partial(0);
    let secret = Rows { id: 424_242, body: "hunter2".to_owned(), note: None };
    Rows::batch_put([secret]).send(&db).await.expect("written");
    let logged = format!("{:?}", log.take());
    assert!(logged.contains("unprocessed") && !logged.contains("424242") && !logged.contains("hunter2"), "{logged}");
}
