//! Attributes stored as exact numbers: fields under `#[serde(with = "dkmio::number")]`.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::capability::{NumberAttribute, Ordered};
use super::operand::{AddOperand, Operand, OperandValue, kind};
use super::stored::Stored;
use crate::codec::DecodeError;
use crate::codec::json::StoredValue;
use crate::codec::number::{self, StoredNumber};

/// A value stored as an exact number: a field under `#[serde(with = "dkmio::number")]`.
pub struct NumberForm<T>(PhantomData<fn() -> T>);

/// A number as the field writes and reads it.
struct AsNumber<T>(T);

impl<T: StoredNumber> Serialize for AsNumber<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number::serialize(&self.0, serializer)
    }
}

impl<'de, T: StoredNumber> Deserialize<'de> for AsNumber<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number::deserialize(deserializer).map(Self)
    }
}

impl<T: StoredNumber> Stored for NumberForm<T> {
    type Rust = T;

    fn decode(stored: &AttributeValue) -> Result<T, DecodeError> {
        Self::read(StoredValue::Value(stored))
    }

    fn read(stored: StoredValue<'_>) -> Result<T, DecodeError> {
        stored.decode::<AsNumber<T>>().map(|number| number.0)
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredNumber> Operand<NumberForm<T>, kind::Value> for T {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&AsNumber(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredNumber + Clone> Operand<NumberForm<T>, kind::Value> for &T {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&AsNumber(self.clone()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredNumber> AddOperand<T, kind::Value> for NumberForm<T> {
    fn add_operand(value: T) -> OperandValue {
        OperandValue::encode(&AsNumber(value))
    }
}

#[diagnostic::do_not_recommend]
impl<T> Ordered for NumberForm<T> {}
#[diagnostic::do_not_recommend]
impl<T> NumberAttribute for NumberForm<T> {
    type Number = Self;
}
