//! The version and the timestamps of an item that is put.

use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::codec::json::{self, ItemText};
use crate::codec::{Item, KeyValue};
use crate::error::{Error, ErrorKind};
use crate::request::{EncodedItem, WriteCondition, next_version};
use crate::table::{ManagedAttributes, Table};

/// An item whose version and timestamps are written when it is sent.
#[derive(Clone)]
pub(super) struct ManagedPut {
    /// The item as the caller gave it.
    item: ItemText,
    /// Its version, 0 if it has none.
    pub(super) version: u64,
    /// Whether the put creates an item, so that its version is the first one.
    pub(super) is_create: bool,
}

impl ManagedPut {
    /// Returns `None` if the table has neither a version nor timestamps.
    pub(super) fn of_item<T: Table + Serialize>(item: &T) -> Result<Option<Box<Self>>, Error> {
        let managed = T::DEFINITION.managed;
        if managed.is_empty() {
            return Ok(None);
        }
        let item = json::to_text(item)?;
        let version = version_in(&managed, |name| item.key_value(name))?;
        Ok(Some(Box::new(Self { item, version, is_create: false })))
    }

    /// Returns the version that is written.
    pub(super) fn new_version(&self) -> u64 {
        // A version that cannot grow was refused when the item was encoded.
        if self.is_create { 1 } else { self.version.saturating_add(1) }
    }

    /// Returns the item as it is sent at a time.
    pub(super) fn encoded<T: Table>(&self, time: SystemTime) -> Result<EncodedItem, Error> {
        let managed = T::DEFINITION.managed;
        let mut values = timestamps(&managed, &self.item, time);
        if let Some(name) = managed.version {
            let version = if self.is_create { 1 } else { next_version::<T>(self.version)? };
            values.push((name, AttributeValue::N(version.to_string())));
        }
        EncodedItem::with_values::<T>(&mut self.item.clone(), &values)
    }

    /// Returns the condition together with that on the version.
    pub(super) fn condition<T: Table>(&self, given: &WriteCondition, replaces_expired: bool) -> WriteCondition {
        // An expired item counts as absent, whatever its version. The condition on the time to live keeps any other item.
        let is_unchecked = self.is_create || replaces_expired && self.version == 0;
        match T::DEFINITION.managed.version.filter(|_| !is_unchecked) {
            Some(name) => given.clone().and_version(name, self.version),
            None => given.clone(),
        }
    }
}

/// Returns the timestamps of an item that is written whole: that of its creation if the item has none, and that of the
/// write.
fn timestamps(managed: &ManagedAttributes, item: &ItemText, time: SystemTime) -> Vec<(&'static str, AttributeValue)> {
    let is_absent = |name: &str| matches!(item.key_value(name), None | Some(KeyValue::Other));
    let created_at = managed.created_at.filter(|created_at| is_absent(created_at.name));
    let written = created_at.into_iter().chain(managed.updated_at);
    written.map(|attribute| (attribute.name, attribute.value(time))).collect()
}

/// Returns the version of an item, or 0 if it has none.
fn version_in<'v>(
    managed: &ManagedAttributes,
    value_of: impl FnOnce(&'static str) -> Option<KeyValue<'v>>,
) -> Result<u64, Error> {
    let version = match managed.version.and_then(value_of) {
        None => Some(0),
        Some(KeyValue::Number(digits)) => digits.parse().ok(),
        Some(_) => None,
    };
    version.ok_or_else(|| Error::new(ErrorKind::Validation).with_message("the version is not an unsigned integer"))
}

/// Returns the version of a free-form item, or 0 if it has none.
///
/// # Errors
/// Returns an error if its version is not an unsigned integer.
pub(super) fn version_of_item(managed: &ManagedAttributes, item: &Item) -> Result<u64, Error> {
    version_in(managed, |name| item.get(name).map(KeyValue::from))
}

/// Encodes an item for a batch, with the timestamps of a put.
///
/// The time is that of the encoding. A batch encodes an entry just before it has room for it, and knows no connection
/// then.
///
/// # Errors
/// Returns an error in the cases of [`EncodedItem::new`].
pub(crate) fn encode_with_timestamps<T: Table + Serialize>(item: &T) -> Result<EncodedItem, Error> {
    let managed = T::DEFINITION.managed;
    if managed.created_at.is_none() && managed.updated_at.is_none() {
        return EncodedItem::new(item);
    }
    json::with_text(item, |text| {
        let values = timestamps(&managed, text, SystemTime::now());
        EncodedItem::with_values::<T>(text, &values)
    })?
}
