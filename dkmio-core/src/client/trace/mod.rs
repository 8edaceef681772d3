//! A span around each request, and events for its end and its retries, under the target `dkmio`.
//!
//! Fields have the names of OpenTelemetry's conventions for database clients and for DynamoDB. No field ever contains a
//! key or a value of an item. The SDK has spans and events of its own, which at `TRACE` do show requests in full. What
//! users may rely on is in `dkmio/docs/observability.md`.

mod caller;
mod facts;
mod failure;
mod request;
mod response;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use aws_sdk_dynamodb::config::ConfigBag;
use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_types::endpoint::Endpoint;
use aws_types::region::Region;
use tracing::field::{self, Empty};
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

pub(crate) use caller::Caller;
use facts::Facts;

use super::operation::Operation;
use super::request_facts::RequestFacts;
use super::response::Response;
use crate::codec::OneLine;
use crate::error::{Error, ErrorContext};

/// The target of all spans and events.
const TARGET: &str = "dkmio";

/// The span of one request.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    span: Span,
    began: Instant,
    /// Whether the operation returns counts: Query and Scan.
    has_counts: bool,
    is_of_one_item: bool,
    /// Whether the span started with the table.
    has_table: bool,
    /// `None` if no subscriber takes the span or the event of a retry. That is the usual case, and it must cost next to nothing.
    notes: Option<Arc<Mutex<Notes>>>,
}

/// The facts noted while a request runs.
#[derive(Debug, Default)]
struct Notes {
    /// Recorded all at once at the end: a subscriber formats or stores the fields of a span anew at each call.
    facts: Facts,
    /// The reason why the last attempt failed.
    failure: Option<String>,
}

/// The name of a span, such as `GetItem orders`.
struct SpanName<'s> {
    operation: &'static str,
    table: Option<&'s str>,
}

impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        match self.table {
            Some(table) => write!(f, " {}", OneLine(table)),
            None => Ok(()),
        }
    }
}

impl Trace {
    /// Opens the span as a child of the current one.
    ///
    /// It starts with the fields that are known by then, because these cost least: `tracing` finds each field that is
    /// recorded later by its name. The others are recorded at the end.
    pub(super) fn begin(operation: Operation, context: &ErrorContext) -> Self {
        let table = context.table.as_deref();
        let span = tracing::info_span!(
            target: TARGET,
            "dynamodb",
            "otel.name" = %SpanName { operation: operation.name, table },
            "otel.kind" = "client",
            "db.system.name" = "aws.dynamodb",
            "db.operation.name" = operation.name,
            "db.collection.name" = table,
            "rpc.system" = "aws-api",
            "rpc.method" = operation.name,
            "aws.dynamodb.table_names" = table.map(|table| field::debug([table])),
            "aws.dynamodb.index_name" = context.index,
            // All fields are declared here: a span takes no others later. Those of every request come first.
            "server.address" = Empty,
            "server.port" = Empty,
            "cloud.region" = Empty,
            "aws.request_id" = Empty,
            "aws.dynamodb.consistent_read" = Empty,
            "aws.dynamodb.consumed_capacity" = Empty,
            "db.operation.batch.size" = Empty,
            "db.response.status_code" = Empty,
            "aws.dynamodb.limit" = Empty,
            "aws.dynamodb.select" = Empty,
            "aws.dynamodb.scan_forward" = Empty,
            "aws.dynamodb.segment" = Empty,
            "aws.dynamodb.total_segments" = Empty,
            "aws.dynamodb.count" = Empty,
            "aws.dynamodb.scanned_count" = Empty,
            "http.request.resend_count" = Empty,
            "otel.status_code" = Empty,
            "error.type" = Empty,
        );
        // The counts of other operations would be read for nothing: only these two return them.
        let has_counts = matches!(operation.name, "Query" | "Scan");
        let is_of_one_item = matches!(operation.name, "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem");
        // The event of a retry has a higher level than the span and may be on without it.
        let is_noted = !span.is_disabled() || tracing::enabled!(target: TARGET, tracing::Level::WARN);
        let has_table = table.is_some();
        Self { span, began: Instant::now(), has_counts, is_of_one_item, has_table, notes: is_noted.then(Arc::default) }
    }

    /// Returns whether a subscriber records the span.
    fn is_on(&self) -> bool {
        !self.span.is_disabled()
    }

    /// Runs the request within the span.
    pub(super) fn around<F: Future>(&self, request: F) -> Instrumented<F> {
        request.instrument(self.span.clone())
    }

    /// Notes the parameters of the request.
    pub(super) fn note(&self, note: impl FnOnce(&mut RequestFacts)) {
        if let Some(mut notes) = self.notes_of_span() {
            let mut asked = RequestFacts::default();
            note(&mut asked);
            // The span has had the table since it was opened.
            if self.has_table {
                asked.tables.clear();
            }
            notes.facts.ask(asked);
        }
    }

    /// Notes the endpoint of an attempt.
    pub(super) fn transmit(&self, config: &ConfigBag) {
        if let Some(mut notes) = self.notes_of_span()
            // All attempts of a request go to the same host.
            && notes.facts.server_address.is_none()
            && let Some(endpoint) = config.load::<Endpoint>()
        {
            request::note_endpoint(&mut notes.facts, endpoint.url());
            notes.facts.region = config.load::<Region>().map(|region| region.as_ref().to_owned());
        }
    }

    /// Reports that the request is sent again, as attempt number `attempt`.
    pub(super) fn retry(&self, attempt: u32) {
        let failure = self.notes().and_then(|mut notes| notes.failure.take());
        let error = failure.as_deref().unwrap_or("unknown");
        // OpenTelemetry has no unsigned numbers: `tracing-opentelemetry` turns any but `i64` into a string.
        let attempt = i64::from(attempt);
        tracing::warn!(target: TARGET, parent: &self.span, attempt, "error.type" = error, "request is retried");
    }

    /// Notes how an attempt ended.
    pub(super) fn attempt(&self, context: &FinalizerInterceptorContextRef<'_>) {
        let Some(mut notes) = self.notes() else { return };
        if let Some(Err(error)) = context.output_or_error() {
            notes.failure = Some(failure::of(error));
        }
        if self.is_on() {
            let id = context.response().and_then(|response| response.headers().get("x-amzn-requestid"));
            if let Some(id) = id {
                notes.facts.request_id = Some(id.to_owned());
            }
        }
    }

    /// Notes the counts and the capacity in a response with items.
    pub(super) fn response(&self, response: &Response) {
        if let Some(mut notes) = self.notes_of_span() {
            response::note(&mut notes.facts, self.has_counts, response);
        }
    }

    /// Records the consumed capacity of a response that the SDK has read, after the request has ended.
    pub(super) fn consumed(&self, consumed: &[ConsumedCapacity]) {
        if self.is_on() {
            self.span.record("aws.dynamodb.consumed_capacity", response::as_json(consumed));
        }
    }

    /// Records the end of the request, after all its attempts.
    pub(super) fn end(&self, attempts: u32, error: Option<&Error>) {
        if let Some(notes) = self.notes_of_span() {
            notes.facts.record(&self.span, self.is_of_one_item, attempts, error);
        }
        let duration_ms = self.began.elapsed().as_secs_f64() * 1000.0;
        let attempts = i64::from(attempts);
        match error {
            None => tracing::debug!(target: TARGET, parent: &self.span, duration_ms, attempts, "request done"),
            Some(error) => {
                let (kind, code) = (error.kind(), error.code().map(|code| OneLine(code).to_string()));
                let code = code.as_deref();
                tracing::debug!(target: TARGET, parent: &self.span, duration_ms, attempts, ?kind, code, "request failed");
            }
        }
    }

    fn notes(&self) -> Option<MutexGuard<'_, Notes>> {
        // A panic while facts are noted must not hide the outcome of the request, so poisoning is ignored.
        self.notes.as_ref().map(|notes| notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the notes if a subscriber records the span.
    fn notes_of_span(&self) -> Option<MutexGuard<'_, Notes>> {
        if self.is_on() { self.notes() } else { None }
    }
}
