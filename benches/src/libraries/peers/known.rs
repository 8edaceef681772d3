//! The items, as the other libraries have to know them.

use aws_sdk_dynamodb::Client;

use super::modyne_table::{ModyneKey, ModyneTable};
use crate::items::{Nested, Numbers, PARTITION, Small, Text};

/// What the other libraries need of an item.
pub(crate) trait Known: modyne::Entity<Table = ModyneTable> {
    /// Queries the partition by dynamodb-facade.
    fn by_facade(client: Client) -> impl Future<Output = Vec<Self>>;
}

/// Implements the traits of the other libraries for a struct with `pk` and `sk`.
macro_rules! known {
    ($type:ident) => {
        impl Known for $type {
            async fn by_facade(client: Client) -> Vec<Self> {
                use dynamodb_facade::explicit_client::DynamoDBItemOp;
                let condition = <Self as DynamoDBItemOp<_>>::key_condition(PARTITION);
                <Self as DynamoDBItemOp<_>>::query(client, condition).all().await.expect("a query")
            }
        }

        impl modyne::Entity for $type {
            type KeyInput<'a> = (&'a str, &'a str);
            type Table = ModyneTable;
            type IndexKeys = ();

            fn primary_key((pk, sk): Self::KeyInput<'_>) -> ModyneKey {
                ModyneKey { pk: pk.to_owned(), sk: sk.to_owned() }
            }

            fn full_key(&self) -> modyne::keys::FullKey<ModyneKey, ()> {
                Self::primary_key((&self.pk, &self.sk)).into()
            }
        }

        dynamodb_facade::dynamodb_item! {
            #[table = crate::libraries::peers::facade_table::Items]
            $type {
                #[partition_key]
                crate::libraries::peers::facade_table::Pk {
                    fn attribute_id(&self) -> &'id str { &self.pk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
                #[sort_key]
                crate::libraries::peers::facade_table::Sk {
                    fn attribute_id(&self) -> &'id str { &self.sk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
            }
        }
    };
}

known!(Small);
known!(Text);
known!(Numbers);
known!(Nested);
