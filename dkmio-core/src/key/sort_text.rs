//! The text of a sort key, rendered by an entity or given as it is.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use aws_sdk_dynamodb::types::AttributeValue;

use super::form::key_operand;
use super::{DynamoKey, KeyError, KeyType};
use crate::attribute::{Operand, OperandValue, Prefixed, ValueOf, kind};

/// The text of a sort key, for conditions on keys of several entities.
///
/// `Order::sort_key(..)` and `Order::sort_key_prefix()` render one. A part that cannot stand in a key is reported when the query is
/// sent.
#[derive(Clone)]
pub struct SortText(Result<String, KeyError>);

impl SortText {
    /// Makes the text of a key, or of the reason why it cannot be a key.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(text: Result<String, KeyError>) -> Self {
        Self(text)
    }

    /// Returns the text.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key.
    pub fn text(&self) -> Result<&str, KeyError> {
        self.0.as_ref().map(String::as_str).map_err(Clone::clone)
    }

    fn comparable(&self) -> Option<&str> {
        self.0.as_ref().ok().map(String::as_str)
    }
}

#[diagnostic::do_not_recommend]
impl DynamoKey for SortText {
    const TYPE: KeyType = KeyType::String;

    fn to_key(&self) -> Result<AttributeValue, KeyError> {
        self.0.clone().map(AttributeValue::S)
    }

    fn from_key(value: &AttributeValue) -> Result<Self, KeyError> {
        let text = value.as_s().map_err(|_| KeyError::Form { expected: "a string" })?;
        Ok(Self(Ok(text.clone())))
    }
}

impl From<&str> for SortText {
    fn from(text: &str) -> Self {
        Self(Ok(text.to_owned()))
    }
}

impl From<String> for SortText {
    fn from(text: String) -> Self {
        Self(Ok(text))
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<SortText> for &str {
    fn into_value(self) -> SortText {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<SortText> for String {
    fn into_value(self) -> SortText {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl Prefixed for SortText {
    type Prefix = Self;
}

macro_rules! prefixes {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<SortText, kind::Value> for $type {
            fn operand(self) -> OperandValue {
                key_operand(&ValueOf::<SortText>::into_value(self))
            }
        }
    )*};
}
prefixes!(SortText, &SortText, &str, String);

impl PartialEq for SortText {
    fn eq(&self, other: &Self) -> bool {
        self.comparable() == other.comparable()
    }
}

impl Eq for SortText {}

impl PartialOrd for SortText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.comparable().cmp(&other.comparable())
    }
}

impl Hash for SortText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.comparable().hash(state);
    }
}

/// Omits the text: it is a key.
impl fmt::Debug for SortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SortText")
    }
}
