//! The batch driver, shared by reads and writes. Splits entries into requests, resends what is unprocessed, and stops
//! on success, on an error, at the deadline, or after too many rounds without progress.
//!
//! Everything runs on the task that awaits the batch. Dropping that future stops the batch.

mod dry_run;
mod events;
mod first_round;
mod learned_rate;
mod log;
mod outcome;
mod protocol;
mod queues;
mod rate;
mod source;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

pub(crate) use dry_run::DryRun;
pub(crate) use first_round::first_round;
pub(crate) use outcome::QueueKey;
pub(crate) use protocol::Protocol;
pub(crate) use queues::QueuedEntry;
pub(crate) use source::EntrySource;

use outcome::{Limits, Outcome, SentEntries};
use queues::TableQueues;
use rate::{Reservation, WriteRate};

use super::settings::Settings;
use super::{BatchProgress, BatchStopReason};
use crate::client::Meter;
use crate::error::{Error, ErrorKind};
use crate::key::CanonicalKey;
use crate::retry::{AdaptiveLimit, Deadline, is_plausible};

/// The maximum size of the entries of one request: 16 MB (Developer Guide, "Quotas"), less 64 KB for the rest of the
/// request.
const REQUEST_BYTES: usize = 16 * 1024 * 1024 - 64 * 1024;

/// A running batch.
pub(crate) struct Driver<'s, P: Protocol> {
    protocol: P,
    settings: Settings<'s>,
    queues: TableQueues<P::Entry>,
    source: Option<EntrySource<'s, P::Entry>>,
    /// An entry that waits while another entry for the same item is queued or in flight. The source waits behind it.
    deferred: Option<QueuedEntry<P::Entry>>,
    /// The items that are queued or in flight, if there is a source.
    pending_keys: HashSet<ItemKey>,
    responses: FuturesUnordered<BoxFuture<'static, Arrived<P::Response>>>,
    // The entries are here and not in the futures, so that they survive an abort.
    in_flight: HashMap<u64, InFlightRequest<P::Entry>>,
    next_id: u64,
    concurrency_limit: AdaptiveLimit,
    write_rate: Option<WriteRate>,
    deadline: Deadline,
    meter: Meter,
    progress: BatchProgress,
    stopped: Option<(BatchStopReason, Option<Error>)>,
}

type ItemKey = (Arc<str>, CanonicalKey);
/// The response to the request of this id.
type Arrived<R> = (u64, Result<R, Error>);

/// A request that was sent and has no response yet.
struct InFlightRequest<E> {
    entries: Vec<QueuedEntry<E>>,
    /// Its entries by queue.
    sent: Vec<SentEntries>,
    round: u64,
    reserved: Option<Reservation>,
}

/// A batch that has ended.
pub(crate) struct Finished<'s, P: Protocol> {
    pub(crate) protocol: P,
    pub(crate) settings: Settings<'s>,
    pub(crate) progress: BatchProgress,
    pub(crate) unprocessed: Vec<P::Entry>,
    pub(crate) source: Option<EntrySource<'s, P::Entry>>,
    pub(crate) stopped: Option<(BatchStopReason, Error)>,
}

impl<'s, P: Protocol> Driver<'s, P> {
    pub(crate) fn new(protocol: P, settings: Settings<'s>) -> Self {
        Self {
            protocol,
            queues: TableQueues::new(settings.backoff),
            source: None,
            deferred: None,
            pending_keys: HashSet::new(),
            responses: FuturesUnordered::new(),
            in_flight: HashMap::new(),
            next_id: 0,
            concurrency_limit: AdaptiveLimit::new(settings.concurrency),
            write_rate: settings.write_units.and_then(WriteRate::new),
            deadline: Deadline::after(settings.deadline),
            meter: settings.meter(),
            progress: BatchProgress::default(),
            stopped: None,
            settings,
        }
    }

    /// Adds entries, no two of them for one item.
    pub(crate) fn entries(mut self, entries: impl IntoIterator<Item = P::Entry>) -> Self {
        for entry in entries {
            let queued = self.queued(entry);
            self.queues.push(queued);
        }
        self
    }

    /// Sets the source, from which entries are taken while there is room.
    pub(crate) fn source(mut self, source: Option<EntrySource<'s, P::Entry>>) -> Self {
        self.source = source;
        self
    }

    /// Adds entries that an earlier run took out of the source. Only the last one may be for the item of another.
    pub(crate) fn taken(mut self, entries: Vec<P::Entry>) -> Self {
        for entry in entries {
            let queued = self.queued(entry);
            self.admit(queued);
        }
        self
    }

    fn queued(&mut self, entry: P::Entry) -> QueuedEntry<P::Entry> {
        let queue = self.protocol.queue(&entry);
        if let Some(error) = self.protocol.take_error() {
            // The entry is still queued, so that it is returned as unprocessed.
            self.stop(BatchStopReason::Error, Some(error));
        }
        QueuedEntry { queue, bytes: P::bytes(&entry), entry, is_resent: false }
    }

    /// Runs the batch until it ends.
    pub(crate) async fn run(mut self) -> Finished<'s, P> {
        loop {
            self.send_ready();
            if self.is_finished() {
                return self.finish();
            }
            self.step().await;
        }
    }

    fn is_finished(&self) -> bool {
        let is_exhausted = self.source.is_none() && self.deferred.is_none() && self.queues.is_empty();
        self.in_flight.is_empty() && (self.stopped.is_some() || is_exhausted)
    }

    /// Returns whether the limits on requests in flight allow one more.
    fn may_send_another(&self) -> bool {
        let in_flight = self.in_flight.len();
        let is_within_rate = self.write_rate.as_ref().is_none_or(|rate| rate.allows_another(in_flight));
        self.stopped.is_none() && in_flight < self.concurrency_limit.current() && is_within_rate
    }

    /// Returns when the write rate allows the next request, `None` if that is now.
    fn rate_ready_at(&mut self, now: Instant) -> Option<Instant> {
        let rate = self.write_rate.as_mut()?;
        let first = self.queues.first_ready(now).map_or(0.0, |queued| P::units(&queued.entry));
        rate.ready_at(now, first)
    }

    /// Sends as many requests as the limits allow.
    fn send_ready(&mut self) {
        while self.may_send_another() && !self.deadline.has_passed() {
            let now = Instant::now();
            if self.rate_ready_at(now).is_some() || !self.is_due(now) {
                return;
            }
            let units = self.write_rate.as_ref().map_or(f64::INFINITY, WriteRate::units_per_request);
            let limits = Limits { entries: P::MAX_ENTRIES, bytes: REQUEST_BYTES, units };
            // Reported here rather than when the wait begins: only now the number of entries is known.
            for resend in self.queues.take_resends(now) {
                log::resend(P::OPERATION, &resend);
            }
            let entries = self.queues.take(now, limits, P::units);
            if entries.is_empty() {
                return;
            }
            self.send_request(entries);
        }
    }

    /// Returns whether a request is worth sending: it would be full, or no further entry can join it.
    fn is_due(&self, now: Instant) -> bool {
        self.source.is_none()
            // The source waits behind the deferred entry, so no other entry can join this request.
            || self.deferred.is_some()
            || self.queues.len() >= P::MAX_ENTRIES
            || self.queues.bytes() >= REQUEST_BYTES
            // A resent entry has waited for its backoff already, and does not wait for a slow source as well.
            || self.queues.has_resent(now)
    }

    fn send_request(&mut self, entries: Vec<QueuedEntry<P::Entry>>) {
        let units = units_of::<P>(&entries);
        let reserved = self.write_rate.as_mut().map(|rate| rate.reserve(Instant::now(), units));
        self.progress.retried += entries.iter().filter(|queued| queued.is_resent).count();
        self.progress.bytes += entries.iter().map(|queued| queued.bytes as u64).sum::<u64>();
        let (id, request) = (self.next_id, self.protocol.request(&entries, &self.settings.limits, &self.meter));
        self.next_id += 1;
        let sent = self.queues.sent_by_queue(&entries, P::units);
        let round = self.concurrency_limit.round();
        self.in_flight.insert(id, InFlightRequest { entries, sent, round, reserved });
        self.responses.push(Box::pin(async move { (id, request.await) }));
    }

    /// Handles the next entry of the source, or its end.
    fn on_next_entry(&mut self, next: Option<Result<P::Entry, Error>>) {
        match next {
            None => self.source = None,
            Some(Err(error)) => self.stop(BatchStopReason::Error, Some(error)),
            Some(Ok(entry)) => {
                let queued = self.queued(entry);
                self.admit(queued);
            }
        }
    }

    /// Queues an entry, or defers it while another entry for the same item is queued or in flight.
    fn admit(&mut self, queued: QueuedEntry<P::Entry>) {
        let key = item_key::<P>(&queued);
        if key.as_ref().is_some_and(|key| self.pending_keys.contains(key)) {
            self.deferred = Some(queued);
        } else {
            self.pending_keys.extend(key);
            self.queues.push(queued);
        }
    }

    /// Handles the response to a request, or its failure.
    fn on_response(&mut self, (id, result): Arrived<P::Response>) {
        let Some(request) = self.in_flight.remove(&id) else { return };
        self.progress.requests += 1;
        match result {
            Ok(response) => self.on_success(request, response),
            Err(error) => self.on_failure(request, error),
        }
        self.settings.report(&self.progress);
        // The response may have released the item for which the deferred entry waits.
        if let Some(deferred) = self.deferred.take() {
            self.admit(deferred);
        }
    }

    fn on_success(&mut self, request: InFlightRequest<P::Entry>, response: P::Response) {
        let consumed = self.record_capacity(P::consumed(&response));
        // Keys are tracked only if there is a source; other entries are known to be for different items.
        let is_tracked = !self.pending_keys.is_empty();
        if is_tracked {
            let keys = request.entries.iter().filter_map(item_key::<P>);
            keys.for_each(|key| _ = self.pending_keys.remove(&key));
        }
        let (sent, sent_units) = (request.entries.len(), units_of::<P>(&request.entries));
        let unprocessed = self.protocol.apply_response(request.entries, response);
        if is_tracked {
            self.pending_keys.extend(unprocessed.iter().filter_map(item_key::<P>));
        }
        if let (Some(rate), Some(reserved)) = (&mut self.write_rate, request.reserved) {
            rate.correct(reserved, sent_units - units_of::<P>(&unprocessed), consumed);
        }
        self.progress.items += sent - unprocessed.len();
        if unprocessed.is_empty() {
            self.concurrency_limit.on_success();
        } else {
            // In a batch DynamoDB throttles by returning entries unprocessed.
            self.concurrency_limit.on_overload(request.round);
        }
        self.requeue(&request.sent, unprocessed, None);
    }

    fn on_failure(&mut self, mut request: InFlightRequest<P::Entry>, error: Error) {
        if P::IS_WRITE && error.maybe_applied() {
            request.entries.iter_mut().for_each(|queued| P::mark_outcome_unknown(&mut queued.entry));
        }
        // The service refused the request as a whole, so all of its entries wait like unprocessed ones.
        if matches!(error.kind(), ErrorKind::Throttled | ErrorKind::TransactionConflict) {
            self.concurrency_limit.on_overload(request.round);
            self.requeue(&request.sent, request.entries, Some(error));
        } else {
            // Queued only to be returned as unprocessed: a batch that has stopped sends no more requests.
            self.queues.requeue(request.entries);
            self.stop(BatchStopReason::Error, Some(error));
        }
    }

    /// Queues unprocessed entries again, each table with its own backoff.
    fn requeue(&mut self, sent: &[SentEntries], unprocessed: Vec<QueuedEntry<P::Entry>>, cause: Option<Error>) {
        let now = Instant::now();
        for SentEntries { queue, round, count, units } in sent {
            // `queue` includes the read of a table, so two reads of one table do not share their rounds.
            let of_queue = || unprocessed.iter().filter(|queued| queued.queue == *queue);
            let refused = of_queue().count();
            let refused_units: f64 = of_queue().map(|queued| P::units(&queued.entry)).sum();
            let outcome = Outcome {
                round: *round,
                done: count - refused,
                unprocessed: refused,
                accepted_units: units - refused_units,
                refused_units,
                cause: cause.clone(),
            };
            if self.queues.apply_outcome(now, queue, outcome) {
                self.stop(BatchStopReason::NoProgress, None);
            }
        }
        self.queues.requeue(unprocessed);
    }

    /// Records the consumed capacity of a response. Returns the sum, or `None` if there is no plausible figure.
    fn record_capacity(&mut self, consumed: &[ConsumedCapacity]) -> Option<f64> {
        self.meter.record(consumed);
        let mut figures = consumed.iter().filter_map(ConsumedCapacity::capacity_units).peekable();
        // A response without figures says nothing of its cost. A sum of zero would let the write rate take it as
        // free.
        figures.peek()?;
        // One impossible figure makes the sum worthless. The estimate stays then.
        let units = figures.try_fold(0.0, |sum, units| is_plausible(units).then_some(sum + units))?;
        self.progress.capacity_units += units;
        Some(units)
    }

    /// Stops sending. Requests in flight are awaited, so that their outcome is known.
    fn stop(&mut self, reason: BatchStopReason, error: Option<Error>) {
        // The first reason is the one that stopped the batch.
        if self.stopped.is_none() {
            self.stopped = Some((reason, error));
        }
    }

    /// Aborts the requests in flight after the deadline.
    fn abort_in_flight(&mut self) {
        // The futures are dropped with the driver, which ends now. That aborts their requests.
        for (_, mut request) in std::mem::take(&mut self.in_flight) {
            if P::IS_WRITE {
                request.entries.iter_mut().for_each(|queued| P::mark_outcome_unknown(&mut queued.entry));
            }
            self.queues.requeue(request.entries);
        }
        self.stop(BatchStopReason::Deadline, None);
    }

    fn finish(mut self) -> Finished<'s, P> {
        // After too many rounds without progress, the last error of the service says more than that there was no
        // progress.
        let cause = self.queues.take_cause();
        let mut unprocessed: Vec<_> = self.queues.into_entries().map(|queued| queued.entry).collect();
        unprocessed.extend(self.deferred.map(|queued| queued.entry));
        log::end(P::OPERATION, &self.progress, unprocessed.len(), self.stopped.as_ref().map(|(reason, _)| *reason));
        let protocol = self.protocol;
        let stopped = self.stopped.map(|(reason, error)| {
            let error = error.or(cause).unwrap_or_else(|| {
                let error = Error::new(ErrorKind::Unprocessed).with_context(&protocol.context());
                if reason == BatchStopReason::Deadline { error.with_message("the deadline passed") } else { error }
            });
            (reason, error)
        });
        let (settings, progress, source) = (self.settings, self.progress, self.source);
        Finished { protocol, settings, progress, unprocessed, source, stopped }
    }
}

fn item_key<P: Protocol>(queued: &QueuedEntry<P::Entry>) -> Option<ItemKey> {
    // The actual name of the table: two structs may be renamed to one table, and DynamoDB rejects a request with two
    // writes of one item.
    P::key(&queued.entry).map(|key| (queued.queue.0.clone(), key.clone()))
}

fn units_of<P: Protocol>(entries: &[QueuedEntry<P::Entry>]) -> f64 {
    entries.iter().map(|queued| P::units(&queued.entry)).sum()
}
