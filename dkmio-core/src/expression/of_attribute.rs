//! The conditions on one attribute that dkmio itself makes.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{ConditionNode, LeftOperand};
use crate::attribute::{DocumentPath, OperandValue, PathError};

/// Returns the condition that an attribute exists.
pub(crate) fn exists_condition(path: DocumentPath) -> ConditionNode {
    ConditionNode::Function("attribute_exists", LeftOperand::Path(path), None)
}

/// Returns the condition that an attribute has a value.
pub(crate) fn equals_condition(path: Result<DocumentPath, PathError>, value: OperandValue) -> ConditionNode {
    ConditionNode::Compare(LeftOperand::of(path), "=", value)
}

/// Returns the condition that an attribute is absent.
pub(crate) fn missing_condition(path: Result<DocumentPath, PathError>) -> ConditionNode {
    ConditionNode::Function("attribute_not_exists", LeftOperand::of(path), None)
}

/// Returns the condition that a field is read as `None`: the attribute is absent, or `NULL` as other programs store it.
pub(crate) fn none_condition(name: &'static str) -> ConditionNode {
    let path = || Ok(DocumentPath::top(name));
    missing_condition(path()).or(equals_condition(path(), OperandValue::Value(AttributeValue::Null(true))))
}
