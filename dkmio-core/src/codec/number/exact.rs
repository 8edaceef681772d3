//! A number of any size that DynamoDB can hold.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use super::serde_with::{StoredNumber, number_text};
use super::{NumberError, canonical, canonical_float, compare, validate};
use crate::codec::any::AnyValue;
use crate::codec::item::NumberRef;

/// A number exactly as DynamoDB holds it, with up to 38 significant digits.
///
/// It is read and written without rounding, also behind serde's `flatten`, `tag` and `untagged`. Two spellings of one number, such
/// as `1.0` and `1`, are equal.
///
/// ```
/// use dkmio_core::codec::number::Number;
///
/// let number: Number = "12345678901234567890.12345678".parse()?;
/// assert_eq!(number.as_str(), "12345678901234567890.12345678");
/// assert_eq!("1.0".parse::<Number>()?, Number::from(1));
/// # Ok::<(), dkmio_core::codec::number::NumberError>(())
/// ```
#[derive(Clone)]
pub struct Number(String);

impl Number {
    /// Returns the decimal text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        validate(text).map(|()| Self(text.to_owned()))
    }
}

macro_rules! from_integers {
    ($($type:ty),*) => {
        $(impl From<$type> for Number {
            fn from(value: $type) -> Self {
                // At most 20 digits, so a check against the limit of 38 cannot fail.
                Self(value.to_string())
            }
        })*
    };
}

from_integers!(u8, u16, u32, u64, i8, i16, i32, i64);

macro_rules! try_from_wide_integers {
    ($($type:ty),*) => {
        $(impl TryFrom<$type> for Number {
            type Error = NumberError;

            fn try_from(value: $type) -> Result<Self, NumberError> {
                value.to_string().parse()
            }
        })*
    };
}

try_from_wide_integers!(u128, i128);

impl TryFrom<f64> for Number {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, NumberError> {
        canonical_float(value).map(Self)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({})", self.0)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        // Every `Number` was validated, so the comparison cannot fail.
        compare(&self.0, &other.0).unwrap_or(Ordering::Equal)
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Equal numbers may be spelled differently, and must have equal hashes.
        canonical(&self.0).unwrap_or_default().hash(state);
    }
}

impl StoredNumber for Number {
    fn to_number(&self) -> String {
        self.0.clone()
    }

    fn from_number(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        NumberRef(&self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = number_text(AnyValue::deserialize(deserializer)?)?;
        // A format other than DynamoDB may hold a longer number.
        text.parse().map_err(|error: NumberError| {
            D::Error::invalid_value(serde::de::Unexpected::Other(error.message()), &"a number that DynamoDB can hold")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_ordered_by_their_value_and_equal_in_every_spelling() {
        assert_eq!((number("1.0").as_str(), number("1.0").to_string().as_str()), ("1.0", "1.0"));
        assert_eq!(number("1.0"), number("100E-2"));
        assert_ne!(number("1.0"), number("1.1"));
        for (low, high) in [("-1", "0"), ("9", "10"), ("1.5", "1.50000001"), ("9E20", "1E21")] {
            assert_eq!(number(low).partial_cmp(&number(high)), Some(Ordering::Less));
            assert_eq!(number(high).cmp(&number(low)), Ordering::Greater);
        }
        let distinct: HashSet<Number> = ["1", "1.0", "10E-1", "2", "2.00"].map(number).into();
        assert_eq!(distinct.len(), 2);
        // Different numbers seldom have the same hash.
        let hash = |number: &Number| {
            let mut hasher = std::hash::DefaultHasher::new();
            number.hash(&mut hasher);
            std::hash::Hasher::finish(&hasher)
        };
        assert_eq!(hash(&number("1")), hash(&number("1.0")));
        assert_ne!(hash(&number("1")), hash(&number("2")));
    }

    #[test]
    fn numbers_of_other_types_become_exact_ones() {
        assert_eq!(Number::from(-5_i8).as_str(), "-5");
        assert_eq!(Number::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Number::try_from(u128::MAX / 10).unwrap().as_str(), "34028236692093846346337460743176821145");
        assert_eq!(Number::try_from(u128::MAX).unwrap_err(), NumberError::TooManyDigits);
        assert_eq!(Number::try_from(0.1).unwrap().as_str(), "0.1");
        assert_eq!(Number::try_from(f64::NAN).unwrap_err(), NumberError::NotANumber);
        assert_eq!(number("-1.50").to_number(), "-1.50");
        assert_eq!(Number::from_number("1E2"), Some(number("100")));
        assert_eq!(Number::from_number("x"), None);
    }
}
