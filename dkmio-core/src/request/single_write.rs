//! The common parts of put, update and delete: condition, retries and return values.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::attribute::{DocumentPath, OperandValue};
use crate::client::{Operation, Response};
use crate::codec::json;
use crate::codec::{DecodeError, Item};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::{Condition, ConditionNode, equals_condition, exists_condition, is_not_live, missing_condition};
use crate::request::explanation::Explanation;
use crate::request::expressions::RenderedExpressions;
use crate::request::options::{RequestLimits, RequestOptions, request_options};
use crate::request::raw_item::RawItem;
use crate::request::returning::{Nothing, OldItem, Returning};
use crate::retry::RetryPolicy;
use crate::table::{KeySchema, Table};
use crate::ttl::Ttl;

/// A write of one item: [`Put`](crate::operation::Put), [`Update`](crate::operation::Update) or
/// [`Delete`](crate::operation::Delete).
///
/// `A` is the operation with its item or key, `R` is what the write returns.
#[must_use = "a request does nothing until it is sent"]
pub struct SingleWrite<A, R = Nothing> {
    /// The item or key with its actions, or the deferred error.
    pub(crate) action: Result<A, Error>,
    pub(crate) condition: WriteCondition,
    pub(crate) retries: RetryPolicy,
    pub(crate) options: RequestOptions,
    pub(crate) returns: PhantomData<fn() -> R>,
}

/// The operation of a [`SingleWrite`].
pub trait WriteAction: sealed::Sealed + fmt::Debug {
    /// The table of the item.
    type Table: Table;
    /// The name of the operation in the API.
    #[doc(hidden)]
    const NAME: &'static str;
}

/// The operation of a write that can return the item as it was before.
#[diagnostic::on_unimplemented(
    message = "a write of an item with a unique attribute returns no item",
    label = "this write is sent as a transaction",
    note = "remove the `return_old` call; the item that you read is the old one"
)]
pub trait ReturnsOldItem: WriteAction {}

pub(crate) mod sealed {
    pub trait Sealed {}
}

impl<A: WriteAction> SingleWrite<A> {
    pub(crate) fn new(action: Result<A, Error>) -> Self {
        Self {
            action,
            condition: WriteCondition::default(),
            retries: RetryPolicy::default(),
            options: RequestOptions::of::<A::Table>(),
            returns: PhantomData,
        }
    }

    /// Makes `send` return the item as it was before the write, if there was one (`ReturnValues = ALL_OLD`).
    ///
    /// It is not available on puts and deletes of items with `#[unique]` attributes: they are transactions, which return no items.
    #[doc(alias("ReturnValues", "ALL_OLD"))]
    pub fn return_old(self) -> SingleWrite<A, OldItem<A::Table>>
    where
        A: ReturnsOldItem,
        A::Table: DeserializeOwned,
    {
        self.returning()
    }

    /// Makes `send` return the item as it was before the write, free-form (`ReturnValues = ALL_OLD`).
    #[doc(alias("ReturnValues", "ALL_OLD"))]
    pub fn return_old_free_form(self) -> SingleWrite<A, OldItem<Item>>
    where
        A: ReturnsOldItem,
    {
        self.returning()
    }

    pub(crate) fn returning<R>(self) -> SingleWrite<A, R> {
        let Self { action, condition, retries, options, .. } = self;
        SingleWrite { action, condition, retries, options, returns: PhantomData }
    }
}

request_options! { [A: WriteAction, R: Returning] SingleWrite<A, R>; }

impl<A: WriteAction, R: Returning> SingleWrite<A, R> {
    /// Writes only if the condition holds (`ConditionExpression`). Several conditions are joined by AND. If it does not
    /// hold, the error has the kind [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed) and the stored item.
    ///
    /// An empty list of conditions is always true: a write with it is unconditional.
    #[doc(alias = "ConditionExpression")]
    pub fn condition(mut self, condition: Condition<A::Table>) -> Self {
        self.condition = self.condition.and(condition);
        self
    }

    /// Writes only if the item exists (`attribute_exists(partition key)`).
    #[doc(alias = "attribute_exists")]
    pub fn if_exists(mut self) -> Self {
        self.condition = self.condition.and_exists::<A::Table>();
        self
    }

    /// Sets how the write is retried when it conflicts with a transaction on the same item: a number of retries, or a
    /// [`RetryPolicy`].
    pub fn retries(mut self, retries: impl Into<RetryPolicy>) -> Self {
        self.retries = retries.into();
        self
    }

    /// Makes a conflict with a transaction an error at once. It does not change the SDK's own retries.
    pub fn no_retry(self) -> Self {
        self.retries(RetryPolicy::none())
    }

    /// Returns the action.
    ///
    /// # Errors
    /// Returns the deferred error.
    pub(crate) fn action(&self) -> Result<&A, Error> {
        self.action.as_ref().map_err(Clone::clone)
    }

    /// Makes the write fail with an error, unless it has a mistake already.
    pub(crate) fn failed(mut self, error: Error) -> Self {
        // The first mistake is the one that is reported, so an earlier error stays.
        self.action = self.action.and(Err(error));
        self
    }

    /// Changes the action, unless there is a deferred error.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut A)) -> Self {
        if let Ok(action) = &mut self.action {
            change(action);
        }
        self
    }

    /// Explains the write. `render` returns the target in readable form with the expressions, or the explanation of a transaction.
    pub(crate) fn explained(&self, render: impl FnOnce() -> Result<Rendered, Error>) -> Result<Explanation, Error> {
        let table = self.options.table.explained_name(A::NAME)?;
        let context = ErrorContext::new(A::NAME, table, None);
        let consumed = self.options.limits.return_consumed_capacity();
        let ((parameter, target), rendered) = match render().map_err(|error| error.with_context(&context))? {
            Rendered::Request(target, rendered) => (target, rendered),
            Rendered::Transaction(mut explanation) => {
                explanation.return_consumed_capacity(consumed.as_ref());
                return Ok(explanation);
            }
        };
        let mut explanation = Explanation::new(A::NAME, table, None);
        explanation.parameter(parameter, target);
        if let Some(returned) = R::RETURN_VALUES {
            explanation.parameter("ReturnValues", returned.as_str());
        }
        explanation.return_consumed_capacity(consumed.as_ref());
        rendered.explain(&mut explanation);
        explanation.note_templates(<A::Table as Table>::DEFINITION.entity);
        Ok(explanation)
    }
}

/// A write that was rendered to be explained.
pub(crate) enum Rendered {
    /// Its target, by the name of the parameter, and its expressions.
    Request((&'static str, String), RenderedExpressions),
    /// The explanation of the transaction that it is sent as.
    Transaction(Explanation),
}

// Derived impls would require `R: Clone`, although the write holds no `R`.
impl<A: Clone, R> Clone for SingleWrite<A, R> {
    fn clone(&self) -> Self {
        Self {
            action: self.action.clone(),
            condition: self.condition.clone(),
            retries: self.retries,
            options: self.options.clone(),
            returns: PhantomData,
        }
    }
}

/// Omits the item, the key and all values.
impl<A: WriteAction, R> fmt::Debug for SingleWrite<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(A::NAME)
            .field("table", &self.options.table.name())
            .field("action", &self.action.as_ref().ok())
            .field("condition", &self.condition)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// The condition of a write: all given conditions, joined by AND.
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

    /// Adds a condition as a tree.
    pub(crate) fn and_node(self, node: ConditionNode) -> Self {
        Self(self.0.and(node))
    }

    /// Requires that the item exists. Tests its partition key, which every item has.
    pub(crate) fn and_exists<T: Table>(self) -> Self {
        Self(self.0.and(exists_condition(DocumentPath::top(partition_key::<T>()))))
    }

    /// Requires that the item does not exist.
    pub(crate) fn and_not_exists<T: Table>(self) -> Self {
        Self(self.0.and(missing_condition(Ok(DocumentPath::top(partition_key::<T>())))))
    }

    /// Requires that there is no item, or that it has expired at `now`.
    pub(crate) fn and_not_live<T: Table>(self, attribute: &'static str, now: Ttl) -> Self {
        Self(self.0.and(is_not_live(partition_key::<T>(), attribute, now)))
    }

    /// Requires that the item has this version. Version 0 is that of an item without one, and of no item.
    pub(crate) fn and_version(self, attribute: &'static str, version: u64) -> Self {
        let path = DocumentPath::top(attribute);
        Self(self.0.and(match version {
            // Version 0 means that none is stored: the item is new, or older than its `#[version]` field.
            0 => missing_condition(Ok(path)),
            version => equals_condition(Ok(path), OperandValue::Value(AttributeValue::N(version.to_string()))),
        }))
    }

    pub(crate) fn node(&self) -> &ConditionNode {
        &self.0
    }
}

/// Returns the name of the first partition-key attribute.
fn partition_key<T: Table>() -> &'static str {
    T::DEFINITION.key.partition.first().map_or("", |part| part.name)
}

/// Decodes the output of a write that has happened. `key` is that of the table.
///
/// # Errors
/// Returns an error if the item is of another entity, or does not fit its type. The write has happened all the same.
pub(crate) fn write_output<R: Returning>(
    response: &Response,
    limits: &RequestLimits,
    context: &ErrorContext,
    key: &KeySchema,
) -> Result<R::Output, Error> {
    let mut invalid_at = None;
    let output = match decode_returned::<R>(response, limits, &mut invalid_at) {
        Ok(Some(output)) => Ok(output),
        Ok(None) => Err(response.annotate(Error::new(ErrorKind::UnexpectedEntity).with_context(context))),
        Err(error) => {
            let error = response.item_error(error, context);
            Err(RawItem::with_key_at(error, invalid_at, response, key.attributes()))
        }
    };
    output.map_err(Error::with_maybe_applied)
}

/// Decodes the output. Returns `None` if the item is of another entity. `invalid_at` becomes the position of an item that does not
/// fit its type.
fn decode_returned<R: Returning>(
    response: &Response,
    limits: &RequestLimits,
    invalid_at: &mut Option<usize>,
) -> Result<Option<R::Output>, DecodeError> {
    let (mut returned, mut is_of_other) = (None, false);
    let envelope = json::read_envelope(response.text()?, |reader, _| {
        // Some emulators return an empty item where there was none.
        if let Some(entity) = R::ENTITY
            && !reader.is_at_empty_object()
            && !entity.owns(reader)?
        {
            is_of_other = true;
            return reader.skip();
        }
        let start = reader.value_start();
        returned = Some(R::decode(Some(reader)).inspect_err(|_| *invalid_at = Some(start))?);
        Ok(())
    })?;
    limits.record(&envelope.consumed_capacity);
    if is_of_other {
        return Ok(None);
    }
    returned.map_or_else(|| R::decode(None), Ok).map(Some)
}

/// Returns whether a condition failed on an item that an earlier attempt of the same write has left, by what `wrote` finds in the
/// item.
///
/// An attempt without a response may have been carried out. The version in the condition then no longer fits, because this
/// write has changed it.
pub(crate) fn is_own_first_attempt(error: &Error, wrote: impl FnOnce(Option<&Item>) -> bool) -> bool {
    error.is_condition_failed() && error.maybe_applied() && wrote(error.old_item_free_form())
}

/// Returns the operation of a write.
pub(crate) const fn operation_of<A: WriteAction>() -> Operation {
    Operation::write(A::NAME)
}

/// Adds to an error whether the item that failed a condition is of the entity that was written.
pub(crate) fn recognize_old_item<T: Table>(error: Error) -> Error {
    match T::DEFINITION.entity {
        Some(entity) => error.with_old_item_view(|item| entity.old_item_view(item)),
        None => error,
    }
}
