//! What a request asks for: names, numbers and options, never keys or values.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::types::{Select, TransactWriteItem};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use tracing::Span;
use tracing::field::debug;

pub(super) fn record(span: &Span, input: &Input) {
    if let Some(get) = input.downcast_ref::<GetItemInput>() {
        span.record("aws.dynamodb.consistent_read", get.consistent_read);
    } else if let Some(query) = input.downcast_ref::<QueryInput>() {
        span.record("aws.dynamodb.limit", query.limit)
            .record("aws.dynamodb.select", query.select.as_ref().map(Select::as_str))
            .record("aws.dynamodb.consistent_read", query.consistent_read)
            .record("aws.dynamodb.scan_forward", query.scan_index_forward);
    } else if let Some(scan) = input.downcast_ref::<ScanInput>() {
        span.record("aws.dynamodb.limit", scan.limit)
            .record("aws.dynamodb.select", scan.select.as_ref().map(Select::as_str))
            .record("aws.dynamodb.consistent_read", scan.consistent_read)
            .record("aws.dynamodb.segment", scan.segment)
            .record("aws.dynamodb.total_segments", scan.total_segments);
    } else if let Some((size, tables)) = entries(input) {
        // one entry is no batch, by the convention
        span.record("db.operation.batch.size", (size > 1).then_some(size));
        span.record("aws.dynamodb.table_names", debug(tables));
    }
}

/// The number of entries of a batch or transaction, and the tables they are in.
fn entries(input: &Input) -> Option<(usize, BTreeSet<&str>)> {
    if let Some(batch) = input.downcast_ref::<BatchGetItemInput>() {
        let tables = batch.request_items()?;
        return Some((
            tables.values().map(|keys| keys.keys().len()).sum(),
            tables.keys().map(String::as_str).collect(),
        ));
    }
    if let Some(batch) = input.downcast_ref::<BatchWriteItemInput>() {
        let tables = batch.request_items()?;
        return Some((tables.values().map(Vec::len).sum(), tables.keys().map(String::as_str).collect()));
    }
    if let Some(transaction) = input.downcast_ref::<TransactGetItemsInput>() {
        let parts = transaction.transact_items();
        let tables = parts.iter().filter_map(|part| part.get()).map(|get| get.table_name());
        return Some((parts.len(), tables.collect()));
    }
    let parts = input.downcast_ref::<TransactWriteItemsInput>()?.transact_items();
    Some((parts.len(), parts.iter().filter_map(table_of_part).collect()))
}

fn table_of_part(part: &TransactWriteItem) -> Option<&str> {
    let put = part.put().map(|put| put.table_name());
    let update = || part.update().map(|update| update.table_name());
    let delete = || part.delete().map(|delete| delete.table_name());
    let check = || part.condition_check().map(|check| check.table_name());
    put.or_else(update).or_else(delete).or_else(check)
}
