//! The events for which a batch waits.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use futures::StreamExt as _;
use tokio::time::Instant;

use super::{Arrived, Driver, Protocol, REQUEST_BYTES};
use crate::batch::BatchStopReason;
use crate::error::Error;
use crate::retry::Deadline;

/// The first event.
enum Event<P: Protocol> {
    Response(Arrived<P::Response>),
    NextEntry(Option<Result<P::Entry, Error>>),
    Timer(Result<(), Error>),
}

impl<P: Protocol> Driver<'_, P> {
    /// Waits for the next event and handles it.
    pub(super) async fn step(&mut self) {
        let event = match self.next_wakeup() {
            None => poll_fn(|context| self.poll_event(context)).await,
            Some(at) => {
                let db = self.protocol.db().clone();
                // A new timer for each step: every event may change when the next one is due.
                let mut sleep = pin!(db.sleep(at.saturating_duration_since(Instant::now())));
                poll_fn(|context| match self.poll_event(context) {
                    // Events win over the timer, so that a response which arrives at the deadline still counts.
                    Poll::Pending => sleep.as_mut().poll(context).map(Event::Timer),
                    ready => ready,
                })
                .await
            }
        };
        match event {
            Event::Response(arrived) => self.on_response(arrived),
            Event::NextEntry(next) => self.on_next_entry(next),
            // Without a timer, no entry that has to wait can ever be sent, and no deadline can be met.
            Event::Timer(Err(error)) => {
                // Without a timer the deadline would be due at every step, and the batch would not wait for the
                // requests in flight.
                self.deadline = Deadline::default();
                let error = error.with_context(&self.protocol.context());
                self.stop(BatchStopReason::Error, Some(error));
            }
            Event::Timer(Ok(())) if self.deadline.has_passed() => self.abort_in_flight(),
            Event::Timer(Ok(())) => {}
        }
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Event<P>> {
        // Responses first: they release the keys and the room for which entries wait. An empty set is ready with
        // `None`, which is no event.
        if let Poll::Ready(Some(arrived)) = self.responses.poll_next_unpin(context) {
            return Poll::Ready(Event::Response(arrived));
        }
        if self.has_room()
            && let Some(source) = &mut self.source
        {
            return source.poll_next(context).map(Event::NextEntry);
        }
        Poll::Pending
    }

    /// Returns whether another entry may be taken out of the source. At most one request's worth of entries is queued
    /// at any time.
    fn has_room(&self) -> bool {
        self.stopped.is_none()
            && self.deferred.is_none()
            && self.queues.len() < P::MAX_ENTRIES
            && self.queues.bytes() < REQUEST_BYTES
    }

    /// Returns the time at which the driver has to act even if no event arrives.
    fn next_wakeup(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let deadline = self.deadline.at();
        if !self.may_send_another() {
            return deadline;
        }
        let rate = self.rate_ready_at(now).filter(|_| !self.queues.is_empty());
        let send = if self.queues.is_ready(now) {
            // The clock may have advanced since the last attempt to send, so entries that had to wait may be due now.
            rate.or_else(|| self.is_due(now).then_some(now))
        } else {
            // The later of the two, because both must allow a request.
            self.queues.next_wakeup().max(rate)
        };
        send.into_iter().chain(deadline).min()
    }
}
