//! ConditionCheck.

use std::marker::PhantomData;

use serde::Serialize;

use crate::client::TableRef;
use crate::error::Error;
use crate::expression::Condition;
use crate::key::{EncodedKey, KeyOf as _};
use crate::operation::GuardedItem;
use crate::request::WriteCondition;
use crate::table::{BlindOf, ItemVersion as _, Table, TableItem, VersionNumber};

/// Makes a transaction depend on a condition on an item that it does not write (ConditionCheck).
///
/// Returned by [`DynamoTable::condition_check`](crate::dynamo_table::DynamoTable::condition_check). Once it has a
/// condition, it can be a part of a [`TransactWrite`](crate::transaction::TransactWrite).
#[must_use = "a condition check does nothing until it is in a transaction that is sent"]
#[derive(Debug, Clone)]
pub struct ConditionCheck<T: Table, C = Unconditional, G = BlindOf<T>> {
    pub(super) key: Result<EncodedKey, Error>,
    pub(super) condition: WriteCondition,
    pub(super) table: TableRef,
    types: PhantomData<fn() -> (T, C)>,
    guard: PhantomData<fn() -> G>,
}

/// The state of a condition check without a condition. It cannot be a part of a transaction yet.
#[derive(Debug, Clone, Copy)]
pub struct Unconditional;

/// The state of a condition check with a condition.
#[derive(Debug, Clone, Copy)]
pub struct Conditional;

/// The state of a condition check that can be a part of a transaction.
#[diagnostic::on_unimplemented(
    message = "the condition check has no condition",
    label = "a condition check without a condition",
    note = "call `.condition(..)`, `.if_exists()` or `.if_not_exists()` on it"
)]
pub trait HasCondition: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl HasCondition for Conditional {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Unconditional {}
    impl Sealed for super::Conditional {}
}

impl<T: Table, G> ConditionCheck<T, Unconditional, G> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self {
            key,
            condition: WriteCondition::default(),
            table: TableRef::of::<T>(),
            types: PhantomData,
            guard: PhantomData,
        }
    }
}

impl<T: Table, C, G> ConditionCheck<T, C, G> {
    /// Checks an item of the table `name`, or of the table with this ARN, instead of the one that the connection has
    /// for the type (`TableName`). The name is used unchanged, without the connection's prefix.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.table.rename(name);
        self
    }

    /// Checks that the condition holds. Several conditions are joined by AND.
    ///
    /// A condition made of an empty list is always true: such a check never fails. See
    /// [`Condition::all`](crate::expression::Condition::all).
    #[doc(alias = "ConditionExpression")]
    pub fn condition(self, condition: Condition<T>) -> ConditionCheck<T, Conditional, G> {
        self.map(|given| given.and(condition))
    }

    /// Checks that the item exists.
    #[doc(alias = "attribute_exists")]
    pub fn if_exists(self) -> ConditionCheck<T, Conditional, G> {
        self.map(|given| given.and_exists::<T>())
    }

    /// Checks that the item does not exist.
    #[doc(alias = "attribute_not_exists")]
    pub fn if_not_exists(self) -> ConditionCheck<T, Conditional, G> {
        self.map(|given| given.and_not_exists::<T>())
    }

    fn map<D, H>(self, condition: impl FnOnce(WriteCondition) -> WriteCondition) -> ConditionCheck<T, D, H> {
        ConditionCheck {
            key: self.key,
            condition: condition(self.condition),
            table: self.table,
            types: PhantomData,
            guard: PhantomData,
        }
    }

    pub(crate) fn expecting(self, version: u64) -> ConditionCheck<T, Conditional, ()> {
        self.map(|given| match T::DEFINITION.managed.version {
            Some(name) => given.and_version(name, version),
            None => given,
        })
    }
}

impl<T: Table, C, G> ConditionCheck<T, C, G> {
    /// Checks that the item has this version.
    ///
    /// Version 0 is that of an item without a version, and of one that does not exist.
    #[doc(alias = "ConditionExpression")]
    pub fn if_version(self, version: T::Version) -> ConditionCheck<T, Conditional, ()>
    where
        T::Version: VersionNumber,
    {
        self.expecting(version.number())
    }

    /// Lets the item have any version.
    pub fn any_version(self) -> ConditionCheck<T, C, ()>
    where
        T::Version: VersionNumber,
    {
        self.map(|given| given)
    }
}

impl<T: TableItem + Serialize> GuardedItem<'_, T>
where
    T::Version: VersionNumber,
{
    /// Makes a transaction depend on this item, which it does not write: it must have the version that was read (ConditionCheck).
    pub fn check(self) -> ConditionCheck<T, Conditional, ()> {
        let read = self.read();
        let key = self.key().encode().map_err(Error::from);
        let version = read.as_ref().map_or(0, |(_, version)| *version);
        let check = ConditionCheck::<T, Unconditional, ()>::new(read.and(key)).expecting(version);
        // A version that is checked implies that the item exists.
        if version > 0 { check } else { check.if_exists() }
    }
}
