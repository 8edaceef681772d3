//! Entries of maps and structs.

use serde::de::{DeserializeSeed, MapAccess, Visitor};

use crate::codec::attribute_value::decode::Context;
use crate::codec::attribute_value::decode::key::Key;
use crate::codec::attribute_value::decode::view::{Entries, Source};
use crate::codec::error::DecodeError;

/// Visits all entries; a visitor that leaves some has not read the value.
pub(crate) fn visit_map<'de, V: Visitor<'de>, S: Source<'de>>(
    visitor: V,
    entries: S::Entries,
    context: Context,
) -> Result<V::Value, DecodeError> {
    let mut access = EntryAccess::<S> { entries, context, name: "" };
    let value = visitor.visit_map(&mut access)?;
    match access.entries.left_over()? {
        None => Ok(value),
        Some(name) => Err(DecodeError::new("left unread by the type").within(name)),
    }
}

/// Visits all entries of a struct.
///
/// A struct of two fields may be serde's picture of an adjacently tagged enum: its tag, which is the first of them, has to come
/// before its content, or serde buffers the content and reads it less exactly. A map has no order, so it is seen to here.
pub(crate) fn visit_struct<'de, V: Visitor<'de>, S: Source<'de>>(
    visitor: V,
    mut entries: S::Entries,
    fields: &'static [&'static str],
    context: Context,
) -> Result<V::Value, DecodeError> {
    if let [tag, _content] = fields {
        entries.first(tag)?;
    }
    visit_map::<V, S>(visitor, entries, context)
}

/// The entries not yet read.
struct EntryAccess<'de, S: Source<'de>> {
    entries: S::Entries,
    context: Context,
    /// The name of the entry that is being read.
    name: &'de str,
}

impl<'de, S: Source<'de>> MapAccess<'de> for &mut EntryAccess<'de, S> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(name) = self.entries.next()? else { return Ok(None) };
        self.name = name;
        match seed.deserialize(Key { text: name, context: self.context }) {
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
        self.entries.left()
    }
}
