//! The plan for a table.

use std::fmt;

use super::blocked::Blocked;
use super::compare::{Comparison, compare};
use super::live_table::LiveTable;
use super::step::Step;
use crate::admin::request::checked_name;
use crate::admin::settings::Settings;
use crate::client::DynamoDb;
use crate::error::{Error, ErrorContext};

/// Compares a table in DynamoDB with its value, to change it: DescribeTable, DescribeTimeToLive if a `#[ttl]` is
/// declared, and ListTagsOfResource if tags are set. Returned by [`TableSpec::plan`](super::super::TableSpec::plan).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct PlanTable {
    settings: Settings,
    delete_undeclared: bool,
}

impl PlanTable {
    pub(in crate::admin) fn new(settings: Settings) -> Self {
        Self { settings, delete_undeclared: false }
    }

    /// Deletes global and vector indexes that the code does not declare. Without it they are only listed, by [`Plan::undeclared`].
    pub fn delete_undeclared_indexes(mut self) -> Self {
        self.delete_undeclared = true;
        self
    }

    /// Creates the plan. Changes nothing in DynamoDB.
    ///
    /// # Errors
    ///
    /// Returns `Validation` if an index of an on-demand table has capacity units or a provisioned table has a vector
    /// index, `TableInUse` if the table is being deleted, and an error if a request is rejected by the service or cannot be
    /// delivered.
    pub async fn send(self, db: &DynamoDb) -> Result<Plan, Error> {
        let table = checked_name(db, &self.settings.target, "DescribeTable")?;
        let context = ErrorContext::new("DescribeTable", table.as_str(), None);
        self.settings.check().map_err(|error| error.with_context(&context))?;
        let live = LiveTable::read(db, &table, &self.settings).await?;
        let comparison = compare(&self.settings, live.as_ref(), self.delete_undeclared);
        Ok(Plan { settings: self.settings, delete_undeclared: self.delete_undeclared, table, comparison })
    }
}

/// The changes that make a table match its declaration and settings. `Display` is one line per step.
///
/// Keys, indexes and the time to live are always compared; billing, the stream, deletion protection and tags only if
/// they are set on the [`TableSpec`](super::super::TableSpec). Capacity units of existing indexes are not compared; a change
/// of billing sets them, too. If billing is not set, a new index of a provisioned table gets the units of its table. An
/// index that projects more than declared is fine. A table is never deleted, and a stream or a time to live never disabled.
///
/// A table that CloudFormation or Terraform owns must be changed there.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) settings: Settings,
    pub(super) delete_undeclared: bool,
    pub(super) table: String,
    comparison: Comparison,
}

impl Plan {
    /// Returns the table's name in DynamoDB.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Returns whether there are neither steps nor blocked differences.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps().is_empty() && self.blocked().is_empty()
    }

    /// Returns the changes, in the order in which they are applied.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.comparison.steps
    }

    /// Returns the differences that DynamoDB cannot change.
    #[must_use]
    pub fn blocked(&self) -> &[Blocked] {
        &self.comparison.blocked
    }

    /// Returns the indexes that the code does not declare, sorted.
    #[must_use]
    pub fn undeclared(&self) -> &[String] {
        &self.comparison.undeclared
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {}", self.table)?;
        if self.is_empty() {
            f.write_str("\n  nothing to change")?;
        }
        self.steps().iter().try_for_each(|step| write!(f, "\n  {step}"))?;
        self.blocked().iter().try_for_each(|blocked| write!(f, "\n  blocked: {blocked}"))?;
        // An index that a step deletes is in the text already.
        let is_deleted = |index: &&String| {
            self.steps().iter().any(|step| matches!(step, Step::DeleteIndex { index: deleted } if deleted == *index))
        };
        let mut kept = self.undeclared().iter().filter(|index| !is_deleted(index));
        kept.try_for_each(|index| write!(f, "\n  note: index `{index}` is not declared, and is kept"))
    }
}
