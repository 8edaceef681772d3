//! Elements: of lists, of sets, and the bytes of a binary value.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};

use super::Context;
use super::value::Decoder;
use super::view::{Elements, ValueSource, View};
use crate::codec::error::DecodeError;

/// Visits all elements of a list. Returns an error if the visitor does not read all of them.
pub(crate) fn visit_list<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    elements: S::Elements,
    context: Context,
) -> Result<V::Value, DecodeError> {
    visit_each::<V, S, _>(visitor, elements, |elements| elements.decoder(context))
}

/// Visits all elements of a set. Returns an error if the visitor does not read all of them.
pub(super) fn visit_set<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    elements: S::Elements,
    context: Context,
) -> Result<V::Value, DecodeError> {
    visit_each::<V, S, _>(visitor, elements, |elements| {
        Ok(elements.next()?.map(|view| Decoder::<S>::new(view, context)))
    })
}

#[inline]
fn visit_each<'de, V: Visitor<'de>, S: ValueSource<'de>, D: Deserializer<'de, Error = DecodeError>>(
    visitor: V,
    elements: S::Elements,
    next: impl Fn(&mut S::Elements) -> Result<Option<D>, DecodeError>,
) -> Result<V::Value, DecodeError> {
    let mut access = ListAccess::<S, _> { elements, next, index: 0 };
    let value = visitor.visit_seq(&mut access)?;
    // A tuple reads as many elements as it has. To ignore the others would lose them when the item is put back. A
    // source that reads one by one does not know how many they are, only that there is one.
    let left = access.elements.remaining().unwrap_or(1);
    match access.elements.next()? {
        None => Ok(value),
        Some(_) => Err(DecodeError::invalid_length(access.index + left, &"fewer elements")),
    }
}

/// The elements not yet read.
struct ListAccess<'de, S: ValueSource<'de>, N> {
    elements: S::Elements,
    /// The deserializer for the next of them.
    next: N,
    index: usize,
}

impl<'de, S, D, N> SeqAccess<'de> for &mut ListAccess<'de, S, N>
where
    S: ValueSource<'de>,
    D: Deserializer<'de, Error = DecodeError>,
    N: Fn(&mut S::Elements) -> Result<Option<D>, DecodeError>,
{
    type Error = DecodeError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(decoder) = (self.next)(&mut self.elements)? else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        match seed.deserialize(decoder) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error.within(index)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.elements.remaining()
    }
}

/// Visits all bytes of a binary value, one by one.
pub(super) fn visit_bytes<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    bytes: &[u8],
    context: Context,
) -> Result<V::Value, DecodeError> {
    let mut access = ByteAccess::<S> { bytes, context, index: 0, source: std::marker::PhantomData };
    let value = visitor.visit_seq(&mut access)?;
    if access.index == bytes.len() {
        return Ok(value);
    }
    Err(DecodeError::invalid_length(bytes.len(), &"fewer elements"))
}

/// The bytes not yet read.
struct ByteAccess<'b, S> {
    bytes: &'b [u8],
    context: Context,
    index: usize,
    source: std::marker::PhantomData<S>,
}

impl<'de, S: ValueSource<'de>> SeqAccess<'de> for &mut ByteAccess<'_, S> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(&byte) = self.bytes.get(self.index) else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Decoder::<S>::new(View::Byte(byte), self.context))
            .map(Some)
            .map_err(|error| error.within(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.bytes.len() - self.index)
    }
}

/// Passes bytes on, borrowed if possible.
pub(super) fn visit_binary<'de, V: Visitor<'de>>(visitor: V, bytes: Cow<'de, [u8]>) -> Result<V::Value, DecodeError> {
    match bytes {
        Cow::Borrowed(bytes) => visitor.visit_borrowed_bytes(bytes),
        Cow::Owned(bytes) => visitor.visit_byte_buf(bytes),
    }
}
