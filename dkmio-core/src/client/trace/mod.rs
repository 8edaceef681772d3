//! A span around each request, and events for its end and its retries, under the target `dkmio`.
//!
//! Fields have the names of OpenTelemetry's conventions for database clients and for DynamoDB. None of them is ever a
//! key or a value of an item. The SDK has spans and events of its own; at `TRACE` those do show requests in full.

mod answer;
mod failure;
mod request;

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use tracing::field::{Empty, debug};
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

use super::operation::Operation;
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
    /// Why the last attempt failed.
    failure: Arc<Mutex<Option<String>>>,
}

impl Trace {
    /// Opens the span, within the one that is current.
    pub(super) fn begin(operation: Operation, place: &ErrorContext) -> Self {
        let span = tracing::info_span!(
            target: TARGET,
            "dynamodb",
            "otel.name" = %match &place.table {
                Some(table) => format!("{} {table}", operation.name),
                None => operation.name.to_owned(),
            },
            "otel.kind" = "client",
            "otel.status_code" = Empty,
            "db.system.name" = "aws.dynamodb",
            "db.operation.name" = operation.name,
            "db.collection.name" = place.table.as_deref(),
            "db.operation.batch.size" = Empty,
            "db.response.status_code" = Empty,
            "aws.dynamodb.table_names" = place.table.as_ref().map(|table| debug([table])),
            "aws.dynamodb.index_name" = place.index,
            "aws.dynamodb.limit" = Empty,
            "aws.dynamodb.select" = Empty,
            "aws.dynamodb.consistent_read" = Empty,
            "aws.dynamodb.scan_forward" = Empty,
            "aws.dynamodb.segment" = Empty,
            "aws.dynamodb.total_segments" = Empty,
            "aws.dynamodb.count" = Empty,
            "aws.dynamodb.scanned_count" = Empty,
            "aws.dynamodb.consumed_capacity" = Empty,
            "aws.request_id" = Empty,
            "http.request.resend_count" = Empty,
            "error.type" = Empty,
        );
        let has_counts = matches!(operation.name, "Query" | "Scan");
        Self { span, began: Instant::now(), has_counts, failure: Arc::default() }
    }

    /// Runs the request within the span.
    pub(super) fn around<F: Future>(&self, request: F) -> Instrumented<F> {
        request.instrument(self.span.clone())
    }

    /// What is asked for.
    pub(super) fn request(&self, input: &Input) {
        if !self.span.is_disabled() {
            request::record(&self.span, input);
        }
    }

    /// Another attempt is about to be made, the `attempt`th.
    pub(super) fn retry(&self, attempt: u32) {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        let error = failure.as_deref().unwrap_or("unknown");
        tracing::warn!(target: TARGET, parent: &self.span, attempt, "error.type" = error, "request is retried");
    }

    /// An attempt has ended.
    pub(super) fn attempt(&self, context: &FinalizerInterceptorContextRef<'_>) {
        let id = context.response().and_then(|response| response.headers().get("x-amzn-requestid"));
        if let Some(id) = id {
            self.span.record("aws.request_id", id);
        }
        if let Some(Err(error)) = context.output_or_error() {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure::of(error));
        }
    }

    /// A response has come that holds items.
    pub(super) fn response(&self, body: &[u8]) {
        if !self.span.is_disabled() {
            answer::record(&self.span, self.has_counts, body);
        }
    }

    /// A response has come that the SDK has read.
    pub(super) fn consumed(&self, consumed: &[ConsumedCapacity]) {
        answer::record_consumed(&self.span, consumed);
    }

    /// The request has ended, after all its attempts.
    pub(super) fn end(&self, attempts: u32, error: Option<&Error>) {
        if attempts > 1 {
            self.span.record("http.request.resend_count", attempts - 1);
        }
        let duration_ms = self.began.elapsed().as_secs_f64() * 1000.0;
        let Some(error) = error else {
            tracing::debug!(target: TARGET, parent: &self.span, duration_ms, attempts, "request done");
            return;
        };
        let (kind, code) = (error.kind(), error.code());
        self.span.record("otel.status_code", "ERROR");
        match code {
            Some(code) => self.span.record("error.type", code).record("db.response.status_code", code),
            None => self.span.record("error.type", debug(kind)),
        };
        tracing::debug!(target: TARGET, parent: &self.span, duration_ms, attempts, ?kind, code, "request failed");
    }
}
