//! An empty stand-in for the other libraries without the feature `peers`.

use aws_sdk_dynamodb::Client;

use super::library::Visitor;
use crate::items::Small;

pub(crate) use super::no_known::Known;

/// The note under the table of many requests is empty.
pub(crate) const ON_MANY_REQUESTS: &str = "";

/// The type of another library, of which there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Peer {}

impl Peer {
    /// The empty list.
    pub(crate) const ALL: [Self; 0] = [];

    pub(crate) const fn name(self) -> &'static str {
        match self {}
    }

    pub(crate) fn visit<V: Visitor>(self, _: Client, _: V) -> V::Output {
        match self {}
    }

    pub(crate) fn stored<T: Known>(self) -> Option<String> {
        match self {}
    }

    pub(crate) const fn way_of_writing(self) -> &'static str {
        match self {}
    }

    pub(crate) async fn write(self, _: Client, _: &[Small]) {
        match self {}
    }

    pub(crate) const fn way_of_scanning(self) -> &'static str {
        match self {}
    }

    pub(crate) async fn scan(self, _: Client) -> Vec<Small> {
        match self {}
    }
}
