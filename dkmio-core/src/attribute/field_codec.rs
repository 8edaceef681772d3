//! Fields under `#[serde(with = "..")]`, written and read one by one.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::stored::CustomCodec;
use crate::value::{self, DecodeError, EncodeError};

/// The functions that `#[serde(with = "..")]` names for a field of type `F`; the derive macros implement it on the
/// attribute's marker.
#[doc(hidden)]
pub trait FieldCodec<F> {
    /// Writes the field.
    ///
    /// # Errors
    /// Those of the serializer.
    fn serialize<S: Serializer>(field: &F, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads the field.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error>;
}

struct Written<'a, F, A>(&'a F, PhantomData<A>);

impl<F, A: FieldCodec<F>> Serialize for Written<'_, F, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        A::serialize(self.0, serializer)
    }
}

struct Read<F, A>(F, PhantomData<A>);

impl<'de, F, A: FieldCodec<F>> Deserialize<'de> for Read<F, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        A::deserialize(deserializer).map(|field| Self(field, PhantomData))
    }
}

impl<F, A: FieldCodec<F>> CustomCodec<F> for A {
    fn encode(field: &F) -> Result<Option<AttributeValue>, EncodeError> {
        value::to_value(&Written::<F, A>(field, PhantomData))
    }

    fn decode(stored: &AttributeValue) -> Result<F, DecodeError> {
        read_with::<F, A>(Some(stored))
    }
}

/// Reads a field by its own functions, from a stored value or from its absence.
///
/// # Errors
/// When the functions refuse it.
#[doc(hidden)]
pub fn read_with<F, A: FieldCodec<F>>(stored: Option<&AttributeValue>) -> Result<F, DecodeError> {
    let read: Read<F, A> = match stored {
        Some(stored) => value::from_value(stored)?,
        None => value::from_absent()?,
    };
    Ok(read.0)
}
