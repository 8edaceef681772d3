//! The position of a read.

use super::last_key::LastKey;

/// The position at which a read, or one segment of a parallel scan, continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Position {
    /// At the first item.
    Start,
    /// After the item with this key.
    After(LastKey),
    /// At the end: everything was read.
    End,
}
