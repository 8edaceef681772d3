//! One change of an item.

use std::fmt;

use super::image::ChangeItem;
use super::view::{New, NewAndOldImages, Old, StreamView};

/// A change of an item.
///
/// Where the stream has no image of the item, the type has its key: see [`New`] and [`Old`].
pub enum Change<T: ChangeItem, V: StreamView = NewAndOldImages> {
    /// The item was created.
    Insert {
        /// The item as it was created.
        new: New<T, V>,
    },
    /// The item was changed. A write that changes nothing has no record.
    Modify {
        /// The item before the change.
        old: Old<T, V>,
        /// The item after the change.
        new: New<T, V>,
    },
    /// The item was removed.
    Remove {
        /// The item before it was removed.
        old: Old<T, V>,
        /// The reason why it was removed.
        reason: RemovalReason,
    },
}

/// The reason why an item was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RemovalReason {
    /// By a request.
    Deleted,
    /// By the time to live of the item.
    ///
    /// Of a global table only the stream in the region that removed the item says so; elsewhere it is `Deleted`. Incremental
    /// exports do not record it.
    Expired,
}

impl<T: ChangeItem> Change<T> {
    /// Returns an insert, for tests of handlers.
    pub fn insert(new: T) -> Self {
        Self::Insert { new }
    }

    /// Returns a modification, for tests of handlers.
    pub fn modify(old: T, new: T) -> Self {
        Self::Modify { old, new }
    }

    /// Returns a removal by a request, for tests of handlers.
    pub fn remove(old: T) -> Self {
        Self::Remove { old, reason: RemovalReason::Deleted }
    }

    /// Returns a removal by the time to live, for tests of handlers.
    pub fn expire(old: T) -> Self {
        Self::Remove { old, reason: RemovalReason::Expired }
    }
}

// `#[derive]` would put bounds on `T` and `V` instead of the types of the images.
impl<T: ChangeItem, V: StreamView> Clone for Change<T, V>
where
    New<T, V>: Clone,
    Old<T, V>: Clone,
{
    fn clone(&self) -> Self {
        match self {
            Self::Insert { new } => Self::Insert { new: new.clone() },
            Self::Modify { old, new } => Self::Modify { old: old.clone(), new: new.clone() },
            Self::Remove { old, reason } => Self::Remove { old: old.clone(), reason: *reason },
        }
    }
}

impl<T: ChangeItem, V: StreamView> PartialEq for Change<T, V>
where
    New<T, V>: PartialEq,
    Old<T, V>: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Insert { new }, Self::Insert { new: other }) => new == other,
            (Self::Modify { old, new }, Self::Modify { old: other_old, new: other_new }) => {
                old == other_old && new == other_new
            }
            (Self::Remove { old, reason }, Self::Remove { old: other_old, reason: other_reason }) => {
                old == other_old && reason == other_reason
            }
            _ => false,
        }
    }
}

/// Shows the item as its own `Debug` does.
impl<T: ChangeItem, V: StreamView> fmt::Debug for Change<T, V>
where
    New<T, V>: fmt::Debug,
    Old<T, V>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insert { new } => f.debug_struct("Insert").field("new", new).finish(),
            Self::Modify { old, new } => f.debug_struct("Modify").field("old", old).field("new", new).finish(),
            Self::Remove { old, reason } => f.debug_struct("Remove").field("old", old).field("reason", reason).finish(),
        }
    }
}
