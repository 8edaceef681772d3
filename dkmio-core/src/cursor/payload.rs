//! The content of a cursor.

use super::position::Position;
use super::scope::CursorScope;

/// The content of a cursor: the read it belongs to, and the positions at which that read continues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CursorPayload {
    pub(crate) scope: CursorScope,
    /// One position for each segment of a parallel scan. A read that is not parallel has exactly one, which is
    /// [`Position::After`]: there is no cursor for the start or the end of such a read.
    pub(crate) positions: Vec<Position>,
}
