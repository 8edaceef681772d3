//! An item of a page that is decoded later.

use std::fmt;

use crate::codec::DecodeError;
use crate::request::{DecodeAs, RawItem};

/// An item of a page, not yet decoded, with what is known of it since the page was read.
pub(super) struct TakenItem {
    pub(super) raw: RawItem,
    /// The position of its entity in a collection. Without it the decoder would look for the entity again.
    member: Option<usize>,
}

impl TakenItem {
    pub(super) const fn new(raw: RawItem, member: Option<usize>) -> Self {
        Self { raw, member }
    }

    /// Decodes the item.
    pub(super) fn decode<H: DecodeAs>(&self, decode_as: &H) -> Result<H::Output, DecodeError> {
        self.raw.decode_member(decode_as, self.member)
    }
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for TakenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakenItem").field("member", &self.member).finish_non_exhaustive()
    }
}
