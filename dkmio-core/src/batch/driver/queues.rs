//! The entries that wait to be sent. There is one queue per table, with its own backoff.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::learned_rate::LearnedRate;
use super::outcome::{Limits, Outcome, QueueKey, Resend, SentEntries};
use crate::error::{Error, ErrorKind};
use crate::retry::{Backoff, later};

/// An entry that waits or is in flight.
pub(crate) struct QueuedEntry<E> {
    pub(crate) queue: QueueKey,
    pub(crate) entry: E,
    pub(crate) bytes: usize,
    /// Whether it was sent before.
    pub(crate) is_resent: bool,
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
            let (taken_before, units_before) = (taken.len(), units);
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
            // A request that is full with entries of other tables says nothing of this one.
            if taken.len() > taken_before {
                queue.learned_rate.on_sent(now, units - units_before);
            }
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
    pub(super) fn apply_outcome(&mut self, now: Instant, key: &QueueKey, outcome: Outcome) -> bool {
        let backoff = self.backoff;
        let queue = self.queues.entry(key.clone()).or_default();
        if outcome.done > 0 {
            // Any progress ends the count: a table that takes a few writes per round is slow and not stuck.
            (queue.rounds_without_progress, queue.cause) = (0, None);
        }
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
    ///
    /// Only valid while no queue is ready.
    pub(super) fn next_wakeup(&self) -> Option<Instant> {
        let waiting = self.queues.values().filter(|queue| !queue.entries.is_empty());
        waiting.filter_map(TableQueue::next_request_at).min()
    }

    /// Takes the error of the last round without progress, from the queue that had the most of them.
    pub(super) fn take_cause(&mut self) -> Option<Error> {
        let queues = self.queues.values_mut().filter(|queue| queue.cause.is_some());
        // That is the queue that ended the batch. The error of another one may be harmless.
        queues.max_by_key(|queue| queue.rounds_without_progress)?.cause.take()
    }

    /// Returns all entries.
    pub(super) fn into_entries(self) -> impl Iterator<Item = QueuedEntry<E>> {
        self.queues.into_values().flat_map(|queue| queue.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { entries: 25, bytes: 1000, units: 100.0 };

    fn queues() -> TableQueues<f64> {
        TableQueues::new(Backoff::new())
    }

    fn entry(table: &str, read: usize, bytes: usize, units: f64) -> QueuedEntry<f64> {
        QueuedEntry { queue: (table.into(), read), entry: units, bytes, is_resent: false }
    }

    fn units_of(units: &f64) -> f64 {
        *units
    }

    /// What a request of these sizes and units takes of the queue, until it is empty.
    fn taken(entries: &[(usize, f64)], limits: Limits) -> Vec<usize> {
        let mut queues = queues();
        entries.iter().for_each(|(bytes, units)| queues.push(entry("a", 0, *bytes, *units)));
        let mut sizes = Vec::new();
        while !queues.is_empty() {
            let taken = queues.take(Instant::now(), limits, units_of);
            sizes.push(taken.len());
            let rest = &entries[sizes.iter().sum::<usize>()..];
            assert_eq!((queues.len(), queues.bytes()), (rest.len(), rest.iter().map(|(bytes, _)| bytes).sum()));
        }
        sizes
    }

    #[test]
    fn a_request_is_filled_up_to_each_of_its_limits() {
        for (entry, limits, expected) in [
            ((1, 1.0), Limits { entries: 2, ..LIMITS }, vec![2, 2, 1]),
            ((10, 1.0), Limits { bytes: 20, ..LIMITS }, vec![2, 2, 1]),
            ((10, 1.0), Limits { bytes: 19, ..LIMITS }, vec![1; 5]),
            ((1, 2.5), Limits { units: 5.0, ..LIMITS }, vec![2, 2, 1]),
            ((1, 2.5), Limits { units: 4.9, ..LIMITS }, vec![1; 5]),
            // An entry above a limit is sent alone.
            ((30, 9.0), Limits { bytes: 20, units: 5.0, ..LIMITS }, vec![1; 5]),
        ] {
            assert_eq!(taken(&[entry; 5], limits), expected, "{entry:?}");
        }
    }

    #[test]
    fn two_reads_of_one_table_never_share_a_request() {
        let mut queues = queues();
        for (table, read) in [("a", 0), ("b", 1), ("b", 2), ("c", 3)] {
            queues.push(entry(table, read, 1, 0.0));
        }
        let mut requests = Vec::new();
        while !queues.is_empty() {
            let taken = queues.take(Instant::now(), LIMITS, units_of);
            requests.push(taken.iter().map(|queued| queued.queue.1).collect::<Vec<_>>());
        }
        assert_eq!(requests, [vec![0, 1, 3], vec![2]]);
    }

    fn refused(units: f64, cause: Option<ErrorKind>) -> Outcome {
        let cause = cause.map(Error::new);
        Outcome { round: 0, done: 0, unprocessed: 1, accepted_units: 0.0, refused_units: units, cause }
    }

    #[test]
    fn the_first_table_that_is_ready_again_ends_the_wait() {
        let (mut queues, now) = (queues(), Instant::now());
        for table in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            queues.push(entry(table, 0, 1, 0.0));
            queues.apply_outcome(now, &(table.into(), 0), refused(0.0, None));
        }
        // A table without entries has nothing to wait for.
        queues.apply_outcome(now, &("empty".into(), 0), refused(0.0, None));
        let wakeup = queues.next_wakeup().expect("a wait");
        let before = wakeup - Duration::from_nanos(1);
        assert!(queues.is_ready(wakeup) && !queues.is_ready(before));
        assert!(queues.first_ready(wakeup).is_some() && queues.first_ready(before).is_none());
    }

    #[test]
    fn the_other_refusals_of_a_round_do_not_prolong_its_wait() {
        let (mut queues, now) = (queues(), Instant::now());
        queues.push(entry("a", 0, 1, 0.0));
        let mut refuse = || {
            queues.apply_outcome(now, &("a".into(), 0), refused(0.0, None));
            queues.next_wakeup()
        };
        let first = refuse();
        assert!((0..20).all(|_| refuse() == first));
    }

    #[test]
    fn a_round_of_resends_is_reported_once_and_when_it_begins() {
        let (mut queues, now) = (queues(), Instant::now());
        queues.apply_outcome(now, &("a".into(), 0), refused(0.0, None));
        queues.requeue(vec![entry("a", 0, 1, 0.0)]);
        queues.push(entry("a", 0, 1, 0.0));
        let wakeup = queues.next_wakeup().expect("a wait");
        assert!(queues.take_resends(now).is_empty());
        assert!(!queues.has_resent(now) && queues.has_resent(wakeup));
        let resends = queues.take_resends(wakeup);
        assert_eq!(resends.len(), 1);
        assert_eq!((resends[0].entries, resends[0].rounds_without_progress, now + resends[0].wait), (1, 1, wakeup));
        assert!(queues.take_resends(wakeup).is_empty());
    }

    /// A table that accepted 100 units in a second and then refused 50, and the time of that.
    fn refusing(cause: Option<ErrorKind>) -> (TableQueues<f64>, Instant) {
        let mut queues = TableQueues::new(Backoff::new().initial(Duration::ZERO));
        queues.push(entry("b", 0, 1, 100.0));
        let start = Instant::now();
        queues.take(start, LIMITS, units_of);
        let now = start + Duration::from_secs(1);
        let accepted = Outcome { done: 1, unprocessed: 0, accepted_units: 100.0, ..refused(0.0, None) };
        queues.apply_outcome(now, &("b".into(), 0), accepted);
        queues.apply_outcome(now, &("b".into(), 0), refused(50.0, cause));
        queues.requeue(vec![entry("b", 0, 1, 30.0)]);
        (queues, now)
    }

    fn wait(queues: &TableQueues<f64>, now: Instant) -> u128 {
        (queues.next_wakeup().expect("a wait") - now).as_millis()
    }

    #[test]
    fn a_table_that_refuses_is_sent_what_it_has_accepted_in_a_second() {
        for cause in [None, Some(ErrorKind::Throttled)] {
            let (queues, now) = refusing(cause);
            // 50 units at 95 a second, of which a hundredth is saved up.
            assert!((510..527).contains(&wait(&queues, now)), "{cause:?}: {}", wait(&queues, now));
        }
        // A conflict with a transaction says nothing about capacity.
        let (queues, now) = refusing(Some(ErrorKind::TransactionConflict));
        assert_eq!(wait(&queues, now), 1);
    }

    #[test]
    fn a_table_learns_nothing_while_other_tables_fill_the_requests() {
        let (mut queues, start) = (TableQueues::new(Backoff::new().initial(Duration::ZERO)), Instant::now());
        let now = start + Duration::from_secs(5);
        ["a", "b"].into_iter().for_each(|table| queues.push(entry(table, 0, 1, 25.0)));
        for (at, table) in [(start, "a"), (now, "b")] {
            assert_eq!(queues.take(at, Limits { entries: 1, ..LIMITS }, units_of)[0].queue.0.as_ref(), table);
        }
        queues.apply_outcome(now, &("b".into(), 0), Outcome { done: 1, accepted_units: 20.0, ..refused(5.0, None) });
        queues.requeue(vec![entry("b", 0, 1, 5.0)]);
        assert_eq!(wait(&queues, now), 1);
    }

    #[test]
    fn a_table_waits_for_its_own_units_alone() {
        let (mut queues, now) = refusing(None);
        queues.push(entry("a", 0, 1, 20.0));
        let now = now + Duration::from_secs(3);
        assert_eq!(queues.take(now, LIMITS, units_of).len(), 2);
        queues.push(entry("b", 0, 1, 1.0));
        // The rate has grown to 110 units a second, and the bucket has saved up a hundredth of that.
        assert!((260..275).contains(&wait(&queues, now)), "{}", wait(&queues, now));
    }
}
