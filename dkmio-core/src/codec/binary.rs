//! `#[serde(with = "dkmio::binary")]`: bytes stored as binary, whatever their type is called.
//!
//! `Vec<u8>`, slices and arrays of bytes are stored as binary without any annotation, empty ones too. Behind a type of your own
//! with `#[serde(transparent)]` an empty one cannot be recognized; there this module helps. It serves `Vec<u8>`, `Box<[u8]>`,
//! `[u8; N]`, and each in an `Option` (which needs `default` besides, to be read if it is absent).
//!
//! ```
//! use dkmio_core::codec::{binary, to_item};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Upload {
//!     #[serde(with = "binary")]
//!     content: Vec<u8>,
//! }
//!
//! let item = to_item(&Upload { content: Vec::new() })?;
//! assert!(item.get("content").unwrap().is_b());
//! # Ok::<(), dkmio_core::codec::EncodeError>(())
//! ```

use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Serializes bytes as bytes.
///
/// # Errors
///
/// Returns an error if the serializer does.
pub fn serialize<T: WriteBinary + ?Sized, S: Serializer>(bytes: &T, serializer: S) -> Result<S::Ok, S::Error> {
    bytes.write(serializer)
}

/// Deserializes bytes, also from a list of numbers.
///
/// # Errors
///
/// Returns an error if the value is neither binary nor a list of bytes, or is not as long as the array.
pub fn deserialize<'de, T: ReadBinary<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// A type that [`serialize`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as binary",
    note = "use `Vec<u8>`, `Box<[u8]>`, `[u8; N]`, or one of them in an `Option`"
)]
pub trait WriteBinary {
    /// Writes the bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the serializer does.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A type that [`deserialize`] returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from binary",
    note = "use `Vec<u8>`, `Box<[u8]>`, `[u8; N]`, or one of them in an `Option`"
)]
pub trait ReadBinary<'de>: Sized {
    /// Reads the bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the value has another type or length.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl WriteBinary for [u8] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl WriteBinary for Vec<u8> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl WriteBinary for Box<[u8]> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl<const N: usize> WriteBinary for [u8; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self)
    }
}

impl<T: WriteBinary + ?Sized> WriteBinary for &T {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<T: WriteBinary> WriteBinary for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // The bytes' own `Serialize` would write a sequence of numbers.
            Some(bytes) => serializer.serialize_some(&AsBinary(bytes)),
            None => serializer.serialize_none(),
        }
    }
}

/// Serializes bytes by [`WriteBinary`].
struct AsBinary<'a, T>(&'a T);

impl<T: WriteBinary> Serialize for AsBinary<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de> ReadBinary<'de> for Vec<u8> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor)
    }
}

impl<'de> ReadBinary<'de> for Box<[u8]> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::read(deserializer).map(Vec::into_boxed_slice)
    }
}

impl<'de, const N: usize> ReadBinary<'de> for [u8; N] {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::read(deserializer)?;
        bytes.try_into().map_err(|bytes: Vec<u8>| D::Error::invalid_length(bytes.len(), &Length(N)))
    }
}

impl<'de, T: ReadBinary<'de>> ReadBinary<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(std::marker::PhantomData))
    }
}

/// The length of an array, for a message.
struct Length(usize);

impl serde::de::Expected for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}

/// Reads bytes in any form.
struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("binary")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Vec<u8>, A::Error> {
        // The hint may come from any format, so it does not decide how much is allocated.
        let mut bytes = Vec::with_capacity(elements.size_hint().unwrap_or(0).min(4096));
        while let Some(byte) = elements.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes)
    }
}

/// Reads bytes that may be absent.
struct OptionVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: ReadBinary<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("binary")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    // serde's buffer holds a `NULL` as a unit.
    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::SeqDeserializer;

    use super::*;
    use crate::codec::DecodeError;

    #[test]
    fn bytes_are_read_in_any_form_whatever_their_number_is_said_to_be() {
        let bytes = [1_u8, 2, 3];
        assert_eq!(BytesVisitor.visit_bytes::<DecodeError>(&bytes).unwrap(), bytes);
        assert_eq!(BytesVisitor.visit_byte_buf::<DecodeError>(bytes.to_vec()).unwrap(), bytes);
        let announced = crate::codec::tests::Announced(bytes.into_iter());
        assert_eq!(BytesVisitor.visit_seq(SeqDeserializer::<_, DecodeError>::new(announced)).unwrap(), bytes);
    }
}
