//! What a transaction would send, for a human.

use std::fmt;

use super::part::{Action, Part};
use crate::error::Error;
use crate::operation::{Explanation, readable_item};

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

impl Part {
    pub(super) fn explain(&self) -> Result<Explanation, Error> {
        let content = self.content.as_ref().map_err(Clone::clone)?;
        let mut explanation = Explanation::new(self.action.name(), self.table, None);
        let parameter = if self.action == Action::Put { "Item" } else { "Key" };
        explanation.parameter(parameter, readable_item(&content.attributes));
        content.rendered.explain(&mut explanation);
        Ok(explanation)
    }
}
