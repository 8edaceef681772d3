//! What a batch waits for.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use futures::StreamExt as _;
use tokio::time::Instant;

use super::{BatchEnd, Driver, Landed, Protocol, REQUEST_BYTES};
use crate::error::Error;
use crate::retry::Deadline;

/// What happened first.
enum Event<P: Protocol> {
    Landed(Landed<P::Reply>),
    Pulled(Option<Result<P::Entry, Error>>),
    Woke(Result<(), Error>),
}

impl<P: Protocol> Driver<'_, P> {
    /// Waits for what happens next, and takes it in.
    pub(super) async fn step(&mut self) {
        let event = match self.wakes() {
            None => poll_fn(|context| self.poll_event(context)).await,
            Some(at) => {
                let db = self.protocol.db().clone();
                let mut sleep = pin!(db.sleep(at.saturating_duration_since(Instant::now())));
                poll_fn(|context| match self.poll_event(context) {
                    Poll::Pending => sleep.as_mut().poll(context).map(Event::Woke),
                    ready => ready,
                })
                .await
            }
        };
        match event {
            Event::Landed(landed) => self.landed(landed),
            Event::Pulled(pulled) => self.pulled(pulled),
            // Without a timer no entry that has to wait can ever be sent.
            Event::Woke(Err(error)) => {
                self.deadline = Deadline::default();
                self.stop(BatchEnd::Error, Some(error));
            }
            Event::Woke(Ok(())) if self.deadline.has_passed() => self.cut(),
            Event::Woke(Ok(())) => {}
        }
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Event<P>> {
        if let Poll::Ready(Some(landed)) = self.flights.poll_next_unpin(context) {
            return Poll::Ready(Event::Landed(landed));
        }
        if self.has_room()
            && let Some(source) = &mut self.source
        {
            return source.poll_next(context).map(Event::Pulled);
        }
        Poll::Pending
    }

    /// Whether another entry may be taken out of the source: never more than one request's worth waits.
    fn has_room(&self) -> bool {
        self.end.is_none() && self.held.is_none() && self.lanes.len() < P::MOST && self.lanes.bytes() < REQUEST_BYTES
    }

    /// When there is something to do without anything having happened.
    fn wakes(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let deadline = self.deadline.at();
        if self.end.is_some() || self.flying.len() >= self.window.current() {
            return deadline;
        }
        let lanes = self.lanes.wakes(now);
        let bucket = self.bucket.as_mut().and_then(|bucket| bucket.ready_at(now)).filter(|_| !self.lanes.is_empty());
        let launch = if self.lanes.is_ready(now) {
            // what could not be sent a moment ago may be sent by now
            bucket.or_else(|| self.is_due(now).then_some(now))
        } else {
            // the later of the two, for both have to let a request through
            lanes.max(bucket)
        };
        launch.into_iter().chain(deadline).min()
    }
}
