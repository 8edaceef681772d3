//! Comparing a table with its declaration.

use std::marker::PhantomData;

use super::request::{awaitable, checked_name};
use super::verification::{self, Verification};
use crate::client::{DynamoDb, TableRef};
use crate::error::Error;
use crate::table::Table;

/// Compares a table in DynamoDB with its declaration: DescribeTable, and DescribeTimeToLive if a `#[ttl]` is declared.
///
/// Returned by [`DynamoTable::verify_table`](crate::dynamo_table::DynamoTable::verify_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct VerifyTable<T> {
    target: TableRef,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> VerifyTable<T> {
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

    /// Compares the table with its declaration. A table that does not exist is a difference, not an error.
    ///
    /// # Errors
    ///
    /// Returns an error if the service rejects a request or cannot be reached.
    pub async fn send(self, db: &DynamoDb) -> Result<Verification, Error> {
        let name = checked_name(db, &self.target, "DescribeTable")?;
        verification::verify(db, &T::DEFINITION, name).await
    }
}

awaitable!(VerifyTable => Verification);
