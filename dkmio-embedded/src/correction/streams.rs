//! Streams: who made a change, and which shards are open.

use serde_json::Value;

/// Returns whether the response may have to be corrected.
pub(super) fn concerns(operation: &str) -> bool {
    matches!(operation, "GetRecords" | "DescribeStream")
}

/// Corrects the response.
pub(super) fn correct(operation: &str, output: &mut Value) {
    match operation {
        "GetRecords" => rename_identities(output),
        "DescribeStream" => open_shards(output),
        _ => {}
    }
}

/// GetRecords spells the members of `userIdentity` in upper case. The engine spells them as Lambda does.
fn rename_identities(output: &mut Value) {
    let records = output.get_mut("Records").and_then(Value::as_array_mut).into_iter().flatten();
    for identity in records.filter_map(|record| record.get_mut("userIdentity")?.as_object_mut()) {
        for (wrong, right) in [("principalId", "PrincipalId"), ("type", "Type")] {
            if let Some(value) = identity.remove(wrong) {
                identity.insert(right.to_owned(), value);
            }
        }
    }
}

/// Removes the last sequence number of open shards. The shards of the engine never end, so all of them are open.
fn open_shards(output: &mut Value) {
    let shards = output.pointer_mut("/StreamDescription/Shards").and_then(Value::as_array_mut).into_iter().flatten();
    for range in shards.filter_map(|shard| shard.get_mut("SequenceNumberRange")?.as_object_mut()) {
        range.remove("EndingSequenceNumber");
    }
}
