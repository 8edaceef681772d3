//! The names of the libraries.

use aws_sdk_dynamodb::Client;

use super::dkmio::Dkmio;
use super::library::{Library as _, Visitor};
use super::peers::Peer;
use super::sdk::Sdk;

/// A library that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LibraryId {
    /// The SDK with `serde_dynamo`, by hand: the baseline of the others.
    Sdk,
    Dkmio,
    /// A library other than dkmio.
    Peer(Peer),
}

impl LibraryId {
    /// Every library, in the order of the table's columns.
    pub(crate) fn all() -> Vec<Self> {
        [Self::Sdk, Self::Dkmio].into_iter().chain(Self::peers()).collect()
    }

    /// The libraries other than dkmio.
    pub(crate) fn peers() -> Vec<Self> {
        Peer::ALL.map(Self::Peer).to_vec()
    }

    /// Returns the name of the library on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Dkmio => "dkmio",
            Self::Peer(peer) => peer.name(),
        }
    }

    /// Returns the name of the library in tables.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Sdk => "SDK + serde_dynamo",
            _ => self.name(),
        }
    }

    /// Returns the library of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|library| library.name() == name)
    }

    /// Calls the visitor with this library over a client.
    pub(crate) fn visit<V: Visitor>(self, client: Client, visitor: V) -> V::Output {
        match self {
            Self::Sdk => visitor.visit(Sdk::new(client)),
            Self::Dkmio => visitor.visit(Dkmio::new(client)),
            Self::Peer(peer) => peer.visit(client, visitor),
        }
    }
}
