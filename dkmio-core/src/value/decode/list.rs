//! Elements: of lists, of sets, and the bytes of a binary value.

use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};

use super::value::Decoder;
use super::{Context, View};
use crate::value::error::DecodeError;

/// Visits all elements; a visitor that leaves some has not read the value.
pub(super) fn visit_list<'de, V, I>(
    visitor: V,
    elements: I,
    context: Context,
) -> Result<V::Value, DecodeError>
where
    V: Visitor<'de>,
    I: ExactSizeIterator<Item = View<'de>>,
{
    let len = elements.len();
    let mut access = Elements {
        elements,
        context,
        index: 0,
    };
    let value = visitor.visit_seq(&mut access)?;
    match access.elements.len() {
        0 => Ok(value),
        _ => Err(DecodeError::invalid_length(len, &"fewer elements")),
    }
}

/// The elements not yet read.
struct Elements<I> {
    elements: I,
    context: Context,
    index: usize,
}

impl<'de, I: ExactSizeIterator<Item = View<'de>>> SeqAccess<'de> for &mut Elements<I> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let Some(view) = self.elements.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Decoder::new(view, self.context))
            .map(Some)
            .map_err(|error| error.within(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}
