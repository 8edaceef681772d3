//! What an answer says of itself: counts and consumed capacity, never items.

use aws_sdk_dynamodb::operation::{
    batch_get_item::BatchGetItemOutput, batch_write_item::BatchWriteItemOutput, delete_item::DeleteItemOutput,
    get_item::GetItemOutput, put_item::PutItemOutput, query::QueryOutput, scan::ScanOutput,
    transact_get_items::TransactGetItemsOutput, transact_write_items::TransactWriteItemsOutput,
    update_item::UpdateItemOutput,
};
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use tracing::Span;

use crate::codec::json;

/// Records what the SDK read.
pub(super) fn record(span: &Span, output: &Output) {
    let counts = match (output.downcast_ref::<QueryOutput>(), output.downcast_ref::<ScanOutput>()) {
        (Some(query), _) => Some((query.count, query.scanned_count)),
        (_, Some(scan)) => Some((scan.count, scan.scanned_count)),
        (None, None) => None,
    };
    if let Some((count, scanned)) = counts {
        span.record("aws.dynamodb.count", count).record("aws.dynamodb.scanned_count", scanned);
    }
    record_consumed(span, consumed_capacity(output));
}

/// Records what an answer's bytes say, of the kind that `output` is. What is no answer says nothing here.
pub(super) fn record_body(span: &Span, output: &Output, body: &[u8]) {
    let Ok(answer) = json::body_text(body).and_then(|text| json::read_envelope(text, |reader, _| reader.skip())) else {
        return;
    };
    if output.downcast_ref::<QueryOutput>().is_some() || output.downcast_ref::<ScanOutput>().is_some() {
        span.record("aws.dynamodb.count", answer.count).record("aws.dynamodb.scanned_count", answer.scanned_count);
    }
    record_consumed(span, answer.consumed_capacity.iter().collect());
}

fn record_consumed(span: &Span, consumed: Vec<&ConsumedCapacity>) {
    if !consumed.is_empty() {
        let consumed: Vec<_> = consumed.into_iter().map(json).collect();
        span.record("aws.dynamodb.consumed_capacity", format!("[{}]", consumed.join(",")));
    }
}

macro_rules! of_any {
    ($output:ident, one: $($one:ty),*; many: $($many:ty),*;) => {
        $(if let Some(output) = $output.downcast_ref::<$one>() {
            return output.consumed_capacity.iter().collect();
        })*
        $(if let Some(output) = $output.downcast_ref::<$many>() {
            return output.consumed_capacity.iter().flatten().collect();
        })*
    };
}

fn consumed_capacity(output: &Output) -> Vec<&ConsumedCapacity> {
    of_any! {
        output,
        one: GetItemOutput, PutItemOutput, UpdateItemOutput, DeleteItemOutput, QueryOutput, ScanOutput;
        many: BatchGetItemOutput, BatchWriteItemOutput, TransactGetItemsOutput, TransactWriteItemsOutput;
    }
    Vec::new()
}

/// As JSON, which is what the convention asks for; a table's name has no character that JSON would escape.
fn json(consumed: &ConsumedCapacity) -> String {
    let table = consumed.table_name().unwrap_or_default();
    let units = consumed.capacity_units().unwrap_or_default();
    format!(r#"{{"TableName":"{table}","CapacityUnits":{units}}}"#)
}
