//! Names under which dkmio's own types announce themselves to dkmio's own serializer and deserializer.
//!
//! They travel as the name of a newtype struct, which every other format ignores: there the same types are plain data.

/// A sequence to be stored as a set, absent when empty.
pub(crate) const SET: &str = "$dkmio::Set";
/// A sequence that is a string set; empty is an error.
pub(crate) const STRING_SET: &str = "$dkmio::StringSet";
/// A sequence that is a number set; empty is an error.
pub(crate) const NUMBER_SET: &str = "$dkmio::NumberSet";
/// A sequence that is a binary set; empty is an error.
pub(crate) const BINARY_SET: &str = "$dkmio::BinarySet";
/// A number with its exact text.
pub(crate) const NUMBER: &str = "$dkmio::Number";
/// A free-form item, handed over as it is.
pub(crate) const ITEM: &str = "$dkmio::Item";
/// One attribute value, handed over as it is.
pub(crate) const VALUE: &str = "$dkmio::Value";
/// How `serde_json` passes on a number as text, both as struct name and as the name of its one field.
pub(crate) const JSON_NUMBER: &str = "$serde_json::private::Number";
