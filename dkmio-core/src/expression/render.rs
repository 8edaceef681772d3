//! Renders conditions as the text that is sent, with as few parentheses as needed.

use super::condition::{ConditionNode, LeftOperand, is_above};
use super::error::ExpressionError;
use super::limits;
use super::placeholders::{Placeholders, Text};
use crate::attribute::{DocumentPath, OperandValue};

/// What there is to send of a condition.
pub(crate) enum RenderedCondition {
    /// Nothing: it is always true.
    True,
    /// Nothing: it is never true.
    False,
    /// A text for the service to evaluate.
    Text(String),
}

impl ConditionNode {
    /// Renders conditions that are joined with AND. They are not cloned: a filter may hold many values.
    pub(crate) fn render_all(
        all: &[&Self],
        placeholders: &mut Placeholders,
        expression: &'static str,
    ) -> Result<RenderedCondition, ExpressionError> {
        // One false condition decides. No part of the others is rendered, so their placeholders do not count against
        // the limits.
        if all.iter().any(|node| matches!(node, Self::Constant(false))) {
            return Ok(RenderedCondition::False);
        }
        let mut parts = all.iter().copied().filter(|node| !matches!(node, Self::Constant(true)));
        let mut text = Text::default();
        match (parts.next(), parts.next()) {
            (None, _) => return Ok(RenderedCondition::True),
            (Some(only), None) => only.write(placeholders, &mut text)?,
            (Some(first), Some(second)) => {
                let parts = [first, second].into_iter().chain(parts);
                write_joined(parts.flat_map(Self::parts), " AND ", placeholders, &mut text)?;
            }
        }
        text.finish(expression).map(RenderedCondition::Text)
    }

    /// Returns the parts of a condition that is joined with AND, or else the condition.
    fn parts(&self) -> impl Iterator<Item = &Self> {
        let (several, one) = match self {
            Self::And(nodes) => (Some(nodes), None),
            node => (None, Some(node)),
        };
        several.into_iter().flatten().chain(one)
    }

    pub(super) fn write(&self, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        match self {
            // `render_all` leaves constants out.
            Self::Constant(_) => Ok(()),
            Self::TooDeep => Err(ExpressionError::TooDeep),
            Self::Compare(left, operator, right) => {
                left.write(names, out)?;
                out.operator();
                // Without the formatting machinery, which costs more than the rest of a comparison.
                out.push_str(" ");
                out.push_str(operator);
                out.push_str(" ");
                write_operand(right, left, names, out)
            }
            Self::Between(left, low, high) => write_between(left, low, high, names, out),
            Self::In(left, operands) => write_in(left, operands, names, out),
            Self::Function(function, left, operand) => {
                out.operator();
                out.push_str(function);
                out.push_str("(");
                left.write(names, out)?;
                if let Some(operand) = operand {
                    out.push_str(", ");
                    write_operand(operand, left, names, out)?;
                }
                out.push_str(")");
                Ok(())
            }
            Self::Not(inner) => {
                out.operator();
                out.push_str("NOT ");
                inner.write_in_parentheses(matches!(**inner, Self::And(_) | Self::Or(_)), names, out)
            }
            Self::And(nodes) => write_joined(nodes, " AND ", names, out),
            Self::Or(nodes) => write_joined(nodes, " OR ", names, out),
        }
    }

    fn write_in_parentheses(
        &self,
        needed: bool,
        names: &mut Placeholders,
        out: &mut Text,
    ) -> Result<(), ExpressionError> {
        if !needed {
            return self.write(names, out);
        }
        out.push_str("(");
        self.write(names, out)?;
        out.push_str(")");
        Ok(())
    }
}

fn write_joined<'n>(
    nodes: impl IntoIterator<Item = &'n ConditionNode>,
    joint: &str,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    for (at, node) in nodes.into_iter().enumerate() {
        if at > 0 {
            out.operator();
            out.push_str(joint);
        }
        node.write_in_parentheses(matches!(node, ConditionNode::And(_) | ConditionNode::Or(_)), names, out)?;
    }
    Ok(())
}

fn write_between(
    left: &LeftOperand,
    low: &OperandValue,
    high: &OperandValue,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    // DynamoDB refuses both of these with messages that quote the values, which `Display` of an error would cut.
    if let (OperandValue::Value(low), OperandValue::Value(high)) = (low, high) {
        if std::mem::discriminant(low) != std::mem::discriminant(high) {
            return Err(ExpressionError::BetweenTypes { path: left.path()?.clone() });
        }
        if is_above(low, high) {
            return Err(ExpressionError::Between { path: left.path()?.clone() });
        }
    }
    left.write(names, out)?;
    out.operator();
    out.push_str(" BETWEEN ");
    write_operand(low, left, names, out)?;
    out.push_str(" AND ");
    write_operand(high, left, names, out)
}

fn write_in(
    left: &LeftOperand,
    operands: &[OperandValue],
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    if operands.len() > limits::IN_OPERANDS {
        return Err(ExpressionError::TooManyOperands { path: left.path()?.clone(), operands: operands.len() });
    }
    left.write(names, out)?;
    out.operator();
    out.push_str(" IN (");
    for (at, operand) in operands.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write_operand(operand, left, names, out)?;
    }
    out.push_str(")");
    Ok(())
}

fn write_operand(
    operand: &OperandValue,
    left: &LeftOperand,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    match operand {
        OperandValue::Value(value) => names.value(value.clone(), out),
        OperandValue::Path(path) => names.path(path, out),
        OperandValue::Size(path) => write_size(path, names, out),
        OperandValue::Unencodable(source) => {
            return Err(ExpressionError::Encode { path: left.path()?.clone(), source: source.clone() });
        }
        OperandValue::Absent => return Err(ExpressionError::Absent { path: left.path()?.clone() }),
        OperandValue::Malformed(error) => return Err(error.clone().into()),
    }
    Ok(())
}

fn write_size(path: &DocumentPath, names: &mut Placeholders, out: &mut Text) {
    out.operator();
    out.push_str("size(");
    names.path(path, out);
    out.push_str(")");
}

impl LeftOperand {
    fn path(&self) -> Result<&DocumentPath, ExpressionError> {
        match self {
            Self::Path(path) | Self::Size(path) => Ok(path),
            Self::Malformed(error) => Err(error.clone().into()),
        }
    }

    fn write(&self, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        match self {
            Self::Path(path) => names.path(path, out),
            Self::Size(path) => write_size(path, names, out),
            Self::Malformed(error) => return Err(error.clone().into()),
        }
        Ok(())
    }
}
