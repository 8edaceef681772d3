//! One page of results.

use crate::client::Capacity;
use crate::cursor::Cursor;

/// One page of a query or scan.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the table or index.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end. There may be nothing behind it: DynamoDB tells that it stopped, not
    /// that there is more.
    pub next: Option<Cursor>,
    /// The number of items in this page. The sum over all pages is the number of items that meet the filter.
    pub count: usize,
    /// How many items DynamoDB read, before the filter; they are what is paid for. Items behind a `limit` are read again by
    /// the next page.
    pub scanned_count: usize,
    /// Consumed capacity, if it was asked for by `return_capacity`.
    pub capacity: Option<Capacity>,
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
