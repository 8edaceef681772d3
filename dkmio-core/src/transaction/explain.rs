//! What a transaction would send, for a human.

use std::fmt;

use super::part::{Action, Content};
use crate::error::Error;
use crate::request::{Explanation, readable_item};

/// What a transaction sends: a part after the other, in the order in which they are sent.
///
/// Values are shown in full: mind where it is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransactExplanation {
    /// The operation, such as `TransactWriteItems`.
    pub operation: &'static str,
    /// The token the caller gave.
    pub token: Option<String>,
    /// The parts; the operation of each is its name in the API, such as `ConditionCheck`.
    pub parts: Vec<Explanation>,
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

impl Content {
    pub(super) fn explain(&self, action: Action, table: &str) -> Result<Explanation, Error> {
        let mut explanation = Explanation::new(action.name(), table, None);
        let parameter = if action == Action::Put { "Item" } else { "Key" };
        explanation.parameter(parameter, readable_item(self.attributes.item()?));
        self.rendered.explain(&mut explanation);
        Ok(explanation)
    }
}
