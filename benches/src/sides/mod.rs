//! Those who do the work, each in the way its documentation shows.

pub(crate) mod dkmio;
pub(crate) mod facade;
pub(crate) mod modyne;
pub(crate) mod sdk;

use aws_sdk_dynamodb::Client;

use crate::items::{Sample, Small};

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    /// The SDK with `serde_dynamo`, by hand: what the others are measured against.
    Sdk,
    Dkmio,
    Modyne,
    Facade,
}

impl Side {
    /// Every side, in the order of the table's columns.
    pub(crate) const ALL: [Self; 4] = [Self::Sdk, Self::Dkmio, Self::Modyne, Self::Facade];

    /// What it is called on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Dkmio => "dkmio",
            Self::Modyne => "modyne",
            Self::Facade => "dynamodb-facade",
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
        Self::ALL.into_iter().find(|side| side.name() == name)
    }
}

/// The customer an update sets.
pub(crate) const CUSTOMER: &str = "another customer";

/// What an update adds to the total.
pub(crate) const ADDED: u64 = 5;

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

    /// Reads up to 100 items, by their numbers; none where the side has no such operation.
    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>>;
}
