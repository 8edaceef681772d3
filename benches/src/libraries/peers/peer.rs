//! The names of the other libraries, and what each of them does in its own way.

use aws_sdk_dynamodb::Client;

use super::facade::Facade;
use super::known::Known;
use super::modyne::Modyne;
use crate::items::Small;
use crate::libraries::library::{Library as _, Visitor};

/// The note under the table of many requests.
pub(crate) const ON_MANY_REQUESTS: &str = "\
modyne and dynamodb-facade have no bounded number of requests in flight and no segments to ask for; what they do is in its row.";

/// One of the other libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Peer {
    Modyne,
    Facade,
}

impl Peer {
    /// All of them, in the order of the table's columns.
    pub(crate) const ALL: [Self; 2] = [Self::Modyne, Self::Facade];

    /// Returns the name of the library.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Modyne => "modyne",
            Self::Facade => "dynamodb-facade",
        }
    }

    /// Calls the visitor with this library over a client.
    pub(crate) fn visit<V: Visitor>(self, client: Client, visitor: V) -> V::Output {
        match self {
            Self::Modyne => visitor.visit(Modyne::new(client)),
            Self::Facade => visitor.visit(Facade::new(client)),
        }
    }

    /// Returns what the library stores with each item besides the item's attributes, as DynamoDB writes it.
    pub(crate) fn stored<T: Known>(self) -> Option<String> {
        match self {
            Self::Modyne => Some(format!(r#""entity_type":{{"S":"{}"}}"#, T::ENTITY_TYPE.as_str())),
            Self::Facade => None,
        }
    }

    /// Describes how the library writes many items.
    pub(crate) const fn way_of_writing(self) -> &'static str {
        match self {
            Self::Modyne => "modyne, a loop of batches",
            Self::Facade => "dynamodb-facade, all 400 batches at once",
        }
    }

    /// Writes many items in that way.
    pub(crate) async fn write(self, client: Client, items: &[Small]) {
        match self {
            Self::Modyne => Modyne::new(client).write_in_turn(items).await,
            // The library splits the items into batches itself.
            Self::Facade => Facade::new(client).batch_write(items).await,
        }
    }

    /// Describes how the library scans.
    pub(crate) const fn way_of_scanning(self) -> &'static str {
        match self {
            Self::Modyne => "modyne, 1 segment",
            Self::Facade => "dynamodb-facade, 1 segment",
        }
    }

    /// Scans in that way.
    pub(crate) async fn scan(self, client: Client) -> Vec<Small> {
        match self {
            Self::Modyne => Modyne::new(client).scan().await,
            Self::Facade => Facade::new(client).scan().await,
        }
    }
}
