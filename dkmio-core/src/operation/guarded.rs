//! Writes that start from an item as the caller read it.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::delete::Delete;
use super::managed_put::version_of_item;
use super::put::Put;
use super::update::Update;
use crate::codec::{Item, json};
use crate::error::{Error, ErrorKind};
use crate::expression::VersionChange;
use crate::key::KeyOf as _;
use crate::request::Nothing;
use crate::table::{Guarded, Table, TableItem};

/// Starts writes of an item that the caller has read. They carry the conditions that they need.
///
/// Returned by [`DynamoTable::guarded`](crate::dynamo_table::DynamoTable::guarded). Each write needs the item to exist. If the table has a
/// `#[version]`, the stored item must have the version that was read. Otherwise a write checks only what it depends on: the parts of the
/// index keys that it renders. Other attributes may have changed.
///
/// The values in the struct are taken as the stored ones. Change them with `set`, or give a changed copy to [`replace`](Self::replace).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
/// # fn main() { example(async |db| {
/// let ticket = Ticket::get("t1").send(&db).await?.expect("a ticket");
///
/// // The key of an index is `QUEUE#{team}#{priority:02}`. The update checks
/// // that the team is still the one that was read.
/// ticket.guarded().update().set(Ticket::PRIORITY, 1).send(&db).await?;
/// assert_eq!(Ticket::queue().query(("infra", 1)).count(&db).await?, 1);
///
/// Ticket::update("t1")
///     .set(Ticket::TEAM, "sales")
///     .set(Ticket::PRIORITY, 1)
///     .send(&db)
///     .await?;
/// let stale = ticket.guarded().update().set(Ticket::PRIORITY, 2).send(&db).await;
/// assert!(stale.unwrap_err().is_condition_failed());
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a guarded item does nothing until it starts a write"]
pub struct GuardedItem<'i, T> {
    item: &'i T,
}

impl<'i, T: TableItem + Serialize> GuardedItem<'i, T> {
    pub(crate) fn new(item: &'i T) -> Self {
        Self { item }
    }

    /// Changes the item: UpdateItem. It never creates one.
    ///
    /// All parts of index keys are known, so that any of them can be set or removed.
    ///
    /// If it changes the value of a `#[unique]` attribute, the old value becomes free and the new one is taken, in one transaction
    /// (TransactWriteItems). Such an update returns no item: with `return_new` and its like it is refused before it is sent.
    pub fn update(self) -> Update<T, Nothing, Guarded> {
        let update = Update::of_key(&self.item.primary_key());
        match self.read() {
            Ok((item, version)) => {
                let update = update.with(|update| update.as_read = Some(Arc::new(item)));
                update.expecting(VersionChange::From(version))
            }
            Err(error) => update.failed(error),
        }
    }

    /// Deletes the item: DeleteItem.
    ///
    /// The values of `#[unique]` attributes must be as they were read, and become free (TransactWriteItems).
    pub fn delete(self) -> Delete<T, Nothing, ()> {
        let delete = Delete::of_key(self.item.primary_key().encode().map_err(Error::from));
        match self.read() {
            Ok((item, version)) => {
                let delete = delete.with(|delete| delete.as_read = Some(Arc::new(item)));
                let delete = delete.expecting(VersionChange::From(version));
                // A version that is checked implies that the item exists.
                if version > 0 { delete } else { delete.if_exists() }
            }
            Err(error) => delete.failed(error),
        }
    }

    /// Replaces the item by a changed one: PutItem. The changed item has the same primary key; another one is an error before it is sent.
    ///
    /// The version that is checked is that of the item that was read, whatever the changed one has. The values of `#[unique]` attributes
    /// must be as they were read. If they change, the old ones become free and the new ones are taken (TransactWriteItems).
    pub fn replace(self, changed: &T) -> Put<T> {
        let put = Put::of_item(changed);
        let checked = self.read().and_then(|read| {
            self.check_same_key(changed)?;
            Ok(read)
        });
        match checked {
            Ok((item, version)) => {
                let put = put.with(|put| put.as_read = Some(Arc::new(item))).expecting(version);
                if version > 0 { put } else { put.if_exists() }
            }
            Err(error) => put.failed(error),
        }
    }

    fn check_same_key(&self, changed: &T) -> Result<(), Error> {
        // In canonical form, because one number has many spellings.
        let key = |item: &T| Ok::<_, Error>(item.primary_key().encode()?.canonical());
        if key(self.item)? == key(changed)? {
            return Ok(());
        }
        let message =
            "the changed item has another primary key than the one that was read; create it and delete the old one";
        Err(Error::new(ErrorKind::Validation).with_message(message))
    }

    /// Returns the item as it is stored, with its version, 0 if it has none.
    pub(crate) fn read(&self) -> Result<(Item, u64), Error> {
        // Through the text that a put sends, so that the attributes have the names and forms in which they are stored.
        let item = json::with_text(self.item, |text| json::parse_item(&text.text))??;
        let version = version_of_item(&T::DEFINITION.managed, &item)?;
        Ok((item, version))
    }

    /// Returns the primary key of the item.
    pub(crate) fn key(&self) -> T::Key {
        self.item.primary_key()
    }
}

/// Omits the item: items must not end up in logs.
impl<T: Table> fmt::Debug for GuardedItem<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedItem").field("table", &T::DEFINITION.name).finish_non_exhaustive()
    }
}
