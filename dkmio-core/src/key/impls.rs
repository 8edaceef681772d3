//! The types that keys can have.

use std::borrow::Cow;
use std::sync::Arc;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

#[cfg(any(feature = "uuid", feature = "chrono", feature = "time", feature = "jiff"))]
use super::KeyText;
use super::{DynamoKey, KeyError, KeyType, StoredAsKey};
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff", feature = "rust_decimal"))]
use super::{SerdeForm, SortsAsValuesOf};
#[cfg(feature = "rust_decimal")]
use crate::codec::number::StoredNumber as _;
use crate::codec::number::integer;

fn text<'a>(value: &'a AttributeValue, expected: &'static str) -> Result<&'a str, KeyError> {
    value.as_s().map(String::as_str).map_err(|_| KeyError::Form { expected })
}

macro_rules! text_key {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl DynamoKey for $type {
            const TYPE: KeyType = KeyType::String;
            fn to_key(&self) -> Result<AttributeValue, KeyError> {
                Ok(AttributeValue::S(self.to_string()))
            }
            fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
                text(value, "a string").map(|text| Self::from(text.to_owned()))
            }
        }
        #[diagnostic::do_not_recommend]
        impl StoredAsKey for $type {}
    )*};
}
text_key!(String, Cow<'_, str>, Box<str>, Arc<str>);

/// A borrowed key can be written, requested and compared. It cannot be read from an item, because it would have to outlive the item.
#[diagnostic::do_not_recommend]
impl DynamoKey for &str {
    const TYPE: KeyType = KeyType::String;

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        Ok(AttributeValue::S((*self).to_owned()))
    }

    fn from_key(_value: &AttributeValue) -> Result<Self, KeyError> {
        // The key may outlive the value, so it cannot borrow its text.
        Err(KeyError::Form { expected: "readable as `&str`; declare it as `String` or `Cow<str>`" })
    }
}

#[diagnostic::do_not_recommend]
impl StoredAsKey for &str {}

macro_rules! integer_key {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl DynamoKey for $type {
            const TYPE: KeyType = KeyType::Number;
            fn to_key(&self) -> Result<AttributeValue, KeyError> {
                number(self.to_string())
            }
            fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
                let expected = concat!("a number in the range of ", stringify!($type));
                let digits = value.as_n().map_err(|_| KeyError::Form { expected })?;
                // Read as a field of the type is: another program may have written the number as `1E2`.
                integer(digits).map_err(|_| KeyError::Form { expected })
            }
        }
        #[diagnostic::do_not_recommend]
        impl StoredAsKey for $type {}
    )*};
}
integer_key!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

fn number(digits: String) -> Result<AttributeValue, KeyError> {
    // Only integers of 128 bits can have more digits than DynamoDB holds.
    // Leading zeros do not occur, and trailing ones are no significant digits.
    let significant = digits.trim_start_matches('-').trim_end_matches('0').len();
    if significant > 38 { Err(KeyError::Digits) } else { Ok(AttributeValue::N(digits)) }
}

macro_rules! binary_key {
    ($($(#[$cfg:meta])* [$($generics:tt)*] $type:ty: |$bytes:ident| $from:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> DynamoKey for $type {
            const TYPE: KeyType = KeyType::Binary;
            fn to_key(&self) -> Result<AttributeValue, KeyError> {
                Ok(AttributeValue::B(Blob::new(self.to_vec())))
            }
            fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
                let form = KeyError::Form { expected: "binary of this length" };
                let Ok(blob) = value.as_b() else { return Err(form) };
                let $bytes: &[u8] = blob.as_ref();
                $from.ok_or(form)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> StoredAsKey for $type {}
    )*};
}
binary_key! {
    [] Vec<u8>: |bytes| Some(bytes.to_vec());
    [] Box<[u8]>: |bytes| Some(bytes.into());
    [] bytes::Bytes: |bytes| Some(bytes::Bytes::copy_from_slice(bytes));
    [const N: usize] [u8; N]: |bytes| bytes.try_into().ok();
}

#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl DynamoKey for uuid::Uuid {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // The form that serde writes, so that a key equals the attribute of a put.
        Ok(AttributeValue::S(self.hyphenated().to_string()))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let expected = "a UUID";
        Self::parse_str(text(value, expected)?).map_err(|_| KeyError::Form { expected })
    }
}

#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl StoredAsKey for uuid::Uuid {}

/// The error for a timestamp that cannot be a key.
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
const TIMESTAMP: KeyError = KeyError::Form { expected: "a timestamp in RFC 3339 form within years 0 to 9999" };

/// `2025-01-31T08:30:00.000000000Z`: always nine digits, so that text sorts by time.
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl DynamoKey for chrono::DateTime<chrono::Utc> {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-:.");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        use chrono::Datelike as _;
        // Other years have a sign or more digits, so their text would not sort by time.
        if !(0..=9999).contains(&self.year()) {
            return Err(TIMESTAMP);
        }
        // With fewer decimals the text would not sort by time: `05.5Z` sorts before `05Z`.
        Ok(AttributeValue::S(self.to_rfc3339_opts(chrono::SecondsFormat::Nanos, true)))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let text = text(value, "a timestamp in RFC 3339 form")?;
        chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| TIMESTAMP)
    }
}

/// `2025-01-31T08:30:00.000000000Z` in UTC: always nine digits, so that text sorts by time. The offset is not kept.
#[cfg(feature = "time")]
#[diagnostic::do_not_recommend]
impl DynamoKey for time::OffsetDateTime {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-:.");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // Times of different offsets sort as text only in one of them.
        let utc = self.checked_to_offset(time::UtcOffset::UTC).ok_or(TIMESTAMP)?;
        // As above: other years would not sort as text.
        if !(0..=9999).contains(&utc.year()) {
            return Err(TIMESTAMP);
        }
        Ok(AttributeValue::S(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z",
            utc.year(),
            u8::from(utc.month()),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second(),
            utc.nanosecond()
        )))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let text = text(value, "a timestamp in RFC 3339 form")?;
        Self::parse(text, &time::format_description::well_known::Rfc3339).map_err(|_| TIMESTAMP)
    }
}

/// `2025-01-31T08:30:00.000000000Z`: always nine digits, so that text sorts by time.
#[cfg(feature = "jiff")]
#[diagnostic::do_not_recommend]
impl DynamoKey for jiff::Timestamp {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-:.");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // This second begins the year 0. jiff has no years after 9999.
        if self.as_second() < -62_167_219_200 {
            return Err(TIMESTAMP);
        }
        Ok(AttributeValue::S(format!("{self:.9}")))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        text(value, "a timestamp in RFC 3339 form")?.parse().map_err(|_| TIMESTAMP)
    }
}

/// The error for a date that cannot be a key.
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
const DATE: KeyError = KeyError::Form { expected: "a date as in `2025-01-31` within years 0 to 9999" };

/// `2025-01-31`, so that the text sorts by date.
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl DynamoKey for chrono::NaiveDate {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        use chrono::Datelike as _;
        // Other years have a sign or more digits, so their text would not sort by date.
        if !(0..=9999).contains(&self.year()) {
            return Err(DATE);
        }
        Ok(AttributeValue::S(self.to_string()))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        text(value, "a date as in `2025-01-31`")?.parse().map_err(|_| DATE)
    }
}

#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl StoredAsKey for chrono::NaiveDate {}

/// `2025-01-31`, so that the text sorts by date. serde writes it differently by the features of `time`, so a field needs
/// `#[serde(with = "dkmio::key")]`.
#[cfg(feature = "time")]
#[diagnostic::do_not_recommend]
impl DynamoKey for time::Date {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // Other years have a sign or more digits, so their text would not sort by date.
        if !(0..=9999).contains(&self.year()) {
            return Err(DATE);
        }
        Ok(AttributeValue::S(format!("{:04}-{:02}-{:02}", self.year(), u8::from(self.month()), self.day())))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let text = text(value, "a date as in `2025-01-31`")?;
        Self::parse(text, &time::format_description::well_known::Iso8601::DATE).map_err(|_| DATE)
    }
}

/// `2025-01-31`, so that the text sorts by date.
#[cfg(feature = "jiff")]
#[diagnostic::do_not_recommend]
impl DynamoKey for jiff::civil::Date {
    const TYPE: KeyType = KeyType::String;
    const TEXT: KeyText = KeyText::Fixed("-");

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // jiff has no years after 9999.
        if self.year() < 0 {
            return Err(DATE);
        }
        Ok(AttributeValue::S(self.to_string()))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        text(value, "a date as in `2025-01-31`")?.parse().map_err(|_| DATE)
    }
}

#[cfg(feature = "jiff")]
#[diagnostic::do_not_recommend]
impl StoredAsKey for jiff::civil::Date {}

#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl DynamoKey for rust_decimal::Decimal {
    const TYPE: KeyType = KeyType::Number;

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        // Without trailing zeros `1.50` and `1.5` are one text, as they are one key to DynamoDB.
        Ok(AttributeValue::N(self.normalize().to_string()))
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let form = KeyError::Form { expected: "a number that a Decimal holds exactly" };
        // A rounded number would be the key of another item.
        value.as_n().ok().and_then(|digits| Self::from_number(digits)).ok_or(form)
    }
}

// Types that are keys in their key form only. The bounds never hold and are there for their message. Without `for<'a>` rustc
// would refuse a bound that cannot hold.
#[cfg(feature = "chrono")]
impl StoredAsKey for chrono::DateTime<chrono::Utc> where for<'a> SerdeForm: SortsAsValuesOf<Self> {}
#[cfg(feature = "time")]
impl StoredAsKey for time::OffsetDateTime where for<'a> SerdeForm: SortsAsValuesOf<Self> {}
#[cfg(feature = "time")]
impl StoredAsKey for time::Date where for<'a> SerdeForm: SortsAsValuesOf<Self> {}
#[cfg(feature = "jiff")]
impl StoredAsKey for jiff::Timestamp where for<'a> SerdeForm: SortsAsValuesOf<Self> {}
#[cfg(feature = "rust_decimal")]
impl StoredAsKey for rust_decimal::Decimal where for<'a> SerdeForm: SortsAsValuesOf<Self> {}
