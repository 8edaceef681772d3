//! Markers for values whose stored form does not follow from the Rust type alone.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::codec::json::StoredValue;
use crate::codec::set;
use crate::codec::set::ReadSet;
use crate::codec::{DecodeError, EncodeError};

/// A description of a stored value: the Rust type itself, or one of [`Set`], [`Blob`] and [`Custom`].
pub trait Stored {
    /// The Rust type that is read and written.
    type Rust;

    /// Decodes a stored value.
    ///
    /// # Errors
    /// Returns an error if the value is not of this type.
    fn decode(value: &AttributeValue) -> Result<Self::Rust, DecodeError>;

    /// Does what [`decode`](Self::decode) does, with a value in any form.
    #[doc(hidden)]
    fn read(value: StoredValue<'_>) -> Result<Self::Rust, DecodeError> {
        Self::decode(value.to_attribute_value()?.as_ref())
    }
}

/// A collection stored as a DynamoDB set (SS, NS or BS): a field under `#[serde(with = "dkmio::set")]`.
pub struct Set<C>(PhantomData<fn() -> C>);

/// Bytes stored as DynamoDB binary (B): `Vec<u8>`, `[u8; N]`, `Box<[u8]>`, `bytes::Bytes`.
pub struct Blob<B>(PhantomData<fn() -> B>);

/// A value stored in its key form: a field under `#[serde(with = "dkmio::key")]`.
pub struct KeyForm<K>(PhantomData<fn() -> K>);

/// A value of type `F` stored as the `#[serde(with = "..")]` of its field decides; `A` is the attribute's marker.
pub struct Custom<F, A>(PhantomData<fn() -> (F, A)>);

/// The stored form of a field under `#[serde(with = "..")]`; implemented by the derive macros.
pub trait CustomCodec<F> {
    /// Encodes a value as the field does. Returns `None` if the field would be absent.
    ///
    /// # Errors
    /// Returns an error if the value cannot be stored.
    fn encode(value: &F) -> Result<Option<AttributeValue>, EncodeError>;

    /// Decodes a value as the field does.
    ///
    /// # Errors
    /// Returns an error if the stored value is not of this form.
    fn decode(value: &AttributeValue) -> Result<F, DecodeError>;

    /// Does what [`decode`](Self::decode) does, with a value in any form.
    #[doc(hidden)]
    fn read(value: StoredValue<'_>) -> Result<F, DecodeError> {
        Self::decode(value.to_attribute_value()?.as_ref())
    }
}

// The markers above have no serde implementations, so this one does not overlap with theirs.
impl<V: DeserializeOwned> Stored for V {
    type Rust = V;

    fn decode(stored: &AttributeValue) -> Result<V, DecodeError> {
        <Self as Stored>::read(StoredValue::Value(stored))
    }

    fn read(stored: StoredValue<'_>) -> Result<V, DecodeError> {
        stored.decode()
    }
}

impl<C: for<'de> ReadSet<'de>> Stored for Set<C> {
    type Rust = C;

    fn decode(stored: &AttributeValue) -> Result<C, DecodeError> {
        <Self as Stored>::read(StoredValue::Value(stored))
    }

    fn read(stored: StoredValue<'_>) -> Result<C, DecodeError> {
        stored.decode::<set::Set<C>>().map(|set| set.0)
    }
}

impl<B: DeserializeOwned> Stored for Blob<B> {
    type Rust = B;

    fn decode(stored: &AttributeValue) -> Result<B, DecodeError> {
        <Self as Stored>::read(StoredValue::Value(stored))
    }

    fn read(stored: StoredValue<'_>) -> Result<B, DecodeError> {
        stored.decode()
    }
}

impl<F, A: CustomCodec<F>> Stored for Custom<F, A> {
    type Rust = F;

    fn decode(stored: &AttributeValue) -> Result<F, DecodeError> {
        <Self as Stored>::read(StoredValue::Value(stored))
    }

    fn read(stored: StoredValue<'_>) -> Result<F, DecodeError> {
        A::read(stored)
    }
}
