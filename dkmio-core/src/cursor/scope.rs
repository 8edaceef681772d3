//! The read that a cursor belongs to.

use super::error::CursorError;

/// The read that a cursor belongs to. The cursor is refused by every other read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CursorScope {
    /// The table's actual name.
    pub(crate) table: String,
    pub(crate) index: Option<String>,
    pub(crate) descending: bool,
    /// The fingerprint of the key condition; 0 for a scan.
    pub(crate) condition: u64,
    /// The number of segments of a parallel scan. `None` is not the same as one segment: a plain scan and a parallel
    /// scan of one segment refuse each other's cursors.
    pub(crate) segments: Option<usize>,
}

impl CursorScope {
    /// Returns an error if a read of the scope `read` must refuse a cursor of this scope.
    pub(crate) fn check(&self, read: &Self) -> Result<(), CursorError> {
        if self.table != read.table {
            Err(CursorError::Table)
        } else if self.index != read.index {
            Err(CursorError::Index)
        } else if self.condition != read.condition {
            Err(CursorError::KeyCondition)
        } else if self.descending != read.descending {
            Err(CursorError::Direction)
        } else if self.segments != read.segments {
            Err(CursorError::Segments)
        } else {
            Ok(())
        }
    }
}
