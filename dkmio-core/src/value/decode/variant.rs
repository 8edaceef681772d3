//! Enum variants: a name alone, or a map with the name as its one key.

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::value::Decoder;
use super::{Context, View};
use crate::value::error::DecodeError;

/// Visits a variant.
pub(super) fn visit_variant<'de, V: Visitor<'de>>(
    visitor: V,
    view: View<'de>,
    context: Context,
) -> Result<V::Value, DecodeError> {
    match view {
        View::Text(name) => visitor.visit_enum(Variant {
            name,
            content: View::Absent,
            context,
        }),
        View::Map(map) => {
            let mut entries = map.iter();
            let (Some((name, value)), None) = (entries.next(), entries.next()) else {
                return Err(DecodeError::new(
                    "expected a variant, which is a map of one entry, found another number of them",
                ));
            };
            visitor.visit_enum(Variant {
                name,
                content: View::of(value),
                context: context.deeper()?,
            })
        }
        other => Err(other.mismatch("a string or a map that names a variant")),
    }
}

/// A variant's name and what it holds.
struct Variant<'de> {
    name: &'de str,
    content: View<'de>,
    context: Context,
}

impl<'de> Variant<'de> {
    fn content(&self) -> Decoder<'de> {
        Decoder::named(self.name, self.content, self.context)
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let name = seed.deserialize(Decoder::new(View::Text(self.name), self.context))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.content {
            View::Absent | View::Null => Ok(()),
            other => Err(other.mismatch("a variant without data").within(self.name)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        seed.deserialize(self.content())
            .map_err(|error| error.within(self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.content()
            .deserialize_tuple(len, visitor)
            .map_err(|error| error.within(self.name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.content()
            .deserialize_struct("", fields, visitor)
            .map_err(|error| error.within(self.name))
    }
}
