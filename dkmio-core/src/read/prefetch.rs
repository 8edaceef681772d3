//! One segment of a stream: its page in hand and the one on its way.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use crate::cursor::SegmentPosition;
use crate::error::Error;
use crate::read::pages::Pages;
use crate::read::pending_page::Fetching;
use crate::read::start_key::StartKey;
use crate::request::RawItem;

/// One segment at work; a read that is not parallel has one.
pub(super) struct Lane {
    pub(super) segment: usize,
    items: VecDeque<RawItem>,
    /// Where the page in hand ends; none when it is the last.
    last: Option<StartKey>,
    fetching: Option<Fetching>,
}

/// Where a segment stands: behind the last item that was given out.
#[derive(Debug, Clone)]
pub(super) enum Spot {
    /// Nothing of it was given out.
    Start,
    /// Behind this item; its key is looked for when somebody asks.
    Item(RawItem),
    /// Behind the item of this key.
    Key(StartKey),
    /// At its end, behind this.
    End(Box<Spot>),
}

impl Lane {
    pub(super) fn start(segment: usize, pages: Pages) -> Self {
        Self { segment, items: VecDeque::new(), last: None, fetching: Fetching::start(pages) }
    }

    /// The next item of the page in hand.
    pub(super) fn next(&mut self) -> Option<RawItem> {
        self.items.pop_front()
    }

    /// Whether there is neither an item in hand nor a page to come.
    pub(super) fn is_done(&self) -> bool {
        self.items.is_empty() && self.fetching.is_none()
    }

    /// Takes the page that was on its way in hand, and starts fetching the one behind it.
    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(fetching) = &mut self.fetching else { return Poll::Ready(Ok(())) };
        let fetched = ready!(fetching.poll(context));
        self.fetching = None;
        Poll::Ready(fetched.map(|(pages, items, end)| {
            self.items = items.into();
            self.last = end.last;
            self.fetching = Fetching::start(pages);
        }))
    }

    /// Where the segment stands once its page in hand is given out.
    pub(super) fn spot_behind(&mut self, given: Spot) -> Spot {
        if !self.items.is_empty() {
            return given;
        }
        match self.last.take() {
            Some(key) => Spot::Key(key),
            None => Spot::End(Box::new(given)),
        }
    }
}

impl Spot {
    /// The last place before the end.
    pub(super) fn without_end(&self) -> &Self {
        match self {
            Self::End(before) => before.without_end(),
            spot => spot,
        }
    }
}

impl Spot {
    /// Where a segment stands that begins at a cursor.
    pub(super) fn starting_at(position: &SegmentPosition) -> Result<Self, Error> {
        Ok(match position {
            SegmentPosition::Start => Self::Start,
            SegmentPosition::Behind(key) => Self::Key(StartKey::of(key)?),
            SegmentPosition::End => Self::End(Box::new(Self::Start)),
        })
    }
}
