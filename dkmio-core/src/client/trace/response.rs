//! What a response says about itself: counts and consumed capacity, never items.

use aws_sdk_dynamodb::operation::{
    batch_get_item::BatchGetItemOutput, batch_write_item::BatchWriteItemOutput, delete_item::DeleteItemOutput,
    get_item::GetItemOutput, put_item::PutItemOutput, query::QueryOutput, scan::ScanOutput,
    transact_get_items::TransactGetItemsOutput, transact_write_items::TransactWriteItemsOutput,
    update_item::UpdateItemOutput,
};
use aws_sdk_dynamodb::types::ConsumedCapacity;
use aws_smithy_runtime_api::client::interceptors::context::Output;

use super::facts::Facts;
use crate::codec::json;

/// Notes what the SDK read.
pub(super) fn note(facts: &mut Facts, output: &Output) {
    let counts = match (output.downcast_ref::<QueryOutput>(), output.downcast_ref::<ScanOutput>()) {
        (Some(query), _) => Some((query.count, query.scanned_count)),
        (_, Some(scan)) => Some((scan.count, scan.scanned_count)),
        (None, None) => None,
    };
    if let Some((count, scanned)) = counts {
        facts.count = Some(count.into());
        facts.scanned_count = Some(scanned.into());
    }
    facts.consumed_capacity = as_json(consumed_capacity(output));
}

/// Notes what the text of a response says, of the kind that `output` is. A malformed response says nothing here.
pub(super) fn note_body(facts: &mut Facts, output: &Output, body: &[u8]) {
    let Ok(response) = json::body_text(body).and_then(|text| json::answer(text, |reader, _| reader.skip())) else {
        return;
    };
    if output.downcast_ref::<QueryOutput>().is_some() || output.downcast_ref::<ScanOutput>().is_some() {
        facts.count = response.count.try_into().ok();
        facts.scanned_count = response.scanned_count.try_into().ok();
    }
    facts.consumed_capacity = as_json(response.consumed_capacity.iter().collect());
}

fn as_json(consumed: Vec<&ConsumedCapacity>) -> Option<String> {
    let consumed: Vec<_> = consumed.into_iter().map(json).collect();
    (!consumed.is_empty()).then(|| format!("[{}]", consumed.join(",")))
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

/// Writes a consumed capacity as JSON, which is what the convention asks for.
fn json(consumed: &ConsumedCapacity) -> String {
    let table = consumed.table_name().unwrap_or_default();
    let units = consumed.capacity_units().unwrap_or_default();
    format!(r#"{{"TableName":"{table}","CapacityUnits":{units}}}"#)
}
