//! Keys: which Rust types can be key attributes, and full primary keys.

mod check;
mod encoded;
mod form;
mod impls;
mod primary;
pub mod serde_with;

pub(crate) use check::check_stored_key;
pub use check::{KeyError, MAX_PARTITION_KEY, MAX_SORT_KEY};
pub(crate) use encoded::MAX_KEY_PARTS;
pub use encoded::{CanonicalKey, EncodedKey};
pub use primary::{KeyFrom, KeyOf, key_part};

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
    /// Returns the type as CreateTable names it.
    #[must_use]
    pub fn scalar(self) -> ScalarAttributeType {
        match self {
            Self::String => ScalarAttributeType::S,
            Self::Number => ScalarAttributeType::N,
            Self::Binary => ScalarAttributeType::B,
        }
    }

    /// Returns the letter that DynamoDB writes for the type.
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
/// Strings, integers and bytes are keys, and so are UUIDs, dates, timestamps and decimals behind their features. A newtype
/// around a key or an enum of unit variants becomes a key by `#[derive(DynamoKey)]`. A key is never changed on its way: nothing
/// is trimmed, folded or joined.
///
/// A type whose text does not sort as its values do, such as `IpAddr`, is not a key. Use a newtype around what does sort, for
/// example `#[derive(DynamoKey)] struct Ip([u8; 16]);`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a DynamoDB key attribute",
    label = "not a string, a number or binary",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit \
            variants. Floats do not compare exactly: use an integer or a decimal"
)]
pub trait DynamoKey: Sized {
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
    /// Returns an error if the stored value is of another type or cannot be this key.
    fn from_key(value: &AttributeValue) -> Result<Self, KeyError>;
}

/// A key type whose serde form is its key form, so that a key field needs no attribute.
///
/// Timestamps are not: their text in serde has as many digits as each value needs and does not sort by time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key field as it is",
    label = "not a key type, or stored by serde in another form than as a key",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit \
            variants. Floats do not compare exactly: use an integer or a decimal",
    note = "timestamps and decimals are keys in a form of their own, which sorts as the values do: add \
            `#[serde(with = \"dkmio::key\")]` to the field"
)]
pub trait StoredAsKey: DynamoKey {}

/// A field type of an index key: a key type, or `Option` of one for a sparse index.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an index key attribute",
    label = "not a string, a number or binary, nor an `Option` of one",
    note = "keys are strings, integers or bytes; derive `DynamoKey` on a newtype around one or on an enum of unit variants"
)]
pub trait IndexKeyField {
    /// The key type.
    type Key: DynamoKey;

    /// Returns the key, if there is one.
    fn key_value(&self) -> Option<&Self::Key>;
}

impl<K: DynamoKey> IndexKeyField for K {
    type Key = K;

    fn key_value(&self) -> Option<&K> {
        Some(self)
    }
}

impl<K: DynamoKey> IndexKeyField for Option<K> {
    type Key = K;

    fn key_value(&self) -> Option<&K> {
        self.as_ref()
    }
}
