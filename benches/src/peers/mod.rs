//! Other libraries for the same work: modyne and dynamodb-facade.

pub(crate) mod facade;
pub(crate) mod modyne;

use aws_sdk_dynamodb::Client;

use self::facade::Facade;
use self::modyne::Items;
use crate::cases::{self, Job, Work};
use crate::items::Small;
use crate::sides::Library as _;

/// What is said of them where many requests are measured.
pub(crate) const ON_MANY_REQUESTS: &str = "\
modyne and dynamodb-facade have no bounded number of requests in flight and no segments to ask for; what they do is in its row.";

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Peer {
    Modyne,
    Facade,
}

impl Peer {
    /// All of them, in the order of the table's columns.
    pub(crate) const ALL: [Self; 2] = [Self::Modyne, Self::Facade];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Modyne => "modyne",
            Self::Facade => "dynamodb-facade",
        }
    }

    /// Its work over a client; none where it has no such operation.
    pub(crate) fn job(self, work: Work, client: Client) -> Option<Job> {
        match self {
            Self::Modyne => cases::by(Items::new(client), work),
            Self::Facade if work == Work::BatchGet => None,
            Self::Facade => cases::by(Facade::new(client), work),
        }
    }

    /// What it stores with each item besides its attributes, as DynamoDB writes it.
    pub(crate) fn stored<T: Known>(self) -> Option<String> {
        match self {
            Self::Modyne => Some(format!(r#""entity_type":{{"S":"{}"}}"#, T::ENTITY_TYPE.as_str())),
            Self::Facade => None,
        }
    }

    /// How it writes many items.
    pub(crate) const fn way_of_writing(self) -> &'static str {
        match self {
            Self::Modyne => "modyne, a loop of batches",
            Self::Facade => "dynamodb-facade, all 400 batches at once",
        }
    }

    /// Writes many items in that way.
    pub(crate) async fn write(self, client: Client, items: &[Small]) {
        match self {
            Self::Modyne => Items::new(client).write_in_turn(items).await,
            Self::Facade => Facade::new(client).batch_write(items).await,
        }
    }

    /// How it scans.
    pub(crate) const fn way_of_scanning(self) -> &'static str {
        match self {
            Self::Modyne => "modyne, 1 segment",
            Self::Facade => "dynamodb-facade, 1 segment",
        }
    }

    /// Scans in that way.
    pub(crate) async fn scan(self, client: Client) -> Vec<Small> {
        match self {
            Self::Modyne => Items::new(client).scan().await,
            Self::Facade => Facade::new(client).scan().await,
        }
    }
}

/// What they have to know of an item.
pub(crate) trait Known: ::modyne::Entity<Table = Items> {
    /// A query of the partition by dynamodb-facade.
    fn by_facade(client: Client) -> impl Future<Output = Vec<Self>>;
}

/// Makes a struct with `pk` and `sk` known to them.
macro_rules! known {
    ($type:ident) => {
        impl crate::peers::Known for $type {
            async fn by_facade(client: aws_sdk_dynamodb::Client) -> Vec<Self> {
                use dynamodb_facade::explicit_client::DynamoDBItemOp;
                let condition = <Self as DynamoDBItemOp<_>>::key_condition(crate::items::PARTITION);
                <Self as DynamoDBItemOp<_>>::query(client, condition).all().await.expect("a query")
            }
        }

        impl modyne::Entity for $type {
            type KeyInput<'a> = (&'a str, &'a str);
            type Table = crate::peers::modyne::Items;
            type IndexKeys = ();

            fn primary_key((pk, sk): Self::KeyInput<'_>) -> crate::peers::modyne::ItemsKey {
                crate::peers::modyne::ItemsKey { pk: pk.to_owned(), sk: sk.to_owned() }
            }

            fn full_key(&self) -> modyne::keys::FullKey<crate::peers::modyne::ItemsKey, ()> {
                Self::primary_key((&self.pk, &self.sk)).into()
            }
        }

        dynamodb_facade::dynamodb_item! {
            #[table = crate::peers::facade::Items]
            $type {
                #[partition_key]
                crate::peers::facade::Pk {
                    fn attribute_id(&self) -> &'id str { &self.pk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
                #[sort_key]
                crate::peers::facade::Sk {
                    fn attribute_id(&self) -> &'id str { &self.sk }
                    fn attribute_value(id) -> String { id.to_owned() }
                }
            }
        }
    };
}
pub(crate) use known;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Run;
    use crate::sides::Side;

    #[test]
    fn what_one_has_no_operation_for_is_no_work() {
        let has = |peer: Peer| cases::job(Work::BatchGet, Side::Peer(peer)).is_some();
        assert_eq!(Peer::ALL.map(has), [true, false]);
    }

    #[test]
    fn rounds_can_be_of_one() {
        let arguments = ["rounds", "get", "dynamodb-facade", "3"].map(str::to_owned);
        let run = Run { work: Work::Get, side: Side::Peer(Peer::Facade) };
        assert_eq!(crate::arguments::parse(&arguments), Ok(crate::arguments::Task::Rounds(run, 3)));
    }
}
