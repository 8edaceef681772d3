//! Sends entries in requests, again and again until all are done or it is of no use: the same for reads and writes.
//!
//! All of it runs on the task that awaits the batch. Dropping that future stops everything.

mod events;
mod queues;
mod source;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

pub(crate) use queues::{LaneKey, Queued};
pub(crate) use source::EntrySource;

use queues::{Lanes, Limits, Outcome};

use super::settings::Settings;
use super::{BatchEnd, BatchProgress};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::{Error, ErrorKind};
use crate::key::CanonicalKey;
use crate::retry::{AdaptiveLimit, Deadline, TokenBucket};

/// A kind of batch: what its entries are, and how they are sent.
pub(crate) trait Protocol: Send {
    /// One entry of a request.
    type Entry: Send;
    /// The answer of one request.
    type Reply: Send + 'static;
    /// How many entries a request takes.
    const MOST: usize;
    /// Whether an answer that did not come leaves open what happened.
    const WRITES: bool;

    /// The connection, whose timer the batch waits by.
    fn db(&self) -> &DynamoDb;
    /// The table of an entry, by its name in DynamoDB.
    fn lane(&mut self, entry: &Self::Entry) -> LaneKey;
    /// The entry's key in its table.
    fn key(entry: &Self::Entry) -> &CanonicalKey;
    /// The size of the entry in a request, in bytes.
    fn bytes(entry: &Self::Entry) -> usize;
    /// The capacity units the entry will likely consume.
    fn units(entry: &Self::Entry) -> f64;
    /// Notes that the entry was sent and no answer came.
    fn lost(entry: &mut Self::Entry);
    /// Sends the entries in one request.
    fn request(&self, entries: &[Queued<Self::Entry>], meter: &Meter)
    -> BoxFuture<'static, Result<Self::Reply, Error>>;
    /// The capacity that an answer says was consumed.
    fn consumed(reply: &Self::Reply) -> &[ConsumedCapacity];
    /// Takes what is done out of the entries of a request and returns what is not.
    fn settle(&mut self, entries: Vec<Queued<Self::Entry>>, reply: Self::Reply) -> Vec<Queued<Self::Entry>>;
    /// An error of the whole batch.
    fn error(&self, kind: ErrorKind) -> Error;
}

/// Bytes of the entries of one request: 16 MB (Developer Guide, "Quotas"), less what is round them.
const REQUEST_BYTES: usize = 16 * 1024 * 1024 - 64 * 1024;

/// A batch on its way.
pub(crate) struct Driver<'s, P: Protocol> {
    protocol: P,
    settings: Settings<'s>,
    lanes: Lanes<P::Entry>,
    source: Option<EntrySource<'s, P::Entry>>,
    /// Taken out of the source for an item that is in the lanes or in flight; the source waits behind it.
    held: Option<Queued<P::Entry>>,
    /// The items in the lanes and in flight, where there is a source.
    busy: HashSet<ItemKey>,
    flights: FuturesUnordered<BoxFuture<'static, Landed<P::Reply>>>,
    flying: HashMap<u64, Flight<P::Entry>>,
    flown: u64,
    window: AdaptiveLimit,
    bucket: Option<TokenBucket>,
    deadline: Deadline,
    meter: Meter,
    progress: BatchProgress,
    end: Option<(BatchEnd, Option<Error>)>,
}

type ItemKey = (Arc<str>, CanonicalKey);
type Landed<R> = (u64, Result<R, Error>);

/// A request in flight.
struct Flight<E> {
    entries: Vec<Queued<E>>,
    lanes: Vec<(LaneKey, u64, usize)>,
    epoch: u64,
    units: f64,
}

/// How a batch ended.
pub(crate) struct Finished<'s, P: Protocol> {
    pub(crate) protocol: P,
    pub(crate) settings: Settings<'s>,
    pub(crate) progress: BatchProgress,
    pub(crate) left: Vec<P::Entry>,
    pub(crate) source: Option<EntrySource<'s, P::Entry>>,
    pub(crate) end: Option<(BatchEnd, Error)>,
}

impl<'s, P: Protocol> Driver<'s, P> {
    pub(crate) fn new(protocol: P, settings: Settings<'s>, meter: Meter) -> Self {
        let meter = if settings.wants_capacity() { meter.or_on() } else { meter };
        Self {
            protocol,
            lanes: Lanes::new(settings.backoff),
            source: None,
            held: None,
            busy: HashSet::new(),
            flights: FuturesUnordered::new(),
            flying: HashMap::new(),
            flown: 0,
            window: AdaptiveLimit::new(settings.concurrency),
            bucket: settings.write_units.and_then(|units| TokenBucket::new(f64::from(units))),
            deadline: Deadline::after(settings.deadline),
            meter,
            progress: BatchProgress::default(),
            end: None,
            settings,
        }
    }

    /// Entries that are all there, no two for one item.
    pub(crate) fn entries(mut self, entries: impl IntoIterator<Item = P::Entry>) -> Self {
        for entry in entries {
            let queued = self.queued(entry);
            self.lanes.push(queued);
        }
        self
    }

    /// Entries that are taken out of a source as there is room.
    pub(crate) fn source(mut self, source: Option<EntrySource<'s, P::Entry>>) -> Self {
        self.source = source;
        self
    }

    /// Entries that were taken out of the source before: all of them for different items, save the last.
    pub(crate) fn taken(mut self, entries: Vec<P::Entry>) -> Self {
        for entry in entries {
            let queued = self.queued(entry);
            self.admit(queued);
        }
        self
    }

    fn queued(&mut self, entry: P::Entry) -> Queued<P::Entry> {
        Queued { lane: self.protocol.lane(&entry), bytes: P::bytes(&entry), entry, resent: false }
    }

    /// Runs the batch to its end.
    pub(crate) async fn run(mut self) -> Finished<'s, P> {
        loop {
            self.launch();
            if self.is_finished() {
                return self.finish();
            }
            self.step().await;
        }
    }

    fn is_finished(&self) -> bool {
        let exhausted = self.source.is_none() && self.held.is_none() && self.lanes.is_empty();
        self.flying.is_empty() && (self.end.is_some() || exhausted)
    }

    /// Sends as many requests as there is room for.
    fn launch(&mut self) {
        while self.end.is_none() && self.flying.len() < self.window.current() && !self.deadline.has_passed() {
            let now = Instant::now();
            if self.bucket.as_mut().is_some_and(|bucket| bucket.ready_at(now).is_some()) || !self.is_due(now) {
                return;
            }
            let entries = self.lanes.take(now, Limits { entries: P::MOST, bytes: REQUEST_BYTES });
            if entries.is_empty() {
                return;
            }
            self.fly(entries);
        }
    }

    /// Whether a request is worth sending: full, or nothing more to wait for.
    fn is_due(&self, now: Instant) -> bool {
        self.source.is_none()
            || self.held.is_some()
            || self.lanes.len() >= P::MOST
            || self.lanes.bytes() >= REQUEST_BYTES
            || self.lanes.has_resent(now)
    }

    fn fly(&mut self, entries: Vec<Queued<P::Entry>>) {
        let units = entries.iter().map(|queued| P::units(&queued.entry)).sum();
        if let Some(bucket) = &mut self.bucket {
            bucket.take(units);
        }
        self.progress.retried += entries.iter().filter(|queued| queued.resent).count();
        self.progress.bytes += entries.iter().map(|queued| queued.bytes as u64).sum::<u64>();
        let (id, request) = (self.flown, self.protocol.request(&entries, &self.meter));
        self.flown += 1;
        let lanes = self.lanes.counted(&entries);
        self.flying.insert(id, Flight { entries, lanes, epoch: self.window.round(), units });
        self.flights.push(Box::pin(async move { (id, request.await) }));
    }

    /// An entry out of the source.
    fn pulled(&mut self, pulled: Option<Result<P::Entry, Error>>) {
        match pulled {
            None => self.source = None,
            Some(Err(error)) => self.stop(BatchEnd::Error, Some(error)),
            Some(Ok(entry)) => {
                let queued = self.queued(entry);
                self.admit(queued);
            }
        }
    }

    /// Lets an entry into the lanes, or holds it while one for the same item is on its way.
    fn admit(&mut self, queued: Queued<P::Entry>) {
        let key = item_key::<P>(&queued);
        if self.busy.contains(&key) {
            self.held = Some(queued);
        } else {
            self.busy.insert(key);
            self.lanes.push(queued);
        }
    }

    /// A request has its answer, or none.
    fn landed(&mut self, (id, result): Landed<P::Reply>) {
        let Some(flight) = self.flying.remove(&id) else { return };
        self.progress.requests += 1;
        match result {
            Ok(reply) => self.answered(flight, reply),
            Err(error) => self.failed(flight, error),
        }
        self.settings.tell(&self.progress);
        if let Some(held) = self.held.take() {
            self.admit(held);
        }
    }

    fn answered(&mut self, flight: Flight<P::Entry>, reply: P::Reply) {
        self.account(flight.units, P::consumed(&reply));
        let tracked = !self.busy.is_empty();
        if tracked {
            flight.entries.iter().for_each(|queued| _ = self.busy.remove(&item_key::<P>(queued)));
        }
        let sent = flight.entries.len();
        let left = self.protocol.settle(flight.entries, reply);
        if tracked {
            self.busy.extend(left.iter().map(item_key::<P>));
        }
        self.progress.items += sent - left.len();
        if left.is_empty() {
            self.window.on_success();
        } else {
            self.window.on_overload(flight.epoch);
        }
        self.give_back(&flight.lanes, left, None);
    }

    fn failed(&mut self, mut flight: Flight<P::Entry>, error: Error) {
        if P::WRITES && error.maybe_applied() {
            flight.entries.iter_mut().for_each(|queued| P::lost(&mut queued.entry));
        }
        if matches!(error.kind(), ErrorKind::Throttled | ErrorKind::TransactionConflict) {
            self.window.on_overload(flight.epoch);
            self.give_back(&flight.lanes, flight.entries, Some(error));
        } else {
            self.lanes.give_back(flight.entries);
            self.stop(BatchEnd::Error, Some(error));
        }
    }

    /// Puts what is left of a request back, each table with its own backoff.
    fn give_back(&mut self, lanes: &[(LaneKey, u64, usize)], left: Vec<Queued<P::Entry>>, cause: Option<Error>) {
        for (lane, epoch, sent) in lanes {
            let back = left.iter().filter(|queued| queued.lane == *lane).count();
            let outcome = Outcome { epoch: *epoch, done: sent - back, left: back, cause: cause.clone() };
            if self.lanes.settle(lane, outcome) {
                self.stop(BatchEnd::NoProgress, None);
            }
        }
        self.lanes.give_back(left);
    }

    fn account(&mut self, estimated: f64, consumed: &[ConsumedCapacity]) {
        self.meter.record(consumed);
        let units: f64 = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.progress.capacity_units += units;
        if let Some(bucket) = self.bucket.as_mut().filter(|_| !consumed.is_empty()) {
            bucket.take(units - estimated);
        }
    }

    /// Sends nothing new; what is in flight is waited for, so that it is known what was done.
    fn stop(&mut self, end: BatchEnd, error: Option<Error>) {
        if self.end.is_none() {
            self.end = Some((end, error));
        }
    }

    /// The deadline: what is in flight is given up.
    fn cut(&mut self) {
        self.flights.clear();
        for (_, mut flight) in std::mem::take(&mut self.flying) {
            if P::WRITES {
                flight.entries.iter_mut().for_each(|queued| P::lost(&mut queued.entry));
            }
            self.lanes.give_back(flight.entries);
        }
        self.stop(BatchEnd::Deadline, None);
    }

    fn finish(mut self) -> Finished<'s, P> {
        let cause = self.lanes.cause();
        let mut left: Vec<_> = self.lanes.drain().map(|queued| queued.entry).collect();
        left.extend(self.held.map(|queued| queued.entry));
        let protocol = self.protocol;
        let end = self.end.map(|(end, error)| {
            let error = error.or(cause);
            (end, error.unwrap_or_else(|| protocol.error(ErrorKind::Unprocessed)))
        });
        let (settings, progress, source) = (self.settings, self.progress, self.source);
        Finished { protocol, settings, progress, left, source, end }
    }
}

fn item_key<P: Protocol>(queued: &Queued<P::Entry>) -> ItemKey {
    (queued.lane.0.clone(), P::key(&queued.entry).clone())
}
