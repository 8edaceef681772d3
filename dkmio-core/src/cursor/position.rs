//! Where a read stands.

use super::last_key::LastKey;

/// Where a read, or one segment of a parallel scan, goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// At the first item.
    Start,
    /// After the item with this key.
    After(LastKey),
    /// Nowhere: everything was read.
    End,
}
