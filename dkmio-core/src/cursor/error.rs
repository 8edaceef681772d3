//! The reasons why a cursor is refused.

use crate::error::{Error, ErrorKind};

/// The reason why a cursor was refused. It is the source of an [`Error`] of the kind
/// [`InvalidCursor`](ErrorKind::InvalidCursor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// The text was not made by dkmio, or it was cut or changed.
    #[error("not a dkmio cursor, or one that was cut or changed")]
    Malformed,
    /// The text was not made by dkmio, or by a version with another form of cursors.
    #[error("not a dkmio cursor, or one of an unsupported version")]
    Version,
    /// The cursor belongs to another table.
    #[error("cursor of another table")]
    Table,
    /// The cursor belongs to another index, or to the table itself.
    #[error("cursor of another index")]
    Index,
    /// The cursor belongs to a read in the other direction.
    #[error("cursor of the other direction")]
    Direction,
    /// The cursor belongs to another partition or another sort-key condition.
    #[error("cursor of another key condition")]
    KeyCondition,
    /// The cursor belongs to another PartiQL statement, to the same one with other parameters, or to another kind of read.
    #[error("cursor of another statement")]
    Statement,
    /// The cursor of a PartiQL statement has a token in place of a key.
    #[error("the cursor of a statement has no key")]
    NoKey,
    /// The cursor belongs to a read with another number of segments or shards, or has one key for a read that needs one
    /// for each segment or shard.
    #[error("cursor of another number of segments")]
    Segments,
    /// The cursor was made from a key or an item that lacks a key attribute of this table or index, has one of another
    /// type, or is a `LastEvaluatedKey` with other attributes.
    #[error("the cursor does not have the key attributes of this table or index")]
    KeyAttributes,
    /// The cursor is sealed, and the connection has no key to open it.
    #[error("sealed cursor, and the connection has no cursor key")]
    SealedWithoutKey,
    /// The cursor is not sealed, and the connection accepts sealed cursors only.
    #[error("cursor without a seal, and the connection accepts sealed cursors only")]
    SealMissing,
    /// The cursor was sealed with a key that the connection does not have, or was cut, changed or made up.
    #[error("the seal of the cursor is broken or of another key")]
    SealBroken,
    /// The operating system returned no random bytes to seal the cursor with.
    #[error("the operating system returned no random bytes to seal the cursor with")]
    NoRandomness,
}

impl From<CursorError> for Error {
    fn from(error: CursorError) -> Self {
        Self::new(ErrorKind::InvalidCursor).with_source(error)
    }
}
