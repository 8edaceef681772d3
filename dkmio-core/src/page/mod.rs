//! Pages of results and the cursors between them.

mod bytes;
mod capacity;
mod cursor;
mod origin;
mod position;
#[cfg(feature = "sealed-cursors")]
mod seal;
#[cfg(not(feature = "sealed-cursors"))]
#[path = "unsealed.rs"]
mod seal;

pub use capacity::{Capacity, Meter};
pub use cursor::{Cursor, CursorError};
pub(crate) use origin::Origin;
pub(crate) use position::{KeyAttributes, Position, SegmentPosition};
pub(crate) use seal::CursorKey;

/// One page of a query or scan.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the table or index.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end. There may be nothing behind it: DynamoDB tells that it stopped, not
    /// that there is more.
    pub next: Option<Cursor>,
    /// How many items DynamoDB returned, after the filter.
    pub count: usize,
    /// How many items DynamoDB read, before the filter; they are what is paid for.
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
