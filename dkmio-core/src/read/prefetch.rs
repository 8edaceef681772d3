//! One segment of a stream: the remaining items of its page, and the next page, which is requested ahead.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use aws_sdk_dynamodb::types::AttributeValue;

use super::pages::Pages;
use super::pending_page::PendingPage;
use super::shared_read::SharedRead;
use super::taken_item::TakenItem;
use crate::cursor::LastKey;
use crate::error::Error;

/// One segment that is being read. A read that is not parallel has one.
pub(super) struct Prefetch {
    pub(super) segment: usize,
    items: VecDeque<TakenItem>,
    /// The sort key of the first item, if items are merged.
    head: Option<Vec<AttributeValue>>,
    pending: Option<PendingPage>,
}

impl Prefetch {
    pub(super) fn start(segment: usize, pages: Pages) -> Self {
        Self { segment, items: VecDeque::new(), head: None, pending: PendingPage::request(pages) }
    }

    /// Returns the next item of the current page.
    pub(super) fn next(&mut self) -> Option<TakenItem> {
        self.head = None;
        self.items.pop_front()
    }

    /// Reads the sort key of the next item.
    pub(super) fn read_head(&mut self, read: &SharedRead) -> Result<(), Error> {
        if let (None, Some(item)) = (&self.head, self.items.front()) {
            self.head = Some(read.sort_values(&item.raw)?);
        }
        Ok(())
    }

    /// Returns the sort key of the next item, after [`read_head`](Self::read_head).
    pub(super) fn head(&self) -> Option<&[AttributeValue]> {
        self.head.as_deref()
    }

    /// Returns whether all items of the current page were returned.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns whether there is neither an item nor a pending page.
    pub(super) fn is_done(&self) -> bool {
        self.items.is_empty() && self.pending.is_none()
    }

    /// Takes the pending page if it has arrived, requests the next one, and returns the last key of the page.
    ///
    /// Only valid after all items of the current page were returned.
    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<LastKey>, Error>> {
        // `start_segments` has removed segments that are done, so there is always a pending page.
        let Some(pending) = &mut self.pending else { return Poll::Pending };
        let fetched = ready!(pending.poll(context));
        self.pending = None;
        Poll::Ready(fetched.map(|(pages, items, summary)| {
            self.items = items.into();
            self.pending = PendingPage::request(pages);
            summary.last_key
        }))
    }
}
