//! What put, update and delete share: the condition and the answer.

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

use super::decode_at;
use super::returning::Returning;
use crate::attribute::DocumentPath;
use crate::error::{Error, Place};
use crate::expression::{Condition, Node, exists_node, is_not_live};
use crate::table::Table;
use crate::ttl::Ttl;
use crate::value::Item;

/// The condition of a write: all that were given, joined by AND.
#[derive(Debug, Clone)]
pub(crate) struct WriteCondition(Node);

impl Default for WriteCondition {
    fn default() -> Self {
        Self(Node::Constant(true))
    }
}

impl WriteCondition {
    pub(crate) fn and<T>(self, condition: Condition<T>) -> Self {
        Self(self.0.and(condition.into_node()))
    }

    /// The item is there, or is not: asked of its partition key.
    pub(crate) fn and_exists<T: Table>(self, exists: bool) -> Self {
        let key = T::DEFINITION.key.partition.first().map_or("", |part| part.name);
        Self(self.0.and(exists_node(DocumentPath::top(key), exists)))
    }

    /// There is no item, or one that has expired at `now`.
    pub(crate) fn and_not_live<T: Table>(self, attribute: &'static str, now: Ttl) -> Self {
        let key = T::DEFINITION.key.partition.first().map_or("", |part| part.name);
        Self(self.0.and(is_not_live(key, attribute, now)))
    }

    pub(crate) fn node(&self) -> &Node {
        &self.0
    }

    /// The old item is asked for wherever there is a condition to fail.
    pub(crate) fn returns_on_failure(rendered: Option<&String>) -> Option<ReturnValuesOnConditionCheckFailure> {
        rendered.map(|_| ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

/// Reads the answer of a write that happened.
pub(crate) fn read_answer<R: Returning>(item: Option<Item>, place: &Place) -> Result<R::Answer, Error> {
    R::read(item).map_err(|error| decode_at(error, place).applied())
}

/// `condition`, `retries` and `no_retry` for a write builder with fields `condition` and `retries`.
macro_rules! conditional {
    ($([$($generics:tt)*] $type:ty => $table:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// Writes only if the condition holds; several are joined by AND. If it does not hold the error says so, with
            /// the item as it is stored.
            pub fn condition(mut self, condition: crate::expression::Condition<$table>) -> Self {
                self.condition = self.condition.and(condition);
                self
            }

            /// How often the write is sent again when a transaction on the same item stands in its way: so many
            /// times, or a [`Retries`](crate::client::Retries).
            pub fn retries(mut self, retries: impl Into<crate::client::Retries>) -> Self {
                self.retries = retries.into();
                self
            }

            /// Makes a conflict with a transaction an error at once. The SDK's own retries stay as they are.
            pub fn no_retry(self) -> Self {
                self.retries(crate::client::Retries::none())
            }
        }
    )*};
}
pub(crate) use conditional;
