//! The key behind which a read goes on.

use std::sync::Arc;

use crate::client::{Filling, Gap};
use crate::codec::DecodeError;
use crate::codec::json;
use crate::cursor::KeyAttributes;
use crate::read::pages::Attributes;

/// The key of the last item that was read: between pages as the text it came in, which is sent back as it is.
#[derive(Clone)]
pub(crate) enum StartKey {
    /// As it came.
    Text(Arc<str>),
    /// Out of a cursor, of an item, or of what the SDK parsed.
    Attributes(KeyAttributes),
}

impl StartKey {
    /// The key's attributes.
    ///
    /// # Errors
    /// When the text holds no value that is known.
    pub(crate) fn attributes(&self) -> Result<KeyAttributes, DecodeError> {
        match self {
            Self::Text(text) => Ok(json::parse_item(text)?.into_inner().into()),
            Self::Attributes(key) => Ok(key.clone()),
        }
    }

    /// The key as the SDK takes it, and what is to be put in the place of one that is empty. A request that is `observed` has the
    /// key in full.
    pub(super) fn sent(&self, observed: bool) -> Result<(Attributes, Option<Filling>), DecodeError> {
        match self {
            Self::Text(text) if !observed => {
                Ok((Attributes::new(), Some(Filling::new(Gap::StartKey, vec![text.clone()]))))
            }
            _ => Ok((self.attributes()?.to_map(), None)),
        }
    }
}

impl std::fmt::Debug for StartKey {
    /// Nothing of what is in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StartKey")
    }
}
