//! The key behind which a read goes on.

use std::fmt;
use std::sync::Arc;

use crate::codec::{DecodeError, Item, json};
use crate::cursor::KeyAttributes;
use crate::error::Error;

/// The key of the last item that was read, as DynamoDB JSON: between pages the text it came in, which is sent back as it
/// is.
#[derive(Clone)]
pub(crate) struct StartKey(Arc<str>);

impl StartKey {
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The key of these attributes.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    pub(super) fn of(key: &KeyAttributes) -> Result<Self, Error> {
        Ok(Self(json::item_to_text(&Item::from(key.to_map()))?.text.into()))
    }

    /// The key's attributes.
    ///
    /// # Errors
    /// Returns an error if the text holds a value of an unknown type.
    pub(crate) fn attributes(&self) -> Result<KeyAttributes, DecodeError> {
        Ok(json::parse_item(&self.0)?.into_inner().into())
    }

    pub(super) fn text(&self) -> Arc<str> {
        self.0.clone()
    }
}

/// Omits the key: keys must not end up in logs.
impl fmt::Debug for StartKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartKey")
    }
}
