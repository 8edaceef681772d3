//! Attributes stored in their key form.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::Error as _;
use serde::ser::Error as _;

use super::DynamoKey;
#[cfg(feature = "rust_decimal")]
use crate::attribute::{AddOperand, NumberAttribute};
use crate::attribute::{KeyForm, Operand, OperandValue, Ordered, Stored, kind};
use crate::codec::{DecodeError, EncodeError};

impl<K: DynamoKey> Stored for KeyForm<K> {
    type Rust = K;

    fn decode(stored: &AttributeValue) -> Result<K, DecodeError> {
        K::from_key(stored).map_err(DecodeError::custom)
    }
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> Operand<KeyForm<K>, kind::Value> for K {
    fn operand(self) -> OperandValue {
        key_operand(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> Operand<KeyForm<K>, kind::Value> for &K {
    fn operand(self) -> OperandValue {
        key_operand(self)
    }
}

/// Encodes a key as an operand. Its error becomes the operand, and is reported when the request is sent.
pub(super) fn key_operand<K: DynamoKey>(key: &K) -> OperandValue {
    match key.to_key() {
        Ok(key) => OperandValue::Value(key),
        Err(error) => OperandValue::Unencodable(EncodeError::custom(&error).with_cause(error)),
    }
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> Ordered for KeyForm<K> {}

#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl NumberAttribute for KeyForm<rust_decimal::Decimal> {
    type Number = Self;
}
#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl AddOperand<rust_decimal::Decimal, kind::Value> for KeyForm<rust_decimal::Decimal> {
    fn add_operand(value: rust_decimal::Decimal) -> OperandValue {
        Operand::<Self, kind::Value>::operand(value)
    }
}
