//! What a request would send, for a human.

use std::fmt;

use crate::expression::Placeholders;

/// What a request sends: as data, and by `Display` as text to read.
///
/// It has each expression twice: as it is sent, and with names and values in place of the placeholders. Values are shown in
/// full, so take care where an explanation is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The operation, such as `Query`.
    pub operation: &'static str,
    /// The table's declared name.
    pub table: String,
    /// The index's name.
    pub index: Option<&'static str>,
    /// The parameters that are not expressions, such as the key, `Limit` or the direction.
    pub parameters: Vec<(&'static str, String)>,
    /// The expressions.
    pub expressions: Vec<ExplainedExpression>,
    /// Warnings, such as the cost that a filter hides, or a scan of the whole table.
    pub warnings: Vec<&'static str>,
}

/// One expression of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainedExpression {
    /// The parameter it is sent as, such as `FilterExpression`.
    pub parameter: &'static str,
    /// As it is sent, with placeholders.
    pub sent: String,
    /// With names and values put back in.
    pub readable: String,
}

impl Explanation {
    pub(crate) fn new(operation: &'static str, table: impl Into<String>, index: Option<&'static str>) -> Self {
        Self {
            operation,
            table: table.into(),
            index,
            parameters: Vec::new(),
            expressions: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn parameter(&mut self, name: &'static str, value: impl Into<String>) {
        self.parameters.push((name, value.into()));
    }

    pub(crate) fn expression(&mut self, parameter: &'static str, sent: Option<&String>, names: &Placeholders) {
        if let Some(sent) = sent {
            let readable = names.readable(sent);
            self.expressions.push(ExplainedExpression { parameter, sent: sent.clone(), readable });
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on table {}", self.operation, self.table)?;
        if let Some(index) = self.index {
            write!(f, ", index {index}")?;
        }
        for (name, value) in &self.parameters {
            write!(f, "\n  {name}: {value}")?;
        }
        for expression in &self.expressions {
            write!(f, "\n  {}: {}", expression.parameter, expression.readable)?;
            write!(f, "\n    sent as: {}", expression.sent)?;
        }
        for warning in &self.warnings {
            write!(f, "\n  note: {warning}")?;
        }
        Ok(())
    }
}
