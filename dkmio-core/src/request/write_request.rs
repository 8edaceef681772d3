//! A PutItem, UpdateItem or DeleteItem request as it is sent.

use std::marker::PhantomData;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::delete_item::{DeleteItem, builders::DeleteItemFluentBuilder};
use aws_sdk_dynamodb::operation::put_item::{PutItem, builders::PutItemFluentBuilder};
use aws_sdk_dynamodb::operation::update_item::{UpdateItem, builders::UpdateItemFluentBuilder};
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorContext};
use crate::key::EncodedKey;
use crate::request::encoded_item::EncodedItem;
use crate::request::expressions::RenderedExpressions;
use crate::request::options::RequestLimits;
use crate::request::returning::Returning;

/// The parameters of a write of one item. `O` is the SDK's operation.
pub(crate) struct WriteRequest<'r, O> {
    context: &'r ErrorContext,
    target: WriteTarget<'r>,
    rendered: &'r RenderedExpressions,
    return_values: Option<ReturnValue>,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
    operation: PhantomData<fn() -> O>,
}

/// The item to write, or the key of the item to change.
#[derive(Clone, Copy)]
pub(crate) enum WriteTarget<'r> {
    Item(&'r EncodedItem),
    Key(&'r EncodedKey),
}

impl<'r, O> WriteRequest<'r, O> {
    /// Creates a write that returns what `R` names.
    pub(crate) fn returning<R: Returning>(
        context: &'r ErrorContext,
        target: WriteTarget<'r>,
        rendered: &'r RenderedExpressions,
        limits: &RequestLimits,
    ) -> Self {
        let (return_values, return_consumed_capacity) = (R::RETURN_VALUES, limits.return_consumed_capacity());
        Self { context, target, rendered, return_values, return_consumed_capacity, operation: PhantomData }
    }

    fn return_on_failure(&self) -> Option<ReturnValuesOnConditionCheckFailure> {
        // It costs no capacity, and the stored item tells why the condition failed.
        self.rendered.condition.as_ref().map(|_| ReturnValuesOnConditionCheckFailure::AllOld)
    }

    fn write(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.optional_text("TableName", self.context.table.as_deref());
        match self.target {
            WriteTarget::Item(item) => body.raw("Item", &item.text()),
            WriteTarget::Key(key) => body.attributes("Key", key.iter())?,
        }
        body.optional_text("ReturnValues", self.return_values.as_ref().map(ReturnValue::as_str));
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        self.rendered.write_json(body)?;
        let on_failure = self.return_on_failure();
        let on_failure = on_failure.as_ref().map(ReturnValuesOnConditionCheckFailure::as_str);
        body.optional_text("ReturnValuesOnConditionCheckFailure", on_failure);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        // Names and expressions of most writes fit into 256 bytes. If not, the buffer grows.
        256 + match self.target {
            WriteTarget::Item(item) => item.len(),
            WriteTarget::Key(_) => 256,
        }
    }
}

/// The SDK's builders have these setters in common, but no trait.
macro_rules! writes {
    ($($operation:ident: $fluent:ident, |$client:ident, $body:ident, $request:ident| $target:expr;)*) => {$(
        impl OperationRequest for WriteRequest<'_, $operation> {
            type Operation = $operation;

            fn fluent(&self, $client: &Client, $body: &mut RequestBody) -> Result<$fluent, Error> {
                let $request = self;
                let fluent = $target
                    .set_table_name(self.context.table_name())
                    .set_return_values(self.return_values.clone())
                    .set_return_consumed_capacity(self.return_consumed_capacity.clone())
                    .set_condition_expression(self.rendered.condition.clone())
                    .set_return_values_on_condition_check_failure(self.return_on_failure())
                    .set_expression_attribute_names(self.rendered.names())
                    .set_expression_attribute_values(self.rendered.values());
                Ok(fluent)
            }

            fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
                self.write(body)
            }

            fn estimated_len(&self) -> usize {
                WriteRequest::estimated_len(self)
            }

            fn tables(&self) -> Tables {
                // The context of a request on one table always names it.
                Tables::One(self.context.table.clone().unwrap_or_default())
            }

            fn note(&self, _: &mut RequestFacts) {}
        }
    )*};
}
writes! {
    PutItem: PutItemFluentBuilder, |client, body, request| match request.target {
        WriteTarget::Item(item) => client.put_item().set_item(Some(body.item(item.text())?)),
        // A put always has an item. DynamoDB would reject a request without one.
        WriteTarget::Key(_) => client.put_item(),
    };
    UpdateItem: UpdateItemFluentBuilder, |client, _body, request| client
        .update_item()
        .set_key(request.key())
        .set_update_expression(request.rendered.update.clone());
    DeleteItem: DeleteItemFluentBuilder, |client, _body, request| client.delete_item().set_key(request.key());
}

impl<O> WriteRequest<'_, O> {
    fn key(&self) -> Option<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
        match self.target {
            WriteTarget::Key(key) => Some(key.to_map()),
            WriteTarget::Item(_) => None,
        }
    }
}
