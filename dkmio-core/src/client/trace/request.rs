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

use super::facts::Facts;
use crate::client::endpoint;

pub(super) fn note(facts: &mut Facts, input: &Input) {
    let select = |select: &Option<Select>| select.as_ref().map(|select| select.as_str().to_owned());
    if let Some(get) = input.downcast_ref::<GetItemInput>() {
        facts.consistent_read = get.consistent_read;
    } else if let Some(query) = input.downcast_ref::<QueryInput>() {
        facts.limit = query.limit.map(i64::from);
        facts.select = select(&query.select);
        facts.consistent_read = query.consistent_read;
        facts.scan_forward = query.scan_index_forward;
    } else if let Some(scan) = input.downcast_ref::<ScanInput>() {
        facts.limit = scan.limit.map(i64::from);
        facts.select = select(&scan.select);
        facts.consistent_read = scan.consistent_read;
        facts.segment = scan.segment.map(i64::from);
        facts.total_segments = scan.total_segments.map(i64::from);
    } else if let Some((size, tables)) = entries(input) {
        // By the convention a single entry is not a batch.
        facts.batch_size = i64::try_from(size).ok().filter(|size| *size > 1);
        facts.tables = tables.into_iter().map(str::to_owned).collect();
    }
}

/// Notes the host of a URI, and its port unless it is the scheme's own.
pub(super) fn note_endpoint(facts: &mut Facts, uri: &str) {
    if let Some((host, port)) = endpoint::host_and_port(uri) {
        facts.server_address = Some(host.to_owned());
        facts.server_port = port.map(i64::from);
    }
}
/// Returns the number of entries of a batch or transaction, and the tables they are in.
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
