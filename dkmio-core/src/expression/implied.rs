//! What a condition tells of the stored item wherever it holds.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{ConditionNode, LeftOperand};
use crate::attribute::{DocumentPath, OperandValue};

impl ConditionNode {
    /// Whether the condition holds only if the item exists.
    ///
    /// May say no of a condition that does: only operators on values are known to fail on an absent attribute.
    pub(crate) fn needs_item(&self) -> bool {
        match self {
            Self::Compare(left, operator, OperandValue::Value(_)) => *operator != "<>" && left.is_attribute(),
            Self::Between(left, OperandValue::Value(_), OperandValue::Value(_)) | Self::In(left, _) => {
                left.is_attribute()
            }
            Self::Function(name, left, _) => *name != "attribute_not_exists" && left.is_attribute(),
            Self::And(nodes) => nodes.iter().any(Self::needs_item),
            Self::Or(nodes) => nodes.iter().all(Self::needs_item),
            _ => false,
        }
    }

    /// Returns what a top-level attribute holds wherever the condition does: its value, or `None` within if it is absent.
    pub(crate) fn known(&self, name: &str) -> Option<Option<&AttributeValue>> {
        let is_it = |path: &DocumentPath| path.steps().len() == 1 && path.root() == name;
        match self {
            Self::Compare(LeftOperand::Path(path), "=", OperandValue::Value(value)) if is_it(path) => Some(Some(value)),
            Self::Function("attribute_not_exists", LeftOperand::Path(path), _) if is_it(path) => Some(None),
            Self::And(nodes) => nodes.iter().find_map(|node| node.known(name)),
            _ => None,
        }
    }
}
