//! `#[serde(with = "dkmio::bytes_as_list")]`: bytes stored as a list of numbers, as other serde crates store them.
//!
//! dkmio stores bytes as binary, and reads both forms. While programs that use `serde_dynamo` read the same table, this module
//! keeps the list that they expect. It serves `Vec<u8>`, `[u8; N]` and everything else that is a slice of bytes.
//!
//! ```
//! use dkmio_core::codec::{bytes_as_list, to_item};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Upload {
//!     #[serde(with = "bytes_as_list")]
//!     content: Vec<u8>,
//! }
//!
//! let item = to_item(&Upload { content: vec![1, 2] })?;
//! assert!(item.get("content").unwrap().is_l());
//! # Ok::<(), dkmio_core::codec::EncodeError>(())
//! ```

use serde::de::{Deserialize, Deserializer};
use serde::ser::Serializer;

/// Serializes bytes as a list of numbers.
///
/// # Errors
///
/// Returns an error if the serializer does.
pub fn serialize<T: AsRef<[u8]>, S: Serializer>(bytes: &T, serializer: S) -> Result<S::Ok, S::Error> {
    // Elements of another type than `u8` keep the sequence from being binary.
    serializer.collect_seq(bytes.as_ref().iter().map(|byte| u16::from(*byte)))
}

/// Deserializes bytes from a list of numbers, or from binary.
///
/// # Errors
///
/// Returns an error if the value is neither, or does not fit the type.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}
