//! The items that are read and written, in four shapes.

mod borrowed;
mod document;
mod entity;
mod nested;
mod numbers;
mod text;

use std::fmt::Debug;

use dkmio::{DynamoDb, DynamoTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::borrowed::SmallRef;
pub(crate) use self::document::{Address, Small, Status};
pub(crate) use self::entity::{OfCustomer, SmallEntity};
pub(crate) use self::nested::Nested;
pub(crate) use self::numbers::Numbers;
pub(crate) use self::text::Text;

/// The table's name.
pub(crate) const TABLE: &str = "items";

/// The partition that is read.
pub(crate) const PARTITION: &str = "customer-000042";

/// Returns the sort key of an item.
pub(crate) fn sort_key(number: usize) -> String {
    // The digits are padded, so that the keys sort in the order of the numbers.
    format!("order-{number:07}")
}

/// A shape of items.
pub(crate) trait Sample:
    DynamoTable + Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static
{
    /// Makes the item of a number.
    fn sample(number: usize) -> Self;

    /// Queries the partition by dkmio.
    fn by_dkmio(db: &DynamoDb) -> impl Future<Output = Vec<Self>>;
}

/// Returns the items of the numbers from 0.
pub(crate) fn samples<T: Sample>(count: usize) -> Vec<T> {
    (0..count).map(T::sample).collect()
}

/// Implements [`Sample`] for a struct with `pk` and `sk`.
macro_rules! sample {
    ($type:ident, |$number:ident| $make:expr) => {
        impl crate::items::Sample for $type {
            fn sample($number: usize) -> Self {
                $make
            }

            async fn by_dkmio(db: &dkmio::DynamoDb) -> Vec<Self> {
                <Self as dkmio::DynamoTable>::query(crate::items::PARTITION).all(db).await.expect("a query")
            }
        }
    };
}
use sample;
