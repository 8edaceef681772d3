//! Cursors that are made from an item or a key, rather than by a read.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use super::bytes;
use super::error::CursorError;
use super::fingerprint::write_bytes;
use super::last_key::LastKey;
use crate::codec::to_item;
use crate::key::{KeyAttribute, KeyOf};
use crate::table::Table;

const HAS_TABLE: u8 = 1;
const EXACT: u8 = 2;

/// Key attributes without the read that they belong to. They are checked when a read starts from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnscopedKey {
    /// The declared name of the table, if it is known.
    table: Option<String>,
    attributes: LastKey,
    /// Whether these are the attributes of one key and no others. An item has the key attributes of the table and of
    /// all its indexes, of which a read takes its own.
    exact: bool,
}

impl UnscopedKey {
    /// Takes the key attributes of the table and of all its indexes out of an item. Those of an entity are rendered.
    ///
    /// # Errors
    /// Returns an error if the item cannot be encoded, or if a part of a rendered key cannot stand in it.
    pub(super) fn of_item<T: Table + Serialize>(item: &T) -> Result<Self, CursorError> {
        let mut attributes = to_item(item).map_err(|_| CursorError::KeyAttributes)?.into_inner();
        if let Some(entity) = T::DEFINITION.entity {
            let derived = entity.derived(|part| attributes.get(part.attribute));
            let derived = derived.map_err(|_| CursorError::KeyAttributes)?.into_iter();
            attributes.extend(derived.map(|(name, value)| (name.to_owned(), value)));
        }
        let attributes = attributes.into_iter().filter(|(name, _)| T::DEFINITION.is_key_anywhere(name));
        Ok(Self { table: Some(T::DEFINITION.name.to_owned()), attributes: LastKey::new(attributes), exact: false })
    }

    /// Encodes a primary key.
    ///
    /// # Errors
    /// Returns an error if a part of the key is empty, too long or a number of more than 38 digits.
    pub(super) fn of_key<T: Table, K: KeyOf<T>>(key: &K) -> Result<Self, CursorError> {
        let key = key.encode().map_err(|_| CursorError::KeyAttributes)?;
        let table = Some(T::DEFINITION.name.to_owned());
        Ok(Self { table, attributes: LastKey::new(key.into_map()), exact: true })
    }

    pub(super) fn of_last_evaluated_key(attributes: impl IntoIterator<Item = (String, AttributeValue)>) -> Self {
        Self { table: None, attributes: LastKey::new(attributes), exact: true }
    }

    /// Returns the declared name of the table, if it is known.
    pub(super) fn table(&self) -> Option<&str> {
        self.table.as_deref()
    }

    pub(super) fn attributes(&self) -> &LastKey {
        &self.attributes
    }

    /// Returns the key attributes of a read of the table with this declared name, for which the key attributes are `parts`.
    ///
    /// # Errors
    /// Returns an error if the key is of another table, lacks one of the attributes, or has others.
    pub(crate) fn for_read(
        &self,
        table: &str,
        parts: impl Iterator<Item = &'static KeyAttribute>,
    ) -> Result<LastKey, CursorError> {
        if self.table.as_ref().is_some_and(|own| own != table) {
            return Err(CursorError::Table);
        }
        let mut attributes = self.attributes.to_map();
        let part = |part: &KeyAttribute| attributes.remove_entry(part.name).ok_or(CursorError::KeyAttributes);
        let key = parts.map(part).collect::<Result<Vec<_>, _>>()?;
        if self.exact && !attributes.is_empty() { Err(CursorError::KeyAttributes) } else { Ok(LastKey::new(key)) }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let flags = [(self.table.is_some(), HAS_TABLE), (self.exact, EXACT)];
        out.push(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum());
        if let Some(table) = &self.table {
            write_bytes(table.as_bytes(), out);
        }
        bytes::write_key(&self.attributes, out);
    }

    /// Reads a key that [`write`](Self::write) wrote.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (flags, mut rest) = bytes.split_first()?;
        let mut table = None;
        if flags & HAS_TABLE != 0 {
            let (name, behind) = bytes::read_text(rest)?;
            (table, rest) = (Some(name), behind);
        }
        Some(Self { table, attributes: bytes::read_key(rest)?, exact: flags & EXACT != 0 })
    }
}
