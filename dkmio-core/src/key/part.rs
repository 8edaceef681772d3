//! The Rust types that parts of key templates can have: those of keys, and booleans.

use std::hash::Hash;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{DynamoKey, KeyError, KeyText, KeyType, StoredAsKey};

/// The type of an attribute that is a part of a key template.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartType {
    /// `S`
    String,
    /// `N`
    Number,
    /// `B`
    Binary,
    /// `BOOL`, which no key attribute has.
    Boolean,
}

impl PartType {
    /// Returns the type of a part with a key type.
    #[must_use]
    pub const fn of(key_type: KeyType) -> Self {
        match key_type {
            KeyType::String => Self::String,
            KeyType::Number => Self::Number,
            KeyType::Binary => Self::Binary,
        }
    }
}

/// A type that can be a part of a key template, as in `#[sk = "ORDER#{open}#{order_id}"]`: every [`DynamoKey`], and `bool`.
///
/// DynamoDB has no boolean keys, so a `bool` cannot be a key attribute itself. In a template it is written `true` or `false`.
/// For a type of your own, derive or implement [`DynamoKey`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a key",
    label = "not a string, an integer or a boolean",
    note = "parts are strings, integers and booleans; derive `DynamoKey` on a newtype around a key or on an enum of unit variants"
)]
pub trait DynamoKeyPart: Clone + Eq + Hash + Ord + Send + Sync {
    /// The type that the part is stored as.
    #[doc(hidden)]
    const PART_TYPE: PartType;

    /// The characters that its text in a key is made of.
    #[doc(hidden)]
    const PART_TEXT: KeyText;

    /// Returns the part as it is stored.
    #[doc(hidden)]
    fn to_part(&self) -> Result<AttributeValue, KeyError>;

    /// Reads a stored part.
    #[doc(hidden)]
    fn from_part(value: &AttributeValue) -> Result<Self, KeyError>;
}

#[diagnostic::do_not_recommend]
impl<K: DynamoKey> DynamoKeyPart for K {
    const PART_TYPE: PartType = PartType::of(K::TYPE);
    const PART_TEXT: KeyText = K::TEXT;

    fn to_part(&self) -> Result<AttributeValue, KeyError> {
        self.to_key()
    }

    fn from_part(value: &AttributeValue) -> Result<Self, KeyError> {
        Self::from_key(value)
    }
}

#[diagnostic::do_not_recommend]
impl DynamoKeyPart for bool {
    const PART_TYPE: PartType = PartType::Boolean;
    const PART_TEXT: KeyText = KeyText::Names(&["true", "false"]);

    fn to_part(&self) -> Result<AttributeValue, KeyError> {
        Ok(AttributeValue::Bool(*self))
    }

    fn from_part(value: &AttributeValue) -> Result<Self, KeyError> {
        value.as_bool().copied().map_err(|_| KeyError::Form { expected: "a boolean" })
    }
}

/// A part type that serde stores in the form that templates render.
// No `do_not_recommend` on the `impl` for keys: what `StoredAsKey` lacks is the useful message for a timestamp.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a key",
    label = "not a string, an integer or a boolean",
    note = "parts are strings, integers and booleans; derive `DynamoKey` on a newtype around a key or on an enum of unit variants"
)]
pub trait StoredAsPart: DynamoKeyPart {}

impl<K: StoredAsKey> StoredAsPart for K {}

#[diagnostic::do_not_recommend]
impl StoredAsPart for bool {}
