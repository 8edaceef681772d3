//! `#[serde(with = "dkmio::number")]`: a field stored as an exact number.

use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde::ser::{Serialize, Serializer};

use aws_sdk_dynamodb::types::AttributeValue;

#[cfg(feature = "rust_decimal")]
use super::compare;
use super::{canonical_float, integer};
use crate::codec::any::AnyValue;
use crate::codec::item::{NumberRef, is_ours};

/// A type that can be stored as a number, by its decimal text.
///
/// It is implemented for integers, floats and, behind its feature, `rust_decimal::Decimal`. Implement it for the number type of
/// another crate through a newtype.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as a number under `dkmio::number`",
    note = "use an integer, a float, a decimal or `dkmio::Number`, or one of them in an `Option`"
)]
pub trait StoredNumber: Sized {
    /// Returns the decimal text of the number, such as `-12.5` or `1E100`.
    fn to_number(&self) -> String;

    /// Reads the number from its decimal text, or returns `None` if the type cannot hold it exactly.
    fn from_number(text: &str) -> Option<Self>;
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl StoredNumber for $type {
            fn to_number(&self) -> String {
                self.to_string()
            }

            fn from_number(text: &str) -> Option<Self> {
                integer(text).ok()
            }
        })*
    };
}

integers!(u8, u16, u32, u64, u128, i8, i16, i32, i64, i128);

macro_rules! floats {
    ($($type:ty),*) => {
        $(impl StoredNumber for $type {
            fn to_number(&self) -> String {
                // The text of a float that DynamoDB cannot hold is refused by the serializer, with its own message.
                canonical_float(*self).unwrap_or_else(|_| self.to_string())
            }

            fn from_number(text: &str) -> Option<Self> {
                super::float(text).ok()
            }
        })*
    };
}

floats!(f32, f64);

#[cfg(feature = "rust_decimal")]
impl StoredNumber for rust_decimal::Decimal {
    fn to_number(&self) -> String {
        self.normalize().to_string()
    }

    fn from_number(text: &str) -> Option<Self> {
        if let Ok(decimal) = Self::from_str_exact(text) {
            return Some(decimal);
        }
        // `from_scientific` rounds a number of more digits than a decimal has, which would be another number.
        let is_exact = |decimal: &Self| compare(&decimal.to_string(), text).is_ok_and(std::cmp::Ordering::is_eq);
        Self::from_scientific(text).ok().filter(is_exact)
    }
}

/// A field that can be written under `with = "dkmio::number"`: a [`StoredNumber`], or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as a number under `dkmio::number`",
    note = "use an integer, a float, a decimal or `dkmio::Number`, or one of them in an `Option`"
)]
pub trait NumberField: Sized {
    #[doc(hidden)]
    fn number_text(&self) -> Option<String>;

    #[doc(hidden)]
    fn from_number_text(text: Option<&str>) -> Option<Self>;
}

impl<T: StoredNumber> NumberField for T {
    fn number_text(&self) -> Option<String> {
        Some(self.to_number())
    }

    fn from_number_text(text: Option<&str>) -> Option<Self> {
        T::from_number(text?)
    }
}

impl<T: StoredNumber> NumberField for Option<T> {
    fn number_text(&self) -> Option<String> {
        self.as_ref().map(T::to_number)
    }

    fn from_number_text(text: Option<&str>) -> Option<Self> {
        text.map_or(Some(None), |text| T::from_number(text).map(Some))
    }
}

/// Serializes a number with all its digits.
///
/// # Errors
///
/// Returns an error if DynamoDB cannot hold the number.
pub fn serialize<T: NumberField, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    match number.number_text() {
        Some(text) => NumberRef(&text).serialize(serializer),
        None => serializer.serialize_none(),
    }
}

/// Deserializes a number with all its digits, also behind serde's `flatten`, `tag` and `untagged`.
///
/// # Errors
///
/// Returns an error if the value is not a number, or if the type cannot hold the number exactly.
pub fn deserialize<'de, T: NumberField, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = match Option::<AnyValue>::deserialize(deserializer)? {
        Some(any) => Some(number_text::<D::Error>(any)?),
        None => None,
    };
    T::from_number_text(text.as_deref()).ok_or_else(|| match text {
        // `DecodeError` takes a text that begins so for a number, and shows none of it.
        Some(_) => {
            let expected = "a number that its type can hold exactly";
            D::Error::invalid_value(Unexpected::Other("integer out of range"), &expected)
        }
        None => D::Error::invalid_type(Unexpected::Unit, &"a number"),
    })
}

/// Returns the text of a number. Other formats hold a number of many digits as a string.
pub(super) fn number_text<E: serde::de::Error>(any: AnyValue) -> Result<String, E> {
    match any.0 {
        AttributeValue::N(text) => Ok(text),
        AttributeValue::S(text) if !is_ours::<E>() => Ok(text),
        AttributeValue::S(text) => Err(E::invalid_type(Unexpected::Str(&text), &"a number")),
        _ => Err(E::invalid_type(Unexpected::Bytes(&[]), &"a number")),
    }
}
