//! One request as the queues see it: what limits it, what was sent, and its outcome.

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;

/// A table, by its actual name, and the number of the read if there are several of it.
pub(crate) type QueueKey = (Arc<str>, usize);

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
