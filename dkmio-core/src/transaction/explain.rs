//! The parameters of a transaction, in readable form.

use std::fmt;

use crate::request::{Argument, Explanation, RETURN_CONSUMED_CAPACITY, RequestLimits, command, transact_items};

/// The parameters of a transaction: its parts, in the order in which they are sent.
///
/// It shows values in full, so do not log it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TransactExplanation {
    /// The operation, such as `TransactWriteItems`.
    pub operation: &'static str,
    /// The token that the caller gave.
    pub token: Option<String>,
    /// The other parameters besides the parts, such as `ReturnConsumedCapacity`.
    pub parameters: Vec<(&'static str, String)>,
    /// The parts; the operation of each is its name in the API, such as `ConditionCheck`.
    pub parts: Vec<Explanation>,
}

impl TransactExplanation {
    pub(super) fn new(
        operation: &'static str,
        token: Option<String>,
        parts: Vec<Explanation>,
        limits: &RequestLimits,
    ) -> Self {
        let consumed = limits.return_consumed_capacity();
        let consumed = consumed.map(|consumed| (RETURN_CONSUMED_CAPACITY, consumed.as_str().to_owned()));
        Self { operation, token, parameters: consumed.into_iter().collect(), parts }
    }

    /// Returns the transaction as a command of the AWS CLI, quoted for a POSIX shell and ready to paste. Tables have
    /// their declared names; region and credentials are those of the shell. A transaction without parts, which sends no
    /// request, is a comment.
    #[must_use]
    pub fn to_aws_cli(&self) -> String {
        if self.parts.is_empty() {
            return "# no parts: no request is sent".to_owned();
        }
        let mut arguments = vec![transact_items(&self.parts)];
        arguments.extend(self.parameters.iter().map(|(name, value)| (*name, Argument::Text(value.clone()))));
        arguments.extend(self.token.clone().map(|token| ("ClientRequestToken", Argument::Text(token))));
        command(self.operation, &arguments)
    }
}

impl fmt::Display for TransactExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.parts.len() == 1 { "" } else { "s" };
        write!(f, "{} of {} part{plural}", self.operation, self.parts.len())?;
        if let Some(token) = &self.token {
            write!(f, "\n  ClientRequestToken: {token}")?;
        }
        for (name, value) in &self.parameters {
            write!(f, "\n  {name}: {value}")?;
        }
        for (position, part) in self.parts.iter().enumerate() {
            write!(f, "\n{position}: {part}")?;
        }
        Ok(())
    }
}
