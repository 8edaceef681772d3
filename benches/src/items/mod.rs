//! The items that are read and written: four shapes, each known to every side.

mod borrowed;
mod document;
mod nested;
mod numbers;
mod text;

use std::fmt::Debug;

use aws_sdk_dynamodb::Client;
use dkmio::{DynamoDb, DynamoTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::borrowed::SmallRef;
pub(crate) use self::document::{Address, Small, Status};
pub(crate) use self::nested::Nested;
pub(crate) use self::numbers::Numbers;
pub(crate) use self::text::Text;
use crate::sides::{Side, modyne::Items};

/// The partition that is read.
pub(crate) const PARTITION: &str = "customer-000042";

/// The sort key of an item.
pub(crate) fn sort_key(number: usize) -> String {
    format!("order-{number:07}")
}

/// A shape of items.
pub(crate) trait Sample:
    DynamoTable
    + modyne::Entity<Table = Items>
    + Serialize
    + DeserializeOwned
    + Clone
    + PartialEq
    + Debug
    + Send
    + Sync
    + 'static
{
    /// The item of a number.
    fn sample(number: usize) -> Self;

    /// A query of the partition by dkmio.
    fn by_dkmio(db: &DynamoDb) -> impl Future<Output = Vec<Self>>;

    /// The same by dynamodb-facade.
    fn by_facade(client: Client) -> impl Future<Output = Vec<Self>>;
}

/// Items of the numbers from 0.
pub(crate) fn samples<T: Sample>(count: usize) -> Vec<T> {
    (0..count).map(T::sample).collect()
}

/// An item as DynamoDB writes it, with what else the side stores with each item.
pub(crate) fn text<T: Sample>(number: usize, side: Side) -> String {
    let mut text = dkmio_core::wire::to_text(&T::sample(number)).expect("an item").text;
    if side == Side::Modyne {
        text.truncate(text.len() - 1);
        text += &format!(r#","entity_type":{{"S":"{}"}}}}"#, T::ENTITY_TYPE.as_str());
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

            async fn by_facade(client: aws_sdk_dynamodb::Client) -> Vec<Self> {
                use dynamodb_facade::explicit_client::DynamoDBItemOp;
                let condition = <Self as DynamoDBItemOp<_>>::key_condition(crate::items::PARTITION);
                <Self as DynamoDBItemOp<_>>::query(client, condition).all().await.expect("a query")
            }
        }

        impl modyne::Entity for $type {
            type KeyInput<'a> = (&'a str, &'a str);
            type Table = crate::sides::modyne::Items;
            type IndexKeys = ();

            fn primary_key((pk, sk): Self::KeyInput<'_>) -> crate::sides::modyne::ItemsKey {
                crate::sides::modyne::ItemsKey { pk: pk.to_owned(), sk: sk.to_owned() }
            }

            fn full_key(&self) -> modyne::keys::FullKey<crate::sides::modyne::ItemsKey, ()> {
                Self::primary_key((&self.pk, &self.sk)).into()
            }
        }

        dynamodb_facade::dynamodb_item! {
            #[table = crate::sides::facade::Items]
            $type {
                #[partition_key]
                crate::sides::facade::Pk {
                    fn attribute_id(&self) -> &'id str { &self.pk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
                #[sort_key]
                crate::sides::facade::Sk {
                    fn attribute_id(&self) -> &'id str { &self.sk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
            }
        }
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
        let read: Small = dkmio_core::wire::from_text(&text::<Small>(7, Side::Modyne)).expect("an item");
        assert_eq!(read, Small::sample(7));
    }
}
