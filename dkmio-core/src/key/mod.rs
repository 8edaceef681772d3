//! Keys: the Rust types that can be key attributes, and full primary keys.

mod check;
mod codec;
mod encoded;
mod form;
mod impls;
mod part;
mod primary;
pub mod serde_with;
mod sort_text;

pub use check::{KeyError, MAX_PARTITION_KEY, MAX_SORT_KEY};
pub(crate) use check::{check_stored_key, end_of_sort_keys};
pub use codec::{KeyCodec, KeyView, Proved, key_codec};
pub(crate) use encoded::MAX_KEY_PARTS;
pub use encoded::{CanonicalKey, EncodedKey};
pub use part::{DynamoKeyPart, PartType, StoredAsPart};
pub use primary::{KeyFrom, KeyOf, KeyParts};
pub use sort_text::SortText;

use std::hash::Hash;

use aws_sdk_dynamodb::types::{AttributeValue, ScalarAttributeType};

/// The type of a key attribute: string, number or binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
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

    /// Returns the letter DynamoDB writes for the type.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }
}

/// The characters that the text of a key type is made of. Key templates need to know them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyText {
    /// Any text.
    Any,
    /// Text of a fixed length, of letters, digits and these characters.
    Fixed(&'static str),
    /// One of these texts.
    Names(&'static [&'static str]),
}

impl KeyText {
    /// Returns whether a value's text may contain the character. [`Any`](Self::Any) text counts as not containing it: it is checked when a
    /// key is rendered.
    #[must_use]
    pub const fn has(self, character: char) -> bool {
        match self {
            Self::Any => false,
            Self::Fixed(characters) => character.is_ascii_alphanumeric() || contains(characters, character),
            Self::Names(mut names) => {
                while let [name, rest @ ..] = names {
                    if contains(name, character) {
                        return true;
                    }
                    names = rest;
                }
                false
            }
        }
    }
}

/// Returns whether a text contains a character. A character that is not ASCII counts as contained in every text that is not ASCII.
const fn contains(text: &str, character: char) -> bool {
    let mut bytes = text.as_bytes();
    while let [byte, rest @ ..] = bytes {
        // A byte at a time, because a constant cannot iterate over characters. All characters beyond ASCII count as
        // contained if the text has one.
        if *byte as u32 == character as u32 || (!byte.is_ascii() && !character.is_ascii()) {
            return true;
        }
        bytes = rest;
    }
    false
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
    /// The type that the key is stored as.
    const TYPE: KeyType;

    /// The characters that its text is made of.
    #[doc(hidden)]
    const TEXT: KeyText = KeyText::Any;

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

/// The form that serde writes for a key type.
#[doc(hidden)]
#[derive(Debug)]
pub struct SerdeForm;

/// A form that sorts as the values of `T` do. No type implements it: a bound on it exists for its message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` needs `#[serde(with = \"dkmio::key\")]` to be a key field",
    label = "stored by serde in another form than as a key",
    note = "add `#[serde(with = \"dkmio::key\")]` to the field; what serde writes for it does not sort as the values do"
)]
pub trait SortsAsValuesOf<T> {}
