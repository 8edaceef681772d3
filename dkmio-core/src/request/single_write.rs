//! What put, update and delete share: the condition and the answer.

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

use crate::attribute::DocumentPath;
use crate::client::Meter;
use crate::client::Response;
use crate::codec::DecodeError;
use crate::codec::json;
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

/// Sends a write once and reads its answer. The SDK's builders have these setters in common, and no trait.
macro_rules! send_write {
    ($request:expr, $rendered:expr, $body:expr, $exchange:expr, $meter:expr, $place:expr) => {{
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
        let request = |config| request.customize().config_override(config).send();
        let response = $exchange.send($body, request).await?;
        let output = crate::request::decode_returned::<R>(&response, $meter);
        output.map_err(|error| response.item_error(error, $place).with_maybe_applied())
    }};
}
pub(crate) use send_write;

/// Decodes what a write returns that has happened.
pub(crate) fn decode_returned<R: Returning>(response: &Response, meter: &Meter) -> Result<R::Answer, DecodeError> {
    let mut returned = None;
    let envelope = json::read_envelope(response.text()?, |reader, _| {
        returned = Some(R::read_text(Some(reader))?);
        Ok(())
    })?;
    meter.record(&envelope.consumed_capacity);
    returned.map_or_else(|| R::read_text(None), Ok)
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
