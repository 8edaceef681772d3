//! Spans as OpenTelemetry receives them.

use std::future::Future;
use std::pin::pin;

use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::{BatchWrite, DynamoDb, DynamoTable, TransactGet, TransactWrite};
use futures::{StreamExt as _, TryStreamExt as _};
use opentelemetry::Value;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing::Instrument as _;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::{FilterFn, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::Registry;

use super::captured::keep_call_sites_open;
use crate::models::{Orders, Status};
use crate::support::faulty;

/// What every item of these tests holds, and no span may.
const MARKER: &str = "MARKER";

/// What was exported, until the guard is dropped.
struct Exported {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    _guard: DefaultGuard,
}

impl Exported {
    /// Begins to export the spans of dkmio and of the handlers of these tests. The SDK has spans of its own.
    fn begin() -> Self {
        keep_call_sites_open();
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let ours: FilterFn = filter_fn(|metadata| matches!(metadata.target(), "dkmio" | "handler"));
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test")).with_filter(ours);
        let guard = tracing::subscriber::set_default(Registry::default().with(layer));
        Self { exporter, provider, _guard: guard }
    }

    /// Takes what was exported so far: the handler's span and the others.
    fn take(&self) -> (SpanData, Vec<SpanData>) {
        self.provider.force_flush().unwrap();
        let mut spans = self.exporter.get_finished_spans().unwrap();
        self.exporter.reset();
        let at = spans.iter().position(|span| span.name == "handler").unwrap();
        (spans.remove(at), spans)
    }
}

/// Runs something as the handler of a web service would.
async fn handle<F: Future>(work: F) -> F::Output {
    work.instrument(tracing::info_span!(target: "handler", "handler")).await
}

async fn with_orders() -> DynamoDb {
    let (db, _) = faulty();
    Orders::create_table().stream_view(StreamViewType::NewAndOldImages).send(&db).await.unwrap();
    for order in ["1", "2", "3", "4"] {
        let mut order = Orders::sample(MARKER, order);
        order.description = Some(MARKER.to_owned());
        order.region = Some(MARKER.to_owned());
        order.put().send(&db).await.unwrap();
    }
    db
}

/// Checks that all spans are children of the handler's, that no number is a text, and that no item is in any of them.
fn check(name: &str, handler: &SpanData, spans: &[SpanData], at_least: usize) {
    assert!(spans.len() >= at_least, "{name}: {} spans", spans.len());
    for span in spans {
        assert_eq!(span.parent_span_id, handler.span_context.span_id(), "{name}: {}", span.name);
        assert_eq!(span.span_context.trace_id(), handler.span_context.trace_id(), "{name}: {}", span.name);
        for attribute in &span.attributes {
            let is_text_of_number =
                matches!(&attribute.value, Value::String(text) if text.as_str().parse::<f64>().is_ok());
            assert!(!is_text_of_number, "{name}: {attribute:?}");
        }
        let tables = span.attributes.iter().filter(|attribute| attribute.key.as_str() == "aws.dynamodb.table_names");
        let tables: Vec<_> = tables.map(|attribute| attribute.value.to_string()).collect();
        assert_eq!(tables, [r#"["orders"]"#], "{name}");
    }
    let text = format!("{spans:?}");
    assert!(!text.contains(MARKER), "{name}: {text}");
}

fn field(span: &SpanData, name: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == name).map(|attribute| attribute.value.clone())
}

async fn every_kind_of_request_is_a_child_of_its_handler() {
    let db = with_orders().await;
    let exported = Exported::begin();
    let order = Orders::sample(MARKER, "9");
    macro_rules! case {
        ($name:literal, $at_least:literal, $work:expr) => {
            let _ = handle(async { $work }).await;
            let (handler, spans) = exported.take();
            check($name, &handler, &spans, $at_least);
        };
    }
    case!("get", 1, Orders::get((MARKER, "1")).send(&db).await.unwrap());
    case!("put", 1, order.put().return_old().send(&db).await.unwrap());
    case!("update", 1, Orders::update((MARKER, "9")).set(Orders::DESCRIPTION, MARKER).send(&db).await.unwrap());
    case!("delete", 1, Orders::delete((MARKER, "9")).send(&db).await.unwrap());
    case!("all", 2, Orders::query(MARKER).page_size(2).all(&db).await.unwrap());
    case!("page", 1, Orders::query(MARKER).page_size(2).page(&db).await.unwrap());
    case!("first", 1, Orders::query(MARKER).first(&db).await.unwrap());
    case!("count", 2, Orders::query(MARKER).page_size(2).count(&db).await.unwrap());
    case!("index", 1, Orders::by_status().query(Status::Pending).all(&db).await.unwrap());
    case!("scan", 2, Orders::scan().page_size(2).all(&db).await.unwrap());
    case!("stream", 2, Orders::query(MARKER).page_size(2).stream(&db).try_collect::<Vec<_>>().await.unwrap());
    case!("segments", 2, Orders::scan().segments(2).all(&db).await.unwrap());
    case!("stream of segments", 3, {
        Orders::scan().page_size(1).segments(3).stream(&db).try_collect::<Vec<_>>().await.unwrap()
    });
    case!("hydrate", 2, Orders::by_region().query(MARKER).hydrate(&db).await.unwrap());
    case!("batch get", 1, Orders::batch_get([(MARKER, "1"), (MARKER, "2")]).send(&db).await.unwrap());
    case!("batch write", 1, BatchWrite::new().put(&order).send(&db).await.unwrap());
    case!("batch stream", 1, Orders::batch_put([order.clone()]).send(&db).await.unwrap());
    case!("transact get", 1, TransactGet::new((Orders::get((MARKER, "1")),)).send(&db).await.unwrap());
    case!("transact write", 1, TransactWrite::new().put(order.put()).send(&db).await.unwrap());
    // DescribeTable, DescribeStream, GetShardIterator and GetRecords, once with records and once without.
    case!("changes", 5, Orders::changes().read_available().stream(&db).try_collect::<Vec<_>>().await.unwrap());
    case!("verify", 2, Orders::verify_table().send(&db).await.unwrap());
}

#[tokio::test]
async fn on_one_thread_every_span_is_a_child_of_its_handler() {
    every_kind_of_request_is_a_child_of_its_handler().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_several_threads_every_span_is_a_child_of_its_handler() {
    every_kind_of_request_is_a_child_of_its_handler().await;
}

#[tokio::test]
async fn a_stream_that_is_polled_after_its_handler_ended_is_still_a_part_of_it() {
    let db = with_orders().await;
    let exported = Exported::begin();
    let stream = handle(async { Orders::query(MARKER).page_size(1).stream(&db) }).await;
    let outer = tracing::info_span!(target: "handler", "another");
    async { pin!(stream).collect::<Vec<_>>().await }.instrument(outer).await;
    let (handler, mut spans) = exported.take();
    spans.retain(|span| span.name != "another");
    check("a stream", &handler, &spans, 4);
}

#[tokio::test]
async fn numbers_are_integers_and_the_endpoint_is_there() {
    let db = with_orders().await;
    let exported = Exported::begin();
    let meter = dkmio::CapacityMeter::new();
    let query = || Orders::query(MARKER).page_size(3).meter(&meter);
    handle(async { query().page(&db).await.unwrap() }).await;
    let (_, spans) = exported.take();
    let span = &spans[0];
    assert_eq!(span.name, "Query orders");
    assert_eq!(field(span, "aws.dynamodb.count"), Some(Value::I64(3)));
    assert_eq!(field(span, "aws.dynamodb.scanned_count"), Some(Value::I64(3)));
    assert_eq!(field(span, "aws.dynamodb.limit"), Some(Value::I64(3)));
    for (name, wanted) in [
        ("rpc.system", "aws-api"),
        ("rpc.method", "Query"),
        ("db.system.name", "aws.dynamodb"),
        ("db.operation.name", "Query"),
        ("db.collection.name", "orders"),
        ("cloud.region", "us-east-1"),
    ] {
        assert_eq!(field(span, name), Some(Value::from(wanted)), "{name}");
    }
    assert!(matches!(field(span, "server.address"), Some(Value::String(host)) if !host.as_str().is_empty()));
    handle(async { Orders::batch_get([(MARKER, "1"), (MARKER, "2")]).send(&db).await.unwrap() }).await;
    let (_, spans) = exported.take();
    assert_eq!(field(&spans[0], "db.operation.batch.size"), Some(Value::I64(2)));
    handle(async { Orders::scan().segments(2).all(&db).await.unwrap() }).await;
    let (_, spans) = exported.take();
    assert_eq!(field(&spans[0], "aws.dynamodb.total_segments"), Some(Value::I64(2)));
    assert!(matches!(field(&spans[0], "aws.dynamodb.segment"), Some(Value::I64(_))));
}

#[tokio::test(start_paused = true)]
async fn retries_are_counted_as_an_integer_and_a_code_is_one_line() {
    let (db, faults) = faulty();
    Orders::create_table().send(&db).await.unwrap();
    let exported = Exported::begin();
    faults.on(dkmio_embedded::Operation::GetItem).throttle();
    handle(async { Orders::get((MARKER, "1")).send(&db).await.unwrap() }).await;
    let (_, spans) = exported.take();
    assert_eq!(field(&spans[0], "http.request.resend_count"), Some(Value::I64(1)));
    faults.on(dkmio_embedded::Operation::GetItem).error(400, "Bad\nException", MARKER);
    handle(async { Orders::get((MARKER, "1")).send(&db).await.unwrap_err() }).await;
    let (_, spans) = exported.take();
    assert_eq!(field(&spans[0], "error.type"), Some(Value::from("Bad\\nException")));
    assert!(!format!("{spans:?}").contains(MARKER));
}
