//! Fields under `#[serde(with = "..")]`, written and read one by one.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::stored::CustomCodec;
use crate::codec;
use crate::codec::json::StoredValue;
use crate::codec::{DecodeError, EncodeError};

/// The function that reads a field of type `F`, named by `#[serde(with = "..")]` or `#[serde(deserialize_with = "..")]`. The
/// derive macros implement it on the attribute's marker.
#[doc(hidden)]
pub trait FieldReader<F> {
    /// Reads the field.
    ///
    /// # Errors
    /// Returns the errors of the deserializer.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error>;
}

/// The functions of a field that both write and read it.
#[doc(hidden)]
pub trait FieldCodec<F>: FieldReader<F> {
    /// Writes the field.
    ///
    /// # Errors
    /// Returns the errors of the serializer.
    fn serialize<S: Serializer>(field: &F, serializer: S) -> Result<S::Ok, S::Error>;
}

struct SerializeWith<'a, F, A>(&'a F, PhantomData<A>);

impl<F, A: FieldCodec<F>> Serialize for SerializeWith<'_, F, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        A::serialize(self.0, serializer)
    }
}

struct DeserializeWith<F, A>(F, PhantomData<A>);

impl<'de, F, A: FieldReader<F>> Deserialize<'de> for DeserializeWith<F, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        A::deserialize(deserializer).map(|field| Self(field, PhantomData))
    }
}

impl<F, A: FieldCodec<F>> CustomCodec<F> for A {
    fn encode(field: &F) -> Result<Option<AttributeValue>, EncodeError> {
        codec::to_value(&SerializeWith::<F, A>(field, PhantomData))
    }

    fn decode(stored: &AttributeValue) -> Result<F, DecodeError> {
        read_with::<F, A>(Some(StoredValue::Value(stored)))
    }

    fn read(stored: StoredValue<'_>) -> Result<F, DecodeError> {
        read_with::<F, A>(Some(stored))
    }
}

/// Reads a field by its type, from a stored value or from its absence.
///
/// # Errors
/// Returns an error if the stored value is not of the type, or if it is absent and the type is not optional.
#[doc(hidden)]
pub fn read<F: DeserializeOwned>(stored: Option<StoredValue<'_>>) -> Result<F, DecodeError> {
    stored.map_or_else(codec::from_absent, StoredValue::decode)
}

/// Reads a field by its type, with a default where the attribute is absent.
///
/// # Errors
/// Returns an error if the stored value is not of the type.
#[doc(hidden)]
pub fn read_or<F: DeserializeOwned>(
    stored: Option<StoredValue<'_>>,
    default: impl FnOnce() -> F,
) -> Result<F, DecodeError> {
    stored.map_or_else(|| Ok(default()), StoredValue::decode)
}

/// Reads a field by its own functions, from a stored value or from its absence.
///
/// # Errors
/// Returns an error if the functions do.
#[doc(hidden)]
pub fn read_with<F, A: FieldReader<F>>(stored: Option<StoredValue<'_>>) -> Result<F, DecodeError> {
    read_by::<F, A>(stored).map(|field| field.0)
}

/// Reads a field by its own functions, with a default where the attribute is absent.
///
/// # Errors
/// Returns an error if the functions do.
#[doc(hidden)]
pub fn read_with_or<F, A: FieldReader<F>>(
    stored: Option<StoredValue<'_>>,
    default: impl FnOnce() -> F,
) -> Result<F, DecodeError> {
    if stored.is_none() { Ok(default()) } else { read_with::<F, A>(stored) }
}

fn read_by<F, A: FieldReader<F>>(stored: Option<StoredValue<'_>>) -> Result<DeserializeWith<F, A>, DecodeError> {
    stored.map_or_else(codec::from_absent, StoredValue::decode)
}
