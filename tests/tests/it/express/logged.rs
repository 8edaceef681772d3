//! Requests on the express path write the spans and events of the SDK's generated client.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::taken::{connection, use_all};
use crate::tables::captured::keep_call_sites_open;

/// The spans and events of the SDK's operations, each as a line.
#[derive(Clone, Default)]
struct OfOperations(Arc<Mutex<Vec<String>>>);

impl OfOperations {
    fn keep(&self, start: String, record: impl FnOnce(&mut dyn Visit)) {
        let mut line = Line(start);
        record(&mut line);
        self.0.lock().expect("lines").push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}");
        let shown = match field.name() {
            // Another one for each request.
            "sdk_invocation_id" => "",
            "request_id" => value.split('(').next().unwrap_or_default(),
            _ => value.as_str(),
        };
        self.0 += &format!(" {}={shown}", field.name());
    }
}

impl Subscriber for OfOperations {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("aws_sdk_dynamodb::operation::")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let metadata = span.metadata();
        let start = format!("{} {} {}", metadata.level(), metadata.target(), metadata.name());
        self.keep(start, |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        // The name of an event is its place in the source.
        let start = format!("{} {}", event.metadata().level(), event.metadata().target());
        self.keep(start, |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn the_express_path_writes_the_spans_and_events_of_the_generated_client() {
    keep_call_sites_open();
    let mut written = Vec::new();
    for is_express in [false, true] {
        let db = connection(|config| config).await.with_express(is_express);
        use_all(&db).await;
        let lines = OfOperations::default();
        let guard = tracing::subscriber::set_default(lines.clone());
        use_all(&db).await;
        drop(guard);
        written.push(lines.0.lock().expect("lines").clone());
    }
    assert!(written[0].iter().any(|line| line.starts_with("DEBUG aws_sdk_dynamodb::operation::get_item request_id=")));
    // A span and a response of each operation.
    assert_eq!(written[0].len(), 26, "{:#?}", written[0]);
    assert_eq!(written[1], written[0]);
}
