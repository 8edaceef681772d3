//! How far the items of one segment or shard were returned.

use super::shared_read::SharedRead;
use crate::cursor::{LastKey, Position};
use crate::error::Error;
use crate::request::RawItem;

/// The progress within one segment.
pub(super) struct Progress {
    /// The start of the segment, or the end of the last page whose items were all returned.
    position: Position,
    /// The last item that was returned since. Its key is extracted only when the cursor is requested, not for every
    /// item.
    last_item: Option<RawItem>,
    /// The last key of the current page. `None` if it is the last page.
    page_end: Option<LastKey>,
    /// Whether every item of the last page was returned.
    is_at_end: bool,
}

impl Progress {
    pub(super) fn starting_at(position: &Position) -> Self {
        Self { position: position.clone(), last_item: None, page_end: None, is_at_end: false }
    }

    /// Records that a page has arrived.
    pub(super) fn on_page(&mut self, end: Option<LastKey>, is_empty: bool) {
        self.page_end = end;
        if is_empty {
            self.on_page_returned();
        }
    }

    /// Records that an item was returned.
    pub(super) fn on_item(&mut self, item: RawItem, is_last_of_page: bool) {
        self.last_item = Some(item);
        if is_last_of_page {
            self.on_page_returned();
        }
    }

    fn on_page_returned(&mut self) {
        match self.page_end.take() {
            // DynamoDB's key rather than that of the last item: after it, a filter may have dropped any number of
            // items.
            Some(key) => {
                self.position = Position::After(key);
                self.last_item = None;
            }
            None => self.is_at_end = true,
        }
    }

    /// Returns whether every item of the last page was returned, or there was none from the start.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_at_end || self.position == Position::End
    }

    /// Returns the position after the last item that was returned.
    pub(super) fn position(&self, read: &SharedRead) -> Result<Position, Error> {
        match &self.last_item {
            Some(item) => Ok(Position::After(read.key_of_raw(item)?)),
            None => Ok(self.position.clone()),
        }
    }
}
