//! Entries that wait to be sent, by table, each table with its own backoff.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use crate::error::Error;
use crate::retry::{Backoff, later};

/// A table, by its name in DynamoDB, and which of several reads of it.
pub(crate) type LaneKey = (Arc<str>, usize);

/// An entry that waits or is in flight.
pub(crate) struct Queued<E> {
    pub(crate) lane: LaneKey,
    pub(crate) entry: E,
    pub(crate) bytes: usize,
    /// It was sent before.
    pub(crate) resent: bool,
}

/// What one request takes.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) entries: usize,
    pub(super) bytes: usize,
}

/// What a request did for one table.
pub(super) struct Outcome {
    /// The table's when the request was sent.
    pub(super) epoch: u64,
    pub(super) done: usize,
    pub(super) left: usize,
    pub(super) cause: Option<Error>,
}

pub(super) struct Lanes<E> {
    backoff: Backoff,
    lanes: BTreeMap<LaneKey, Lane<E>>,
    len: usize,
    bytes: usize,
}

/// The entries of one table.
struct Lane<E> {
    waiting: VecDeque<Queued<E>>,
    until: Option<Instant>,
    rounds: u32,
    epoch: u64,
    cause: Option<Error>,
}

impl<E> Default for Lane<E> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), until: None, rounds: 0, epoch: 0, cause: None }
    }
}

impl<E> Lane<E> {
    fn is_open(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| until <= now)
    }

    fn is_ready(&self, now: Instant) -> bool {
        !self.waiting.is_empty() && self.is_open(now)
    }
}

impl<E> Lanes<E> {
    pub(super) fn new(backoff: Backoff) -> Self {
        Self { backoff, lanes: BTreeMap::new(), len: 0, bytes: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn push(&mut self, queued: Queued<E>) {
        self.len += 1;
        self.bytes += queued.bytes;
        self.lanes.entry(queued.lane.clone()).or_default().waiting.push_back(queued);
    }

    /// Puts entries that were sent back, before those that were not.
    pub(super) fn give_back(&mut self, left: Vec<Queued<E>>) {
        for mut queued in left.into_iter().rev() {
            self.len += 1;
            self.bytes += queued.bytes;
            queued.resent = true;
            self.lanes.entry(queued.lane.clone()).or_default().waiting.push_front(queued);
        }
    }

    /// Takes the entries of one request out of the lanes that do not have to wait. An entry larger than a request goes
    /// alone, for the service to refuse.
    pub(super) fn take(&mut self, now: Instant, limits: Limits) -> Vec<Queued<E>> {
        let (mut taken, mut bytes): (Vec<Queued<E>>, usize) = (Vec::new(), 0);
        for (key, lane) in &mut self.lanes {
            // two reads of one table differ in their options and cannot share a request
            if !lane.is_ready(now) || taken.last().is_some_and(|last| last.lane.0 == key.0) {
                continue;
            }
            let fits = |queued: &mut Queued<E>, taken: &[Queued<E>], bytes: usize| {
                taken.is_empty() || (taken.len() < limits.entries && bytes + queued.bytes <= limits.bytes)
            };
            while let Some(queued) = lane.waiting.pop_front_if(|queued| fits(queued, &taken, bytes)) {
                bytes += queued.bytes;
                taken.push(queued);
            }
        }
        self.len -= taken.len();
        self.bytes -= bytes;
        taken
    }

    /// The lanes of a request's entries, with their epochs and numbers.
    pub(super) fn counted(&self, entries: &[Queued<E>]) -> Vec<(LaneKey, u64, usize)> {
        let chunks = entries.chunk_by(|first, second| first.lane == second.lane);
        let counted = chunks.filter_map(|chunk| chunk.first().map(|first| (first.lane.clone(), chunk.len())));
        counted
            .map(|(key, count)| (self.lanes.get(&key).map_or(0, |lane| lane.epoch), key, count))
            .map(|(epoch, key, count)| (key, epoch, count))
            .collect()
    }

    /// Takes in what a request did for a table, and says whether that was the last round without progress.
    ///
    /// Requests that were sent together and fail together are one round.
    pub(super) fn settle(&mut self, key: &LaneKey, outcome: Outcome) -> bool {
        let backoff = self.backoff;
        let lane = self.lanes.entry(key.clone()).or_default();
        if outcome.done > 0 {
            (lane.rounds, lane.cause) = (0, None);
        }
        if outcome.left == 0 {
            return false;
        }
        if outcome.epoch == lane.epoch {
            lane.epoch += 1;
            lane.rounds += u32::from(outcome.done == 0);
        }
        if outcome.done == 0 {
            lane.cause = outcome.cause;
        }
        let now = Instant::now();
        if lane.is_open(now) {
            lane.until = Some(later(now, backoff.wait(lane.rounds)));
        }
        backoff.is_exhausted(lane.rounds)
    }

    /// Whether something can be sent now.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.lanes.values().any(|lane| lane.is_ready(now))
    }

    /// Whether something that was sent before can be sent now.
    pub(super) fn has_resent(&self, now: Instant) -> bool {
        self.lanes.values().any(|lane| lane.is_ready(now) && lane.waiting.front().is_some_and(|queued| queued.resent))
    }

    /// When the first lane that waits may be sent from.
    pub(super) fn wakes(&self, now: Instant) -> Option<Instant> {
        let waiting = self.lanes.values().filter(|lane| !lane.waiting.is_empty());
        waiting.filter_map(|lane| lane.until).filter(|until| *until > now).min()
    }

    /// What the last round without progress came from, of the lane that had the most of them.
    pub(super) fn cause(&mut self) -> Option<Error> {
        let worst = self.lanes.values_mut().filter(|lane| lane.cause.is_some()).max_by_key(|lane| lane.rounds)?;
        let cause = worst.cause.take();
        self.lanes.values_mut().for_each(|lane| lane.cause = None);
        cause
    }

    /// All entries.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Queued<E>> {
        std::mem::take(&mut self.lanes).into_values().flat_map(|lane| lane.waiting)
    }
}
