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

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
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
    Parsed::deserialize(deserializer).map(|parsed| parsed.0)
}

/// A value that was read from its string.
struct Parsed<T>(T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

/// Parses the string where it is: `parse` needs it only for a moment.
struct TextVisitor<T>(PhantomData<T>);

impl<T: FromStr<Err: Display>> Visitor<'_> for TextVisitor<T> {
    type Value = Parsed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Parsed<T>, E> {
        text.parse().map(Parsed).map_err(E::custom)
    }
}

/// Stores an optional field as the string that it displays: `#[serde(with = "dkmio::text::option", default)]`.
pub mod option {
    use super::{Deserialize, Deserializer, Display, FromStr, Parsed, Serializer};

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
        Ok(Option::<Parsed<T>>::deserialize(deserializer)?.map(|parsed| parsed.0))
    }
}
