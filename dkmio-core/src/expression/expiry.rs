//! Conditions on the time to live.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{ConditionNode, LeftOperand};
use super::of_attribute::missing_condition;
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::number;
use crate::ttl::Ttl;

/// Returns the condition that the item has not expired at `now`, or never expires.
pub(crate) fn is_live(attribute: &'static str, now: Ttl) -> ConditionNode {
    expired(attribute, now).negate()
}

/// Returns the condition that there is no item, or one that has expired at `now`.
pub(crate) fn is_not_live(key: &'static str, attribute: &'static str, now: Ttl) -> ConditionNode {
    missing_condition(Ok(DocumentPath::top(key))).or(expired(attribute, now))
}

/// Returns `ttl BETWEEN 0 AND :now`.
///
/// An attribute that is absent or not a number fails every comparison, so it never expires. Neither does a number below
/// 0: other programs write -1 for "never", and a typed read of it gives no time either.
fn expired(attribute: &'static str, now: Ttl) -> ConditionNode {
    let number = |seconds: u64| OperandValue::Value(AttributeValue::N(seconds.to_string()));
    ConditionNode::Between(LeftOperand::Path(DocumentPath::top(attribute)), number(0), number(now.epoch_seconds()))
}

/// Returns whether an item that was read has expired at `now`, by the rule of [`is_live`].
pub(crate) fn has_expired(stored: Option<&AttributeValue>, now: Ttl) -> bool {
    let Some(AttributeValue::N(stored)) = stored else { return false };
    let from_zero = number::compare(stored, "0").is_ok_and(|order| order.is_ge());
    from_zero && number::compare(stored, &now.epoch_seconds().to_string()).is_ok_and(|order| order.is_le())
}
