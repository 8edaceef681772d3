//! A read as a stream of items that fetches one page ahead.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;

use super::merge::first_of;
use super::pages::Pages;
use super::plan::ReadPlan;
use super::prefetch::Prefetch;
use super::progress::Progress;
use super::shared_read::SharedRead;
use super::taken_item::TakenItem;
use crate::client::{Capacity, DynamoDb};
use crate::codec::DecodeError;
use crate::cursor::{Cursor, Position};
use crate::error::{Error, ErrorKind};
use crate::request::DecodeAs;

type DecodeItem<O> = Box<dyn Fn(&TakenItem) -> Result<O, DecodeError> + Send + Sync>;

/// The items of a query or a scan, fetched page by page, one page ahead of the consumer.
///
/// The first request is sent when the stream is first polled. Within a Tokio runtime a separate task fetches each page
/// while the previous one is consumed; a parallel scan does so for each segment that is being read. Dropping the stream
/// stops it. After an error the stream ends, and [`cursor`](Self::cursor) returns where to continue.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use futures::TryStreamExt as _;
///
/// let mut orders = Orders::query("ana").page_size(100).stream(&db);
/// let mut sum = 0;
/// while let Some(order) = orders.try_next().await? {
///     sum += order.total;
/// }
/// assert_eq!(sum, 730);
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct ItemStream<O> {
    read: Option<Arc<SharedRead>>,
    failed: Option<Error>,
    /// Segments that have not been started.
    waiting: VecDeque<(usize, Pages)>,
    /// Segments that are being read.
    active: Vec<Prefetch>,
    concurrency: usize,
    /// The progress, by segment.
    progress: Vec<Progress>,
    returned: usize,
    /// The error that no further page may be requested. It follows the items of the pages that were.
    page_limit: Option<Error>,
    decode: DecodeItem<O>,
}

impl<O> ItemStream<O> {
    /// Creates the stream of a read. A parallel scan returns items in the order of arrival from the segments.
    pub(crate) fn new<H>(plan: ReadPlan, decode_as: H, db: &DynamoDb) -> Self
    where
        H: DecodeAs<Output = O> + Sync + 'static,
    {
        // A merge needs an item of every shard. Their requests are bounded where they are sent.
        let concurrency = if plan.is_sharded() { usize::MAX } else { plan.concurrency() };
        let (segments, failed) = match Pages::segments(plan, db) {
            Ok(segments) => (segments, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let read = segments.first().map(|pages| pages.read().clone());
        let progress = read.iter().flat_map(|read| read.start()).map(Progress::starting_at).collect();
        let waiting = segments.into_iter().enumerate().filter(|(_, pages)| pages.has_next()).collect();
        let decode: DecodeItem<O> = Box::new(move |item| item.decode(&decode_as));
        let (active, returned, page_limit) = (Vec::new(), 0, None);
        Self { read, failed, waiting, active, concurrency, progress, returned, page_limit, decode }
    }

    /// Returns the cursor with which `start_from` continues after the last item that the stream returned, for example
    /// after an error.
    ///
    /// It is `None` if the read starts at the beginning and no item was returned yet. A stream that has ended has a
    /// cursor, too: a read that starts from it returns items written since. A parallel scan always has a cursor, for
    /// all of its segments, and a segment that was read to its end is not read again. So has a query of several shards,
    /// for all of them.
    ///
    /// # Errors
    /// Returns an error if the last item has no key attributes, or if the cursor cannot be sealed.
    #[doc(alias = "LastEvaluatedKey")]
    pub fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let Some(read) = &self.read else { return Ok(None) };
        let is_parallel = read.is_parallel();
        let mut positions = Vec::with_capacity(self.progress.len());
        for progress in &self.progress {
            // A read that is not parallel continues after its last item even at its end, where new items may follow.
            positions.push(if is_parallel && progress.is_at_end() {
                Position::End
            } else {
                progress.position(read)?
            });
        }
        match positions.first() {
            Some(Position::Start | Position::End) if !is_parallel => Ok(None),
            None => Ok(None),
            Some(_) => read.cursor(positions).map(Some),
        }
    }

    /// Returns the capacity consumed so far, including pages fetched ahead, if the read has a meter.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        self.read.as_ref().and_then(|read| read.capacity())
    }

    fn stop(&mut self) {
        self.waiting.clear();
        self.active.clear();
    }

    fn is_full(&self) -> bool {
        self.read.as_ref().and_then(|read| read.limit()).is_some_and(|limit| self.returned >= limit)
    }

    /// Starts waiting segments, up to the concurrency.
    fn start_segments(&mut self) {
        self.active.retain(|active| !active.is_done());
        while self.active.len() < self.concurrency
            && let Some((segment, pages)) = self.waiting.pop_front()
        {
            self.active.push(Prefetch::start(segment, pages));
        }
    }

    /// Returns the next item of any current page.
    fn next_item(&mut self) -> Option<Result<O, Error>> {
        let read = self.read.as_ref()?;
        let next = match next_part(read, &mut self.active, self.waiting.is_empty()) {
            Ok(next) => next?,
            Err(error) => {
                self.stop();
                return Some(Err(error));
            }
        };
        let active = self.active.get_mut(next)?;
        let item = active.next()?;
        match (self.decode)(&item) {
            Ok(output) => {
                self.returned += 1;
                if let Some(progress) = self.progress.get_mut(active.segment) {
                    progress.on_item(item.raw, active.is_empty());
                }
                Some(Ok(output))
            }
            Err(error) => {
                let error = item.raw.response().item_error(error.within(self.returned), read.context());
                let error = read.with_item_key(error, &item.raw);
                self.stop();
                Some(Err(error))
            }
        }
    }

    /// Takes the pages that have arrived. Returns whether there were any, or a segment that may not request another.
    fn take_pages(&mut self, context: &mut Context<'_>) -> Result<bool, Error> {
        let is_merged = self.read.as_ref().is_some_and(|read| read.is_merged());
        let mut any = false;
        // Every segment is polled, so that each of them registers the waker.
        for active in self.active.iter_mut().filter(|active| active.is_empty()) {
            if let Poll::Ready(page) = active.poll_page(context) {
                any = true;
                let end = match page {
                    Ok(end) => end,
                    // Other segments may still have pages in flight, which are paid for and may reach a limit. A merge
                    // cannot go on: the next item may be in the missing page.
                    Err(error) if error.kind() == ErrorKind::PageLimit && !is_merged => {
                        self.waiting.clear();
                        self.page_limit = Some(error);
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                if let Some(progress) = self.progress.get_mut(active.segment) {
                    progress.on_page(end, active.is_empty());
                }
            }
        }
        Ok(any)
    }
}

/// Returns the position of the segment that has the next item, if it is in hand. Items of shards are merged by their sort keys.
fn next_part(read: &SharedRead, active: &mut [Prefetch], all_started: bool) -> Result<Option<usize>, Error> {
    if !read.is_merged() {
        return Ok(active.iter().position(|active| !active.is_empty()));
    }
    // An item may be returned only if no shard can still have one that sorts before it.
    if !all_started || active.iter().any(|active| active.is_empty() && !active.is_done()) {
        return Ok(None);
    }
    for part in active.iter_mut() {
        part.read_head(read)?;
    }
    let heads = active.iter().enumerate().filter_map(|(at, active)| Some((at, active.head()?)));
    Ok(first_of(heads, read.is_descending()))
}

impl<O> Stream for ItemStream<O> {
    type Item = Result<O, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(error) = this.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        loop {
            // A limit may be reached within a page. Dropping the segments aborts the requests for the next pages.
            if this.is_full() {
                this.stop();
                return Poll::Ready(None);
            }
            if let Some(item) = this.next_item() {
                return Poll::Ready(Some(item));
            }
            this.start_segments();
            if this.active.is_empty() {
                return Poll::Ready(this.page_limit.take().map(Err));
            }
            match this.take_pages(context) {
                Ok(true) => {}
                Ok(false) => return Poll::Pending,
                Err(error) => {
                    this.stop();
                    // A task that was ended returns an error without its table.
                    let error_context = this.read.as_ref().map(|read| read.context());
                    return Poll::Ready(Some(Err(error_context.into_iter().fold(error, Error::with_context))));
                }
            }
        }
    }
}

impl<O> fmt::Debug for ItemStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").field("returned", &self.returned).finish_non_exhaustive()
    }
}
