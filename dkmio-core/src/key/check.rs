//! The rules of DynamoDB for the values of key attributes.

use std::borrow::Cow;

use super::{KeyAttribute, KeyType};
use crate::codec::KeyValue;
use crate::error::{Error, ErrorKind};

/// The largest partition key in bytes (Developer Guide, "Quotas": partition key length).
pub const MAX_PARTITION_KEY: usize = 2048;
/// The largest sort key in bytes (Developer Guide, "Quotas": sort key length).
pub const MAX_SORT_KEY: usize = 1024;

/// Returns the end of the range of sort keys that begin with `start`: `start` with the greatest character that fits into a sort key.
pub(crate) fn end_of_sort_keys(mut start: String) -> String {
    // Text sorts by its bytes in UTF-8, in which a character of more bytes is greater than every one of fewer bytes.
    let greatest = ['\u{10FFFF}', '\u{FFFF}', '\u{7FF}', '\u{7F}'];
    start.extend(greatest.into_iter().find(|last| start.len() + last.len_utf8() <= MAX_SORT_KEY));
    start
}

/// The reason why a value cannot be a key. The message never holds the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The value is an empty string or empty binary, which DynamoDB refuses in a key.
    #[error("key attribute `{attribute}` is empty")]
    Empty {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
    },
    /// The value has more bytes than a key may have.
    #[error("key attribute `{attribute}` has {bytes} bytes; the limit is {max}")]
    TooLong {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
        /// The size of the key.
        bytes: usize,
        /// The limit: 2,048 bytes for a partition key, 1,024 for a sort key.
        max: usize,
    },
    /// The item does not have the key attribute.
    #[error("key attribute `{attribute}` is missing")]
    Missing {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
    },
    /// The value is of another type than the table or index declares.
    #[error("key attribute `{attribute}` is not of type {expected}")]
    Type {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
        /// The letter of the declared type.
        expected: &'static str,
    },
    /// The value is stored as another type than declared, or does not have the form of its Rust type.
    #[error("a key is not {expected}")]
    Form {
        /// The expected form.
        expected: &'static str,
    },
    /// A part of a key template is empty. Keys with it would be ambiguous.
    #[error("`{field}` is empty; a part of a key needs text")]
    EmptyPart {
        /// The field.
        field: Cow<'static, str>,
    },
    /// A part of a key template contains a character that ends a part, NUL or U+10FFFF.
    #[error("`{field}` contains {character:?}, which cannot stand in this part of a key")]
    ForbiddenCharacter {
        /// The field.
        field: Cow<'static, str>,
        /// The character, which is the same for every value.
        character: char,
    },
    /// A part in the form `sorted` contains a character that sorts before the text after the part.
    #[error("`{field}` contains a character that sorts before {after:?}; keys would not sort by this part")]
    UnsortedPart {
        /// The field.
        field: Cow<'static, str>,
        /// The first character of the text after the part.
        after: char,
    },
    /// A zero-padded part has more digits than its form.
    #[error("`{field}` has more than {max} digits")]
    TooManyDigits {
        /// The field.
        field: Cow<'static, str>,
        /// The number of digits in the form.
        max: usize,
    },
    /// A part of a key template is stored in a form that its template cannot render.
    #[error("`{field}` is not {expected}")]
    PartForm {
        /// The field.
        field: Cow<'static, str>,
        /// The expected form.
        expected: &'static str,
    },
    /// The value is a number that DynamoDB cannot hold exactly.
    #[error("cannot store a number of more than 38 significant digits")]
    Digits,
    /// The value of this key attribute cannot be stored.
    #[error("{attribute}: {reason}")]
    Attribute {
        /// The name of the key attribute.
        attribute: Cow<'static, str>,
        /// The reason.
        reason: Box<KeyError>,
    },
}

impl KeyError {
    /// Names the key attribute, in the form in which a put names it, unless the error does so already.
    pub(crate) fn of_attribute(self, attribute: &'static str) -> Self {
        match self {
            // The other errors name an attribute or a field already.
            Self::Form { .. } | Self::Digits => Self::Attribute { attribute: attribute.into(), reason: Box::new(self) },
            named => named,
        }
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        let kind = match error {
            KeyError::Missing { .. } => ErrorKind::MissingKey,
            _ => ErrorKind::InvalidKey,
        };
        Self::new(kind).with_source(error)
    }
}

/// Returns an error for a value that DynamoDB refuses in this key attribute of a table or of an index.
pub(crate) fn check_stored_key<'v>(
    part: &KeyAttribute,
    value: impl Into<KeyValue<'v>>,
    partition: bool,
) -> Result<(), KeyError> {
    let value = value.into();
    if !has_type(&value, part.key_type) {
        return Err(KeyError::Type { attribute: part.name.into(), expected: part.key_type.letter() });
    }
    check_key_value(part.name, value, if partition { MAX_PARTITION_KEY } else { MAX_SORT_KEY })
}

fn has_type(value: &KeyValue<'_>, wanted: KeyType) -> bool {
    match wanted {
        KeyType::String => matches!(value, KeyValue::Text(_)),
        KeyType::Number => matches!(value, KeyValue::Number(_)),
        KeyType::Binary => matches!(value, KeyValue::Binary(_)),
    }
}

/// Returns an error for a value that DynamoDB refuses in any key attribute.
pub(crate) fn check_key_value<'v>(
    name: &'static str,
    value: impl Into<KeyValue<'v>>,
    max: usize,
) -> Result<(), KeyError> {
    let bytes = match value.into() {
        KeyValue::Text(text) => text.len(),
        KeyValue::Binary(bytes) => bytes.len(),
        // A number of 38 digits is far below the limits.
        KeyValue::Number(_) => return Ok(()),
        // DynamoDB has no other types of keys.
        KeyValue::Boolean(_) | KeyValue::Other => {
            return Err(KeyError::Form { expected: "a string, a number or binary" }.of_attribute(name));
        }
    };
    match bytes {
        // DynamoDB stores empty strings in other attributes, and in keys it refuses them.
        0 => Err(KeyError::Empty { attribute: name.into() }),
        bytes if bytes > max => Err(KeyError::TooLong { attribute: name.into(), bytes, max }),
        _ => Ok(()),
    }
}
