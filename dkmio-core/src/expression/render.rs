//! Conditions as they are sent.

use std::collections::VecDeque;

use super::condition::{Node, Subject, is_above};
use super::error::ExpressionError;
use super::limits;
use super::placeholders::{Placeholders, Text};
use crate::attribute::{DocumentPath, OperandValue};

impl Node {
    pub(crate) fn render(
        &self,
        placeholders: &mut Placeholders,
        expression: &'static str,
    ) -> Result<String, ExpressionError> {
        let mut text = Text::default();
        self.write(placeholders, &mut text)?;
        text.finish(expression)
    }

    fn write(&self, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        match self {
            // `truth` took constants out before
            Self::Constant(_) => Ok(()),
            Self::TooDeep => Err(ExpressionError::TooDeep),
            Self::Compare(subject, operator, right) => {
                subject.write(names, out)?;
                out.operator();
                out.push(format_args!(" {operator} "));
                write_operand(right, subject, names, out)
            }
            Self::Between(subject, low, high) => write_between(subject, low, high, names, out),
            Self::In(subject, operands) => write_in(subject, operands, names, out),
            Self::Function(function, subject, operand) => {
                out.operator();
                out.push(format_args!("{function}("));
                subject.write(names, out)?;
                if let Some(operand) = operand {
                    out.push_str(", ");
                    write_operand(operand, subject, names, out)?;
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

fn write_joined(
    nodes: &VecDeque<Node>,
    joint: &str,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            out.operator();
            out.push_str(joint);
        }
        node.write_in_parentheses(matches!(node, Node::And(_) | Node::Or(_)), names, out)?;
    }
    Ok(())
}

fn write_between(
    subject: &Subject,
    low: &OperandValue,
    high: &OperandValue,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    if let (OperandValue::Value(low), OperandValue::Value(high)) = (low, high) {
        if std::mem::discriminant(low) != std::mem::discriminant(high) {
            return Err(ExpressionError::BetweenTypes { path: subject.path()?.clone() });
        }
        if is_above(low, high) {
            return Err(ExpressionError::Between { path: subject.path()?.clone() });
        }
    }
    subject.write(names, out)?;
    out.operator();
    out.push_str(" BETWEEN ");
    write_operand(low, subject, names, out)?;
    out.push_str(" AND ");
    write_operand(high, subject, names, out)
}

fn write_in(
    subject: &Subject,
    operands: &[OperandValue],
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    if operands.len() > limits::IN_OPERANDS {
        return Err(ExpressionError::TooManyOperands { path: subject.path()?.clone(), operands: operands.len() });
    }
    subject.write(names, out)?;
    out.operator();
    out.push_str(" IN (");
    for (at, operand) in operands.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write_operand(operand, subject, names, out)?;
    }
    out.push_str(")");
    Ok(())
}

fn write_operand(
    operand: &OperandValue,
    subject: &Subject,
    names: &mut Placeholders,
    out: &mut Text,
) -> Result<(), ExpressionError> {
    match operand {
        OperandValue::Value(value) => names.value(value.clone(), out),
        OperandValue::Path(path) => names.path(path, out),
        OperandValue::Size(path) => write_size(path, names, out),
        OperandValue::Unencodable(source) => {
            return Err(ExpressionError::Encode { path: subject.path()?.clone(), source: source.clone() });
        }
        OperandValue::Absent => return Err(ExpressionError::Absent { path: subject.path()?.clone() }),
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

impl Subject {
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
