//! The parameters of a transaction, in readable form.

use std::fmt;

use crate::request::{Argument, Explanation, command, transact_items};

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
    /// The parts; the operation of each is its name in the API, such as `ConditionCheck`.
    pub parts: Vec<Explanation>,
}

impl TransactExplanation {
    /// Returns the transaction as a command of the AWS CLI, quoted for a POSIX shell and ready to paste. Tables have
    /// their declared names; region and credentials are those of the shell.
    #[must_use]
    pub fn to_aws_cli(&self) -> String {
        let mut arguments = vec![transact_items(&self.parts)];
        arguments.extend(self.token.clone().map(|token| ("ClientRequestToken", Argument::Text(token))));
        command(self.operation, &arguments)
    }
}

impl fmt::Display for TransactExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} parts", self.operation, self.parts.len())?;
        if let Some(token) = &self.token {
            write!(f, "\n  ClientRequestToken: {token}")?;
        }
        for (position, part) in self.parts.iter().enumerate() {
            write!(f, "\n{position}: {part}")?;
        }
        Ok(())
    }
}
