//! The order of items from several shards: that of their sort keys, as DynamoDB sorts them.

use std::cmp::Ordering;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::number;

/// Returns the position of the part whose next item comes first. Of equal sort keys the first part's comes first.
pub(super) fn first_of<'h>(
    heads: impl Iterator<Item = (usize, &'h [AttributeValue])>,
    is_descending: bool,
) -> Option<usize> {
    let compare = |(at, one): &(usize, &[AttributeValue]), (of, other): &(usize, &[AttributeValue])| {
        let order = compare(one, other);
        (if is_descending { order.reverse() } else { order }).then(at.cmp(of))
    };
    heads.min_by(compare).map(|(at, _)| at)
}

/// Strings and binary sort by their bytes, numbers by their value.
fn compare(one: &[AttributeValue], other: &[AttributeValue]) -> Ordering {
    let of_values = |(one, other): (&AttributeValue, &AttributeValue)| match (one, other) {
        (AttributeValue::S(one), AttributeValue::S(other)) => one.as_bytes().cmp(other.as_bytes()),
        // DynamoDB stores no text in a number, so the comparison succeeds.
        (AttributeValue::N(one), AttributeValue::N(other)) => number::compare(one, other).unwrap_or(Ordering::Equal),
        (AttributeValue::B(one), AttributeValue::B(other)) => one.as_ref().cmp(other.as_ref()),
        // DynamoDB has one type for a key attribute.
        _ => Ordering::Equal,
    };
    one.iter().zip(other).map(of_values).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
