//! The result of comparing the sentinel items of one item.

use crate::codec::Item;

/// What became of the sentinel items of one item.
#[derive(Default)]
pub(super) struct Reserved {
    /// The sentinel items that were written; in a dry run, those that would be.
    pub(super) written: usize,
    /// The item, if another one has one of its values.
    pub(super) duplicate: Option<Item>,
    /// Whether other writers changed the item each time.
    pub(super) has_conflict: bool,
}
