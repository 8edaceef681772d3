//! The condition that an item belongs to an entity.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{ConditionNode, LeftOperand};
use super::of_attribute::missing_condition;
use crate::attribute::{DocumentPath, OperandValue};
use crate::table::EntityAttribute;

/// Returns `_et = "Order"`, and if items may lack the attribute, `OR attribute_not_exists(_et)`.
pub(crate) fn is_entity(attribute: EntityAttribute, name: &str) -> ConditionNode {
    let path = || DocumentPath::top(attribute.name);
    let value = OperandValue::Value(AttributeValue::S(name.to_owned()));
    let named = ConditionNode::Compare(LeftOperand::Path(path()), "=", value);
    if attribute.is_optional { named.or(missing_condition(Ok(path()))) } else { named }
}
