//! What an answer says of itself: counts and consumed capacity, never items.

use aws_sdk_dynamodb::types::ConsumedCapacity;
use tracing::Span;

use crate::codec::json;

/// Records what a response says besides its items. A malformed one is left to those who read it.
pub(super) fn record(span: &Span, has_counts: bool, body: &[u8]) {
    let Ok(answer) = json::body_text(body).and_then(|text| json::read_envelope(text, |reader, _| reader.skip())) else {
        return;
    };
    if has_counts {
        span.record("aws.dynamodb.count", answer.count).record("aws.dynamodb.scanned_count", answer.scanned_count);
    }
    record_consumed(span, &answer.consumed_capacity);
}

pub(super) fn record_consumed(span: &Span, consumed: &[ConsumedCapacity]) {
    if !consumed.is_empty() {
        let consumed: Vec<_> = consumed.iter().map(json).collect();
        span.record("aws.dynamodb.consumed_capacity", format!("[{}]", consumed.join(",")));
    }
}

/// As JSON, which is what the convention asks for; a table's name has no character that JSON would escape.
fn json(consumed: &ConsumedCapacity) -> String {
    let table = consumed.table_name().unwrap_or_default();
    let units = consumed.capacity_units().unwrap_or_default();
    format!(r#"{{"TableName":"{table}","CapacityUnits":{units}}}"#)
}
