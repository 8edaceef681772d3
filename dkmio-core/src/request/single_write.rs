//! What put, update and delete share: the condition and the answer.

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

use crate::attribute::DocumentPath;
use crate::client::Meter;
use crate::client::{Body, Exchange, Operation};
use crate::codec::DecodeError;
use crate::codec::json;
use crate::error::Place;
use crate::expression::{Condition, ConditionNode, exists_condition, is_not_live};
use crate::request::returning::Returning;
use crate::table::Table;
use crate::ttl::Ttl;

/// The condition of a write: all that were given, joined by AND.
#[derive(Debug, Clone)]
pub(crate) struct WriteCondition(ConditionNode);

impl Default for WriteCondition {
    fn default() -> Self {
        Self(ConditionNode::Constant(true))
    }
}

impl WriteCondition {
    pub(crate) fn and<T>(self, condition: Condition<T>) -> Self {
        Self(self.0.and(condition.into_node()))
    }

    /// The item is there, or is not: asked of its partition key.
    pub(crate) fn and_exists<T: Table>(self, exists: bool) -> Self {
        let key = T::DEFINITION.key.partition.first().map_or("", |part| part.name);
        Self(self.0.and(exists_condition(DocumentPath::top(key), exists)))
    }

    /// There is no item, or one that has expired at `now`.
    pub(crate) fn and_not_live<T: Table>(self, attribute: &'static str, now: Ttl) -> Self {
        let key = T::DEFINITION.key.partition.first().map_or("", |part| part.name);
        Self(self.0.and(is_not_live(key, attribute, now)))
    }

    pub(crate) fn node(&self) -> &ConditionNode {
        &self.0
    }

    /// In a transaction: the old item is asked for wherever there is a condition to fail.
    pub(crate) fn returns_on_failure(rendered: Option<&String>) -> Option<ReturnValuesOnConditionCheckFailure> {
        rendered.map(|_| ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

/// The exchange of a write; what it returns is read from the answer's bytes.
pub(crate) fn exchange<R: Returning>(operation: Operation, place: Place) -> Exchange {
    if R::ASKS.is_some() { Exchange::capturing(operation, place) } else { Exchange::new(operation, place) }
}

/// Sends a write once and reads its answer. The SDK's builders have these setters in common, and no trait.
macro_rules! send_write {
    ($request:expr, $rendered:expr, $filling:expr, $exchange:expr, $meter:expr, $place:expr) => {{
        let (mut request, rendered) = ($request, $rendered);
        request = request.set_return_values(R::ASKS).set_return_consumed_capacity($meter.asks());
        if let Some(condition) = rendered.condition.as_ref() {
            request = request
                .condition_expression(condition)
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        }
        if !rendered.placeholders.is_empty() {
            request = request
                .set_expression_attribute_names(rendered.names())
                .set_expression_attribute_values(rendered.values());
        }
        let request = request.customize().config_override($exchange.hooks_filling($filling));
        let (output, body) = $exchange.run_capturing(std::pin::pin!(request.send())).await?;
        let answer = match &body {
            Some(body) => crate::request::read_body::<R>(body, $meter),
            None => {
                $meter.record(&output.consumed_capacity);
                R::read(output.attributes.map(crate::codec::Item::from))
            }
        };
        answer.map_err(|error| crate::request::decode_at(error, $place, body.as_ref()).applied())
    }};
}
pub(crate) use send_write;

/// Reads the answer of a write that happened from its bytes.
pub(crate) fn read_body<R: Returning>(body: &Body, meter: &Meter) -> Result<R::Answer, DecodeError> {
    let mut returned = None;
    let answer = json::read_envelope(body.text()?, |reader, _| {
        returned = Some(R::read_text(reader)?);
        Ok(())
    })?;
    meter.record(&answer.consumed_capacity);
    returned.map_or_else(|| R::read(None), Ok)
}

/// `condition`, `retries` and `no_retry` for a write builder with fields `condition` and `retries`.
macro_rules! conditional {
    ($([$($generics:tt)*] $type:ty => $table:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// Writes only if the condition holds (`ConditionExpression`). Several conditions are joined by AND. If they do not
            /// hold, the error has the stored item.
            ///
            /// A condition made of an empty list is always true: a write with it is unconditional. See
            /// [`Condition::all`](crate::expression::Condition::all).
            pub fn condition(mut self, condition: crate::expression::Condition<$table>) -> Self {
                self.condition = self.condition.and(condition);
                self
            }

            /// How often the write is sent again when a transaction on the same item stands in its way: so many
            /// times, or a [`RetryPolicy`](crate::retry::RetryPolicy).
            pub fn retries(mut self, retries: impl Into<crate::retry::RetryPolicy>) -> Self {
                self.retries = retries.into();
                self
            }

            /// Makes a conflict with a transaction an error at once. The SDK's own retries stay as they are.
            pub fn no_retry(self) -> Self {
                self.retries(crate::retry::RetryPolicy::none())
            }
        }
    )*};
}
pub(crate) use conditional;
