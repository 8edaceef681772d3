//! Entries of maps and structs.

use std::cell::Cell;

use serde::de::{DeserializeSeed, MapAccess, Visitor};

use super::Context;
use super::key::{FieldName, Key, MapKeys, is_literal};
use super::view::{Entries, ValueSource};
use crate::codec::error::DecodeError;

/// Visits all entries of a map. Returns an error if the visitor does not read all of them.
pub(crate) fn visit_map<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    entries: S::Entries,
    context: Context,
) -> Result<V::Value, DecodeError> {
    // One key that is neither a number nor a boolean makes all of them text, and no form has to be tried.
    let are_literals = entries.all_names(is_literal);
    let keys = MapKeys { first: Cell::new(None), are_literals, is_field: Cell::new(false) };
    let mut access = MapEntries::<S> { entries, context, keys, name: "" };
    let value = visitor.visit_map(&mut access)?;
    match access.entries.leftover()? {
        None => Ok(value),
        Some(_) => Err(unread().within_entry()),
    }
}

/// Visits all fields of a struct. Returns an error if the visitor does not read all of them.
///
/// A struct of two fields may be an adjacently tagged enum to serde. Its tag, the first of them, has to come before its
/// content, or serde buffers the content and reads it less exactly. A map has no order, so the tag is moved to the
/// front.
pub(crate) fn visit_struct<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    mut entries: S::Entries,
    fields: &'static [&'static str],
    context: Context,
) -> Result<V::Value, DecodeError> {
    if let [tag, _content] = fields {
        entries.first(tag)?;
    }
    let mut access = StructFields::<S> { entries, context, name: "" };
    let value = visitor.visit_map(&mut access)?;
    match access.entries.leftover()? {
        None => Ok(value),
        Some(name) => Err(unread().within(name)),
    }
}

#[cold]
fn unread() -> DecodeError {
    DecodeError::new("the type did not read this attribute")
}

/// The fields not yet read.
struct StructFields<'de, S: ValueSource<'de>> {
    entries: S::Entries,
    context: Context,
    /// The name of the field that is being read.
    name: &'de str,
}

impl<'de, S: ValueSource<'de>> MapAccess<'de> for &mut StructFields<'de, S> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(name) = self.entries.next()? else { return Ok(None) };
        self.name = name;
        match seed.deserialize(FieldName { text: name, context: self.context }) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(error.within(name)),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let decoder = self.entries.decoder(self.name, self.context)?;
        match seed.deserialize(decoder) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.within(self.name)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.entries.remaining()
    }
}

/// The entries of a map not yet read.
struct MapEntries<'de, S: ValueSource<'de>> {
    entries: S::Entries,
    context: Context,
    keys: MapKeys<'de>,
    /// The name of the entry that is being read.
    name: &'de str,
}

impl<'de, S: ValueSource<'de>> MapEntries<'de, S> {
    /// Adds the entry to the path of an error. Only names of fields are shown: the keys of a map are data.
    #[cold]
    fn within(&self, error: DecodeError) -> DecodeError {
        if self.keys.is_field.get() { error.within(self.name) } else { error.within_entry() }
    }
}

impl<'de, S: ValueSource<'de>> MapAccess<'de> for &mut MapEntries<'de, S> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(name) = self.entries.next()? else { return Ok(None) };
        self.name = name;
        if self.keys.first.get().is_none() {
            self.keys.first.set(Some(name));
        }
        match seed.deserialize(Key { text: name, context: self.context, map: &self.keys }) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(self.within(error)),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let decoder = self.entries.decoder(self.name, self.context)?;
        match seed.deserialize(decoder) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.within(error)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.entries.remaining()
    }
}
