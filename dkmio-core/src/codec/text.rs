//! `#[serde(with = "dkmio::text")]`: a field stored as the string that it displays.
//!
//! It serves any type with `Display` and `FromStr`. For a number this is the way to store it as a string, which sorts and compares
//! as text; `dkmio::number` stores it as a number. For an `Option` write `dkmio::text::option`, with `default` besides.
//!
//! ```
//! use dkmio_core::codec::{text, to_item};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Host {
//!     #[serde(with = "text")]
//!     port: u16,
//! }
//!
//! let item = to_item(&Host { port: 8080 })?;
//! assert_eq!(item.get("port").unwrap().as_s().unwrap(), "8080");
//! # Ok::<(), dkmio_core::codec::EncodeError>(())
//! ```

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::Serializer;

/// Serializes what the value displays.
///
/// # Errors
///
/// Returns an error if the serializer does.
pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Deserializes a value from its string.
///
/// # Errors
///
/// Returns an error if the value is not a string, or if the type rejects it.
pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // Borrowed where the format can lend the text, since `parse` needs it only for a moment.
    Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// Stores an optional field as the string that it displays: `#[serde(with = "dkmio::text::option", default)]`.
pub mod option {
    use super::{Cow, Deserialize, Deserializer, Display, FromStr, Serializer};
    use serde::de::Error as _;

    /// Serializes what the value displays, or `None`.
    ///
    /// # Errors
    ///
    /// Returns an error if the serializer does.
    pub fn serialize<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&value.to_string()),
            None => serializer.serialize_none(),
        }
    }

    /// Deserializes a value from its string, and `None` from `NULL`.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not a string, or if the type rejects it.
    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<Cow<'de, str>>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
