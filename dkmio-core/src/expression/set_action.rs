//! The actions of a SET clause.

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::placeholders::{Placeholders, Text};
use crate::attribute::{DocumentPath, OperandValue};

/// The value that SET stores in an attribute.
#[derive(Clone)]
pub(super) enum SetAction {
    Value(OperandValue),
    IfNotExists(AttributeValue),
    /// `if_not_exists(a, :zero) + :n`, or `-`.
    Count(&'static str, AttributeValue),
    Append(AttributeValue),
    Prepend(AttributeValue),
}

impl SetAction {
    pub(super) fn write(
        &self,
        path: &DocumentPath,
        names: &mut Placeholders,
        out: &mut Text,
    ) -> Result<(), ExpressionError> {
        out.operator();
        names.path(path, out);
        out.push_str(" = ");
        match self {
            Self::Value(OperandValue::Path(from)) => names.path(from, out),
            Self::Value(OperandValue::Value(value)) => names.value(value.clone(), out),
            // `set` stores values and paths only, and an expression cannot store a size.
            Self::Value(_) => return Err(ExpressionError::PathAsElement { path: path.clone() }),
            Self::IfNotExists(value) => write_if_not_exists(path, value.clone(), names, out),
            Self::Count(operator, by) => {
                out.operator();
                // A plain `a + :n` fails on an item without the attribute. A counter starts at 0.
                write_if_not_exists(path, AttributeValue::N("0".to_owned()), names, out);
                out.push(format_args!(" {operator} "));
                names.value(by.clone(), out);
            }
            Self::Append(elements) => write_append(path, elements, false, names, out),
            Self::Prepend(elements) => write_append(path, elements, true, names, out),
        }
        Ok(())
    }
}

fn write_if_not_exists(path: &DocumentPath, value: AttributeValue, names: &mut Placeholders, out: &mut Text) {
    out.operator();
    out.push_str("if_not_exists(");
    names.path(path, out);
    out.push_str(", ");
    names.value(value, out);
    out.push_str(")");
}

/// Writes a `list_append` that creates the list if it is absent.
fn write_append(
    path: &DocumentPath,
    elements: &AttributeValue,
    before: bool,
    names: &mut Placeholders,
    out: &mut Text,
) {
    out.operator();
    out.push_str("list_append(");
    if before {
        names.value(elements.clone(), out);
        out.push_str(", ");
    }
    write_if_not_exists(path, AttributeValue::L(Vec::new()), names, out);
    if !before {
        out.push_str(", ");
        names.value(elements.clone(), out);
    }
    out.push_str(")");
}
