//! Which version a write by key expects: `if_version` and `any_version`.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use super::delete::{Delete, DeleteItem};
use super::update::{Update, UpdateItem};
use crate::client::DynamoDb;
use crate::error::{Error, ErrorKind};
use crate::expression::VersionChange;
use crate::request::{Returning, Sendable, SingleWrite};
use crate::table::{ItemVersion as _, Table, VersionNumber, VersionUnchecked};

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Writes only if the item has this version (`ConditionExpression`: `version = :v`), and writes the next one.
    ///
    /// Version 0 is that of an item without a version, and of one that does not exist.
    #[doc(alias = "ConditionExpression")]
    pub fn if_version(self, version: T::Version) -> Update<T, R, ()>
    where
        T::Version: VersionNumber,
    {
        self.expecting(VersionChange::From(version.number()))
    }

    /// Writes whatever version the item has, and writes the next one (`SET version = if_not_exists(version, 0) + 1`).
    ///
    /// The next version is not known before the write, so it is not checked against the type of the version: after the largest `u8` it writes
    /// 256, which a typed read then refuses. Where that can happen, declare a larger type, or add the condition
    /// `Note::VERSION.lt(u8::MAX) | Note::VERSION.not_exists()`. `if_version` and guarded writes refuse such a write before it is sent.
    pub fn any_version(self) -> Update<T, R, ()>
    where
        T::Version: VersionNumber,
    {
        self.expecting(VersionChange::FromAny)
    }
}

impl<T: Table, R: Returning, G> Update<T, R, G> {
    pub(super) fn expecting<H>(self, version: VersionChange) -> Update<T, R, H> {
        self.with_action(|UpdateItem { key, parts, update, is_of_item, as_read, .. }| UpdateItem {
            key,
            parts,
            update,
            is_of_item,
            as_read,
            version,
            types: PhantomData,
        })
    }
}

impl<T: Table, R: Returning, G> Delete<T, R, G> {
    /// Deletes only if the item has this version (`ConditionExpression`: `version = :v`).
    ///
    /// A retry after a lost response that finds no item succeeds.
    #[doc(alias = "ConditionExpression")]
    pub fn if_version(self, version: T::Version) -> Delete<T, R, ()>
    where
        T::Version: VersionNumber,
    {
        self.expecting(VersionChange::From(version.number()))
    }

    /// Deletes whatever version the item has.
    pub fn any_version(self) -> Delete<T, R, ()>
    where
        T::Version: VersionNumber,
    {
        self.expecting(VersionChange::FromAny)
    }
}

impl<T: Table, R: Returning, G> Delete<T, R, G> {
    pub(super) fn expecting<H>(self, version: VersionChange) -> Delete<T, R, H> {
        self.with_action(|DeleteItem { key, as_read, .. }| DeleteItem { key, version, as_read, types: PhantomData })
    }
}

impl<A, R> SingleWrite<A, R> {
    fn with_action<B>(self, change: impl FnOnce(A) -> B) -> SingleWrite<B, R> {
        let Self { action, condition, retries, options, returns } = self;
        SingleWrite { action: action.map(change), condition, retries, options, returns }
    }
}

impl<T: Table, R: Returning> Update<T, R, VersionUnchecked> {
    /// Is not available: the write does not say which version it expects. It is there for its message.
    #[doc(hidden)]
    pub fn send(self, _: &DynamoDb) -> Ready<Result<R::Output, Error>>
    where
        // Without `for` the compiler would reject this bound here, because it never holds.
        for<'a> VersionUnchecked: Sendable,
    {
        unsent()
    }
}

impl<T: Table, R: Returning> Delete<T, R, VersionUnchecked> {
    /// Is not available: the write does not say which version it expects. It is there for its message.
    #[doc(hidden)]
    pub fn send(self, _: &DynamoDb) -> Ready<Result<R::Output, Error>>
    where
        // Without `for` the compiler would reject this bound here, because it never holds.
        for<'a> VersionUnchecked: Sendable,
    {
        unsent()
    }
}

fn unsent<O>() -> Ready<Result<O, Error>> {
    ready(Err(Error::new(ErrorKind::Validation)))
}
