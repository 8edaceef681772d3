//! From serde values to attribute values.

mod bytes;
mod key;
mod list;
mod map;
mod set;
mod value;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

pub(crate) use self::bytes::is_bytes;
pub(crate) use self::key::key_text;
pub(crate) use self::value::Encoder;
use crate::codec::error::{EncodeError, kind};
use crate::codec::item::Item;
use crate::codec::number::NumberError;

/// How deep lists and maps may nest inside one attribute ("Service, account, and table quotas").
pub(crate) const MAX_DEPTH: i8 = 32;

/// The result of encoding a value.
pub(crate) enum Encoded {
    /// The attribute is not written.
    Absent,
    /// A number that was written as `u8`. A sequence of these is binary.
    Byte(u8),
    /// A sequence without elements, of which only its type tells whether it is a list or binary.
    EmptyList,
    /// An attribute value.
    Value(AttributeValue),
}

impl Encoded {
    /// Returns the attribute value, if there is one.
    pub(crate) fn into_value(self) -> Option<AttributeValue> {
        match self {
            Self::Absent => None,
            Self::Byte(byte) => Some(AttributeValue::N(byte.to_string())),
            Self::EmptyList => Some(AttributeValue::L(Vec::new())),
            Self::Value(value) => Some(value),
        }
    }
}

/// Encodes a value of a known type, which decides what an empty sequence is.
fn encode<T: Serialize + ?Sized>(value: &T, encoder: Encoder) -> Result<Encoded, EncodeError> {
    match value.serialize(encoder)? {
        Encoded::EmptyList if is_bytes::<T>() => Ok(Encoded::Value(AttributeValue::B(Blob::new([])))),
        // Only here is it known that the sequence is a list, which is a level of nesting.
        Encoded::EmptyList if !encoder.has_level() => Err(too_deep()),
        encoded => Ok(encoded),
    }
}

/// Encodes a struct or a map as an item.
///
/// ```
/// use dkmio_core::codec::to_item;
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Order<'a> {
///     order_id: &'a str,
///     total: u64,
///     region: Option<&'a str>,
/// }
///
/// let item = to_item(&Order { order_id: "ord_1", total: 12, region: None })?;
/// assert_eq!(item.get("total").unwrap().as_n().unwrap(), "12");
/// assert!(!item.contains_key("region"));
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
///
/// # Errors
///
/// Returns an error if the value is not a struct or a map, or if something in it cannot be stored: a number that DynamoDB cannot
/// hold, duplicates in a set, two values for one attribute, a name of more than [`MAX_NAME_SIZE`](crate::codec::MAX_NAME_SIZE) bytes, a map
/// key that is neither a string nor a number nor a boolean, more than 32 levels, or what a type's own implementation refuses.
pub fn to_item<T: Serialize + ?Sized>(value: &T) -> Result<Item, EncodeError> {
    // The item itself is a map to serde, but not a level of nesting to DynamoDB.
    match encode(value, Encoder::new(MAX_DEPTH + 1))?.into_value() {
        Some(AttributeValue::M(map)) => Ok(Item::from(map)),
        Some(other) => Err(EncodeError::new(format!("expected a struct or a map as the item, found {}", kind(&other)))),
        None => Err(EncodeError::new("expected a struct or a map as the item, found `None`")),
    }
}

/// Encodes a single attribute value. Returns `None` if the attribute is to be absent.
///
/// ```
/// use dkmio_core::codec::to_value;
///
/// assert_eq!(to_value(&1.5)?.unwrap().as_n().unwrap(), "1.5");
/// assert_eq!(to_value(&None::<u8>)?, None);
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
///
/// # Errors
///
/// Returns an error in the cases of [`to_item`], except that the value may be of any type.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Option<AttributeValue>, EncodeError> {
    Ok(encode(value, Encoder::new(MAX_DEPTH))?.into_value())
}

/// Returns the error for a number that cannot be stored.
fn number_error(error: NumberError) -> EncodeError {
    EncodeError::new(match error {
        NumberError::NotANumber => "cannot store NaN or infinity",
        NumberError::TooManyDigits => "cannot store a number of more than 38 significant digits",
        NumberError::OutOfRange => "cannot store a number outside DynamoDB's range",
    })
}

/// Returns the error for a list or map inside too many others.
fn too_deep() -> EncodeError {
    EncodeError::new("nested deeper than the 32 levels DynamoDB allows")
}
