//! ConditionCheck.

use std::marker::PhantomData;

use crate::error::Error;
use crate::expression::Condition;
use crate::key::EncodedKey;
use crate::request::{RequestOptions, WriteCondition, request_options};
use crate::table::Table;

/// Has a transaction go through only if a condition holds on an item that it does not write: ConditionCheck.
///
/// Made by [`DynamoTable::check`](crate::dynamo_table::DynamoTable::check); a part of a
/// [`TransactWrite`](crate::transaction::TransactWrite) once it has a condition.
#[must_use = "a check does nothing until it is in a transaction that is sent"]
#[derive(Debug, Clone)]
pub struct Check<T, C = Unconditional> {
    pub(super) key: Result<EncodedKey, Error>,
    pub(super) condition: WriteCondition,
    pub(super) options: RequestOptions,
    types: PhantomData<fn() -> (T, C)>,
}

/// A check without a condition: not yet a part of a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Unconditional;

/// A check with a condition.
#[derive(Debug, Clone, Copy)]
pub struct Conditional;

impl<T: Table> Check<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self { key, condition: WriteCondition::default(), options: RequestOptions::of::<T>(), types: PhantomData }
    }
}

request_options! { [T: Table, C] Check<T, C>; }

impl<T: Table, C> Check<T, C> {
    /// Checks that the condition holds. Several conditions are joined by AND.
    ///
    /// A condition made of an empty list is always true: such a check never fails. See
    /// [`Condition::all`](crate::expression::Condition::all).
    pub fn condition(self, condition: Condition<T>) -> Check<T, Conditional> {
        self.with(|given| given.and(condition))
    }

    /// Checks that there is such an item.
    pub fn if_exists(self) -> Check<T, Conditional> {
        self.with(|given| given.and_exists::<T>(true))
    }

    /// Checks that there is no such item.
    pub fn if_not_exists(self) -> Check<T, Conditional> {
        self.with(|given| given.and_exists::<T>(false))
    }

    fn with(self, condition: impl FnOnce(WriteCondition) -> WriteCondition) -> Check<T, Conditional> {
        Check { key: self.key, condition: condition(self.condition), options: self.options, types: PhantomData }
    }
}
