//! Facts about the stored item that follow from a condition.

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::{ConditionNode, LeftOperand};
use crate::attribute::{DocumentPath, OperandValue};

impl ConditionNode {
    /// Returns whether the condition holds only if the item exists.
    ///
    /// It may return false for such a condition: only operators on values are known to fail on an absent attribute.
    pub(crate) fn needs_item(&self) -> bool {
        match self {
            // `<>` holds if the attribute is absent.
            Self::Compare(left, operator, OperandValue::Value(_)) => *operator != "<>" && left.is_attribute(),
            Self::Between(left, OperandValue::Value(_), OperandValue::Value(_)) | Self::In(left, _) => {
                left.is_attribute()
            }
            Self::Function(name, left, _) => *name != "attribute_not_exists" && left.is_attribute(),
            Self::And(nodes) => nodes.iter().any(Self::needs_item),
            Self::Or(nodes) => nodes.iter().all(Self::needs_item),
            // Among others, `NOT` of a comparison holds if the attribute is absent.
            _ => false,
        }
    }

    /// Returns the value that a top-level attribute must have for the condition to hold: `Some(None)` if it must be
    /// absent or `NULL`, and `None` if the condition does not tell.
    pub(crate) fn known(&self, name: &str) -> Option<Option<&AttributeValue>> {
        let is_it = |path: &DocumentPath| path.steps().len() == 1 && path.root() == name;
        match self {
            Self::Compare(LeftOperand::Path(path), "=", OperandValue::Value(value)) if is_it(path) => {
                Some(Some(value).filter(|value| !value.is_null()))
            }
            Self::Function("attribute_not_exists", LeftOperand::Path(path), _) if is_it(path) => Some(None),
            // If two of them differ, the condition never holds.
            Self::And(nodes) => nodes.iter().find_map(|node| node.known(name)),
            Self::Or(nodes) => {
                let mut all = nodes.iter().map(|node| node.known(name));
                let first = all.next()??;
                all.all(|other| other == Some(first)).then_some(first)
            }
            _ => None,
        }
    }
}
