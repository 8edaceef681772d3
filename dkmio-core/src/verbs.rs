//! The verbs of a table and of an index.

use std::future::Future;

use serde::Serialize;

use crate::admin::{self, CreateTable, DeleteTable, Describe, Verification};
use crate::client::DynamoDb;
use crate::error::Error;
use crate::key::{EncodedKey, KeyFrom, KeyOf};
use crate::operation::{Delete, Get, Put, Query, Scan, Update};
use crate::table::{Index, PartitionValue, Source, Table};

/// The verbs of a table: what `#[derive(DynamoTable)]` gives a struct. The one import of a user.
///
/// Each verb is one DynamoDB operation and says which. Nothing is sent before `send`, `all`, `page`, `stream`, `first` or
/// `count` is called.
pub trait DynamoTable: Table {
    /// Reads one item by its primary key: GetItem.
    fn get<K>(key: K) -> Get<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Get::new(encoded::<Self, K>(key))
    }

    /// Creates or replaces this item: PutItem.
    fn put(&self) -> Put<Self>
    where
        Self: Serialize,
    {
        Put::new(self)
    }

    /// Changes an item, or creates it: UpdateItem.
    fn update<K>(key: K) -> Update<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Update::new(encoded::<Self, K>(key))
    }

    /// Deletes one item by its primary key: DeleteItem.
    fn delete<K>(key: K) -> Delete<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Delete::new(encoded::<Self, K>(key))
    }

    /// Reads the items of one partition in the order of their sort key: Query.
    fn query<P>(partition: P) -> Query<Self>
    where
        P: PartitionValue<Self::Partition>,
    {
        Query::new(partition)
    }

    /// Reads the whole table, in no particular order: Scan. It is paid for by what it reads.
    #[must_use]
    fn scan() -> Scan<Self> {
        Scan::new()
    }

    /// Creates the table as it is declared, with its indexes and its time to live: CreateTable, UpdateTimeToLive.
    fn create_table() -> CreateTable<Self> {
        CreateTable::new()
    }

    /// Deletes the table with all its items: DeleteTable.
    fn delete_table() -> DeleteTable<Self> {
        DeleteTable::new()
    }

    /// Describes the table as it is in DynamoDB: DescribeTable, DescribeTimeToLive.
    fn describe() -> Describe<Self> {
        Describe::new()
    }

    /// Compares the table as it is in DynamoDB with its declaration: DescribeTable, and DescribeTimeToLive where a
    /// `#[ttl]` is declared.
    ///
    /// Only what the code relies on counts: the key, the declared indexes with their keys and what they hold, that they
    /// are complete, the time to live. More indexes, more attributes in an index, billing, streams and tags give no
    /// difference. That there is no such table is a difference, not an error.
    ///
    /// # Errors
    /// Whatever the service or the connection says.
    fn verify(db: &DynamoDb) -> impl Future<Output = Result<Verification, Error>> + Send {
        async move { admin::verify(&Self::DEFINITION, db).await }
    }
}

impl<T: Table> DynamoTable for T {}

fn encoded<T: Table, K>(key: K) -> Result<EncodedKey, Error>
where
    T::Key: KeyFrom<K>,
{
    Ok(T::Key::key_from(key).encode()?)
}

impl<S: Source> Index<S> {
    /// Reads the entries of one partition of the index in the order of its sort key: Query.
    pub fn query<P>(self, partition: P) -> Query<S>
    where
        P: PartitionValue<S::Partition>,
    {
        Query::new(partition)
    }

    /// Reads the whole index, in no particular order: Scan.
    pub fn scan(self) -> Scan<S> {
        Scan::new()
    }
}
