//! A read as a stream of items that fetches ahead.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;

use crate::client::Capacity;
use crate::codec::DecodeError;
use crate::cursor::{Cursor, Position, SegmentPosition};
use crate::error::Error;
use crate::read::pages::{Pages, Read};
use crate::read::prefetch::{Lane, Spot};
use crate::read::start_key::StartKey;
use crate::request::RawItem;
use crate::request::Shape;

type ReadItem<O> = Box<dyn Fn(&RawItem) -> Result<O, DecodeError> + Send + Sync>;

/// The items of a query or scan, fetched page by page, one page ahead of what is consumed.
///
/// The first request goes out when the stream is first polled. Within a tokio runtime a page is fetched by a task of its
/// own while the one before it is consumed; a parallel scan does so for each segment at work. Dropping the stream stops
/// it. After an error the stream ends; [`cursor`](Self::cursor) tells where to go on.
#[must_use = "a stream does nothing until it is polled"]
pub struct ItemStream<O> {
    read: Option<Arc<Read>>,
    failed: Option<Error>,
    /// Segments whose turn has not come.
    waiting: VecDeque<(usize, Pages)>,
    lanes: Vec<Lane>,
    concurrency: usize,
    /// By segment.
    spots: Vec<Spot>,
    parallel: bool,
    given: usize,
    shape: ReadItem<O>,
}

impl<O> ItemStream<O> {
    pub(crate) fn new<H>(pages: Result<Pages, Error>, shape: H) -> Self
    where
        H: Shape<Output = O> + Sync + 'static,
    {
        Self { parallel: false, ..Self::parallel(pages.map(|pages| vec![pages]), 1, shape) }
    }

    /// The items of several segments, in the order in which they come.
    pub(super) fn parallel<H>(segments: Result<Vec<Pages>, Error>, concurrency: usize, shape: H) -> Self
    where
        H: Shape<Output = O> + Sync + 'static,
    {
        let (segments, failed) = match segments {
            Ok(segments) => (segments, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let read = segments.first().map(|pages| pages.read().clone());
        let spots = read.as_deref().map_or_else(|| Ok(Vec::new()), |read| first_spots(read, segments.len()));
        let (segments, spots, failed) = match spots {
            Ok(spots) => (segments, spots, failed),
            Err(error) => (Vec::new(), Vec::new(), Some(error)),
        };
        let waiting = segments.into_iter().enumerate().filter(|(_, pages)| pages.has_next()).collect();
        let shape: ReadItem<O> = Box::new(move |item| item.decode(&shape));
        Self { read, failed, waiting, lanes: Vec::new(), concurrency, spots, parallel: true, given: 0, shape }
    }

    /// Where to go on behind the last item the stream gave out: for `start_from`, after an interruption or an error.
    ///
    /// None as long as there is no such place: nothing was given out, and the read began at the beginning. A stream that
    /// went to its end has a cursor too, with nothing behind it but what was written since. A parallel scan always has
    /// one, for all of its segments.
    ///
    /// # Errors
    /// When an item without its key attributes came back.
    pub fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let Some(read) = &self.read else { return Ok(None) };
        let position = if self.parallel {
            let spots = self.spots.iter().map(|spot| segment_position(spot, read));
            Some(Position::Segments(spots.collect::<Result<_, _>>()?))
        } else {
            let spot = self.spots.first().map(Spot::without_end);
            match spot.map(|spot| segment_position(spot, read)).transpose()? {
                Some(SegmentPosition::Behind(key)) => Some(Position::Behind(key)),
                _ => None,
            }
        };
        Ok(position.map(|position| read.cursor(position)))
    }

    /// The capacity consumed so far, pages fetched ahead included, if it was asked for by `return_capacity`.
    #[must_use]
    pub fn capacity(&self) -> Option<Capacity> {
        self.read.as_ref().and_then(|read| read.capacity())
    }

    fn stop(&mut self) {
        self.waiting.clear();
        self.lanes.clear();
    }

    fn is_full(&self) -> bool {
        self.read.as_ref().and_then(|read| read.limit()).is_some_and(|limit| self.given >= limit)
    }

    /// Puts waiting segments to work, as many as may be at the same time.
    fn fill(&mut self) {
        self.lanes.retain(|lane| !lane.is_done());
        while self.lanes.len() < self.concurrency
            && let Some((segment, pages)) = self.waiting.pop_front()
        {
            self.lanes.push(Lane::start(segment, pages));
        }
    }

    /// The next item that is in hand.
    fn give(&mut self) -> Option<Result<O, Error>> {
        let read = self.read.as_ref()?;
        let (lane, item) = self.lanes.iter_mut().find_map(|lane| lane.next().map(|item| (lane, item)))?;
        match (self.shape)(&item) {
            Ok(output) => {
                self.given += 1;
                if let Some(spot) = self.spots.get_mut(lane.segment) {
                    *spot = lane.spot_behind(Spot::Item(item));
                }
                Some(Ok(output))
            }
            Err(error) => {
                let error = item.response().item_error(error.within(self.given), read.place());
                self.stop();
                Some(Err(error))
            }
        }
    }

    /// Takes in hand the pages that have come; whether there were any.
    fn take_pages(&mut self, context: &mut Context<'_>) -> Result<bool, Error> {
        let mut any = false;
        for lane in &mut self.lanes {
            if let Poll::Ready(page) = lane.poll_page(context) {
                page?;
                any = true;
                if let Some(spot) = self.spots.get_mut(lane.segment) {
                    let before = std::mem::replace(spot, Spot::Start);
                    *spot = lane.spot_behind(before);
                }
            }
        }
        Ok(any)
    }
}

fn first_spots(read: &Read, segments: usize) -> Result<Vec<Spot>, Error> {
    match read.start() {
        None => Ok(vec![Spot::Start; segments]),
        Some(Position::Behind(key)) => Ok(vec![Spot::Key(StartKey::of(key)?)]),
        Some(Position::Segments(starts)) => starts.iter().map(Spot::starting_at).collect(),
    }
}

fn segment_position(spot: &Spot, read: &Read) -> Result<SegmentPosition, Error> {
    Ok(match spot {
        Spot::Start => SegmentPosition::Start,
        Spot::Item(item) => SegmentPosition::Behind(read.key_of_raw(item)?),
        Spot::Key(key) => SegmentPosition::Behind(read.key_of_start(key)?),
        Spot::End(_) => SegmentPosition::End,
    })
}

impl<O> Stream for ItemStream<O> {
    type Item = Result<O, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(error) = this.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        loop {
            if this.is_full() {
                this.stop();
                return Poll::Ready(None);
            }
            if let Some(given) = this.give() {
                return Poll::Ready(Some(given));
            }
            this.fill();
            if this.lanes.is_empty() {
                return Poll::Ready(None);
            }
            match this.take_pages(context) {
                Ok(true) => {}
                Ok(false) => return Poll::Pending,
                Err(error) => {
                    this.stop();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<O> fmt::Debug for ItemStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").field("given", &self.given).finish_non_exhaustive()
    }
}
