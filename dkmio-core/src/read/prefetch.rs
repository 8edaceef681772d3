//! One segment of a stream: the remaining items of its page, and the next page, which is requested ahead.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use super::pages::Pages;
use super::pending_page::PendingPage;
use crate::cursor::LastKey;
use crate::error::Error;
use crate::request::RawItem;

/// One segment that is being read. A read that is not parallel has one.
pub(super) struct Prefetch {
    pub(super) segment: usize,
    items: VecDeque<RawItem>,
    pending: Option<PendingPage>,
}

impl Prefetch {
    pub(super) fn start(segment: usize, pages: Pages) -> Self {
        Self { segment, items: VecDeque::new(), pending: PendingPage::request(pages) }
    }

    /// Returns the next item of the current page.
    pub(super) fn next(&mut self) -> Option<RawItem> {
        self.items.pop_front()
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
