//! The items that are read and written: four shapes, each known to every side.

mod borrowed;
mod document;
mod nested;
mod numbers;
mod text;

use std::fmt::Debug;

use dkmio::{DynamoDb, DynamoTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::borrowed::SmallRef;
pub(crate) use self::document::{Address, Small, Status};
pub(crate) use self::nested::Nested;
pub(crate) use self::numbers::Numbers;
pub(crate) use self::text::Text;
use crate::peers::Known;
use crate::sides::Side;

/// The partition that is read.
pub(crate) const PARTITION: &str = "customer-000042";

/// The sort key of an item.
pub(crate) fn sort_key(number: usize) -> String {
    format!("order-{number:07}")
}

/// A shape of items.
pub(crate) trait Sample:
    DynamoTable + Known + Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static
{
    /// The item of a number.
    fn sample(number: usize) -> Self;

    /// A query of the partition by dkmio.
    fn by_dkmio(db: &DynamoDb) -> impl Future<Output = Vec<Self>>;
}

/// Items of the numbers from 0.
pub(crate) fn samples<T: Sample>(count: usize) -> Vec<T> {
    (0..count).map(T::sample).collect()
}

/// An item as DynamoDB writes it, with what else the side stores with each item.
pub(crate) fn text<T: Sample>(number: usize, side: Side) -> String {
    let mut text = dkmio_core::codec::json::to_text(&T::sample(number)).expect("an item").text;
    if let Side::Peer(peer) = side
        && let Some(stored) = peer.stored::<T>()
    {
        text.truncate(text.len() - 1);
        text += &format!(",{stored}}}");
    }
    text
}

/// A page of a query or scan as DynamoDB writes it.
pub(crate) fn page<T: Sample>(count: usize, side: Side) -> String {
    let items: Vec<String> = (0..count).map(|number| text::<T>(number, side)).collect();
    format!(r#"{{"Count":{count},"Items":[{}],"ScannedCount":{count}}}"#, items.join(","))
}

/// Makes a struct with `pk` and `sk` known to every side.
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

        crate::peers::known!($type);
    };
}
use sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_item_is_of_the_size_that_is_written_about() {
        let size = text::<Small>(7, Side::Sdk).len();
        assert!((474..=494).contains(&size), "{size} bytes");
    }

    #[test]
    fn what_a_side_adds_leaves_an_item() {
        for side in Side::all() {
            let read: Small = dkmio_core::codec::json::from_text(&text::<Small>(7, side)).expect("an item");
            assert_eq!(read, Small::sample(7));
        }
    }
}
