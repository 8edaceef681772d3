//! The counts and the consumed capacity in a response, never its items.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use super::facts::Facts;
use crate::client::Response;
use crate::codec::json;

/// Notes the counts and the capacity of a response. Ignores a malformed one: whoever decodes it reports the error.
pub(super) fn note(facts: &mut Facts, has_counts: bool, response: &Response) {
    // The text is read a second time for it, but only if a subscriber takes the span.
    let read = response.text().and_then(|text| json::read_envelope(text, |reader, _| reader.skip()));
    let Ok(response) = read else { return };
    // A number beyond `i64` is left out: OpenTelemetry has no other.
    if has_counts {
        facts.count = response.count.try_into().ok();
        facts.scanned_count = response.scanned_count.try_into().ok();
    }
    facts.consumed_capacity = as_json(&response.consumed_capacity);
}

/// Writes consumed capacity in the form of the convention. The name of a table has no character that JSON escapes.
pub(super) fn as_json(consumed: &[ConsumedCapacity]) -> Option<String> {
    let consumed: Vec<_> = consumed.iter().map(json).collect();
    (!consumed.is_empty()).then(|| format!("[{}]", consumed.join(",")))
}

fn json(consumed: &ConsumedCapacity) -> String {
    let table = consumed.table_name().unwrap_or_default();
    let units = consumed.capacity_units().unwrap_or_default();
    format!(r#"{{"TableName":"{table}","CapacityUnits":{units}}}"#)
}
