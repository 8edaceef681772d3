//! One page of the rows of a statement.

use crate::client::Capacity;
use crate::cursor::Cursor;

/// One page of the rows of a PartiQL statement, with the cursor of the next one. Returned by
/// [`Partiql::page`](super::Partiql::page).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PartiqlPage<T> {
    /// The rows. A page may be empty although more follow: DynamoDB counts the items that it reads, before the filter.
    pub items: Vec<T>,
    /// The cursor of the next page (`NextToken`), or `None` at the end. Only the same statement with the same
    /// parameters accepts it.
    pub next: Option<Cursor>,
    /// The capacity that this page consumed, if the request has a meter (`ReturnConsumedCapacity`).
    pub capacity: Option<Capacity>,
}

impl<T> IntoIterator for PartiqlPage<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
