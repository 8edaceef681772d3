//! DeleteTable.

use std::marker::PhantomData;
use std::time::Duration;

use super::request::{awaitable, checked_name};
use super::wait;
use crate::client::{DynamoDb, Exchange, Operation, TableRef};
use crate::error::{Error, ErrorContext};
use crate::table::Table;

const OPERATION: Operation = Operation::write("DeleteTable");

/// Deletes a table with all its items and waits until it no longer exists: DeleteTable, DescribeTable.
///
/// Returned by [`DynamoTable::delete_table`](crate::dynamo_table::DynamoTable::delete_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct DeleteTable<T> {
    if_exists: bool,
    wait: Duration,
    target: TableRef,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> DeleteTable<T> {
    pub(crate) fn new() -> Self {
        Self { if_exists: false, wait: wait::DEFAULT_WAIT, target: TableRef::of::<T>(), table: PhantomData }
    }

    /// Sends this request for the table `name` instead of the one that the connection has for the type (`TableName`). The name is
    /// used unchanged, without the connection's prefix. It allows one type to be in several tables, such as one for each year.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.target.rename(name);
        self
    }

    /// Succeeds if the table does not exist.
    pub fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }

    /// Sets the maximum time to wait until the table no longer exists. The default is ten minutes.
    pub fn wait(mut self, limit: Duration) -> Self {
        self.wait = limit;
        self
    }

    /// Deletes the table and waits until it no longer exists.
    ///
    /// # Errors
    ///
    /// Returns `TableNotFound` if there is no such table, `Validation` if it is protected from deletion, `TableInUse`
    /// if it is being created, changed or deleted, `Timeout` if it is not gone in time, and an error if the request is
    /// rejected by the service or cannot be delivered.
    pub async fn send(self, db: &DynamoDb) -> Result<(), Error> {
        let table = checked_name(db, &self.target, OPERATION.name)?;
        let context = ErrorContext::new(OPERATION.name, table.clone(), None);
        let exchange = Exchange::new(OPERATION, context.clone());
        let request = db.client().delete_table().table_name(&table);
        let request = |config| request.customize().config_override(config).send();
        match exchange.send_plain(request).await {
            // DeleteTable decides whether the table exists. A description before it could be outdated.
            Err(error) if self.if_exists && error.is_table_not_found() => return Ok(()),
            deleted => deleted.map(drop)?,
        }
        // DeleteTable only starts the deletion. A table of this name cannot be created before it has ended.
        wait::until_gone(db, &table, &context, self.wait).await.map_err(Error::with_maybe_applied)
    }
}

awaitable!(DeleteTable => ());
