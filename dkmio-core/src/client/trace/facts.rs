//! The fields of a span, collected while its request runs.

use tracing::Span;
use tracing::field;

use crate::client::RequestFacts;
use crate::codec::OneLine;
use crate::error::Error;

/// The fields of a span. All whole numbers are `i64`, the only ones OpenTelemetry has.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) server_address: Option<String>,
    pub(super) server_port: Option<i64>,
    pub(super) region: Option<String>,
    pub(super) batch_size: Option<i64>,
    /// The tables of a batch or a transaction, sorted. The span of any other request starts with its table.
    pub(super) tables: Vec<String>,
    pub(super) limit: Option<i64>,
    pub(super) select: Option<String>,
    pub(super) consistent_read: Option<bool>,
    pub(super) scan_forward: Option<bool>,
    pub(super) segment: Option<i64>,
    pub(super) total_segments: Option<i64>,
    pub(super) count: Option<i64>,
    pub(super) scanned_count: Option<i64>,
    pub(super) consumed_capacity: Option<String>,
    pub(super) request_id: Option<String>,
}

impl Facts {
    /// Takes the parameters of a request.
    pub(super) fn ask(&mut self, asked: RequestFacts) {
        // By the convention a single entry is not a batch.
        self.batch_size = asked.batch_size.filter(|size| *size > 1).and_then(|size| i64::try_from(size).ok());
        self.tables = asked.tables;
        self.tables.sort_unstable();
        self.tables.dedup();
        self.limit = asked.limit.map(i64::from);
        self.select = asked.select;
        self.consistent_read = asked.consistent_read;
        self.scan_forward = asked.scan_forward;
        self.segment = asked.segment.map(i64::from);
        self.total_segments = asked.total_segments.map(i64::from);
    }

    /// Records everything on the span, in as few calls as there are groups of fields that the request has.
    ///
    /// Finding a field by its name costs more than recording it, also if it has no value.
    pub(super) fn record(&self, span: &Span, is_of_one_item: bool, attempts: u32, error: Option<&Error>) {
        tracing::record_all!(
            span,
            "server.address" = self.server_address.as_deref(),
            "server.port" = self.server_port,
            "cloud.region" = self.region.as_deref(),
            "aws.request_id" = self.request_id.as_deref(),
            "aws.dynamodb.consistent_read" = self.consistent_read,
            "aws.dynamodb.consumed_capacity" = self.consumed_capacity.as_deref(),
        );
        if !is_of_one_item {
            tracing::record_all!(
                span,
                "db.operation.batch.size" = self.batch_size,
                "aws.dynamodb.table_names" = (!self.tables.is_empty()).then(|| field::debug(&self.tables)),
                "aws.dynamodb.limit" = self.limit,
                "aws.dynamodb.select" = self.select.as_deref(),
                "aws.dynamodb.scan_forward" = self.scan_forward,
                "aws.dynamodb.segment" = self.segment,
                "aws.dynamodb.total_segments" = self.total_segments,
                "aws.dynamodb.count" = self.count,
                "aws.dynamodb.scanned_count" = self.scanned_count,
            );
        }
        if attempts > 1 || error.is_some() {
            let code = error.and_then(Error::code).map(|code| OneLine(code).to_string());
            let kind = error.map(|error| format!("{:?}", error.kind()));
            tracing::record_all!(
                span,
                "http.request.resend_count" = (attempts > 1).then(|| i64::from(attempts - 1)),
                "otel.status_code" = error.map(|_| "ERROR"),
                "error.type" = code.as_deref().or(kind.as_deref()),
                "db.response.status_code" = code.as_deref(),
            );
        }
    }
}
