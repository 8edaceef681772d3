//! Names of newtype structs that mean something to dkmio's own serializer and deserializer.
//!
//! dkmio's types announce themselves by the name of a newtype struct. Every other format ignores that name, so there the same
//! types are plain data.

/// A sequence to be stored as a set; if it is empty, the attribute is absent.
pub(crate) const SET: &str = "$dkmio::Set";
/// A sequence that was read as a string set; an empty one is an error.
pub(crate) const STRING_SET: &str = "$dkmio::StringSet";
/// A sequence that was read as a number set; an empty one is an error.
pub(crate) const NUMBER_SET: &str = "$dkmio::NumberSet";
/// A sequence that was read as a binary set; an empty one is an error.
pub(crate) const BINARY_SET: &str = "$dkmio::BinarySet";
/// A number with its exact text.
pub(crate) const NUMBER: &str = "$dkmio::Number";
/// A free-form item, passed on as it is.
pub(crate) const ITEM: &str = "$dkmio::Item";
/// One attribute value, passed on as it is.
pub(crate) const VALUE: &str = "$dkmio::Value";
/// How `serde_json` passes a number on as text: the name of a struct, and of its one field.
pub(crate) const JSON_NUMBER: &str = "$serde_json::private::Number";
/// The name under which `serde_dynamo::string_set` writes.
pub(crate) const SERDE_DYNAMO_STRING_SET: &str = "\u{37E}STRINGSET\u{37E}";
/// The name under which `serde_dynamo::number_set` writes.
pub(crate) const SERDE_DYNAMO_NUMBER_SET: &str = "\u{37E}NUMBERSET\u{37E}";
/// The name under which `serde_dynamo::binary_set` writes.
pub(crate) const SERDE_DYNAMO_BINARY_SET: &str = "\u{37E}BYTESSET\u{37E}";
