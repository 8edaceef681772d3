//! The entries that wait to be sent. There is one queue per table, with its own backoff.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::learned_rate::LearnedRate;
use crate::error::{Error, ErrorKind};
use crate::retry::{Backoff, later};

/// A table, by its actual name, and the number of the read if there are several of it.
pub(crate) type QueueKey = (Arc<str>, usize);

/// An entry that waits or is in flight.
pub(crate) struct QueuedEntry<E> {
    pub(crate) queue: QueueKey,
    pub(crate) entry: E,
    pub(crate) bytes: usize,
    /// Whether it was sent before.
    pub(crate) is_resent: bool,
}

/// The limits of one request.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) entries: usize,
    pub(super) bytes: usize,
    pub(super) units: f64,
}

/// A round of resends of one table, for the log.
#[cfg_attr(not(feature = "tracing"), expect(dead_code))]
pub(super) struct Resend {
    pub(super) table: Arc<str>,
    pub(super) entries: usize,
    pub(super) wait: Duration,
    pub(super) rounds_without_progress: u32,
}

/// The entries of a request that are of one queue.
pub(super) struct SentEntries {
    pub(super) queue: QueueKey,
    /// The queue's round when the request was sent.
    pub(super) round: u64,
    pub(super) count: usize,
    /// The capacity units that they are estimated to consume.
    pub(super) units: f64,
}

/// The outcome of a request for one table.
pub(super) struct Outcome {
    /// The table's round when the request was sent.
    pub(super) round: u64,
    pub(super) done: usize,
    pub(super) unprocessed: usize,
    /// The estimated units of the entries that are done.
    pub(super) accepted_units: f64,
    /// The estimated units of the others.
    pub(super) refused_units: f64,
    pub(super) cause: Option<Error>,
}

pub(super) struct TableQueues<E> {
    backoff: Backoff,
    // Ordered, so that several reads of one table are neighbors. `take` and the protocols rely on it.
    queues: BTreeMap<QueueKey, TableQueue<E>>,
    len: usize,
    bytes: usize,
}

/// The entries of one table.
struct TableQueue<E> {
    entries: VecDeque<QueuedEntry<E>>,
    ready_at: Option<Instant>,
    /// The wait that ends at `ready_at`. It is taken when the round after it is reported.
    wait: Option<Duration>,
    rounds_without_progress: u32,
    round: u64,
    learned_rate: LearnedRate,
    cause: Option<Error>,
}

impl<E> Default for TableQueue<E> {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            ready_at: None,
            wait: None,
            rounds_without_progress: 0,
            round: 0,
            learned_rate: LearnedRate::default(),
            cause: None,
        }
    }
}

impl<E> TableQueue<E> {
    fn is_open(&self, now: Instant) -> bool {
        self.ready_at.is_none_or(|ready_at| ready_at <= now)
    }

    fn is_ready(&self, now: Instant) -> bool {
        !self.entries.is_empty() && self.next_request_at().is_none_or(|at| at <= now)
    }

    /// Returns the later of the ends of the backoff and of the pause for the learned rate.
    fn next_request_at(&self) -> Option<Instant> {
        self.ready_at.max(self.learned_rate.ready_at())
    }
}

impl<E> TableQueues<E> {
    pub(super) fn new(backoff: Backoff) -> Self {
        Self { backoff, queues: BTreeMap::new(), len: 0, bytes: 0 }
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

    pub(super) fn push(&mut self, queued: QueuedEntry<E>) {
        self.len += 1;
        self.bytes += queued.bytes;
        self.queues.entry(queued.queue.clone()).or_default().entries.push_back(queued);
    }

    /// Puts unprocessed entries in front of those that were not sent.
    pub(super) fn requeue(&mut self, unprocessed: Vec<QueuedEntry<E>>) {
        // In front, because the caller gave them first, and because `has_resent` checks only the first entry. In
        // reverse, because each one is put before those that are there.
        for mut queued in unprocessed.into_iter().rev() {
            self.len += 1;
            self.bytes += queued.bytes;
            queued.is_resent = true;
            self.queues.entry(queued.queue.clone()).or_default().entries.push_front(queued);
        }
    }

    /// Takes the entries of one request out of the queues that do not have to wait. An entry larger than a request is
    /// sent alone, so that the service rejects it.
    pub(super) fn take(&mut self, now: Instant, limits: Limits, units_of: fn(&E) -> f64) -> Vec<QueuedEntry<E>> {
        let mut taken: Vec<QueuedEntry<E>> = Vec::new();
        let (mut bytes, mut units) = (0, 0.0);
        for (key, queue) in &mut self.queues {
            // Two reads of one table differ in their options and cannot share a request.
            if !queue.is_ready(now) || taken.last().is_some_and(|last| last.queue.0 == key.0) {
                continue;
            }
            // Set by the closure, so that each entry is estimated only once.
            let mut own_units = 0.0;
            let units_before = units;
            while let Some(queued) = queue.entries.pop_front_if(|queued| {
                own_units = units_of(&queued.entry);
                taken.is_empty()
                    || (taken.len() < limits.entries
                        && bytes + queued.bytes <= limits.bytes
                        && units + own_units <= limits.units)
            }) {
                bytes += queued.bytes;
                units += own_units;
                taken.push(queued);
            }
            queue.learned_rate.on_sent(now, units - units_before);
        }
        self.len -= taken.len();
        self.bytes -= bytes;
        taken
    }

    /// Returns the entries of a request by queue.
    pub(super) fn sent_by_queue(&self, entries: &[QueuedEntry<E>], units_of: fn(&E) -> f64) -> Vec<SentEntries> {
        let chunks = entries.chunk_by(|first, second| first.queue == second.queue);
        let sent = chunks.filter_map(|chunk| {
            let queue = chunk.first()?.queue.clone();
            let round = self.queues.get(&queue).map_or(0, |queue| queue.round);
            let units = chunk.iter().map(|queued| units_of(&queued.entry)).sum();
            Some(SentEntries { queue, round, count: chunk.len(), units })
        });
        sent.collect()
    }

    /// Applies the outcome of a request to a table. Returns whether that was the last round without progress.
    ///
    /// Requests that were sent together and fail together are one round.
    pub(super) fn apply_outcome(&mut self, key: &QueueKey, outcome: Outcome) -> bool {
        let backoff = self.backoff;
        let queue = self.queues.entry(key.clone()).or_default();
        if outcome.done > 0 {
            // Any progress ends the count: a table that takes a few writes per round is slow and not stuck.
            (queue.rounds_without_progress, queue.cause) = (0, None);
        }
        let now = Instant::now();
        queue.learned_rate.on_accepted(now, outcome.accepted_units);
        if outcome.unprocessed == 0 {
            return false;
        }
        // Only the first outcome of a round counts. Later ones of the same round belong to an older round.
        if outcome.round == queue.round {
            queue.round += 1;
            queue.rounds_without_progress += u32::from(outcome.done == 0);
            // A conflict with a transaction says nothing about capacity.
            if outcome.cause.as_ref().is_none_or(|cause| cause.kind() == ErrorKind::Throttled) {
                queue.learned_rate.on_refused(now, outcome.refused_units);
            }
        }
        if outcome.done == 0 {
            queue.cause = outcome.cause;
        }
        // The first outcome sets the wait. A queue is still open then; other responses of the same round must not
        // prolong it.
        if queue.is_open(now) {
            let wait = backoff.wait(queue.rounds_without_progress);
            (queue.ready_at, queue.wait) = (Some(later(now, wait)), Some(wait));
        }
        backoff.is_exhausted(queue.rounds_without_progress)
    }

    /// Takes the rounds of resends that can begin now, each once.
    pub(super) fn take_resends(&mut self, now: Instant) -> Vec<Resend> {
        let begin = |(key, queue): (&QueueKey, &mut TableQueue<E>)| {
            let wait = if queue.is_ready(now) { queue.wait.take()? } else { return None };
            Some(Resend {
                table: key.0.clone(),
                entries: queue.entries.iter().filter(|queued| queued.is_resent).count(),
                wait,
                rounds_without_progress: queue.rounds_without_progress,
            })
        };
        self.queues.iter_mut().filter_map(begin).collect()
    }

    /// Returns the first entry of the next request.
    pub(super) fn first_ready(&self, now: Instant) -> Option<&QueuedEntry<E>> {
        self.queues.values().find(|queue| queue.is_ready(now)).and_then(|queue| queue.entries.front())
    }

    /// Returns whether an entry can be sent now.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.queues.values().any(|queue| queue.is_ready(now))
    }

    /// Returns whether an entry that was sent before can be sent now.
    pub(super) fn has_resent(&self, now: Instant) -> bool {
        let is_resent = |queue: &TableQueue<E>| queue.entries.front().is_some_and(|queued| queued.is_resent);
        self.queues.values().any(|queue| queue.is_ready(now) && is_resent(queue))
    }

    /// Returns the time at which the first of the waiting queues is ready.
    pub(super) fn next_wakeup(&self, now: Instant) -> Option<Instant> {
        let waiting = self.queues.values().filter(|queue| !queue.entries.is_empty());
        // A queue that is ready already needs no timer: it waits for a response, or for the write rate, which has its
        // own.
        waiting.filter_map(TableQueue::next_request_at).filter(|ready_at| *ready_at > now).min()
    }

    /// Takes the error of the last round without progress, from the queue that had the most of them.
    pub(super) fn take_cause(&mut self) -> Option<Error> {
        let queues = self.queues.values_mut().filter(|queue| queue.cause.is_some());
        // That is the queue that ended the batch. The error of another one may be harmless.
        let worst = queues.max_by_key(|queue| queue.rounds_without_progress)?;
        let cause = worst.cause.take();
        self.queues.values_mut().for_each(|queue| queue.cause = None);
        cause
    }

    /// Takes all entries.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = QueuedEntry<E>> {
        (self.len, self.bytes) = (0, 0);
        std::mem::take(&mut self.queues).into_values().flat_map(|queue| queue.entries)
    }
}
