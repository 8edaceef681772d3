//! Those who do the work, each in the way its documentation shows.

pub(crate) mod dkmio;
pub(crate) mod sdk;

use aws_sdk_dynamodb::Client;

use crate::items::{Sample, Small};
use crate::peers::Peer;

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    /// The SDK with `serde_dynamo`, by hand: what the others are measured against.
    Sdk,
    Dkmio,
    /// Another library.
    Peer(Peer),
}

impl Side {
    /// Every side, in the order of the table's columns.
    pub(crate) fn all() -> Vec<Self> {
        [Self::Sdk, Self::Dkmio].into_iter().chain(Self::peers()).collect()
    }

    /// The sides of other libraries.
    pub(crate) fn peers() -> Vec<Self> {
        Peer::ALL.map(Self::Peer).to_vec()
    }

    /// What it is called on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Dkmio => "dkmio",
            Self::Peer(peer) => peer.name(),
        }
    }

    /// What it is called in tables.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Sdk => "SDK + serde_dynamo",
            _ => self.name(),
        }
    }

    /// The side of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|side| side.name() == name)
    }
}

/// The customer an update sets.
pub(crate) const CUSTOMER: &str = "another customer";

/// What an update adds to the total.
pub(crate) const ADDED: u64 = 5;

/// How many items a batch stores at most.
pub(crate) const BATCH: usize = 25;

/// The work every side does, over a client whose answers fit.
///
/// The single-item operations are about the item of number 7, unless they are given one.
pub(crate) trait Library: 'static {
    /// Uses a client.
    fn new(client: Client) -> Self;

    /// Every item of the partition.
    async fn query<T: Sample>(&self) -> Vec<T>;

    /// One item.
    async fn get(&self) -> Option<Small>;

    /// Stores an item.
    async fn put(&self, item: &Small);

    /// `SET customer, ADD total` if the item is paid.
    async fn update(&self);

    /// Deletes an item.
    async fn delete(&self);

    /// Stores up to 25 items by one request.
    async fn batch_write(&self, items: &[Small]);

    /// Stores many items, by one batch after the other.
    async fn write_in_turn(&self, items: &[Small]) {
        for batch in items.chunks(BATCH) {
            self.batch_write(batch).await;
        }
    }

    /// Reads up to 100 items, by their numbers; none where the side has no such operation.
    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>>;
}
