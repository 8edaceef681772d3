//! The attributes of an item by which its entity is recognized.

use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item, KeyValue};

/// How many attributes recognize an item: the entity attribute and at most two key attributes.
const RECOGNIZING: usize = 3;

/// The names of these attributes, if there are such. That of the entity attribute is the first.
pub(super) type RecognizingNames = [Option<&'static str>; RECOGNIZING];

/// The values of these attributes. That of the entity attribute is the first.
pub(super) struct Recognized<'t> {
    names: RecognizingNames,
    values: [Option<KeyValue<'t>>; RECOGNIZING],
}

impl<'t> Recognized<'t> {
    /// Takes the attributes from an item.
    pub(super) fn of(names: RecognizingNames, item: &'t Item) -> Self {
        Self { names, values: names.map(|name| item.get(name?).map(KeyValue::from)) }
    }

    /// Reads the attributes of the item at the reader, up to the entity attribute: it alone decides about an item that has it. The reader
    /// stays where it is.
    ///
    /// # Errors
    /// Returns an error if there is no item.
    pub(super) fn read(names: RecognizingNames, reader: &Reader<'t>) -> Result<Self, DecodeError> {
        let is_found = |(name, value): (&Option<&str>, &Option<_>)| name.is_none() || value.is_some();
        Self::read_until(names, reader, |values| {
            values.first().is_some_and(Option::is_some) || names.iter().zip(values).all(is_found)
        })
    }

    /// Reads all of the attributes. The reader stays where it is.
    ///
    /// # Errors
    /// Returns an error if there is no item.
    pub(super) fn read_all(names: RecognizingNames, reader: &Reader<'t>) -> Result<Self, DecodeError> {
        Self::read_until(names, reader, |_| false)
    }

    fn read_until(
        names: RecognizingNames,
        reader: &Reader<'t>,
        is_enough: impl Fn(&[Option<KeyValue<'t>>]) -> bool,
    ) -> Result<Self, DecodeError> {
        let mut values = [const { None }; RECOGNIZING];
        let start = reader.mark();
        let read = json::key_values_until(reader, |name| place_of(&names, name), &mut values, is_enough);
        reader.reset(start);
        read.map(|()| Self { names, values })
    }

    /// Returns the value of the entity attribute.
    pub(super) fn named(&self) -> Option<&KeyValue<'t>> {
        self.values.first()?.as_ref()
    }

    /// Returns the value of a key attribute.
    pub(super) fn key(&self, name: &str) -> Option<&KeyValue<'t>> {
        self.values.get(place_of(&self.names, name)?)?.as_ref()
    }
}

fn place_of(names: &[Option<&str>], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == Some(name))
}
