//! DescribeTable.

use std::marker::PhantomData;

use super::description::Description;
use super::live;
use super::request::{awaitable, checked_name};
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::table::Table;

/// Describes a table in DynamoDB: DescribeTable and DescribeTimeToLive.
///
/// Returned by [`DynamoTable::describe_table`](crate::dynamo_table::DynamoTable::describe_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct DescribeTable<T> {
    target: TableRef,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> DescribeTable<T> {
    pub(crate) fn new() -> Self {
        Self { target: TableRef::of::<T>(), table: PhantomData }
    }

    /// Sends this request for the table `name` instead of the one that the connection has for the type (`TableName`). The name is
    /// used unchanged, without the connection's prefix. It allows one type to be in several tables, such as one for each year.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.target.rename(name);
        self
    }

    /// Describes the table.
    ///
    /// # Errors
    ///
    /// Returns `TableNotFound` if there is no such table, and an error if the request is rejected by the service or cannot
    /// be delivered.
    pub async fn send(self, db: &DynamoDb) -> Result<Description, Error> {
        let name = checked_name(db, &self.target, "DescribeTable")?;
        let table =
            live::existing_table(db, &name).await?.ok_or_else(|| {
                Error::new(ErrorKind::Decode)
                    .with_message("the response has no table")
                    .with_context(&ErrorContext::new("DescribeTable", name.as_str(), None))
            })?;
        let ttl = live::time_to_live(db, &name).await?;
        Ok(Description::new(name, table, ttl))
    }
}

awaitable!(DescribeTable => Description);
