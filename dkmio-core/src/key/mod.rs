//! Keys: which Rust types can be key attributes, and full primary keys.

mod check;
mod codec;
mod encoded;
mod form;
mod impls;
mod primary;
pub mod serde_with;

pub(crate) use check::check_stored_key;
pub use check::{KeyError, MAX_PARTITION_KEY, MAX_SORT_KEY};
pub use codec::{KeyCodec, KeyView, Proved, key_codec};
pub(crate) use encoded::MAX_KEY_PARTS;
pub use encoded::{CanonicalKey, EncodedKey};
pub use primary::{KeyFrom, KeyOf};

use std::hash::Hash;

use aws_sdk_dynamodb::types::{AttributeValue, ScalarAttributeType};

/// The type of a key attribute: string, number or binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// `S`
    String,
    /// `N`
    Number,
    /// `B`
    Binary,
}

impl KeyType {
    /// The type as CreateTable names it.
    #[must_use]
    pub fn scalar(self) -> ScalarAttributeType {
        match self {
            Self::String => ScalarAttributeType::S,
            Self::Number => ScalarAttributeType::N,
            Self::Binary => ScalarAttributeType::B,
        }
    }

    /// The letter DynamoDB writes for the type.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }
}

/// One key attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyAttribute {
    /// The stored name.
    pub name: &'static str,
    /// The stored type.
    pub key_type: KeyType,
}

/// A type that can be a key attribute of a table or an index.
///
/// Strings, integers, bytes and, with their features, UUIDs, dates, timestamps and decimals are keys. A newtype around a key, or an enum
/// of unit variants, becomes one by deriving it, together with the standard traits of a key. A key is stored as it is: nothing is
/// trimmed, folded or joined.
///
/// A type whose text does not sort as its values do, such as `IpAddr`, is not a key. Use a newtype around what does sort, for
/// example `struct Ip([u8; 16]);`.
///
/// Keys can be compared, ordered and hashed, and so can the key struct of a table (`OrdersKey`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a DynamoDB key attribute",
    label = "not a string, a number or binary",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit variants"
)]
pub trait DynamoKey: Clone + Eq + Hash + Ord + Send + Sync {
    /// How the key is stored.
    const TYPE: KeyType;

    /// Returns the key as it is stored.
    ///
    /// # Errors
    /// Returns an error if the value cannot be stored, such as an integer of more than 38 digits.
    fn to_key(&self) -> Result<AttributeValue, KeyError>;

    /// Reads a stored key.
    ///
    /// # Errors
    /// Returns an error if the stored value is of another type or not a value of this key.
    fn from_key(value: &AttributeValue) -> Result<Self, KeyError>;
}

/// A key type that serde stores in its key form, so that a key field needs no attribute.
///
/// Timestamps are not: their text in serde has as many digits as each value needs and does not sort by time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a DynamoDB key attribute",
    label = "not a string, a number or binary",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit variants"
)]
pub trait StoredAsKey: DynamoKey {}

/// What serde writes for a key type.
#[doc(hidden)]
#[derive(Debug)]
pub struct SerdeForm;

/// The form sorts as the values of `T` do. It is implemented for nothing: it stands where that is not so, for its message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` needs `#[serde(with = \"dkmio::key\")]` to be a key field",
    label = "stored by serde in another form than as a key",
    note = "add `#[serde(with = \"dkmio::key\")]` to the field; what serde writes for it does not sort as the values do"
)]
pub trait SortsAsValuesOf<T> {}
