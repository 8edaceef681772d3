//! Conditions on the time to live.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{Node, Subject, exists_node};
use crate::attribute::{DocumentPath, OperandValue};
use crate::ttl::Ttl;

/// The item has not expired at `now`, or never does.
pub(crate) fn is_live(attribute: &'static str, now: Ttl) -> Node {
    exists_node(DocumentPath::top(attribute), false).or(compare(attribute, ">", now))
}

/// There is no item, or one that has expired at `now`.
pub(crate) fn is_not_live(key: &'static str, attribute: &'static str, now: Ttl) -> Node {
    exists_node(DocumentPath::top(key), false).or(compare(attribute, "<=", now))
}

fn compare(attribute: &'static str, operator: &'static str, now: Ttl) -> Node {
    Node::Compare(Subject::Path(DocumentPath::top(attribute)), operator, OperandValue::encode(&now))
}

/// Whether an item that came back has expired at `now`: its time to live is a number not above it.
pub(crate) fn has_expired(stored: Option<&AttributeValue>, now: Ttl) -> bool {
    let Some(AttributeValue::N(stored)) = stored else { return false };
    crate::codec::number::compare(stored, &now.epoch_seconds().to_string()).is_ok_and(|order| order.is_le())
}
