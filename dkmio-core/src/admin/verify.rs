//! Comparing a table with its declaration.

use std::marker::PhantomData;

use super::request::awaitable;
use super::verification::{self, Verification};
use crate::client::DynamoDb;
use crate::error::Error;
use crate::table::Table;

/// Compares a table in DynamoDB with its declaration: DescribeTable, and DescribeTimeToLive if a `#[ttl]` is declared.
///
/// Returned by [`DynamoTable::verify_table`](crate::dynamo_table::DynamoTable::verify_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct VerifyTable<T> {
    table: PhantomData<fn() -> T>,
}

impl<T: Table> VerifyTable<T> {
    pub(crate) fn new() -> Self {
        Self { table: PhantomData }
    }

    /// Compares the table with its declaration. A table that does not exist is a difference, not an error.
    ///
    /// # Errors
    ///
    /// Returns an error if the service rejects a request or cannot be reached.
    pub async fn send(self, db: &DynamoDb) -> Result<Verification, Error> {
        verification::verify(db, &T::DEFINITION, db.table_name::<T>()).await
    }
}

awaitable!(VerifyTable => Verification);
