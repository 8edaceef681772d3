//! The operations on a table and on an index: the methods that a user calls on a struct or on an index handle.
//!
//! Each method only creates a request. The requests are in `operation`, `read`, `batch`, `transaction` and `admin`.

#[doc(hidden)]
pub mod shared;

use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;

use crate::admin::{CreateTable, DeleteTable, DescribeTable, TableSpec, VerifyTable};
use crate::batch::{BatchDeleteKey, BatchGet, BatchPutItem, BatchWriteStream, Timestamps};
#[cfg(feature = "streams")]
use crate::change_stream::ReadChanges;
use crate::error::Error;
use crate::key::{EncodedKey, KeyFrom, KeyOf};
use crate::operation::{Delete, Get, GuardedItem, Put, Update};
use crate::partiql::Partiql;
use crate::read::{Query, Scan};
use crate::request::{Nothing, OfItem};
use crate::table::{
    Index, PartitionValue, ReadsOneItem, Source, Table, TableDefinition, TableItem, Unchecked, WithoutUnique,
};
use crate::transaction::ConditionCheck;

/// The operations on a table, implemented by `#[derive(DynamoTable)]`. This is the only trait you need to import.
///
/// Each method names its DynamoDB operation. No request is sent before `send`, `all`, `page`, `stream`, `first` or
/// `count` is called.
///
/// # Methods
///
/// - Read one item, or many: [`get`](Self::get), [`batch_get`](Self::batch_get), [`query`](Self::query), [`scan`](Self::scan), [`partiql`](Self::partiql)
/// - Write a whole item: [`put`](Self::put), [`create`](Self::create), [`replace`](Self::replace), [`upsert`](Self::upsert)
/// - Change or delete an item by its key: [`update`](Self::update), [`patch`](Self::patch), [`delete`](Self::delete); one that was read: [`guarded`](Self::guarded)
/// - Write many items: [`batch_put`](Self::batch_put), [`batch_delete`](Self::batch_delete), and their streams
/// - In a transaction: the writes above, and [`condition_check`](Self::condition_check)
/// - The table itself: [`create_table`](Self::create_table), [`describe_table`](Self::describe_table), [`verify_table`](Self::verify_table), [`delete_table`](Self::delete_table), [`table`](Self::table)
/// - The key of an item: [`key`](Self::key)
pub trait DynamoTable: TableItem {
    /// Reads one item by its primary key: GetItem.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let order: Option<Orders> = Orders::get(("ana", "o1")).send(&db).await?;
    /// assert_eq!(order.map(|order| order.total), Some(30));
    ///
    /// let pair = Orders::get(("ana", "o2"))
    ///     .consistent()
    ///     .select((Orders::TOTAL, Orders::STATUS))
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(pair, Some((700, "PENDING".to_owned())));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "GetItem")]
    fn get<K>(key: K) -> Get<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Get::new(encoded::<Self, K>(key))
    }

    /// Reads the items of one partition in the order of their sort key: Query.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let large = Orders::query("ana")
    ///     .sk_begins_with("o")
    ///     .filter(Orders::TOTAL.gte(100))
    ///     .descending()
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(large.len(), 1);
    ///
    /// let entries: Vec<OrdersByStatus> = Orders::by_status()
    ///     .query("PENDING")
    ///     .sk_gte("2025-01-01")
    ///     .limit(20)
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(entries.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    fn query<P>(partition: P) -> Query<Self>
    where
        P: PartitionValue<Self::Partition>,
    {
        Query::query(partition)
    }

    /// Reads the items of the partition to which a primary key belongs: Query. It ignores the sort key, if there is
    /// one.
    ///
    /// It is for code that is generic over the table. Otherwise pass the partition key to [`query`](Self::query).
    // A separate method: if `query` took a whole key, it would silently ignore the sort key.
    fn query_partition_of<K>(key: K) -> Query<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Query::of_partition(Self::Key::key_from(key).encode())
    }

    /// Reads the whole table, in no particular order: Scan. Every item that it reads is charged.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(
    ///     Orders::scan().filter(Orders::NOTE.not_exists()).count(&db).await?,
    ///     2
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    fn scan() -> Scan<Self> {
        Scan::scan()
    }

    /// Reads the rows of a PartiQL SELECT statement, in which `{source}` is the name of the table: ExecuteStatement.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let statement = "SELECT * FROM {source} WHERE user_id = ? AND total > ?";
    /// let large: Vec<Orders> =
    ///     Orders::partiql(statement).bind("ana").bind(100).all(&db).await?;
    /// assert_eq!(large[0].order_id, "o2");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ExecuteStatement")]
    fn partiql(statement: impl Into<String>) -> Partiql<Self> {
        Partiql::new(statement.into())
    }

    /// Creates or replaces this item: PutItem. Not for items with a `#[unique]` attribute, which are written by [`create`](Self::create)
    /// and by [`guarded`](Self::guarded).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// order("luis", "o1", 5).put().if_not_exists().send(&db).await?;
    ///
    /// let again = order("luis", "o1", 6).put().if_not_exists().send(&db).await;
    /// assert!(again.unwrap_err().is_condition_failed());
    ///
    /// let replaced: Option<Orders> =
    ///     order("luis", "o1", 6).put().return_old().send(&db).await?;
    /// assert_eq!(replaced.map(|order| order.total), Some(5));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "PutItem")]
    fn put(&self) -> Put<Self>
    where
        Self: Serialize,
        Self::Unique: WithoutUnique<Self>,
    {
        Put::of_item(self)
    }

    /// Creates this item: PutItem with `attribute_not_exists(partition key)`.
    ///
    /// If an item with this key exists, the error has the kind
    /// [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed) and the stored item.
    ///
    /// An item with `#[unique]` attributes is created in one transaction with the sentinel items of their values (TransactWriteItems). If
    /// another item has one of the values, the error has the kind
    /// [`UniqueViolation`](crate::error::ErrorKind::UniqueViolation), and [`Error::unique_violation`] names the attribute.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// order("luis", "o1", 5).create().send(&db).await?;
    ///
    /// let again = order("luis", "o1", 6).create().send(&db).await.unwrap_err();
    /// assert!(again.is_condition_failed());
    /// assert_eq!(again.old_item::<Orders>()?.map(|order| order.total), Some(5));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias("PutItem", "insert"))]
    fn create(&self) -> Put<Self>
    where
        Self: Serialize,
    {
        Put::creating(self)
    }

    /// Replaces the stored item by this one: PutItem with `attribute_exists(partition key)`.
    ///
    /// If no item with this key exists, the error has the kind
    /// [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// order("ana", "o1", 31).replace().send(&db).await?;
    /// assert!(
    ///     order("ana", "o3", 5)
    ///         .replace()
    ///         .send(&db)
    ///         .await
    ///         .unwrap_err()
    ///         .is_condition_failed()
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "PutItem")]
    fn replace(&self) -> Put<Self>
    where
        Self: Serialize,
        Self::Unique: WithoutUnique<Self>,
    {
        Put::of_item(self).if_exists()
    }

    /// Writes this item over the stored one, or creates it: UpdateItem. Unlike a put it keeps what the stored item has
    /// besides.
    ///
    /// The attributes that the item has are set, and those that it declares and lacks are removed, such as a field that
    /// is `None`. Attributes that the struct does not declare stay as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::attr;
    ///
    /// Orders::update(("ana", "o1"))
    ///     .set(Orders::NOTE, "fragile")
    ///     .set(attr("packed_by"), "luis")
    ///     .send(&db)
    ///     .await?;
    /// order("ana", "o1", 31).upsert().send(&db).await?;
    ///
    /// let stored =
    ///     Orders::get(("ana", "o1")).free_form().send(&db).await?.expect("an order");
    /// assert_eq!(stored.read::<u64>("total")?, Some(31));
    /// assert!(stored.get("note").is_none());
    /// assert_eq!(stored.read::<String>("packed_by")?.as_deref(), Some("luis"));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias("UpdateItem", "merge"))]
    fn upsert(&self) -> Update<Self, Nothing, OfItem>
    where
        Self: Serialize,
        Self::Unique: WithoutUnique<Self>,
    {
        Update::of_item(self)
    }

    /// Changes an item, or creates it: UpdateItem.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let new: Orders = Orders::update(("ana", "o1"))
    ///     .set(Orders::STATUS, "SHIPPED")
    ///     .increment(Orders::TOTAL, 5)
    ///     .condition(Orders::STATUS.eq("PENDING"))
    ///     .return_new()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!((new.status.as_str(), new.total), ("SHIPPED", 35));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "UpdateItem")]
    fn update<K>(key: K) -> Update<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Update::of_key(&Self::Key::key_from(key))
    }

    /// Changes an item that exists: UpdateItem with `attribute_exists(partition key)`.
    ///
    /// If no item with this key exists, the error has the kind
    /// [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// Orders::patch(("ana", "o1")).set(Orders::STATUS, "SHIPPED").send(&db).await?;
    ///
    /// let none =
    ///     Orders::patch(("ana", "o3")).set(Orders::STATUS, "SHIPPED").send(&db).await;
    /// assert!(none.unwrap_err().is_condition_failed());
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "UpdateItem")]
    fn patch<K>(key: K) -> Update<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        Self::update(key).if_exists()
    }

    /// Deletes one item by its primary key: DeleteItem.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let deleted = Orders::delete(("ana", "o1"))
    ///     .condition(Orders::TOTAL.lt(100))
    ///     .return_old()
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(deleted.map(|order| order.order_id), Some("o1".to_owned()));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "DeleteItem")]
    fn delete<K>(key: K) -> Delete<Self>
    where
        Self::Key: KeyFrom<K>,
        Self::Unique: WithoutUnique<Self>,
    {
        Delete::of_key(encoded::<Self, K>(key))
    }

    /// Starts writes of this item as the caller read it: they carry the conditions that they need.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let order = Orders::get(("ana", "o1")).send(&db).await?.expect("an order");
    /// order.guarded().update().set(Orders::STATUS, "SHIPPED").send(&db).await?;
    /// order.guarded().delete().send(&db).await?;
    ///
    /// // A guarded update creates no item.
    /// let gone = order.guarded().update().set(Orders::STATUS, "OPEN").send(&db).await;
    /// assert!(gone.unwrap_err().is_condition_failed());
    /// # Ok(())
    /// # }) }
    /// ```
    fn guarded(&self) -> GuardedItem<'_, Self>
    where
        Self: Serialize,
    {
        GuardedItem::new(self)
    }

    /// Makes a transaction depend on a condition on this item, which it does not write (ConditionCheck).
    ///
    /// It is sent as a part of a [`TransactWrite`](crate::transaction::TransactWrite).
    #[doc(alias = "ConditionCheck")]
    fn condition_check<K>(key: K) -> ConditionCheck<Self>
    where
        Self::Key: KeyFrom<K>,
    {
        ConditionCheck::new(encoded::<Self, K>(key))
    }

    /// Reads any number of items by their primary keys, in the order of the keys: BatchGetItem.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let found = Orders::batch_get([("ana", "o2"), ("ana", "none"), ("ana", "o1")])
    ///     .send(&db)
    ///     .await?;
    /// let totals: Vec<_> =
    ///     found.iter().map(|order| order.as_ref().map(|order| order.total)).collect();
    /// assert_eq!(totals, [Some(700), None, Some(30)]);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "BatchGetItem")]
    fn batch_get<I>(keys: I) -> BatchGet<Self>
    where
        I: IntoIterator,
        Self::Key: KeyFrom<I::Item>,
    {
        BatchGet::new(keys)
    }

    /// Creates or replaces any number of items, in bounded memory: BatchWriteItem. A put in a batch cannot have a
    /// condition.
    ///
    /// Takes items, references to items, or `Result`s of items.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let done =
    ///     Orders::batch_put((0..100).map(|n| order("luis", &format!("o{n}"), n)))
    ///         .concurrency(4)
    ///         .send(&db)
    ///         .await?;
    /// assert_eq!((done.items, done.requests), (100, 4));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "BatchWriteItem")]
    fn batch_put<'s, I>(items: I) -> BatchWriteStream<'s>
    where
        I: IntoIterator,
        I::IntoIter: Send + 's,
        I::Item: BatchPutItem<Self>,
        (Self::Version, Self::Unique): Unchecked<Self>,
    {
        Self::batch_put_stream(stream::iter(items))
    }

    /// Creates or replaces the items of a stream, as `batch_put` does:
    /// `Orders::batch_put_stream(Orders::scan().stream(&from)).send(&to)` copies a table.
    #[doc(alias = "BatchWriteItem")]
    fn batch_put_stream<'s, S>(items: S) -> BatchWriteStream<'s>
    where
        S: Stream + Send + 's,
        S::Item: BatchPutItem<Self>,
        (Self::Version, Self::Unique): Unchecked<Self>,
    {
        BatchWriteStream::new(items.enumerate().map(|(at, item)| item.into_entry(at, Timestamps::Filled)))
    }

    /// Creates or replaces any number of items of a table with a version or a unique attribute, without checking them: BatchWriteItem.
    ///
    /// The items are written as they are, with the versions and the timestamps that they have, and without sentinel items of their unique
    /// values. Use it to load data, not beside other writers. `backfill_keys` adds the sentinel items.
    #[doc(alias = "BatchWriteItem")]
    fn batch_put_unconditional<'s, I>(items: I) -> BatchWriteStream<'s>
    where
        I: IntoIterator,
        I::IntoIter: Send + 's,
        I::Item: BatchPutItem<Self>,
    {
        BatchWriteStream::new(
            stream::iter(items).enumerate().map(|(at, item)| item.into_entry(at, Timestamps::AsTheyAre)),
        )
    }

    /// Deletes any number of items of a table with a version or a unique attribute, whatever they have: BatchWriteItem. The sentinel items
    /// of unique values stay, so that the values stay reserved.
    #[doc(alias = "BatchWriteItem")]
    fn batch_delete_unconditional<'s, I, M>(keys: I) -> BatchWriteStream<'s>
    where
        I: IntoIterator,
        I::IntoIter: Send + 's,
        I::Item: BatchDeleteKey<Self, M>,
    {
        BatchWriteStream::new(stream::iter(keys).enumerate().map(|(at, key)| key.into_delete(at)))
    }

    /// Deletes any number of items by their primary keys, in bounded memory (BatchWriteItem).
    ///
    /// Takes keys, or `Result`s of keys.
    #[doc(alias = "BatchWriteItem")]
    fn batch_delete<'s, I, M>(keys: I) -> BatchWriteStream<'s>
    where
        I: IntoIterator,
        I::IntoIter: Send + 's,
        I::Item: BatchDeleteKey<Self, M>,
        (Self::Version, Self::Unique): Unchecked<Self>,
    {
        Self::batch_delete_stream(stream::iter(keys))
    }

    /// Deletes the items of a stream of keys, or of `Result`s of keys as the stream of a read returns them, in bounded
    /// memory (BatchWriteItem). An error in the stream stops the batch.
    #[doc(alias = "BatchWriteItem")]
    fn batch_delete_stream<'s, S, M>(keys: S) -> BatchWriteStream<'s>
    where
        S: Stream + Send + 's,
        S::Item: BatchDeleteKey<Self, M>,
        (Self::Version, Self::Unique): Unchecked<Self>,
    {
        BatchWriteStream::new(keys.enumerate().map(|(at, key)| key.into_delete(at)))
    }

    /// Reads the changes of the table from its stream: DescribeStream, GetShardIterator, GetRecords. Needs the feature
    /// `streams`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::aws_sdk_dynamodb::types::StreamViewType;
    /// use dkmio::changes::Change;
    /// use futures::TryStreamExt;
    ///
    /// let db = db.with_table_name::<Orders>("orders-with-stream");
    /// Orders::create_table()
    ///     .stream_view(StreamViewType::NewAndOldImages)
    ///     .send(&db)
    ///     .await?;
    /// order("luis", "o1", 5).put().send(&db).await?;
    ///
    /// let changes: Vec<_> =
    ///     Orders::changes().read_available().stream(&db).try_collect().await?;
    /// assert_eq!(changes[0].change, Change::insert(order("luis", "o1", 5)));
    /// # Ok(())
    /// # }) }
    /// ```
    #[cfg(feature = "streams")]
    #[doc(alias = "GetRecords")]
    fn changes() -> ReadChanges<Self> {
        ReadChanges::new()
    }

    /// Returns the primary key of this item.
    fn key(&self) -> Self::Key {
        self.primary_key()
    }

    /// Returns the declaration as data: the keys, the indexes, the names of the attributes.
    ///
    /// It resolves names for filters and projections that users choose. No request is sent.
    fn definition() -> TableDefinition {
        Self::DEFINITION
    }

    /// Returns the table as a value: its declaration with settings such as billing. Templates, plans and the table
    /// itself are created from it. No request is sent.
    fn table() -> TableSpec<Self> {
        TableSpec::new()
    }

    /// Creates the table as it is declared, with its indexes and its time to live: CreateTable, UpdateTimeToLive.
    #[doc(alias = "CreateTable")]
    fn create_table() -> CreateTable<Self> {
        CreateTable::new()
    }

    /// Deletes the table with all its items: DeleteTable.
    #[doc(alias = "DeleteTable")]
    fn delete_table() -> DeleteTable<Self> {
        DeleteTable::new()
    }

    /// Describes the table in DynamoDB: DescribeTable, DescribeTimeToLive.
    #[doc(alias = "DescribeTable")]
    fn describe_table() -> DescribeTable<Self> {
        DescribeTable::new()
    }

    /// Compares the table in DynamoDB with its declaration: DescribeTable, and DescribeTimeToLive if a `#[ttl]` is
    /// declared.
    ///
    /// It compares only what the code relies on: the key, the declared indexes with their keys and projections and
    /// whether they are complete, and the time to live. Additional indexes, additional attributes in an index, billing,
    /// streams and tags are no difference. A table that does not exist is a difference, not an error.
    fn verify_table() -> VerifyTable<Self> {
        VerifyTable::new()
    }
}

impl<T: TableItem> DynamoTable for T {}

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
        Query::query(partition)
    }

    /// Never available: DynamoDB reads one item by the primary key of its table only.
    #[doc(hidden)]
    pub fn get<K>(self, key: K) -> Get<S::Table>
    where
        Self: ReadsOneItem,
    {
        Get::new(self.primary_key(key))
    }

    /// Reads the whole index, in no particular order: Scan.
    pub fn scan(self) -> Scan<S> {
        Scan::scan()
    }

    /// Reads the rows of a PartiQL SELECT statement on the index, in which `{source}` is its name: ExecuteStatement.
    ///
    /// See [`DynamoTable::partiql`].
    pub fn partiql(self, statement: impl Into<String>) -> Partiql<S> {
        Partiql::new(statement.into())
    }
}
