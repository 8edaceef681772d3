//! The parameters of a statement, before it is checked.

use aws_sdk_dynamodb::types::AttributeValue;

use super::statement::{Scope, Target, prepare};
use crate::cursor::Cursor;
use crate::error::{Error, ErrorKind};
use crate::table::Source;

/// The parameters of a statement.
pub(super) struct StatementPlan {
    /// The statement as it is written.
    pub(super) statement: String,
    /// The bound values, or the deferred error.
    pub(super) parameters: Result<Vec<AttributeValue>, Error>,
    pub(super) allow_scan: bool,
    pub(super) consistent: bool,
    pub(super) page_size: Option<usize>,
    pub(super) limit: Option<usize>,
    pub(super) start: Option<Cursor>,
}

impl StatementPlan {
    /// Converts the value of a numeric setting. One that is negative, or larger than a `usize`, becomes a deferred error.
    pub(super) fn number(&mut self, setting: &str, value: impl TryInto<usize>) -> Option<usize> {
        let value = value.try_into().ok();
        // The first mistake is reported.
        if value.is_none() && self.parameters.is_ok() {
            self.parameters = Err(Error::not_a_count(setting));
        }
        value
    }

    /// Checks the statement, and returns it with the name of its source, and its parameters.
    ///
    /// # Errors
    /// Returns an error if it must not be sent.
    pub(super) fn prepare<S: Source>(&self, table: &str) -> Result<(String, &[AttributeValue]), Error> {
        let invalid = |message: String| Error::new(ErrorKind::Validation).with_message(message);
        let parameters = self.parameters.as_ref().map_err(Clone::clone)?;
        if S::TABLE.entity.is_some() && S::TABLE.shared.is_none() && self.allow_scan {
            // A sentinel item is told by its key, which a statement need not select. A scan reads all of them, and another statement only
            // those that it names.
            return Err(invalid(
                "a statement cannot tell the sentinel items of unique values; use `scan()`".to_owned(),
            ));
        }
        if S::TABLE.shared.is_some() {
            // A row has the attributes that the statement selects, so its entity may not be among them.
            return Err(invalid("a statement cannot tell the entities of a shared table; use a query".to_owned()));
        }
        if self.page_size == Some(0) {
            return Err(invalid("`page_size` must be at least 1".to_owned()));
        }
        let scope = if self.allow_scan { Scope::Everything } else { Scope::Partitions };
        Ok((self.checked::<S>(table, scope).map_err(invalid)?, parameters))
    }

    /// Returns the statement with the name of its source.
    ///
    /// # Errors
    /// Returns a message if the statement must not be sent.
    pub(super) fn checked<S: Source>(&self, table: &str, scope: Scope) -> Result<String, String> {
        let index = S::INDEX;
        let target = Target { table, index: index.as_ref(), key: &S::KEY, scope };
        prepare(&self.statement, self.parameters.as_ref().map_or(0, Vec::len), &target)
    }
}
