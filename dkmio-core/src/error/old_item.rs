//! The stored item that failed a condition, and whether it is of the entity that was written.

use serde::de::DeserializeOwned;

use super::old_item_view::OldItemView;
use super::{Error, ErrorKind};
use crate::codec::{DecodeError, Item};

impl Error {
    /// Returns the item that failed a condition as it is stored, or `None` if there is no such item, or if it is of another entity of
    /// a shared table.
    ///
    /// # Errors
    ///
    /// Returns an error if the stored item does not fit `T`.
    pub fn old_item<T: DeserializeOwned>(&self) -> Result<Option<T>, DecodeError> {
        self.0.old_item_view.decode(self.0.item.as_ref())
    }

    /// Returns the item that failed a condition as a free-form item, or `None` if there is no such item. It has every attribute, and
    /// it may be of another entity.
    #[must_use]
    pub fn old_item_free_form(&self) -> Option<&Item> {
        self.0.item.as_ref()
    }

    /// Returns whether a key of a shared table holds an item of another entity.
    ///
    /// This happens when a read by key finds such an item, when a collection that does not list its entity reads one, when a
    /// condition of a write, or of a part of a transaction, fails on one, and when a write returns one. That write has happened.
    #[must_use]
    pub fn is_unexpected_entity(&self) -> bool {
        let is_other = |view: &OldItemView| *view == OldItemView::OtherEntity;
        self.0.kind == ErrorKind::UnexpectedEntity
            || is_other(&self.0.old_item_view)
            || self.0.reasons.iter().any(|reason| is_other(&reason.view))
    }

    /// Adds what a typed read of the old item sees, if there is an old item.
    pub(crate) fn with_old_item_view(self, view_of: impl FnOnce(&Item) -> OldItemView) -> Self {
        // Without a stored item there is nothing to recognize, and a change would copy the whole error.
        let Some(view) = self.0.item.as_ref().map(view_of) else { return self };
        self.change(|inner| inner.old_item_view = view)
    }

    /// Adds what typed reads of the old items of a canceled transaction see, by the positions of the parts.
    pub(crate) fn with_reason_views(self, view_of: impl Fn(usize, &Item) -> OldItemView) -> Self {
        if self.0.reasons.is_empty() {
            return self;
        }
        self.change(|inner| {
            for reason in &mut inner.reasons {
                if let Some(item) = &reason.item {
                    reason.view = view_of(reason.position, item);
                }
            }
        })
    }
}
