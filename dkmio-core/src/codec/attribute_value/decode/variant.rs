//! Enum variants: a name alone, or a map with the name as its one key.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::Context;
use super::value::{Decoder, text_decoder};
use super::view::{Entries, ValueSource, View};
use crate::codec::error::DecodeError;

/// Visits a variant.
pub(crate) fn visit_variant<'de, V: Visitor<'de>, S: ValueSource<'de>>(
    visitor: V,
    view: View<'de, S>,
    context: Context,
) -> Result<V::Value, DecodeError> {
    match view {
        View::Text(name) => visitor.visit_enum(Variant { name, content: View::<S>::Absent, context }),
        View::Map(mut entries) => {
            let other_number =
                || DecodeError::new("expected a variant, which is a map of one entry, found another number of them");
            // A source that reads its entries one by one does not know their number. It is checked after the first.
            if entries.remaining().is_some_and(|left| left != 1) {
                return Err(other_number());
            }
            let Some(name) = entries.next()? else { return Err(other_number()) };
            let content = entries.value()?;
            let variant = Variant { name: Cow::Borrowed(name), content, context: context.deeper()? };
            let value = visitor.visit_enum(variant)?;
            entries.next()?.map_or(Ok(value), |_| Err(other_number()))
        }
        other => Err(other.mismatch("a string or a map that names a variant")),
    }
}

/// A variant's name and content.
struct Variant<'de, S: ValueSource<'de>> {
    name: Cow<'de, str>,
    content: View<'de, S>,
    context: Context,
}

impl<'de, S: ValueSource<'de>> Variant<'de, S> {
    /// Returns the decoder of the content, and the variant's name.
    fn content(self) -> (Decoder<'de, S>, Cow<'de, str>) {
        let decoder = match self.name {
            Cow::Borrowed(name) => Decoder::named(name, self.content, self.context),
            // The name of a unit variant, which has no content.
            Cow::Owned(_) => Decoder::new(self.content, self.context),
        };
        (decoder, self.name)
    }
}

impl<'de, S: ValueSource<'de>> EnumAccess<'de> for Variant<'de, S> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DecodeError> {
        let name = seed.deserialize(text_decoder(self.name.clone(), self.context))?;
        Ok((name, self))
    }
}

impl<'de, S: ValueSource<'de>> VariantAccess<'de> for Variant<'de, S> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.content {
            View::Absent | View::Null => Ok(()),
            other => Err(other.mismatch("a variant without data").within(&*self.name)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        let (content, name) = self.content();
        seed.deserialize(content).map_err(|error| error.within(&*name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, DecodeError> {
        let (content, name) = self.content();
        content.deserialize_tuple(len, visitor).map_err(|error| error.within(&*name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let (content, name) = self.content();
        content.deserialize_struct("", fields, visitor).map_err(|error| error.within(&*name))
    }
}
