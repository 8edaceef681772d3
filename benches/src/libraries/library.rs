//! The workloads that every library does, each in the way its documentation shows.

use aws_sdk_dynamodb::Client;

use super::peers::Known;
use crate::items::{Sample, Small};

/// The customer an update sets.
pub(crate) const CUSTOMER: &str = "another customer";

/// The number that an update adds to the total.
pub(crate) const ADDED: u64 = 5;

/// The most items that a batch stores.
pub(crate) const BATCH: usize = 25;

/// A library, over a client whose responses fit the workload.
///
/// The operations on one item use item number 7, unless they are given one.
pub(crate) trait Library: 'static {
    /// True if `batch_get` reads anything.
    const HAS_BATCH_GET: bool = true;

    /// Makes the library over a client.
    fn new(client: Client) -> Self;

    /// Queries every item of the partition.
    async fn query<T: Sample + Known>(&self) -> Vec<T>;

    /// Gets one item.
    async fn get(&self) -> Option<Small>;

    /// Stores an item.
    async fn put(&self, item: &Small);

    /// Updates an item by `SET customer, ADD total` if the item is paid.
    async fn update(&self);

    /// Deletes an item.
    async fn delete(&self);

    /// Stores up to 25 items by one request.
    async fn batch_write(&self, items: &[Small]);

    /// Stores many items, one batch after the other.
    async fn write_in_turn(&self, items: &[Small]) {
        for batch in items.chunks(BATCH) {
            self.batch_write(batch).await;
        }
    }

    /// Reads up to 100 items, by their numbers; `None` if the library has no such operation.
    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>>;
}

/// Code that runs with a library which is known only by its id.
pub(crate) trait Visitor {
    type Output;

    fn visit<L: Library>(self, library: L) -> Self::Output;
}
