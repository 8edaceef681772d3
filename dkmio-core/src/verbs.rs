//! The verbs of a table and of an index.

use serde::Serialize;

use crate::error::Error;
use crate::key::{EncodedKey, KeyFrom, KeyOf};
use crate::operation::{Delete, Get, Put, Query, Scan, Update};
use crate::table::{Index, PartitionValue, Source, Table};
use crate::transaction::Check;

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

    /// Has a transaction go through only if a condition holds on this item, which it does not write: ConditionCheck.
    ///
    /// It is sent as a part of a [`TransactWrite`](crate::transaction::TransactWrite).
    fn check<K>(key: K) -> Check<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Check::new(encoded::<Self, K>(key))
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
