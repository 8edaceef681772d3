//! The common builder of all reads of several items: `Read`, its options, and the ways to read it.

use std::fmt;
use std::future::{IntoFuture, Ready, ready};
use std::marker::PhantomData;
use std::time::Duration;

use futures::future::BoxFuture;

use super::all::read_all;
use super::collect;
use super::plan::ReadPlan;
use super::state::SendsOneRequest;
use super::stream::ItemStream;
use crate::client::{CapacityMeter, DynamoDb, default_client};
use crate::cursor::Cursor;
use crate::error::Error;
use crate::expression::Condition;
use crate::request::{AsType, DecodeAs, Explanation};
use crate::table::{Expires, Source, SupportsConsistentRead};

/// A read of several items: a [`Query`](crate::read::Query), a [`Scan`](crate::read::Scan) or a
/// [`ParallelScan`](crate::read::ParallelScan). They are aliases of this type and share its methods.
///
/// `S` is the table or index, and an item is decoded as `H`. `M` is the state: for a query, the sort-key condition that
/// it still accepts; for a scan, [`FullScan`](crate::read::FullScan) or [`Segments`](crate::read::Segments).
///
/// No request is sent before [`all`](Self::all), [`first`](Self::first), [`page`](Self::page), [`stream`](Self::stream)
/// or [`count`](Self::count) is called. These report deferred errors first.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let large: Vec<Orders> = Orders::query("ana")
///     .sk_gte("o1")
///     .filter(Orders::TOTAL.gte(100))
///     .descending()
///     .limit(20)
///     .all(&db)
///     .await?;
/// assert_eq!(large.len(), 1);
///
/// let page = Orders::scan().page_size(1).page(&db).await?;
/// assert!(page.next.is_some());
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - Of a query: the sort-key condition `sk_eq`, `sk_prefix`, `sk_gt`, `sk_gte`, `sk_lt`, `sk_lte`, `sk_between`, `sk_begins_with` or `sk`; `descending`, `scan_forward`. Of a scan: `segments`
/// - Which items: [`filter`](Self::filter), [`live`](Self::live), [`consistent`](Self::consistent), [`start_from`](Self::start_from), [`table_name`](Self::table_name)
/// - How many: [`limit`](Self::limit), [`page_size`](Self::page_size), [`max_pages`](Self::max_pages), [`max_read_units_per_second`](Self::max_read_units_per_second)
/// - What they become: the struct, or [`select`](Self::select), [`select_as`](Self::select_as), [`select_paths`](Self::select_paths), [`keys`](Self::keys), [`free_form`](Self::free_form), [`try_items`](Self::try_items)
/// - How it is read: [`all`](Self::all), [`first`](Self::first), [`page`](Self::page), [`stream`](Self::stream), [`count`](Self::count), [`raw_page`](Self::raw_page); of an index also [`hydrate`](Self::hydrate)
/// - [`explain`](Self::explain), [`meter`](Self::meter), [`timeout`](Self::timeout), [`retry_timeout`](Self::retry_timeout)
#[must_use = "a read does nothing until `all`, `first`, `page`, `stream` or `count` is called"]
pub struct Read<S: Source, H = AsType<<S as Source>::Item>, M = <S as Source>::Sort> {
    pub(crate) plan: ReadPlan,
    pub(crate) decode_as: H,
    pub(super) types: PhantomData<fn() -> (S, M)>,
}

impl<S: Source, M> Read<S, AsType<S::Item>, M> {
    pub(super) fn new(plan: ReadPlan) -> Self {
        Self { plan, decode_as: AsType::from_source::<S>(), types: PhantomData }
    }
}

/// The items to read.
impl<S: Source, H, M> Read<S, H, M> {
    pub(super) fn with_decoder(plan: ReadPlan, decode_as: H) -> Self {
        Self { plan, decode_as, types: PhantomData }
    }

    /// Returns the same read whose items are decoded in another way.
    pub(super) fn reshape<G>(self, decode_as: G) -> Read<S, G, M> {
        Read { plan: self.plan, decode_as, types: PhantomData }
    }

    /// Returns the same read in another state.
    pub(super) fn into_state<N>(self) -> Read<S, H, N> {
        Read { plan: self.plan, decode_as: self.decode_as, types: PhantomData }
    }

    /// Drops items that do not meet the condition (`FilterExpression`). Several filters are joined by AND.
    ///
    /// DynamoDB filters after it has read: items that it drops are paid for.
    ///
    /// # Errors
    /// A query that filters on a key attribute of the table or index that it queries is refused before it is sent, and
    /// so is a filter on an attribute that the index does not project, or that an entity stores inside its primary key
    /// alone.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let large = Orders::query("ana").filter(Orders::TOTAL.gte(100)).all(&db).await?;
    /// assert_eq!(large.len(), 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "FilterExpression")]
    pub fn filter(mut self, condition: Condition<S::Table>) -> Self {
        self.plan.filter(condition.into_node());
        self
    }
}

// rust-analyzer offers a method if the bounds of its `impl` hold, but rustc has a message of its own only for the
// bounds of the method. So they are at both.
impl<#[cfg(not(rust_analyzer))] S: Source, #[cfg(rust_analyzer)] S: Source + SupportsConsistentRead, H, M>
    Read<S, H, M>
{
    /// Makes the read strongly consistent, at twice the capacity (`ConsistentRead = true`). Tables and local indexes
    /// offer it; global indexes do not.
    #[doc(alias = "ConsistentRead")]
    pub fn consistent(mut self) -> Self
    where
        S: SupportsConsistentRead,
    {
        self.plan.consistent = true;
        self
    }
}

impl<S: Source, H, M> Read<S, H, M> {
    /// Limits the number of results, over as many pages as it takes. Takes any integer type. `limit(0)` reads nothing
    /// and sends no request.
    ///
    /// DynamoDB's parameter `Limit` counts the items that it evaluates for one page, before the filter; that is
    /// [`page_size`](Self::page_size).
    ///
    /// # Errors
    /// A negative number is refused when the read starts.
    pub fn limit(mut self, results: impl TryInto<usize>) -> Self {
        self.plan.limit = self.plan.number("limit", results);
        self
    }

    /// Sets how many items DynamoDB evaluates for one page, before the filter (`Limit`). Takes any integer type. By
    /// default a page is 1 MB.
    ///
    /// # Errors
    /// A page size of 0 and a negative one are refused when the read starts.
    #[doc(alias = "Limit")]
    pub fn page_size(mut self, items: impl TryInto<usize>) -> Self {
        self.plan.set_page_size(items);
        self
    }

    /// Limits the number of pages that are requested, as a guard on cost. Takes any integer type.
    ///
    /// If there is more to read, [`page`](Self::page) and [`raw_page`](Self::raw_page) return what they have and a
    /// cursor.
    ///
    /// # Errors
    /// Every other method returns an error of the kind [`PageLimit`](crate::error::ErrorKind::PageLimit) if there is
    /// more to read. These two do so only if they must not request the first page: for a query of several shards, the
    /// first page of each.
    pub fn max_pages(mut self, pages: impl TryInto<usize>) -> Self {
        self.plan.max_pages = self.plan.number("max_pages", pages);
        self
    }

    /// Limits the read capacity that is consumed in a second, over all pages and segments, so that the read leaves room
    /// for others.
    ///
    /// The cost of a page is known only after it has been read, so dkmio pauses after an expensive page rather than
    /// before it. In no second is more consumed than the rate and one page beyond it; a smaller
    /// [`page_size`](Self::page_size) makes that smaller, too. The segments of a parallel scan share the rate and wait
    /// for the first response together.
    ///
    /// # Errors
    /// A rate of 0 is refused when the read starts.
    pub fn max_read_units_per_second(mut self, units: u32) -> Self {
        self.plan.max_units = Some(units);
        self
    }
}

impl<#[cfg(not(rust_analyzer))] S: Source, #[cfg(rust_analyzer)] S: Source<Table: Expires>, H, M> Read<S, H, M> {
    /// Omits items that have expired and are not deleted yet, by a filter on the time to live. An item without a usable
    /// time to live never expires.
    ///
    /// Available on tables that declare a `#[ttl]`; an index must project it. On a shared table that declares one it is available for all
    /// entities, for collections and for the table itself.
    #[doc(alias = "TTL")]
    pub fn live(mut self) -> Self
    where
        S::Table: Expires,
    {
        self.plan.live = Some(<S::Table as Expires>::TTL);
        self
    }
}

impl<S: Source, H, M> Read<S, H, M> {
    /// Continues after the position of a cursor (`ExclusiveStartKey`): one of a page or stream of the same read, or one
    /// made by [`Cursor::after`].
    ///
    /// # Errors
    /// A cursor of another table, index, direction, key condition or number of segments is refused before anything is
    /// sent, with an error of the kind [`InvalidCursor`](crate::error::ErrorKind::InvalidCursor).
    #[doc(alias = "ExclusiveStartKey")]
    pub fn start_from(mut self, cursor: Cursor) -> Self {
        self.plan.start = Some(cursor);
        self
    }

    /// Reads the table `name`, or the table with this ARN, instead of the one that the connection has for the type
    /// (`TableName`). The name is used unchanged, without the connection's prefix.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.plan.target.rename(name);
        self
    }

    /// Adds the capacity that this read consumes, over all of its pages, to `meter` (`ReturnConsumedCapacity =
    /// INDEXES`). Pages and streams then have their capacity, too.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::CapacityMeter;
    ///
    /// let meter = CapacityMeter::new();
    /// Orders::query("ana").meter(&meter).all(&db).await?;
    /// Orders::scan().segments(2).meter(&meter).count(&db).await?;
    /// println!("{} read capacity units", meter.capacity().total);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ReturnConsumedCapacity")]
    pub fn meter(mut self, meter: &CapacityMeter) -> Self {
        self.plan.limits.meter = Some(meter.clone());
        self
    }

    /// Limits the time of the request for each page, its retries included. A page that runs out of time is an error of
    /// the kind [`Timeout`](crate::error::ErrorKind::Timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.plan.limits.timeout = Some(timeout);
        self
    }

    /// Limits the time in which the request for a page is retried, counted from its first attempt. After it, an attempt
    /// that fails is the last one.
    pub fn retry_timeout(mut self, retry_timeout: Duration) -> Self {
        self.plan.limits.retry_timeout = Some(retry_timeout);
        self
    }

    /// Returns what the request for the first page would send. The cursor of [`start_from`](Self::start_from) is not
    /// checked: it belongs to a connection.
    ///
    /// # Errors
    /// Returns an error if the read would be refused before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.plan.explain()
    }

    /// Counts the items over all pages (`Select = COUNT`). No item is transferred, but each is read and paid for.
    ///
    /// # Errors
    /// Returns an error if the request is refused before it is sent, if [`max_pages`](Self::max_pages) is reached, or
    /// if DynamoDB returns an error.
    #[doc(alias = "Select")]
    #[doc(alias = "COUNT")]
    pub async fn count(self, db: &DynamoDb) -> Result<usize, Error> {
        collect::count(self.plan, db).await
    }
}

/// The ways to read.
impl<S: Source, H: DecodeAs, M> Read<S, H, M> {
    /// Reads every item, over as many pages as it takes (until there is no `LastEvaluatedKey`). A parallel scan returns
    /// them in no particular order.
    ///
    /// # Errors
    /// Returns an error if the request is refused before it is sent, if an item cannot be decoded, if
    /// [`max_pages`](Self::max_pages) is reached, if a `LastEvaluatedKey` repeats, or if DynamoDB returns an error.
    #[doc(alias = "fetch_all")]
    pub async fn all(self, db: &DynamoDb) -> Result<Vec<H::Output>, Error>
    where
        H: Sync + 'static,
    {
        read_all(self.plan, self.decode_as, db).await
    }

    /// Returns the items one by one, and fetches one page ahead. A parallel scan returns the items in the order of
    /// arrival from the segments; the stream's [`cursor`](ItemStream::cursor) covers all segments.
    ///
    /// A deferred error is the first item of the stream.
    pub fn stream(self, db: &DynamoDb) -> ItemStream<H::Output>
    where
        H: Sync + 'static,
    {
        ItemStream::new(self.plan, self.decode_as, db)
    }

    /// Never available: a read has no `send`, since it may take several requests.
    #[doc(hidden)]
    pub fn send(self, _: &DynamoDb) -> Ready<Result<Vec<H::Output>, Error>>
    where
        Self: SendsOneRequest,
    {
        ready(Ok(Vec::new()))
    }
}

impl<S: Source, H: DecodeAs + Sync + 'static, M> IntoFuture for Read<S, H, M> {
    type Output = Result<Vec<H::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Reads every item, on the default connection, see
    /// [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
    fn into_future(self) -> Self::IntoFuture {
        let (plan, decode_as) = (self.plan, self.decode_as);
        Box::pin(async move { read_all(plan, decode_as, &default_client()?).await })
    }
}

impl<S: Source, H, M> fmt::Debug for Read<S, H, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt(f)
    }
}
