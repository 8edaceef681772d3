//! One page of results.

use crate::client::Capacity;
use crate::cursor::Cursor;

/// One page of a query or a scan, with the cursor of the next one.
///
/// Returned by [`page`](crate::read::Read::page). Iterating over it returns its items.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let mut query = Orders::query("ana").page_size(1);
/// let mut orders = Vec::new();
/// loop {
///     let page = query.page(&db).await?;
///     orders.extend(page.items);
///     match page.next {
///         Some(cursor) => {
///             query = Orders::query("ana").page_size(1).start_from(cursor)
///         }
///         None => break,
///     }
/// }
/// assert_eq!(orders.len(), 2);
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the table or index.
    pub items: Vec<T>,
    /// The cursor of the next page (`LastEvaluatedKey`). `None` at the end.
    ///
    /// There may be a cursor and still no more items: DynamoDB says that it stopped, not that there is more.
    pub next: Option<Cursor>,
    /// The number of items in this page. The sum over all pages is the number of items that meet the filter.
    pub count: usize,
    /// The number of items that DynamoDB read, before the filter (`ScannedCount`). All of them are charged. Items after
    /// a `limit` are read again by the next page.
    pub scanned_count: usize,
    /// The number of omitted items of other entities. They share the table and the beginning of the sort key, and are
    /// charged, too. Those after a `limit` are counted by the next page. In a query of several shards, the next page counts some of
    /// them again.
    pub skipped: usize,
    /// The capacity that this page consumed, if the read has a meter (`ReturnConsumedCapacity`).
    pub capacity: Option<Capacity>,
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'p, T> IntoIterator for &'p Page<T> {
    type Item = &'p T;
    type IntoIter = std::slice::Iter<'p, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
