//! The view that a typed read has of the stored item that failed a condition.

use serde::de::DeserializeOwned;

use crate::codec::{self, DecodeError, Item};

/// The view that a typed read has of the item.
#[derive(Clone, PartialEq, Default)]
pub(crate) enum OldItemView {
    /// The item as it is stored.
    #[default]
    Stored,
    /// The item without the attributes that dkmio writes for the entity.
    Plain(Item),
    /// No item, because it is of another entity.
    OtherEntity,
}

impl OldItemView {
    /// Decodes the stored item as a type of the entity.
    pub(super) fn decode<T: DeserializeOwned>(&self, stored: Option<&Item>) -> Result<Option<T>, DecodeError> {
        let seen = match self {
            Self::Stored => stored,
            Self::Plain(item) => Some(item),
            Self::OtherEntity => None,
        };
        seen.map(codec::from_item).transpose()
    }
}
